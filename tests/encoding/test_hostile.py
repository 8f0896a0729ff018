"""Hostile and odd files through the real upload and the whole pipeline, and the verdict on each of them.

The table is the documentation: each file is taken for what it is, or refused with a reason. Nothing stays
under way, nothing is left behind, nothing outside of the file is read, and nobody outside hears of it.
"""

import io
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from apps.encoding.models import Encoding, Job
from apps.integrity.check import check
from apps.media.models import Media
from apps.users.models import User
from tests.encoding import hostile
from tests.encoding.clips import Clips
from tests.encoding.hostile import H264, SECRET, Maker, Trap, clip, converted, picture, raw, text
from tests.uploads.conftest import Uploader

pytestmark = pytest.mark.usefixtures("profiles", "eager")


@dataclass(frozen=True)
class Case:
    """A file, by the name that it is uploaded under, and the verdict on it.

    Attributes:
        kind: ``media_type``; empty for what is not taken for media.
        status: ``encoding_status`` in the end.
        reason: words of what the owner is told, for what failed.
        lines: ``video_height``.
        duration: whole seconds.
        thumbnail: whether there is a picture of it.
    """

    name: str
    make: Maker
    kind: str = ""
    status: str = "success"
    reason: str = ""
    lines: int = 1
    duration: int = 0
    thumbnail: bool = False


def refused(name: str, make: Maker, reason: str) -> Case:
    return Case(name, make, status="fail", reason=reason)


def video(name: str, make: Maker, lines: int, duration: int, **fields: Any) -> Case:
    return Case(name, make, "video", lines=lines, duration=duration, **{"thumbnail": True} | fields)


def image(name: str, make: Maker, **fields: Any) -> Case:
    return Case(name, make, "image", **{"thumbnail": True} | fields)


PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n"
MANIFEST = """<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S"><Period>
<AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1" codecs="avc1.42c01e" width="16"
height="16"><BaseURL>{url}</BaseURL><SegmentBase/></Representation></AdaptationSet></Period></MPD>"""
SESSION = """v=0
o=- 0 0 IN IP4 127.0.0.1
s=x
c=IN IP4 127.0.0.1
t=0 0
m=video 5004 RTP/AVP 96
a=rtpmap:96 H264/90000
"""
NOT_READ = "ffprobe cannot read the file"

CASES = [
    # -- what names other files or servers ------------------------------------------------------------------
    refused("playlist-of-files.mp4", text(PLAYLIST.format("file://{secret}")), NOT_READ),
    refused("playlist-of-urls.mp4", text(PLAYLIST.format("{url}segment.ts")), NOT_READ),
    refused("master-playlist.mp4", text("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{url}a.m3u8\n"), NOT_READ),
    refused(
        "playlist-key.m3u8",
        text('#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{url}k"\n#EXTINF:1,\nx.ts\n'),
        NOT_READ,
    ),
    refused(
        "concat-script.mp4", text("ffconcat version 1.0\nfile '{secret}'\nfile '{url}x.mp4'\n"), NOT_READ
    ),
    refused("session.sdp", text(SESSION), NOT_READ),
    refused("manifest.mpd", text(MANIFEST), NOT_READ),
    refused("manifest.mp4", text(MANIFEST), NOT_READ),
    video("playlist-in-subtitles.avi", hostile.avi_with_playlist, 36, 1),
    Case(
        "pictures-elsewhere.mov",
        hostile.mov_with_reference,
        "video",
        status="fail",
        reason="",
        lines=90,
        duration=1,
    ),
    # -- what is no media -----------------------------------------------------------------------------------
    refused("text.mp4", text("Nothing to see.\n" * 40), NOT_READ),
    refused("page.mp4", text("<!DOCTYPE html><script>alert(1)</script>"), NOT_READ),
    refused(
        "drawing.svg", text('<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}"/></svg>'), NOT_READ
    ),
    refused("program.mp4", raw(b"MZ\x90\0" + bytes(2000)), NOT_READ),
    refused("script.mp4", text("#!/bin/sh\ntouch {secret}\n"), NOT_READ),
    refused("archive.mp4", hostile.archive, NOT_READ),
    refused("noise.mp4", raw(bytes(range(256)) * 40), NOT_READ),
    refused("ansi-art.mp4", raw(b"\x1b[31mred\x1b[0m\r\n" * 100), NOT_READ),
    refused("tune.mid", raw(b"MThd\0\0\0\x06\0\0\0\x01\0\x60MTrk\0\0\0\x04\0\xff\x2f\0"), NOT_READ),
    # -- what is damaged ------------------------------------------------------------------------------------
    refused("one-byte.mp4", raw(b"\0"), NOT_READ),
    refused("without-index.mp4", hostile.beginning("clip.mp4", 0.5), NOT_READ),
    video("half.mkv", hostile.beginning("clip.mkv", 0.5), 180, 6),
    video("half.ts", hostile.beginning("clip.ts", 0.5), 180, 3),
    image("half.png", hostile.beginning("cover.png", 0.4), thumbnail=False),
    # -- what is odd ----------------------------------------------------------------------------------------
    video("one-pixel.mkv", hostile.lossless(1, 1), 1, 1),
    video("odd.mkv", hostile.lossless(33, 17), 17, 1),
    video("wide.mkv", hostile.lossless(1000, 4), 4, 1),
    video("rotated.mp4", converted("rotated.mp4", "-c", "copy"), 240, 5),
    video("variable-frame-rate.mp4", hostile.variable_frame_rate, 90, 4),
    video("thousand-frames-a-second.mkv", clip(*H264, rate=1000), 90, 1),
    video("one-frame.mp4", clip(*H264, "-frames:v", "1"), 90, 0),
    video("ten-hours.mp4", hostile.ten_hours, 36, 36000),
    video("sixty-tracks.mp4", hostile.many_streams, 90, 1),
    video("lossless.mkv", clip("-c:v", "ffv1", "-pix_fmt", "yuv420p10le"), 90, 1),
    video("negative-times.mkv", converted("clip.mkv", "-c", "copy", "-output_ts_offset", "-2"), 180, 6),
    video("broken-title.mkv", hostile.broken_tags, 180, 6),
    video("recorded.webm", converted("recorded.webm", "-c", "copy", "-f", "webm", "-live", "1"), 90, 2),
    Case("song-with-cover.mp3", hostile.song_with_png_cover, "audio", duration=2),
    Case("sound-in-a-film.mp4", converted("tone.mp3", "-c:a", "aac"), "audio", duration=2),
    # -- pictures -------------------------------------------------------------------------------------------
    refused("bomb.gif", hostile.gif_of_65535, "too many pixels"),
    refused("bomb.png", hostile.png_bomb, "too many pixels"),
    image("program-behind.jpg", picture("JPEG", tail=b"<?php system($_GET['c']); ?>")),
    image("phone.heic", picture("HEIF")),
    image("modern.avif", picture("AVIF")),
    image("named-as-film.mp4", picture("PNG")),
    image("number-%03d.jpg", picture("JPEG")),
]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server that nobody may ever talk to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


