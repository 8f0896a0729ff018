"""Pages, mails and the API in several languages."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail

from apps.media.models import Media
from apps.users.models import User
from tests.i18n.conftest import Speaker
from tests.media.factories import make_media, make_user
from tests.pages.html import parsed


@pytest.mark.usefixtures("modern")
class TestOurFrontend:
    @pytest.mark.parametrize(("language", "direction"), [("de", "ltr"), ("he", "rtl"), ("en", "ltr")])
    def test_pages_say_their_language_and_direction(
        self, speaker: Speaker, language: str, direction: str
    ) -> None:
        html = parsed(speaker(language).get("/accounts/login/")).one("html")
        assert (html.attributes["lang"], html.attributes["dir"]) == (language, direction)

    @pytest.mark.parametrize(
        ("language", "skip"),
        [("de", "Zum Inhalt springen"), ("el", "Μετάβαση στο περιεχόμενο"), ("fr", "Aller au contenu")],
    )
    def test_frame_and_form_speak_it(self, speaker: Speaker, language: str, skip: str) -> None:
        page = parsed(speaker(language).get("/accounts/login/"))
        assert page.texts("a", class_="skip-link") == [skip]
        assert "Sign" not in " ".join(page.texts("main"))

    def test_languages_without_a_translation_fall_back_to_english(self, speaker: Speaker) -> None:
        page = parsed(speaker("it").get("/nothing-here"))
        assert page.texts("p")[0] == "You are lost: there is no page at this address."
        assert "Cerca" in page.texts("button")

    def test_dates_and_counts_follow_the_language(self, speaker: Speaker, alice: User) -> None:
        media = make_media(alice)
        noon = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)
        Media.objects.filter(pk=media.pk).update(add_date=noon, views=1)
        facts = {
            language: " ".join(
                parsed(speaker(language).get(media.get_absolute_url())).texts("p", class_="facts")
            )
            for language in ("en", "de", "fr")
        }
        assert facts["en"].startswith("1 view March 5, 2026")
        assert facts["de"].startswith("1 Aufruf 5. März 2026")
        assert facts["fr"].startswith("1 vue 5 mars 2026")

    def test_large_numbers_are_plural_in_french(self, speaker: Speaker, alice: User) -> None:
        media = make_media(alice)
        Media.objects.filter(pk=media.pk).update(views=5)
        assert "5 vues" in speaker("fr").get(media.get_absolute_url()).content.decode()

    def test_scripts_get_their_texts_in_it(self, speaker: Speaker, alice: User) -> None:
        client = speaker("de")
        client.force_login(alice)
        form = parsed(client.get("/upload")).one("form", action="/upload")
        assert "Sie zuerst eine Datei aus" in form.attributes["data-texts"]


@pytest.mark.usefixtures("legacy")
class TestLegacyFrontend:
    def test_pages_say_their_language(self, speaker: Speaker) -> None:
        assert parsed(speaker("el").get("/")).one("html").attributes["lang"] == "el"

    def test_what_we_write_has_a_direction(self, speaker: Speaker) -> None:
        content = {"role": "main"}
        assert parsed(speaker("ar").get("/contact")).one("div", **content).attributes["dir"] == "rtl"
        assert "dir" not in parsed(speaker("de").get("/contact")).one("div", **content).attributes

    def test_tabs_and_labels_of_forms_are_translated(self, speaker: Speaker, alice: User) -> None:
        client = speaker("de")
        client.force_login(alice)
        page = parsed(client.get(f"/edit?m={make_media(alice).friendly_token}"))
        assert {"Metadaten", "Schneiden", "Veröffentlichen"} <= set(page.texts("a"))
        assert {"Titel", "Beschreibung"} <= set(page.texts("label"))

    def test_messages_are_translated(self, speaker: Speaker, alice: User) -> None:
        client = speaker("es")
        client.force_login(alice)
        media = make_media(alice)
        answer = client.post(f"/edit?m={media.friendly_token}", {"title": "Puerto"}, follow=True)
        assert "El contenido se ha modificado" in answer.content.decode()

    def test_titles_are_english_as_ever(self, speaker: Speaker, settings: Any) -> None:
        page = parsed(speaker("el").get("/about"))
        assert page.texts("title") == [f"About - {settings.PORTAL_NAME}"]

    @pytest.mark.parametrize(("language", "title"), [("en", "| Sign In"), ("fr", "| Connexion")])
    def test_titles_of_account_pages_are_translated(
        self, speaker: Speaker, language: str, title: str
    ) -> None:
        assert parsed(speaker(language).get("/accounts/login/")).texts("title") == [title]


class TestMails:
    @pytest.fixture(autouse=True)
    def _portal(self, settings: Any) -> None:
        settings.ADMIN_EMAIL_LIST = ["admin@example.org"]
        settings.PORTAL_NAME = "Harbour TV"

    def send(self, speaker: Speaker, language: str) -> Any:
        client = speaker(language)
        client.force_login(make_user("writer"))
        client.post("/contact", {"message": "Hello"})
        (message,) = mail.outbox
        return message

    @pytest.mark.usefixtures("legacy")
    def test_mails_to_others_speak_the_language_of_the_portal(self, speaker: Speaker, settings: Any) -> None:
        settings.LANGUAGE_CODE = "de"
        assert self.send(speaker, "el").subject == "[Harbour TV] - Nachricht über das Kontaktformular"

    @pytest.mark.usefixtures("legacy")
    def test_that_is_english_by_default(self, speaker: Speaker) -> None:
        message = self.send(speaker, "el")
        assert message.subject == "[Harbour TV] - Contact form message received"
        assert "Sender email: writer@example.org" in message.body

    def test_mails_to_oneself_speak_the_language_of_the_request(self, speaker: Speaker) -> None:
        speaker("de").post("/accounts/password/reset/", {"email": make_user("anna").email})
        (message,) = mail.outbox
        assert "Passwort zurücksetzen" in message.subject
        assert "Hier können Sie es wählen" in message.body


class TestApi:
    """spec/api-media.md §3: the frameworks' messages are translated, our own are English."""

    def test_messages_of_the_frameworks_are_those_of_the_frameworks(self, speaker: Speaker) -> None:
        answer = speaker("de").get("/api/v1/media?page=999", headers={"accept": "application/json"})
        assert answer.json() == {"detail": "Ungültige Seite."}

    def test_messages_of_our_own_stay_english(self, speaker: Speaker) -> None:
        answer = speaker("de").get("/api/v1/media/unknown01", headers={"accept": "application/json"})
        assert answer.json() == {"detail": "media file does not exist"}
