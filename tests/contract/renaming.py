"""The recordings as those of another portal would look: other names of everything that a seed or a step has.

``python -m tests.contract.renaming FOLDER`` writes a seed and its cases there, for ``scripts/parity``.
"""

import json
import re
import shutil
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path

from tests.contract.recordings import CASES, SEED, MediaRoot, open_text, seed_script

TOKENS = {
    "syna": "synq",
    "pla000": "qlb770",
    "chana0": "kanbq0",
    "cat-a-": "kat-q-",
    "rVland": "rVsomm",
    "rvland": "rvsomm",
}
TITLES = (
    "engine",
    "mountain",
    "keynote",
    "tutorial",
    "desert",
    "castle",
    "winter",
    "guitar",
    "lecture",
    "festival",
)
_STEP = re.compile(r"^(?P<kind>.*?)(?P<who>-(?:ed|su|mgr|anon|x|unapp|o\d|visitor-v1))?-(?P<number>\d+)$")


USERS = ("alice", "bob", "carol", "dave", "erin", "frank")


def renamed(text: str) -> str:
    """`text` with other names. Each gets a letter at its end, which changes no order."""
    text = _TOKEN.sub(lambda match: TOKENS[match[0]], text)
    return _USER.sub(r"\1z", _TITLE.sub(r"\1x", text))


def renamed_id(step_id: str) -> str:
    """The id of a step that does the same as somebody else, elsewhere in its group."""
    match = _STEP.match(step_id)
    if match is None:
        return step_id
    who = f"-q{len(match['who'])}" if match["who"] else ""
    return f"{match['kind']}{who}-9{match['number']}"


def renamed_step(line: str) -> str:
    """A line of the cases with other names, a different step of the same group."""
    step = json.loads(line)
    other = json.loads(renamed(line))
    return json.dumps(other | {"id": renamed_id(step["id"]), "group": step["group"]}, ensure_ascii=False)


def write(folder: Path) -> None:
    """Write the renamed seed and its cases into a folder."""
    folder.mkdir(parents=True)
    for name in ("seed.sql", "reset.sql"):
        with (folder / name).open("w", encoding="utf-8") as script:
            script.writelines(map(renamed, seed_script(SEED, name, MediaRoot())))
    (folder / "meta.json").write_text(
        renamed((SEED / "meta.json").read_text(encoding="utf-8")), encoding="utf-8"
    )
    shutil.copytree(SEED / "files", folder / "files")
    _write_media(SEED / "media_files.tar.gz", folder / "media_files.tar.gz")
    with open_text(CASES) as lines, (folder / "cases.jsonl").open("w", encoding="utf-8") as cases:
        cases.writelines(f"{renamed_step(line)}\n" for line in lines if line.strip())


def _write_media(original: Path, other: Path) -> None:
    with tarfile.open(original) as source, tarfile.open(other, "w:gz") as target:
        for member in source:
            content = source.extractfile(member)
            member.name = renamed(member.name)
            target.addfile(member, content)


def _words(words: Iterable[str], flags: re.RegexFlag = re.NOFLAG, *, but: str = "") -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])({'|'.join(words)})(?![A-Za-z]{but})", flags)


_TOKEN = re.compile("|".join(map(re.escape, TOKENS)))
_TITLE = _words(TITLES, re.IGNORECASE)
_USER = _words(USERS, but=r"|-pass-\d")  # the database holds digests of the passwords


if __name__ == "__main__":
    write(Path(sys.argv[1]))
