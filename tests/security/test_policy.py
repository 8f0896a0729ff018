"""Which contents browsers load for a page, and what runs in it."""

import re
from typing import Any

import pytest
from allauth.socialaccount.models import SocialApp

from apps.identity.models import LoginOption, SAMLConfiguration
from apps.pages.models import Page
from apps.users.models import User
from tests.media.factories import make_media
from tests.security.conftest import TEMPLATES, Browser, policy_of

pytestmark = pytest.mark.django_db

PUBLIC = [
    *("/", "/view?m=nothing", "/search?q=a", "/about", "/tos", "/contact", "/nowhere/at/all", "/nothing"),
    *("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/admin/login/"),
    *("/swagger/", "/docs/api/", "/api/v1/media"),
]
OF_MEMBERS = [
    *("/", "/upload", "/record_screen", "/user/alice/edit", "/accounts/email/", "/accounts/logout/"),
    *("/accounts/password/change/", "/edit?m={token}", "/publish?m={token}", "/add_subtitle?m={token}"),
    *("/edit_video?m={token}", "/edit_chapters?m={token}", "/view?m={token}", "/embed?m={token}"),
    "/setlanguage",
]
OF_ADMINISTRATORS = [
    *("/admin/", "/admin/files/media/", "/admin/files/page/add/", "/admin/users/user/", "/manage/media"),
    *("/admin/files/comment/", "/admin/files/encoding/", "/admin/nothing/"),
]
INLINE = re.compile(r"<(script|style)\b([^>]*)>", re.IGNORECASE)
HANDLER = re.compile(r"<[^>]+\s(?:on[a-z]+|style)\s*=", re.IGNORECASE)


def check_page(answer: Any) -> None:
    """A page has a policy, and none of its own scripts and styles is refused by it."""
    policy = policy_of(answer)
    assert policy.get("object-src", policy["default-src"]) == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    for directive in ("script-src", "style-src"):
        assert not {"'unsafe-inline'", "'unsafe-eval'"} & set(policy[directive])
    html = answer.content.decode()
    for tag, attributes in INLINE.findall(html):
        if "src=" in attributes or re.search(r'type="(application|text)/', attributes):
            continue
        nonce = re.search(r'nonce="([^"]+)"', attributes)
        sources = policy["script-src" if tag == "script" else "style-src"]
        assert nonce, (tag, attributes)
        assert f"'nonce-{nonce[1]}'" in sources, (tag, attributes)


@pytest.mark.parametrize("path", PUBLIC)
def test_every_page_of_visitors_has_a_policy_that_it_keeps(
    path: str, frontend: str, browser: Browser
) -> None:
    check_page(browser().get(path, headers={"accept": "text/html"}))


@pytest.mark.parametrize("path", OF_MEMBERS)
def test_every_page_of_members_has_a_policy_that_it_keeps(
    path: str, frontend: str, browser: Browser, alice: User
) -> None:
    media = make_media(alice, media_type="video")
    check_page(browser(alice).get(path.format(token=media.friendly_token), follow=True))


@pytest.mark.parametrize("path", OF_ADMINISTRATORS)
def test_the_administration_has_a_policy_that_it_keeps(
    path: str, frontend: str, browser: Browser, admin: User
) -> None:
    check_page(browser(admin).get(path))


def test_a_refused_form_has_a_policy(frontend: str, browser: Browser) -> None:
    answer = browser(enforce_csrf_checks=True).post("/contact", {})

    assert answer.status_code == 403
    check_page(answer)


