"""The page of a media, and the player in frames."""

import json
from typing import Any

import pytest

from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import make_media, share
from tests.pages_legacy.conftest import Browser, configuration, json_ld, metadata


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens of watched media."""
    tokens: list[str] = []

    def enqueue(_name: str, _actor: Any, *, friendly_token: str, action: str) -> None:
        tokens.append(friendly_token)

    monkeypatch.setattr("apps.pages.legacy.views.player.enqueue", enqueue)
    return tokens


def page(client: Any, media: Media) -> str:
    """The page of a media."""
    return client.get(f"/view?m={media.friendly_token}").content.decode()


def test_a_media_is_described(browser: Browser, alice: User, queued: list[str]) -> None:
    media = make_media(alice, title="Clip", description="About it", poster="x.jpg", duration=9)

    html = page(browser(), media)

    assert "<title>Clip - MediaCMS</title>" in html
    assert metadata(html)["og:image"] == "http://testserver/media/x.jpg"
    assert json_ld(html)["duration"] == "PT9S"
    assert configuration(html)["mediaId"] == media.friendly_token
    assert queued == [media.friendly_token]


def test_a_private_media_says_nothing_to_strangers(
    browser: Browser, alice: User, bob: User, queued: list[str]
) -> None:
    media = make_media(alice, state="private", title="Secret", description="Hidden words")

    for client in (browser(), browser(bob)):
        response = client.get(f"/view?m={media.friendly_token}")
        html = response.content.decode()
        assert "Secret" not in html
        assert "Hidden" not in html
        assert response["X-Robots-Tag"] == "noindex"
        assert '<div id="page-media"></div>' in html
    assert not queued


def test_a_private_media_is_described_to_those_who_see_it(
    browser: Browser, alice: User, bob: User, queued: list[str]
) -> None:
    media = make_media(alice, state="private", title="Secret", poster="x.jpg")
    share(media, bob)

    html = page(browser(bob), media)

    assert "<title>Secret - MediaCMS</title>" in html
    assert "og:image" not in html
    assert "ld+json" not in html
    assert queued


def test_an_unknown_media_is_an_empty_page(browser: Browser) -> None:
    for query in ("?m=nope", "", "?m=%00"):
        response = browser().get(f"/view{query}")
        assert response.status_code == 200
        assert b"This media type is not supported." in response.content


def test_types_that_the_portal_does_not_show_are_named(
    browser: Browser, alice: User, queued: list[str], settings: Any
) -> None:
    media = make_media(alice, media_type="")

    assert "This media type is not supported." in page(browser(), media)
    settings.ALLOWED_MEDIA_UPLOAD_TYPES = ["all"]
    assert '<div id="page-media"></div>' in page(browser(), media)


@pytest.mark.usefixtures("queued")
@pytest.mark.parametrize(
    ("who", "granted"),
    [("owner", {"editMedia", "deleteMedia"}), ("contributor", {"editMedia"}), ("viewer", set())],
)
def test_rights_are_those_of_the_visitor(
    browser: Browser, alice: User, bob: User, who: str, granted: set[str]
) -> None:
    media = make_media(alice)
    share(media, bob, "editor" if who == "contributor" else "viewer")

    can = configuration(page(browser(alice if who == "owner" else bob), media))["user"]["can"]

    assert {name for name in ("editMedia", "deleteMedia") if can[name]} == granted
    assert can["deleteComment"] is can["editSubtitle"] is can["editMedia"]


def test_owners_learn_why_a_new_video_plays_as_uploaded(
    browser: Browser, alice: User, editor: User, queued: list[str]
) -> None:
    media = make_media(alice, encoding_status="pending")

    assert "hasn&#x27;t started yet" in page(browser(alice), media)
    assert "started yet" not in page(browser(editor), media)


def test_the_embedded_player_stands_alone(browser: Browser, alice: User) -> None:
    media = make_media(alice)

    html = browser().get(f"/embed?m={media.friendly_token}").content.decode()

    assert '<div id="page-embed"></div>' in html
    assert "app-header" not in html
    assert browser().get("/embed/token")["Location"] == "/"
    assert browser().get("/embed?m=nope").status_code == 404


def test_editors_are_told_what_they_edit_after_their_script(browser: Browser, alice: User) -> None:
    media = make_media(alice, title="x</script>")
    for path, script in (("edit_video", "video-editor"), ("edit_chapters", "chapters-editor")):
        html = browser(alice).get(f"/{path}?m={media.friendly_token}").content.decode()
        assert html.index(f"{script}.js") < html.index("window.MEDIA_DATA = ")
        data = json.loads(html.split("window.MEDIA_DATA = ")[1].split(";</script>")[0])
        assert data["videoUrl"] == f"/media/{media.media_file.name}"
        assert data["redirectUserMediaURL"] == "/user/alice/"


def test_pictures_cannot_be_cut(browser: Browser, alice: User) -> None:
    media = make_media(alice, media_type="image")

    response = browser(alice).get(f"/edit_video?m={media.friendly_token}")

    assert response["Location"] == f"/view?m={media.friendly_token}"
