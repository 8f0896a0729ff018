"""A database that is restarted: all its connections end."""

from collections.abc import Callable

from apps.encoding.models import Encoding, Job
from apps.encoding.services import media_encode
from apps.media.models import Media
from tests.drills.portal import DRILL, ENCODES, HANG, Portal
from tests.encoding.database import connections_end

pytestmark = DRILL
Film = Callable[..., Media]
H264_144 = 23


def encode() -> Job:
    """The job of the encode, as it is now."""
    return Job.objects.get(kind="encode")


def test_more_than_once_during_an_encode(portal: Portal, film: Film) -> None:
    """The encode goes on, and so does its lease."""
    portal.rule(ENCODES, HANG)
    media_encode(media=film(H264_144))
    portal.wait(lambda: portal.hangs)

    for _ in range(2):
        connections_end()
        lease = encode().lease_until
        portal.wait(lambda: encode().lease_until != lease)  # noqa: B023 - it is called in this round
    portal.go_on()
    portal.settle()

    assert (encode().status, encode().attempts) == ("success", 1)
    assert Media.objects.get().encoding_status == "success"


def test_while_a_result_is_stored(portal: Portal, film: Film) -> None:
    """The encode is tried again."""
    portal.rule("*", HANG, program="ffprobe")
    media_encode(media=film(H264_144))
    portal.wait(lambda: portal.hangs)

    connections_end()
    portal.go_on()
    portal.settle()

    assert (encode().status, encode().attempts) == ("success", 2)
    assert Encoding.objects.get().status == "success"
    assert len(list(portal.root.glob("encoded/*/*/*"))) == 1
