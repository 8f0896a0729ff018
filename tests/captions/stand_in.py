"""A stand-in for the command of openai-whisper: it takes the same arguments and writes the same files."""

import sys
from pathlib import Path

PROGRAM = """#!{python}
import argparse, os, sys, time, wave
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("audio", nargs="+")
parser.add_argument("--model", default="turbo")
parser.add_argument("--output_dir", "-o", default=".")
parser.add_argument("--output_format", "-f", choices=["txt", "vtt", "srt", "tsv", "json", "all"])
parser.add_argument("--task", default="transcribe", choices=["transcribe", "translate"])
parser.add_argument("--language", default=None)
parser.add_argument("--threads", type=int, default=0)
options = parser.parse_args()
Path({record!r}).write_text(repr(sys.argv[1:]))
with wave.open(options.audio[0]) as sound:
    assert (sound.getframerate(), sound.getnchannels()) == (16000, 1)
{behaviour}
"""

SPEAKS = """
if options.language is None:
    print("Detecting language using up to the first 30 seconds. Use `--language` to specify the language")
    print("Detected language: German")
texts = ["Hello & welcome."] if options.task == "translate" else ["Guten <Tag> & hallo."]
print("[00:00.000 --> 00:08.500]  " + texts[0])
body = "WEBVTT\\n\\n00:00.000 --> 00:08.500\\n" + texts[0] + "\\n\\n"
(Path(options.output_dir) / (Path(options.audio[0]).stem + ".vtt")).write_text(body)
"""
FAILS = 'sys.exit("RuntimeError: Model nothing not found")'
WRITES_NOTHING = "pass"


def install(folder: Path, behaviour: str = SPEAKS) -> tuple[str, Path]:
    """Write the program into a folder.

    Returns:
        Its path, and the file in which it leaves the arguments that it got.
    """
    program, record = folder / "whisper", folder / "arguments"
    program.write_text(PROGRAM.format(python=sys.executable, record=str(record), behaviour=behaviour))
    program.chmod(0o755)
    return str(program), record
