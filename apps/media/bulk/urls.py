"""Addresses of bulk actions and sharing (spec/api-media.md §2)."""

from django.urls import re_path

from apps.media.bulk import views

urlpatterns = [
    re_path(r"^api/v1/media/user/bulk_actions/?$", views.MediaBulkUserActions.as_view()),
    re_path(r"^api/v1/media/(?P<friendly_token>[\w\-_]*)/share$", views.share),
]
