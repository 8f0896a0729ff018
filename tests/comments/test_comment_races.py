"""Comments written at the same time keep the trees intact."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import TransactionTestCase

from apps.comments.models import Comment
from apps.comments.services import comment_create, comment_delete
from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import make_media, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module", autouse=True)
def _no_flush() -> Iterator[None]:
    """Each test removes its own rows; Django's flush knows nothing of the legacy tables."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: None)
        yield


@pytest.fixture
def media() -> Iterator[Media]:
    """A media whose rows are removed afterwards: they are committed."""
    owner = make_user("racer")
    yield make_media(owner)
    User.objects.filter(pk=owner.pk).delete()


def in_parallel(*calls: object) -> None:
    """Run functions in threads with connections of their own."""

    def run(call: object) -> None:
        try:
            call()  # type: ignore[operator]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        list(pool.map(run, calls))


def assert_intact(root: Comment) -> None:
    """Numbers 1 to 2n, each once, in the tree of `root`."""
    edges = [
        edge
        for row in Comment.objects.filter(tree_id=root.tree_id).values_list("lft", "rght")
        for edge in row
    ]
    assert sorted(edges) == list(range(1, len(edges) + 1))


def test_replies(media: Media) -> None:
    root = comment_create(user=media.user, media=media, text="root")

    def reply() -> None:
        comment_create(user=media.user, media=media, text="x", parent=Comment.objects.get(pk=root.pk))

    in_parallel(*[reply] * 6)
    assert_intact(root)


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
