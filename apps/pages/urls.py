"""Addresses of the HTML pages (spec/pages.md §3), the same for either frontend.

The order counts. Several are prefixes without an end, as ever: ``/aboutus`` is the about page.
"""

from functools import partial

from django.urls import re_path

from apps.pages import editor, processing
from apps.pages import views as modern
from apps.pages.frontends import by_frontend
from apps.pages.legacy import views as legacy

_listing = modern.listing

urlpatterns = [
    re_path(r"^$", by_frontend(legacy.home, partial(_listing, kind="home")), name="home"),
    re_path(r"^about", by_frontend(legacy.about), name="about"),
    re_path(r"^setlanguage", by_frontend(legacy.language, modern.language), name="setlanguage"),
    re_path(r"^add_subtitle", by_frontend(legacy.add_subtitle), name="add_subtitle"),
    re_path(r"^edit_subtitle", by_frontend(legacy.edit_subtitle), name="edit_subtitle"),
    re_path(r"^categories$", by_frontend(legacy.categories), name="categories"),
    re_path(r"^contact$", by_frontend(legacy.contact), name="contact"),
    re_path(r"^publish", by_frontend(legacy.publish_media), name="publish_media"),
    re_path(r"^edit_chapters", by_frontend(legacy.edit_chapters), name="edit_chapters"),
    # Ours: before the names of edit pages, which are prefixes.
    re_path(r"^retry_media$", processing.retry_media, name="retry_media"),
    re_path(r"^replace_media", by_frontend(legacy.replace_media), name="replace_media"),
    re_path(r"^edit_video", by_frontend(legacy.edit_video), name="edit_video"),
    re_path(r"^edit", by_frontend(legacy.edit_media), name="edit_media"),
    re_path(r"^embed", by_frontend(legacy.embed, modern.embed), name="get_embed"),
    re_path(r"^featured$", by_frontend(legacy.featured, partial(_listing, kind="featured")), name="featured"),
    re_path(r"^history$", by_frontend(legacy.history), name="history"),
    re_path(r"^liked$", by_frontend(legacy.liked), name="liked_media"),
    re_path(r"^latest$", by_frontend(legacy.latest, partial(_listing, kind="latest")), name="latest"),
    re_path(r"^members", by_frontend(legacy.members), name="members"),
    re_path(
        r"^playlists?/(?P<friendly_token>[\w\-_]*)$",
        by_frontend(legacy.playlist, modern.playlist),
        name="get_playlist",
    ),
    re_path(
        r"^(?:popular|recommended)$",
        by_frontend(legacy.recommended, partial(_listing, kind="popular")),
        name="popular",
    ),
    re_path(r"^record_screen", by_frontend(legacy.record_screen), name="record_screen"),
    re_path(r"^search", by_frontend(legacy.search, modern.search), name="search"),
    re_path(r"^scpublisher", by_frontend(legacy.upload, modern.upload), name="upload_media"),
    re_path(r"^tags", by_frontend(legacy.tags), name="tags"),
    re_path(r"^tos$", by_frontend(legacy.terms), name="terms_of_service"),
    re_path(r"^view", by_frontend(legacy.media, modern.media), name="get_media"),
    re_path(r"^upload", by_frontend(legacy.upload, modern.upload), name="upload_media"),
    re_path(r"^manage/comments$", by_frontend(legacy.manage_comments), name="manage_comments"),
    re_path(r"^manage/media$", by_frontend(legacy.manage_media), name="manage_media"),
    re_path(r"^manage/users$", by_frontend(legacy.manage_users), name="manage_users"),
    re_path(r"^tinymce/upload/", editor.upload, name="tinymce_upload_image"),
    re_path(r"^(?P<slug>[\w.-]*)$", by_frontend(legacy.custom_page, modern.static_page), name="get_page"),
    re_path(r"^approval_required", by_frontend(legacy.approval_required), name="approval_required"),
    re_path(r"^user/(?P<username>[\w@._-]*)$", by_frontend(legacy.profile, modern.profile), name="get_user"),
    re_path(r"^user/(?P<username>[\w@._-]*)/$", by_frontend(legacy.profile, modern.profile), name="get_user"),
    re_path(
        r"^user/(?P<username>[\w@._-]*)/shared_with_me",
        by_frontend(legacy.shared_with_me),
        name="shared_with_me",
    ),
    re_path(
        r"^user/(?P<username>[\w@._-]*)/shared_by_me", by_frontend(legacy.shared_by_me), name="shared_by_me"
    ),
    re_path(
        r"^user/(?P<username>[\w@._-]*)/playlists$",
        by_frontend(legacy.profile_playlists),
        name="get_user_playlists",
    ),
    re_path(
        r"^user/(?P<username>[\w@._-]*)/about$", by_frontend(legacy.profile_about), name="get_user_about"
    ),
    re_path(r"^user/(?P<username>[\w@._-]*)/edit$", by_frontend(legacy.edit_user), name="edit_user"),
    re_path(r"^channel/(?P<friendly_token>[\w]*)$", by_frontend(legacy.channel), name="view_channel"),
    re_path(
        r"^channel/(?P<friendly_token>[\w]*)/edit$", by_frontend(legacy.edit_channel), name="edit_channel"
    ),
]
