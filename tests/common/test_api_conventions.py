"""HTTP rules that every endpoint of API v1 keeps (spec/api-media.md §3), seen through the media API."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError
from django.test import RequestFactory
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient

from apps.common.exceptions import BadRequest, Forbidden, Unauthorized
from apps.common.pagination import FastPagination, paginate
from apps.common.views import APIView
from apps.users.models import User

pytestmark = pytest.mark.django_db

LIST = "/api/v1/media"


class Echo(APIView):
    """Answers what it understood."""

    def post(self, request: Request) -> Response:
        return Response(request.data)


def post(body: bytes, content_type: str = "application/json") -> Response:
    """What Echo answers."""
    request = RequestFactory().post("/", body, content_type=content_type)
    return Echo.as_view()(request).render()


class TestNegotiation:
    """§3.4."""

    def test_json_is_compact_and_the_default(self) -> None:
        for headers in ({}, {"Accept": "*/*"}, {"Accept": "application/json"}):
            answer = APIClient().get(LIST, headers=headers)
            assert answer["Content-Type"] == "application/json"
            assert answer.content == b'{"count":0,"next":null,"previous":null,"results":[],"tags":""}'

    def test_json_is_indented_on_request(self) -> None:
        answer = APIClient().get("/api/v1/search", headers={"Accept": "application/json; indent=2"})
        assert answer.content == b"{}"
        answer = APIClient().get(LIST, headers={"Accept": "application/json; indent=2"})
        assert answer.content.startswith(b'{\n  "count": 0,')

    def test_browsers_get_a_page(self) -> None:
        answer = APIClient().get(LIST, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
        assert answer["Content-Type"] == "text/html; charset=utf-8"

    def test_nothing_acceptable(self) -> None:
        answer = APIClient().get(LIST, headers={"Accept": "application/xml"})
        assert (answer.status_code, answer.json()) == (
            406,
            {"detail": "Could not satisfy the request Accept header."},
        )

    def test_unknown_format(self) -> None:
        answer = APIClient().get(LIST + "?format=xml")
        assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})

    def test_every_answer_says_what_is_allowed_and_what_it_varies_by(self) -> None:
        for answer in (APIClient().get(LIST), APIClient().get(LIST + "?page=9"), APIClient().put(LIST)):
            assert set(answer["Allow"].split(", ")) == {"GET", "POST", "HEAD", "OPTIONS"}
            assert "Accept" in answer["Vary"].split(", ")

    def test_options(self) -> None:
        body = APIClient().options(LIST).json()
        assert (body["name"], body["renders"]) == ("Media List", ["application/json", "text/html"])
        assert body["parses"] == ["multipart/form-data", "application/x-www-form-urlencoded", "*/*"]
        assert APIClient().options("/api/v1/search").json()["parses"] == ["application/json"]


class TestOrderOfChecks:
    """Negotiation, authentication, login wall and permissions, method, body (§3.2)."""

    def test_bad_credentials_fail_public_requests_too(self) -> None:
        answer = APIClient().get(LIST, headers={"Authorization": "Token deadbeef"})
        assert (answer.status_code, answer.json()) == (403, {"detail": "Invalid token."})
        assert "WWW-Authenticate" not in answer

    def test_negotiation_comes_before_authentication(self) -> None:
        answer = APIClient().get(
            LIST, headers={"Authorization": "Token deadbeef", "Accept": "application/xml"}
        )
        assert answer.status_code == 406

    def test_permission_comes_before_method_and_body(self) -> None:
        answer = APIClient().patch(LIST, b"{broken", content_type="application/json")
        assert answer.status_code == 403

    def test_method_comes_before_body(self) -> None:
        user = User.objects.create(username="alice")
        client = APIClient()
        client.force_login(user)
        answer = client.delete(LIST, b"{broken", content_type="application/json")
        assert (answer.status_code, answer.json()) == (405, {"detail": 'Method "DELETE" not allowed.'})

    def test_the_login_wall_closes_the_api(self, settings: Any) -> None:
        settings.GLOBAL_LOGIN_REQUIRED = True
        client = APIClient()
        for path in (LIST, "/api/v1/search", "/api/v1/media/x"):
            answer = client.get(path)
            assert answer.status_code == 403, path
            assert answer.json() == {"detail": "Authentication credentials were not provided."}
        client.force_login(User.objects.create(username="alice"))
        assert client.get(LIST).status_code == 200


class TestBodies:
    """§3.3."""

    def test_an_object(self) -> None:
        assert post(b'{"a": 1}').content == b'{"a":1}'

    def test_an_empty_body_means_no_fields(self) -> None:
        assert post(b"").content == b"{}"

    @pytest.mark.parametrize("body", [b"[]", b'"x"', b"null", b"1"])
    def test_anything_but_an_object(self, body: bytes) -> None:
        assert post(body).status_code == 400

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
            (b'{"a":NaN}', "Out of range float values are not JSON compliant: 'NaN'"),
            (b'{"a":"\xff"}', "'utf-8' codec can't decode byte 0xff in position 6: invalid start byte"),
            (b'{"a":' + b"[" * 100_000, "too deeply nested"),
        ],
    )
    def test_broken_json(self, body: bytes, reason: str) -> None:
        answer = post(body)
        assert (answer.status_code, answer.data) == (400, {"detail": f"JSON parse error - {reason}"})

    def test_another_content_type(self) -> None:
        answer = post(b"a=1", "application/x-www-form-urlencoded; charset=utf-8")
        assert answer.status_code == 415
        assert answer.data["detail"] == (
            'Unsupported media type "application/x-www-form-urlencoded; charset=utf-8" in request.'
        )

    def test_another_charset(self) -> None:
        assert post('{"a": "ü"}'.encode(), "application/json; charset=latin-1").data == {"a": "ü"}


class TestErrors:
    """What exceptions become."""

    @pytest.mark.parametrize(
        ("error", "status", "body"),
        [
            (BadRequest("no"), 400, {"detail": "no"}),
            (Unauthorized("no"), 401, {"detail": "no"}),
            (Forbidden("no"), 403, {"detail": "no"}),
            (ValidationError({"title": ["too long"]}), 400, {"title": ["too long"]}),
            (ValidationError("too long"), 400, ["too long"]),
            (DataError("out of range"), 400, {"detail": "Invalid value."}),
            (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), 400, {"detail": "Invalid value."}),
        ],
    )
    def test_known_ones_are_answers(self, error: Exception, status: int, body: Any) -> None:
        class Failing(APIView):
            def get(self, request: Request) -> Response:
                raise error

        answer = Failing.as_view()(RequestFactory().get("/"))
        assert (answer.status_code, answer.data) == (status, body)
        assert "WWW-Authenticate" not in answer

    def test_defects_are_not_hidden(self) -> None:
        class Failing(APIView):
            def get(self, request: Request) -> Response:
                raise KeyError("x")

        with pytest.raises(KeyError):
            Failing.as_view()(RequestFactory().get("/"))

    def test_messages_of_the_framework_are_translated(self) -> None:
        answer = APIClient().get(LIST + "?page=9", headers={"Accept-Language": "de"})
        assert answer.json() == {"detail": "Ungültige Seite."}


class TestPagination:
    """§3.8."""

    def page(self, query: str, rows: list[int], **options: Any) -> dict[str, Any]:
        request = Request(RequestFactory().get("/list" + query))
        pages, page = paginate(rows, request, **options)
        return pages.envelope(page)

    def test_envelope(self) -> None:
        body = self.page("?page=2&b=%C3%BC&a=1&a=2", list(range(120)))
        assert body == {
            "count": 120,
            "next": "http://testserver/list?a=1&a=2&b=%C3%BC&page=3",
            "previous": "http://testserver/list?a=1&a=2&b=%C3%BC",
            "results": list(range(50, 100)),
        }

    @pytest.mark.parametrize("page", ["1", "%201%20", "%2B1", "01", "1_0", "last", "", "x&page=1"])
    def test_tolerated_numbers(self, page: str) -> None:
        assert self.page(f"?page={page}", list(range(500)))["count"] == 500

    def test_the_fast_one_does_not_count(self) -> None:
        body = self.page("", list(range(50)), paginator=FastPagination())
        assert body == {"next": None, "previous": None, "results": list(range(50))}
