"""Comments written at the same time keep the trees intact."""

from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.comments.models import Comment
from apps.comments.services import comment_create, comment_delete
from apps.media.models import Media
from apps.media.services import media_delete
from tests.bulk.parallel import committed_media, in_parallel, overlapping

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_flush")]


@pytest.fixture
def media(db: None) -> Iterator[Media]:
    """A media that other connections see."""
    with committed_media() as media:
        yield media


def assert_intact(root: Comment) -> None:
    """Numbers 1 to 2n, each once, in the tree of `root`."""
    nodes = Comment.objects.filter(tree_id=root.tree_id).values_list("lft", "rght")
    edges = sorted(edge for node in nodes for edge in node)
    assert edges == list(range(1, len(edges) + 1))


def test_replies(media: Media) -> None:
    root = comment_create(user=media.user, media=media, text="root")

    def reply() -> None:
        comment_create(user=media.user, media=media, text="x", parent=Comment.objects.get(pk=root.pk))

    in_parallel(*[reply] * 6)
    assert_intact(root)
    assert media.comments.count() == 7


def test_new_trees(media: Media) -> None:
    in_parallel(*[lambda: comment_create(user=media.user, media=media, text="x")] * 6)
    numbers = list(media.comments.values_list("tree_id", flat=True))
    assert len(set(numbers)) == 6


def test_the_same_comment_deleted_twice(media: Media) -> None:
    root = comment_create(user=media.user, media=media, text="root")
    doomed = comment_create(user=media.user, media=media, text="x", parent=root)
    comment_create(user=media.user, media=media, text="y", parent=root)
    in_parallel(*[lambda: comment_delete(comment=doomed)] * 4)
    assert_intact(root)
    assert media.comments.count() == 2


def test_a_comment_on_a_media_that_is_being_deleted_is_refused(media: Media) -> None:
    client = APIClient()
    client.force_login(media.user)
    answers: list[Any] = []
    overlapping(
        lambda: media_delete(media=Media.objects.get(pk=media.pk)),
        lambda: answers.append(
            client.post(f"/api/v1/media/{media.friendly_token}/comments", {"text": "x"}, format="json")
        ),
    )
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (400, {"detail": ["media file does not exist"]})
    ]
