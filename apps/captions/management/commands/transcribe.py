"""``manage.py transcribe``: captions by speech recognition for media that are there."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError

from apps.captions.languages import NAMES
from apps.captions.requesting import transcription_order
from apps.captions.transcribing import newest_request, transcription_run
from apps.media.models import EncodingStatus, Media, MediaType


class Command(BaseCommand):
    """Make captions of what is said in videos and audio files, here and now, or by the workers (--queue).

    What was transcribed before is left alone; --again does it once more, beside the captions that are there.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which media, and how."""
        parser.add_argument("tokens", nargs="+", metavar="TOKEN", help="token of a video or an audio file")
        parser.add_argument("--translate", action="store_true", help="in English instead of what is spoken")
        parser.add_argument("--language", default="", help="code of what is spoken (en)")
        parser.add_argument("--queue", action="store_true", help="leave the work to the workers")
        parser.add_argument("--again", action="store_true", help="also what was transcribed before")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the media; those that fail are named at the end."""
        if options["language"] and options["language"] not in NAMES:
            raise CommandError(f"{options['language']} is no language that Whisper knows.")
        failed = [token for token in options["tokens"] if not self._one(token, options)]
        if failed:
            raise CommandError(f"Not transcribed: {', '.join(failed)}")

    def _one(self, token: str, options: dict[str, Any]) -> bool:
        translate: bool = options["translate"]
        media = Media.objects.select_related("user").filter(friendly_token=token).first()
        if media is None or media.media_type not in {MediaType.VIDEO, MediaType.AUDIO}:
            self.stderr.write(f"{token}: no video or audio file has this token")
            return False
        before = newest_request(media, translate)
        if before and before.status == EncodingStatus.SUCCESS and not options["again"]:
            self.stdout.write(f"{token}: was transcribed before")
            return True
        queue: bool = options["queue"]
        transcription_order(media=media, translate=translate, language=options["language"], send=queue)
        if queue:
            self.stdout.write(f"{token}: queued")
            return True
        return self._run(media, translate)

    def _run(self, media: Media, translate: bool) -> bool:
        def show(percent: int) -> None:
            self.stdout.write(f"{media.friendly_token}: {percent} %")

        done = transcription_run(media=media, translate=translate, message_id=str(uuid4()), on_percent=show)
        request = newest_request(media, translate)
        result = (request and request.logs) or "a worker is at it"
        self.stdout.write(f"{media.friendly_token}: {result}")
        return done
