"""Rows for the browser tests; runs inside the portal's environment (``manage.py shell``)."""

import json
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import RequestFactory

from apps.captions.models import Language
from apps.captions.services import subtitle_create
from apps.categories.models import Category, Tag
from apps.comments.services import comment_create
from apps.identity.models import LoginOption
from apps.lti.models import LTIPlatform
from apps.media.models import Media
from apps.pages.models import Page
from apps.playlists.services import playlist_create, playlist_media_add
from apps.studio.services import chapters_set
from apps.users.models import Channel, User

PASSWORD = "harbour-lights-7"
PEOPLE: dict[str, dict[str, bool]] = {
    "alice": {"is_approved": True},
    "bob": {"is_approved": True},
    "ed": {"is_approved": True, "is_editor": True},
    "mona": {"is_approved": True, "is_manager": True},
    "rosa": {"is_approved": True},
    "waits": {"is_approved": False},
}


def people() -> None:
    """Users with a password, a confirmed address and a channel; languages for captions."""
    for username, rights in PEOPLE.items():
        email = f"{username}@example.org"
        user = User.objects.create_user(username, email, PASSWORD, name=username.title(), **rights)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        Channel.objects.create(user=user, title="default")
    for code, title in {"en": "English", "de": "German"}.items():
        Language.objects.get_or_create(code=code, defaults={"title": title})
    text = "<p>House rules, with a <a href='/tos'>link</a>.</p>"
    Page.objects.create(slug="house-rules", title="House rules", description=text)
    LoginOption.objects.create(title="Name and password", url="/accounts/login_system", ordering=1)
    LoginOption.objects.create(title="University", url="/accounts/saml/university/login/", ordering=2)


def around(video: str, image: str, private: str) -> str:
    """What stands around uploaded media, given by their tokens; says how it is called, as JSON."""
    alice, bob = (User.objects.get(username=name) for name in ("alice", "bob"))
    film, picture = (Media.objects.get(friendly_token=token) for token in (video, image))
    chapters_set(
        media=film,
        chapters=[
            {"startTime": "00:00:00.000", "endTime": "00:00:01.000", "chapterTitle": "Quay"},
            {"startTime": "00:00:01.000", "endTime": "00:00:02.000", "chapterTitle": "Boats"},
        ],
    )
    comment_create(user=bob, media=film, text="Fine weather")
    film.category.add(*Category.objects.order_by("pk")[:1])
    film.tags.add(Tag.objects.create(title="harbour", user=alice))
    Media.objects.filter(friendly_token=private).update(state="private", listable=False)
    playlist = playlist_create(user=alice, title="Sea", description="All of it")
    for media in (film, picture):
        playlist_media_add(playlist=playlist, media=media)
    captions = SimpleUploadedFile("harbour.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nA quay\n")
    caption = subtitle_create(media=film, language=Language.objects.get(code="en"), file=captions)
    channel = Channel.objects.get(user=alice)
    names = {"playlist": playlist.friendly_token, "caption": caption.pk, "channel": channel.friendly_token}
    return json.dumps(names)


def platform(address: str) -> None:
    """A learning platform that may show the portal's pages."""
    names = ("platform_id", "auth_login_url", "auth_token_url", "key_set_url")
    LTIPlatform.objects.create(name="Course", client_id="portal", **dict.fromkeys(names, address))


def rendered(*templates: str) -> str:
    """Pages that are shown when something is wrong, as a visitor gets them: HTML by template, as JSON."""
    request = RequestFactory(HTTP_HOST=urlsplit(settings.FRONTEND_HOST).netloc).get("/")
    request.user = AnonymousUser()
    return json.dumps({name: render_to_string(name, {}, request) for name in templates})
