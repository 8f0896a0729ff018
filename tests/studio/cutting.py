"""What tests of trimming share."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from apps.encoding import cutting, probe
from apps.encoding.models import Encoding
from apps.media.models import Media
from apps.studio.models import VideoTrimRequest

PREVIEW, H264_144, H264_240, VP9_240 = 1, 23, 2, 20
"""Ids of profiles."""
FIRST, MIDDLE, LAST = (0, 2), (2, 4), (4, 6)
"""Pieces of the film, in seconds."""

Run = Callable[..., bool]
Trim = Callable[..., VideoTrimRequest]


def seconds(name: str, media_root: Path) -> float:
    """How long a stored file plays."""
    facts = probe.probe(media_root / name)
    stream = facts.video or facts.audio
    assert stream
    return round(stream.duration, 1)


def files(root: Path) -> dict[str, bytes]:
    """All files below the media root and what is in them."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def time_code(moment: float) -> str:
    """Seconds as the editor writes them."""
    return f"0{timedelta(seconds=moment)}.000"


def asked(media: Media, *pieces: tuple[float, float], action: str = "replace") -> VideoTrimRequest:
    """A request that waits for a worker."""
    timestamps = [{"startTime": time_code(start), "endTime": time_code(end)} for start, end in pieces]
    return VideoTrimRequest.objects.create(media=media, video_action=action, timestamps=timestamps)


def rendition(media: Media, profile_id: int, content: bytes, suffix: str = "mp4") -> Encoding:
    """A finished encoding with a file."""
    root = Path(media.media_file.path).parents[3]
    name = f"encoded/{profile_id}/alice/{media.uid.hex}.{Path(media.media_file.name or '').name}.{suffix}"
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(content)
    return Encoding.objects.create(
        media=media, profile_id=profile_id, status="success", progress=100, media_file=name, size="9.9MB"
    )


def failing(call_number: int, error: BaseException) -> Callable[..., probe.Facts]:
    """Cuts as ever, but raises in the stead of one call."""
    cut, calls = cutting.cut, iter(range(1, 100))

    def maybe(*args: Any, **kwargs: Any) -> probe.Facts:
        if next(calls) == call_number:
            raise error
        return cut(*args, **kwargs)

    return maybe
