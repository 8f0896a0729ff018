"""Full-text search: what a query means, and what is indexed (spec/api-media.md §10.2, §10.3)."""

import logging
import re
from collections.abc import Iterable
from functools import reduce
from html import unescape
from operator import and_

from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable, SearchVector
from django.core.exceptions import SuspiciousFileOperation
from django.db.models import Q, Value

from apps.captions.decoding import decoded
from apps.captions.models import Subtitle
from apps.common.storage import absolute_media_path
from apps.media.models import Media
from apps.media.stopwords import STOP_WORDS

logger = logging.getLogger(__name__)

_DELETED = str.maketrans("", "", "^{}&|<>\")(!:;'#")
_TAG = re.compile(r"<[^<>]*>")
_LONGEST_WORD = 2046
"""Bytes of the longest word that a tsvector or tsquery can hold."""
_LONGEST_DOCUMENT = 250_000
"""Bytes of text that fit into a tsvector (1 MB with positions) however the words are spread."""


def search_filter(query: str) -> Q | None:
    """The condition that a media matches what a user typed; None if no word of it is worth looking for.

    Every word has to begin some indexed word. The text search configuration of the query side is the
    database's default, as in the legacy server, while the index is ``simple``.
    """
    words = _query_words(query)
    if not words:
        return None
    if any(len(word.encode()) > _LONGEST_WORD for word in words):
        return Q(pk__in=[])
    terms: list[SearchQueryCombinable] = [SearchQuery(f"{word}:*", search_type="raw") for word in words]
    return Q(search=reduce(and_, terms))


def _query_words(query: str) -> list[str]:
    words = query.strip().lower().translate(_DELETED).split()
    stems = (word.rstrip("y") for word in words if word not in STOP_WORDS)
    return [stem for stem in stems if stem]


def search_vector_update(media: Media) -> None:
    """Index `media` anew: token, title, owner, description, tags and captions; nothing else is written.

    The owner's e-mail address is left out: anybody could probe for it by prefix.
    """
    text = _document(media)
    Media.objects.filter(pk=media.pk).update(search=SearchVector(Value(text), config="simple"))


def _document(media: Media) -> str:
    parts = [
        media.friendly_token,
        media.title,
        media.user.username,
        media.user.name,
        media.description,
        " ".join(media.tags.order_by("title").values_list("title", flat=True)),
        *_caption_texts(media),
    ]
    words = " ".join(part for part in parts if part).lower().split(" ")
    text = " ".join(word for word in words if word not in STOP_WORDS).translate(_DELETED)
    return text.replace("\x00", "").encode()[:_LONGEST_DOCUMENT].decode(errors="ignore")


def _caption_texts(media: Media) -> Iterable[str]:
    captions = Subtitle.objects.filter(media=media).order_by("language__title", "pk")
    for name, language in captions.values_list("subtitle_file", "language__code"):
        try:
            content = decoded(absolute_media_path(name).read_bytes(), language)
        except (OSError, ValueError, SuspiciousFileOperation) as error:
            logger.warning("caption file not indexed: %s", error, extra={"media": media.friendly_token})
            continue
        yield _spoken_text(content)


def _spoken_text(captions: str) -> str:
    """The texts of all cues of a WebVTT or SubRip file, joined by spaces.

    What stands between two empty lines is a cue if one of its lines holds the arrow of the timing; the lines
    below that one are its text.
    """
    spoken: list[str] = []
    in_cue = False
    for line in captions.splitlines():
        if "-->" in line:
            in_cue = True
        elif not line.strip():
            in_cue = False
        elif in_cue:
            spoken.append(unescape(_TAG.sub("", line)).strip())
    text = " ".join(spoken).replace("\\N", " ").replace("-", " ").replace(".", " ")
    return text.replace("  ", " ")
