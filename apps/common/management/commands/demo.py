"""`manage.py demo`: fills a running portal with content of its own making."""

import http.client
import json
import secrets
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Count, Q, Sum

from apps.captions.models import Language, Subtitle
from apps.categories.models import Category, Tag
from apps.comments.services import comment_create
from apps.common.management.commands import _demo_items as demo_items
from apps.encoding.models import Encoding
from apps.encoding.runner import ProgramError
from apps.media.models import EncodingStatus, Media, MediaType
from apps.media.services import media_state_set
from apps.media.upkeep import media_store
from apps.playlists.models import Playlist
from apps.playlists.services import playlist_create, playlist_media_append
from apps.users.models import User
from apps.users.services import token_get, user_create
from apps.users.services.profile import user_profile_update

USERS = {"alice": "Alice Amber", "bob": "Bob Birch", "carol": "Carol Clay"}
PLAYLIST = "Mathematics to look at"
PLAYLIST_TAG = "mathematics"
UPLOAD_TIMEOUT = 300  # seconds
POLL_SECONDS = 2.0
STALLED_AFTER = 600.0  # seconds without any progress


class Command(BaseCommand):
    """Adds users, clips, pictures, sounds, a document, comments and a playlist.

    The files go the way of every upload: ``POST /api/v1/media`` of the running portal, then the pipeline.
    What is there already is left alone, so a second run adds nothing.
    """

    help = "Fill the running portal with demonstration content. A second run adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--url", default=settings.FRONTEND_HOST, help="where the portal answers (default: FRONTEND_HOST)"
        )
        parser.add_argument("--clips", type=int, default=8, metavar="N", help="number of videos (default: 8)")
        parser.add_argument("--no-wait", action="store_true", help="do not wait for the encodes")

    def handle(self, *args: Any, **options: Any) -> None:
        users = {name: user_ensure(name, full_name) for name, full_name in USERS.items()}
        uploads = [
            item
            for item in demo_items.items(options["clips"])
            if not Media.objects.filter(user=users[item.owner], title=item.title).exists()
        ]
        with tempfile.TemporaryDirectory(prefix="demo-") as folder:
            for number, item in enumerate(uploads, start=1):
                self.stdout.write(f"[{number}/{len(uploads)}] {item.title}")
                self._add(item, users, Path(folder), options["url"])
        playlist_ensure(users["carol"])
        self.stdout.write(f"added {len(uploads)} media")
        if not options["no_wait"]:
            self._wait(list(users.values()))

    def _add(self, item: demo_items.Item, users: dict[str, User], folder: Path, url: str) -> None:
        path = folder / item.file_name
        try:
            item.make(path)
        except ProgramError as error:
            raise CommandError(f"{item.file_name} could not be made: {error}\n{error.stderr}") from error
        token = token_get(user=users[item.owner])
        friendly_token = upload(url, token, path, {"title": item.title, "description": item.description})
        path.unlink()
        media_complete(Media.objects.select_related("user").get(friendly_token=friendly_token), item, users)

    def _wait(self, owners: list[User]) -> None:
        """Show how far the encodes are until all have ended.

        Raises:
            CommandError: nothing has moved for a long time.
        """
        shown, moved = "", time.monotonic()
        while True:
            line, is_over = progress(owners)
            if line != shown:
                shown, moved = line, time.monotonic()
                self.stdout.write(line)
            if is_over:
                return
            if time.monotonic() - moved > STALLED_AFTER:
                raise CommandError("The encodes do not get on. Are the workers running?")
            time.sleep(POLL_SECONDS)


