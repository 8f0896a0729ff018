"""The program that recognises speech with faster-whisper; started by ``faster`` as a process of its own.

So the library never lives in a worker's memory, and limits on time and memory hold for it. It knows nothing
of Django. It writes a JSON object a line:

* ``{"language": "en"}``, when it is known what is spoken;
* ``{"start": 1.2, "end": 3.4, "text": "Hello."}`` (seconds), for each cue;
* ``{"position": 3.4}``: everything before this second is done;
* ``{"error": "…", "kind": "missing" | "memory" | "model" | "failed"}``, before it ends with exit status 1.

Long recordings are recognised in pieces that are cut where it is quiet: faster-whisper keeps about 2 GB an
hour otherwise. Where nobody speaks is skipped (Silero's detector); Whisper would invent words there.
"""

from __future__ import annotations

import argparse
import json
import sys
import wave
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

PIECE = 600.0
"""Seconds of the longest piece."""
SEARCHED = 0.25
"""Part of a piece, at its end, in which a quiet place to cut is looked for."""
FRAME = 0.02
"""Seconds whose loudness is measured at once."""
QUIET = 20
"""Frames that a pause has at least."""
FULL_SCALE = 32768.0


class ModelError(Exception):
    """The model is not there, or cannot be loaded."""


ERRORS = (ImportError, ModelError, MemoryError, OSError, ValueError, RuntimeError, EOFError, wave.Error)


def main(arguments: list[str]) -> int:
    """Recognise what the command line names, and return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        _recognise(_load(options), options)
    except ERRORS as error:
        _say(error=str(error) or type(error).__name__, kind=kind_of(error))
        return 1
    return 0


def kind_of(error: BaseException) -> str:
    """Return what went wrong, in a word; libraries in C++ only say in words that memory is short."""
    if isinstance(error, ModuleNotFoundError):
        return "missing"
    if isinstance(error, MemoryError) or "alloc" in str(error):
        return "memory"
    return "model" if isinstance(error, ModelError) else "failed"


def pieces(path: str, seconds: float) -> Iterator[tuple[float, numpy.ndarray[Any, Any]]]:
    """Yield a WAV file of 16 bits and one channel in pieces.

    Args:
        seconds: length of the longest piece.

    Yields:
        The second at which a piece begins, and its samples (float32, -1 to 1).
    """
    import numpy as np  # noqa: PLC0415 — comes with faster-whisper only

    with wave.open(path) as sound:
        rate, total, begin = sound.getframerate(), sound.getnframes(), 0
        while begin < total:
            sound.setpos(begin)
            raw = sound.readframes(int(seconds * rate))
            if not raw:
                break
            samples = np.frombuffer(raw, dtype="<i2").astype(np.float32) / FULL_SCALE
            is_last = begin + len(samples) >= total
            length = len(samples) if is_last else quiet_place(samples, rate)
            yield begin / rate, samples[:length]
            begin += length


def quiet_place(samples: numpy.ndarray[Any, Any], rate: int) -> int:
    """Return the index, in the last quarter of `samples`, at which they are quietest."""
    import numpy as np  # noqa: PLC0415

    step = int(FRAME * rate)
    count = int(len(samples) * SEARCHED) // step
    if count < QUIET:
        return len(samples)
    frames = samples[-count * step :].reshape(count, step)
    loudness = np.convolve(np.square(frames).mean(axis=1), np.ones(QUIET), "valid")
    middle = int(loudness.argmin()) + QUIET // 2
    return len(samples) - count * step + middle * step


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="recogniser", description="Recognise speech.")
    parser.add_argument("audio", help="WAV file, 16 kHz, one channel, 16 bits")
    parser.add_argument("--model", required=True, help="folder of the model, or its name")
    parser.add_argument("--models-dir", required=True, help="where named models are kept")
    parser.add_argument("--download", action="store_true", help="fetch a named model that is not there")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--compute-type", default="int8")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--language", default="", help="code; found out if empty")
    parser.add_argument("--translate", action="store_true", help="give English text")
    parser.add_argument("--piece", type=float, default=PIECE, help="seconds that are recognised at once")
    return parser


def _load(options: argparse.Namespace) -> Any:
    from faster_whisper import WhisperModel  # noqa: PLC0415 — takes seconds and memory

    try:
        return WhisperModel(
            options.model,
            device=options.device,
            compute_type=options.compute_type,
            cpu_threads=options.threads,
            download_root=options.models_dir,
            local_files_only=not options.download,
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(f"The model {options.model} cannot be loaded: {error}") from error


def _recognise(model: Any, options: argparse.Namespace) -> None:
    language = options.language or None
    for offset, samples in pieces(options.audio, options.piece):
        segments, info = model.transcribe(
            samples,
            language=language,
            task="translate" if options.translate else "transcribe",
            vad_filter=True,
        )
        length = info.duration
        for segment in segments:
            # A piece in which nobody speaks says nothing of the language.
            if language is None:
                language = info.language
                _say(language=language)
            _say(
                start=round(offset + min(segment.start, length), 3),
                end=round(offset + min(segment.end, length), 3),
                text=segment.text.strip(),
            )
            _say(position=round(offset + segment.end, 3))
        _say(position=round(offset + length, 3))


def _say(**message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
