"""What search engines and previews of links are told of a page (spec/page-shell.md §8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime

from apps.common.datetimes import iso
from apps.media import representations
from apps.media.models import Media, MediaType

SCHEMA = "https://schema.org"


@dataclass(frozen=True, slots=True)
class Tag:
    """A ``<meta>``: the attribute that names it, its name, its content."""

    attribute: Literal["name", "property"]
    key: str
    content: str


Tags: TypeAlias = tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Metadata:
    """The part of a head that describes its page.

    Attributes:
        tags: in their order.
        canonical: absolute address of the page, or "".
        json_ld: structured data, or None.
    """

    tags: Tags = ()
    canonical: str = ""
    json_ld: dict[str, Any] | None = None


NOTHING = Metadata()


def default() -> Metadata:
    """That of pages of which there is nothing to say."""
    return Metadata((_property("title", settings.PORTAL_NAME), _property("type", "website")))


def titled(title: str) -> Metadata:
    """That of management pages."""
    return Metadata((_property("title", title), _property("type", "website"), _property("description", "")))


def summary(title: str) -> Metadata:
    """That of profiles."""
    return Metadata((*titled(title).tags, _card("summary")))


def listing(title: str, base: str, *, name: str, path: str, kind: str = "WebPage") -> Metadata:
    """That of listings and texts, which stand below the start page.

    Args:
        title: of the page.
        base: scheme and host of the portal.
        name: of the page in the breadcrumb.
        path: of the page.
        kind: its type in schema.org.
    """
    crumbs = [_crumb(1, settings.PORTAL_NAME, base, "WebPage"), _crumb(2, name, f"{base}{path}", kind)]
    return replace(summary(title), json_ld=_breadcrumbs(crumbs))


def home(base: str) -> Metadata:
    """That of the start page."""
    search = {
        "@type": "SearchAction",
        "target": f"{base}/search?q={{search_query_string}}",
        "query-input": "required name=search_query_string",
    }
    site = {"@context": SCHEMA, "@type": "WebSite", "url": base, "potentialAction": search}
    crumbs = _breadcrumbs([_crumb(1, settings.PORTAL_NAME, base, "WebPage")])
    tags = (
        Tag("name", "description", settings.PORTAL_DESCRIPTION),
        _property("title", settings.PORTAL_NAME),
        _property("url", base),
        _property("type", "website"),
        _property("description", ""),
        _card("summary"),
    )
    return Metadata(tags, canonical=base, json_ld={"@context": SCHEMA, "@graph": [site, crumbs]})


def no_media(title: str, base: str) -> Metadata:
    """That of a media page without a media."""
    tags = (
        Tag("name", "description", ""),
        _property("title", title),
        _property("url", base),
        _property("description", ""),
        _property("updated_time", ""),
        _property("type", "website"),
        _card("summary"),
    )
    return Metadata(tags, canonical=base)


def media(media: Media, title: str, base: str) -> Metadata:
    """That of a media, for a visitor who may see it; no pictures of private ones.

    Args:
        media: which one.
        title: of the page.
        base: scheme and host of the portal.
    """
    address = f"{base}{representations.page_path(media.friendly_token)}"
    tags: Tags = (
        Tag("name", "description", media.description),
        _property("title", title),
        _property("url", address),
        _property("description", media.description),
        _property("updated_time", date_format(localtime(media.edit_date), "DATETIME_FORMAT")),
        _property("type", "video.other" if media.media_type == MediaType.VIDEO else "website"),
    )
    if media.state == "private":
        return Metadata(tags, canonical=address)
    image = _image(media)
    if image:
        tags += (_property("image", f"{base}{image}"),)
    has_picture = media.media_type in (MediaType.VIDEO, MediaType.AUDIO, MediaType.IMAGE)
    tags += (_card("summary_large_image" if has_picture else "summary"),)
    return Metadata(tags, canonical=address, json_ld=_media_object(media, title, base))


def _image(media: Media) -> str | None:
    match media.media_type:
        case MediaType.IMAGE:
            return representations.original_url(media.media_file.name)
        case MediaType.VIDEO | MediaType.AUDIO:
            return representations.poster_url(vars(media))
        case _:
            return None


def _media_object(media: Media, title: str, base: str) -> dict[str, Any]:
    kinds = {MediaType.VIDEO: "VideoObject", MediaType.AUDIO: "AudioObject", MediaType.IMAGE: "ImageObject"}
    address = f"{base}{representations.page_path(media.friendly_token)}"
    played = media.media_type in (MediaType.VIDEO, MediaType.AUDIO)
    video, image = media.media_type == MediaType.VIDEO, _image(media)
    return {
        "@context": SCHEMA,
        "@type": {str(kind): name for kind, name in kinds.items()}.get(media.media_type, "MediaObject"),
        "name": title,
        "url": address,
        "description": media.description,
        **({"thumbnailUrl": [f"{base}{image}"]} if video and image else {}),
        "uploadDate": iso(media.add_date),
        "dateModified": iso(media.edit_date),
        **({"embedUrl": f"{base}/embed?m={media.friendly_token}"} if video else {}),
        **({"duration": f"PT{media.duration}S"} if played else {}),
        "potentialAction": {"@type": "ViewAction", "target": address},
    }


def _property(key: str, content: str) -> Tag:
    return Tag("property", f"og:{key}", content)


def _card(kind: str) -> Tag:
    return Tag("name", "twitter:card", kind)


def _crumb(position: int, name: str, address: str, kind: str) -> dict[str, Any]:
    item = {"@type": kind, "@id": address, "name": name}
    return {"@type": "ListItem", "position": position, "name": name, "item": item}


def _breadcrumbs(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"@context": SCHEMA, "@type": "BreadcrumbList", "itemListElement": items}
