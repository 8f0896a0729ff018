"""Captions by form."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.captions.models import Language, Subtitle, TranscriptionRequest
from apps.encoding.models import Job
from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import make_media
from tests.pages_legacy.conftest import Browser

SRT = "1\r\n00:00:01,000 --> 00:00:02,500\r\nHello walrus\r\n"
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\nhi\n"


@pytest.fixture
def media(alice: User) -> Media:
    """A video of alice."""
    return make_media(alice)


@pytest.fixture
def subtitle(media: Media, media_root: Path) -> Subtitle:
    """Its captions."""
    language = Language.objects.create(code="en", title="English")
    (media_root / "a.srt").write_text(VTT)
    return Subtitle.objects.create(media=media, language=language, user=media.user, subtitle_file="a.srt")


def upload(client: Any, media: Media, name: str, content: bytes) -> Any:
    """Send a caption file."""
    language, _ = Language.objects.get_or_create(code="en", title="English")
    fields = {
        "form-subtitle_file": SimpleUploadedFile(name, content),
        "form-language": language.pk,
        "submit": "Submit",
    }
    return client.post(f"/add_subtitle?m={media.friendly_token}", fields)


def test_captions_become_webvtt_and_are_found(browser: Browser, editor: User, media: Media) -> None:
    assert upload(browser(editor), media, "x.srt", SRT.encode())["Location"] == media.get_absolute_url()

    stored = Subtitle.objects.get()
    assert stored.user == media.user
    assert stored.subtitle_file.name == "original/subtitles/user/alice/x.srt"
    expected = "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHello walrus\n"
    assert Path(stored.subtitle_file.path).read_text() == expected
    assert Media.objects.filter(search="walrus").exists()


@pytest.mark.parametrize(
    "file",
    [
        *(("x.srt", b"garbage"), ("x.vtt", b"\xff\xfe"), ("x.vtt", b"PNG\x00"), ("x.srt", b"\x00" * 100)),
        *(
            ("x.json", b'{"events": [{"start": [], "text": 1}]}'),
            ("x.ttml", b"<tt><body>"),
            ("x.sub", b"{0}{25}a"),
        ),
    ],
)
def test_other_files_are_refused_and_not_kept(
    browser: Browser, alice: User, media: Media, media_root: Path, file: tuple[str, bytes]
) -> None:
    response = upload(browser(alice), media, *file)

    assert b"Invalid subtitle format." in response.content
    assert not Subtitle.objects.exists()
    assert not [path for path in media_root.rglob("*") if path.is_file()]


def test_a_name_that_the_web_server_would_serve_as_something_else_gets_another_ending(
    browser: Browser, alice: User, media: Media
) -> None:
    upload(browser(alice), media, "x.html", SRT.encode())

    assert Subtitle.objects.get().subtitle_file.name == "original/subtitles/user/alice/x.html.vtt"


def test_captions_in_another_encoding_are_understood(browser: Browser, alice: User, media: Media) -> None:
    upload(browser(alice), media, "x.srt", SRT.replace("walrus", "Größe").encode("cp1252"))

    assert "Größe" in Path(Subtitle.objects.get().subtitle_file.path).read_text()
    assert Media.objects.filter(search="größe").exists()


def test_large_files_are_refused(
    browser: Browser, alice: User, media: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.captions.services.MAX_SIZE", 20)

    assert b"Captions may have 5 MiB." in upload(browser(alice), media, "x.srt", SRT.encode()).content
    assert not Subtitle.objects.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00\x01\x02", b"caf\xe9", b""])
def test_broken_files_of_a_legacy_portal_hinder_no_save(
    browser: Browser, alice: User, subtitle: Subtitle, content: bytes
) -> None:
    Path(subtitle.subtitle_file.path).write_bytes(content)
    client, token = browser(alice), subtitle.media.friendly_token

    fields = {"title": "New", "add_date": "", "description": "", "new_tags": ""}
    assert client.post(f"/edit?m={token}", fields)["Location"] == subtitle.media.get_absolute_url()
    assert client.get(f"/edit_subtitle?id={subtitle.pk}").status_code == 200
    assert client.get(f"/edit_subtitle?id={subtitle.pk}&action=download").status_code == 200


def test_the_text_is_edited(browser: Browser, alice: User, subtitle: Subtitle, media_root: Path) -> None:
    address = f"/edit_subtitle?id={subtitle.pk}"
    client = browser(alice)

    assert "hi</textarea>" in client.get(address).content.decode().replace("\n</", "</")
    response = client.post(address, {"subtitle": VTT.replace("hi", "bye").replace("\n", "\r\n")})

    assert response["Location"] == subtitle.media.get_absolute_url()
    assert (media_root / "a.srt").read_text() == VTT.replace("hi", "bye")


@pytest.mark.parametrize("fields", [{}, {"subtitle": ""}, {"subtitle": "garbage"}])
def test_text_that_is_no_captions_is_refused(
    browser: Browser, alice: User, subtitle: Subtitle, media_root: Path, fields: dict[str, str]
) -> None:
    response = browser(alice).post(f"/edit_subtitle?id={subtitle.pk}", fields)

    assert response.status_code == 200
    assert b"invalid-feedback" in response.content
    assert (media_root / "a.srt").read_text() == VTT


def test_captions_are_downloaded_and_deleted(
    browser: Browser,
    alice: User,
    subtitle: Subtitle,
    media_root: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    client, address = browser(alice), f"/edit_subtitle?id={subtitle.pk}"

    download = client.get(f"{address}&action=download")
    assert download["Content-Disposition"] == 'attachment; filename="a.srt.vtt"'
    assert b"Confirm deletion" in client.get(f"{address}&action=delete").content
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{address}&action=delete&confirm=true")

    assert not Subtitle.objects.exists()
    assert not (media_root / "a.srt").exists()


def test_captions_of_others_are_out_of_reach(browser: Browser, bob: User, subtitle: Subtitle) -> None:
    for number in (subtitle.pk, 0, 10**30, "x", "", "²"):
        response = browser(bob).post(f"/edit_subtitle?id={number}&confirm=true")
        assert response["Location"] == "/"
    assert Subtitle.objects.exists()


def test_a_missing_file_can_be_written_anew(browser: Browser, alice: User, subtitle: Subtitle) -> None:
    Path(subtitle.subtitle_file.path).unlink()

    assert browser(alice).get(f"/edit_subtitle?id={subtitle.pk}").status_code == 200
    assert browser(alice).post(f"/edit_subtitle?id={subtitle.pk}", {"subtitle": VTT}).status_code == 302


def test_transcription_is_asked_for_once(browser: Browser, alice: User, media: Media, settings: Any) -> None:
    settings.USE_WHISPER_TRANSCRIBE = settings.USER_CAN_TRANSCRIBE_VIDEO = True
    fields = {"whisper_form-allow_whisper_transcribe": "on", "submit_whisper": "Submit"}

    for _ in range(2):
        browser(alice).post(f"/add_subtitle?m={media.friendly_token}", fields)

    assert TranscriptionRequest.objects.get().translate_to_english is False
    assert Job.objects.get(kind="transcribe").message["args"] == [media.friendly_token, False]


def test_a_transcription_that_failed_can_be_asked_for_again(
    browser: Browser, alice: User, media: Media, settings: Any
) -> None:
    settings.USE_WHISPER_TRANSCRIBE = settings.USER_CAN_TRANSCRIBE_VIDEO = True
    client, address = browser(alice), f"/add_subtitle?m={media.friendly_token}"
    fields = {"whisper_form-allow_whisper_transcribe": "on", "submit_whisper": "Submit"}
    client.post(address, fields)
    assert "Transcription: waiting" in client.get(address).content.decode()
    failed = {"status": "fail", "reason": "unsupported", "attempts": 1}
    Job.objects.update(**failed)
    TranscriptionRequest.objects.update(status="fail")

    assert "Transcription: failed. The file holds no sound." in client.get(address).content.decode()
    client.post(address, fields)

    assert TranscriptionRequest.objects.get().status == "pending"
    assert Job.objects.get().status == "pending"


def test_a_failed_transcription_is_not_repeated_unasked(
    browser: Browser, alice: User, media: Media, settings: Any
) -> None:
    settings.USE_WHISPER_TRANSCRIBE = settings.USER_CAN_TRANSCRIBE_VIDEO = True
    client, address = browser(alice), f"/add_subtitle?m={media.friendly_token}"
    client.post(address, {"whisper_form-allow_whisper_transcribe": "on", "submit_whisper": "Submit"})
    TranscriptionRequest.objects.update(status="fail")

    client.post(
        address, {"whisper_form-allow_whisper_transcribe_and_translate": "on", "submit_whisper": "Submit"}
    )

    assert TranscriptionRequest.objects.get(translate_to_english=False).status == "fail"
    assert TranscriptionRequest.objects.get(translate_to_english=True).status == "pending"


def test_the_spoken_language_is_asked_for_where_there_is_a_choice(
    browser: Browser, alice: User, media: Media, settings: Any
) -> None:
    settings.USE_WHISPER_TRANSCRIBE = settings.USER_CAN_TRANSCRIBE_VIDEO = True
    client, address = browser(alice), f"/add_subtitle?m={media.friendly_token}"
    assert b"whisper_form-language" not in client.get(address).content
    settings.WHISPER_LANGUAGE_CHOICES = ["de", "el"]
    fields = {
        "whisper_form-allow_whisper_transcribe": "on",
        "whisper_form-language": "el",
        "submit_whisper": "Submit",
    }

    assert b'<option value="el">Greek</option>' in client.get(address).content
    assert client.post(address, fields | {"whisper_form-language": "fr"}).status_code == 200
    client.post(address, fields)

    assert TranscriptionRequest.objects.get().languages.wanted == "el"


def test_transcription_is_offered_where_it_is_on(browser: Browser, alice: User, media: Media) -> None:
    page = browser(alice).get(f"/add_subtitle?m={media.friendly_token}").content

    assert b"Automatic Transcription" not in page
