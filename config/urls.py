"""STOPGAP, replaced by helper settings."""
import importlib.util
from django.contrib import admin
from django.urls import include, path
urlpatterns = [path("admin/", admin.site.urls), path("accounts/", include("allauth.urls")), path("i18n/", include("django.conf.urls.i18n"))]
for name in ("media", "media.bulk", "users", "manage", "playlists", "categories", "comments", "actions", "studio", "uploads", "feeds", "pages"):
    if importlib.util.find_spec(f"apps.{name}") and importlib.util.find_spec(f"apps.{name}.urls"):
        urlpatterns.append(path("", include(f"apps.{name}.urls")))
