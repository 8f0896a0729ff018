"""The legacy label ``actions``: its migrations and the models that carry it."""
