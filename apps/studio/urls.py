"""Addresses of the video editors' API (spec/api-media.md §2)."""

from django.urls import re_path

from apps.studio import views

urlpatterns = [
    re_path(r"^api/v1/media/(?P<friendly_token>[\w\-_]*)/chapters$", views.video_chapters),
    re_path(r"^api/v1/media/(?P<friendly_token>[\w\-_]*)/trim_video$", views.trim_video),
]
