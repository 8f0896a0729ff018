"""Changes of media at the same time (spec/pain-points.md §6)."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.db.models import F
from rest_framework.test import APIClient

from apps.media.models import Media
from apps.media.services import media_state_set
from tests.bulk.parallel import committed_media, in_parallel, overlapping
from tests.media.factories import make_category, make_media, make_tag

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_flush")]

HOUR = timedelta(hours=1)


@pytest.fixture
def media(db: None) -> Iterator[Media]:
    """A private media that other connections see."""
    with committed_media(state="private") as media:
        yield media


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


def test_bulk_actions_on_media_of_the_same_categories_wait_for_each_other(media: Media) -> None:
    """The media of one user are in the categories of the other one's in the opposite order."""
    with committed_media(state="private") as foreign:
        own = [media, make_media(media.user, state="private", add_date=media.add_date - HOUR)]
        others = [foreign, make_media(foreign.user, state="private", add_date=foreign.add_date - HOUR)]
        categories = [make_category("A", own[0], others[1]), make_category("B", own[1], others[0])]
        try:
            for state in ["public", "private"] * 10:
                in_parallel(*[partial(set_states, selection, state) for selection in (own, others)])
        finally:
            for category in categories:
                category.delete()


def set_states(media: list[Media], state: str) -> None:
    """Set the state of all media of a user as their page does."""
    client = APIClient()
    client.force_login(media[0].user)
    tokens = [item.friendly_token for item in media]
    body = {"action": "set_state", "state": state, "media_ids": tokens}
    assert client.post("/api/v1/media/user/bulk_actions", body, format="json").status_code == 200


def test_an_edit_writes_over_nothing_that_others_count_meanwhile(media: Media) -> None:
    client = APIClient()
    client.force_login(media.user)
    overlapping(
        lambda: Media.objects.filter(pk=media.pk).update(views=F("views") + 1, reported_times=3),
        lambda: client.put(f"/api/v1/media/{media.friendly_token}", {"title": "New"}, format="multipart"),
    )
    media.refresh_from_db()
    assert (media.title, media.views, media.reported_times) == ("New", 2, 3)
