"""AV1 beside the legacy profiles: off until it is asked for, and harmless to legacy clients."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from apps.encoding import probe, selectors
from apps.encoding.models import EncodeProfile, Encoding
from apps.encoding.services import encode_run, media_encode
from apps.media.models import EncodingStatus, Media
from tests.encoding.conftest import Queue


def av1_profiles(*arguments: str) -> dict[str, bool]:
    call_command("av1_profiles", *arguments, verbosity=0)
    return dict(EncodeProfile.objects.filter(codec="av1").values_list("name", "active"))


def test_the_fixture_has_no_av1_profile(profiles: None) -> None:
    assert not EncodeProfile.objects.filter(codec="av1").exists()


def test_av1_profiles_are_added_switched_off(profiles: None) -> None:
    made = av1_profiles()

    assert list(made.values()) == [False] * 7
    assert EncodeProfile.objects.count() == 23 + 7
    assert not selectors.profiles_active().filter(codec="av1").exists()


def test_what_is_on_can_be_changed_and_switched_off_again(profiles: None) -> None:
    on = av1_profiles("--activate", "240", "720")
    off = av1_profiles()

    assert {name for name, active in on.items() if active} == {"av1-240", "av1-720"}
    assert not any(off.values())
    assert EncodeProfile.objects.count() == 23 + 7


def test_a_resolution_that_is_none_is_refused(profiles: None) -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        av1_profiles("--activate", "333")


def test_uploads_are_encoded_with_active_av1_profiles(video: Media, queue: Queue) -> None:
    av1_profiles("--activate", "240")

    made = media_encode(media=video)

    assert "av1-240" in [encoding.profile.name for encoding in made]


def test_an_av1_rendition_appears_in_the_shape_that_legacy_clients_know(
    video: Media, pending: Callable[..., Encoding], client: Client, queue: Queue, settings: Any
) -> None:
    settings.AV1_PRESET = 13
    av1_profiles("--activate", "240")
    encoding = pending(EncodeProfile.objects.get(name="av1-240").pk)

    assert encode_run(encoding_id=encoding.pk)

    encoding.refresh_from_db()
    assert encoding.status == EncodingStatus.SUCCESS
    facts = probe.probe(Path(encoding.media_file.path))
    assert facts.video is not None
    assert facts.video.raw["codec_name"] == "av1"
    info = json.loads(client.get(f"/api/v1/media/{video.friendly_token}").content)["encodings_info"]
    assert list(info) == ["2160", "1440", "1080", "720", "480", "360", "240", "144"]
    assert sorted(info["240"]["av1"]) == ["encoding_id", "progress", "size", "status", "title", "url"]
    assert info["240"]["av1"]["url"].endswith(".webm")


def test_av1_takes_no_part_in_hls(video: Media, pending: Callable[..., Encoding], profiles: None) -> None:
    av1_profiles()
    profile = EncodeProfile.objects.get(name="av1-240")
    pending(profile.pk, status=EncodingStatus.SUCCESS, media_file="encoded/x.webm")

    assert selectors.hls_renditions(video) == []
