"""HLS folders (spec/pipeline.md §10, spec/pipeline-ffmpeg.md §9)."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import m3u8
import pytest
from django.conf import settings as django_settings

from apps.encoding import packaging, paths, runner, transport_stream
from apps.encoding.jobs import failure_of
from apps.encoding.models import Job
from tests.encoding.clips import Clips, ffmpeg

UID = "0123456789abcdef0123456789abcdef"
FILM = ["-f", "lavfi", "-i", "testsrc2=size={size}:rate=25:duration=9"]
H264 = [
    "-c:v",
    "libx264",
    "-preset",
    "veryfast",
    "-pix_fmt",
    "yuv420p",
    "-profile:v",
    "main",
    "-level",
    "4.2",
]
KEY_FRAMES = ["-force_key_frames", "expr:gte(t,n_forced*4)", "-x264-params", "keyint=200:keyint_min=100"]


@pytest.fixture(scope="session")
def renditions(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """9 s at 90 and 180 lines, with audio, key frames every 4 s."""
    folder = tmp_path_factory.mktemp("renditions")
    made = []
    for size in ("160x90", "320x180"):
        made.append(folder / f"{size}.mp4")
        film = [argument.format(size=size) for argument in FILM]
        tone = ["-f", "lavfi", "-i", "sine=duration=9"]
        ffmpeg(*film, *tone, *H264, *KEY_FRAMES, "-c:a", "aac", "-ac", "2", made[-1])
    return made


@pytest.fixture
def folder(media_root: Path) -> Path:
    return media_root / "hls" / UID


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_layout_is_bento4s(renditions: list[Path], folder: Path) -> None:
    master = packaging.publish(renditions, folder)

    parts = ["iframes.m3u8", "segment-0.ts", "segment-1.ts", "segment-2.ts", "stream.m3u8"]
    assert master == folder / "master.m3u8"
    assert names(folder) == ["master.m3u8", *(f"media-{n}/{part}" for n in (1, 2) for part in parts)]


def test_the_master_playlist_names_size_rate_and_codecs_of_every_entry(
    renditions: list[Path], folder: Path
) -> None:
    master = m3u8.loads(packaging.publish(renditions, folder).read_text())

    assert master.version == 4
    assert [entry.uri for entry in master.playlists] == ["media-1/stream.m3u8", "media-2/stream.m3u8"]
    assert [entry.uri for entry in master.iframe_playlists] == [
        "media-1/iframes.m3u8",
        "media-2/iframes.m3u8",
    ]
    assert [entry.stream_info.resolution for entry in master.playlists] == [(160, 90), (320, 180)]
    assert {entry.stream_info.codecs for entry in master.playlists} == {"avc1.4D402A,mp4a.40.2"}
    for entry in master.iframe_playlists:
        assert entry.iframe_stream_info.codecs == "avc1.4D402A"
        assert entry.iframe_stream_info.resolution
    for entry in [*master.playlists, *master.iframe_playlists]:
        info = getattr(entry, "stream_info", None) or entry.iframe_stream_info
        assert 0 < int(info.average_bandwidth) <= int(info.bandwidth)


def test_rates_are_the_mean_and_the_peak_of_the_segments(renditions: list[Path], folder: Path) -> None:
    master = m3u8.loads(packaging.publish(renditions, folder).read_text())
    segments = m3u8.loads((folder / "media-2/stream.m3u8").read_text()).segments
    sizes = [(folder / "media-2" / segment.uri).stat().st_size for segment in segments]
    seconds = [segment.duration for segment in segments]

    info = master.playlists[1].stream_info

    assert info.average_bandwidth == round(sum(sizes) * 8 / sum(seconds))
    assert info.bandwidth == round(max(size * 8 / 4 for size in sizes[:2]))


def test_media_playlists_cut_every_four_seconds(renditions: list[Path], folder: Path) -> None:
    packaging.publish(renditions, folder)

    text = (folder / "media-1/stream.m3u8").read_text()

    assert text.startswith(
        "#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n"
        "#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:4.000000,\nsegment-0.ts\n"
    )
    assert text.endswith("#EXT-X-ENDLIST\n")
    assert [part.duration for part in m3u8.loads(text).segments] == pytest.approx([4, 4, 1], abs=0.1)


def test_i_frame_playlists_point_at_decodable_pictures(
    renditions: list[Path], folder: Path, tmp_path: Path
) -> None:
    packaging.publish(renditions, folder)
    playlist = m3u8.loads((folder / "media-2/iframes.m3u8").read_text())

    assert playlist.is_i_frames_only
    assert [part.duration for part in playlist.segments] == pytest.approx([4, 4, 1], abs=0.1)
    for part in playlist.segments:
        length, offset = map(int, part.byterange.split("@"))
        segment = (folder / "media-2" / part.uri).read_bytes()
        # a player has the tables of the stream from the head of the segment
        (tmp_path / "picture.ts").write_bytes(segment[:offset] + segment[offset : offset + length])
        frames = ffprobe(tmp_path / "picture.ts", "-show_entries", "frame=pict_type,width")["frames"]
        assert [(frame["pict_type"], frame["width"]) for frame in frames] == [("I", 320)]


def ffprobe(path: Path, *options: str) -> dict[str, Any]:
    """What ffprobe says of the video of a file or playlist."""
    command = [django_settings.FFPROBE_COMMAND, "-v", "error", "-select_streams", "v", "-of", "json"]
    output = subprocess.run([*command, *options, path], capture_output=True, check=True, timeout=30).stdout
    answer: dict[str, Any] = json.loads(output)
    return answer


def test_the_segments_play_as_one_film(renditions: list[Path], folder: Path) -> None:
    packaging.publish(renditions, folder)

    counted = ffprobe(
        folder / "media-1/stream.m3u8", "-count_frames", "-show_entries", "stream=nb_read_frames"
    )

    assert counted["streams"][0]["nb_read_frames"] == "225"


def test_sources_without_audio_have_no_audio_codec(clips: Clips, folder: Path) -> None:
    master = m3u8.loads(packaging.publish([clips.get("silent.mp4")], folder).read_text())

    codecs = master.playlists[0].stream_info.codecs
    assert codecs.startswith("avc1.")
    assert "mp4a" not in codecs


def test_a_rebuild_leaves_nothing_of_the_older_version(
    renditions: list[Path], clips: Clips, folder: Path
) -> None:
    packaging.publish(renditions, folder)

    packaging.publish([clips.get("short.mp4")], folder)

    assert names(folder) == [
        "master.m3u8", "media-1/iframes.m3u8", "media-1/segment-0.ts", "media-1/stream.m3u8",
    ]  # fmt: skip
    assert [path.name for path in folder.parent.iterdir()] == [UID]


def test_a_failed_rebuild_leaves_the_older_version(
    renditions: list[Path], clips: Clips, folder: Path
) -> None:
    packaging.publish(renditions[:1], folder)
    before = names(folder)

    with pytest.raises(packaging.PackagingError):
        packaging.publish([*renditions, clips.get("cut.mp4")], folder)

    assert names(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == [UID]


def test_what_a_dead_run_left_beside_it_is_removed(renditions: list[Path], folder: Path) -> None:
    leftover = folder.with_name(f"{UID}.abcdefghi")
    (leftover / "media-1").mkdir(parents=True)
    other = folder.with_name("f" * 32)
    other.mkdir()

    packaging.publish(renditions[:1], folder)

    assert {path.name for path in folder.parent.iterdir()} == {UID, other.name}


def test_readers_always_find_a_whole_folder(tmp_path: Path) -> None:
    target = tmp_path / UID
    for content in ("first", "second"):
        with paths.replaced_directory(target) as staging:
            staging.mkdir()
            (staging / "master.m3u8").write_text(content)
            assert not target.exists() or (target / "master.m3u8").read_text() == "first"

    assert (target / "master.m3u8").read_text() == "second"


def test_folders_are_switched_where_the_system_cannot_exchange(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "_RENAME_EXCHANGE", 1 << 10)  # refused by every file system
    target = tmp_path / UID
    for content in ("first", "second"):
        with paths.replaced_directory(target) as staging:
            staging.mkdir()
            (staging / "master.m3u8").write_text(content)

    assert (target / "master.m3u8").read_text() == "second"
    assert [path.name for path in tmp_path.glob(f"{UID}*")] == [UID]


def test_folders_of_media_are_named_by_uid(media_root: Path) -> None:
    from uuid import UUID

    assert paths.hls_directory(UUID(UID)) == media_root / "hls" / UID


PACKAGER = """#!{python}
import json, pathlib, sys
options = dict(argument[2:].split("=") for argument in sys.argv[1:] if argument.startswith("--"))
inputs = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
folder = pathlib.Path(options["output-dir"])
folder.mkdir()
(folder / "called.json").write_text(json.dumps(sys.argv[1:]))
master = "#EXTM3U\\r\\n"
for number in range(1, len(inputs) + 1 - {missing}):
    (folder / f"media-{{number}}").mkdir()
    playlist = folder / f"media-{{number}}" / "stream.m3u8"
    playlist.write_text("#EXTM3U\\n#EXTINF:4,\\nsegment-0.ts\\n#EXT-X-ENDLIST\\n")
    master += f"#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=160x90\\r\\nmedia-{{number}}/stream.m3u8\\r\\n"
