"""The legacy label ``users``: its migrations and the models that carry it."""
