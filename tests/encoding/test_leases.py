"""The lease of an encode whose output is made, and takes long to be stored."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from apps.encoding import probe, services
from apps.encoding.jobs import reaper
from apps.encoding.models import Encoding, Job
from tests.encoding.database import connections_end
from tests.encoding.processes import wait_for

pytestmark = [pytest.mark.usefixtures("queue"), pytest.mark.django_db(transaction=True)]

H264_144 = 23


@pytest.fixture
def encode(
    pending: Callable[..., Encoding], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Callable[..., Job]:
    """Encode under a short lease: `encode(meanwhile)` calls that function when the result is to be stored."""
    settings.JOB_LEASE_SECONDS = 2
    is_playable = probe.is_playable

    def call(meanwhile: Callable[[], object]) -> Job:
        monkeypatch.setattr(probe, "is_playable", lambda path: (meanwhile(), is_playable(path))[1])
        services.encode_run(encoding_id=pending(H264_144).pk)
        return Job.objects.get(kind="encode")

    return call


def lease_renewed() -> None:
    """Wait until the lease lasts longer than it does now."""
    before = Job.objects.get(kind="encode").lease_until
    wait_for(lambda: Job.objects.get(kind="encode").lease_until != before)


def test_nobody_takes_the_encode_away(encode: Callable[..., Job]) -> None:
    reaped: list[int] = []

    def outlast_the_lease() -> None:
        first = Job.objects.get(kind="encode").lease_until
        assert first is not None
        wait_for(lambda: timezone.now() > first)
        reaped.append(reaper.running_jobs_reap())

    job = encode(outlast_the_lease)

    assert reaped == [0]
    assert (job.status, job.attempts) == ("success", 1)


def test_it_is_renewed_although_the_database_was_restarted(encode: Callable[..., Job]) -> None:
    def restart() -> None:
        lease_renewed()
        connections_end()
        lease_renewed()

    job = encode(restart)

    assert (job.status, job.attempts) == ("success", 1)


def test_the_end_is_written_down_although_the_connection_is_gone(encode: Callable[..., Job]) -> None:
    def lose_the_connection() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    job = encode(lose_the_connection)

    assert (job.status, job.reason, job.attempts) == ("pending", "unexpected", 1)
