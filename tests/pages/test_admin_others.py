"""Users, comments, captions, categories, tags and pages in the admin (spec/admin.md §5, §6)."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin as django_admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from rest_framework.authtoken.models import Token

from apps.captions.models import Language, Subtitle
from apps.categories.admin import OTHER_PROVIDER
from apps.categories.models import Category, Tag
from apps.comments.models import Comment
from apps.comments.services import comment_create
from apps.pages.models import Page
from apps.rbac.admin import RBACGroupAdmin
from apps.rbac.models import RBACGroup
from apps.users.models import User
from tests.media.factories import make_category, make_group, make_media, make_tag, make_user, png
from tests.pages.conftest import Visit
from tests.pages.html import parsed

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(visit: Visit, admin: User) -> Client:
    """The administrator's browser."""
    return visit(admin)


class TestUsers:
    new = {
        "username": "carol",
        "name": "Carol",
        "email": "carol@example.org",
        "usable_password": "true",
        "password1": "correct horse",
        "password2": "correct horse",
    }

    def test_a_new_user_can_sign_in_and_has_a_channel(self, client: Client, visit: Visit) -> None:
        answer = client.post("/admin/users/user/add/", self.new)
        assert answer.status_code == 302, parsed(answer).texts("ul", class_="errorlist")
        user = User.objects.get(username="carol")
        assert [channel.title for channel in user.channels.all()] == ["default"]
        assert visit().login(username="carol", password="correct horse")

    @pytest.mark.parametrize(
        ("field", "value", "error"),
        [
            ("username", "car+ol", "Enter a valid username."),
            ("username", "Root", "A user with that username already exists."),
            ("email", "ROOT@example.org", "A user with that email already exists."),
            ("email", "", "This field is required."),
            ("password2", "correct donkey", "The two password fields"),
        ],
    )
    def test_bad_input_is_refused(self, field: str, value: str, error: str, client: Client) -> None:
        answer = client.post("/admin/users/user/add/", self.new | {field: value})
        assert answer.status_code == 200
        assert parsed(answer).texts("ul", class_="errorlist")[0].startswith(error)
        assert not User.objects.filter(username="carol").exists()

    def test_roles_are_given_here(self, client: Client, alice: User) -> None:
        data = {
            "username": "alice",
            "name": "Alice <b>L</b>",
            "email": alice.email,
            "is_active": "on",
            "is_editor": "on",
        }
        answer = client.post(f"/admin/users/user/{alice.pk}/change/", data)
        assert answer.status_code == 302, parsed(answer).texts("ul", class_="errorlist")
        alice.refresh_from_db()
        assert (alice.is_editor, alice.is_manager, alice.name) == (True, False, "Alice L")

    def test_an_avatar_is_cut_to_its_size(self, client: Client, alice: User, media_root: Path) -> None:
        from PIL import Image

        data = {"username": "alice", "name": "A", "email": alice.email, "is_active": "on"}
        client.post(f"/admin/users/user/{alice.pk}/change/", data | {"logo": png(size=(640, 300))})
        alice.refresh_from_db()
        with Image.open(media_root / alice.logo.name) as logo:
            assert (logo.format, logo.size) == ("JPEG", (200, 200))

    def test_another_password_locks_out_whoever_has_the_old_token(
        self, client: Client, visit: Visit, alice: User
    ) -> None:
        Token.objects.create(user=alice)
        data = {"usable_password": "true", "password1": "new horse 77", "password2": "new horse 77"}
        answer = client.post(f"/admin/users/user/{alice.pk}/password/", data)
        assert answer.status_code == 302
        assert visit().login(username="alice", password="new horse 77")
        assert not Token.objects.filter(user=alice).exists()

    def test_deleting_a_user_leaves_what_others_use(self, client: Client, alice: User, bob: User) -> None:
        make_media(alice)
        tag = make_tag("sea", make_media(bob))
        Tag.objects.filter(pk=tag.pk).update(user=alice)
        client.post(f"/admin/users/user/{alice.pk}/delete/", {"post": "yes"})
        assert not User.objects.filter(pk=alice.pk).exists()
        assert Tag.objects.get().user is None


