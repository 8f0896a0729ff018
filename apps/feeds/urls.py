"""Addresses of machine-readable documents (spec/feeds.md §1).

They come before the pages, whose last address is any word.
"""

from django.conf import settings
from django.urls import re_path

from apps.common.openapi import views as openapi
from apps.feeds import views

urlpatterns = [
    re_path(r"^robots\.txt$", views.Robots.as_view()),
    re_path(r"^rss/?$", views.latest, name="rss"),
    re_path(r"^rss/search", views.search),
    *([re_path(r"^sitemap\.xml$", views.sitemap)] if settings.GENERATE_SITEMAP else []),
    re_path(r"^swagger/$", openapi.SwaggerPage.as_view(), name="schema-swagger-ui"),
    re_path(r"^swagger\.json$", openapi.JSONFile.as_view()),
    re_path(r"^swagger\.yaml$", openapi.YAMLFile.as_view()),
    re_path(r"^docs/api/$", openapi.RedocPage.as_view(), name="schema-redoc"),
]
