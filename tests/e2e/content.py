"""Media for the browser tests: one of each kind, uploaded through the API by alice."""

import base64
import json
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen
from uuid import uuid4

from PIL import Image

from tests.e2e.fronts import manage
from tests.e2e.portal import Portal
from tests.e2e.seed import PASSWORD

ENCODED_WITHIN = 180  # seconds
TONE = ("-f", "lavfi", "-i", "sine=frequency=330:duration=3")
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


@dataclass(frozen=True)
class Content:
    """How the things are called: tokens, and the number of the video's captions."""

    video: str
    audio: str
    image: str
    pdf: str
    private: str
    playlist: str
    caption: int
    channel: str


def upload_content(portal: Portal, folder: Path) -> Content:
    """Upload one of each kind, wait for the video, and set what belongs to it."""
    paths = _files(folder)
    tokens = {kind: _upload(portal, path) for kind, path in paths.items()}
    _wait_until_encoded(portal, tokens["video"])
    names = ", ".join(f"{kind}={tokens[kind]!r}" for kind in ("video", "image", "private"))
    code = f"from tests.e2e.seed import around; print(around({names}))"
    return Content(**tokens, **json.loads(manage(portal.environment, "shell", "-v0", "-c", code)))


def small_clip(path: Path) -> Path:
    """Make three seconds of video with a tone, of which there are few renditions."""
    picture = ("-f", "lavfi", "-i", "testsrc2=size=426x240:rate=25:duration=3")
    video = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest")
    _ffmpeg(*picture, *TONE, *video, str(path))
    return path


def _files(folder: Path) -> dict[str, Path]:
    names = ("harbour.mp4", "foghorn.mp3", "lighthouse.png", "tides.pdf", "diary.png")
    paths = dict(zip(("video", "audio", "image", "pdf", "private"), map(folder.joinpath, names), strict=True))
    small_clip(paths["video"])
    _ffmpeg(*TONE, str(paths["audio"]))
    for kind in ("image", "private"):
        Image.radial_gradient("L").save(paths[kind])
    paths["pdf"].write_bytes(PDF)
    return paths


def _ffmpeg(*arguments: str) -> None:
    subprocess.run([os.environ["FFMPEG_COMMAND"], "-loglevel", "error", *arguments], check=True)


def _upload(portal: Portal, path: Path) -> str:
    boundary = uuid4().hex
    head = f'Content-Disposition: form-data; name="media_file"; filename="{path.name}"'
    parts = (
        f"--{boundary}\r\n{head}\r\n\r\n".encode(),
        path.read_bytes(),
        f"\r\n--{boundary}--\r\n".encode(),
    )
    body = b"".join(parts)
    kind = f"multipart/form-data; boundary={boundary}"
    return str(_ask(portal, "media", data=body, headers={"Content-Type": kind})["friendly_token"])


def _wait_until_encoded(portal: Portal, token: str) -> None:
    deadline = time.monotonic() + ENCODED_WITHIN
    while not _ask(portal, f"media/{token}")["hls_info"]:
        assert time.monotonic() < deadline, f"{token} is not encoded"
        time.sleep(0.5)


def _ask(portal: Portal, path: str, data: bytes | None = None, headers: dict[str, str] | None = None) -> dict:
    secret = base64.b64encode(f"alice:{PASSWORD}".encode()).decode()
    headers = {"Authorization": f"Basic {secret}", **(headers or {})}
    request = Request(f"{portal.url}/api/v1/{path}", data, headers)  # noqa: S310 - the portal under test
    with urlopen(request, timeout=60) as answer:  # noqa: S310 - the same
        body: dict = json.load(answer)
        return body