(folder / "master.m3u8").write_text(master)
sys.exit({code})
"""


def install_packager(tmp_path: Path, settings: Any, *, code: int = 0, missing: int = 0) -> None:
    """A stand-in that keeps to the command line of Bento4's mp4hls."""
    program = tmp_path / "mp4hls"
    program.write_text(PACKAGER.format(python=sys.executable, code=code, missing=missing))
    program.chmod(0o755)
    settings.MP4HLS_COMMAND = str(program)


def test_bento4_is_used_where_it_is_installed(
    renditions: list[Path], folder: Path, tmp_path: Path, settings: Any
) -> None:
    install_packager(tmp_path, settings)

    packaging.publish(renditions, folder)

    called = json.loads((folder / "called.json").read_text())
    assert called[0] == "--segment-duration=4"
    assert called[1].startswith(f"--output-dir={folder}.")
    assert called[2:] == [str(path) for path in renditions]


@pytest.mark.parametrize("fault", [{"code": 2}, {"missing": 1}])
def test_a_packager_that_fails_or_leaves_too_little_changes_nothing(
    renditions: list[Path], folder: Path, tmp_path: Path, settings: Any, fault: dict[str, int]
) -> None:
    install_packager(tmp_path, settings, **fault)

    with pytest.raises(packaging.PackagingError):
        packaging.publish(renditions, folder)

    assert list(folder.parent.iterdir()) == []


