"""Addresses of the comment API (spec/api-community.md §1)."""

from django.urls import re_path

from apps.comments import views

urlpatterns = [
    re_path(r"^api/v1/comments$", views.CommentList.as_view()),
    re_path(r"^api/v1/media/(?P<friendly_token>[\w\-_]*)/comments$", views.CommentDetail.as_view()),
    re_path(
        r"^api/v1/media/(?P<friendly_token>[\w\-_]*)/comments/(?P<uid>[\w-]*)$", views.CommentDetail.as_view()
    ),
]
