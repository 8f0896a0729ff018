"""Work and changes that meet: nobody waits for ever, and nothing is made twice."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, connections
from django.db.backends.signals import connection_created

from apps.encoding import probe, services
from apps.encoding.jobs import job_cancel
from apps.encoding.models import Encoding, Job
from apps.encoding.rows import media_lock
from apps.media.models import Media
from apps.media.services import media_delete
from apps.media.services.replacing import media_replace
from tests.encoding.database import SECONDS, meeting

pytestmark = [pytest.mark.usefixtures("queue"), pytest.mark.django_db(transaction=True)]

H264_144 = 23
Change = Callable[[Media], object]


@pytest.fixture
def deadlocks() -> Iterator[list[str]]:
    """What the database says to threads that it frees from a deadlock; the pipeline itself gets over it."""
    found: list[str] = []

    def watch(execute: Callable[..., Any], *args: Any) -> Any:
        try:
            return execute(*args)
        except OperationalError as error:
            found.append(str(error))
            raise

    def watched(connection: Any, **_: Any) -> None:
        connection.execute_wrappers.append(watch)

    connection_created.connect(watched)
    yield found
    connection_created.disconnect(watched)


@pytest.fixture
def finish(
    pending: Callable[..., Encoding], deadlocks: list[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], bool]]:
    """An encode whose output is made; calling it has the result stored."""
    made, go = threading.Event(), threading.Event()
    is_playable = probe.is_playable

    def pause(*args: Any) -> bool:
        made.set()
        go.wait(SECONDS)
        return is_playable(*args)

    def run() -> bool:
        try:
            return services.encode_run(encoding_id=encoding.pk)
        finally:
            connections.close_all()

    def call() -> bool:
        go.set()
        return running.result(SECONDS)

    encoding = pending(H264_144)
    monkeypatch.setattr(probe, "is_playable", pause)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run)
        assert made.wait(SECONDS)
        yield call
        go.set()


def delete(media: Media) -> None:
    media_delete(media=media)


def replace(media: Media) -> None:
    content = Path(media.media_file.path).read_bytes()
    media_replace(media=media, new_file=SimpleUploadedFile("new.mp4", content))


def delete_renditions(media: Media) -> None:
    services.encodings_delete(media=media)


def cancel(media: Media) -> None:
    job_cancel(job_id=Job.objects.get(media=media, kind="encode").pk)


@pytest.mark.parametrize("change", [delete, replace, delete_renditions, cancel])
@pytest.mark.parametrize("encode_comes", ["first", "second"])
def test_an_encode_that_ends_and_a_change_of_its_media_do_not_deadlock(
    video: Media,
    finish: Callable[[], bool],
    deadlocks: list[str],
    change: Change,
    encode_comes: str,
) -> None:
    calls = [finish, partial(change, Media.objects.get())]

    meeting(partial(media_lock, video.pk), *(calls if encode_comes == "first" else reversed(calls)))

    assert deadlocks == []
    assert not Encoding.objects.filter(status="running").exists()
    assert not Job.objects.filter(status="running").exists()


@pytest.mark.parametrize("encode_comes", ["first", "second"])
def test_an_encode_that_begins_and_a_retry_do_not_deadlock(
    video: Media, pending: Callable[..., Encoding], deadlocks: list[str], encode_comes: str
) -> None:
    encoding = services.media_encode(media=video, profiles=[H264_144])[0]
    job_cancel(job_id=Job.objects.get().pk)
    calls = [
        partial(services.encode_run, encoding_id=encoding.pk),
        partial(services.media_retry, media=video),
    ]

    meeting(partial(media_lock, video.pk), *(calls if encode_comes == "first" else reversed(calls)))

    assert deadlocks == []
    assert Encoding.objects.get().status == "success"


def test_two_requests_at_once_make_one_row(video: Media) -> None:
    def nobody_inserts() -> None:
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE files_encoding IN SHARE MODE")

    request = partial(services.media_encode, media=video, profiles=[H264_144])

    meeting(nobody_inserts, request, request)

    assert Encoding.objects.filter(profile=H264_144).count() == 1
