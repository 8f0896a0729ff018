"""Addresses of the playlist API (spec/api-community.md §1)."""

from django.urls import re_path

from apps.playlists import views

urlpatterns = [
    re_path(r"^api/v1/playlists/?$", views.PlaylistList.as_view()),
    re_path(
        r"^api/v1/playlists/(?P<friendly_token>[\w\-_]*)$",
        views.PlaylistDetail.as_view(),
        name="api_get_playlist",
    ),
]
