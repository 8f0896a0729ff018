"""Editing, publishing and replacing media by form."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.categories.models import Tag
from apps.media.models import Media, MediaPermission
from apps.media.services.metadata import tag_titles
from apps.users.models import User
from tests.media.factories import make_category, make_media, make_tag, png, share
from tests.pages_legacy.conftest import Browser

PUBLISHED = {"state": "public", "reported_times": "0", "submit": "x"}


def edit(client: Any, media: Media, page: str = "edit", **fields: Any) -> Any:
    """Send a form of a media."""
    return client.post(f"/{page}?m={media.friendly_token}", fields)


@pytest.fixture
def image(alice: User, media_root: Path) -> Media:
    """A picture with its file."""
    media = make_media(alice, media_type="image")
    path = media_root / str(media.media_file)
    path.parent.mkdir(parents=True)
    path.write_bytes(png().read())
    return media


# -- metadata ------------------------------------------------------------------------------------------------


def test_a_media_is_edited(browser: Browser, alice: User, image: Media) -> None:
    response = edit(browser(alice), image, title="A <b>title</b>", description="d", enable_comments="on")

    assert response["Location"] == f"/view?m={image.friendly_token}"
    image.refresh_from_db()
    assert (image.title, image.description, image.enable_comments) == ("A title", "d", True)


def test_tags_are_replaced_and_counted_and_found(browser: Browser, editor: User, image: Media) -> None:
    old = make_tag("old", image)
    old.media_count = 1
    old.save()

    edit(browser(editor), image, title="t", new_tags="Alpha, new!")

    assert set(image.tags.values_list("title", flat=True)) == {"Alpha", "new"}
    assert Tag.objects.get(title="old").media_count == 0
    assert Tag.objects.get(title="new").media_count == 1
    assert Tag.objects.get(title="new").user == editor
    assert Media.objects.filter(search="alpha").exists()


def test_tags_are_words() -> None:
    assert tag_titles("foo, Bar-Baz!!, foo,  ,éa b\x00") == ["foo", "BarBaz", "éa b"]


def test_mistakes_come_back_with_the_form(browser: Browser, alice: User, image: Media) -> None:
    response = edit(browser(alice), image, title="x" * 101, add_date="yesterday")

    assert response.status_code == 200
    assert b"Enter a valid date/time." in response.content
    assert b"at most 100 characters" in response.content


def test_a_poster_is_shown_and_taken_away(
    browser: Browser, alice: User, media_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    media = make_media(alice, media_type="audio")

    edit(browser(alice), media, title="t", uploaded_poster=png("my pic.png", (800, 400)))

    media.refresh_from_db()
    assert media.uploaded_poster.name == "original/thumbnails/user/alice/my_pic.jpg"
    with Image.open(media.uploaded_poster.path) as poster, Image.open(media.uploaded_thumbnail.path) as thumb:
        assert (poster.size, thumb.size) == ((720, 360), (344, 172))

    edit(browser(alice), media, title="t")
    media.refresh_from_db()
    assert media.uploaded_poster

    with django_capture_on_commit_callbacks(execute=True):
        edit(browser(alice), media, **{"title": "t", "uploaded_poster-clear": "on"})
    media.refresh_from_db()
    assert not media.uploaded_poster
    assert not list(media_root.rglob("*.jpg"))


def test_a_text_is_no_poster(browser: Browser, alice: User) -> None:
    media = make_media(alice, media_type="audio")

    response = edit(browser(alice), media, uploaded_poster=SimpleUploadedFile("x.png", b"text"))

    assert b"Upload a valid image." in response.content


def test_a_blank_slug_keeps_the_token(browser: Browser, alice: User, image: Media, settings: Any) -> None:
    settings.ALLOW_CUSTOM_MEDIA_URLS = True
    other, token = make_media(alice), image.friendly_token

    edit(browser(alice), image, title="t", friendly_token=" ")
    assert Media.objects.filter(friendly_token=token).exists()
    taken = edit(browser(alice), image, title="t", friendly_token=other.friendly_token)
    assert b"This slug is already in use." in taken.content
    assert b"Slug can only contain" in edit(browser(alice), image, friendly_token="a b").content
    assert edit(browser(alice), image, friendly_token="my-clip")["Location"] == "/view?m=my-clip"


def test_a_video_is_shown_at_another_time(
    browser: Browser, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[float | None] = []

    def thumbnails_create(*, media: Media) -> bool:
        taken.append(media.thumbnail_time)
        media.thumbnail_time = media.thumbnail_time or 4.2
        return True

    monkeypatch.setattr("apps.media.services.metadata.thumbnails_create", thumbnails_create)
    media = make_media(alice, duration=9)

    for seconds in ("3.26", "3.3", ""):
        edit(browser(alice), media, title="t", thumbnail_time=seconds)

    media.refresh_from_db()
    assert taken == [3.3, None]
    assert media.thumbnail_time == 4.2


# -- publishing ----------------------------------------------------------------------------------------------


def test_categories_and_state_are_set_and_counted(browser: Browser, alice: User) -> None:
    media = make_media(alice)
    old, new = make_category("Old", media, media_count=1), make_category("New")

    edit(browser(alice), media, "publish", **PUBLISHED | {"state": "unlisted", "category": [new.pk]})

    media.refresh_from_db()
    old.refresh_from_db()
    new.refresh_from_db()
    assert (media.state, media.listable) == ("unlisted", False)
    assert (old.media_count, new.media_count) == (0, 1)


def test_contributors_do_not_publish(browser: Browser, alice: User, bob: User) -> None:
    media = make_media(alice)
    share(media, bob, "editor")
    client = browser(bob)

    assert edit(client, media, "publish", **PUBLISHED)["Location"] == f"/view?m={media.friendly_token}"
    page = client.get(f"/view?m={media.friendly_token}").content
    assert b"Permission to publish is not grated by the owner: Alice Liddell" in page


def test_owners_of_a_private_portal_do_not_publish(browser: Browser, alice: User, settings: Any) -> None:
    settings.PORTAL_WORKFLOW = "private"
    media = make_media(alice, state="private")

    response = edit(browser(alice), media, "publish", **PUBLISHED)

    assert b"public is not one of the available choices." in response.content


def test_only_editors_feature(browser: Browser, alice: User, editor: User) -> None:
    media = make_media(alice)

    edit(browser(alice), media, "publish", **PUBLISHED | {"featured": "on", "reported_times": "7"})
    media.refresh_from_db()
    assert (media.featured, media.reported_times, media.is_reviewed) == (False, 0, True)

    edit(browser(editor), media, "publish", **PUBLISHED | {"featured": "on", "is_reviewed": "on"})
    media.refresh_from_db()
    assert media.featured


def test_ending_sharing_is_confirmed_and_takes_group_categories(
    browser: Browser, alice: User, bob: User
) -> None:
    media = make_media(alice)
    share(media, bob)
    group = make_category("Group", media, is_rbac_category=True)
    fields = PUBLISHED | {"category": [group.pk]}

    refused = edit(browser(alice), media, "publish", **fields)
    assert b"I understand that unchecking Shared" in refused.content
    edit(browser(alice), media, "publish", **fields, confirm_state="on")

    assert not media.permissions.exists()
    assert not media.category.exists()


def test_marking_as_shared_makes_nobody_an_owner(browser: Browser, alice: User, editor: User) -> None:
    media = make_media(alice)

    edit(browser(editor), media, "publish", **PUBLISHED, shared="on", is_reviewed="on")

    assert list(MediaPermission.objects.values_list("user", "owner_user")) == [(alice.pk, alice.pk)]


def test_courses_are_chosen_without_losing_other_categories(browser: Browser, alice: User) -> None:
    media = make_media(alice)
    plain = make_category("Plain", media)
    course = make_category("Course", is_lms_course=True)
    path = f"/publish?m={media.friendly_token}&mode=lms_embed_mode"

    browser(alice).post(path, PUBLISHED | {"category": [course.pk]})

    assert set(media.category.all()) == {plain, course}


# -- replacing -----------------------------------------------------------------------------------------------


@pytest.fixture
def replacing(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal lets files be replaced; no task runs."""
    settings.ALLOW_MEDIA_REPLACEMENT = True
    monkeypatch.setattr("apps.encoding.jobs.life.enqueue", lambda *_, **__: None)


