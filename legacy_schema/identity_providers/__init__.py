"""The legacy label ``identity_providers``: its migrations and the models that carry it."""
