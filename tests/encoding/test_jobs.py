"""Jobs: asked for, claimed, ended, tried again, and taken up after whatever went wrong."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.db import OperationalError, connection
from django.utils import timezone

from apps.encoding import broker, services
from apps.encoding.jobs import (
    Failure,
    Lease,
    WorkError,
    failure_of,
    job_cancel,
    job_claim,
    job_fail,
    job_request,
    job_retry,
    job_succeed,
    perform,
    reaper,
)
from apps.encoding.jobs.life import HOST
from apps.encoding.models import Encoding, Job
from apps.media.models import Media
from tests.encoding.conftest import Queue

pytestmark = pytest.mark.usefixtures("queue")

Kind, Reason = Job.Kind, Job.Reason
Commit = Any
TRANSIENT = Failure(Reason.PROGRAM_FAILED, "exit code 1")
PERMANENT = Failure(Reason.UNREADABLE, "garbage", permanent=True)


@pytest.fixture
def job(video: Media, django_capture_on_commit_callbacks: Commit) -> Job:
    """A pending job."""
    with django_capture_on_commit_callbacks(execute=True):
        return job_request(Kind.SPRITE, video, video.friendly_token)


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def lose_worker(job: Job) -> None:
    """The process that is at a job is no more."""
    Job.objects.filter(pk=job.pk).update(worker=f"{HOST}|1|0.00")


class TestAsking:
    def test_the_message_names_the_task_and_its_arguments(self, job: Job, video: Media, queue: Queue) -> None:
        message = queue.messages[0]
        assert (message["name"], message["args"], message["queue"]) == (
            "produce_sprite_from_video",
            [video.friendly_token],
            "long_tasks",
        )

    def test_what_waits_is_not_asked_for_twice(
        self, job: Job, video: Media, queue: Queue, django_capture_on_commit_callbacks: Commit
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            job_request(Kind.SPRITE, video, video.friendly_token)
        assert len(queue.messages) == 1

    def test_what_is_being_done_is_done_once_more(
        self, job: Job, video: Media, queue: Queue, django_capture_on_commit_callbacks: Commit
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            assert perform(Kind.SPRITE, video, lambda _: job_request(Kind.SPRITE, video, "x") and None)
        assert again(job).status == "pending"
        assert len(queue.messages) == 2

    def test_what_was_done_is_done_anew(self, job: Job, video: Media) -> None:
        perform(Kind.SPRITE, video, lambda _: None)
        assert job_request(Kind.SPRITE, video, video.friendly_token).status == "pending"

    def test_a_transaction_that_is_rolled_back_asks_for_nothing(self, video: Media, queue: Queue) -> None:
        job_request(Kind.WAVEFORM, video, video.friendly_token)
        assert queue.messages == [], "the transaction of this test never commits"


class TestDoing:
    def test_one_at_a_time(self, job: Job, video: Media) -> None:
        assert job_claim(Kind.SPRITE, video) is not None
        assert job_claim(Kind.SPRITE, video) is None

    def test_a_message_that_comes_again_does_nothing(self, job: Job, video: Media) -> None:
        done: list[int] = []
        for _ in range(3):
            perform(Kind.SPRITE, video, lambda _: done.append(1), message_id=job.message_id)
        assert len(done) == 1

    def test_a_message_of_a_legacy_server_gets_a_job(self, video: Media) -> None:
        assert perform(Kind.PACKAGE, video, lambda _: None, video.friendly_token, message_id="theirs")
        assert Job.objects.get(kind=Kind.PACKAGE).message["args"] == [video.friendly_token]

    def test_a_lease_that_another_run_took_cannot_be_renewed_or_ended(self, job: Job, video: Media) -> None:
        mine = job_claim(Kind.SPRITE, video)
        assert mine is not None
        lose_worker(job)
        theirs = job_claim(Kind.SPRITE, video)
        assert theirs is not None

        assert not mine.renew(progress=50)
        assert job_fail(mine, PERMANENT) is False
        assert (again(job).status, again(job).holder) == ("running", theirs.holder)

    def test_an_error_of_the_portal_itself_fails_the_job_and_reaches_the_log(
        self, job: Job, video: Media
    ) -> None:
        def work(_: object) -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            perform(Kind.SPRITE, video, work)
        assert (again(job).status, again(job).reason) == ("fail", Reason.UNEXPECTED)

    def test_a_worker_that_is_told_to_stop_gives_the_job_back(
        self, job: Job, video: Media, queue: Queue, django_capture_on_commit_callbacks: Commit
    ) -> None:
        def work(_: object) -> None:
            raise SystemExit

        with django_capture_on_commit_callbacks(execute=True), pytest.raises(SystemExit):
            perform(Kind.SPRITE, video, work)
        assert (again(job).status, again(job).attempts, len(queue.messages)) == ("pending", 0, 2)


class TestFailing:
    def test_a_passing_fault_is_tried_again_until_the_tries_are_used_up(
        self, job: Job, video: Media, settings: Any
    ) -> None:
        settings.JOB_ATTEMPTS = 2

        def work(_: object) -> None:
            raise WorkError(TRANSIENT)

        for status in ("pending", "fail"):
            assert perform(Kind.SPRITE, video, work) is False
            assert (again(job).status, again(job).reason) == (status, Reason.PROGRAM_FAILED)

    def test_a_lasting_one_is_not(self, job: Job, video: Media) -> None:
        def work(_: object) -> None:
            raise WorkError(PERMANENT)

        perform(Kind.SPRITE, video, work)
        assert (again(job).status, again(job).attempts, again(job).detail) == ("fail", 1, "garbage")

    def test_a_failed_job_can_be_tried_again(
        self, job: Job, video: Media, queue: Queue, django_capture_on_commit_callbacks: Commit
    ) -> None:
        lease = job_claim(Kind.SPRITE, video)
        assert lease is not None
        job_fail(lease, PERMANENT)
        with django_capture_on_commit_callbacks(execute=True):
            assert job_retry(job_id=job.pk)
        assert (again(job).status, again(job).attempts, again(job).reason) == ("pending", 0, "")
        assert len(queue.messages) == 2
        assert not job_retry(job_id=job.pk), "it has not failed any more"

    def test_a_job_can_be_cancelled_and_its_run_notices(self, job: Job, video: Media) -> None:
        lease = job_claim(Kind.SPRITE, video)
        assert lease is not None
        assert job_cancel(job_id=job.pk)
        assert not lease.renew()
        assert (again(job).status, again(job).reason) == ("fail", Reason.CANCELLED)


class TestReaping:
    def test_a_job_whose_process_is_gone_is_queued_again(
        self, job: Job, video: Media, queue: Queue, django_capture_on_commit_callbacks: Commit
    ) -> None:
        job_claim(Kind.SPRITE, video)
        lose_worker(job)
        with django_capture_on_commit_callbacks(execute=True):
            assert reaper.running_jobs_reap() == 1
        assert (again(job).status, len(queue.messages)) == ("pending", 2)

    def test_a_job_of_another_machine_is_queued_again_when_its_lease_ends(
        self, job: Job, video: Media
    ) -> None:
        job_claim(Kind.SPRITE, video)
        Job.objects.update(worker="elsewhere|1|0.00")
        assert reaper.running_jobs_reap() == 0
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert reaper.running_jobs_reap() == 1

    def test_a_living_process_keeps_its_job(self, job: Job, video: Media) -> None:
        job_claim(Kind.SPRITE, video)
        assert reaper.running_jobs_reap() == 0

    def test_a_job_that_kills_its_workers_fails_in_the_end(
        self, job: Job, video: Media, settings: Any
    ) -> None:
        settings.JOB_ATTEMPTS = 2
        for _ in range(2):
            job_claim(Kind.SPRITE, video)
            lose_worker(job)
            reaper.running_jobs_reap()
        assert (again(job).status, again(job).reason) == ("fail", Reason.WORKER_LOST)

    def test_an_encode_that_kills_its_workers_fails_its_media(
        self, pending: Callable[..., Encoding], video: Media, tmp_path: Path, settings: Any
    ) -> None:
        settings.JOB_ATTEMPTS = 1
        encoding = pending()
        assert services.claims.encodings_claim(encoding.pk, tmp_path, force=True, message_id="")
        Job.objects.update(worker=f"{HOST}|1|0.00")

        reaper.running_jobs_reap()

        encoding.refresh_from_db()
        video.refresh_from_db()
        assert (encoding.status, video.encoding_status) == ("fail", "fail")


class TestLostMessages:
    @pytest.fixture
    def waiting(self, monkeypatch: pytest.MonkeyPatch) -> broker.Waiting:
        """What the broker says that waits."""
        found = broker.Waiting()
        monkeypatch.setattr(reaper, "waiting_messages", lambda: found)
        return found

    @pytest.fixture
    def overdue(self, job: Job) -> Job:
        """A job that was asked for two minutes ago."""
        Job.objects.update(queued_at=timezone.now() - timedelta(minutes=2))
        return job

    def test_a_pending_job_without_a_message_gets_one(
        self, overdue: Job, waiting: broker.Waiting, queue: Queue, django_capture_on_commit_callbacks: Commit
    ) -> None:
        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                reaper.pending_jobs_resend()
        assert len(queue.messages) == 2, "the first and one in its place"

    def test_a_job_whose_message_waits_gets_none(self, overdue: Job, waiting: broker.Waiting) -> None:
        waiting.ids.add(overdue.message_id)
        assert reaper.pending_jobs_resend() == 0

    def test_an_encoding_of_a_legacy_server_whose_message_is_lost_is_adopted(
        self, pending: Callable[..., Encoding], waiting: broker.Waiting, queue: Queue
    ) -> None:
        lost, waits = pending(), pending(2)
        Encoding.objects.update(update_date=timezone.now() - timedelta(minutes=2))
        waiting.encodings.add(waits.pk)
        assert reaper.pending_jobs_resend() == 1
        assert Job.objects.get().encoding == lost

    def test_a_job_that_a_legacy_worker_has_done_ends(
        self, pending: Callable[..., Encoding], waiting: broker.Waiting
    ) -> None:
        encoding = pending()
        reaper.encoding_request(encoding, force=True)
        Encoding.objects.update(status="success")
        Job.objects.update(queued_at=timezone.now() - timedelta(minutes=2))
        reaper.pending_jobs_resend()
        assert Job.objects.get().status == "success"


class TestCascades:
    def test_a_media_that_a_legacy_server_deletes_takes_its_jobs_along(
        self, pending: Callable[..., Encoding], video: Media
    ) -> None:
        reaper.encoding_request(pending(), force=True)
        job_request(Kind.SPRITE, video, video.friendly_token)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM files_encoding")
            assert Job.objects.count() == 1
            cursor.execute("DELETE FROM files_media WHERE id = %s", [video.pk])
        assert not Job.objects.exists()


class TestTogether:
    @pytest.fixture(autouse=True)
    def _together(self, settings: Any) -> None:
        settings.ENCODE_TOGETHER = "on"

    def test_renditions_of_a_codec_come_from_one_process(
        self, pending: Callable[..., Encoding], django_capture_on_commit_callbacks: Commit
    ) -> None:
        rows = [pending(23), pending(2)]
        with django_capture_on_commit_callbacks(execute=True):
            assert services.encode_run(encoding_id=rows[0].pk)
        stored = list(Encoding.objects.order_by("pk"))
        assert [row.status for row in stored] == ["success", "success"]
        assert stored[0].commands == stored[1].commands
        assert all(Path(row.media_file.path).stat().st_size for row in stored)

    def test_when_one_fails_each_is_tried_alone(
        self,
        pending: Callable[..., Encoding],
        video: Media,
        queue: Queue,
        django_capture_on_commit_callbacks: Commit,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        rows = [pending(23), pending(2)]

        def broken(*_: object, **__: object) -> None:
            raise services.encode.runner.ProgramFailedError(
                "ffmpeg was ended by signal SIGSEGV", program="ffmpeg", returncode=-11
            )

        with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
            patch.setattr("apps.encoding.runner.run_ffmpeg", broken)
            services.encode_run(encoding_id=rows[0].pk)
        assert set(Job.objects.values_list("status", "alone", "attempts")) == {("pending", True, 0)}
        assert len(queue.of("encode_media")) == 2

        with django_capture_on_commit_callbacks(execute=True):
            services.encode_run(encoding_id=rows[0].pk)
        assert sorted(Encoding.objects.values_list("status", flat=True)) == ["pending", "success"]


class TestRetryOfAMedia:
    def test_what_failed_is_done_again_and_ends_well(
        self, pending: Callable[..., Encoding], video: Media, django_capture_on_commit_callbacks: Commit
    ) -> None:
        original = Path(video.media_file.path)
        content = original.read_bytes()
        original.write_bytes(b"garbage")
        encoding = pending()
        services.encode_run(encoding_id=encoding.pk)
        original.write_bytes(content)

        with django_capture_on_commit_callbacks(execute=True):
            assert services.media_retry(media=video) == 1
        video.refresh_from_db()
        assert video.encoding_status == "pending"

        with django_capture_on_commit_callbacks(execute=True):
            current_app.tasks["encode_media"].apply(args=[video.friendly_token, 23, encoding.pk])
        video.refresh_from_db()
        assert video.encoding_status == "success"

    def test_a_rendition_that_a_legacy_server_left_failed_is_made_anew(
        self, pending: Callable[..., Encoding], video: Media
    ) -> None:
        pending(status="fail")
        assert services.media_retry(media=video) == 1
        assert Encoding.objects.get().status == "pending"

    def test_a_file_that_was_not_recognised_is_looked_at_again(
        self, video: Media, queue: Queue, django_capture_on_commit_callbacks: Commit
    ) -> None:
        Path(video.media_file.path).write_bytes(b"garbage")
        with django_capture_on_commit_callbacks(execute=True):
            current_app.tasks["media_init"].apply(args=[video.friendly_token])
            assert Job.objects.get().reason == Reason.UNREADABLE
            services.media_retry(media=video)
        assert queue.names() == ["media_init"]


class TestAskedForMeanwhile:
    """Work that is asked for while it is being done is done once more, however this time ends."""

    @pytest.fixture
    def asked(self, job: Job, video: Media) -> Lease:
        lease = job_claim(Kind.SPRITE, video)
        assert lease is not None
        job_request(Kind.SPRITE, video, video.friendly_token)
        return lease

    def test_when_it_fails(self, job: Job, asked: Lease) -> None:
        assert job_fail(asked, PERMANENT) is False
        assert (again(job).status, again(job).attempts, again(job).reason) == ("pending", 0, "")

    def test_when_its_worker_is_lost(self, job: Job, asked: Lease, settings: Any) -> None:
        settings.JOB_ATTEMPTS = 1
        lose_worker(job)
        reaper.running_jobs_reap()
        assert again(job).status == "pending"

    def test_but_not_when_it_is_cancelled(self, job: Job, asked: Lease) -> None:
        assert job_cancel(job_id=job.pk)
        assert (again(job).status, again(job).asked_again) == ("fail", False)


class TestMessages:
    def test_a_message_that_is_sent_again_is_known_when_it_comes_twice(
        self, job: Job, video: Media, queue: Queue, django_capture_on_commit_callbacks: Commit
    ) -> None:
        first = job.message_id
        Job.objects.update(queued_at=None)
        with django_capture_on_commit_callbacks(execute=True):
            reaper.pending_jobs_resend()
        lease = job_claim(Kind.SPRITE, video, message_id=again(job).message_id)
        assert job_claim(Kind.SPRITE, video, message_id=first) is None
        assert lease is not None
        assert job_succeed(lease)
        assert (again(job).status, len(queue.messages)) == ("success", 2)

    def test_what_is_asked_for_anew_has_another_message(self, job: Job, video: Media) -> None:
        perform(Kind.SPRITE, video, lambda _: None, message_id=job.message_id)
        assert job_request(Kind.SPRITE, video, video.friendly_token).message_id not in {"", job.message_id}

    def test_a_job_that_waits_for_its_next_try_is_not_overdue(self, job: Job, video: Media) -> None:
        lease = job_claim(Kind.SPRITE, video)
        assert lease is not None
        job_fail(lease, TRANSIENT)
        queued_at = again(job).queued_at
        assert queued_at is not None
        assert queued_at > timezone.now()

    def test_a_join_whose_pieces_are_gone_ends(self, video: Media) -> None:
        job_request(Kind.JOIN, video, video.friendly_token, 23, 4711, subject="23")
        assert services.encode_run(encoding_id=4711) is False
        assert Job.objects.get().status == "success"


class TestHolders:
    def test_a_process_of_another_container_of_the_same_name_is_not_judged(
        self, job: Job, video: Media
    ) -> None:
        job_claim(Kind.SPRITE, video)
        Job.objects.update(worker=f"{HOST}|1|0.00|elsewhere")
        assert reaper.running_jobs_reap() == 0

    def test_a_clock_that_was_set_takes_no_job_away(self, job: Job, video: Media) -> None:
        job_claim(Kind.SPRITE, video)
        host, pid, started, namespace = again(job).worker.split("|")
        Job.objects.update(worker=f"{host}|{pid}|{float(started) + 1:.2f}|{namespace}")
        assert reaper.running_jobs_reap() == 0

    def test_a_database_that_was_away_is_a_passing_fault(self) -> None:
        assert not failure_of(OperationalError("server closed the connection")).permanent
