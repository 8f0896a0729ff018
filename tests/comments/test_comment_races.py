"""Comments written at the same time keep the trees intact."""

from collections.abc import Iterator

import pytest

from apps.comments.models import Comment
from apps.comments.services import comment_create, comment_delete
from apps.media.models import Media
from tests.bulk.parallel import committed_media, in_parallel, without_flush

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
