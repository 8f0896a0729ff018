"""The choice of a way to log in, and what identity providers fetch from the portal."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from allauth.account.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from apps.identity.selectors import login_choices

METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
HTTP_POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"

register_namespace("md", METADATA)


@login_not_required
@never_cache
def login_selector(request: HttpRequest) -> HttpResponse:
    """Let visitors choose how to log in (spec/pages.md §8.1); without a choice there is the password form."""
    adapter = get_adapter(request)
    wanted = request.GET.get("next", "")
    next_page = wanted if wanted and adapter.is_safe_url(wanted) else ""
    hosts = {request.get_host(), urlsplit(settings.FRONTEND_HOST).netloc}
    choices = login_choices(own_hosts=hosts, next_page=next_page)
    if not choices:
        query = f"?{urlencode({'next': next_page})}" if next_page else ""
        return redirect(f"{reverse('login_system')}{query}")
    return render(request, "account/custom_login_selector.html", {"choices": choices})


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
