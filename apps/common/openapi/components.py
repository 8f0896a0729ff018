"""The objects of API v1 as schemas, their fields in the order in which clients get them."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
BOOLEAN: Schema = {"type": "boolean"}
DATE_TIME: Schema = {"type": "string", "format": "date-time"}
# Without a format: relative addresses are not percent-encoded (spec/api-media.md §3.6).
ADDRESS: Schema = {"type": "string"}
BINARY: Schema = {"type": "string", "format": "binary"}
ANY_OBJECT: Schema = {"type": "object"}


def nullable(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def choice(*values: str) -> Schema:
    """One of some texts."""
    return {"type": "string", "enum": list(values)}


def array(items: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": items}


def an_object(optional: tuple[str, ...] = (), **fields: Schema) -> Schema:
    """An object of these fields, in this order; all but the optional ones are always there."""
    required = [name for name in fields if name not in optional]
    return {"type": "object", "properties": fields, "required": required}


def ref(name: str) -> Schema:
    """One of COMPONENTS."""
    return {"$ref": f"#/components/schemas/{name}"}


def page_of(name: str) -> Schema:
    """A page of up to 50 of COMPONENTS."""
    link = nullable(ADDRESS)
    return an_object(count=INTEGER, next=link, previous=link, results=array(ref(name)))


STATE = choice("private", "public", "unlisted")
STATUS = choice("pending", "running", "fail", "success")
MEDIA_TYPE = choice("video", "image", "audio", "pdf", "")

CATEGORY_INFO = an_object(title=STRING, url=ADDRESS, is_lms_course=BOOLEAN)
TASKS = an_object(tasks=array(ref("Task")))

MEDIA = an_object(
    friendly_token=STRING,
    url=ADDRESS,
    api_url=ADDRESS,
    user=STRING,
    title=STRING,
    description=STRING,
    add_date=nullable(DATE_TIME),
    views=INTEGER,
    media_type=MEDIA_TYPE,
    state=STATE,
    duration=INTEGER,
    thumbnail_url=nullable(ADDRESS),
    is_reviewed=BOOLEAN,
    preview_url=nullable(ADDRESS),
    author_name=STRING,
    author_profile=ADDRESS,
    author_thumbnail=nullable(ADDRESS),
    encoding_status=STATUS,
    likes=INTEGER,
    dislikes=INTEGER,
    reported_times=INTEGER,
    featured=BOOLEAN,
    user_featured=BOOLEAN,
    size=nullable(STRING),
)

SINGLE_MEDIA = an_object(
    url=ADDRESS,
    user=STRING,
    title=STRING,
    description=STRING,
    add_date=nullable(DATE_TIME),
    edit_date=nullable(DATE_TIME),
    media_type=MEDIA_TYPE,
    state=STATE,
    is_shared=BOOLEAN,
    duration=INTEGER,
    thumbnail_url=nullable(ADDRESS),
    poster_url=nullable(ADDRESS),
    thumbnail_time=nullable(NUMBER),
    sprites_url=nullable(ADDRESS),
    preview_url=nullable(ADDRESS),
    author_name=STRING,
    author_profile=ADDRESS,
    author_thumbnail=nullable(ADDRESS),
    encodings_info=ANY_OBJECT,
    encoding_status=STATUS,
    views=INTEGER,
    likes=INTEGER,
    dislikes=INTEGER,
    reported_times=INTEGER,
    user_featured=BOOLEAN,
    original_media_url=nullable(ADDRESS),
    size=nullable(STRING),
    video_height=INTEGER,
    enable_comments=BOOLEAN,
    categories_info=array(CATEGORY_INFO),
    is_reviewed=BOOLEAN,
    edit_url=ADDRESS,
    tags_info=array(an_object(title=STRING, url=ADDRESS)),
    hls_info=ANY_OBJECT,
    license=nullable(INTEGER),
    subtitles_info=array(an_object(src=nullable(ADDRESS), srclang=STRING, label=STRING)),
    chapter_data=array(an_object(startTime=STRING, endTime=STRING, chapterTitle=STRING)),
    ratings_info=array(ANY_OBJECT),
    add_subtitle_url=ADDRESS,
    allow_download=BOOLEAN,
    slideshow_items=array(ANY_OBJECT),
    related_media=array(ref("Media")),
)

FOUND_MEDIA = an_object(
    title=STRING,
    author_name=STRING,
    author_profile=ADDRESS,
    thumbnail_url=nullable(ADDRESS),
    add_date=nullable(DATE_TIME),
    views=INTEGER,
    description=STRING,
    friendly_token=STRING,
    duration=INTEGER,
    url=ADDRESS,
    api_url=ADDRESS,
    media_type=MEDIA_TYPE,
    preview_url=nullable(ADDRESS),
    categories_info=array(CATEGORY_INFO),
)

USER = an_object(
    optional=("email", "is_approved"),
    description=STRING,
    date_added=DATE_TIME,
    name=STRING,
    is_featured=BOOLEAN,
    thumbnail_url=ADDRESS,
    url=ADDRESS,
    api_url=ADDRESS,
    username=STRING,
    advancedUser=BOOLEAN,
    is_editor=BOOLEAN,
    is_manager=BOOLEAN,
    email_is_verified=BOOLEAN,
    email=STRING,
    is_approved=nullable(BOOLEAN),
)

USER_DETAIL = an_object(
    description=STRING,
    date_added=DATE_TIME,
    name=STRING,
    is_featured=BOOLEAN,
    thumbnail_url=ADDRESS,
    banner_thumbnail_url=nullable(ADDRESS),
    url=ADDRESS,
    username=STRING,
    media_info=an_object(results=array(ANY_OBJECT), user_media=ADDRESS),
    api_url=ADDRESS,
    edit_url=ADDRESS,
    default_channel_edit_url=nullable(ADDRESS),
)

COMMENT = an_object(
    add_date=DATE_TIME,
    text=STRING,
    parent=nullable(INTEGER),
    author_thumbnail_url=nullable(ADDRESS),
    author_profile=ADDRESS,
    author_name=STRING,
    media_url=ADDRESS,
    uid={"type": "string", "format": "uuid"},
)

PLAYLIST = an_object(
    id=INTEGER,
    add_date=DATE_TIME,
    title=STRING,
    description=STRING,
    user=STRING,
    media_count=INTEGER,
    url=ADDRESS,
    api_url=ADDRESS,
    thumbnail_url=nullable(ADDRESS),
    friendly_token=STRING,
)

PLAYLIST_DETAIL = an_object(
    optional=("playlist_media",),
    title=STRING,
    add_date=DATE_TIME,
    user_thumbnail_url=nullable(ADDRESS),
    description=STRING,
    user=STRING,
    media_count=INTEGER,
    url=ADDRESS,
    thumbnail_url=nullable(ADDRESS),
    playlist_media=array(ref("Media")),
)

CATEGORY = an_object(
    optional=("user",),
    title=STRING,
    uid=STRING,
    description=STRING,
    is_global=BOOLEAN,
    media_count=INTEGER,
    user=STRING,
    thumbnail_url=nullable(ADDRESS),
    is_lms_course=BOOLEAN,
)

MEDIA_PAGE = an_object(
    optional=("count", "shared_users", "shared_groups"),
    count=INTEGER,
    next=nullable(ADDRESS),
    previous=nullable(ADDRESS),
    results=array(ref("Media")),
    tags=STRING,
    shared_users=array(an_object(username=STRING, name=STRING)),
    shared_groups=array(an_object(name=STRING)),
)
"""``show=recommended`` is not counted; with whom media are shared is told where it matters."""

SEARCH_PAGE: Schema = {
    "anyOf": [
        {
            **page_of("FoundMedia"),
            "description": "An empty object if nothing is searched for.",
            "required": [],
        },
        {**array(an_object(title=STRING)), "description": "With `show=titles`."},
    ]
}

TASK = an_object(
    optional=("info",),
    worker=STRING,
    task_id=nullable(STRING),
    args=nullable(array({})),
    name=nullable(STRING),
    time_start=nullable(NUMBER),
    info=ANY_OBJECT,
)

COMPONENTS: dict[str, Schema] = {
    "Category": CATEGORY,
    "Comment": COMMENT,
    "EncodeProfile": an_object(
        name=STRING,
        extension=choice("mp4", "webm", "gif"),
        resolution=nullable(INTEGER),
        codec=nullable(STRING),
        description=STRING,
    ),
    "FoundMedia": FOUND_MEDIA,
    "Login": an_object(email=STRING, username=STRING, token=STRING),
    "Media": MEDIA,
    "MediaPage": MEDIA_PAGE,
    "Message": an_object(detail=STRING),
    "Playlist": PLAYLIST,
    "PlaylistDetail": PLAYLIST_DETAIL,
    "Reports": an_object(reported=array(an_object(reported_date=DATE_TIME, reason=nullable(STRING)))),
    "SearchPage": SEARCH_PAGE,
    "SingleMedia": SINGLE_MEDIA,
    "Tag": an_object(title=STRING, media_count=INTEGER, thumbnail_url=nullable(ADDRESS)),
    "Task": TASK,
    "Tasks": an_object(
        active=TASKS,
        reserved=TASKS,
        scheduled=TASKS,
        task_ids=array(nullable(STRING)),
        media_profile_pairs=array({"type": "array", "prefixItems": [STRING, INTEGER]}),
    ),
    "Token": an_object(token=STRING),
    "User": USER,
    "UserDetail": USER_DETAIL,
}
