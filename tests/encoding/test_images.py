"""Thumbnails, posters, sprites and previews (spec/pipeline.md §5)."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from apps.encoding import images
from tests.encoding.clips import Clips


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1920, 1080), (344, 194)), ((200, 100), (344, 172)), ((100, 400), (344, 1376)), ((5000, 2), (344, 1))],
)
def test_width_is_forced_and_height_follows(
    tmp_path: Path, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    path = tmp_path / "picture.png"
    Image.new("RGB", size, "red").save(path)

    result = opened(images.fit_width(path, images.THUMBNAIL_WIDTH))

    assert (result.format, result.mode, result.size) == ("JPEG", "RGB", expected)


def test_a_poster_of_a_wide_picture_has_405_lines(tmp_path: Path) -> None:
    path = tmp_path / "picture.jpg"
    Image.new("RGB", (1280, 720), "red").save(path)

    assert opened(images.fit_width(path, images.POSTER_WIDTH)).size == (720, 405)


def pixel(content: bytes) -> tuple[int, ...]:
    value = opened(content).getpixel((10, 10))
    assert isinstance(value, tuple)
    return value


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_becomes_white(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "picture.png"
    Image.new("RGBA", (400, 400), (255, 0, 0, 0)).convert(mode).save(path)

    assert pixel(images.fit_width(path, 344)) == (255, 255, 255)


def test_animations_show_their_first_frame(tmp_path: Path) -> None:
    path = tmp_path / "picture.gif"
    frames = [Image.new("RGB", (400, 400), colour) for colour in ("blue", "red")]
    frames[0].save(path, save_all=True, append_images=frames[1:])

    red, _, blue = pixel(images.fit_width(path, 344))
    assert (red < 10, blue > 245) == (True, True)


@pytest.mark.parametrize(
    "name", ["picture.jpg", "picture.png", "picture.webp", "picture.tif", "picture.avif"]
)
def test_turned_pictures_are_set_upright_and_lose_the_mark(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    turned(path)

    result = opened(images.fit_width(path, 344))

    assert result.size == (344, 688)
    assert not result.getexif()
    top, bottom = (result.convert("RGB").getpixel((172, line)) for line in (40, 640))
    assert (dominant(top), dominant(bottom)) == ("red", "blue")


def test_a_picture_of_a_phone_is_shown_upright(tmp_path: Path) -> None:
    path = tmp_path / "picture.heic"
    turned(path)

    assert opened(images.fit_width(path, 344)).size == (344, 688)


def turned(path: Path) -> None:
    """A picture that lies on its side: to be turned by 90° clockwise, red then is above blue."""
    picture = Image.new("RGB", (400, 200), "blue")
    picture.paste("red", (0, 0, 200, 200))
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(path, exif=exif.tobytes())


def dominant(colour: object) -> str:
    assert isinstance(colour, tuple)
    return {0: "red", 2: "blue"}[colour.index(max(colour))]


@pytest.mark.parametrize("name", ["picture.heic", "picture.tif", "picture.jp2"])
def test_pictures_that_browsers_cannot_show_get_one_that_they_can(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    Image.new("RGB", (3000, 1500), "red").save(path)

    copy = images.display_copy(path)

    assert images.needs_display_copy(path)
    assert copy is not None
    assert (opened(copy).format, opened(copy).size) == ("JPEG", (2560, 1280))


@pytest.mark.parametrize("suffix", ["jpg", "png", "gif", "webp", "avif", "bmp", "ico"])
def test_pictures_that_browsers_can_show_need_no_copy(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"picture.{suffix}"
    Image.new("RGB", (30, 20), "red").save(path)

    assert not images.needs_display_copy(path)
    assert images.display_copy(path) is None


def test_a_file_that_would_start_another_program_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    Image.new("RGB", (30, 20), "red").save(path, "EPS")

    with pytest.raises(images.ImageError, match="unreadable picture"):
        images.fit_width(path, 344)


def test_a_large_photograph_is_reduced_while_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    Image.new("L", (12_000, 9_000)).save(path)

    assert opened(images.fit_width(path, 720)).size == (720, 540)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("size", [(20_000, 6_000), (1, 1_000)])
def test_pictures_too_large_to_decode_or_to_make_are_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", size).save(path)

    with pytest.raises(images.ImageError):
        images.fit_width(path, 344)


def test_broken_pictures_are_refused(clips: Clips, tmp_path: Path) -> None:
    for name, content in {
        "cut.png": clips.get("cover.png").read_bytes()[:200],
        "cut.jpg": clips.get("cover.jpg").read_bytes()[:300],
        "text.jpg": b"not a picture",
        "empty.png": b"",
        "head.gif": b"GIF89a\xff\xff\xff\xff\xff",
    }.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(images.ImageError, match="unreadable picture"):
            images.fit_width(tmp_path / name, 344)


def test_a_frame_is_taken_at_the_wanted_time(clips: Clips, tmp_path: Path) -> None:
    target = tmp_path / "frame.jpg"

    images.video_frame(clips.get("clip.mp4"), target, seconds=2.0)

    with Image.open(target) as image:
        assert image.size == (320, 180)


@pytest.mark.parametrize("name", ["clip.mp4", "clip.ts", "recorded.webm"])
def test_behind_the_end_an_earlier_frame_is_taken(clips: Clips, tmp_path: Path, name: str) -> None:
    target = tmp_path / "frame.jpg"

    images.video_frame(clips.get(name), target, seconds=99.0)

    with Image.open(target) as image:
        assert image.format == "JPEG"


def test_without_any_frame_the_reason_is_given(clips: Clips, tmp_path: Path) -> None:
    with pytest.raises(images.ImageError, match="no frame of tone"):
        images.video_frame(clips.get("tone.mp3"), tmp_path / "frame.jpg", seconds=1.0)


@pytest.mark.parametrize(("duration", "lines"), [(4, None), (6, 90), (15, 180), (34, 270)])
def test_a_sprite_has_a_frame_per_ten_seconds_rounded_half_up(
    tmp_path: Path, duration: int, lines: int | None
) -> None:
    source = tmp_path / "film.mp4"
    film = ["-f", "lavfi", "-i", f"testsrc2=size=64x36:rate=2:duration={duration}"]
    make(source, *film, "-c:v", "libx264", "-preset", "ultrafast")

    sprite = images.sprite(source, duration=duration)

    assert (sprite and opened(sprite).size) == (lines and (160, lines))


def make(target: Path, *arguments: str) -> None:
    from tests.encoding.clips import ffmpeg

    ffmpeg(*arguments, target)


def test_a_sprite_that_no_jpeg_can_hold_is_not_made(clips: Clips) -> None:
    assert images.sprite(clips.get("clip.mp4"), duration=8000) is None


def test_a_sprite_leaves_no_temporary_files(clips: Clips, temporary_files: Callable[[], list[Path]]) -> None:
    images.sprite(clips.get("clip.mp4"), duration=6)

    assert temporary_files() == []


def test_a_preview_is_an_animated_gif_from_second_three(clips: Clips, tmp_path: Path) -> None:
    target = tmp_path / "preview.gif"

    images.preview(clips.get("clip.mp4"), target, timeout=30)

    with Image.open(target) as image:
        assert (image.format, image.size) == ("GIF", (344, 194))
        assert image.n_frames == 3


def test_a_video_of_up_to_three_seconds_has_no_preview(clips: Clips, tmp_path: Path) -> None:
    with pytest.raises(images.ImageError, match="third second"):
        images.preview(clips.get("silent.mp4"), tmp_path / "preview.gif", timeout=30)


def test_random_times_lie_inside_the_video() -> None:
    assert images.random_time(0) == 0
    assert all(0 <= images.random_time(3) < 3 for _ in range(50))