@pytest.mark.parametrize(("free", "reason"), [(2**30, Job.Reason.BAD_OUTPUT), (4096, Job.Reason.DISK_FULL)])
def test_segments_that_ffmpeg_could_not_write_are_noticed(
    renditions: list[Path], folder: Path, monkeypatch: pytest.MonkeyPatch, free: int, reason: Job.Reason
) -> None:
    """Its HLS muxer ends well on a full disk."""
    run = runner.run_ffmpeg

    def lose(command: list[str], **options: Any) -> runner.Result:
        result = run(command, **options)
        segment = Path(command[-1]).with_name("segment-1.ts")
        segment.write_bytes(segment.read_bytes()[:188])
        return result

    monkeypatch.setattr(runner, "run_ffmpeg", lose)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))

    with pytest.raises(packaging.PackagingError) as raised:
        packaging.publish(renditions, folder)

    assert failure_of(raised.value).reason == reason
    assert not folder.exists()


def test_without_ffmpeg_packaging_fails_cleanly(renditions: list[Path], folder: Path, settings: Any) -> None:
    settings.FFMPEG_COMMAND = "no-ffmpeg"

    with pytest.raises(packaging.PackagingError, match="no-ffmpeg is not installed"):
        packaging.publish(renditions, folder)


def test_what_is_no_transport_stream_is_refused() -> None:
    for content in (b"x" * 188, b"G" * 100):
        with pytest.raises(ValueError, match="transport stream"):
            transport_stream.key_frames(content)


def test_key_frames_are_where_ffprobe_finds_them(clips: Clips) -> None:
    """Transport streams of FFmpeg, with a key frame every two seconds."""
    path = clips.get("clip.ts")
    command = [django_settings.FFPROBE_COMMAND, "-v", "error", "-select_streams", "v", "-show_entries"]
    packets = runner.run(
        [*command, "packet=pts_time,pos,flags", "-of", "csv=p=0", str(path)], timeout=30
    ).stdout.decode()
    expected = [line.split(",")[:2] for line in packets.splitlines() if ",K" in line]

    found = transport_stream.key_frames(path.read_bytes())

    assert [[f"{frame.time:.6f}", str(frame.offset)] for frame in found] == expected
    assert len(found) == 3
