"""Registers the models labelled ``files``, which live in the packages of their domains.

Django creates content types and permissions only for applications that have a models module.
"""

from apps.actions.models import Rating, RatingCategory
from apps.captions.models import Language, Subtitle, TranscriptionRequest
from apps.categories.models import Category, Tag
from apps.comments.models import Comment
from apps.encoding.models import EncodeProfile, Encoding
from apps.lti.models import EmbedMediaCourse
from apps.media.models import License, Media, MediaPermission
from apps.pages.models import Page, TinyMCEMedia
from apps.playlists.models import Playlist, PlaylistMedia
from apps.studio.models import VideoChapterData, VideoTrimRequest

__all__ = [
    "Category",
    "Comment",
    "EmbedMediaCourse",
    "EncodeProfile",
    "Encoding",
    "Language",
    "License",
    "Media",
    "MediaPermission",
    "Page",
    "Playlist",
    "PlaylistMedia",
    "Rating",
    "RatingCategory",
    "Subtitle",
    "Tag",
    "TinyMCEMedia",
    "TranscriptionRequest",
    "VideoChapterData",
    "VideoTrimRequest",
]