@pytest.fixture
def trap(listener: socket.socket, tmp_path: Path) -> Trap:
    """What hostile files name."""
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    return Trap(secret, listener.getsockname()[1])


@pytest.fixture
def upload(
    owner: User, clips: Clips, trap: Trap, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> Callable[[str, Maker], Media]:
    """Send a file through the upload page and everything that follows, and return what became of it."""

    def send(name: str, make: Maker) -> Media:
        folder = tmp_path / "hostile"
        folder.mkdir()
        make(folder / name, clips, trap)
        with django_capture_on_commit_callbacks(execute=True):
            answer = Uploader(owner).single((folder / name).read_bytes(), name)
        assert (answer.status_code, answer.json()["success"]) == (200, True)
        return Media.objects.get()

    return send


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_file_gets_the_right_verdict(
    case: Case,
    upload: Callable[[str, Maker], Media],
    listener: socket.socket,
    temporary_files: Callable[[], list[Path]],
    media_root: Path,
) -> None:
    media = upload(case.name, case.make)

    found = (media.media_type, media.encoding_status, media.video_height, media.duration)
    assert found == (case.kind, case.status, case.lines, case.duration)
    assert media.listable == (case.status == "success")
    assert bool(media.thumbnail) == case.thumbnail
    if case.status == "fail" and not case.kind:
        assert case.reason in Job.objects.get(media=media, kind=Job.Kind.INIT).detail
    assert not Encoding.objects.filter(status__in=("pending", "running")).exists()
    assert Path(media.media_file.path).is_file()
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert temporary_files() == []
    assert [one.as_line() for one in check(grace=timedelta(0), deep=True) if one.is_open] == []
    for path in media_root.rglob("*"):
        assert path.name == Path(media.media_file.name).name or not _holds_secret(path)


def _holds_secret(path: Path) -> bool:
    return path.is_file() and SECRET.encode() in path.read_bytes()


def test_an_empty_file_is_refused_at_once(owner: User, media_root: Path) -> None:
    answer = Uploader(owner).single(b"", "empty.mp4")

    assert (answer.status_code, answer.json()["success"]) == (400, False)
    assert not Media.objects.exists()


NAMES = [
    b"caf\xe9.png",
    b"\xff\xfe\x00.png",
    b"-vf.png",
    b"http:x.png",
    "a\u202egnp.exe".encode(),
    b"%2e%2e%2fx.png",
    b"..\\..\\x.png",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_are_no_text_or_mean_something_elsewhere(
    owner: User, media_root: Path, name: bytes
) -> None:
    content = io.BytesIO()
    Image.new("RGB", (40, 30)).save(content, "PNG")
    parts = [
        (b'name="qquuid"', str(uuid4()).encode()),
        (b'name="qqfilename"', name),
        (b'name="qqfile"; filename="%s"' % name, content.getvalue()),
    ]
    body = b"".join(b"--part\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % part for part in parts)

    client = Uploader(owner).client
    answer = client.post("/fu/upload/", body + b"--part--\r\n", "multipart/form-data; boundary=part")

    assert answer.status_code in {200, 400}
    for media in Media.objects.all():
        path = Path(media.media_file.path)
        assert path.parent == media_root / "original/user/alice"
        assert path.is_file()