class TestComments:
    def test_their_text_is_edited_as_plain_text(self, client: Client, alice: User) -> None:
        comment = comment_create(user=alice, media=make_media(alice), text="Rude")
        client.post(f"/admin/files/comment/{comment.pk}/change/", {"text": "<b>Kind</b>"})
        comment.refresh_from_db()
        assert comment.text == "Kind"
        assert client.get("/admin/files/comment/add/").status_code == 403

    def test_replies_go_with_a_comment(self, client: Client, alice: User) -> None:
        media = make_media(alice)
        comment = comment_create(user=alice, media=media, text="Hello")
        comment_create(user=alice, media=media, text="Hello you", parent=comment)
        client.post(f"/admin/files/comment/{comment.pk}/delete/", {"post": "yes"})
        assert not Comment.objects.exists()


def test_captions_can_be_added_and_removed(
    client: Client, admin: User, alice: User, media_root: Path
) -> None:
    media = make_media(alice)
    language = Language.objects.create(code="en", title="English")
    file = SimpleUploadedFile("a.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nLighthouse\n")
    answer = client.post(
        "/admin/files/subtitle/add/",
        {"media": media.pk, "language": language.pk, "subtitle_file": file},
    )
    assert answer.status_code == 302, parsed(answer).texts("ul", class_="errorlist")
    captions = Subtitle.objects.get()
    assert (captions.user, captions.subtitle_file.name) == (admin, "original/subtitles/user/alice/a.vtt")
    found = parsed(client.get("/search?q=lighthouse")).texts("span", class_="card-title")
    assert found == [media.title]


class TestCategories:
    def fields(self, **others: Any) -> dict[str, Any]:
        return {"uid": "art", "title": "Art", "description": ""} | others

    def test_a_category_can_be_made_without_groups(self, client: Client) -> None:
        assert client.post("/admin/files/category/add/", self.fields()).status_code == 302
        assert Category.objects.get().user is None

    def test_group_links_stay_while_groups_are_switched_off(self, client: Client) -> None:
        category = make_category("Art")
        group = make_group("Painters", category)
        path = f"/admin/files/category/{category.pk}/change/"
        assert client.post(path, self.fields(title="Fine art")).status_code == 302
        assert list(group.categories.all()) == [category]

    def test_groups_make_it_a_category_of_groups(self, client: Client, settings: Any) -> None:
        settings.USE_RBAC = True
        category, group = make_category("Art"), make_group("Painters")
        path = f"/admin/files/category/{category.pk}/change/"
        assert client.post(path, self.fields(rbac_groups=[group.pk])).status_code == 302
        category.refresh_from_db()
        assert category.is_rbac_category
        assert list(category.rbac_groups.all()) == [group]

    def test_groups_of_another_provider_are_refused(self, client: Client, settings: Any) -> None:
        from allauth.socialaccount.models import SocialApp

        settings.USE_RBAC = True
        group = make_group("Painters")
        RBACGroup.objects.update(
            identity_provider=SocialApp.objects.create(provider="saml", name="University")
        )
        answer = client.post("/admin/files/category/add/", self.fields(rbac_groups=[group.pk]))
        assert parsed(answer).texts("ul", class_="errorlist") == [OTHER_PROVIDER]


def test_tags_are_letters_digits_and_single_blanks(client: Client) -> None:
    client.post("/admin/files/tag/add/", {"title": "  My-Tag!   1 "})
    assert Tag.objects.get().title == "MyTag 1"
    answer = client.post("/admin/files/tag/add/", {"title": "!?"})
    assert parsed(answer).texts("ul", class_="errorlist") == ["Enter letters or digits."]


def test_a_static_page_is_written_here(client: Client) -> None:
    data = {"slug": "map", "title": "Map", "description": '<iframe src="https://example.org"></iframe>'}
    assert client.post("/admin/files/page/add/", data).status_code == 302
    assert "sandbox" in Page.objects.get().description


def test_groups_show_how_many_people_have_which_role(admin: User, django_assert_num_queries: Any) -> None:
    users = [make_user() for _ in range(3)]
    for number in range(3):
        make_group(f"Group {number}", make_category(f"C{number}"), member=users[:2], manager=users[2:])
    request = RequestFactory().get("/")
    request.user = admin
    model_admin = RBACGroupAdmin(RBACGroup, django_admin.site)
    with django_assert_num_queries(2):
        rows = [
            (
                row.members_number,
                row.contributors_number,
                row.managers_number,
                model_admin.category_titles(row),
            )
            for row in model_admin.get_queryset(request).order_by("pk")
        ]
    assert rows == [(2, 0, 1, "C0"), (2, 0, 1, "C1"), (2, 0, 1, "C2")]
