"""Components of the document: the objects that API v1 writes and reads, field by field.

They describe; nothing is validated or rendered with them. The answers themselves are built by each app's
``representations`` (spec/api-media.md §4.6, §6.2, §10.1; spec/api-community.md; spec/api-users.md §3).
"""

from functools import cache

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

MEDIA_TYPES = ("video", "audio", "image", "pdf")
STATES = ("private", "public", "unlisted")
ENCODING_STATUSES = ("pending", "running", "fail", "success")


@extend_schema_field(OpenApiTypes.OBJECT)
class ObjectField(serializers.JSONField):
    """An object with keys that are data."""


def text(**options: object) -> serializers.CharField:
    """A text that may be empty."""
    return serializers.CharField(allow_blank=True, **options)  # type: ignore[arg-type]


def optional_text(description: str = "") -> serializers.CharField:
    """A text or null."""
    return serializers.CharField(allow_null=True, allow_blank=True, help_text=description)


def absolute_url() -> serializers.CharField:
    """An address with scheme and host."""
    return serializers.CharField(help_text="Absolute address.")


def path() -> serializers.CharField:
    """An address of this site."""
    return serializers.CharField(help_text="Address relative to the site.")


def optional_path() -> serializers.CharField:
    """An address of this site, or null."""
    return serializers.CharField(allow_null=True, help_text="Address relative to the site, or null.")


@cache
def page_of(item: type[serializers.Serializer]) -> serializers.Serializer:
    """The body of a list in pages of 50 rows."""
    return inline_serializer(f"{item.__name__}Page", page_fields(item))


def page_fields(item: type[serializers.Serializer], *, required: bool = True) -> dict[str, serializers.Field]:
    """The keys of a list in pages.

    Args:
        item: a row.
        required: whether they are always there.
    """
    return {
        "count": serializers.IntegerField(required=required),
        "next": serializers.URLField(allow_null=True, required=required),
        "previous": serializers.URLField(allow_null=True, required=required),
        "results": item(many=True, required=required),
    }


# -- media ---------------------------------------------------------------------------------------------------


class MediaListItem(serializers.Serializer):
    """A media in a list."""

    friendly_token = serializers.CharField()
    url = absolute_url()
    api_url = absolute_url()
    user = serializers.CharField(help_text="Username of the owner.")
    title = text()
    description = text()
    add_date = serializers.DateTimeField(allow_null=True)
    views = serializers.IntegerField()
    media_type = serializers.ChoiceField(MEDIA_TYPES, allow_blank=True)
    state = serializers.ChoiceField(STATES)
    duration = serializers.IntegerField(help_text="Seconds.")
    thumbnail_url = serializers.CharField(allow_null=True, help_text="Absolute address.")
    is_reviewed = serializers.BooleanField()
    preview_url = optional_path()
    author_name = text()
    author_profile = absolute_url()
    author_thumbnail = serializers.CharField(allow_null=True, help_text="Absolute address.")
    encoding_status = serializers.ChoiceField(ENCODING_STATUSES)
    likes = serializers.IntegerField()
    dislikes = serializers.IntegerField()
    reported_times = serializers.IntegerField()
    featured = serializers.BooleanField()
    user_featured = serializers.BooleanField()
    size = optional_text("As people write it: 1.3MB.")


class SharedUser(serializers.Serializer):
    """Somebody with whom media of a page are shared."""

    username = serializers.CharField()
    name = text()


class SharedGroup(serializers.Serializer):
    """A group with which media of a page are shared."""

    name = text()


class CategoryInfo(serializers.Serializer):
    """A category of a media."""

    title = serializers.CharField()
    url = path()
    is_lms_course = serializers.BooleanField()


class TagInfo(serializers.Serializer):
    """A tag of a media."""

    title = serializers.CharField()
    url = path()


class SubtitleInfo(serializers.Serializer):
    """A caption track."""

    src = optional_path()
    srclang = serializers.CharField()
    label = serializers.CharField()


class Chapter(serializers.Serializer):
    """A chapter; times as ``HH:MM:SS.mmm`` or as seconds."""

    startTime = serializers.JSONField()  # noqa: N815 - on the wire it is so
    endTime = serializers.JSONField()  # noqa: N815
    chapterTitle = serializers.CharField()  # noqa: N815


class RatingInfo(serializers.Serializer):
    """A rating category with the requester's score, -1 for none."""

    score = serializers.IntegerField()
    category_id = serializers.IntegerField()
    category_title = serializers.CharField()


class Slide(serializers.Serializer):
    """An image of a slide show."""

    poster_url = optional_path()
    url = path()
    thumbnail_url = optional_path()
    title = text()
    original_media_url = optional_path()


