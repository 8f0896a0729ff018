"""A seeded portal for each kind of requester, whose changes are kept until the next one's turn."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import override_settings

from config.celery import app as celery
from tests.openapi.requesters import REQUESTERS, Requester
from tests.seeded import seeded_portal


@pytest.fixture(scope="module", params=REQUESTERS, ids=str)
def requester(
    request: pytest.FixtureRequest, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Requester]:
    """Somebody, on a portal of their own. Tasks run at once."""
    celery.loader.import_default_modules()
    caches = {"default": {**django_settings.CACHES["default"], "KEY_PREFIX": f"openapi-{os.getpid()}"}}
    media_root = tmp_path_factory.mktemp("media")
    eagerly = celery.conf.task_always_eager
    celery.conf.task_always_eager = True
    with (
        django_db_blocker.unblock(),
        override_settings(
            CACHES=caches,
            MEDIA_ROOT=f"{media_root}/",
            EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
            # Requests that guess passwords cost little; the seed's passwords are hashed as ever.
            PASSWORD_HASHERS=[
                "django.contrib.auth.hashers.MD5PasswordHasher",
                *django_settings.PASSWORD_HASHERS,
            ],
        ),
        seeded_portal(django_db_blocker),
    ):
        yield request.param
        cache.delete_pattern("*")
    celery.conf.task_always_eager = eagerly