def test_an_error_of_the_server_has_a_policy_and_asks_no_database(
    frontend: str, browser: Browser, settings: Any, monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    settings.USE_LTI = True
    client = browser(raise_request_exception=False)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("allauth.account.views.SignupView.dispatch", broken)
    with django_assert_num_queries(0):
        answer = client.get("/accounts/signup/")

    assert answer.status_code == 500
    check_page(answer)


@pytest.mark.parametrize(
    "path", ["/", "/view?m={token}", "/embed?m={token}", "/edit_video?m={token}", "/upload"]
)
def test_style_attributes_in_a_page_have_no_effect(
    path: str, frontend: str, browser: Browser, alice: User
) -> None:
    media = make_media(alice, media_type="video")

    policy = policy_of(browser(alice).get(path.format(token=media.friendly_token)))

    assert policy["style-src-attr"] == ["'none'"]


def test_each_page_has_a_nonce_of_its_own(browser: Browser, settings: Any) -> None:
    settings.FRONTEND = "legacy"
    first, second = (policy_of(browser().get("/"))["script-src"] for _ in range(2))

    assert [source for source in first if "nonce" in source] != [
        source for source in second if "nonce" in source
    ]


def test_scripts_come_from_the_static_folder_not_from_uploads(frontend: str, browser: Browser) -> None:
    sources = policy_of(browser().get("/"))["script-src"]

    assert "http://testserver/static/" in sources
    assert "'self'" not in sources


def test_answers_that_are_no_pages_stay_as_they_are(browser: Browser) -> None:
    answer = browser().get("/api/v1/media", headers={"accept": "application/json"})

    assert "Content-Security-Policy" not in answer


def test_our_templates_have_neither_handlers_nor_styles_in_tags() -> None:
    found = [path for path in TEMPLATES.rglob("*.html") if HANDLER.search(path.read_text())]

    assert found == []


def test_the_viewer_of_pdf_files_gets_its_worker(browser: Browser, alice: User, settings: Any) -> None:
    settings.FRONTEND = "legacy"
    document = make_media(alice, media_type="pdf")
    film = make_media(alice, media_type="video")

    for path in ("/view", "/embed"):
        scripts = policy_of(browser().get(f"{path}?m={document.friendly_token}"))["script-src"]
        assert "https://unpkg.com/pdfjs-dist@3.4.120/build/pdf.worker.min.js" in scripts
        assert "unpkg" not in browser().get(f"{path}?m={film.friendly_token}")["Content-Security-Policy"]


# -- settings ------------------------------------------------------------------------------------------------


def test_logos_styles_and_libraries_of_other_sites_are_allowed(browser: Browser, settings: Any) -> None:
    settings.PORTAL_LOGO_DARK_SVG = "https://cdn.example.org/logo.svg"
    settings.EXTRA_CSS_PATHS = ["https://styles.example.org/a.css", "/static/own.css"]
    settings.LOAD_FROM_CDN = True

    policy = policy_of(browser().get("/"))

    assert "https://cdn.example.org" in policy["img-src"]
    assert {"https://styles.example.org", "https://fonts.googleapis.com"} <= set(policy["style-src"])
    assert "https://fonts.gstatic.com" in policy["font-src"]
    assert "https://cdnjs.cloudflare.com/ajax/libs/file-uploader/" in policy["script-src"]


def test_the_public_address_may_be_another_one_than_the_visitors(browser: Browser, settings: Any) -> None:
    settings.FRONTEND_HOST = "https://media.example.org"

    policy = policy_of(browser().get("/"))

    for directive in ("img-src", "media-src", "connect-src", "form-action"):
        assert "https://media.example.org" in policy[directive]


def test_operators_add_sources(browser: Browser, settings: Any) -> None:
    settings.CSP_EXTRA_SOURCES = {
        "script-src": ["https://stats.example.org"],
        "object-src": ["'self'"],
        "manifest-src": ["https://cdn.example.org"],
    }
    policy = policy_of(browser().get("/"))

    assert "https://stats.example.org" in policy["script-src"]
    assert policy["object-src"] == ["'self'"]
    assert policy["manifest-src"] == ["'self'", "https://cdn.example.org"]


def test_the_policy_can_be_reported_only(browser: Browser, settings: Any) -> None:
    settings.CSP_REPORT_ONLY, settings.CSP_REPORT_URI = True, "https://reports.example.org/csp"

    answer = browser().get("/")

    assert policy_of(answer) == {"frame-ancestors": ["'self'"]}
    reported = policy_of(answer, "Content-Security-Policy-Report-Only")
    assert reported["report-uri"] == ["https://reports.example.org/csp"]
    assert "script-src" in reported


def test_a_host_that_no_policy_can_name_gets_its_scripts_all_the_same(
    browser: Browser, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["[::1]"]

    assert "'self'" in policy_of(browser().get("/", headers={"host": "[::1]:8000"}))["script-src"]


# -- pages of administrators ---------------------------------------------------------------------------------


def test_scripts_in_custom_pages_do_not_run_unless_the_operator_says_so(
    frontend: str, browser: Browser, settings: Any
) -> None:
    Page.objects.create(slug="help", title="Help", description="<script>go()</script><b style='color: red'>")

    answer = browser().get("/help")
    assert "<script>go()</script>" in answer.content.decode()
    assert "https:" in policy_of(answer)["img-src"]
    assert policy_of(answer)["style-src-attr"] == ["'unsafe-inline'"]

    settings.CUSTOM_PAGE_SCRIPTS = True
    answer = browser().get("/help")
    nonce = re.search(r'<script nonce="([^"]+)">go\(\)', answer.content.decode())
    assert nonce
    assert f"'nonce-{nonce[1]}'" in policy_of(answer)["script-src"]


# -- identity providers --------------------------------------------------------------------------------------


def test_sign_in_forms_may_lead_to_identity_providers(browser: Browser, settings: Any) -> None:
    settings.USE_IDENTITY_PROVIDERS = True
    LoginOption.objects.create(title="University", url="https://login.example.edu/start")
    app = SocialApp.objects.create(provider="saml", provider_id="uni", name="University", client_id="uni")
    SAMLConfiguration.objects.create(
        social_app=app, sso_url="https://idp.example/sso", slo_url="https://idp.example/slo"
    )
    actions = policy_of(browser().get("/accounts/login_system"))["form-action"]

    assert {"https://login.example.edu", "https://idp.example"} <= set(actions)
    assert "https://idp.example" not in policy_of(browser().get("/"))["form-action"]


def test_with_other_kinds_of_providers_sign_in_forms_may_lead_to_any_secure_site(browser: Browser) -> None:
    assert "https:" not in policy_of(browser().get("/accounts/login/"))["form-action"]
    SocialApp.objects.create(provider="openid_connect", name="Keycloak", client_id="kc")

    assert "https:" in policy_of(browser().get("/accounts/login/"))["form-action"]
