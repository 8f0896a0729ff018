"""What the prebuilt frontend says in other languages (spec/page-shell.md §7.1, §7.2, §12).

The bundle asks ``window.TRANSLATION`` for its English texts one by one and shows them as they are where there
is no answer; in times and dates it replaces the English words that ``window.REPLACEMENTS`` names. The
translations are in the catalogues ``locale/<language>/LC_MESSAGES/frontend.po``.
"""

from __future__ import annotations

import gettext
from functools import cache

from django.conf import settings
from django.utils.translation import to_locale

TIME = "after a number"
"""The context of the words in times, which stand behind a number."""

TIMES = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    *("just now", "second ago", "seconds ago", "minute ago", "minutes ago", "hour ago", "hours ago"),
    *("day ago", "days ago", "week ago", "weeks ago", "month ago", "months ago", "year ago", "years ago"),
)

HEADER = (
    *("Search", "Upload", "Record", "Upload media", "My media", "Sign in", "Sign out", "Register"),
    *("Edit profile", "Change password", "MediaCMS administration"),
)
SIDEBAR = (
    *("Home", "Featured", "Recommended", "Latest", "Tags", "Categories", "Members", "My playlists"),
    *("History", "Liked media", "About", "Terms", "Contact", "Language"),
    *("Manage media", "Manage users", "Manage comments"),
)
LISTS = (
    *("Recent uploads", "VIEW ALL", "SHOW MORE", "PLAY ALL", "VIEW FULL PLAYLIST", "Created", "Member for"),
    *("Welcome to MediaCMS!", "UPLOAD MEDIA", "Up next"),
)
SEARCH = (
    *("results for", "result for", "No results for", "media in category", "No media in category"),
    *("media in tag", "No media in tag", "FILTERS", "MEDIA TYPE", "UPLOAD DATE", "SORT BY", "DURATION"),
    *("PUBLISH STATE", "All", "Video", "Audio", "Image", "Pdf", "Today", "This week", "This month"),
    *("This year", "Upload date (newest)", "Upload date (oldest)", "View count", "Like count"),
    *("Private", "Unlisted", "Published", "Shared", "Public"),
)
MEDIA = (
    *("shared", "private", "unlisted", "Share", "Save", "Download", "Original file", "Report", "Reported"),
    *("Status info", "Published on", "Embed", "Email", "COPY", "Start at", "Show title", "Link title"),
    *("Show user avatar", "Show related", "Responsive", "Aspect ratio", "Custom", "Width", "Height"),
    *("Create a new playlist", "CREATE", "CANCEL", "PROCEED", "SUBMIT", "Comment", "Comments"),
    *("No comment yet", "Comments are disabled", "Newest first", "Oldest first", "Add a comment..."),
    *("DELETE COMMENT", "Media is private", "Media is unavailable", "Media encoding failed"),
)
PLAYER = (
    *("Playback speed", "Normal", "Quality", "Captions", "Off", "Autoplay is on", "Autoplay is off"),
    *("Next Video", "Copy video URL", "Copy video URL at current time", "Copy embed code"),
)
PROFILES = (
    *("Media I own", "Shared by me", "Shared with me", "Shared with", "Playlists", "Media", "Liked"),
    *("Biography", "Created playlists", "Uploads", "No shared media", "SHARED WITH USERS"),
    *("SHARED WITH GROUPS", "USERS SHARING", "GROUPS SHARING", "NOT SHARED WITH ANYONE"),
    *("EDIT", "UPDATE", "Delete", "Created on", "Remove from playlist"),
)
BULK_ACTIONS = (
    *("Bulk Actions", "selected", "Sharing", "Organization", "Settings", "Management"),
    *("Share with Co-Viewers", "Share with Co-Editors", "Share with Co-Owners"),
    *("Share with Course Members", "Add / Remove from Categories", "Add to / Remove from Playlist"),
    *("Add / Remove Tags", "Enable Comments", "Disable Comments", "Delete Comments", "Enable Download"),
    *("Disable Download", "Publish State", "Remove Sharing", "Change Owner", "Copy Media", "Delete Media"),
    *("Course Cleanup", "Cancel", "Confirm", "Proceed", "Create Playlist"),
)
MANAGEMENT = (
    *(
        "Bulk actions",
        "Delete selected",
        "Apply",
        "Title",
        "Description",
        "Date added",
        "Author",
        "Media type",
    ),
    *("Encoding status", "State", "Reviewed", "Category", "Name", "Username", "Password", "Role"),
    *("Verified", "Trusted", "Approved", "Approve", "Add New User", "View media"),
)
PAGES = (
    *("Metadata", "Trim", "Chapters", "Publish", "Replace", "Drag and drop files", "or", "Browse your files"),
    *("Record Screen with Audio", "Start Recording", "Stop Recording", "Change Language", "Select", "Go"),
)
"""Texts of pages that the server makes; templates of operators may ask for them."""
EDITORS = (
    *("Play", "Play Preview", "Undo", "Redo", "Reset", "New", "Add Chapter Text", "Save as Copy"),
    *("Save Segments", "Save Chapters", "Clear Chapters", "Not saved yet", "Auto saving..."),
)
MESSAGES = (
    *("Action failed", "Media Reported", "Link copied to clipboard", "Embed media code copied to clipboard"),
    *("Comment added", "Comment submission failed", "Comment removed", "Comment removal failed"),
    *("Media removed. Redirecting...", "Media removal failed", "Playlist created"),
    *("Playlist creation failed", "Media added to playlist", "Media's addition to playlist failed"),
    *("Media removed from playlist", "Media's removal from playlist failed"),
    *("Media removal from playlist failed", "Playlist updated", "Playlist update failed"),
    *("Playlist removed. Redirecting...", "Playlist removal failed", "Playlist loop is on"),
    *("Playlist loop is off", "Profile removed. Redirecting...", "Profile removal failed"),
    *("The media deleted successfully.", "The user deleted successfully.", "The users deleted successfully."),
    *("The comment deleted successfully.", "The comments deleted successfully."),
    *("User created successfully.", "Password changed successfully.", "User approved successfully."),
)

TEXTS = tuple(
    dict.fromkeys(
        [
            *(*HEADER, *SIDEBAR, *LISTS, *SEARCH, *MEDIA, *PLAYER, *PROFILES),
            *(*BULK_ACTIONS, *MANAGEMENT, *PAGES, *EDITORS, *MESSAGES),
        ]
    )
)
"""The keys of ``window.TRANSLATION``, each once."""


@cache
def translation(language: str) -> dict[str, str]:
    """``window.TRANSLATION``: English text → text, as far as there is one; nothing for English.

    Args:
        language: a code of LANGUAGES.
    """
    catalogue = _catalogue(language)
    found = {text: catalogue.gettext(text) for text in TEXTS}
    return {text: translated for text, translated in found.items() if translated != text}


@cache
def replacements(language: str) -> dict[str, str]:
    """``window.REPLACEMENTS``: English word of a time or a date → word; nothing for English.

    Args:
        language: a code of LANGUAGES.
    """
    catalogue = _catalogue(language)
    found = {text: catalogue.pgettext(TIME, text) for text in TIMES}
    return {text: translated for text, translated in found.items() if translated != text}


def _catalogue(language: str) -> gettext.NullTranslations:
    """The texts of a language: those of the first folder first."""
    found = gettext.NullTranslations()
    for folder in reversed(settings.LOCALE_PATHS):
        catalogue = gettext.translation("frontend", folder, [to_locale(language)], fallback=True)
        catalogue.add_fallback(found)
        found = catalogue
    return found
