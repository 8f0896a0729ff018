"""RSS, sitemap, robots.txt (spec/feeds.md)."""

from __future__ import annotations

from xml.sax.xmlreader import AttributesImpl

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.xmlutils import SimplerXMLGenerator
from django.views import View

from apps.feeds import rss, selectors

ROBOTS = "User-Agent: *\nAllow: /\nSitemap: {}\n"


def latest(request: HttpRequest) -> HttpResponse:
    """The feed of the newest media."""
    site = rss.site_address(str(request.scheme))
    feed = rss.media_feed(
        selectors.feed_rows(), site=site, title="Latest Media", path="/rss", feed_path="/rss/"
    )
    return _answer(feed)


def search(request: HttpRequest) -> HttpResponse:
    """The feed of what a category, a tag or a search finds."""
    c, t, q = (request.GET.get(name, "").replace("\x00", "") for name in ("c", "t", "q"))
    site = rss.site_address(str(request.scheme))
    feed = rss.media_feed(
        selectors.feed_rows(c, t, q), site=site, title="", path="/rss/search", feed_path=request.path
    )
    return _answer(feed)


class Robots(View):
    """Everything may be crawled."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The robots file."""
        sitemap = request.build_absolute_uri("/sitemap.xml")
        return HttpResponse(ROBOTS.format(sitemap), content_type="text/plain")


def sitemap(request: HttpRequest) -> HttpResponse:
    """The addresses of the public pages."""
    host = request.build_absolute_uri("/").removesuffix("/")
    response = HttpResponse(content_type="application/xml")
    document = SimplerXMLGenerator(response, "utf-8")
    document.startDocument()
    document.startElement("urlset", AttributesImpl({"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}))
    for path, frequency in selectors.sitemap_addresses():
        document.startElement("url", AttributesImpl({}))
        document.addQuickElement("loc", host + path)
        if frequency:
            document.addQuickElement("changefreq", frequency)
        document.endElement("url")
    document.endElement("urlset")
    document.endDocument()
    return response


def _answer(feed: rss.MediaFeed) -> HttpResponse:
    response = HttpResponse(content_type=feed.content_type)
    response["Last-Modified"] = http_date(feed.latest_post_date().timestamp())
    feed.write(response, "utf-8")
    return response
