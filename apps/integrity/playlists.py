"""HLS folders: whether everything that their playlists name is there, and is up to date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import m3u8
from django.conf import settings

from apps.encoding.models import Encoding
from apps.integrity.findings import Code, Finding
from apps.media.models import EncodingStatus, Media


def hls_findings(media: Media, encodings: Sequence[Encoding]) -> Iterator[Finding]:
    """Say what is wrong with the HLS of a video.

    Args:
        encodings: all of its rows, with their profiles. If there are some of a former file, HLS is of them.
    """
    former = [row for row in encodings if hasattr(row, "former")]
    renditions = sum(map(_is_streamed, former or encodings))
    token = media.friendly_token
    if not media.hls_file:
        if renditions:
            yield Finding(Code.HLS_ABSENT, token, subject=media.pk)
        return
    master = Path(media.hls_file)
    if not master.is_relative_to(Path(settings.HLS_DIR)):
        yield Finding(Code.PATH_OUTSIDE, token, str(master), "not below HLS_DIR", media.pk)
    elif not master.is_file():
        yield Finding(Code.HLS_MISSING, token, str(master), subject=media.pk)
    else:
        yield from _playlists(media, master, renditions)


def _is_streamed(encoding: Encoding) -> bool:
    """Whether an encoding goes into HLS (spec/pipeline.md §10)."""
    profile = encoding.profile
    return (
        not encoding.chunk
        and encoding.status == EncodingStatus.SUCCESS
        and bool(encoding.media_file)
        and (profile.extension, profile.codec) == ("mp4", "h264")
    )


def _playlists(media: Media, master: Path, renditions: int) -> Iterator[Finding]:
    try:
        listed = m3u8.loads(master.read_text())
        broken = next(_broken(master.parent, listed), "")
    except (OSError, ValueError) as error:
        listed, broken = None, str(error)
    if broken:
        yield Finding(Code.HLS_INCOMPLETE, media.friendly_token, str(master), broken, media.pk)
    elif listed is not None and len(listed.playlists) != renditions:
        detail = f"{len(listed.playlists)} variants for {renditions} renditions"
        yield Finding(Code.HLS_OUTDATED, media.friendly_token, str(master), detail, media.pk)


def _broken(folder: Path, master: m3u8.M3U8) -> Iterator[str]:
    """What is named and is not there, one after the other; each folder is listed once."""
    if not master.playlists:
        yield "the master playlist names no variant"
    names = [*(one.uri for one in master.playlists), *(one.uri for one in master.iframe_playlists)]
    for name in names:
        playlist = folder / name
        if not playlist.is_file():
            yield f"{name} is not there"
            continue
        present = {path.name for path in playlist.parent.iterdir()}
        segments = m3u8.loads(playlist.read_text()).segments
        if not segments:
            yield f"{name} names no segment"
        for segment in segments:
            if segment.uri not in present:
                yield f"{segment.uri} of {name} is not there"
