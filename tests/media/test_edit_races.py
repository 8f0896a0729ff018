"""Changes of media at the same time (spec/pain-points.md §6)."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction
from django.db.models import F
from rest_framework.test import APIClient

from apps.media.models import Media
from apps.media.services import media_state_set
from tests.bulk.parallel import committed_media, in_parallel, without_flush
from tests.media.factories import make_category, make_media, make_tag

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 20
BLOCKED = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


@pytest.fixture(scope="module", autouse=True)
def _no_flush() -> Iterator[None]:
    with without_flush():
        yield


@pytest.fixture
def media(db: None) -> Iterator[Media]:
    """A private media that other connections see."""
    with committed_media(state="private") as media:
        yield media


def overlapping(first: Callable[[], object], second: Callable[[], object]) -> None:
    """Run two changes so that the second has to wait for the first one to commit."""
    begun = threading.Event()

    def change_and_wait() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            first()
            begun.set()
            for _ in range(SECONDS * 100):
                cursor.execute(BLOCKED)
                if cursor.fetchone()[0]:
                    return
                cursor.execute("SELECT pg_sleep(0.01), pg_stat_clear_snapshot()")
        raise AssertionError("the second change did not wait")

    def change() -> None:
        assert begun.wait(SECONDS)
        second()

    in_parallel(change_and_wait, change)


def test_no_media_is_missing_in_the_counts(media: Media) -> None:
    other = make_media(media.user, state="private")
    category, tag = make_category("Both", media, other), make_tag("both", media, other)
    try:
        overlapping(
            lambda: media_state_set(media=media, state="public"),
            lambda: media_state_set(media=other, state="public"),
        )
        for counted in (media.user, category, tag):
            counted.refresh_from_db()
        assert (media.user.media_count, category.media_count, tag.media_count) == (2, 2, 2)
    finally:
        category.delete()
        tag.delete()


def test_an_edit_writes_over_nothing_that_others_count_meanwhile(media: Media) -> None:
    client = APIClient()
    client.force_login(media.user)
    overlapping(
        lambda: Media.objects.filter(pk=media.pk).update(views=F("views") + 1, reported_times=3),
        lambda: client.put(f"/api/v1/media/{media.friendly_token}", {"title": "New"}, format="multipart"),
    )
    media.refresh_from_db()
    assert (media.title, media.views, media.reported_times) == ("New", 2, 3)
