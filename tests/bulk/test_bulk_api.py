"""``POST /api/v1/media/user/bulk_actions`` (spec/api-media-bulk.md §1)."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.categories.models import Category
from apps.comments.models import Comment
from apps.comments.services import comment_create
from apps.lti.models import EmbedMediaCourse
from apps.media.counters import media_counts_refresh
from apps.media.models import Media, MediaPermission
from apps.playlists.models import Playlist
from apps.playlists.services import playlist_create
from apps.users.models import User
from tests.media.factories import make_category, make_group, make_media, make_tag, make_user, share

pytestmark = pytest.mark.django_db

Api = Callable[..., APIClient]
URL = "/api/v1/media/user/bulk_actions"


def bulk(client: APIClient, action: Any, *media: Media, **inputs: Any) -> tuple[int, Any]:
    """Send an action on a selection."""
    body = {"action": action, "media_ids": [item.friendly_token for item in media]} | inputs
    answer = client.post(URL, body, format="json")
    body = answer.json()
    return answer.status_code, body.get("detail", body)


@pytest.fixture
def client(api: Api, alice: User) -> APIClient:
    """The client of alice."""
    return api(alice)


@pytest.fixture
def two(alice: User) -> list[Media]:
    """Two public media of alice."""
    return [make_media(alice), make_media(alice)]


class TestSelection:
    """§1.1, §1.2."""

    def test_anonymous(self, api: Api, db: None) -> None:
        assert bulk(api(), "x") == (403, "Authentication credentials were not provided.")

    def test_only_post(self, client: APIClient) -> None:
        answer = client.get(URL)
        assert (answer.status_code, sorted(answer["Allow"].split(", "))) == (405, ["OPTIONS", "POST"])

    @pytest.mark.parametrize("body", ["[]", '"x"', "null", "1"])
    def test_no_object(self, client: APIClient, body: str) -> None:
        assert client.generic("POST", URL, body, content_type="application/json").status_code == 400

    def test_forms_are_not_taken(self, client: APIClient) -> None:
        assert client.post(URL, {"action": "x"}).status_code == 415

    def test_a_session_needs_its_token(self, alice: User) -> None:
        client = APIClient(enforce_csrf_checks=True)
        client.force_login(alice)
        assert bulk(client, "delete_media", make_media(alice))[0] == 403
        assert Media.objects.count() == 1

    @pytest.mark.parametrize("action", [None, "", 0, []])
    def test_no_action(self, client: APIClient, action: Any) -> None:
        assert bulk(client, action) == (400, "action is required")

    @pytest.mark.parametrize("ids", [None, "", [], {}, 0, False])
    def test_no_media(self, client: APIClient, ids: Any) -> None:
        assert bulk(client, "delete_media", media_ids=ids) == (400, "media_ids is required")

    @pytest.mark.parametrize("ids", ["token", {"a": 1}, ["nope"], [None, 1, {}, []]])
    def test_no_match(self, client: APIClient, ids: Any) -> None:
        assert bulk(client, "delete_media", media_ids=ids) == (400, "No matching media found")

    @pytest.mark.parametrize("ids", [5, True, 1.5])
    def test_no_list(self, client: APIClient, ids: Any) -> None:
        assert bulk(client, "delete_media", media_ids=ids) == (400, "media_ids must be a list")

    def test_nul(self, client: APIClient) -> None:
        assert bulk(client, "delete_media", media_ids=["\x00"])[0] == 400

    @pytest.mark.parametrize(("action", "shown"), [("bogus", "bogus"), (5, "5"), (["x"], "['x']")])
    def test_unknown_actions(self, client: APIClient, two: list[Media], action: Any, shown: str) -> None:
        assert bulk(client, action, *two) == (400, f"Unknown action: {shown}")

    @pytest.mark.parametrize("action", ["course_cleanup_", "__class__", "_said"])
    def test_nothing_else_can_be_called(self, client: APIClient, two: list[Media], action: str) -> None:
        assert bulk(client, action, *two)[0] == 400

    def test_only_own_media_also_for_superusers(self, api: Api, two: list[Media]) -> None:
        client = api(make_user(is_superuser=True))
        assert bulk(client, "delete_media", *two) == (400, "No matching media found")
        assert Media.objects.count() == 2

    def test_others_are_dropped_and_duplicates_count_once(
        self, client: APIClient, two: list[Media], bob: User
    ) -> None:
        assert bulk(client, "enable_comments", two[0], two[0], make_media(bob)) == (
            200,
            "Comments enabled for 1 media items",
        )


class TestFlagsAndComments:
    """Plain updates."""

    @pytest.mark.parametrize("switch", ["enable", "disable"])
    @pytest.mark.parametrize(
        ("what", "column"), [("comments", "enable_comments"), ("download", "allow_download")]
    )
    def test_flags(self, client: APIClient, two: list[Media], switch: str, what: str, column: str) -> None:
        edited = two[0].edit_date
        assert bulk(client, f"{switch}_{what}", *two) == (
            200,
            f"{what.title()} {switch}d for 2 media items",
        )
        two[0].refresh_from_db()
        assert (getattr(two[0], column), two[0].edit_date) == (switch == "enable", edited)

    def test_all_comments_go_whoever_wrote_them(self, client: APIClient, two: list[Media], bob: User) -> None:
        first = comment_create(user=bob, media=two[0], text="x")
        comment_create(user=bob, media=two[0], text="y", parent=first)
        kept = comment_create(user=bob, media=make_media(bob), text="kept")
        assert bulk(client, "delete_comments", *two) == (200, "2 comments deleted")
        assert list(Comment.objects.all()) == [kept]

    def test_media_go_with_their_counts(self, client: APIClient, two: list[Media], alice: User) -> None:
        media_counts_refresh(two[0])
        assert bulk(client, "delete_media", *two) == (200, "2 media items deleted")
        alice.refresh_from_db()
        assert (Media.objects.count(), alice.media_count) == (0, 0)


class TestPlaylists:
    """§1.4."""

    @pytest.fixture
    def playlist(self, alice: User) -> Playlist:
        return playlist_create(user=alice, title="List")

    def test_adding_fills_up_to_the_limit(
        self, client: APIClient, two: list[Media], playlist: Playlist, settings: Any
    ) -> None:
        settings.MAX_MEDIA_PER_PLAYLIST = 3
        ids = {"playlist_ids": [playlist.pk, str(playlist.pk)]}
        assert bulk(client, "add_to_playlist", *two, **ids) == (200, "Added 2 media items to 1 playlists")
        assert bulk(client, "add_to_playlist", *two, **ids) == (200, "Added 1 media items to 1 playlists")
        assert list(playlist.items.values_list("ordering", flat=True)) == [1, 2, 3]

    def test_removing_takes_all_places(self, client: APIClient, two: list[Media], playlist: Playlist) -> None:
        for _ in range(2):
            bulk(client, "add_to_playlist", *two, playlist_ids=[playlist.pk])
        answer = bulk(client, "remove_from_playlist", two[0], playlist_ids=[playlist.pk])
        assert answer == (200, "Removed 2 media items from 1 playlists")

    @pytest.mark.parametrize("action", ["add_to_playlist", "remove_from_playlist"])
    def test_only_own_playlists(self, client: APIClient, two: list[Media], bob: User, action: str) -> None:
        other = playlist_create(user=bob, title="Other")
        assert bulk(client, action, *two) == (400, f"playlist_ids is required for {action} action")
        assert bulk(client, action, *two, playlist_ids=[other.pk]) == (400, "No matching playlists found")
        assert other.items.count() == 0

    @pytest.mark.parametrize("ids", [["x"], 5, [10**30]])
    def test_ids_that_are_none(self, client: APIClient, two: list[Media], ids: Any) -> None:
        assert bulk(client, "add_to_playlist", *two, playlist_ids=ids)[0] == 400

    def test_membership_needs_every_media(
        self, client: APIClient, two: list[Media], playlist: Playlist, alice: User
    ) -> None:
        partial = playlist_create(user=alice, title="Partial")
        bulk(client, "add_to_playlist", *two, playlist_ids=[playlist.pk])
        bulk(client, "add_to_playlist", two[0], playlist_ids=[partial.pk])
        bulk(client, "add_to_playlist", two[0], playlist_ids=[partial.pk])
        expected = {
            "id": playlist.pk,
            "friendly_token": playlist.friendly_token,
            "title": "List",
            "media_count": 2,
        }
        assert bulk(client, "playlist_membership", *two) == (200, {"results": [expected]})


class TestState:
    """§1.5."""

    def test_listable_is_stored_with_it(self, client: APIClient, two: list[Media], alice: User) -> None:
        assert bulk(client, "set_state", *two, state="private") == (200, "State updated to private")
        alice.refresh_from_db()
        assert (Media.objects.filter(listable=True).count(), alice.media_count) == (0, 0)
        bulk(client, "set_state", two[0], state="public")
        alice.refresh_from_db()
        assert (Media.objects.filter(listable=True).count(), alice.media_count) == (1, 1)

    @pytest.mark.parametrize(
        ("state", "message"),
        [
            (None, "state is required for set_state action"),
            ("weird", "state must be one of ['private', 'public', 'unlisted']"),
            (["public"], "state must be one of ['private', 'public', 'unlisted']"),
        ],
    )
    def test_what_is_no_state(self, client: APIClient, two: list[Media], state: Any, message: str) -> None:
        assert bulk(client, "set_state", *two, state=state) == (400, message)

    def test_the_workflow_keeps_public_for_editors(
        self, api: Api, client: APIClient, two: list[Media], editor: User, settings: Any
    ) -> None:
        settings.PORTAL_WORKFLOW = "private"
        refused = (400, "You are not allowed to set media to public state")
        assert bulk(client, "set_state", *two, state="public") == refused
        assert bulk(client, "set_state", *two, state="unlisted")[0] == 200
        assert bulk(api(editor), "set_state", make_media(editor), state="public")[0] == 200

    def test_sharing_can_be_removed(self, client: APIClient, two: list[Media], bob: User) -> None:
        share(two[0], bob)
        closed = make_category("Closed", *two, is_rbac_category=True)
        open_one = make_category("Open", two[0])
        EmbedMediaCourse.objects.create(media=two[0], category=closed)
        bulk(client, "set_state", two[0], state="private", remove_sharing=True)
        assert not MediaPermission.objects.exists()
        assert list(two[0].category.all()) == [open_one]
        assert list(closed.media.all()) == [two[1]]
        assert EmbedMediaCourse.objects.count() == 1

    def test_the_text_false_is_true(self, client: APIClient, two: list[Media], bob: User) -> None:
        share(two[0], bob)
        bulk(client, "set_state", two[0], state="private", remove_sharing="false")
        assert not MediaPermission.objects.exists()


class TestOwner:
    """§1.6."""

    def test_everything_goes_to_the_new_owner(
        self, client: APIClient, two: list[Media], alice: User, bob: User
    ) -> None:
        other = make_user()
        for user in (bob, other):
            share(two[0], user)
        media_counts_refresh(two[0])
        assert bulk(client, "change_owner", *two, owner="bob") == (200, "Owner changed for 2 media items")
        assert set(Media.objects.values_list("user", flat=True)) == {bob.pk}
        assert list(MediaPermission.objects.values_list("user", "owner_user")) == [(other.pk, bob.pk)]
        counts = [User.objects.get(pk=user.pk).media_count for user in (alice, bob)]
        assert counts == [0, 2]
        assert client.get("/api/v1/search?q=bob").json()["count"] == 2

    @pytest.mark.parametrize(
        ("owner", "message"),
        [
            ("", "owner is required for change_owner action"),
            ("nobody", "User not found"),
            ([1], "User not found"),
        ],
    )
    def test_nobody(self, client: APIClient, two: list[Media], owner: Any, message: str) -> None:
        assert bulk(client, "change_owner", *two, owner=owner) == (400, message)


class TestOwnership:
    """Sharing with users."""

    def test_granting_replaces_and_keeps_the_source(
        self, client: APIClient, two: list[Media], alice: User, bob: User
    ) -> None:
        share(two[0], bob, "viewer", source="lti_embed")
        answer = bulk(
            client, "set_ownership", *two, ownership_type="editor", users=["bob", "alice", "nobody"]
        )
        assert answer == (200, "Action succeeded")
        rows = MediaPermission.objects.filter(user=bob).order_by("pk")
        assert list(rows.values_list("permission", "source", "owner_user")) == [
            ("editor", "lti_embed", alice.pk),
            ("editor", "explicit", alice.pk),
        ]
        assert MediaPermission.objects.count() == 4

    def test_revoking_takes_exactly_this_permission(
        self, client: APIClient, two: list[Media], bob: User
    ) -> None:
        share(two[0], bob, "viewer")
        share(two[1], bob, "editor")
        bulk(client, "remove_ownership", *two, ownership_type="viewer", users=["bob"])
        assert list(MediaPermission.objects.values_list("permission", flat=True)) == ["editor"]

    def test_holders_are_those_of_every_media_by_name(
        self, client: APIClient, two: list[Media], alice: User
    ) -> None:
        names = [make_user("z", name="A"), make_user("y", name="B"), make_user("x", name="B")]
        for media in two:
            for user in (*names, alice):
                share(media, user)
        share(two[0], make_user("partly"))
        answer = bulk(client, "get_ownership", *two, ownership_type="viewer")
        assert answer == (200, {"results": ["A - z", "B - x", "B - y"]})

    @pytest.mark.parametrize("action", ["get_ownership", "set_ownership", "remove_ownership"])
    def test_the_type_is_checked_first(self, client: APIClient, two: list[Media], action: str) -> None:
        assert bulk(client, action, *two) == (400, f"ownership_type is required for {action} action")
        message = "ownership_type must be one of ['viewer', 'editor', 'owner']"
        assert bulk(client, action, *two, ownership_type="boss") == (400, message)

    @pytest.mark.parametrize("action", ["set_ownership", "remove_ownership"])
    def test_then_the_users(self, client: APIClient, two: list[Media], action: str) -> None:
        answer = bulk(client, action, *two, ownership_type="viewer")
        assert answer == (400, f"users is required for {action} action")
        answer = bulk(client, action, *two, ownership_type="viewer", users=["nobody"])
        assert answer == (400, "No valid users found")


class TestCategories:
    """§1.7."""

    def test_adding_counts_new_pairs_and_refreshes_counts(self, client: APIClient, two: list[Media]) -> None:
        category, tag = make_category("C", two[0], uid="c"), make_tag("t", two[1])
        answer = bulk(client, "add_to_category", *two, category_uids=["c", "c", "nope"])
        assert answer == (200, "Added 1 media items to 1 categories")
        for row in (category, tag):
            row.refresh_from_db()
        assert (category.media_count, tag.media_count) == (2, 1)

    def test_group_categories_are_for_contributors_whatever_the_setting_says(
        self, api: Api, client: APIClient, two: list[Media], alice: User
    ) -> None:
        closed = make_category("C", is_rbac_category=True, uid="c")
        superuser = make_user(is_superuser=True)
        refused = (400, "No matching categories found or access denied")
        assert bulk(client, "add_to_category", *two, category_uids=["c"]) == refused
        assert bulk(api(superuser), "add_to_category", make_media(superuser), category_uids=["c"]) == refused
        make_group("g", closed, contributor=[alice])
        assert bulk(client, "add_to_category", *two, category_uids=["c"])[0] == 200

    def test_a_course_by_its_id_on_the_platform(
        self, client: APIClient, two: list[Media], alice: User
    ) -> None:
        course = make_category("C", is_rbac_category=True, lti_context_id="7")
        make_category("D", lti_context_id="7")
        refused = (400, "No matching categories found or access denied")
        assert bulk(client, "add_to_category", *two, lti_context_id="7") == refused
        make_group("g", course, contributor=[alice])
        answer = bulk(client, "add_to_category", *two, lti_context_id="7")
        assert answer == (200, "Added 2 media items to 1 categories")
        assert list(course.media.order_by("pk")) == two

    def test_removing_leaves_the_count_of_a_legacy_server(self, client: APIClient, two: list[Media]) -> None:
        category = make_category("C", *two, uid="c")
        answer = bulk(client, "remove_from_category", *two, category_uids=["c"])
        assert answer == (200, "Removed 2 media items from 1 categories")
        category.refresh_from_db()
        assert category.media_count == 1
        bulk(client, "remove_from_category", *two, category_uids=["c"])
        category.refresh_from_db()
        assert category.media_count == 1

    def test_removing_forgets_the_embedding_and_the_mark_of_sharing(
        self, client: APIClient, two: list[Media], alice: User, bob: User
    ) -> None:
        course = make_category("C", *two, uid="c", is_rbac_category=True)
        make_group("g", course, contributor=[alice])
        for media in two:
            EmbedMediaCourse.objects.create(media=media, category=course)
            share(media, alice, "owner")
        share(two[1], bob)
        bulk(client, "remove_from_category", *two, category_uids=["c"])
        assert not EmbedMediaCourse.objects.exists()
        left = MediaPermission.objects.order_by("pk").values_list("media", "user")
        assert list(left) == [(two[1].pk, alice.pk), (two[1].pk, bob.pk)]

    def test_the_mark_stays_while_another_group_has_the_media(
        self, client: APIClient, two: list[Media], alice: User
    ) -> None:
        course = make_category("C", *two, uid="c", is_rbac_category=True)
        make_category("D", two[0], is_rbac_category=True)
        make_group("g", course, contributor=[alice])
        for media in two:
            share(media, alice, "owner")
        bulk(client, "remove_from_category", *two, category_uids=["c"])
        assert MediaPermission.objects.get().media == two[0]

    def test_nothing_named(self, client: APIClient, two: list[Media]) -> None:
        message = "category_uids or lti_context_id is required for add_to_category action"
        assert bulk(client, "add_to_category", *two) == (400, message)
        message = "category_uids is required for remove_from_category action"
        assert bulk(client, "remove_from_category", *two) == (400, message)

    def test_membership_of_every_media_and_embedding_of_any(
        self, client: APIClient, two: list[Media]
    ) -> None:
        make_category("Z", *two, uid="z")
        make_category("Y", two[0], uid="y")
        EmbedMediaCourse.objects.create(media=two[1], category=make_category("A", uid="a"))
        answer = bulk(client, "category_membership", *two)
        assert answer == (200, {"results": [{"title": "A", "uid": "a"}, {"title": "Z", "uid": "z"}]})


class TestTags:
    """Existing tags only."""

    def test_adding_and_removing(self, client: APIClient, two: list[Media]) -> None:
        tag = make_tag("t", two[0])
        answer = bulk(client, "add_tags", *two, tag_titles=["t", "new"])
        assert answer == (200, "Added 1 media items to 1 tags")
        tag.refresh_from_db()
        assert tag.media_count == 0
        answer = bulk(client, "tag_membership", *two)
        assert answer == (200, {"results": [{"title": "t", "media_count": 2}]})
        answer = bulk(client, "remove_tags", *two, tag_titles=["t"])
        assert answer == (200, "Removed 2 media items from 1 tags")
        assert bulk(client, "tag_membership", *two) == (200, {"results": []})

    @pytest.mark.parametrize("action", ["add_tags", "remove_tags"])
    def test_nothing_named(self, client: APIClient, two: list[Media], action: str) -> None:
        assert bulk(client, action, *two) == (400, f"tag_titles is required for {action} action")
        answer = bulk(client, action, *two, tag_titles=["nope"])
        assert answer == (400, "No matching tags found")


class TestCourseCleanUp:
    """§2."""

    @pytest.fixture
    def course(self, alice: User) -> Category:
        course = make_category("Course", uid="course", is_rbac_category=True, is_lms_course=True)
        make_group("g", course, contributor=[alice], member=[make_user("member")])
        return course

    def clean(self, client: APIClient, *media: Media, **inputs: Any) -> tuple[int, Any]:
        return bulk(client, "course_cleanup", *media, category_uids=["course"], **inputs)

    def test_refusals_in_order(self, api: Api, client: APIClient, course: Category, bob: User) -> None:
        assert bulk(client, "course_cleanup") == (400, "category_uids is required")
        answer = bulk(client, "course_cleanup", category_uids=["nope"])
        assert answer == (400, "No matching categories found")
        refused = (403, "No contributor access to specified categories")
        for user in (bob, make_user(is_superuser=True)):
            assert self.clean(api(user)) == refused

    def test_categories_of_groups_that_are_no_courses_are_out_of_reach(
        self, client: APIClient, course: Category, bob: User
    ) -> None:
        Category.objects.update(is_lms_course=False)
        course.media.add(make_media(bob))
        assert self.clean(client) == (403, "No contributor access to specified categories")
        assert course.media.count() == 1

    def test_all_media_of_the_course_leave_it(
        self, client: APIClient, course: Category, two: list[Media], bob: User
    ) -> None:
        course.media.add(*two, make_media(bob))
        assert self.clean(client) == (200, "Course cleanup completed successfully")
        course.refresh_from_db()
        assert (course.media.count(), course.media_count) == (0, 1)

    def test_permissions_of_members_and_of_the_embedding_go_never_the_owners(
        self, client: APIClient, course: Category, bob: User
    ) -> None:
        member, stranger = User.objects.get(username="member"), make_user("stranger")
        shared, embedded = make_media(bob), make_media(bob)
        course.media.add(shared)
        EmbedMediaCourse.objects.create(media=embedded, category=course)
        for media in (shared, embedded):
            for user in (bob, member, stranger):
                share(media, user)
        self.clean(client, remove_permissions=True)
        left = MediaPermission.objects.order_by("pk").values_list("media", "user__username")
        assert list(left) == [(shared.pk, "bob"), (shared.pk, "stranger"), (embedded.pk, "bob")]
        assert EmbedMediaCourse.objects.count() == 1

    def test_comments_go_on_request(self, client: APIClient, course: Category, bob: User) -> None:
        media = make_media(bob)
        course.media.add(media)
        comment_create(user=bob, media=media, text="x")
        self.clean(client)
        assert Comment.objects.count() == 1
        course.media.add(media)
        self.clean(client, remove_comments=True)
        assert Comment.objects.count() == 0

    @pytest.mark.parametrize(("everything", "left"), [(False, ["other"]), (True, [])])
    def test_a_selection_and_on_request_the_rest(
        self, client: APIClient, course: Category, alice: User, everything: bool, left: list[str]
    ) -> None:
        bob = make_user("bob")
        own, other = make_media(alice, title="own"), make_media(bob, title="other")
        course.media.add(own, other)
        for media in (own, other):
            comment_create(user=bob, media=media, text=media.title)
        self.clean(client, own, remove_comments=True, apply_to_all=everything)
        assert list(course.media.values_list("title", flat=True)) == left
        assert list(Comment.objects.values_list("text", flat=True)) == left

    def test_named_media_of_others_stay(self, client: APIClient, course: Category, bob: User) -> None:
        other = make_media(bob)
        course.media.add(other)
        self.clean(client, other, apply_to_all=True)
        assert list(course.media.all()) == [other]


class TestAllOrNothing:
    """Every action is one transaction."""

    def test_a_failure_undoes_what_went_before(
        self, client: APIClient, two: list[Media], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        calls: list[Media] = []

        def fail_second(*, media: Media, state: str) -> None:
            Media.objects.filter(pk=media.pk).update(state=state)
            calls.append(media)
            if len(calls) == 2:
                raise OSError

        monkeypatch.setattr("apps.media.bulk.services.media_state_set", fail_second)
        client.raise_request_exception = False
        assert (
            client.post(
                URL,
                {
                    "action": "set_state",
                    "state": "private",
                    "media_ids": [item.friendly_token for item in two],
                },
                format="json",
            ).status_code
            == 500
        )
        assert set(Media.objects.values_list("state", flat=True)) == {"public"}

    def test_queries_of_plain_actions_do_not_grow(
        self, client: APIClient, alice: User, django_assert_max_num_queries: Any
    ) -> None:
        media = [make_media(alice) for _ in range(20)]
        make_category("C", uid="c")
        make_tag("t")
        playlist_create(user=alice, title="p")
        for action, inputs in (
            ("disable_comments", {}),
            ("set_ownership", {"ownership_type": "viewer", "users": ["alice"]}),
            ("get_ownership", {"ownership_type": "viewer"}),
            ("add_to_category", {"category_uids": ["c"]}),
            ("category_membership", {}),
            ("add_tags", {"tag_titles": ["t"]}),
            ("tag_membership", {}),
            ("playlist_membership", {}),
            ("delete_comments", {}),
        ):
            with django_assert_max_num_queries(16):
                assert bulk(client, action, *media, **inputs)[0] == 200
