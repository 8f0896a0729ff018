"""Logging in through SAML: allauth speaks the protocol, the database holds the configuration."""
