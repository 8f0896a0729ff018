"""Addresses of the HTML pages (spec/pages.md §3). Several are prefixes without an end, as ever."""

from django.urls import re_path

from apps.pages import views

urlpatterns = [
    re_path(r"^$", views.listing, {"kind": "home"}, name="home"),
    re_path(r"^latest$", views.listing, {"kind": "latest"}, name="latest"),
    re_path(r"^featured$", views.listing, {"kind": "featured"}, name="featured"),
    re_path(r"^(?:popular|recommended)$", views.listing, {"kind": "popular"}, name="popular"),
    re_path(r"^playlists?/(?P<friendly_token>[\w\-_]*)$", views.playlist, name="get_playlist"),
    re_path(r"^search", views.search, name="search"),
    re_path(r"^view", views.media, name="get_media"),
    re_path(r"^(?:upload|scpublisher)", views.upload, name="upload_media"),
    re_path(r"^user/(?P<username>[\w@._-]*)/?$", views.profile, name="get_user"),
    re_path(r"^(?P<slug>[\w.-]*)$", views.static_page, name="get_page"),
]
