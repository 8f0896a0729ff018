"""Who may show the portal in a frame."""

from typing import Any

import pytest

from apps.lti.models import LTIPlatform
from apps.users.models import User
from tests.media.factories import make_media
from tests.security.conftest import Browser, policy_of

pytestmark = pytest.mark.django_db

SELF = ["'self'"]


@pytest.fixture
def moodle(db: None) -> LTIPlatform:
    """A registered learning platform."""
    return LTIPlatform.objects.create(
        name="Moodle",
        platform_id="https://moodle.example.edu",
        client_id="portal",
        auth_login_url="https://moodle.example.edu/filter/lti_auth.php",
        auth_token_url="https://moodle.example.edu/token",
        key_set_url="https://moodle.example.edu/keys",
    )


@pytest.mark.parametrize("path", ["/", "/nothing/here", "/accounts/login/", "/admin/login/", "/tos"])
def test_pages_are_framed_by_this_site_only(path: str, frontend: str, browser: Browser) -> None:
    answer = browser().get(path)

    assert policy_of(answer)["frame-ancestors"] == SELF
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_the_player_is_framed_by_any_site(frontend: str, browser: Browser, alice: User) -> None:
    answer = browser().get(f"/embed?m={make_media(alice, media_type='video').friendly_token}")

    assert policy_of(answer)["frame-ancestors"] == ["*"]
    assert "X-Frame-Options" not in answer


@pytest.mark.parametrize(
    ("sites", "expected"), [(["https://news.example.org"], ["https://news.example.org"]), ([], ["'none'"])]
)
def test_operators_say_who_embeds_the_player(
    sites: list[str], expected: list[str], browser: Browser, alice: User, settings: Any
) -> None:
    settings.EMBED_FRAME_ANCESTORS = sites
    answer = browser().get(f"/embed?m={make_media(alice, media_type='video').friendly_token}")

    assert policy_of(answer)["frame-ancestors"] == expected


def test_operators_name_sites_that_frame_pages_but_not_the_administration(
    browser: Browser, settings: Any
) -> None:
    settings.FRAME_ANCESTORS = ["'self'", "https://intranet.example.org"]
    answer = browser().get("/")

    assert policy_of(answer)["frame-ancestors"] == settings.FRAME_ANCESTORS
    assert "X-Frame-Options" not in answer
    for path in ("/admin/login/", "/accounts/login/"):
        assert policy_of(browser().get(path))["frame-ancestors"] == SELF


def test_learning_platforms_frame_pages(
    frontend: str, browser: Browser, settings: Any, moodle: LTIPlatform
) -> None:
    settings.USE_LTI = True

    assert policy_of(browser().get("/"))["frame-ancestors"] == [*SELF, "https://moodle.example.edu"]
    assert policy_of(browser().get("/admin/login/"))["frame-ancestors"] == SELF


def test_learning_mode_lets_in_registered_platforms_and_nobody_else(
    browser: Browser, alice: User, moodle: LTIPlatform, settings: Any
) -> None:
    settings.FRONTEND = "legacy"
    path = f"/publish?m={make_media(alice).friendly_token}"
    client = browser(alice)

    assert policy_of(client.get(path))["frame-ancestors"] == SELF
    learning = policy_of(client.get(f"{path}&mode=lms_embed_mode"))["frame-ancestors"]
    assert learning == [*SELF, "https://moodle.example.edu"]
