"""Logging in through SAML from beginning to end, with signed responses (spec/integrations.md §4)."""

import base64
import zlib
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.test import Client
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from apps.identity.models import SAMLConfiguration
from apps.users.models import Channel, User

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/saml/uni/login/"
ACS = "/accounts/saml/uni/acs/"
ENTITY = "https://media.example.org/saml/metadata"

RESPONSE = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
    xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{id}" Version="2.0" IssueInstant="{now}"
    Destination="http://media.example.org{acs}"{reply}>
  <saml:Issuer>https://idp.example/metadata</saml:Issuer>
  <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
  <saml:Assertion ID="_{assertion}" Version="2.0" IssueInstant="{now}">
    <saml:Issuer>https://idp.example/metadata</saml:Issuer>
    <saml:Subject>
      <saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">name-id</saml:NameID>
      <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
        <saml:SubjectConfirmationData NotOnOrAfter="{later}" Recipient="http://media.example.org{acs}"{reply}/>
      </saml:SubjectConfirmation>
    </saml:Subject>
    <saml:Conditions NotBefore="{earlier}" NotOnOrAfter="{later}">
      <saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>
    </saml:Conditions>
    <saml:AuthnStatement AuthnInstant="{now}" SessionIndex="_s"><saml:AuthnContext>
      <saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>
    </saml:AuthnContext></saml:AuthnStatement>
    <saml:AttributeStatement>{attributes}</saml:AttributeStatement>
  </saml:Assertion>
</samlp:Response>"""


def browser() -> Client:
    """A client that names the host, as browsers do."""
    return Client(headers={"host": "media.example.org"})


@pytest.fixture
def client(settings) -> Client:
    settings.ALLOWED_HOSTS = ["media.example.org"]
    return browser()


@pytest.fixture(scope="module")
def identity() -> tuple[str, str]:
    """Private key and certificate of the identity provider."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private.decode(), certificate.public_bytes(pem).decode()


@pytest.fixture
def idp(identity: tuple[str, str], configuration: SAMLConfiguration):
    """Answer as the identity provider: ``idp(request_id, mail=["a@example.org"])``."""
    key, certificate = identity
    configuration.idp_cert = certificate
    configuration.save()

    def respond(request_id: str | None, audience: str = ENTITY, **attributes: list[str]) -> str:
        now = datetime.now(UTC)
        stamp = "%Y-%m-%dT%H:%M:%SZ"
        text = RESPONSE.format(
            id=uuid4().hex,
            assertion=uuid4().hex,
            acs=ACS,
            now=now.strftime(stamp),
            earlier=(now - timedelta(minutes=5)).strftime(stamp),
            later=(now + timedelta(minutes=5)).strftime(stamp),
            reply=f' InResponseTo="{request_id}"' if request_id else "",
            audience=audience,
            attributes="".join(
                f'<saml:Attribute Name="{name}">'
                + "".join(f"<saml:AttributeValue>{value}</saml:AttributeValue>" for value in values)
                + "</saml:Attribute>"
                for name, values in attributes.items()
            ),
        )
        signed = OneLogin_Saml2_Utils.add_sign(text, key, certificate)
        return base64.b64encode(signed).decode()

    return respond


def begin(client: Client, **form: str) -> str:
    """Start a login and return the id of the request that reaches the identity provider."""
    response = client.post(LOGIN, form)
    assert response.status_code == 302
    target = urlsplit(response.url)
    assert f"{target.scheme}://{target.netloc}{target.path}" == "https://idp.example/sso"
    sent = base64.b64decode(parse_qs(target.query)["SAMLRequest"][0])
    return ElementTree.fromstring(zlib.decompress(sent, -15)).attrib["ID"]  # noqa: S314 — our own


def finish(client: Client, answer: str):
    """Bring the identity provider's answer back, as the browser does."""
    response = client.post(ACS, {"SAMLResponse": answer})
    assert (response.status_code, response.url) == (302, f"{ACS}finish/")
    return client.get(response.url)


PERSON = {"uid": ["jane"], "displayName": ["Jane Doe"], "mail": ["jane@example.org"], "role": ["teacher"]}


def test_a_first_login_makes_a_user(client: Client, idp) -> None:
    response = finish(client, idp(begin(client), **PERSON))
    assert (response.status_code, response.url) == (302, "/")
    user = User.objects.get()
    assert (user.username, user.name, user.email) == ("jane", "Jane Doe", "jane@example.org")
    assert not user.has_usable_password()
    assert Channel.objects.filter(user=user).count() == 1
    account = SocialAccount.objects.get(user=user)
    assert (account.provider, account.uid, account.extra_data) == ("wiki", "jane", PERSON)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_later_login_updates_the_user(client: Client, idp) -> None:
    finish(client, idp(begin(client), **PERSON))
    other = browser()
    finish(other, idp(begin(other), **PERSON | {"displayName": ["Jane Smith"]}))
    assert User.objects.get().name == "Jane Smith"
    assert Channel.objects.count() == 1


def test_a_portal_that_is_closed_for_signing_up_takes_users_of_its_provider(
    client: Client, idp, settings
) -> None:
    settings.USERS_CAN_SELF_REGISTER = False
    finish(client, idp(begin(client), **PERSON))
    assert User.objects.count() == 1


def test_a_configured_provider_verifies_addresses(client: Client, idp) -> None:
    SAMLConfiguration.objects.update(verified_email=True)
    finish(client, idp(begin(client), **PERSON))
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == ("jane@example.org", True, True)


def test_a_person_without_an_address_is_asked_for_one(client: Client, idp) -> None:
    response = finish(client, idp(begin(client), uid=["jane"]))
    assert (response.status_code, response.url) == (302, "/accounts/3rdparty/signup/")
    form = {"email": "jane@example.org", "username": "jane", "name": "Jane"}
    assert client.post(response.url, form).status_code == 302
    user = User.objects.get()
    assert (user.username, user.name) == ("jane", "Jane")
    assert Channel.objects.filter(user=user).count() == 1


def test_the_way_back_leads_only_into_the_portal(client: Client, idp) -> None:
    request_id = begin(client, next="https://evil.example/")
    assert finish(client, idp(request_id, **PERSON)).url == "/"
    client.logout()
    request_id = begin(client, next="/latest")
    assert finish(client, idp(request_id, **PERSON)).url == "/latest"


@pytest.mark.parametrize("request_id", [None, "_unknown"])
def test_a_login_that_nobody_asked_for_is_refused(client: Client, idp, request_id) -> None:
    response = finish(client, idp(request_id, **PERSON))
    assert response.status_code in (401, 403)
    assert not User.objects.exists()


def test_an_answer_for_another_portal_is_refused(client: Client, idp) -> None:
    response = finish(client, idp(begin(client), audience="https://other.example", **PERSON))
    assert response.status_code == 401
    assert not User.objects.exists()


def test_an_answer_that_was_changed_is_refused(client: Client, idp) -> None:
    answer = base64.b64decode(idp(begin(client), **PERSON)).replace(b"jane@", b"root@")
    response = finish(client, base64.b64encode(answer).decode())
    assert response.status_code == 401
    assert not User.objects.exists()


def test_the_portal_describes_itself_to_the_provider(client: Client, idp) -> None:
    response = client.get("/accounts/saml/uni/metadata/")
    assert (response.status_code, response["Content-Type"]) == (200, "text/xml")
    root = ElementTree.fromstring(response.content)  # noqa: S314 — our own
    assert root.attrib["entityID"] == ENTITY


def test_unknown_providers_are_not_there(client: Client) -> None:
    assert client.get("/accounts/saml/nowhere/metadata/").status_code == 404
