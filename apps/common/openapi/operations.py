"""What API v1 can do: one entry for each path and method (spec/feeds.md §6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.common.openapi.components import (
    ANY_OBJECT,
    BINARY,
    BOOLEAN,
    INTEGER,
    MEDIA_TYPE,
    STATE,
    STATUS,
    STRING,
    Schema,
    an_object,
    array,
    choice,
    page_of,
    ref,
)

FORM = ("multipart/form-data", "application/x-www-form-urlencoded")
JSON = ("application/json",)

MESSAGE = ref("Message")
NOTHING: Schema = {}

ORDERING = choice("asc", "desc")
PAGE = {"page": STRING}
SORTED = {"ordering": ORDERING, **PAGE}

ACTION = choice("like", "dislike", "watch", "report", "rate")

TOKENS = {"tokens": STRING}


@dataclass(frozen=True)
class Operation:
    """One entry.

    Attributes:
        method: in lower case.
        path: below ``/api/v1``; parameters in braces are text.
        id: the operation id.
        tag: the group that it is shown in.
        summary: one line.
        answer: schema of a success; empty for no body.
        status: of a success.
        query: query parameters.
        fields: of the request body.
        required: names of `fields` that are.
        media_types: of the request body.
    """

    method: str
    path: str
    id: str
    tag: str
    summary: str
    answer: Schema = field(default_factory=dict)
    status: int = 200
    query: Mapping[str, Schema] = field(default_factory=dict)
    fields: Mapping[str, Schema] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    media_types: tuple[str, ...] = FORM


MEDIA = (
    Operation(
        *("get", "/media", "media_list", "Media", "Media, the newest first; with filters, sorting, sharing."),
        answer=page_of("Media"),
        query={
            "show": choice("recommended", "featured", "latest", "shared_by_me", "shared_with_me"),
            "author": STRING,
            "q": STRING,
            "t": STRING,
            "media_type": MEDIA_TYPE,
            "upload_date": choice("today", "this_week", "this_month", "this_year"),
            "duration": choice("0-20", "20-40", "40-60", "60-120"),
            "publish_state": choice("private", "public", "unlisted", "shared"),
            "shared_user": STRING,
            "shared_group": STRING,
            "exclude_lti_embed": choice("1"),
            "sort_by": STRING,
            **SORTED,
        },
    ),
    Operation(
        *("post", "/media", "media_create", "Media", "Upload a file."),
        *(ref("Media"), 201),
        fields={"media_file": BINARY, "title": STRING, "description": STRING, "user_featured": BOOLEAN},
        required=("media_file",),
        media_types=FORM[:1],
    ),
    Operation(
        *("post", "/media/user/bulk_actions", "media_user_bulk_actions_create", "Media"),
        "Do one thing to many of the requester's own media.",
        answer=ANY_OBJECT,
        fields={
            "action": STRING,
            "media_ids": array(STRING),
            "playlist_ids": array(INTEGER),
            "category_uids": array(STRING),
            "tag_titles": array(STRING),
            "state": STATE,
            "owner": STRING,
            "ownership_type": choice("viewer", "editor", "owner"),
            "users": array(STRING),
        },
        required=("action",),
        media_types=JSON,
    ),
    Operation(
        *("get", "/media/{friendly_token}", "media_read", "Media", "All about a media."),
        answer=ref("SingleMedia"),
    ),
    Operation(
        *("post", "/media/{friendly_token}", "media_manager_actions", "Media"),
        "Encode a media anew, or review it; for editors.",
        answer=MESSAGE,
        status=201,
        fields={"type": choice("encode", "review"), "encoding_profiles": STRING, "result": BOOLEAN},
        required=("type",),
    ),
    Operation(
        *("put", "/media/{friendly_token}", "media_update", "Media", "Edit a media."),
        *(ref("Media"), 201),
        fields={"title": STRING, "description": STRING, "user_featured": BOOLEAN},
    ),
    Operation(
        *("delete", "/media/{friendly_token}", "media_delete", "Media", "Delete a media."),
        *(NOTHING, 204),
    ),
    Operation(
        *("get", "/media/{friendly_token}/actions", "media_actions_list", "Media"),
        "The reports of a media; for its owner and editors.",
        answer=ref("Reports"),
    ),
    Operation(
        *("post", "/media/{friendly_token}/actions", "media_actions_create", "Media"),
        "Like, dislike, report, watch or rate a media.",
        answer=MESSAGE,
        status=201,
        fields={"type": ACTION, "extra_info": STRING},
        required=("type",),
        media_types=JSON,
    ),
    Operation(
        *("delete", "/media/{friendly_token}/actions", "media_actions_delete", "Media"),
        "Forget the reports of a media; for superusers.",
        answer=MESSAGE,
        status=201,
    ),
    Operation(
        *("get", "/search", "search_list", "Search", "Media that match words, a category or a tag."),
        answer=page_of("FoundMedia"),
        query={
            "q": STRING,
            "c": STRING,
            "t": STRING,
            "media_type": MEDIA_TYPE,
            "author": STRING,
            "upload_date": choice("today", "this_week", "this_month", "this_year"),
            "show": choice("titles"),
            "sort_by": STRING,
            **SORTED,
        },
    ),
)

COMMUNITY = (
    Operation(
        *("get", "/comments", "comments_list", "Comments", "Comments on public media, the newest first."),
        answer=page_of("Comment"),
        query={"author": STRING, **PAGE},
    ),
    Operation(
        *("get", "/media/{friendly_token}/comments", "media_comments_list", "Media"),
        "Comments on a media, the newest first.",
        answer=page_of("Comment"),
        query=PAGE,
    ),
    Operation(
        *("post", "/media/{friendly_token}/comments", "media_comments_create", "Media"),
        "Write a comment.",
        answer=ref("Comment"),
        status=201,
        fields={"text": STRING, "parent": INTEGER},
        required=("text",),
        media_types=(*JSON, *FORM),
    ),
    Operation(
        *("delete", "/media/{friendly_token}/comments/{uid}", "media_comments_delete", "Media"),
        "Delete a comment with all replies to it.",
        status=204,
    ),
    Operation(
        *("get", "/playlists", "playlists_list", "Playlists", "Playlists of everybody or of one user."),
        answer=page_of("Playlist"),
        query={"author": STRING, **PAGE},
    ),
    Operation(
        *("post", "/playlists", "playlists_create", "Playlists", "Make a playlist."),
        *(ref("Playlist"), 201),
        fields={"title": STRING, "description": STRING},
        required=("title",),
        media_types=(*JSON, *FORM),
    ),
    Operation(
        *("get", "/playlists/{friendly_token}", "playlists_read", "Playlists"),
        "A playlist and the media in it.",
        answer=ref("PlaylistDetail"),
    ),
    Operation(
        *("post", "/playlists/{friendly_token}", "playlists_edit", "Playlists"),
        "Change title and description.",
        answer=ref("PlaylistDetail"),
        status=201,
        fields={"title": STRING, "description": STRING},
        required=("title",),
        media_types=(*JSON, *FORM),
    ),
    Operation(
        *("put", "/playlists/{friendly_token}", "playlists_update", "Playlists"),
        "Add, remove or move a media.",
        answer=MESSAGE,
        status=201,
        fields={
            "type": choice("add", "remove", "ordering"),
            "media_friendly_token": STRING,
            "ordering": INTEGER,
        },
        required=("type", "media_friendly_token"),
        media_types=(*JSON, *FORM),
    ),
    Operation(
        *("delete", "/playlists/{friendly_token}", "playlists_delete", "Playlists", "Delete a playlist."),
        *(NOTHING, 204),
    ),
    Operation(
        *("get", "/categories", "categories_list", "Categories", "Categories that one may browse, by title."),
        answer=array(ref("Category")),
    ),
    Operation(
        *("get", "/categories/contributor", "categories_contributor_list", "Categories"),
        "Courses into which the requester may put media.",
        answer=array(ref("Category")),
    ),
    Operation(
        *("get", "/tags", "tags_list", "Tags", "Tags, the most used first."),
        answer=page_of("Tag"),
        query=PAGE,
    ),
    Operation(
        *("get", "/user/action/{action}", "user_action_read", "Users", "Media that the requester acted on."),
        answer=page_of("Media"),
        query=PAGE,
    ),
)

USERS = (
    Operation(
        *("post", "/login", "login_create", "Users", "A token for credentials."),
        answer=ref("Login"),
        fields={"username": STRING, "email": STRING, "password": STRING},
        required=("password",),
    ),
    Operation(
        *("get", "/user/token", "user_token_list", "Users", "The requester's token."), answer=ref("Token")
    ),
    Operation(*("get", "/whoami", "whoami_read", "Users", "The requester."), answer=ref("UserDetail")),
    Operation(
        *("get", "/users", "users_list", "Users", "Users, the newest first."),
        answer=page_of("User"),
        query={
            "name": STRING,
            "exclude_self": choice("True"),
            "is_approved": choice("true", "false"),
            **PAGE,
        },
    ),
    Operation(
        *("post", "/users", "users_create", "Users", "Make a user; for managers."),
        *(ref("User"), 201),
        fields={"username": STRING, "password": STRING, "email": STRING, "name": STRING},
        required=("username", "password", "email", "name"),
        media_types=(*JSON, *FORM),
    ),
    Operation(*("get", "/users/{username}", "users_read", "Users", "One user."), answer=ref("UserDetail")),
    Operation(
        *("post", "/users/{username}", "users_edit", "Users", "Edit a profile."),
        *(ref("UserDetail"), 201),
        fields={"name": STRING, "description": STRING, "logo": BINARY},
    ),
    Operation(
        *("put", "/users/{username}", "users_update", "Users", "Change the password, or approve a user."),
        answer=ref("UserDetail"),
        fields={
            "action": choice("change_password", "approve_user", "disapprove_user"),
            "password": STRING,
        },
        required=("action",),
    ),
    Operation(
        *("delete", "/users/{username}", "users_delete", "Users", "Delete a user with all that is theirs."),
        *(NOTHING, 204),
    ),
    Operation(
        *("post", "/users/{username}/contact", "users_contact_create", "Users", "Mail a message to a user."),
        *(NOTHING, 204),
        fields={"body": STRING},
        media_types=JSON,
    ),
)

MANAGEMENT = (
    Operation(
        *("get", "/encode_profiles/", "encode_profiles_list", "Encoding Profiles", "All renditions."),
        answer=array(ref("EncodeProfile")),
    ),
    Operation(
        *("get", "/manage_media", "manage_media_list", "Manage", "Media of everybody; for editors."),
        answer=page_of("Media"),
        query={
            "state": STATE,
            "encoding_status": STATUS,
            "media_type": MEDIA_TYPE,
            "featured": choice("true", "false"),
            "is_reviewed": choice("true", "false"),
            "category": STRING,
            "sort_by": choice("title", "add_date", "edit_date", "views", "likes", "reported_times"),
            **SORTED,
        },
    ),
    Operation(
        *("delete", "/manage_media", "manage_media_delete", "Manage", "Delete media; for managers."),
        *(NOTHING, 204),
        query=TOKENS,
    ),
    Operation(
        *("get", "/manage_comments", "manage_comments_list", "Manage", "All comments; for editors."),
        answer=page_of("Comment"),
        query={"sort_by": choice("text", "add_date"), **SORTED},
    ),
    Operation(
        *("delete", "/manage_comments", "manage_comments_delete", "Manage", "Delete comments; for editors."),
        *(NOTHING, 204),
        query={"comment_ids": STRING},
    ),
    Operation(
        *("get", "/manage_users", "manage_users_list", "Manage", "All users; for editors."),
        answer=page_of("User"),
        query={
            "role": choice("manager", "editor"),
            "is_approved": choice("true", "false"),
            "sort_by": choice("date_added", "name"),
            **SORTED,
        },
    ),
    Operation(
        *("delete", "/manage_users", "manage_users_delete", "Manage", "Delete users; for managers."),
        *(NOTHING, 204),
        query=TOKENS,
    ),
    Operation(
        *("get", "/tasks", "tasks_list", "Tasks", "What the workers do; for staff."), answer=ref("Tasks")
    ),
    Operation(
        *("delete", "/tasks/{task_id}", "tasks_delete", "Tasks", "Take back a waiting task; for staff."),
        *(NOTHING, 204),
    ),
)

OPERATIONS = (*MEDIA, *COMMUNITY, *USERS, *MANAGEMENT)
