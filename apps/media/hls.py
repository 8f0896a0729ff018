"""What a master playlist offers (RFC 8216; spec/api-media.md §8.3)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from apps.common.storage import media_url_for
from apps.encoding.models import EncodeProfile

_VARIANT = "#EXT-X-STREAM-INF:"
_IFRAMES = "#EXT-X-I-FRAME-STREAM-INF:"
_ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=(?:"([^"]*)"|([^",]*))')
_RESOLUTION = re.compile(r"(\d+)x(\d+)")


class Playlist(NamedTuple):
    """A playlist that a master playlist names; `rung` is the resolution that clients know it by."""

    rung: str
    uri: str
    iframes: bool


def hls_info(master: str) -> dict[str, str]:
    """Public addresses of the playlists of a media.

    Args:
        master: absolute path of the master playlist, or "" if there is none.

    Returns:
        ``master_file``, then ``<rung>_iframe`` of each I-frame playlist that exists, then ``<rung>_playlist``
        of each media playlist, in file order. Empty without a master playlist; an entry without a usable
        resolution or address is left out.
    """
    if not master:
        return {}
    path = Path(master)
    try:
        stat = path.stat()
        playlists = _playlists(path, stat.st_mtime_ns, stat.st_size)
    except OSError:
        return {}
    iframes = [entry for entry in playlists if entry.iframes and (path.parent / entry.uri).is_file()]
    variants = [entry for entry in playlists if not entry.iframes]
    folder = media_url_for(str(path.parent))
    return {
        "master_file": media_url_for(master),
        **{f"{entry.rung}_iframe": f"{folder}/{entry.uri}" for entry in iframes},
        **{f"{entry.rung}_playlist": f"{folder}/{entry.uri}" for entry in variants},
    }


@lru_cache(maxsize=1024)
def _playlists(path: Path, _mtime: int, _size: int) -> tuple[Playlist, ...]:
    """The entries of a master playlist, read again when the file changes."""
    return tuple(_parse(path.read_text(encoding="utf-8", errors="replace")))


def _parse(master: str) -> Iterator[Playlist]:
    attributes: dict[str, str] = {}
    for line in map(str.strip, master.splitlines()):
        if line.startswith(_IFRAMES):
            found = _attributes(line.removeprefix(_IFRAMES))
            yield from _entry(found, found.get("URI", ""), iframes=True)
        elif line.startswith(_VARIANT):
            attributes = _attributes(line.removeprefix(_VARIANT))
        elif line and not line.startswith("#"):
            yield from _entry(attributes, line, iframes=False)
            attributes = {}


def _attributes(text: str) -> dict[str, str]:
    return {name: quoted or plain for name, quoted, plain in _ATTRIBUTE.findall(text)}


def _entry(attributes: dict[str, str], uri: str, *, iframes: bool) -> Iterator[Playlist]:
    resolution = _RESOLUTION.fullmatch(attributes.get("RESOLUTION", ""))
    if resolution and uri:
        width, height = resolution.groups()
        rung = height if int(height) in EncodeProfile.Resolution.values else width
        yield Playlist(rung, uri, iframes)
