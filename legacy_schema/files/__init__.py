"""The legacy label ``files``: its migrations and the models that carry it."""
