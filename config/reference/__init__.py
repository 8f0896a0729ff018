"""Every setting of the portal, in one table.

It is the source of the defaults, of what the environment may say, and of ``docs/operators/settings.md``.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.conf import global_settings

from config.reference.access import ACCESS
from config.reference.accounts import ACCOUNTS, MAIL
from config.reference.browsers import BROWSERS
from config.reference.framework import FRAMEWORK
from config.reference.media import FILES, MEDIA, TRANSCODING
from config.reference.ours import OURS
from config.reference.portal import PORTAL
from config.reference.services import DATABASE, QUEUES, SERVER
from config.reference.setting import DJANGO_DEFAULT, Section, Setting
from config.reference.transcription import TRANSCRIPTION

SECTIONS: tuple[Section, ...] = (
    SERVER,
    OURS,
    BROWSERS,
    DATABASE,
    QUEUES,
    PORTAL,
    ACCESS,
    MEDIA,
    FILES,
    TRANSCODING,
    TRANSCRIPTION,
    MAIL,
    ACCOUNTS,
    FRAMEWORK,
)

SETTINGS: dict[str, Setting] = {setting.name: setting for section in SECTIONS for setting in section.settings}


def defaults(framework: Mapping[str, Any]) -> dict[str, Any]:
    """Return the default of every setting; some are rules that follow another one.

    Args:
        framework: what ``config/settings.py`` says by itself.
    """
    table = {name: deepcopy(setting.default) for name, setting in SETTINGS.items()}
    django = {
        name: getattr(global_settings, name)
        for name, setting in SETTINGS.items()
        if setting.default is DJANGO_DEFAULT
    }
    return table | django | dict(framework)
