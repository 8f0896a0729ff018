"""Actions on a media, and the own history (spec/api-media-bulk.md §4, spec/api-community.md §9)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import current_app
from rest_framework.test import APIClient

from apps.actions.models import MediaAction
from apps.actions.throttling import AddressReports
from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import make_media, make_user, share

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]


@pytest.fixture
def _worker() -> Iterator[None]:
    """Tasks run where they are queued."""
    usual = current_app.conf.task_always_eager
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = usual


@pytest.fixture
def act(_worker: None, django_capture_on_commit_callbacks: Any) -> Any:
    """Post an action, let the worker do it, and return status and body."""

    def post(client: APIClient, media: Media, **headers: str) -> Callable[..., tuple[int, Any]]:
        def send(kind: Any = None, **body: Any) -> tuple[int, Any]:
            body = body if kind is None else {"type": kind} | body
            with django_capture_on_commit_callbacks(execute=True):
                answer = client.post(url(media), body, format="json", **headers)
            return answer.status_code, answer.json()

        return send

    return post


def url(media: Media) -> str:
    """The actions of a media."""
    return f"/api/v1/media/{media.friendly_token}/actions"


def counters(media: Media) -> tuple[int, int, int, int]:
    """Views, likes, dislikes, reports as stored."""
    media.refresh_from_db()
    return media.views, media.likes, media.dislikes, media.reported_times


RECEIVED = (201, {"detail": "action received"})


class TestPost:
    """§4.2."""

    def test_each_action_has_its_counter(self, api: Api, act: Any, alice: User, bob: User) -> None:
        media = make_media(alice)
        for action in ("watch", "like", "dislike", "report"):
            assert act(api(bob), media)(action) == RECEIVED
        assert counters(media) == (2, 2, 1, 1)

    def test_a_repeated_like_is_received_and_not_counted(
        self, api: Api, act: Any, alice: User, bob: User
    ) -> None:
        media = make_media(alice)
        for _ in range(3):
            assert act(api(bob), media)("like") == RECEIVED
        assert counters(media)[1] == 2

    @pytest.mark.parametrize("kind", ["bogus", 5, ["like"], {"a": 1}])
    def test_unknown_actions_are_received_and_not_recorded(
        self, api: Api, act: Any, alice: User, kind: Any
    ) -> None:
        assert act(api(alice), make_media(alice))(kind) == RECEIVED
        assert not MediaAction.objects.exists()

    @pytest.mark.parametrize("body", [{}, {"type": ""}, {"type": None}])
    def test_no_action(self, api: Api, act: Any, alice: User, body: dict[str, Any]) -> None:
        answer = act(api(alice), make_media(alice))(**body)
        assert answer == (400, {"detail": "no action specified"})
        refused = act(api(), make_media(alice))(**body)
        assert refused == (400, {"detail": "action allowed on logged in users only"})

    def test_private_media_are_for_their_owner(
        self, api: Api, act: Any, alice: User, bob: User, editor: User
    ) -> None:
        media = make_media(alice, state="private")
        share(media, bob, "owner")
        refused = (400, {"detail": "media is private"})
        for client in (api(), api(bob), api(editor)):
            assert act(client, media)("like") == refused
            for answer in (client.get(url(media)), client.delete(url(media), {}, format="json")):
                assert (answer.status_code, answer.json()) == refused
        assert act(api(alice), media)("like") == RECEIVED
        assert counters(media)[1] == 2

    def test_unknown_media(self, api: Api, alice: User) -> None:
        for method in ("get", "post", "delete"):
            answer = getattr(api(alice), method)("/api/v1/media/nope/actions")
            assert (answer.status_code, answer.json()) == (400, {"detail": "media file does not exist"})

    def test_what_is_queued(self, api: Api, alice: User, monkeypatch: Any, settings: Any) -> None:
        queued: list[Any] = []
        monkeypatch.setattr(
            "apps.actions.views.enqueue", lambda *args, **kwargs: queued.append((args, kwargs))
        )
        settings.MASK_IPS_FOR_ACTIONS = False
        media, visitor = make_media(alice), api()
        api(alice).post(url(media), {"type": "like", "extra_info": {"a": 1}}, format="json")
        visitor.post(url(media), {"type": "like"}, format="json")
        given = {"friendly_token": media.friendly_token, "action": "like"}
        assert queued == [
            (
                ("save_user_action", {"user_id": alice.pk, "remote_ip_addr": "127.0.0.1"}),
                given | {"extra_info": {"a": 1}},
            ),
            (
                (
                    "save_user_action",
                    {"user_session": visitor.cookies["sessionid"].value, "remote_ip_addr": "127.0.0.1"},
                ),
                given | {"extra_info": None},
            ),
        ]

    @pytest.mark.parametrize("body", ["[]", "null", '"like"', "1"])
    def test_bodies_that_are_no_objects(self, api: Api, alice: User, body: str) -> None:
        answer = api(alice).generic("POST", url(make_media(alice)), body, content_type="application/json")
        assert answer.status_code == 400

    @pytest.mark.parametrize("reason", ['"a\\u0000b"', '"\\ud800"'])
    def test_reasons_that_no_column_holds(self, api: Api, alice: User, reason: str) -> None:
        body = f'{{"type": "report", "extra_info": {reason}}}'
        answer = api(alice).generic("POST", url(make_media(alice)), body, content_type="application/json")
        assert answer.status_code == 400

    def test_forms_are_not_taken(self, api: Api, alice: User) -> None:
        assert api(alice).post(url(make_media(alice)), {"type": "like"}).status_code == 415


class TestManyReports:
    """Reports hide media, so nobody can make any number of them (spec/pain-points.md S13)."""

    def report(self, client: APIClient, media: Media, address: str = "203.0.113.1") -> Any:
        body = {"type": "report", "extra_info": "spam"}
        url = f"/api/v1/media/{media.friendly_token}/actions"
        return client.post(url, body, format="json", REMOTE_ADDR=address)

    def test_a_user_may_report_twenty_media_an_hour(self, api: Api, alice: User, bob: User) -> None:
        media, client = [make_media(alice) for _ in range(21)], api(bob)
        answers = [self.report(client, one, f"203.0.113.{n}") for n, one in enumerate(media)]
        assert [answer.status_code for answer in answers] == [*[201] * 20, 429]
        assert answers[-1].json()["detail"].startswith("Request was throttled.")
        assert (
            client.post(
                f"/api/v1/media/{media[0].friendly_token}/actions", {"type": "like"}, format="json"
            ).status_code
            == 201
        )

    def test_an_anonymous_visitor_as_well(self, api: Api, alice: User) -> None:
        media, visitor = [make_media(alice) for _ in range(22)], api()
        answers = [self.report(visitor, one, f"203.0.113.{n}") for n, one in enumerate(media)]
        # The first one makes the session.
        assert [answer.status_code for answer in answers] == [*[201] * 21, 429]

    def test_all_who_report_from_one_address_count_together(
        self, api: Api, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(AddressReports, "rate", "3/hour")
        media = make_media(alice)
        assert [self.report(api(), media).status_code for _ in range(4)] == [201, 201, 201, 429]
        assert self.report(api(bob), media).status_code == 429
        assert self.report(api(bob), media, "203.0.113.2").status_code == 201


class TestAnonymousVisitors:
    """A session and an address count."""

    def test_a_session_is_made_once(self, api: Api, act: Any, alice: User) -> None:
        media, visitor = make_media(alice), api()
        for _ in range(2):
            assert act(visitor, media)("like") == RECEIVED
        cookie = visitor.cookies["sessionid"]
        assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 1209600)
        row = MediaAction.objects.get()
        assert (row.user, row.session_key, counters(media)[1]) == (None, cookie.value, 2)

    def test_only_allowed_actions(self, api: Api, act: Any, alice: User, settings: Any) -> None:
        settings.ALLOW_ANONYMOUS_ACTIONS = ["watch"]
        media = make_media(alice)
        refused = (400, {"detail": "action allowed on logged in users only"})
        assert act(api(), media)("like") == refused
        assert act(api(), media)("watch") == RECEIVED

    def test_new_sessions_from_one_address_do_not_multiply_reports(
        self, api: Api, act: Any, alice: User, settings: Any
    ) -> None:
        settings.REPORTED_TIMES_THRESHOLD = 3
        media = make_media(alice)
        for _ in range(5):
            act(api(), media)("report")
        assert counters(media)[3] == 1
        assert media.state == "public"

    def test_visitors_behind_a_trusted_proxy_are_told_apart(
        self, api: Api, act: Any, alice: User, settings: Any
    ) -> None:
        settings.TRUSTED_PROXIES = ["127.0.0.1"]
        media = make_media(alice)
        for address in ("203.0.113.1", "203.0.113.2", "203.0.113.2"):
            act(api(), media, HTTP_X_FORWARDED_FOR=address)("like")
        assert counters(media)[1] == 3

    def test_a_forged_address_is_not_believed(self, api: Api, act: Any, alice: User, settings: Any) -> None:
        settings.TRUSTED_PROXIES = ["127.0.0.1"]
        media = make_media(alice)
        for forged in ("198.51.100.1", "198.51.100.2"):
            act(api(), media, HTTP_X_FORWARDED_FOR=f"{forged}, 203.0.113.9")("like")
        assert counters(media)[1] == 2

    def test_addresses_are_stored_as_keyed_digests(
        self, api: Api, act: Any, alice: User, settings: Any
    ) -> None:
        media = make_media(alice)
        act(api(), media)("like")
        settings.SECRET_KEY = "another key"
        act(api(), media)("like")
        first, second = MediaAction.objects.order_by("pk").values_list("remote_ip", flat=True)
        assert len(first) == len(second) == 40
        assert first != second


class TestReports:
    """§4.1, §4.3."""

    def test_the_owner_and_editors_read_them(
        self, api: Api, act: Any, alice: User, bob: User, editor: User
    ) -> None:
        media = make_media(alice)
        act(api(bob), media)("report", extra_info="spam")
        act(api(editor), media)("report")
        for user in (alice, editor):
            reported = api(user).get(url(media)).json()["reported"]
            assert [report["reason"] for report in reported] == ["spam", None]
            assert reported[0]["reported_date"].endswith("Z")
        for client in (api(), api(bob)):
            answer = client.get(url(media))
            assert (answer.status_code, answer.json()) == (400, {"detail": "not allowed"})

    def test_a_media_reported_too_often_leaves_the_listings_at_once(
        self, api: Api, act: Any, alice: User, bob: User, settings: Any
    ) -> None:
        settings.REPORTED_TIMES_THRESHOLD = 2
        media = make_media(alice)
        act(api(bob), media)("report")
        act(api(make_user()), media)("report")
        media.refresh_from_db()
        assert (media.state, media.listable) == ("private", False)
        assert api().get("/api/v1/media").json()["count"] == 0
        alice.refresh_from_db()
        assert alice.media_count == 0

    def test_administrators_and_owner_hear_of_it(
        self, api: Api, act: Any, alice: User, settings: Any, mailoutbox: list[Any]
    ) -> None:
        settings.ADMIN_EMAIL_LIST = ["admin@example.org"]
        settings.SSL_FRONTEND_HOST = "https://tube.example"
        settings.PORTAL_NAME = "Tube"
        media = make_media(alice)
        act(api(make_user()), media)("report", extra_info="spam")
        assert [mail.to for mail in mailoutbox] == [["admin@example.org"], ["alice@example.org"]]
        assert {mail.subject for mail in mailoutbox} == {"[Tube] - Media was reported"}
        assert mailoutbox[0].body.splitlines() == [
            "",
            f"Media https://tube.example/view?m={media.friendly_token} was reported.",
            "Reason: spam",
            "",
            "Total times this media has been reported: 1",
            "",
            "Media becomes private if it gets reported 10 times",
        ]

    def test_superusers_forget_them(self, api: Api, act: Any, alice: User, bob: User, editor: User) -> None:
        media = make_media(alice)
        act(api(bob), media)("report")
        for user in (alice, editor):
            answer = api(user).delete(url(media), {"type": "report"}, format="json")
            assert (answer.status_code, answer.json()) == (400, {"detail": "not allowed"})
        superuser = api(make_user(is_superuser=True))
        for body in ({}, {"type": "like"}):
            answer = superuser.delete(url(media), body, format="json")
            assert (answer.status_code, answer.json()) == (400, {"detail": "no action specified"})
        answer = superuser.delete(url(media), {"type": "report"}, format="json")
        assert (answer.status_code, answer.json()) == (201, {"detail": "reset reported times counter"})
        assert counters(media)[3] == 0
        act(api(bob), media)("report")
        assert counters(media)[3] == 1


class TestHistory:
    """spec/api-community.md §9."""

    def tokens(self, client: APIClient, action: str = "like") -> list[str]:
        body = client.get(f"/api/v1/user/action/{action}").json()
        return [media["friendly_token"] for media in body["results"]]

    def test_the_latest_first(self, api: Api, act: Any, alice: User, bob: User) -> None:
        first, second = make_media(alice), make_media(alice)
        for media in (first, second):
            act(api(bob), media)("like")
        assert self.tokens(api(bob)) == [second.friendly_token, first.friendly_token]
        assert self.tokens(api(alice)) == []

    def test_of_an_anonymous_session(self, api: Api, act: Any, alice: User) -> None:
        media, visitor = make_media(alice), api()
        act(visitor, media)("like")
        assert self.tokens(visitor) == [media.friendly_token]
        assert self.tokens(api()) == []

    def test_media_that_became_private_are_left_out(
        self, api: Api, act: Any, alice: User, bob: User, editor: User
    ) -> None:
        media, visitor = make_media(alice), api()
        for client in (visitor, api(alice), api(bob), api(editor)):
            act(client, media)("like")
        MediaAction.objects.filter(user=None).update(remote_ip="x")
        Media.objects.filter(pk=media.pk).update(state="private", listable=False)
        assert self.tokens(visitor) == self.tokens(api(bob)) == []
        assert self.tokens(api(alice)) == self.tokens(api(editor)) == [media.friendly_token]
        share(media, bob)
        assert self.tokens(api(bob)) == [media.friendly_token]

    @pytest.mark.parametrize("action", ["bogus", ""])
    def test_unknown_actions(self, api: Api, alice: User, action: str) -> None:
        assert api(alice).get(f"/api/v1/user/action/{action}").json()["count"] == 0

    def test_queries_do_not_grow(
        self, api: Api, alice: User, bob: User, django_assert_num_queries: Any
    ) -> None:
        for _ in range(20):
            MediaAction.objects.create(user=bob, media=make_media(alice), action="watch")
        client = api(bob)
        with django_assert_num_queries(4):
            client.get("/api/v1/user/action/watch")
