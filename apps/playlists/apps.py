"""Django application of the package."""

from django.apps import AppConfig


class PlaylistsConfig(AppConfig):
    name = "apps.playlists"
    label = "portal_playlists"
    verbose_name = "Portal playlists"
    default_auto_field = "django.db.models.BigAutoField"
