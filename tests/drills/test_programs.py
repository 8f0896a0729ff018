"""FFmpeg that is killed, stands still, lies, or is not there."""

import signal
from collections.abc import Callable

import pytest

from apps.encoding.models import Encoding, Job
from apps.encoding.services import media_encode
from apps.media.models import Media
from tests.drills.portal import DRILL, EMPTY, ENCODES, THEN, Portal, crawl, reasons

pytestmark = DRILL
Film = Callable[..., Media]
H264_144 = 23


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_passing_fault_is_got_over(portal: Portal, film: Film, number: signal.Signals) -> None:
    """Killed it is noticed at once, stopped when nothing comes of it for a while."""
    portal.rule(ENCODES, crawl(1))
    media_encode(media=film(H264_144))
    portal.wait(lambda: portal.programs("-readrate"))

    portal.programs("-readrate")[0].send_signal(number)
    portal.settle()

    job = Job.objects.get(kind="encode")
    assert (job.status, job.attempts) == ("success", 2)


@pytest.mark.parametrize(
    ("action", "reason"),
    [(EMPTY, "bad_output"), (f"{THEN}; exit 1", "program_failed")],
    ids=["empty-file", "fails-in-the-end"],
)
def test_what_it_leaves_is_not_used(portal: Portal, film: Film, action: str, reason: str) -> None:
    portal.rule(ENCODES, action, once=False)
    media_encode(media=film(H264_144))
    portal.settle()

    assert reasons() == {reason}
    assert Media.objects.get().encoding_status == "fail"


def test_a_missing_program_is_named(portal: Portal, film: Film) -> None:
    (portal.folder / "ffmpeg").unlink()
    media_encode(media=film(H264_144))
    portal.settle()

    assert reasons() == {"program_missing"}
    assert "not installed" in Job.objects.get(kind="encode").detail
    assert Encoding.objects.get().status == "fail"