class MediaDetail(serializers.Serializer):
    """All about a media."""

    url = absolute_url()
    user = serializers.CharField(help_text="Username of the owner.")
    title = text()
    description = text()
    add_date = serializers.DateTimeField(allow_null=True)
    edit_date = serializers.DateTimeField(allow_null=True)
    media_type = serializers.ChoiceField(MEDIA_TYPES, allow_blank=True)
    state = serializers.ChoiceField(STATES)
    is_shared = serializers.BooleanField()
    duration = serializers.IntegerField(help_text="Seconds.")
    thumbnail_url = optional_path()
    poster_url = optional_path()
    thumbnail_time = serializers.FloatField(allow_null=True, help_text="Seconds.")
    sprites_url = optional_path()
    preview_url = optional_path()
    author_name = text()
    author_profile = path()
    author_thumbnail = optional_path()
    encodings_info = ObjectField(
        help_text=(
            "Renditions by height and codec: `{height: {codec: {title, url, progress, size, encoding_id, "
            "status}}}`. Until there are some, the original stands under `0-original`."
        )
    )
    encoding_status = serializers.ChoiceField(ENCODING_STATUSES)
    views = serializers.IntegerField()
    likes = serializers.IntegerField()
    dislikes = serializers.IntegerField()
    reported_times = serializers.IntegerField()
    user_featured = serializers.BooleanField()
    original_media_url = optional_path()
    size = optional_text("As people write it: 1.3MB.")
    video_height = serializers.IntegerField()
    enable_comments = serializers.BooleanField()
    categories_info = CategoryInfo(many=True)
    is_reviewed = serializers.BooleanField()
    edit_url = path()
    tags_info = TagInfo(many=True)
    hls_info = ObjectField(help_text="Addresses: `master_file`, `<height>_playlist`, `<height>_iframe`.")
    license = serializers.IntegerField(allow_null=True)
    subtitles_info = SubtitleInfo(many=True)
    chapter_data = Chapter(many=True)
    ratings_info = RatingInfo(many=True)
    add_subtitle_url = path()
    allow_download = serializers.BooleanField()
    slideshow_items = Slide(many=True)
    related_media = MediaListItem(many=True)


class SearchResult(serializers.Serializer):
    """A media in search results."""

    title = text()
    author_name = text()
    author_profile = path()
    thumbnail_url = optional_path()
    add_date = serializers.DateTimeField(allow_null=True)
    views = serializers.IntegerField()
    description = text()
    friendly_token = serializers.CharField()
    duration = serializers.IntegerField(help_text="Seconds.")
    url = absolute_url()
    api_url = absolute_url()
    media_type = serializers.ChoiceField(MEDIA_TYPES, allow_blank=True)
    preview_url = optional_path()
    categories_info = CategoryInfo(many=True)


class Title(serializers.Serializer):
    """A suggestion of the search box."""

    title = text()


class MediaFields(serializers.Serializer):
    """What of a media can be edited. A check-box that is absent from a form means false."""

    title = serializers.CharField(max_length=100, required=False, allow_blank=True)
    description = serializers.CharField(required=False, allow_blank=True)
    user_featured = serializers.BooleanField(required=False)


class MediaUpload(MediaFields):
    """A new media."""

    media_file = serializers.FileField()


class EditorAction(serializers.Serializer):
    """What editors do to a media."""

    type = serializers.ChoiceField(("encode", "review"))
    encoding_profiles = serializers.IntegerField(
        required=False, help_text="For `encode`: id of a profile; all active ones if absent."
    )
    result = serializers.CharField(
        required=False, help_text="For `review`: absent or not empty marks as reviewed."
    )


class BulkAction(serializers.Serializer):
    """An action on many media of one's own; which keys it needs says docs/api.md."""

    action = serializers.ChoiceField(
        (
            *("enable_comments", "disable_comments", "delete_comments", "enable_download"),
            *("disable_download", "delete_media", "copy_media", "set_state", "change_owner"),
            *("add_to_playlist", "remove_from_playlist", "playlist_membership", "add_to_category"),
            *("remove_from_category", "category_membership", "add_tags", "remove_tags", "tag_membership"),
            *("get_ownership", "set_ownership", "remove_ownership", "course_cleanup"),
        )
    )
    media_ids = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Tokens of media. Only `course_cleanup` can do without.",
    )
    playlist_ids = serializers.ListField(child=serializers.IntegerField(), required=False)
    category_uids = serializers.ListField(child=serializers.CharField(), required=False)
    lti_context_id = serializers.CharField(required=False)
    tag_titles = serializers.ListField(child=serializers.CharField(), required=False)
    state = serializers.ChoiceField(STATES, required=False)
    remove_sharing = serializers.BooleanField(required=False)
    owner = serializers.CharField(required=False, help_text="Username.")
    ownership_type = serializers.ChoiceField(("viewer", "editor", "owner"), required=False)
    users = serializers.ListField(child=serializers.CharField(), required=False, help_text="Usernames.")
    remove_permissions = serializers.BooleanField(required=False)
    remove_comments = serializers.BooleanField(required=False)
    apply_to_all = serializers.BooleanField(required=False)


