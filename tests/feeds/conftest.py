"""Fixtures of feeds."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.sites.models import Site

from apps.users.models import User
from tests.media.factories import make_user

SITE = "https://portal.example"


@pytest.fixture(autouse=True)
def _addresses(db: None, settings: Any) -> None:
    """The portal's public address; nobody has set the domain of the site."""
    settings.FRONTEND_HOST = settings.SSL_FRONTEND_HOST = SITE
    Site.objects.update_or_create(pk=settings.SITE_ID, defaults={"domain": "example.com"})


@pytest.fixture
def alice() -> User:
    """An owner of media."""
    return make_user("alice")


def parse(answer: Any) -> ElementTree.Element:
    """The root of an XML answer."""
    return ElementTree.fromstring(answer.content)  # noqa: S314 - it is our own document
