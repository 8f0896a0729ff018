"""Who may use the management API (spec/api-manage.md §1)."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from apps.comments.services import comment_create
from apps.users.models import User
from tests.media.factories import make_media, make_user
from tests.users_api.conftest import CREDENTIALS

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]

PERMISSION = {"detail": "You do not have permission to perform this action."}
BAD = {"detail": "bad permissions"}

MANAGE = ("/api/v1/manage_media", "/api/v1/manage_comments", "/api/v1/manage_users")


@pytest.mark.parametrize("path", [*MANAGE, "/api/v1/tasks", "/api/v1/tasks/"])
def test_anonymous_and_ordinary_users_are_refused(api: Api, alice: User, path: str) -> None:
    for method in ("get", "delete", "options", "post"):
        answer = getattr(api(), method)(path)
        assert (answer.status_code, answer.json()) == (403, CREDENTIALS)
        answer = getattr(api(alice), method)(path)
        assert (answer.status_code, answer.json()) == (403, PERMISSION)


@pytest.mark.parametrize("path", MANAGE)
def test_editors_read(api: Api, editor: User, path: str) -> None:
    assert api(editor).get(path).status_code == 200
    answer = api(editor).post(path)
    assert (answer.status_code, answer.json()) == (405, {"detail": 'Method "POST" not allowed.'})
    assert api(editor).get(f"{path}/").status_code == 404


@pytest.mark.parametrize(("path", "status"), [("/api/v1/manage_media", 403), ("/api/v1/manage_users", 400)])
def test_editors_do_not_delete_media_and_users(
    api: Api, alice: User, editor: User, path: str, status: int
) -> None:
    media = make_media(alice)
    answer = api(editor).delete(f"{path}?tokens=alice,{media.friendly_token}")
    assert (answer.status_code, answer.json()) == (status, BAD)
    assert alice.media.exists()


def test_editors_delete_comments(api: Api, alice: User, editor: User) -> None:
    comment = comment_create(user=alice, media=make_media(alice), text="x")
    assert api(editor).delete(f"/api/v1/manage_comments?comment_ids={comment.uid}").status_code == 204
    assert not alice.comments.exists()


def test_tasks_are_for_staff_whatever_else_they_are(api: Api, manager: User) -> None:
    assert api(manager).get("/api/v1/tasks").status_code == 403
    assert api(make_user(is_staff=True)).delete("/api/v1/tasks/abc").status_code == 204


def test_encode_profiles_are_for_everybody(api: Api) -> None:
    assert api().get("/api/v1/encode_profiles/").status_code == 200
    answer = api().get("/api/v1/encode_profiles?a=1")
    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/encode_profiles/?a=1")
    assert api().post("/api/v1/encode_profiles/").status_code == 405
