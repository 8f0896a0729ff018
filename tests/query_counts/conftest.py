"""The seeded portal, read-only: what a test writes is rolled back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction

from tests.seeded import seeded_portal


@pytest.fixture(scope="module")
def _seeded(django_db_blocker: Any) -> Iterator[None]:
    with seeded_portal(django_db_blocker):
        yield


@pytest.fixture
def portal(_seeded: None, settings: Any, tmp_path: Any) -> Iterator[None]:
    """The seeded portal with an empty cache of its own."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.SESSION_ENGINE = django_settings.SESSION_ENGINE
    settings.MEDIA_ROOT = f"{tmp_path}/"
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
