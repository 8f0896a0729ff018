"""What is read from a SAML response (spec/integrations.md §4.5)."""

import pytest
from allauth.socialaccount.models import SocialApp
from django.test import RequestFactory

from apps.identity.models import SAMLConfiguration
from apps.identity.saml.provider import CustomSAMLProvider
from tests.identity.conftest import NAME_ID_EMAIL, Response

COMPLETE = {
    "uid": ["jane:doe@x/ø"],
    "displayName": ["Jane Doe"],
    "mail": ["jane@example.org"],
    "givenName": ["Jane"],
    "sn": ["Doe", "Smith"],
    "isMemberOf": ["g1", "g2"],
    "role": ["teacher"],
    "photo": ["aGVsbG8="],
    "jpegPhoto": ["b3RoZXI="],
}


@pytest.fixture
def provider(configuration: SAMLConfiguration) -> CustomSAMLProvider:
    return CustomSAMLProvider(RequestFactory().get("/"), configuration.social_app)


def test_the_protocol_is_configured_by_the_database(provider: CustomSAMLProvider) -> None:
    assert provider.app.settings["idp"] == {
        "entity_id": "https://idp.example/metadata",
        "sso_url": "https://idp.example/sso",
        "slo_url": "https://idp.example/slo",
        "x509cert": "CERTIFICATE",
    }
    assert provider.app.settings["sp"] == {"entity_id": "https://media.example.org/saml/metadata"}
    assert provider.app.settings["advanced"] == {"reject_idp_initiated_sso": True}


def test_keys_of_the_portal_and_the_switch_of_the_app_are_handed_on(configuration: SAMLConfiguration) -> None:
    configuration.sp_cert, configuration.sp_private_key = "CERT", "KEY"
    configuration.save()
    app = configuration.social_app
    app.settings = {"advanced": {"reject_idp_initiated_sso": False, "want_message_signed": True}}
    advanced = CustomSAMLProvider(None, app).app.settings["advanced"]
    assert advanced == {"reject_idp_initiated_sso": False, "x509cert": "CERT", "private_key": "KEY"}


def test_the_stored_app_stays_as_it_is(provider: CustomSAMLProvider, provider_app: SocialApp) -> None:
    provider_app.refresh_from_db()
    assert provider_app.settings == {}
    assert provider.app.pk == provider_app.pk


def test_an_app_without_a_configuration_uses_its_own_settings(provider_app: SocialApp) -> None:
    provider_app.settings = {"attribute_mapping": {"uid": "id"}}
    provider = CustomSAMLProvider(None, provider_app)
    assert provider.app.settings == {"attribute_mapping": {"uid": "id"}}
    assert provider.extract_uid(Response({"id": ["42"]})) == "42"


def test_attributes_become_the_fields_of_a_user(provider: CustomSAMLProvider) -> None:
    assert provider.extract_uid(Response(COMPLETE)) == "jane:doe@x/ø"
    assert provider.extract_common_fields(Response(COMPLETE)) == {
        "name": "Jane Doe",
        "email": "jane@example.org",
        "first_name": "Jane",
        "last_name": "Doe,Smith",
        "username": "jane_doe@x__",
    }


def test_attributes_are_found_by_their_friendly_name_too(provider: CustomSAMLProvider) -> None:
    response = Response({"urn:oid:0.9": ["jane"]}, friendly={"uid": ["jane"], "other": ["x"]})
    assert provider.extract_uid(response) == "jane"
    assert provider.extract_extra_data(response) == {"urn:oid:0.9": ["jane"], "uid": ["jane"]}


def test_without_a_uid_the_name_id_counts(provider: CustomSAMLProvider) -> None:
    response = Response(name_id="jane!")
    assert provider.extract_uid(response) == "jane!"
    assert provider.extract_common_fields(response)["username"] == "jane_"


def test_a_name_id_that_is_an_address_is_one(provider: CustomSAMLProvider) -> None:
    response = Response({"uid": ["j"]}, name_id="j@example.org", name_id_format=NAME_ID_EMAIL)
    assert provider.extract_common_fields(response)["email"] == "j@example.org"
    assert "email" not in provider.extract_common_fields(Response({"uid": ["j"]}, name_id="j@example.org"))


def test_long_uids_make_user_names_that_fit(provider: CustomSAMLProvider) -> None:
    assert len(provider.extract_common_fields(Response({"uid": ["x" * 180]}))["username"]) == 150


def test_pictures_are_not_kept_with_the_account(provider: CustomSAMLProvider) -> None:
    login = provider.sociallogin_from_response(RequestFactory().get("/"), Response(COMPLETE))
    assert login.picture == "aGVsbG8="
    assert not {"photo", "jpegPhoto"} & set(login.account.extra_data)
    assert login.account.extra_data["isMemberOf"] == ["g1", "g2"]
    assert (login.account.provider, login.account.uid) == ("wiki", "jane:doe@x/ø")


def test_whether_addresses_are_verified_is_configured(configuration: SAMLConfiguration) -> None:
    def verified() -> bool:
        provider = CustomSAMLProvider(None, configuration.social_app)
        login = provider.sociallogin_from_response(RequestFactory().get("/"), Response(COMPLETE))
        return bool(login.email_addresses[0].verified)

    assert not verified()
    configuration.verified_email = True
    configuration.save()
    assert verified()
