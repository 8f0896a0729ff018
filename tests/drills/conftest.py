"""Fixtures for drills: a portal with a real worker, which is shared as long as it lives."""

import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.db import connection

from apps.encoding.jobs import reaper
from apps.encoding.models import EncodeProfile
from apps.media.models import Media
from config.celery import app
from tests.drills.portal import LIMITS, Portal, broker
from tests.encoding.conftest import clips, owner, profiles, stored, video  # noqa: F401 - fixtures


@pytest.fixture(scope="package")
def _portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Its worker ends with the drills: it would take the messages of other tests."""
    portal = Portal(tmp_path_factory.mktemp("portal"))
    yield portal
    portal.kill()


@pytest.fixture
def media_root(_portal: Portal, settings: Any) -> Path:
    """An empty media root, and settings like the worker's."""
    _portal.prepare()
    for name, value in LIMITS.items():
        setattr(settings, name, int(value) if value.isdecimal() else value)
    settings.MEDIA_ROOT = f"{_portal.root}/"
    settings.HLS_DIR = f"{_portal.root}/hls/"
    settings.TEMP_DIRECTORY = str(_portal.temporary)
    return _portal.root


@pytest.fixture
def portal(
    _portal: Portal, media_root: Path, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Portal]:
    """A portal whose worker runs. What is overdue is so at once."""
    broker().flushdb()
    with connection.cursor() as cursor:
        # A message of another drill that comes late is not to meet a row of this one.
        for table in ("files_encoding", "files_media", "portal_encoding_job"):
            cursor.execute(f"SELECT pg_get_serial_sequence('{table}', 'id')")
            cursor.execute("SELECT setval(%s, %s)", [cursor.fetchone()[0], secrets.randbelow(2**30) + 1])
    usual = app.conf.task_always_eager
    app.conf.task_always_eager = False
    monkeypatch.setattr(reaper, "GRACE", timedelta(seconds=-60))
    before = current_app._get_current_object()
    app.set_current()
    _portal.start()
    yield _portal
    before.set_current()
    app.conf.task_always_eager = usual
    if not _portal.is_quiet():
        _portal.kill()
    broker().flushdb()


@pytest.fixture
def film(portal: Portal, video: Media) -> Callable[..., Media]:  # noqa: F811
    """A video of 6 s that is not cut: `film(23)` has profile 23 active only."""

    def make(*active: int) -> Media:
        EncodeProfile.objects.exclude(pk__in=active).update(active=False)
        Media.objects.filter(pk=video.pk).update(duration=5)
        video.refresh_from_db()
        return video

    return make
