"""How many riders have joined a challenge, as everybody reads it. Pure."""

from datetime import UTC, datetime, time, timedelta, tzinfo

AS_OF = time(4)
"""The local time of day as of which riders who have joined are counted. A live number would tell of each."""


def counted_at(now: datetime, zone: tzinfo) -> datetime:
    """The last time that it was four o'clock in the city.

    >>> from zoneinfo import ZoneInfo
    >>> counted_at(datetime(2026, 5, 4, 1, 59, tzinfo=UTC), ZoneInfo("Europe/Madrid")).isoformat()
    '2026-05-03T02:00:00+00:00'
    """
    today = now.astimezone(zone).date()
    at = datetime.combine(today, AS_OF, zone).astimezone(UTC)
    return at if at <= now else datetime.combine(today - timedelta(days=1), AS_OF, zone).astimezone(UTC)
