"""The pages, by what they show. Each view has the name that ``apps.pages.urls`` knows it by."""

from apps.pages.legacy.views.accounts import approval_required, channel, edit_channel, edit_user
from apps.pages.legacy.views.captions import add_subtitle, edit_subtitle
from apps.pages.legacy.views.editing import edit_media, publish_media, replace_media
from apps.pages.legacy.views.listing import (
    categories,
    featured,
    history,
    home,
    latest,
    liked,
    manage_comments,
    manage_media,
    manage_users,
    members,
    playlist,
    recommended,
    search,
    tags,
)
from apps.pages.legacy.views.player import embed, media
from apps.pages.legacy.views.profiles import (
    profile,
    profile_about,
    profile_playlists,
    shared_by_me,
    shared_with_me,
)
from apps.pages.legacy.views.studio import edit_chapters, edit_video
from apps.pages.legacy.views.texts import about, contact, custom_page, language, terms
from apps.pages.legacy.views.uploading import record_screen, upload

__all__ = [
    "about",
    "add_subtitle",
    "approval_required",
    "categories",
    "channel",
    "contact",
    "custom_page",
    "edit_channel",
    "edit_chapters",
    "edit_media",
    "edit_subtitle",
    "edit_user",
    "edit_video",
    "embed",
    "featured",
    "history",
    "home",
    "language",
    "latest",
    "liked",
    "manage_comments",
    "manage_media",
    "manage_users",
    "media",
    "members",
    "playlist",
    "profile",
    "profile_about",
    "profile_playlists",
    "publish_media",
    "recommended",
    "record_screen",
    "replace_media",
    "search",
    "shared_by_me",
    "shared_with_me",
    "tags",
    "terms",
    "upload",
]
