"""The legacy label ``saml_auth``: its migrations and the models that carry it."""
