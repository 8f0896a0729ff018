"""The document around every page, and what the frontend is told in it."""

from typing import Any

import pytest

from apps.users.models import Channel, User
from tests.media.factories import make_category, make_media
from tests.pages_legacy.conftest import Browser, configuration, json_ld


def html_of(client: Any, path: str) -> str:
    """The body of a page."""
    return client.get(path).content.decode()


def test_the_configuration_comes_before_the_scripts_that_read_it(browser: Browser) -> None:
    html = html_of(browser(), "/")

    assert html.index("window.MediaCMS") < html.index('src="/static/js/_commons.js')
    assert html.index('src="/static/js/_commons.js') < html.index('src="/static/js/index.js')


def test_no_text_ends_the_script_that_it_stands_in(browser: Browser, settings: Any) -> None:
    settings.PORTAL_NAME = "</script><script>alert(1)</script> & Sons"

    html = html_of(browser(), "/")

    assert "<script>alert" not in html
    assert configuration(html)["site"]["title"] == settings.PORTAL_NAME


def test_a_title_of_a_media_is_harmless(browser: Browser, alice: User) -> None:
    media = make_media(alice, title="</script><img onerror=x>", description='"</title>\\\n')

    html = html_of(browser(), f"/view?m={media.friendly_token}")

    assert "<img onerror" not in html
    assert json_ld(html)["description"] == media.description


def test_texts_of_the_upload_page_are_no_html(browser: Browser, settings: Any) -> None:
    settings.PRE_UPLOAD_MEDIA_MESSAGE = "a < b"

    assert configuration(html_of(browser(), "/"))["contents"]["uploader"]["belowUploadArea"] == "a &lt; b"


def test_members_get_the_csrf_cookie_with_every_page(browser: Browser, alice: User) -> None:
    assert "csrftoken" in browser(alice).get("/latest").cookies
    assert "csrftoken" not in browser().get("/latest").cookies


def test_the_menu_of_a_user_leads_to_the_oldest_channel(browser: Browser, alice: User) -> None:
    first = Channel.objects.create(user=alice, title="default")
    Channel.objects.create(user=alice, title="second")

    url = configuration(html_of(browser(alice), "/"))["url"]

    assert url["editChannel"] == f"/channel/{first.friendly_token}/edit"


@pytest.mark.parametrize(("role", "keys"), [("is_editor", {"manageMedia"}), ("is_manager", {"manageUsers"})])
def test_roles_find_what_they_manage(browser: Browser, alice: User, role: str, keys: set[str]) -> None:
    setattr(alice, role, True)
    alice.save()

    tree = configuration(html_of(browser(alice), "/"))

    assert keys <= tree["url"].keys()
    assert ("manage_users" in tree["api"]) is (role == "is_manager")


def test_categories_of_the_management_page_are_escaped(browser: Browser, editor: User) -> None:
    make_category("</script>")

    assert 'window.CATEGORIES = ["\\u003C/script\\u003E"];' in html_of(browser(editor), "/manage/media")
