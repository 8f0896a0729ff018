"""``/api/v1/tasks``: what real workers say (spec/api-manage.md §3)."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import Celery, current_app
from django.conf import settings
from django.core.cache import cache
from kombu.exceptions import OperationalError
from rest_framework.test import APIClient

from apps.encoding.models import Encoding
from apps.users.models import User
from tests.manage.busy_worker import QUEUE
from tests.media.factories import make_encoding, make_media, make_profile

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]


@pytest.fixture
def worker() -> Iterator[Celery]:
    """A worker that runs one task and holds the next; its application queues them."""
    environment = {"REDIS_LOCATION": settings.REDIS_LOCATION, "PATH": os.defpath}
    command = ["celery", "-A", "tests.manage.busy_worker", "worker", "-Q", QUEUE, "-P", "threads", "-c", "1"]
    app = Celery("client", broker=settings.REDIS_LOCATION, set_as_current=False, fixups=[])
    with subprocess.Popen(
        [sys.executable, "-m", *command], env=environment, cwd=settings.BASE_DIR
    ) as process:
        yield app
        process.kill()
    app.close()
    cache.clear()


def queue(app: Celery, *args: Any, **options: Any) -> str:
    """Queue an encode; return its id."""
    return str(app.send_task("encode_media", args=args, queue=QUEUE, **options).id)


def wait_for(client: APIClient, ready: Callable[[Any], bool]) -> Any:
    """The overview as soon as it is `ready`."""
    deadline = time.monotonic() + 15
    while not ready(body := client.get("/api/v1/tasks").json()):
        assert time.monotonic() < deadline, body
    return body


def test_running_waiting_and_scheduled_encodes(api: Api, alice: User, root: User, worker: Celery) -> None:
    media, profile = make_media(alice), make_profile()
    encoding = make_encoding(media, profile, progress=42)
    running = queue(worker, media.friendly_token, profile.pk, encoding.pk)
    Encoding.objects.update(task_id=running)
    body = wait_for(api(root), lambda body: body["active"]["tasks"])
    assert list(body) == ["active", "reserved", "scheduled", "task_ids", "media_profile_pairs"]

    waiting = queue(worker, "unknown", 0, 0)
    queue(worker, "later", 1, 1, countdown=60)
    body = wait_for(api(root), lambda body: body["reserved"]["tasks"] and body["scheduled"]["tasks"])
    (task,) = body["active"]["tasks"]
    assert list(task) == ["worker", "task_id", "args", "name", "time_start", "info"]
    assert (task["task_id"], task["name"]) == (running, "encode_media")
    assert task["args"] == [media.friendly_token, profile.pk, encoding.pk]
    assert task["info"] == {
        "profile name": profile.name,
        "media title": media.title,
        "encoding progress": 42,
    }
    (task,) = body["reserved"]["tasks"]
    assert (task["task_id"], task["time_start"]) == (waiting, None)
    assert "info" not in task
    (task,) = body["scheduled"]["tasks"]
    assert {key: value for key, value in task.items() if key != "worker"} == dict.fromkeys(
        ("task_id", "args", "name", "time_start")
    )
    assert body["task_ids"] == [running, waiting, None]
    assert body["media_profile_pairs"] == [[media.friendly_token, profile.pk], ["unknown", 0]]


def test_without_workers_nothing_is_listed(api: Api, root: User) -> None:
    started = time.monotonic()
    answer = api(root).get("/api/v1/tasks")
    nothing: dict[str, Any] = {"tasks": []}
    assert answer.json() == {
        "active": nothing,
        "reserved": nothing,
        "scheduled": nothing,
        "task_ids": [],
        "media_profile_pairs": [],
    }
    assert time.monotonic() - started < 2.5


def test_a_task_that_waits_is_taken_back(api: Api, root: User, worker: Celery) -> None:
    queue(worker, "running", 1, 1)
    client = api(root)
    wait_for(client, lambda body: body["active"]["tasks"])
    waiting = queue(worker, "waiting", 2, 2)
    wait_for(client, lambda body: body["reserved"]["tasks"])
    answer = client.delete(f"/api/v1/tasks/{waiting}")
    assert (answer.status_code, answer.content) == (204, b"")
    revoked = current_app.control.inspect(timeout=1).revoked()
    assert waiting in next(iter(revoked.values()))


@pytest.mark.parametrize("task_id", ["abc", "a/b/c", "a%0Ab", "%20"])
def test_any_text_is_an_id(api: Api, root: User, task_id: str) -> None:
    assert api(root).delete(f"/api/v1/tasks/{task_id}").status_code == 204
    assert api(root).get(f"/api/v1/tasks/{task_id}").status_code == 405


def test_the_list_itself_cannot_be_deleted(api: Api, root: User) -> None:
    assert api(root).delete("/api/v1/tasks/").status_code == 405


def test_a_broker_out_of_reach_is_no_error(api: Api, root: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("celery.app.control.Control.broadcast", fail)
    assert api(root).get("/api/v1/tasks").json()["task_ids"] == []
    assert api(root).delete("/api/v1/tasks/abc").status_code == 204
