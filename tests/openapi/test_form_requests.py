"""Generated requests to what the document leaves to our own pages: the editors, sharing, the upload page."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.users.models import User
from tests.openapi.requesters import Requester

EXAMPLES = 40


class _File:
    """What the test client takes for a file."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.name = "blob"

    def read(self) -> bytes:
        """The content."""
        return self.content


_SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["00:00:01.000"])
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def _objects(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({}, optional={name: kind | _VALUES for name, kind in fields.items()})


_TIMES = st.sampled_from(["00:00:00.000", "00:00:01.500", "0:0:1", "abc", "", "1e999"]) | st.floats()
_CHAPTERS = _objects(
    chapters=st.lists(_objects(startTime=_TIMES, endTime=_TIMES, chapterTitle=st.text()), max_size=3)
)
_TRIMS = _objects(
    segments=st.lists(_objects(startTime=_TIMES, endTime=_TIMES), max_size=3),
    saveAsCopy=st.booleans(),
    saveIndividualSegments=st.booleans(),
)
_BODIES = {
    "chapters": _CHAPTERS.map(json.dumps).map(str.encode) | _VALUES.map(json.dumps).map(str.encode),
    "trim_video": _TRIMS.map(json.dumps).map(str.encode),
}
_UPLOADS = st.fixed_dictionaries(
    {},
    optional={
        "qquuid": st.just("7f1f2a4e-3c56-4b55-9a58-9f0f6d2b8c11") | st.text(),
        "qqfilename": st.sampled_from(["a.png", "..", "a/b", "\x00", "x" * 300]) | st.text(),
        "qqpartindex": st.integers() | st.text(),
        "qqtotalparts": st.integers(-1, 3) | st.integers() | st.text(),
        "qqtotalfilesize": st.integers(),
        "qqfile": st.binary().map(_File),
    },
)


def _alike(**options: Any) -> Any:
    return settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        **options,
    )


@pytest.fixture
def browser(requester: Requester) -> Client:
    """A browser of this site, logged in as the requester, that reports failures as answers."""
    browser = Client(raise_request_exception=False, headers={"Sec-Fetch-Site": "same-origin"})
    if requester.username:
        browser.force_login(User.objects.get(username=requester.username))
    return browser


@pytest.mark.parametrize("page", sorted(_BODIES))
@pytest.mark.parametrize("token", ["rVland0001", "syna000040", "none"])
def test_editors_answer_everything(browser: Client, page: str, token: str) -> None:
    """Chapters and cuts of any form."""

    @_alike()
    @given(body=_BODIES[page] | st.binary())
    def send(body: bytes) -> None:
        answer = browser.post(f"/api/v1/media/{token}/{page}", body, content_type="application/json")
        assert answer.status_code < 500

    send()


def test_sharing_answers_everything(browser: Client) -> None:
    """Courses of any name."""

    @_alike()
    @given(course=st.text())
    def send(course: str) -> None:
        answer = browser.post("/api/v1/media/rVland0001/share", {"courseid": course})
        assert answer.status_code < 500

    send()


@pytest.mark.parametrize("address", ["/fu/upload/", "/fu/upload/?done"])
def test_upload_answers_everything(browser: Client, address: str) -> None:
    """Parts of any number and name."""

    @_alike()
    @given(fields=_UPLOADS)
    def send(fields: dict[str, Any]) -> None:
        assert browser.post(address, fields).status_code < 500

    send()
