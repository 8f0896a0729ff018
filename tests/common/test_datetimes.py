"""Date-times on the wire (apps.common.datetimes)."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from apps.common.datetimes import iso, iso_utc


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 23, 1, 0, 12, 546566, tzinfo=UTC), "2026-11-23T01:00:12.546566Z"),
        (datetime(2026, 7, 1, 12, tzinfo=UTC), "2026-07-01T13:00:00+01:00"),
        (datetime(2026, 11, 23, 3, tzinfo=timezone(timedelta(hours=2))), "2026-11-23T01:00:00Z"),
    ],
)
def test_site_time_zone(moment: datetime, text: str) -> None:
    assert iso(moment) == text


def test_no_moment_is_null() -> None:
    assert iso(None) is None


def test_utc_in_summer() -> None:
    assert iso_utc(datetime(2026, 7, 1, 12, 0, 0, 1, tzinfo=UTC)) == "2026-07-01T12:00:00.000001Z"
