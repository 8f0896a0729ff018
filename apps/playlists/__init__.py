"""Playlists and their ordered media."""
