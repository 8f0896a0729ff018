"""Writes of media."""

from apps.media.services.create import check_upload_size, media_create
from apps.media.services.delete import media_delete
from apps.media.services.update import media_review_set, media_state_set, media_update

__all__ = [
    "check_upload_size",
    "media_create",
    "media_delete",
    "media_review_set",
    "media_state_set",
    "media_update",
]
