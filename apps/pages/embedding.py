"""How a page wants the embedded player, as its address says (spec/page-shell.md §10.1, §11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

LMS_MODE = "lms_embed_mode"
LARGEST_START = 10**7
"""Seconds; a later start cannot be one."""


@dataclass(frozen=True, slots=True)
class Embedding:
    """What the player of a page in a frame shows, and how it starts.

    Attributes:
        show_title: the title above the picture.
        show_avatar: the owner's picture beside the title.
        show_related: other media at the end.
        title_link: where the title leads to; "" for plain text.
        title_target: the frame in which that opens.
        start: seconds.
        muted: without sound.
        is_lms: inside a learning platform.
    """

    show_title: bool
    show_avatar: bool
    show_related: bool
    title_link: str
    title_target: str
    start: int
    muted: bool
    is_lms: bool


def embedding_of(query: Mapping[str, str], *, token: str, page: str) -> Embedding:
    """Read the address of a player.

    Args:
        query: its parameters. Any value but ``0`` turns an option on.
        token: of the media.
        page: address of the media's page.
    """
    is_lms = query.get("mode") == LMS_MODE
    shows = {name: query.get(name) != "0" for name in ("showTitle", "showUserAvatar", "showRelated")}
    parent = _web_address(query.get("parent_media_base", "")) if is_lms else ""
    link, target = (page, "_self" if is_lms else "_blank")
    if parent:
        link = f"{parent}{'&' if '?' in parent else '?'}token={quote(token)}"
        target = "_parent"
    return Embedding(
        show_title=shows["showTitle"],
        show_avatar=shows["showTitle"] and shows["showUserAvatar"],
        show_related=shows["showRelated"],
        title_link=link if query.get("linkTitle") != "0" else "",
        title_target=target,
        start=start_of(query),
        muted=query.get("muted") == "1",
        is_lms=is_lms,
    )


def start_of(query: Mapping[str, str]) -> int:
    """The second at which the player of a page starts; 0 for none, or for what is no number."""
    text = query.get("t", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_START)) else 0


def _web_address(text: str) -> str:
    """`text` if it leads to a page of the web; an address may also hold a script."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc else ""
