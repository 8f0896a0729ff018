"""Deleting many at once (spec/api-manage.md §4.2, §5.2, §6.2)."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from apps.comments.models import Comment
from apps.comments.services import comment_create
from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import make_media, make_user

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]


def usernames() -> set[str]:
    """Who is left."""
    return set(User.objects.values_list("username", flat=True))


@pytest.mark.parametrize(
    "path",
    [
        "manage_media",
        "manage_media?tokens=",
        "manage_media?tokens=unknown,,",
        "manage_comments",
        "manage_comments?comment_ids=nonsense,11111111-1111-1111-1111-111111111111",
        "manage_users",
        "manage_users?tokens=nobody,",
    ],
)
def test_nothing_to_delete_is_fine(api: Api, alice: User, manager: User, path: str) -> None:
    comment_create(user=alice, media=make_media(alice), text="x")
    answer = api(manager).delete(f"/api/v1/{path}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert (Media.objects.count(), Comment.objects.count()) == (1, 1)
    assert usernames() == {"alice", "manager"}


def test_media_of_anybody_go(api: Api, alice: User, bob: User, manager: User) -> None:
    tokens = [make_media(user).friendly_token for user in (alice, bob, alice)]
    assert api(manager).delete(f"/api/v1/manage_media?tokens={tokens[0]},{tokens[1]},x").status_code == 204
    assert [media.friendly_token for media in Media.objects.all()] == [tokens[2]]


def test_only_the_first_fifty_media_go(api: Api, alice: User, manager: User) -> None:
    tokens = [make_media(alice).friendly_token for _ in range(52)]
    api(manager).delete(f"/api/v1/manage_media?tokens={','.join(tokens)}")
    assert {media.friendly_token for media in Media.objects.all()} == set(tokens[50:])


def test_comments_go_with_their_replies(api: Api, alice: User, editor: User) -> None:
    media = make_media(alice)
    first = comment_create(user=alice, media=media, text="1")
    reply = comment_create(user=alice, media=media, text="2", parent=first)
    kept = comment_create(user=alice, media=media, text="3")
    path = f"/api/v1/manage_comments?comment_ids={first.uid},{reply.uid.hex},nonsense"
    assert api(editor).delete(path).status_code == 204
    assert [comment.pk for comment in Comment.objects.all()] == [kept.pk]


def test_comments_that_stay_keep_their_place_in_the_tree(api: Api, alice: User, editor: User) -> None:
    """Deleting many numbers nothing anew (spec/api-community.md §6.1)."""
    media = make_media(alice)
    first = comment_create(user=alice, media=media, text="1")
    reply = comment_create(user=alice, media=media, text="2", parent=first)
    comment_create(user=alice, media=media, text="3", parent=first)
    api(editor).delete(f"/api/v1/manage_comments?comment_ids={reply.uid}")
    columns = ("text", "lft", "rght", "level")
    assert list(Comment.objects.order_by("lft").values_list(*columns)) == [("1", 1, 6, 0), ("3", 4, 5, 1)]


def test_managers_delete_users_but_not_superusers_nor_themselves(
    api: Api, alice: User, bob: User, manager: User, root: User
) -> None:
    make_media(alice)
    path = "/api/v1/manage_users?tokens=alice,root,manager,Bob"
    assert api(manager).delete(path).status_code == 204
    assert usernames() == {"bob", "manager", "root"}
    assert not Media.objects.exists()


def test_superusers_delete_superusers_but_not_themselves(api: Api, root: User) -> None:
    make_user("root2", is_superuser=True)
    api(root).delete("/api/v1/manage_users?tokens=root,root2")
    assert usernames() == {"root"}


def test_users_go_without_limit(api: Api, manager: User) -> None:
    names = [make_user().username for _ in range(55)]
    api(manager).delete(f"/api/v1/manage_users?tokens={','.join(names)}")
    assert usernames() == {"manager"}


@pytest.mark.parametrize(
    "path", ["manage_media?tokens", "manage_users?tokens", "manage_comments?comment_ids"]
)
def test_nul_is_refused(api: Api, manager: User, path: str) -> None:
    assert api(manager).delete(f"/api/v1/{path}=a%00").status_code == 400
