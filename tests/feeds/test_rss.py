"""``/rss/`` and ``/rss/search`` (spec/feeds.md §2, §3)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sites.models import Site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.media.models import Media
from apps.media.search import search_vector_update
from apps.users.models import User
from tests.feeds.conftest import SITE, parse
from tests.media.factories import make_category, make_media, make_tag

NOON = datetime(2027, 7, 1, 12, tzinfo=UTC)


def titles(path: str) -> list[str]:
    """The titles of the items of a feed."""
    answer = Client().get(path)
    assert answer.status_code == 200
    return [element.text or "" for element in parse(answer).iterfind(".//item/title")]


def indexed(owner: User, **fields: Any) -> Media:
    """A media that searches find."""
    media = make_media(owner, **fields)
    search_vector_update(media)
    return media


def test_the_document_byte_for_byte(alice: User) -> None:
    make_media(
        alice,
        title="A & B",
        description="<b>x</b>",
        friendly_token="tok1",
        add_date=NOON,
        poster="original/thumbnails/user/alice/p.jpg",
    )
    answer = Client().get("/rss/")
    assert answer.content.decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:media="http://search.yahoo.com/mrss/">'
        f"<channel><title>Latest Media</title><link>{SITE}/rss</link>"
        "<description>Latest Media RSS feed</description>"
        f'<atom:link href="{SITE}/rss/" rel="self"/><language>en</language>'
        f"<lastBuildDate>{last_build(answer)}</lastBuildDate>"
        f"<item><title>A &amp; B</title><link>{SITE}/view?m=tok1</link>"
        "<description>&lt;b&gt;x&lt;/b&gt;</description>"
        '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">alice</dc:creator>'
        "<pubDate>Thu, 01 Jul 2027 12:00:00 +0000</pubDate>"
        f"<guid>{SITE}/view?m=tok1</guid>"
        "<media:title>A &amp; B</media:title><media:description>&lt;b&gt;x&lt;/b&gt;</media:description>"
        f'<media:content url="{SITE}//view?m=tok1" width="720"/>'
        f'<media:thumbnail url="{SITE}//media/original/thumbnails/user/alice/p.jpg" width="720"/>'
        "</item></channel></rss>"
    )
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert answer["Vary"] == "Accept-Language"


def last_build(answer: Any) -> str:
    """The date of the channel."""
    text = parse(answer).findtext(".//lastBuildDate")
    assert text
    return text


def test_the_newest_date_counts(alice: User) -> None:
    media = make_media(alice, add_date=NOON)
    Media.objects.filter(pk=media.pk).update(edit_date=NOON + timedelta(hours=1))
    answer = Client().get("/rss/")
    assert last_build(answer) == "Thu, 01 Jul 2027 13:00:00 +0000"
    assert answer["Last-Modified"] == "Thu, 01 Jul 2027 13:00:00 GMT"


def test_the_twenty_newest_listable_media(alice: User) -> None:
    for number in range(22):
        make_media(alice, title=str(number), add_date=NOON + timedelta(minutes=number))
    make_media(alice, title="private", state="private", add_date=NOON + timedelta(days=1))
    assert titles("/rss/") == [str(number) for number in range(21, 1, -1)]
    assert titles("/rss") == titles("/rss/")


def test_two_queries_make_a_feed(alice: User) -> None:
    for _ in range(20):
        make_media(alice)
    with CaptureQueriesContext(connection) as captured:
        Client().get("/rss/")
    assert len(captured) == 2


def test_an_empty_feed_is_a_feed() -> None:
    assert titles("/rss/") == []
    assert Client().get("/rss/other").status_code == 404


def test_pictures_that_are_missing(alice: User) -> None:
    make_media(alice, media_type="audio", add_date=NOON)
    make_media(alice, media_type="video", add_date=NOON - timedelta(days=1))
    content = Client().get("/rss/").content.decode()
    audio, video = content.split("</item>")[:2]
    assert f'<media:thumbnail url="{SITE}//media/userlogos/poster_audio.jpg"' in audio
    assert f'<media:thumbnail url="{SITE}/None"' in video


def test_characters_that_xml_cannot_hold_are_dropped(alice: User) -> None:
    make_media(alice, title="be\x07ll", description="a\x1bb\ufffe 😀")
    answer = Client().get("/rss/")
    item = parse(answer).find(".//item")
    assert item is not None
    assert (item.findtext("title"), item.findtext("description")) == ("bell", "ab 😀")


def test_the_site_is_the_configured_domain_once_somebody_set_it(alice: User) -> None:
    make_media(alice, friendly_token="tok1")
    Site.objects.update(domain="media.example.net")
    content = Client().get("/rss/", headers={"Host": "localhost"}).content.decode()
    assert "<link>http://media.example.net/view?m=tok1</link>" in content
    assert "localhost" not in content


def test_without_a_row_of_the_site_there_is_a_feed(alice: User) -> None:
    Site.objects.all().delete()
    assert titles("/rss/") == []


def test_the_language_is_that_of_the_visitor() -> None:
    content = Client().get("/rss/", headers={"Accept-Language": "fr"}).content.decode()
    assert "<language>fr</language>" in content


class TestSearch:
    """``/rss/search…``."""

    @pytest.fixture(autouse=True)
    def _media(self, alice: User) -> None:
        river = indexed(alice, title="River party", add_date=NOON)
        forest = indexed(alice, title="Forest", add_date=NOON - timedelta(days=1))
        indexed(alice, title="River hidden", state="private")
        make_category("Art", river)
        make_tag("alpha", river, forest)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["River party", "Forest"]),
            ("?q=riv", ["River party"]),
            ("?q=RIVER+the+party", ["River party"]),
            ("?q=partyyy", ["River party"]),
            ("?q=the", ["River party", "Forest"]),
            ("?q=yyy", ["River party", "Forest"]),
            ("?q=riv%00er", ["River party"]),
            ("?q=river+forest", []),
            ("?c=Art", ["River party"]),
            ("?c=art", []),
            ("?c=Ar", []),
            ("?t=alpha", ["River party", "Forest"]),
            ("?t=beta", []),
            ("?c=Art&t=beta", ["River party"]),
            ("?t=alpha&q=forest", ["Forest"]),
            ("?t=alpha&q=fore", []),
            ("?t=alpha&author=nobody", ["River party", "Forest"]),
            ("?c=Art&q=%27%28%26", []),
        ],
    )
    def test_filters(self, query: str, found: list[str]) -> None:
        assert titles(f"/rss/search{query}") == found

    def test_the_channel(self) -> None:
        content = Client().get("/rss/search/extra?q=river").content.decode()
        assert f"<channel><title/><link>{SITE}/rss/search</link>" in content
        assert f'<atom:link href="{SITE}/rss/search/extra" rel="self"/>' in content
