"""What identity providers fetch from the portal."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
HTTP_POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"

register_namespace("md", METADATA)


def saml_metadata(request: HttpRequest) -> HttpResponse:
    """Describe the portal to all identity providers at once (spec/integrations.md §4.2)."""
    entity_id = f"{settings.FRONTEND_HOST}/saml/metadata/"
    entities = Element(f"{{{METADATA}}}EntitiesDescriptor", Name=entity_id)
    entity = SubElement(entities, f"{{{METADATA}}}EntityDescriptor", entityID=entity_id)
    descriptor = SubElement(entity, f"{{{METADATA}}}SPSSODescriptor", protocolSupportEnumeration=PROTOCOL)
    for index, app in enumerate(SocialApp.objects.filter(provider="saml").order_by("pk"), start=1):
        path = reverse("saml_acs", kwargs={"organization_slug": app.client_id})
        SubElement(
            descriptor,
            f"{{{METADATA}}}AssertionConsumerService",
            Binding=HTTP_POST,
            Location=f"{settings.FRONTEND_HOST}{path}",
            index=str(index),
        )
    document = tostring(entities, encoding="utf-8", xml_declaration=True)
    return HttpResponse(document, content_type="application/xml")
