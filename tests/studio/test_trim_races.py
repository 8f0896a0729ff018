"""Requests to trim at the same time."""

from collections.abc import Iterator

import pytest

from apps.media.models import Media
from apps.studio.services import TrimInProgressError, trim_request_create
from tests.bulk.parallel import committed_media, in_parallel

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_flush")]

PIECE = {"startTime": "00:00:01.000", "endTime": "00:00:02.000"}


@pytest.fixture
def media(db: None) -> Iterator[Media]:
    """A video that other connections see."""
    with committed_media(duration=60) as media:
        yield media


def test_one_of_them_is_taken(media: Media, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.encoding.jobs.life.enqueue", lambda *_, **__: None)

    def ask() -> bool:
        try:
            trim_request_create(
                media=media, segments=[PIECE], save_as_copy=False, save_individual_segments=False
            )
        except TrimInProgressError:
            return False
        return True

    assert in_parallel(*[ask] * 5).count(True) == 1
    assert media.trim_requests.count() == 1