class BulkResult(serializers.Serializer):
    """``detail`` of what changes, ``results`` of what asks."""

    detail = serializers.CharField(required=False)
    results = serializers.ListField(
        child=serializers.JSONField(),
        required=False,
        help_text="Texts `name - username` (`get_ownership`) or objects with a `title`.",
    )


class Share(serializers.Serializer):
    """The course that a media is embedded into."""

    courseid = serializers.CharField(required=False, allow_blank=True)


class Chapters(serializers.Serializer):
    """The chapters of a media."""

    chapters = Chapter(many=True)


class Segment(serializers.Serializer):
    """A part of a video that is kept."""

    startTime = serializers.CharField(help_text="HH:MM:SS.mmm")  # noqa: N815
    endTime = serializers.CharField(help_text="HH:MM:SS.mmm")  # noqa: N815


class Trim(serializers.Serializer):
    """How a video is to be cut."""

    segments = Segment(many=True)
    saveAsCopy = serializers.BooleanField(required=False)  # noqa: N815
    saveIndividualSegments = serializers.BooleanField(required=False)  # noqa: N815


class TrimAccepted(serializers.Serializer):
    """A trim request that is under way."""

    success = serializers.BooleanField()
    request_id = serializers.IntegerField()


class Refusal(serializers.Serializer):
    """How the upload page and the video editors are refused."""

    success = serializers.BooleanField(help_text="false")
    error = serializers.CharField()


# -- playlists, categories, tags, comments, actions ----------------------------------------------------------


class PlaylistListItem(serializers.Serializer):
    """A playlist in a list."""

    id = serializers.IntegerField()
    add_date = serializers.DateTimeField(allow_null=True)
    title = text()
    description = text()
    user = serializers.CharField(help_text="Username of the owner.")
    media_count = serializers.IntegerField()
    url = path()
    api_url = path()
    thumbnail_url = optional_path()
    friendly_token = serializers.CharField()


class Playlist(serializers.Serializer):
    """A playlist."""

    title = text()
    add_date = serializers.DateTimeField(allow_null=True)
    user_thumbnail_url = optional_path()
    description = text()
    user = serializers.CharField(help_text="Username of the owner.")
    media_count = serializers.IntegerField()
    url = path()
    thumbnail_url = optional_path()


class PlaylistDetail(Playlist):
    """A playlist with its media."""

    playlist_media = MediaListItem(many=True)


class PlaylistFields(serializers.Serializer):
    """Title and description of a playlist."""

    title = serializers.CharField(max_length=100)
    description = serializers.CharField(required=False, allow_blank=True)


class NewPlaylist(PlaylistFields):
    """A new playlist."""

    friendly_token = serializers.CharField(max_length=12, required=False, allow_blank=True)


class PlaylistChange(serializers.Serializer):
    """Adding, removing or moving a media of a playlist."""

    type = serializers.ChoiceField(("add", "remove", "ordering"))
    media_friendly_token = serializers.CharField()
    ordering = serializers.IntegerField(required=False, help_text="For `ordering`: the new place, from 1.")


class Category(serializers.Serializer):
    """A category."""

    title = serializers.CharField()
    uid = serializers.CharField()
    description = text()
    is_global = serializers.BooleanField()
    media_count = serializers.IntegerField()
    user = serializers.CharField(required=False, help_text="Absent if nobody is known to have made it.")
    thumbnail_url = optional_path()
    is_lms_course = serializers.BooleanField()


class Tag(serializers.Serializer):
    """A tag."""

    title = serializers.CharField()
    media_count = serializers.IntegerField()
    thumbnail_url = optional_path()


class Comment(serializers.Serializer):
    """A comment."""

    add_date = serializers.DateTimeField()
    text = serializers.CharField(allow_blank=True)
    parent = serializers.IntegerField(allow_null=True)
    author_thumbnail_url = optional_path()
    author_profile = path()
    author_name = serializers.CharField(allow_blank=True)
    media_url = path()
    uid = serializers.UUIDField()


class NewComment(serializers.Serializer):
    """A new comment."""

    text = serializers.CharField()
    parent = serializers.IntegerField(required=False, allow_null=True)


class Action(serializers.Serializer):
    """What a visitor does to a media."""

    type = serializers.ChoiceField(("like", "dislike", "watch", "report", "rate"))
    extra_info = serializers.JSONField(
        required=False, help_text="Reason of a report; `{score, category_id}` of a rating."
    )


class ReportReset(serializers.Serializer):
    """Which actions are forgotten."""

    type = serializers.ChoiceField(("report",))


