"""Addresses for identity providers; the protocol itself is below ``/accounts/saml/``."""

from django.conf import settings
from django.urls import re_path

from apps.identity import views

urlpatterns = (
    [re_path(r"^saml/metadata", views.saml_metadata, name="saml-metadata")] if settings.USE_SAML else []
)
