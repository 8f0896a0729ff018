"""Fixtures: users, a client for each, a media root of its own."""

from tests.media.conftest import _empty_cache, alice, api, bob, editor, media_root

__all__ = ["_empty_cache", "alice", "api", "bob", "editor", "media_root"]
