"""How actions look on the wire."""

from typing import Any

from apps.common.datetimes import iso_utc
from apps.media.selectors import Row


def report(row: Row) -> dict[str, Any]:
    """A report of a media (spec/api-media-bulk.md §4.1); the date is in UTC always.

    Args:
        row: ``action_date``, ``extra_info``.
    """
    return {"reported_date": iso_utc(row["action_date"]), "reason": row["extra_info"]}