class Report(serializers.Serializer):
    """A report."""

    reported_date = serializers.DateTimeField(help_text="UTC")
    reason = optional_text()


class Reports(serializers.Serializer):
    """The reports of a media."""

    reported = Report(many=True)


# -- users ---------------------------------------------------------------------------------------------------


class User(serializers.Serializer):
    """A user in a list."""

    description = text()
    date_added = serializers.DateTimeField()
    name = text()
    is_featured = serializers.BooleanField()
    thumbnail_url = serializers.CharField(allow_null=True, help_text="Absolute address.")
    url = absolute_url()
    api_url = absolute_url()
    username = serializers.CharField()
    advancedUser = serializers.BooleanField()  # noqa: N815
    is_editor = serializers.BooleanField()
    is_manager = serializers.BooleanField()
    email_is_verified = serializers.BooleanField()
    email = serializers.CharField(required=False, help_text="With USER_SEARCH_FIELD = name_username_email.")
    is_approved = serializers.BooleanField(
        required=False, allow_null=True, help_text="With USERS_NEEDS_TO_BE_APPROVED."
    )


class UserMediaInfo(serializers.Serializer):
    """Where the media of a user are listed."""

    results = serializers.ListField(child=ObjectField(), help_text="Always empty.")
    user_media = path()


class UserDetail(serializers.Serializer):
    """A user."""

    description = text()
    date_added = serializers.DateTimeField()
    name = text()
    is_featured = serializers.BooleanField()
    thumbnail_url = serializers.CharField(allow_null=True, help_text="Absolute address.")
    banner_thumbnail_url = optional_path()
    url = absolute_url()
    username = serializers.CharField()
    media_info = UserMediaInfo()
    api_url = absolute_url()
    edit_url = path()
    default_channel_edit_url = optional_path()


class NewUser(serializers.Serializer):
    """A new user."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField()
    email = serializers.CharField(max_length=254)
    name = serializers.CharField(max_length=250)


class UserFields(serializers.Serializer):
    """The profile of a user."""

    name = serializers.CharField(max_length=250, required=False)
    description = serializers.CharField(required=False, allow_blank=True)
    logo = serializers.ImageField(required=False)


class AccountAction(serializers.Serializer):
    """What is done to an account."""

    action = serializers.ChoiceField(("change_password", "approve_user", "disapprove_user"))
    password = serializers.CharField(required=False, help_text="For `change_password`.")


class Contact(serializers.Serializer):
    """A message to a user."""

    subject = serializers.CharField(required=False, help_text="Ignored.")
    body = serializers.CharField(required=False)


class Credentials(serializers.Serializer):
    """Who logs in: by username or by e-mail."""

    username = serializers.CharField(max_length=255, required=False, allow_blank=True)
    email = serializers.CharField(max_length=255, required=False, allow_blank=True)
    password = serializers.CharField(max_length=128)


class Login(serializers.Serializer):
    """Who has logged in."""

    email = text()
    username = serializers.CharField()
    token = serializers.CharField()


class Token(serializers.Serializer):
    """The requester's API token."""

    token = serializers.CharField()


# -- management ----------------------------------------------------------------------------------------------


class EncodeProfile(serializers.Serializer):
    """A profile that videos are encoded with."""

    name = serializers.CharField()
    extension = serializers.CharField()
    resolution = serializers.IntegerField(allow_null=True)
    codec = serializers.CharField(allow_null=True)
    description = text()


class TaskList(serializers.Serializer):
    """Tasks of one kind, of all workers."""

    tasks = serializers.ListField(child=ObjectField())


class Tasks(serializers.Serializer):
    """What the workers do."""

    active = TaskList()
    reserved = TaskList()
    scheduled = TaskList()
    task_ids = serializers.ListField(child=serializers.CharField(allow_null=True))
    media_profile_pairs = serializers.ListField(
        child=serializers.ListField(), help_text="`[media token, profile id]` of encoding tasks."
    )


# -- errors and uploads --------------------------------------------------------------------------------------


class Detail(serializers.Serializer):
    """A message."""

    detail = serializers.CharField()


class UploadAnswer(serializers.Serializer):
    """How the upload page's endpoint answers."""

    success = serializers.BooleanField()
    media_url = serializers.CharField(required=False, help_text="Once the media exists.")


class UploadPart(serializers.Serializer):
    """A file, or a part of it."""

    qqfile = serializers.FileField(required=False, help_text="Not with `?done`.")
    qquuid = serializers.UUIDField(help_text="Version 4; the same for all parts of a file.")
    qqfilename = serializers.CharField()
    qqpartindex = serializers.IntegerField(required=False, help_text="From 0.")
    qqtotalparts = serializers.IntegerField(required=False)
    qqtotalfilesize = serializers.IntegerField(required=False, help_text="Bytes.")
