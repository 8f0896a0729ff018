"""Fixtures of the management API: those of the users API."""

from tests.users_api.conftest import (  # noqa: F401
    _surroundings,
    alice,
    api,
    editor,
    manager,
    root,
)