@pytest.mark.usefixtures("replacing")
def test_a_replaced_file_leaves_the_state_alone(
    browser: Browser, alice: User, image: Media, django_capture_on_commit_callbacks: Any
) -> None:
    Media.objects.filter(pk=image.pk).update(state="private")
    old = Path(image.media_file.path)

    with django_capture_on_commit_callbacks(execute=True):
        response = edit(browser(alice), image, "replace_media", new_media_file=png("new.png"))

    image.refresh_from_db()
    assert response["Location"] == f"/view?m={image.friendly_token}"
    assert image.state == "private"
    assert image.media_file.name == f"original/user/alice/{image.uid.hex}.new.png"
    assert not old.exists()


@pytest.mark.usefixtures("replacing")
@pytest.mark.parametrize("is_picture", [True, False])
def test_the_picture_stays_until_there_is_a_new_one(
    browser: Browser, alice: User, image: Media, is_picture: bool, django_capture_on_commit_callbacks: Any
) -> None:
    image.thumbnail.save("old.jpg", ContentFile(b"picture"))
    picture = Path(image.thumbnail.path)
    document = SimpleUploadedFile("new.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")

    with django_capture_on_commit_callbacks(execute=True):
        new = png("new.png") if is_picture else document
        edit(browser(alice), image, "replace_media", new_media_file=new)

    image.refresh_from_db()
    assert (bool(image.thumbnail), picture.exists()) == (is_picture, is_picture)


@pytest.mark.usefixtures("replacing")
def test_a_useless_file_leaves_the_media_alone(browser: Browser, alice: User, image: Media) -> None:
    old = Path(image.media_file.path)
    garbage = SimpleUploadedFile("x.mp4", b"garbage")

    response = edit(browser(alice), image, "replace_media", new_media_file=garbage)

    assert b"This type of file is not supported." in response.content
    assert list(old.parent.iterdir()) == [old]


def test_files_are_not_replaced_unless_the_portal_allows_it(
    browser: Browser, alice: User, image: Media
) -> None:
    response = edit(browser(alice), image, "replace_media", new_media_file=io.BytesIO(b"x"))

    assert response["Location"] == "/"
