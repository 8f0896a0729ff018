"""Comments through the API (spec/api-community.md §6)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from rest_framework.test import APIClient

from apps.comments.models import Comment
from apps.comments.services import comment_create
from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import make_media, make_user, share

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]


@pytest.fixture
def media(alice: User) -> Media:
    """A public media of alice."""
    return make_media(alice)


def url(media: Media, uid: UUID | str | None = None) -> str:
    """The comments of a media, or one of them."""
    address = f"/api/v1/media/{media.friendly_token}/comments"
    return address if uid is None else f"{address}/{uid}"


def post(client: APIClient, media: Media, body: Any) -> tuple[int, Any]:
    """Write a comment."""
    answer = client.post(url(media), body, format="json")
    return answer.status_code, answer.json()


def trees() -> list[tuple[Any, ...]]:
    """The tree columns of all comments, by id."""
    return list(Comment.objects.order_by("pk").values_list("tree_id", "lft", "rght", "level"))


class TestReading:
    """§6.2 to §6.4."""

    def test_fields_in_order(self, api: Api, media: Media, alice: User) -> None:
        parent = comment_create(user=alice, media=media, text="one & <b>two</b>")
        comment_create(user=alice, media=media, text="reply", parent=parent)
        reply, first = api().get(url(media)).json()["results"]
        assert list(first) == [
            *("add_date", "text", "parent", "author_thumbnail_url", "author_profile", "author_name"),
            *("media_url", "uid"),
        ]
        assert (first["text"], first["parent"], reply["parent"]) == ("one & two", None, parent.pk)
        assert first["media_url"] == f"/view?m={media.friendly_token}"

    def test_everybodys_comments_are_those_on_public_media(self, api: Api, alice: User, bob: User) -> None:
        for state in ("public", "unlisted", "private"):
            comment_create(user=bob, media=make_media(alice, state=state), text=state)
        comment_create(user=bob, media=make_media(alice, is_reviewed=False), text="not listed")
        texts = [row["text"] for row in api(alice).get("/api/v1/comments").json()["results"]]
        assert texts == ["not listed", "public"]
        assert api().get("/api/v1/comments?author=%20bob").json()["count"] == 2
        assert api().get("/api/v1/comments?author=alice").json()["count"] == 0

    @pytest.mark.parametrize("query", ["?author=nobody", "?author="])
    def test_unknown_author(self, api: Api, db: None, query: str) -> None:
        answer = api().get(f"/api/v1/comments{query}")
        assert (answer.status_code, answer.json()) == (404, {"detail": "No User matches the given query."})

    def test_comments_on_private_media_are_for_those_with_access(
        self, api: Api, alice: User, bob: User, editor: User
    ) -> None:
        private = make_media(alice, state="private", enable_comments=False)
        refused = (400, {"detail": "media is private"})
        for client in (api(), api(bob)):
            answer = client.get(url(private))
            assert (answer.status_code, answer.json()) == refused
            assert post(api(bob), private, {"text": "x"}) == refused
        share(private, bob)
        for user in (alice, bob, editor):
            assert api(user).get(url(private)).status_code == 200

    def test_unknown_media(self, api: Api, alice: User) -> None:
        answer = api(alice).get("/api/v1/media/nope/comments")
        assert (answer.status_code, answer.json()) == (400, {"detail": "media file does not exist"})

    def test_queries_do_not_grow(self, api: Api, media: Media, django_assert_num_queries: Any) -> None:
        for _ in range(20):
            comment_create(user=make_user(), media=media, text="x")
        with django_assert_num_queries(2):
            api().get("/api/v1/comments")
        with django_assert_num_queries(3):
            api().get(url(media))

    def test_unsafe_methods_on_the_list_meet_the_gate_first(
        self, api: Api, alice: User, settings: Any
    ) -> None:
        assert api().post("/api/v1/comments").status_code == 403
        assert api(alice).post("/api/v1/comments").status_code == 405
        settings.CAN_ADD_MEDIA = "advancedUser"
        assert api(alice).post("/api/v1/comments").status_code == 403


class TestWriting:
    """§6.5."""

    def test_text_is_cleaned_and_cut(self, api: Api, media: Media, bob: User, settings: Any) -> None:
        settings.MAX_CHARS_FOR_COMMENT = 12
        assert post(api(bob), media, {"text": " <p>0123456789abcdef</p> "})[1]["text"] == "0123456789ab"
        assert post(api(bob), media, {"text": "<br>"})[1]["text"] == ""
        assert post(api(bob), media, {"text": 7})[1]["text"] == "7"

    def test_client_values_of_other_columns_are_ignored(
        self, api: Api, media: Media, bob: User, alice: User
    ) -> None:
        uid = str(uuid4())
        status, body = post(
            api(bob), media, {"text": "x", "uid": uid, "user": alice.pk, "add_date": "2001-01-01T00:00:00Z"}
        )
        assert status == 201
        assert body["uid"] != uid
        assert (body["author_name"], body["add_date"][:4] != "2001") == ("Bob", True)

    def test_a_parent_beyond_all_measure_does_not_exist(self, api: Api, media: Media, bob: User) -> None:
        body = '{"text": "x", "parent": 1e400}'
        answer = api(bob).post(url(media), body, content_type="application/json")
        errors = {"parent": ['Invalid pk "inf" - object does not exist.']}
        assert (answer.status_code, answer.json()) == (400, errors)

    @pytest.mark.parametrize(
        ("body", "errors"),
        [
            ({}, {"text": ["This field is required."]}),
            ({"text": "  "}, {"text": ["This field may not be blank."]}),
            ({"text": None}, {"text": ["This field may not be null."]}),
            ({"text": {}}, {"text": ["Not a valid string."]}),
            ({"text": "\x00"}, {"text": ["Null characters are not allowed."]}),
            ({"text": "x", "parent": 999}, {"parent": ['Invalid pk "999" - object does not exist.']}),
            (
                {"text": "x", "parent": "a"},
                {"parent": ["Incorrect type. Expected pk value, received str."]},
            ),
            (
                {"parent": True},
                {
                    "text": ["This field is required."],
                    "parent": ["Incorrect type. Expected pk value, received bool."],
                },
            ),
            ([], {"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]}),
        ],
    )
    def test_what_is_refused(self, api: Api, media: Media, bob: User, body: Any, errors: Any) -> None:
        assert post(api(bob), media, body) == (400, errors)

    @pytest.mark.parametrize("text", ['"\\ud800"', '"a\\ud800b"'])
    def test_half_a_surrogate_pair(self, api: Api, media: Media, bob: User, text: str) -> None:
        body = f'{{"text": {text}}}'
        answer = api(bob).generic("POST", url(media), body, content_type="application/json")
        assert answer.status_code == 400

    def test_a_number_beyond_the_column_is_no_parent(self, api: Api, media: Media, bob: User) -> None:
        assert post(api(bob), media, {"text": "x", "parent": 10**30})[0] == 400

    @pytest.mark.parametrize("parent", [None, ""])
    def test_no_parent(self, api: Api, media: Media, bob: User, parent: str | None) -> None:
        assert post(api(bob), media, {"text": "x", "parent": parent})[1]["parent"] is None

    def test_comments_can_be_off(self, api: Api, alice: User) -> None:
        closed = make_media(alice, enable_comments=False)
        answer = post(api(alice), closed, {"text": "x"})
        assert answer == (400, {"detail": "comments not allowed here"})

    @pytest.mark.parametrize(
        ("can_comment", "allowed"),
        [("all", True), ("email_verified", False), ("advancedUser", False), ("nobody", False)],
    )
    def test_who_may_comment_and_delete(
        self, api: Api, media: Media, settings: Any, can_comment: str, allowed: bool
    ) -> None:
        settings.CAN_COMMENT = can_comment
        editor = make_user(is_editor=True)
        uid = comment_create(user=editor, media=media, text="mine").uid
        refusal = (403, {"detail": "You do not have permission to perform this action."})
        assert (post(api(editor), media, {"text": "x"})[0] == 201) is allowed
        if not allowed:
            answer = api(editor).delete(url(media, uid))
            assert (answer.status_code, answer.json()) == refusal
        assert post(api(make_user(is_superuser=True)), media, {"text": "x"})[0] == 201

    def test_anonymous(self, api: Api, media: Media) -> None:
        detail = {"detail": "Authentication credentials were not provided."}
        assert post(api(), media, {"text": "x"}) == (403, detail)

    def test_a_session_needs_its_token(self, media: Media, bob: User) -> None:
        client = APIClient(enforce_csrf_checks=True)
        client.force_login(bob)
        answer = client.post(url(media), {"text": "x"}, format="json")
        assert (answer.status_code, answer.json()) == (403, {"detail": "CSRF Failed: CSRF cookie not set."})

    def test_one_comment_can_neither_be_read_nor_answered(self, api: Api, media: Media, bob: User) -> None:
        for address in (url(media, ""), url(media, uuid4())):
            assert api(bob).get(address).status_code == 405
            assert api(bob).post(address, {"text": "x"}, format="json").status_code == 405


class TestDeleting:
    """§6.6."""

    @pytest.fixture
    def comment(self, media: Media, bob: User) -> Comment:
        return comment_create(user=bob, media=media, text="x")

    @pytest.mark.parametrize("who", ["author", "owner", "editor"])
    def test_author_owner_and_editors_may(self, api: Api, comment: Comment, editor: User, who: str) -> None:
        user = {"author": comment.user, "owner": comment.media.user, "editor": editor}[who]
        comment_create(user=comment.media.user, media=comment.media, text="reply", parent=comment)
        answer = api(user).delete(url(comment.media, comment.uid))
        assert (answer.status_code, answer.content) == (204, b"")
        assert not Comment.objects.exists()

    def test_others_may_not_not_even_with_the_owners_permission(self, api: Api, comment: Comment) -> None:
        stranger = make_user()
        share(comment.media, stranger, "owner")
        answer = api(stranger).delete(url(comment.media, comment.uid))
        assert (answer.status_code, answer.json()) == (400, {"detail": "bad permissions"})

    def test_the_media_of_the_address_gives_no_rights(self, api: Api, comment: Comment) -> None:
        stranger = make_user()
        answer = api(stranger).delete(url(make_media(stranger), comment.uid))
        assert (answer.status_code, answer.json()) == (400, {"detail": "bad permissions"})

    @pytest.mark.parametrize("uid", ["not-a-uuid", uuid4()])
    def test_unknown(self, api: Api, media: Media, bob: User, uid: Any) -> None:
        answer = api(bob).delete(url(media, uid))
        assert (answer.status_code, answer.json()) == (400, {"detail": "comment does not exist"})

    def test_without_a_uid_nothing_happens(self, api: Api, comment: Comment, alice: User) -> None:
        for uid in (None, ""):
            assert api(alice).delete(url(comment.media, uid)).status_code == 204
        assert Comment.objects.exists()

    def test_a_very_long_thread(self, api: Api, comment: Comment, bob: User) -> None:
        parent = comment
        rows = []
        for level in range(1, 1500):
            parent = Comment(
                pk=parent.pk + 1,
                user=bob,
                media=make_media(bob) if level == 1 else parent.media,
                parent=parent,
                tree_id=comment.tree_id,
                lft=1 + level,
                rght=3000 - level,
                level=level,
            )
            rows.append(parent)
        Comment.objects.bulk_create(rows)
        assert api(bob).delete(url(comment.media, comment.uid)).status_code == 204
        assert not Comment.objects.exists()


class TestTrees:
    """§6.1: the columns that a legacy server needs."""

    def test_a_new_root_comes_last(self, media: Media, bob: User) -> None:
        comment_create(user=bob, media=media, text="a")
        comment_create(user=bob, media=media, text="b")
        assert trees() == [(1, 1, 2, 0), (2, 1, 2, 0)]

    def test_a_reply_is_the_last_child(self, media: Media, bob: User) -> None:
        root = comment_create(user=bob, media=media, text="root")
        first = comment_create(user=bob, media=media, text="first", parent=root)
        comment_create(user=bob, media=media, text="second", parent=Comment.objects.get(pk=root.pk))
        comment_create(user=bob, media=media, text="below first", parent=first)
        assert trees() == [(1, 1, 8, 0), (1, 2, 5, 1), (1, 6, 7, 1), (1, 3, 4, 2)]

    def test_deleting_closes_the_gap_in_the_same_tree_only(self, api: Api, media: Media, bob: User) -> None:
        root = comment_create(user=bob, media=media, text="root")
        first = comment_create(user=bob, media=media, text="first", parent=root)
        comment_create(user=bob, media=media, text="below first", parent=first)
        comment_create(user=bob, media=media, text="second", parent=root)
        gone = comment_create(user=bob, media=media, text="other root")
        comment_create(user=bob, media=media, text="last root")
        api(bob).delete(url(media, first.uid))
        api(bob).delete(url(media, gone.uid))
        assert trees() == [(1, 1, 4, 0), (1, 2, 3, 1), (3, 1, 2, 0)]
