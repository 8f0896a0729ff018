"""The OpenAPI document of API v1, as the tests use it."""

import copy
from typing import Any

from apps.common.openapi.document import PREFIX, document

KNOWN: dict[str, list[Any]] = {
    "friendly_token": ["rVland0001", "rIimag0004", "rPdocu0007", "syna000004", "syna000040", "pla0000000"],
    "media_friendly_token": ["rVport0002", "syna000040"],
    "media_ids": ["rVland0001", "syna000011", "syna000040"],
    "playlist_ids": [1, 3],
    "category_uids": ["cat-a-0", "cat-a-4"],
    "tag_titles": ["cats", "news"],
    "username": ["alice", "bob", "frank"],
    "users": ["bob", "frank"],
    "owner": ["bob"],
    "author": ["alice", "bob"],
    "q": ["forest", "the", "yy"],
    "c": ["Film"],
    "t": ["news"],
    "page": ["1", "last"],
    "action": [
        *("like", "watch", "change_password", "approve_user", "enable_comments", "delete_comments"),
        *("copy_media", "set_state", "change_owner", "add_to_playlist", "remove_from_playlist"),
        *("playlist_membership", "add_to_category", "remove_from_category", "category_membership"),
        *("add_tags", "remove_tags", "tag_membership", "get_ownership", "set_ownership", "course_cleanup"),
    ],
}
"""Values of the seeded portal, so that generated requests meet something now and then."""


def committed_document() -> dict[str, Any]:
    """The document as it is committed: that of a portal whose settings nobody changed."""
    return document("https://portal.example")


def meeting_document() -> dict[str, Any]:
    """The document of the test client's portal, in which some texts are known ones, or whatever they were."""
    described = copy.deepcopy(document("http://localhost"))
    for operations in described["paths"].values():
        for operation in operations.values():
            for parameter in operation["parameters"]:
                parameter["schema"] = _known(parameter["name"], parameter["schema"])
            for body in operation.get("requestBody", {}).get("content", {}).values():
                properties = body["schema"]["properties"]
                properties.update({name: _known(name, schema) for name, schema in properties.items()})
    return described


def full_path(path: str) -> str:
    """The path from the root of the site."""
    return PREFIX + path


def _known(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    if name not in KNOWN:
        return schema
    if schema.get("type") == "array":
        return {**schema, "items": {"anyOf": [{"enum": KNOWN[name]}, schema["items"]]}}
    return {"anyOf": [{"enum": KNOWN[name]}, schema]}
