"""Databases that can be committed to: copies, thrown away afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.db import connection

from tests.legacy_schema.databases import create_database, drop_database


@contextmanager
def copied_database(template: str) -> Iterator[None]:
    """Make a copy of a database the default one. Nobody may be connected to the original."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.close_pool()
    copy = create_database(template)
    try:
        _connect_to(copy)
        yield
    finally:
        _connect_to(usual)
        drop_database(copy)


def _connect_to(name: str) -> None:
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
    Site.objects.clear_cache()
