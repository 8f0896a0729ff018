"""Actions that arrive at the same time are counted right."""

from collections.abc import Iterator

import pytest

from apps.actions.services import Visitor, action_record
from apps.media.models import Media
from tests.bulk.parallel import committed_media, in_parallel

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_flush")]


@pytest.fixture
def media(db: None) -> Iterator[Media]:
    """A media that other connections see."""
    with committed_media(likes=0) as media:
        yield media


def like(media: Media, visitor: Visitor) -> bool:
    """What a worker does with a like."""
    return action_record(visitor=visitor, friendly_token=media.friendly_token, action="like")


def test_no_like_is_lost(media: Media) -> None:
    visitors = [Visitor(session_key=f"s{number}", remote_ip=f"ip{number}") for number in range(6)]
    in_parallel(*[lambda visitor=visitor: like(media, visitor) for visitor in visitors])  # type: ignore[misc]
    media.refresh_from_db()
    assert media.likes == 6


def test_nobody_likes_twice(media: Media) -> None:
    answers = in_parallel(*[lambda: like(media, Visitor(user=media.user))] * 6)
    media.refresh_from_db()
    assert (sorted(answers), media.likes) == ([False] * 5 + [True], 1)  # type: ignore[type-var]
