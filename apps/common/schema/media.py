"""Media: listing, upload, detail, search, bulk actions, editing (spec/api-media.md, api-media-bulk.md)."""

from drf_spectacular.utils import PolymorphicProxySerializer, inline_serializer
from rest_framework import serializers

from apps.common.schema import objects
from apps.common.schema.operations import (
    FORM,
    JSON,
    LOGIN,
    MULTIPART,
    PAGE,
    SESSION,
    SORTING,
    operation,
    query,
)

MEDIA = "/api/v1/media"
ONE = f"{MEDIA}/{{friendly_token}}"

FILTERS = (
    query("media_type", enum=objects.MEDIA_TYPES),
    query("upload_date", enum=("today", "this_week", "this_month", "this_year")),
)
MEDIA_PAGE = inline_serializer(
    "MediaPage",
    objects.page_fields(objects.MediaListItem)
    | {
        "count": serializers.IntegerField(required=False, help_text="Not with `show=recommended`."),
        "tags": serializers.CharField(help_text="Tags of the page's media.", allow_blank=True),
        "shared_users": objects.SharedUser(many=True, required=False),
        "shared_groups": objects.SharedGroup(many=True, required=False),
    },
)
SEARCH = PolymorphicProxySerializer(
    "Search",
    serializers=[
        inline_serializer("SearchPage", objects.page_fields(objects.SearchResult, required=False)),
        objects.Title(many=True),
    ],
    resource_type_field_name=None,
    many=False,
)

OPERATIONS = (
    operation(
        "media_list",
        "GET",
        MEDIA,
        summary="List media",
        tag="Media",
        description=(
            "The newest come first; at most 1000 media are listed. `sort_by` counts only for editors, in one's "
            "own media and with `show`. `shared_users` and `shared_groups` are there where sharing matters."
        ),
        parameters=(
            query("show", enum=("latest", "featured", "recommended", "shared_by_me", "shared_with_me")),
            query("author", "Username; 404 if there is none."),
            query("q", "Words that the media have to contain."),
            query("t", "Title of a tag."),
            *FILTERS,
            query("duration", "Minutes.", enum=("0-20", "20-40", "40-60", "60-120")),
            query("publish_state", enum=(*objects.STATES, "shared")),
            query("shared_user", "Username."),
            query("shared_group", "Name of a group."),
            query("exclude_lti_embed", "`1`: without what courses share."),
            *SORTING,
            PAGE,
        ),
        answers={200: MEDIA_PAGE},
    ),
    operation(
        "media_create",
        "POST",
        MEDIA,
        summary="Upload a media",
        tag="Media",
        request={MULTIPART: objects.MediaUpload},
        answers={201: objects.MediaListItem},
        auth=LOGIN,
    ),
    operation(
        "media_read",
        "GET",
        ONE,
        summary="All about a media",
        tag="Media",
        description="401 means that it is private.",
        answers={200: objects.MediaDetail, 401: objects.Detail},
    ),
    operation(
        "media_manager_actions",
        "POST",
        ONE,
        summary="Encode again, or mark as reviewed",
        tag="Media",
        description="For editors.",
        request={FORM: objects.EditorAction, MULTIPART: objects.EditorAction},
        answers={201: objects.Detail, 401: objects.Detail},
        auth=LOGIN,
    ),
    operation(
        "media_update",
        "PUT",
        ONE,
        summary="Edit a media",
        tag="Media",
        request={FORM: objects.MediaFields, MULTIPART: objects.MediaFields},
        answers={201: objects.MediaListItem, 401: objects.Detail},
        auth=LOGIN,
    ),
    operation(
        "media_delete",
        "DELETE",
        ONE,
        summary="Delete a media and its files",
        tag="Media",
        answers={204: None, 401: objects.Detail},
        auth=LOGIN,
    ),
    operation(
        "search_list",
        "GET",
        "/api/v1/search",
        summary="Search",
        tag="Search",
        description=(
            "An empty object if none of `q`, `c`, `t` is given. With `show=titles` a list of at most 40 "
            "titles, to be suggested."
        ),
        parameters=(
            query("q", "Beginnings of words; all have to occur."),
            query("c", "Part of the title of a category."),
            query("t", "Title of a tag."),
            *FILTERS,
            query("author", "Username."),
            query("show", enum=("titles",)),
            *SORTING,
            PAGE,
        ),
        answers={200: SEARCH},
    ),
    operation(
        "media_user_bulk_actions_create",
        "POST",
        f"{MEDIA}/user/bulk_actions",
        summary="Do something with many media of one's own",
        tag="Media",
        request={JSON: objects.BulkAction},
        answers={200: objects.BulkResult},
        auth=LOGIN,
    ),
    operation(
        "media_share_create",
        "POST",
        f"{ONE}/share",
        summary="Embed a media of one's own into a course",
        tag="Media",
        description="All answers are empty.",
        request={FORM: objects.Share},
        answers={200: None, 401: None, 403: None, 404: None},
        auth=SESSION,
    ),
    operation(
        "media_chapters_create",
        "POST",
        f"{ONE}/chapters",
        summary="Replace the chapters",
        tag="Media",
        description="Chapters that are not usable are left out. A redirect answers who may not edit.",
        request={JSON: objects.Chapters},
        answers={200: objects.Chapters, 302: None, 400: objects.Refusal, 403: objects.Refusal},
        auth=SESSION,
    ),
    operation(
        "media_trim_video_create",
        "POST",
        f"{ONE}/trim_video",
        summary="Cut a video",
        tag="Media",
        description="The work is done later. A redirect answers who may not edit.",
        request={JSON: objects.Trim},
        answers={200: objects.TrimAccepted, 302: None, 400: objects.Refusal, 403: objects.Refusal},
        auth=SESSION,
    ),
    operation(
        "upload_create",
        "POST",
        "/fu/upload/",
        summary="Upload a file in parts",
        tag="Media",
        description=(
            "Each part with its number, in any order; at last `?done` without a file. A file in one part "
            "needs no `?done`. With the session's CSRF token."
        ),
        parameters=(query("done", "All parts are sent."),),
        request={MULTIPART: objects.UploadPart},
        answers={200: objects.UploadAnswer, 400: objects.Refusal, 403: None},
        auth=SESSION,
    ),
)
