"""Addresses of the management API (spec/api-manage.md §1)."""

from django.urls import re_path

from apps.manage import views

urlpatterns = [
    re_path(r"^api/v1/encode_profiles/$", views.EncodeProfileList.as_view()),
    re_path(r"^api/v1/tasks/?$", views.TasksList.as_view()),
    re_path(r"^api/v1/tasks/(?P<task_id>[\s\S]+)$", views.TaskDetail.as_view()),
    re_path(r"^api/v1/manage_media$", views.MediaList.as_view()),
    re_path(r"^api/v1/manage_comments$", views.CommentList.as_view()),
    re_path(r"^api/v1/manage_users$", views.UserList.as_view()),
]
