"""Django application of the package."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "apps.comments"
    label = "portal_comments"
    verbose_name = "Portal comments"
    default_auto_field = "django.db.models.BigAutoField"
