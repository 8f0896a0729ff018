"""Values of the seeded portal, so that generated requests meet something."""

from collections.abc import MutableMapping
from typing import Any

from hypothesis import strategies as st

MEDIA = ["rVland0001", "rIimag0004", "rPdocu0007", "syna000004", "syna000040"]
PLAYLISTS = ["pla0000000", "pla0000002", "pla0000003"]
BULK_ACTIONS = [
    *("enable_comments", "disable_download", "delete_comments", "copy_media", "set_state", "change_owner"),
    *("add_to_playlist", "remove_from_playlist", "playlist_membership", "add_to_category"),
    *("remove_from_category", "category_membership", "add_tags", "remove_tags", "tag_membership"),
    *("get_ownership", "set_ownership", "remove_ownership", "course_cleanup", "delete_media"),
]
ACCOUNT_ACTIONS = ["change_password", "approve_user", "disapprove_user"]
OWN_ACTIONS = ["like", "dislike", "watch", "report", "rate"]

KNOWN: dict[str, list[Any]] = {
    "media_friendly_token": ["rVport0002", "syna000040"],
    "media_ids": [["rVland0001", "syna000011"], ["syna000040"], ["syna000056"], [*MEDIA, "syna000124"]],
    "playlist_ids": [[1], [1, 3], [4]],
    "category_uids": [["cat-a-0"], ["cat-a-4"], ["cat-a-0", "cat-a-3", "nothing"]],
    "tag_titles": [["cats", "news"], ["nothing"]],
    "users": [["bob"], ["frank", "nobody"]],
    "owner": ["bob", "nobody"],
    "author": ["alice", "bob", "nobody"],
    "q": ["forest", "the", "yy", "a:b|c", "\\"],
    "c": ["Film"],
    "t": ["news"],
    "page": ["1", "2", "last"],
    "tokens": ["syna000001,syna000002", "dave,admin,nobody"],
    "parent": [1, 3],
    "password": ["alice-pass-123", "x"],
    "encoding_profiles": ["1", "999"],
    "text": ["Fine", "@(_bob_)[_Bob_]"],
}


BULK_FIELDS = ("media_ids", "playlist_ids", "category_uids", "tag_titles", "users", "owner")


def known_values(name: str, case: Any) -> list[Any]:
    """What stands for a parameter or field of a request; empty if nothing is known."""
    path = case.operation.path
    match name:
        case "username":
            # Not of those who send the requests.
            return ["bob", "frank"] if case.method == "DELETE" else ["alice", "bob", "frank"]
        case "friendly_token":
            return PLAYLISTS if "/playlists/" in path else MEDIA
        case "action":
            return BULK_ACTIONS if "bulk" in path else OWN_ACTIONS if "/user/" in path else ACCOUNT_ACTIONS
        case _:
            return KNOWN.get(name, [])


@st.composite
def meeting(draw: st.DrawFn, cases: st.SearchStrategy[Any]) -> Any:
    """Generated cases in which most of the values that can be known are known ones."""
    case = draw(cases)
    for values in (case.path_parameters, case.query, case.body):
        if not isinstance(values, MutableMapping):
            continue
        if "bulk" in case.operation.path and values is case.body and draw(st.integers(0, 3)):
            values.update((field, draw(st.sampled_from(KNOWN[field]))) for field in BULK_FIELDS)
        for name in sorted(values, key=str):
            known = known_values(name, case)
            if known and draw(st.integers(0, 3)):
                values[name] = draw(st.sampled_from(known))
    return case
