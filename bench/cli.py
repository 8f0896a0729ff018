"""The command line. Standard library only: `--help` has to work before anything is installed."""

import argparse
from pathlib import Path


def parser() -> argparse.ArgumentParser:
    """Options of `scripts/bench`; `run` names the module of the benchmark that was asked for."""
    options = argparse.ArgumentParser(prog="scripts/bench", description="Measure the portal.")
    benchmarks = options.add_subparsers(title="benchmarks", required=True, metavar="WHAT")
    _encode(benchmarks.add_parser("encode", help=_ENCODE, description=_ENCODE, epilog=_ENCODE_NOTES))
    return options


_ENCODE = "The default ladder: one FFmpeg for each rendition against renditions encoded together."
_ENCODE_NOTES = (
    "Two clips are made: a short one, which is encoded whole, and a long one, which is cut into pieces that "
    "are encoded and joined. Both ways run in turn, in alternating order, with the same presets, sizes and "
    "rate control; medians are compared. Measured is FFmpeg's work as the pipeline starts it; database, "
    "packaging and previews, which are the same in both ways, are left out."
)


def _encode(options: argparse.ArgumentParser) -> None:
    options.set_defaults(run="bench.encode.main")
    common(options)
    options.add_argument(
        "--clip", choices=("short", "long"), action="append", help="only this clip (default: both)"
    )
    options.add_argument("--seconds", type=int, default=60, metavar="N", help="length of the short clip")
    options.add_argument("--long-seconds", type=int, default=420, metavar="N", help="length of the long clip")
    options.add_argument("--chunk-seconds", type=int, default=240, metavar="N", help="length of its pieces")
    options.add_argument("--height", type=int, default=1080, metavar="LINES", help="of the clips, at 16:9")
    options.add_argument(
        "--bitrate",
        type=int,
        default=0,
        metavar="MBITS",
        help="of the clips' pictures, in Mbit/s (default: about 10 at 1080 lines)",
    )
    options.add_argument("--rounds", type=int, default=3, metavar="N", help="runs of each way")
    options.add_argument("--preset", default="medium", help="of x264 (default: medium)")
    options.add_argument("--threads", type=int, default=0, metavar="N", help="FFMPEG_THREADS of our way")
    options.add_argument(
        "--at-once", type=int, default=1, metavar="N", help="processes at once, in both ways"
    )
    options.add_argument(
        "--ffmpeg", default="", metavar="PATH", help="FFmpeg to measure (default: the portal's)"
    )
    options.add_argument("--no-quality", action="store_true", help="do not measure VMAF")
    options.add_argument(
        "--folder", type=Path, metavar="DIR", help="keep clips here (default: a temporary folder)"
    )


def common(options: argparse.ArgumentParser) -> None:
    """Options of every benchmark."""
    options.add_argument("--json", type=Path, metavar="FILE", help="store the numbers")
    options.add_argument("--against", type=Path, metavar="FILE", help="compare with stored numbers")
    options.add_argument("--check", action="store_true", help="exit with status 1 when a bar is missed")
