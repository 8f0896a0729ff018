"""What a file is, and what it holds (spec/pipeline.md §4.3, spec/pipeline-ffmpeg.md §1)."""

import http.server
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from apps.encoding import probe
from tests.encoding.clips import Clips

VIDEO_KEYS = [
    "filename", "file_size", "video_duration", "video_frame_rate_n", "video_frame_rate_d", "video_bitrate",
    "video_width", "video_height", "video_codec", "has_video", "has_audio", "color_range", "color_space",
    "color_transfer", "color_primaries", "interlaced", "display_aspect_ratio", "sample_aspect_ratio",
]  # fmt: skip
AUDIO_KEYS = ["audio_duration", "audio_sample_rate", "audio_codec", "audio_bitrate", "audio_channels"]
LAST_KEYS = ["video_info", "audio_info", "is_video"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("clip.mp4", "video"),
        ("clip.mkv", "video"),
        ("recorded.webm", "video"),
        ("tone.mp3", "audio"),
        ("tone.ogg", "audio"),
        ("cover.jpg", "image"),
        ("cover.png", "image"),
        ("paper.pdf", "pdf"),
        ("notes.txt", None),
        ("empty.mp4", None),
    ],
)
def test_the_type_is_told_by_the_first_bytes(clips: Clips, name: str, kind: str | None) -> None:
    assert probe.detect_type(clips.get(name)) == kind


def test_the_type_of_a_missing_file_is_unknown(tmp_path: Path) -> None:
    assert probe.detect_type(tmp_path / "gone.mp4") is None


def test_media_info_of_a_video_has_the_legacy_keys_in_order(clips: Clips) -> None:
    path = clips.get("clip.mp4")

    info = probe.probe(path).media_info

    assert list(info) == [*VIDEO_KEYS, *AUDIO_KEYS, *LAST_KEYS]
    assert info["filename"] == str(path)
    assert info["file_size"] == path.stat().st_size
    assert info["video_duration"] == pytest.approx(6, abs=0.1)
    assert (info["video_frame_rate_n"], info["video_frame_rate_d"]) == ("10", "1")
    assert (info["video_width"], info["video_height"], info["video_codec"]) == (320, 180, "h264")
    assert (info["has_video"], info["has_audio"], info["is_video"], info["interlaced"]) == (
        True,
        True,
        True,
        False,
    )
    assert info["display_aspect_ratio"] == "16:9"
    assert (info["audio_codec"], info["audio_channels"], info["audio_sample_rate"]) == ("aac", 1, "44100")
    assert info["video_info"]["codec_type"] == "video"
    assert info["audio_info"]["codec_type"] == "audio"


def test_the_colour_transfer_is_the_colour_space_as_in_legacy_rows(clips: Clips) -> None:
    info = probe.probe(clips.get("clip.mp4")).media_info

    assert info["color_transfer"] == info["color_space"]


def test_bitrates_count_1024_bits(clips: Clips) -> None:
    video = probe.probe(clips.get("clip.mp4")).video

    assert video is not None
    assert video.bitrate == round(int(video.raw["bit_rate"]) / 1024, 2)


def test_a_video_without_audio_has_no_audio_keys(clips: Clips) -> None:
    info = probe.probe(clips.get("silent.mp4")).media_info

    assert list(info) == [*VIDEO_KEYS, *LAST_KEYS]
    assert info["has_audio"] is False
    assert info["audio_info"] == {}


def test_matroska_has_its_duration_in_tags_and_no_bitrate(clips: Clips) -> None:
    """So the bitrate is measured over the packets."""
    known, measured = (probe.probe(clips.get(name)).video for name in ("clip.mp4", "clip.mkv"))

    assert known is not None
    assert measured is not None
    assert "bit_rate" not in measured.raw
    assert measured.duration == pytest.approx(known.duration, abs=0.1)
    assert measured.bitrate == pytest.approx(known.bitrate, rel=0.02)


def test_a_duration_that_no_header_states_is_measured(clips: Clips) -> None:
    facts = probe.probe(clips.get("recorded.webm"))

    assert facts.video is not None
    assert facts.audio is not None
    assert facts.video.duration == pytest.approx(2, abs=0.15)
    assert facts.audio.duration == pytest.approx(2, abs=0.15)
    assert facts.video.bitrate > 0


def test_field_order_tells_interlaced_sources(clips: Clips) -> None:
    assert probe.probe(clips.get("interlaced.mp4")).media_info["interlaced"] is True


