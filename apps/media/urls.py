"""Addresses of the media API (spec/api-media.md §2): full matches, no redirects for trailing slashes."""

from django.urls import re_path

from apps.media import views

urlpatterns = [
    re_path(r"^api/v1/media/?$", views.MediaList.as_view()),
    re_path(
        r"^api/v1/media/(?P<friendly_token>[\w\-_]*)$", views.MediaDetail.as_view(), name="api_get_media"
    ),
    re_path(r"^api/v1/search$", views.MediaSearch.as_view()),
    re_path(r"^api/v1/media-auth$", views.media_auth, name="media_auth"),
]
