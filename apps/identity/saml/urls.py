"""Addresses of the protocol below ``/accounts/``: allauth's, which it looks for beside the provider."""

from allauth.socialaccount.providers.saml.urls import urlpatterns

__all__ = ["urlpatterns"]
