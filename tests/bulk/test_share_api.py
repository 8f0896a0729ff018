"""``POST /api/v1/media/<token>/share`` (spec/api-media-bulk.md §6)."""

import pytest
from django.test import Client

from apps.lti.models import EmbedMediaCourse, LTIPlatform
from apps.media.models import Media, MediaPermission
from apps.users.models import User
from tests.media.factories import make_category, make_media

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(alice: User) -> Media:
    """A media of alice."""
    return make_media(alice)


def share(user: User | None, token: str, course: str = "", **headers: str) -> int:
    """Send the form as the editor of a learning platform does; return the status."""
    client = Client(enforce_csrf_checks=True)
    if user:
        client.force_login(user)
    headers = headers or {"Origin": "http://testserver"}
    answer = client.post(f"/api/v1/media/{token}/share", {"courseid": course}, headers=headers)
    if answer.status_code != 404:
        assert answer.content == b""
    return answer.status_code


def test_the_owner_marks_a_media_as_shared_once(media: Media, alice: User) -> None:
    for _ in range(2):
        assert share(alice, media.friendly_token, "0") == 200
    row = MediaPermission.objects.get()
    assert (row.user, row.owner_user, row.permission, row.source) == (alice, alice, "owner", "explicit")
    assert not EmbedMediaCourse.objects.exists()


def test_and_records_the_course(media: Media, alice: User) -> None:
    make_category("Not it", lti_context_id="7")
    course = make_category("Course", lti_context_id="7", is_rbac_category=True)
    for _ in range(2):
        share(alice, media.friendly_token, "7")
    assert EmbedMediaCourse.objects.get().category == course
    assert not course.media.exists()


def test_statuses(media: Media, alice: User, bob: User, editor: User) -> None:
    assert Client().get(f"/api/v1/media/{media.friendly_token}/share").status_code == 405
    assert share(None, media.friendly_token) == 401
    assert share(alice, "nope") == 404
    assert share(bob, media.friendly_token) == share(editor, media.friendly_token) == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://moodle.example.evil.example"},
        {"Origin": "http://moodle.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Referer": "https://moodle.example/"},
    ],
)
def test_other_sites_are_refused(media: Media, alice: User, headers: dict[str, str]) -> None:
    register_platform()
    assert share(alice, media.friendly_token, **headers) == 403
    assert not MediaPermission.objects.exists()


@pytest.mark.parametrize("origin", ["https://moodle.example", "https://login.moodle.example:8443"])
def test_registered_learning_platforms_may(media: Media, alice: User, origin: str) -> None:
    register_platform()
    assert share(alice, media.friendly_token, **{"Origin": origin, "Sec-Fetch-Site": "cross-site"}) == 200


def register_platform() -> None:
    """A platform whose login is on another host."""
    LTIPlatform.objects.create(
        name="Moodle",
        platform_id="https://moodle.example",
        client_id="c",
        auth_login_url="https://login.moodle.example:8443/auth",
        auth_token_url="https://moodle.example/token",
        key_set_url="https://moodle.example/keys",
    )
