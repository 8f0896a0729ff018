"""Changes of a playlist at the same time."""

from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.media.models import Media
from apps.media.services import media_delete
from apps.playlists.services import playlist_create, playlist_media_add
from tests.bulk.parallel import committed_media, in_parallel, overlapping
from tests.media.factories import make_media

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_flush")]


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


def test_a_media_that_is_being_deleted_is_not_added(media: Media) -> None:
    playlist = playlist_create(user=media.user, title="x")
    client = APIClient()
    client.force_login(media.user)
    answers: list[Any] = []
    add = {"type": "add", "media_friendly_token": media.friendly_token}
    overlapping(
        lambda: media_delete(media=Media.objects.get(pk=media.pk)),
        lambda: answers.append(
            client.put(f"/api/v1/playlists/{playlist.friendly_token}", add, format="json")
        ),
    )
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (400, {"detail": "This has been deleted meanwhile."})
    ]
