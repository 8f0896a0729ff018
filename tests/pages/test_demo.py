"""``manage.py demo`` (its content, and that it is added once)."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django.live_server_helper import LiveServer

from apps.comments.models import Comment
from apps.common.management.commands import _demo_items as demo_items
from apps.encoding import probe
from apps.media.models import Media
from apps.playlists.models import Playlist
from apps.users.models import User

CLIPS = demo_items.items(12)[:12]


def demo(*arguments: str) -> str:
    """Run the command and return what it says."""
    output = io.StringIO()
    call_command("demo", *arguments, "--no-wait", stdout=output)
    return output.getvalue()


def content() -> tuple[int, ...]:
    """How many rows there are of what a demonstration adds."""
    return tuple(model.objects.count() for model in (User, Media, Comment, Playlist))


@pytest.mark.django_db(transaction=True)
def test_the_portal_is_filled_once(live_server: LiveServer) -> None:
    demo("--url", live_server.url, "--clips", "1")
    first = content()
    assert first == (3, 7, 3, 1)
    kinds = dict.fromkeys(Media.objects.values_list("media_type", flat=True))
    assert set(kinds) == {"video", "audio", "image", "pdf"}
    film = Media.objects.get(title="Drifting colours")
    assert film.featured
    assert [tag.title for tag in film.tags.order_by("title")] == ["abstract", "colours"]
    assert [category.title for category in film.category.all()] == ["Art"]
    assert film.subtitles.count() == 1
    assert "added 0 media" in demo("--url", live_server.url, "--clips", "1")
    assert content() == first


@pytest.mark.django_db
def test_a_portal_that_does_not_run_is_told(monkeypatch: Any) -> None:
    item = demo_items.Item("T", "t.txt", lambda path: path.touch(), "alice", "", "Art")
    monkeypatch.setattr(demo_items, "items", lambda _: [item])
    with pytest.raises(CommandError, match="does not answer"):
        demo("--url", "http://127.0.0.1:1")


@pytest.mark.parametrize("item", CLIPS, ids=lambda item: item.file_name)
def test_every_clip_can_be_made(item: demo_items.Item, tmp_path: Path) -> None:
    path = tmp_path / item.file_name
    item.make(path, seconds=1)  # type: ignore[call-arg]
    facts = probe.probe(path)
    assert facts.video is not None
    assert facts.audio is not None


def test_more_clips_than_there_are_scenes_are_variations() -> None:
    clips = demo_items.items(30)[:30]
    assert len({clip.title for clip in clips}) == len({clip.file_name for clip in clips}) == 30
