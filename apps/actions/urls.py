"""Addresses of the action API (spec/api-community.md §1)."""

from django.urls import re_path

from apps.actions import views

urlpatterns = [
    re_path(r"^api/v1/media/(?P<friendly_token>[\w\-_]*)/actions$", views.MediaActions.as_view()),
    re_path(r"^api/v1/user/action/(?P<action>\w*)$", views.UserActions.as_view()),
]
