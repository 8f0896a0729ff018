"""What owners are told of the work on their media, and another go at what failed."""

from typing import Any

import pytest

from apps.encoding.jobs import Failure, job_note_failure
from apps.encoding.models import FormerRendition, Job
from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import make_encoding, make_media, make_profile
from tests.pages.conftest import Visit
from tests.pages.html import parsed

pytestmark = pytest.mark.django_db

REASON = str(Job.Reason.UNREADABLE.label)


@pytest.fixture
def failed(alice: User) -> Media:
    """A video whose sprite failed."""
    media = make_media(alice, title="Plans")
    job_note_failure(Job.Kind.SPRITE, media, Failure(Job.Reason.UNREADABLE, "/secret/path: moov not found"))
    Job.objects.update(message={"args": [media.friendly_token], "kwargs": {}})
    return media


@pytest.fixture(params=["modern", "legacy"])
def page(request: pytest.FixtureRequest, settings: Any) -> str:
    """The address of a page that shows the panel, in either frontend."""
    settings.FRONTEND = request.param
    return "/view" if request.param == "modern" else "/edit"


def test_the_owner_reads_why_it_failed_but_no_paths(
    page: str, visit: Visit, failed: Media, alice: User
) -> None:
    answer = visit(alice).get(page, {"m": failed.friendly_token})
    assert REASON in answer.content.decode()
    assert b"secret" not in answer.content


def test_others_are_told_nothing(visit: Visit, failed: Media, bob: User) -> None:
    for visitor in (None, bob):
        answer = visit(visitor).get("/view", {"m": failed.friendly_token})
        assert REASON not in answer.content.decode()


def test_the_owner_of_a_replaced_file_is_told_what_viewers_see(
    page: str, visit: Visit, failed: Media, alice: User
) -> None:
    sentence = "Viewers see the former file until the new one is ready."
    before = visit(alice).get(page, {"m": failed.friendly_token})
    FormerRendition.objects.create(encoding=make_encoding(failed, make_profile(), status="success"))

    after = visit(alice).get(page, {"m": failed.friendly_token})

    assert [sentence in answer.content.decode() for answer in (before, after)] == [False, True]


def test_when_all_is_done_there_is_no_panel(visit: Visit, alice: User) -> None:
    answer = visit(alice).get("/view", {"m": make_media(alice).friendly_token})
    assert not parsed(answer).all("section", class_="processing")


def test_the_button_has_it_done_again(page: str, visit: Visit, failed: Media, alice: User) -> None:
    answer = visit(alice).post(f"/retry_media?m={failed.friendly_token}", follow=True)
    assert Job.objects.get().status == "pending"
    assert "1 job is tried again." in answer.content.decode()


def test_strangers_cannot_have_it_done_again(visit: Visit, failed: Media, bob: User) -> None:
    for visitor in (None, bob):
        visit(visitor).post(f"/retry_media?m={failed.friendly_token}")
    assert Job.objects.get().status == "fail"


def test_reading_changes_nothing(visit: Visit, failed: Media, alice: User) -> None:
    assert visit(alice).get(f"/retry_media?m={failed.friendly_token}").status_code == 405


class TestAdmin:
    def test_jobs_are_listed_with_their_reasons_and_tried_again(
        self, visit: Visit, admin: User, failed: Media
    ) -> None:
        browser = visit(admin)
        listed = browser.get("/admin/portal_encoding/job/")
        assert f'title="{REASON}"' in listed.content.decode()

        job = Job.objects.get()
        data = {"action": "try_again", "_selected_action": [job.pk]}
        browser.post("/admin/portal_encoding/job/", data)
        assert Job.objects.get().status == "pending"

        browser.post("/admin/portal_encoding/job/", data | {"action": "cancel"})
        assert Job.objects.get().reason == Job.Reason.CANCELLED

    def test_progress_is_told_with_speed_and_time_left(
        self, visit: Visit, admin: User, failed: Media
    ) -> None:
        Job.objects.update(status="running", progress=42, speed=1.84, seconds_left=12)
        job = Job.objects.get()
        answer = visit(admin).get("/admin/portal_encoding/job/progress/", {"ids": f"{job.pk},x"})
        assert answer.json() == {
            str(job.pk): {"progress": 42, "status": "running", "text": "42 %, 1.8 x, 12 s left"}
        }

    def test_what_failed_of_media_is_tried_again(self, visit: Visit, admin: User, failed: Media) -> None:
        data = {"action": "try_again", "_selected_action": [failed.pk]}
        visit(admin).post("/admin/files/media/", data)
        assert Job.objects.get().status == "pending"
