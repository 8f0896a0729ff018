"""Every test has a media root and a cache of its own; clips, profiles and queues are the pipeline's."""

from pathlib import Path

import pytest

from tests.encoding.conftest import clips, eager, media_root, owner, profiles, queue, stored

__all__ = ["clips", "eager", "media_root", "owner", "profiles", "queue", "stored"]


@pytest.fixture(autouse=True)
def _surroundings(media_root: Path, empty_cache: None) -> None:
    """Nothing is left of other tests."""
