"""Paths below the media root (spec/pipeline.md §3), and writing and removing there."""

import uuid
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from hypothesis import given
from hypothesis import strategies as st

from apps.captions.models import Subtitle
from apps.categories.models import Category
from apps.common.storage import (
    absolute_media_path,
    atomic_path,
    atomic_write_bytes,
    atomic_write_text,
    media_root,
    media_url_for,
    remove_directory,
    remove_file,
)
from apps.encoding.models import EncodeProfile, Encoding
from apps.media.models import Media
from apps.users.models import User

UID = uuid.UUID("0123456789abcdef0123456789abcdef")


@pytest.fixture
def root(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = f"{tmp_path}/media/"
    settings.MEDIA_URL = "/media/"
    (tmp_path / "media").mkdir()
    return tmp_path / "media"


@pytest.fixture
def media() -> Media:
    return Media(uid=UID, user=User(username="alice"))


def stored_name(instance, field: str, filename: str) -> str:
    return instance._meta.get_field(field).generate_filename(instance, filename)


def test_an_original_is_named_for_owner_uid_and_cleaned_name(media):
    name = stored_name(media, "media_file", "my clip (1).mp4")
    assert name == f"original/user/alice/{UID.hex}.my_clip_1.mp4"


def test_an_uploaded_path_counts_by_its_last_component(media):
    with pytest.raises(SuspiciousFileOperation):
        stored_name(media, "media_file", "../../etc/passwd")


@pytest.mark.parametrize("field", ["thumbnail", "poster", "sprites", "uploaded_thumbnail", "uploaded_poster"])
def test_pictures_of_media_lie_in_the_thumbnails_of_the_owner(media, field):
    assert stored_name(media, field, "a.jpg") == "original/thumbnails/user/alice/a.jpg"


def test_an_encoding_is_named_for_profile_owner_and_uid(media):
    encoding = Encoding(media=media, profile=EncodeProfile(pk=3))
    assert stored_name(encoding, "media_file", "clip.mp4") == f"encoded/3/alice/{UID.hex}.clip.mp4"


def test_captions_lie_with_the_owner_of_the_media(media):
    subtitle = Subtitle(media=media, user=User(username="bob"))
    assert stored_name(subtitle, "subtitle_file", "en.vtt") == "original/subtitles/user/alice/en.vtt"


def test_a_category_picture_is_named_for_the_category():
    assert stored_name(Category(uid="abc"), "thumbnail", "x.jpg") == "original/categories/abc.x.jpg"


@pytest.mark.parametrize("name", ["original/a b%.mp4", "/original/a b%.mp4"])
def test_a_url_is_the_media_url_and_the_path_unencoded(root, name):
    assert media_url_for(name) == "/media/original/a b%.mp4"


def test_a_url_of_an_absolute_path_leaves_the_media_root_out(root):
    assert media_url_for(f"{root}/hls/x/master.m3u8") == "/media/hls/x/master.m3u8"


def test_no_file_has_no_url(root):
    assert media_url_for("") == ""


@pytest.mark.parametrize("name", ["hls/x/master.m3u8", "hls/y/../x/master.m3u8"])
def test_relative_and_absolute_names_lead_to_the_same_path(root, name):
    assert absolute_media_path(name) == absolute_media_path(f"{root}/{name}") == root / "hls/x/master.m3u8"


@pytest.mark.parametrize("name", ["../secret", "a/../../secret", "/etc/passwd"])
def test_a_path_out_of_the_media_root_is_refused(root, name):
    with pytest.raises(SuspiciousFileOperation, match="outside the media root"):
        absolute_media_path(name)


@given(st.lists(st.sampled_from(["..", ".", "a", "b c", ""]), max_size=8))
def test_every_accepted_path_lies_inside_the_media_root(parts):
    try:
        path = absolute_media_path("/".join(parts).lstrip("/"))
    except SuspiciousFileOperation:
        return
    assert path.is_relative_to(media_root())


def test_removing_a_file_says_whether_there_was_one(root):
    (root / "a.mp4").touch()
    assert remove_file("a.mp4")
    assert not remove_file("a.mp4")


def test_removing_a_directory_takes_all_it_holds(root):
    (root / "hls" / "x").mkdir(parents=True)
    (root / "hls" / "x" / "a.ts").touch()
    assert remove_directory(root / "hls" / "x")
    assert not remove_directory("hls/x")
    assert (root / "hls").exists()


@pytest.mark.parametrize("name", ["", ".", "hls/.."])
def test_the_media_root_itself_is_never_removed(root, name):
    with pytest.raises(SuspiciousFileOperation, match="never removed"):
        remove_directory(name)


def test_writing_replaces_the_whole_file_and_makes_its_folders(root):
    target = root / "a" / "b.vtt"
    atomic_write_text(target, "WEBVTT ø")
    atomic_write_bytes(target, b"new")
    assert target.read_bytes() == b"new"
    assert [path.name for path in target.parent.iterdir()] == ["b.vtt"]


def test_a_failed_write_leaves_the_old_file_and_no_rest(root):
    target = root / "a.mp4"
    target.write_bytes(b"old")
    with pytest.raises(TypeError), atomic_path(target) as temporary:
        temporary.write_bytes("not bytes")
    assert target.read_bytes() == b"old"
    assert list(root.iterdir()) == [target]


def test_a_file_being_written_keeps_the_suffix_that_names_its_format(root):
    with atomic_path(root / "a.mp4") as temporary:
        assert temporary.suffix == ".mp4"
        assert temporary.parent == root
