"""Recorded groups that the replay leaves out, each with the reason."""

EXCLUDED: dict[str, str] = {}