@transaction.atomic
def user_ensure(username: str, name: str) -> User:
    """The user of this name, made if missing: with a confirmed address, and a password that nobody knows."""
    user = User.objects.filter(username=username).first()
    if user is not None:
        return user
    email = f"{username}@demo.invalid"
    user = user_create(username=username, password=secrets.token_urlsafe(), email=email, name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user_profile_update(
        user=user,
        name=name,
        description="",
        notification_on_comments=False,
        roles={"advancedUser": True},
    )


def upload(url: str, token: str, path: Path, fields: dict[str, str]) -> str:
    """Send a file to ``POST /api/v1/media`` as the user of an API token.

    Args:
        url: scheme, host and port of the portal.
        token: the API token.
        path: the file.
        fields: the other fields of the form.

    Returns:
        The friendly token of the new media.

    Raises:
        CommandError: the portal does not answer, or refuses.
    """
    address = urlsplit(url)
    connect = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = connect(address.hostname or "", address.port, timeout=UPLOAD_TIMEOUT)
    boundary = secrets.token_hex(16)
    headers = {
        "Authorization": f"Token {token}",
        "Content-Type": f"multipart/form-data; boundary={boundary}",
    }
    try:
        connection.request("POST", "/api/v1/media", _multipart(boundary, fields, path), headers)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise CommandError(f"The portal at {url} does not answer: {error}") from error
    finally:
        connection.close()
    if answer.status != http.client.CREATED:
        raise CommandError(
            f"The portal refused {path.name}: {answer.status} {body[:500].decode(errors='replace')}"
        )
    return str(json.loads(body)["friendly_token"])


def _multipart(boundary: str, fields: dict[str, str], path: Path) -> bytes:
    """A form of text fields and the file ``media_file`` (RFC 7578)."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="media_file"; filename="{path.name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return b"".join((*parts, head.encode(), path.read_bytes(), f"\r\n--{boundary}--\r\n".encode()))


@transaction.atomic
def media_complete(media: Media, item: demo_items.Item, users: dict[str, User]) -> None:
    """Give an upload what cannot be said when uploading: category, tags, captions, comments, state."""
    media.category.add(
        Category.objects.filter(title=item.category).first() or Category.objects.create(title=item.category)
    )
    media.tags.add(
        *(Tag.objects.get_or_create(title=tag, defaults={"user": media.user})[0] for tag in item.tags)
    )
    if item.captions:
        language, _ = Language.objects.get_or_create(code="en", defaults={"title": "English"})
        captions = Subtitle(media=media, language=language, user=media.user)
        captions.subtitle_file.save(f"{Path(item.file_name).stem}.vtt", ContentFile(item.captions.encode()))
    for author, text in item.comments:
        comment_create(user=users[author], media=media, text=text)
    media.featured = item.featured
    media_store(media, "featured")
    if item.state:
        media_state_set(media=media, state=item.state)


@transaction.atomic
def playlist_ensure(owner: User) -> None:
    """A playlist of the demonstration's mathematical clips; one that is there stays as it is."""
    if Playlist.objects.filter(user=owner, title=PLAYLIST).exists():
        return
    clips = Media.objects.filter(
        user__username__in=USERS, tags__title=PLAYLIST_TAG, media_type=MediaType.VIDEO, state="public"
    )
    playlist = playlist_create(user=owner, title=PLAYLIST, description="Fractals, cells and waves.")
    playlist_media_append(playlist=playlist, media=list(clips.order_by("add_date")))


def progress(owners: list[User]) -> tuple[str, bool]:
    """How far the videos of `owners` are, in words, and whether there is nothing left to wait for."""
    videos = Media.objects.filter(user__in=owners, media_type=MediaType.VIDEO)
    rows = Encoding.objects.filter(media__in=videos, chunk=False).aggregate(
        number=Count("pk"),
        ended=Count("pk", filter=Q(status__in=(EncodingStatus.SUCCESS, EncodingStatus.FAIL))),
        running=Count("pk", filter=Q(status=EncodingStatus.RUNNING)),
        percent=Sum("progress", filter=Q(status=EncodingStatus.RUNNING), default=0),
    )
    unready = videos.filter(encoding_status__in=(EncodingStatus.PENDING, EncodingStatus.RUNNING)).count()
    failed = videos.filter(encoding_status=EncodingStatus.FAIL).count()
    encodes_over = rows["ended"] == rows["number"] and not unready
    text = f"encoded {rows['ended']} of {rows['number']} renditions"
    if rows["running"]:
        text += f", {rows['running']} running ({rows['percent'] // rows['running']} %)"
    if failed:
        text += f", {failed} videos failed"
    return text, encodes_over
