"""Login options, identity providers and SAML."""
