"""Date-times on the wire (spec/api-media.md §3.6)."""

from datetime import UTC, datetime
from typing import overload

from django.utils import timezone


@overload
def iso(value: datetime) -> str: ...
@overload
def iso(value: None) -> None: ...
@overload
def iso(value: datetime | None) -> str | None: ...
def iso(value: datetime | None) -> str | None:
    """ISO 8601 in the site time zone; microseconds only if not zero; offset zero is ``Z``.

    >>> iso(datetime(2026, 7, 1, 12, 0, tzinfo=UTC))  # Europe/London
    '2026-07-01T13:00:00+01:00'
    """
    return None if value is None else _zulu(value.astimezone(timezone.get_current_timezone()))


def iso_utc(value: datetime) -> str:
    """ISO 8601 in UTC: the form of the few dates that v1 places into its bodies by hand."""
    return _zulu(value.astimezone(UTC))


def _zulu(value: datetime) -> str:
    text = value.isoformat()
    return text[:-6] + "Z" if text.endswith("+00:00") else text