def test_media_info_of_audio_is_short(clips: Clips) -> None:
    info = probe.probe(clips.get("tone.mp3")).media_info

    assert list(info) == ["is_video", "is_audio", "audio_info"]
    assert (info["is_video"], info["is_audio"]) == (False, True)
    assert info["audio_info"]["codec_name"] == "mp3"


@pytest.mark.parametrize("name", ["film.mp4", "film.jpg.mkv", "film.png.mkv"])
def test_a_picture_attached_to_a_film_is_not_its_video(clips: Clips, name: str) -> None:
    info = probe.probe(clips.get(name)).media_info

    assert (info["video_codec"], info["video_height"]) == ("h264", 180)
    assert (info["video_frame_rate_n"], info["video_frame_rate_d"]) == ("10", "1")


def test_a_song_with_a_cover_is_audio(clips: Clips) -> None:
    facts = probe.probe(clips.get("song.mp3"))

    assert facts.video is None
    assert facts.audio is not None
    assert facts.audio.duration == pytest.approx(2.6, abs=0.1)


@pytest.mark.parametrize("name", ["cut.mp4", "empty.mp4", "notes.txt", "paper.pdf", "cover.png", "cover.jpg"])
def test_what_is_not_playable_is_refused_with_a_reason(clips: Clips, name: str) -> None:
    with pytest.raises(probe.ProbeError, match=r"\w"):
        probe.probe(clips.get(name))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(probe.ProbeError, match="cannot read the file"):
        probe.probe(tmp_path / "gone.mp4")


def test_without_ffprobe_the_reason_says_so(clips: Clips, settings: Any) -> None:
    settings.FFPROBE_COMMAND = "no-ffprobe"

    with pytest.raises(probe.ProbeError, match="no-ffprobe is not installed"):
        probe.probe(clips.get("clip.mp4"))


@pytest.mark.parametrize("name", ["-i.mp4", "concat:a|b.mp4", "http:x.mp4", "a b'c%d.mp4", "ünï.mp4"])
def test_file_names_are_never_options_or_addresses(clips: Clips, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(clips.get("short.mp4").read_bytes())

    assert probe.probe(path).video is not None


@pytest.fixture
def bait(clips: Clips, tmp_path: Path) -> Path:
    """A playable segment that a playlist could lead to."""
    path = tmp_path / "secret.ts"
    path.write_bytes(clips.get("clip.ts").read_bytes())
    return path


PLAYLISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:6,\n{bait}\n#EXT-X-ENDLIST\n",
    "hls by address": "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nfile://{bait}\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile '{bait}'\n",
}


@pytest.mark.parametrize("kind", PLAYLISTS)
def test_a_playlist_under_a_videos_name_does_not_open_local_files(
    bait: Path, tmp_path: Path, kind: str
) -> None:
    playlist = tmp_path / "film.mp4"
    playlist.write_text(PLAYLISTS[kind].format(bait=bait))

    with pytest.raises(probe.ProbeError):
        probe.probe(playlist)


def test_ffprobe_alone_would_have_followed_the_playlist(bait: Path, tmp_path: Path) -> None:
    """The allow lists are what keeps it from that, not FFmpeg's defaults."""
    playlist = tmp_path / "film.mp4"
    playlist.write_text(PLAYLISTS["concat"].format(bait=bait))
    command = [django_settings.FFPROBE_COMMAND, "-v", "error", "-f", "concat", "-safe", "0"]

    followed = subprocess.run(
        [*command, "-show_streams", str(playlist)], capture_output=True, check=True, timeout=30
    )

    assert b"codec_name=h264" in followed.stdout


def test_a_playlist_under_a_videos_name_opens_no_connection(tmp_path: Path) -> None:
    asked: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        playlist = tmp_path / "film.mp4"
        address = f"http://127.0.0.1:{server.server_port}/s.ts"
        playlist.write_text(PLAYLISTS["hls"].format(bait=address))
        with pytest.raises(probe.ProbeError):
            probe.probe(playlist)
        server.shutdown()

    assert asked == []


def test_playable_is_what_holds_video_or_audio(clips: Clips, tmp_path: Path) -> None:
    assert probe.is_playable(clips.get("short.mp4"))
    assert not probe.is_playable(clips.get("cut.mp4"))
    assert not probe.is_playable(clips.get("empty.mp4"))
    assert not probe.is_playable(tmp_path / "gone.mp4")
