"""The legacy label ``lti``: its migrations and the models that carry it."""
