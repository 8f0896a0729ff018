"""``DELETE /api/v1/users/<username>`` (spec/api-users.md §12)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from apps.actions.models import MediaAction
from apps.categories.models import Category, Tag
from apps.comments.models import Comment
from apps.comments.services import comment_create
from apps.media.models import Media, MediaPermission
from apps.playlists.models import Playlist
from apps.users.models import User
from apps.users.services import user_created
from tests.media.factories import make_category, make_media, make_tag, share

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]


@pytest.fixture
def delete(api: Api, alice: User, django_capture_on_commit_callbacks: Any) -> Callable[[], None]:
    """Lets alice delete herself; files go as if committed."""

    def run() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            answer = api(alice).delete("/api/v1/users/alice")
        assert (answer.status_code, answer.content) == (204, b"")
        assert not User.objects.filter(username="alice").exists()

    return run


def test_managers_delete_users(api: Api, alice: User, manager: User) -> None:
    assert api(manager).delete("/api/v1/users/alice").status_code == 204
    assert not User.objects.filter(username="alice").exists()


def test_media_go_with_their_files(delete: Any, alice: User, media_root: Path) -> None:
    media = make_media(alice)
    original = media_root / str(media.media_file)
    original.parent.mkdir(parents=True)
    original.write_bytes(b"x")
    delete()
    assert not Media.objects.exists()
    assert not original.exists()


def test_counts_of_categories_are_refreshed(delete: Any, alice: User, bob: User) -> None:
    category = make_category("Film", make_media(alice), make_media(bob), media_count=2)
    delete()
    category.refresh_from_db()
    assert category.media_count == 1


def test_comments_go_with_the_replies_of_others(delete: Any, alice: User, bob: User) -> None:
    media = make_media(bob)
    question = comment_create(user=alice, media=media, text="?")
    comment_create(user=bob, media=media, text="!", parent=question)
    kept = comment_create(user=bob, media=media, text="kept")
    delete()
    assert [comment.pk for comment in Comment.objects.all()] == [kept.pk]


def test_comments_that_stay_keep_their_place_in_the_tree(delete: Any, alice: User, bob: User) -> None:
    """Deleting a user numbers nothing anew (spec/api-users.md §12)."""
    media = make_media(bob)
    first = comment_create(user=bob, media=media, text="1")
    comment_create(user=alice, media=media, text="2", parent=first)
    comment_create(user=bob, media=media, text="3", parent=first)
    delete()
    columns = ("text", "lft", "rght", "level")
    assert list(Comment.objects.order_by("lft").values_list(*columns)) == [("1", 1, 6, 0), ("3", 4, 5, 1)]


def test_a_deep_thread_of_replies_is_no_obstacle(delete: Any, alice: User, bob: User) -> None:
    media = make_media(bob)
    parent = comment_create(user=alice, media=media, text="0")
    tree = {"media": media, "user": bob, "tree_id": parent.tree_id, "lft": 1, "rght": 2}
    for level in range(1, 1200):
        child = Comment(parent_id=parent.pk, level=level, text=str(level), **tree)
        (parent,) = Comment.objects.bulk_create([child])
    delete()
    assert not Comment.objects.exists()


def test_what_others_use_stays(delete: Any, alice: User, bob: User) -> None:
    media = make_media(bob)
    category = make_category("Hers", media, user=alice)
    tag = make_tag("hers", media)
    Tag.objects.filter(pk=tag.pk).update(user=alice)
    delete()
    assert list(media.category.values_list("title", "user")) == [(category.title, None)]
    assert list(media.tags.values_list("title", "user")) == [("hers", None)]


def test_tags_that_nobody_else_uses_go_and_categories_stay(delete: Any, alice: User) -> None:
    tag = make_tag("lonely", make_media(alice))
    Tag.objects.filter(pk=tag.pk).update(user=alice)
    Category.objects.create(title="Empty", user=alice)
    delete()
    assert not Tag.objects.exists()
    assert Category.objects.get().user is None


def test_media_of_others_in_the_channel_stay(delete: Any, alice: User, bob: User) -> None:
    user_created(alice)
    media = make_media(bob, channel=alice.channels.get())
    delete()
    media.refresh_from_db()
    assert media.channel is None


def test_everything_else_of_the_user_goes(delete: Any, alice: User, bob: User) -> None:
    media = make_media(bob)
    share(media, alice)
    Playlist.objects.create(user=alice, title="Hers")
    Token.objects.create(user=alice)
    MediaAction.objects.create(user=alice, media=media, action="like")
    delete()
    for model in (MediaPermission, Playlist, Token, MediaAction):
        assert not model.objects.exists()


def test_the_session_becomes_anonymous(api: Api, alice: User) -> None:
    client = api(alice)
    client.delete("/api/v1/users/alice")
    assert client.get("/api/v1/whoami").status_code == 403


def test_nothing_is_deleted_if_something_fails(
    api: Api, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_media(alice)
    comment_create(user=alice, media=make_media(bob), text="x")

    def fail(**_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("apps.users.services.delete.comments_remove", fail)
    client = api(alice)
    client.raise_request_exception = False
    assert client.delete("/api/v1/users/alice").status_code == 500
    assert alice.media.count() == 1
