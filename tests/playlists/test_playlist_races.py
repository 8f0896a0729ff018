"""Changes of a playlist at the same time."""

from collections.abc import Iterator
from typing import Any

import pytest

from apps.media.models import Media
from apps.playlists.services import playlist_create, playlist_media_add
from tests.bulk.parallel import committed_media, in_parallel, without_flush
from tests.media.factories import make_media

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module", autouse=True)
def _no_flush() -> Iterator[None]:
    with without_flush():
        yield


@pytest.fixture
def media(db: None) -> Iterator[Media]:
    """A media that other connections see."""
    with committed_media() as media:
        yield media


def test_places_are_numbered_one_by_one_up_to_the_limit(media: Media, settings: Any) -> None:
    settings.MAX_MEDIA_PER_PLAYLIST = 4
    playlist = playlist_create(user=media.user, title="x")
    others = [make_media(media.user) for _ in range(6)]
    answers = in_parallel(
        *[lambda item=item: playlist_media_add(playlist=playlist, media=item) for item in others]  # type: ignore[misc]
    )
    assert sorted(playlist.items.values_list("ordering", flat=True)) == [1, 2, 3, 4]
    assert answers.count(False) == 2
