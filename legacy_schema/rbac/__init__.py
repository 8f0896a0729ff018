"""The legacy label ``rbac``: its migrations and the models that carry it."""
