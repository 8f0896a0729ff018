"""The portal's description for all identity providers at once."""

from xml.etree import ElementTree

import pytest
from allauth.socialaccount.models import SocialApp
from django.test import RequestFactory
from django.urls import include, path, re_path

from apps.identity import views

urlpatterns = [
    re_path(r"^saml/metadata", views.saml_metadata),
    path("accounts/", include("allauth.socialaccount.providers.saml.urls")),
]

MD = "{urn:oasis:names:tc:SAML:2.0:metadata}"

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def test_every_provider_has_an_address_of_its_own(provider_app: SocialApp, settings) -> None:
    settings.FRONTEND_HOST = "https://media.example.org"
    SocialApp.objects.create(provider="saml", name="Other", client_id="a&b")
    response = views.saml_metadata(RequestFactory().get("/saml/metadata"))
    assert response["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)  # noqa: S314 — our own
    assert root.tag == f"{MD}EntitiesDescriptor"
    assert root.attrib["Name"] == "https://media.example.org/saml/metadata/"
    services = root.findall(f"{MD}EntityDescriptor/{MD}SPSSODescriptor/{MD}AssertionConsumerService")
    assert [(service.attrib["index"], service.attrib["Location"]) for service in services] == [
        ("1", "https://media.example.org/accounts/saml/uni/acs/"),
        ("2", "https://media.example.org/accounts/saml/a&b/acs/"),
    ]
