"""Every test has a media root and a cache of its own."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _surroundings(media_root: Path, empty_cache: None) -> None:
    """Nothing is left of other tests."""
