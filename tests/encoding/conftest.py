"""Fixtures for tests of the pipeline: generated clips, a media root of its own, a fast preset."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from celery import Celery, current_app
from django.conf import settings as django_settings
from django.core.management import call_command
from django.utils import timezone

from apps.encoding import probe
from apps.encoding.models import Encoding
from apps.media.models import Media
from apps.users.models import User
from tests.encoding.clips import Clips


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    """Generated media files by name."""
    return Clips(tmp_path_factory.mktemp("clips"))


@pytest.fixture(autouse=True)
def media_root(tmp_path: Path, settings: Any) -> Path:
    """An empty media root and folder for temporary files; encodes at the fastest preset, one by one."""
    root, temporary = tmp_path / "media", tmp_path / "tmp"
    root.mkdir()
    temporary.mkdir()
    settings.MEDIA_ROOT = f"{root}/"
    settings.HLS_DIR = f"{root}/hls/"
    settings.TEMP_DIRECTORY = str(temporary)
    settings.FFMPEG_DEFAULT_PRESET = "ultrafast"
    settings.MP4HLS_COMMAND = ""
    settings.ENCODE_TOGETHER = "off"
    return root


@pytest.fixture
def temporary_files(media_root: Path) -> Callable[[], list[Path]]:
    """What lies in the folder for temporary files now."""
    return lambda: list((media_root.parent / "tmp").iterdir())


@pytest.fixture
def profiles(db: None) -> None:
    """The profiles of the fixture; active are the preview and h264 up to 1080."""
    call_command("loaddata", "encoding_profiles", verbosity=0)


@pytest.fixture
def owner(db: None) -> User:
    """The owner of all media."""
    return User.objects.create(username="alice", name="Alice", email="alice@example.org")


@pytest.fixture
def stored(owner: User, media_root: Path, clips: Clips) -> Callable[..., Media]:
    """Store a clip as a new, uninitialised media: `stored("clip.mp4", state="private")`."""

    def store(name: str, **fields: Any) -> Media:
        uid = uuid4()
        file = media_root / "original" / "user" / owner.username / f"{uid.hex}.{name}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(clips.get(name).read_bytes())
        values = {"title": name, "state": "public", "add_date": timezone.now()} | fields
        return Media.objects.create(
            user=owner, uid=uid, media_file=str(file.relative_to(media_root)), **values
        )

    return store


@pytest.fixture
def video(stored: Callable[..., Media], profiles: None) -> Media:
    """A pending 6 s video of 180 lines, probed, with no encodings yet."""
    media = stored("clip.mp4")
    info = probe.probe(Path(media.media_file.path)).media_info
    Media.objects.filter(pk=media.pk).update(
        media_info=json.dumps(info), duration=6, video_height=180, media_type="video"
    )
    media.refresh_from_db()
    return media


@pytest.fixture
def pending(video: Media) -> Callable[..., Encoding]:
    """A pending encoding of `video`: `pending(profile_id=23)` is h264 at 144 lines."""

    def create(profile_id: int = 23, **fields: Any) -> Encoding:
        return Encoding.objects.create(media=video, profile_id=profile_id, **fields)

    return create


class Queue:
    """What was queued, in order: name, positional and keyword arguments, queue and priority."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def names(self) -> list[str]:
        """Names of the tasks in order."""
        return [message["name"] for message in self.messages]

    def of(self, name: str) -> list[dict[str, Any]]:
        """Messages of one task."""
        return [message for message in self.messages if message["name"] == name]


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    """Messages are published to a broker in memory, and read back from it."""
    app = Celery("queue", broker="memory://", set_as_current=False)
    app.conf.update(task_always_eager=False, task_serializer="json", task_create_missing_queues=True)
    before = current_app._get_current_object()
    recorded = Queue()
    publish = app.amqp.send_task_message

    def record(producer: Any, name: str, message: Any, **options: Any) -> Any:
        queue = options["queue"]
        recorded.messages.append(
            {
                "name": name,
                "args": json.loads(json.dumps(message.body[0])),
                "kwargs": json.loads(json.dumps(message.body[1])),
                "queue": getattr(queue, "name", queue),
                "priority": options.get("priority"),
                "timelimit": message.headers["timelimit"],
            }
        )
        return publish(producer, name, message, **options)

    monkeypatch.setattr(app.amqp, "send_task_message", record)
    for install in (app.set_current, app.set_default):  # the latter for other threads
        install()
    yield recorded
    for restore in (before.set_current, before.set_default):
        restore()


@pytest.fixture
def eager(queue: Queue) -> None:
    """Tasks run where they are queued, and are not recorded."""
    current_app.conf.task_always_eager = True


@pytest.fixture
def ffmpeg_command() -> str:
    """The program name that stands in stored commands."""
    return str(django_settings.FFMPEG_COMMAND)
