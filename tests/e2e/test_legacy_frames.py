"""The embedded player and pages inside a learning platform (spec/page-shell.md §10.1, §11)."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.e2e.conftest import Contexts
from tests.e2e.content import Content
from tests.e2e.fronts import manage
from tests.e2e.portal import Portal
from tests.e2e.stand_in import assert_booted
from tests.e2e.watcher import Watcher

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

AROUND = """<!doctype html><title>Course</title><script>
window.messages = []; addEventListener("message", (event) => messages.push(event.data));
</script><iframe src="{address}" width="900" height="600"></iframe>"""

OpenFramed = Callable[[str, str], tuple[Page, Frame]]


class Platform(BaseHTTPRequestHandler):
    """Another site: shows the address in its query in a frame."""

    def do_GET(self) -> None:
        """Answer with the page around the frame."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(AROUND.format(address=unquote(self.path.partition("?")[2])).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def platform(legacy: Portal) -> Iterator[str]:
    """The address of a registered platform; on the portal's host, so that cookies go along."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Platform) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        register = f"from tests.e2e.seed import platform; platform({address!r})"
        manage(legacy.environment, "shell", "-v0", "-c", register)
        yield address
        server.shutdown()


@pytest.fixture
def framed(platform: str, legacy: Portal, contexts: Contexts) -> Iterator[OpenFramed]:
    """Opens a page of the portal in a frame of another site."""
    pages: list[Page] = []

    def open_framed(who: str, path: str) -> tuple[Page, Frame]:
        page = contexts(legacy, who).new_page()
        pages.append(page)
        page.goto(f"{platform}?{legacy.url}{path}")
        return page, page.frames[1]

    yield open_framed
    for page in pages:
        page.close()


def test_the_player_runs_in_frames_of_other_sites(framed: OpenFramed, content: Content) -> None:
    _, frame = framed("anonymous", f"/embed?m={content.video}")

    expect(frame.locator("video#video-embed")).to_be_visible()
    expect(frame.locator("html")).to_have_attribute("data-stand-in", "ready")


@pytest.mark.parametrize(
    ("parameters", "title"), [("", "A"), ("&linkTitle=0", "SPAN"), ("&showTitle=0", None)]
)
def test_parameters_of_the_embedded_title(
    parameters: str, title: str | None, legacy: Portal, contexts: Contexts, content: Content
) -> None:
    with contexts(legacy, "anonymous").new_page() as page:
        page.goto(f"/embed?m={content.video}{parameters}")
        assert_booted(page, "embed")

        found = page.locator(".embed-title")
        assert (found.evaluate("(one) => one.tagName") if found.count() else None) == title


def test_the_embedded_player_starts_where_it_is_told(
    legacy: Portal, contexts: Contexts, content: Content
) -> None:
    with contexts(legacy, "anonymous").new_page() as page:
        page.goto(f"/embed?m={content.video}&t=2&muted=1&showRelated=0&showUserAvatar=0")
        assert_booted(page, "embed")

        video = page.locator("video#video-embed")
        assert video.evaluate("(one) => [one.currentTime, one.muted]") == [2, True]


def test_the_embedded_player_says_nothing_to_the_site_around_it(framed: OpenFramed, content: Content) -> None:
    page, frame = framed("anonymous", f"/embed?m={content.video}")
    frame.wait_for_selector("html[data-stand-in=ready]", state="attached")

    assert page.evaluate("messages") == []


@pytest.mark.parametrize("path", ["/", "/view?m={video}", "/edit?m={video}", "/user/alice/"])
def test_a_learning_platform_sees_pages_without_header(
    path: str, framed: OpenFramed, content: Content
) -> None:
    address = path.format(video=content.video)
    mode = "mode=lms_embed_mode"
    _, frame = framed("alice", f"{address}{'&' if '?' in address else '?'}{mode}")

    expect(frame.locator("html")).to_have_attribute("data-stand-in", "ready")
    expect(frame.locator("body.embedded-app")).to_be_attached()
    assert frame.locator("#app-header").inner_html() == ""


def test_a_selected_media_is_told_to_the_platform(
    framed: OpenFramed, legacy: Portal, content: Content
) -> None:
    page, frame = framed("alice", "/user/alice/?mode=lms_embed_mode&action=select_media")
    frame.get_by_role("button", name="harbour.mp4", exact=True).click()

    page.wait_for_function("messages.length")
    assert page.evaluate("messages") == [
        {
            "type": "videoSelected",
            "embedUrl": f"{legacy.url}/embed?m={content.video}",
            "videoId": content.video,
        }
    ]


def test_the_publish_page_stays_in_the_mode_of_the_platform(
    legacy: Portal, contexts: Contexts, content: Content
) -> None:
    with contexts(legacy, "alice").new_page() as page:
        watcher = Watcher(page)
        page.goto(f"/edit?m={content.video}&mode=lms_embed_mode")
        assert_booted(page)
        publish = page.locator(".media-edit-nav a", has_text="Publish")
        assert "mode=lms_embed_mode" in str(publish.get_attribute("href"))
        page.goto(f"/publish?m={content.video}")
        page.wait_for_url("**&mode=lms_embed_mode")
        assert_booted(page)
        expect(page.locator("body")).to_contain_text("Selected Courses")
        assert watcher.problems == []


def test_forms_are_not_shown_in_frames_of_other_sites(framed: OpenFramed, content: Content) -> None:
    page, _ = framed("alice", f"/publish?m={content.video}")

    expect(page.frame_locator("iframe").locator("form")).to_have_count(0)
    assert page.evaluate("messages") == []
