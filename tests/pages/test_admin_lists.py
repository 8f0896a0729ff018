"""The lists of the admin: all can be opened, searched, and ask a constant number of queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin as django_admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.actions.models import MediaAction
from apps.captions.models import TranscriptionRequest
from apps.comments.services import comment_create
from apps.playlists.services import playlist_create, playlist_media_append
from apps.studio.models import VideoTrimRequest
from apps.users.models import User
from tests.media.factories import (
    make_caption,
    make_category,
    make_encoding,
    make_media,
    make_profile,
    make_tag,
    make_user,
)
from tests.pages.conftest import Visit

pytestmark = pytest.mark.django_db

REGISTERED = [model for model in django_admin.site._registry if model is not Group]
OURS = [model for model in REGISTERED if model.__module__.startswith("apps.")]


def list_of(model: type[Any]) -> str:
    """The address of the list of a model."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def one_more_of_everything(number: int) -> None:
    """A media of a new user with a row of each kind around it."""
    user = make_user()
    media = make_media(user)
    make_encoding(media, make_profile(name=f"profile {number}"), status="running", progress=40)
    make_caption(media, "a.vtt", code=f"l{number}", title=f"Language {number}")
    category = make_category(f"Category {number}", media, user=user)
    tag = make_tag(f"tag{number}", media)
    type(tag).objects.filter(pk=tag.pk).update(user=user)
    comment = comment_create(user=user, media=media, text="Hello")
    comment_create(user=user, media=media, text="Reply", parent=comment)
    playlist_media_append(playlist=playlist_create(user=user, title="List"), media=[media])
    MediaAction.objects.create(user=user, media=media, action="like")
    TranscriptionRequest.objects.create(media=media)
    VideoTrimRequest.objects.create(media=media, video_action="replace", timestamps=[])
    assert category.pk


@pytest.fixture
def queries(visit: Visit, admin: User) -> Callable[[str], int]:
    """How many queries a page of the admin takes."""
    client = visit(admin)
    client.get("/admin/")

    def count(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    return count


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label_lower)
def test_a_list_opens_and_can_be_searched(model: type[Any], visit: Visit, admin: User) -> None:
    client = visit(admin)
    assert client.get(list_of(model)).status_code == 200
    assert client.get(list_of(model), {"q": "harbour"}).status_code == 200


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label_lower)
def test_a_list_takes_as_many_queries_for_ten_rows_as_for_two(
    model: type[Any], queries: Callable[[str], int]
) -> None:
    for number in range(2):
        one_more_of_everything(number)
    few = queries(list_of(model))
    for number in range(2, 10):
        one_more_of_everything(number)
    assert queries(list_of(model)) <= few


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label_lower)
def test_a_row_opens(model: type[Any], visit: Visit, admin: User) -> None:
    one_more_of_everything(0)
    row = model._default_manager.first()
    if row is not None:
        client = visit(admin)
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
        assert client.get(path).status_code == 200


def test_staff_without_permissions_sees_nothing(visit: Visit) -> None:
    client = visit(make_user("clerk", is_staff=True))
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/files/media/").status_code == 403
    assert client.get("/admin/files/encoding/progress/?ids=1").status_code == 403


def test_others_have_to_sign_in(visit: Visit, alice: User) -> None:
    answer = visit(alice).get("/admin/files/media/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/?next=/admin/files/media/")
