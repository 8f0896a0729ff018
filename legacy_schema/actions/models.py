"""Registers the models labelled ``actions``; see ``legacy_schema.files.models``."""

from apps.actions.models import MediaAction

__all__ = ["MediaAction"]
