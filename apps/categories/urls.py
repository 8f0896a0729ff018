"""Addresses of the category and tag API (spec/api-community.md §1)."""

from django.urls import re_path

from apps.categories import views

urlpatterns = [
    re_path(r"^api/v1/categories$", views.CategoryList.as_view()),
    re_path(r"^api/v1/categories/contributor$", views.CategoryListContributor.as_view()),
    re_path(r"^api/v1/tags$", views.TagList.as_view()),
]
