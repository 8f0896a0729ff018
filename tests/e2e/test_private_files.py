"""Private files behind the portal's own web server: what is tried to get at them (spec/access.md §7)."""

import http.client
import io
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.e2e.portal import Portal

BOUNDARY = "e2e-boundary"


@dataclass(frozen=True)
class Uploaded:
    """A media of the administrator, and the addresses of its files."""

    token: str
    original: str
    thumbnail: str

    @property
    def uid(self) -> str:
        """The secret part of the addresses."""
        return self.original.rpartition("/")[2].partition(".")[0]


class Api:
    """The API as the administrator's script uses it."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        form = f"username={portal.user}&password={portal.password}".encode()
        self._token = json.loads(self._send("POST", "/api/v1/login", form).decode())["token"]

    def upload(self) -> Uploaded:
        """Upload a picture."""
        picture = io.BytesIO()
        Image.new("RGB", (64, 48), "teal").save(picture, "PNG")
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="media_file"; filename="a.png"\r\n\r\n'
        body = head.encode() + picture.getvalue() + f"\r\n--{BOUNDARY}--\r\n".encode()
        answer = self._send("POST", "/api/v1/media", body, f"multipart/form-data; boundary={BOUNDARY}")
        token = json.loads(answer)["friendly_token"]
        detail = json.loads(self._send("GET", f"/api/v1/media/{token}"))
        return Uploaded(token, detail["original_media_url"], detail["thumbnail_url"])

    def set_state(self, media: Uploaded, state: str) -> None:
        """Make a media private or public."""
        body = {"action": "set_state", "media_ids": [media.token], "state": state}
        self._send("POST", "/api/v1/media/user/bulk_actions", json.dumps(body).encode(), "application/json")

    def _send(self, method: str, path: str, body: bytes | None = None, content_type: str = "") -> bytes:
        headers = {"Content-Type": content_type or "application/x-www-form-urlencoded"}
        if hasattr(self, "_token"):
            headers["Authorization"] = f"Token {self._token}"
        status, content = request(self._portal, method, path, body, headers)
        assert status < 300, content
        return content


@pytest.fixture(scope="module")
def api(portal: Portal) -> Api:
    """The administrator's script."""
    return Api(portal)


@pytest.fixture(scope="module")
def private(api: Api) -> Uploaded:
    """A private picture."""
    media = api.upload()
    api.set_state(media, "private")
    return media


@pytest.fixture(scope="module")
def public(api: Api) -> Uploaded:
    """A picture that everybody may see."""
    return api.upload()


def request(
    portal: Portal, method: str, path: str, body: bytes | None, headers: dict[str, str]
) -> tuple[int, bytes]:
    """Send the path as it is, and return status and body."""
    connection = http.client.HTTPConnection(urlsplit(portal.url).netloc, timeout=60)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def status(portal: Portal, path: str) -> int:
    """What a visitor is answered."""
    return request(portal, "GET", path, None, {})[0]


@pytest.mark.e2e
def test_public_files_are_for_everybody(portal: Portal, public: Uploaded) -> None:
    assert (status(portal, public.original), status(portal, public.thumbnail)) == (200, 200)


@pytest.mark.e2e
@pytest.mark.parametrize(
    "trick",
    [
        "{path}",
        "{thumbnail}",
        "{path}?{public}",
        "{path}?u={public}",
        "{encoded}?{public}",
        "{encoded}?u={public}",
        "{encoded}%3f{public}",
        "{path}%3f{public}",
        "{path}#{public}",
        "{path};{public}",
        "/media//{rest}?{public}",
        "/media/./{rest}?{public}",
        "/media/%6friginal/{user_rest}?{public}",
        "/media/original/x/../{user_rest}?{public}",
        "/media/original/x/%2e%2e/{user_rest}?{public}",
        "/media/original/x%2f..%2f{user_rest}?{public}",
        "/media/original/{public}/../{user_rest}",
        "/static/../media/{rest}",
        "/media/uploads/../{rest}",
        "/MEDIA/{rest}",
    ],
)
def test_private_files_are_refused_however_they_are_asked_for(
    portal: Portal, private: Uploaded, public: Uploaded, trick: str
) -> None:
    """Percent-encoding, a public media's uid elsewhere in the address, detours."""
    rest = private.original.removeprefix("/media/")
    parts = {
        "path": private.original,
        "thumbnail": private.thumbnail,
        "public": public.uid,
        # One letter of the uid is written differently, so that a careless search does not find it.
        "encoded": private.original.replace(private.uid, f"{private.uid[:-1]}%{ord(private.uid[-1]):02x}"),
        "rest": rest,
        "user_rest": rest.removeprefix("original/"),
    }
    assert status(portal, trick.format(**parts)) in {400, 403, 404}


@pytest.mark.e2e
def test_a_change_of_state_counts_for_the_next_request(portal: Portal, api: Api) -> None:
    media = api.upload()
    found = []
    for state in ("public", "private", "unlisted", "private"):
        api.set_state(media, state)
        found.append(status(portal, media.original))
    assert found == [200, 403, 200, 403]
