"""The city's days as they are while a test runs. A suite may run over midnight, from one week, month or year
into the next: what a test takes from the clock is taken by the test, never when its file is imported."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from services.rewards.periods.rules import begins_on

MADRID = ZoneInfo("Europe/Madrid")
"""The time zone of the city of tests."""


def today() -> date:
    """The city's day."""
    return datetime.now(MADRID).date()


def tomorrow() -> date:
    """The city's next day."""
    return today() + timedelta(days=1)


def local_day(days: int = 0) -> str:
    """The city's day, so many days from today, as it is written in a body."""
    return str(today() + timedelta(days=days))


def this_week() -> date:
    """The Monday of the city's week."""
    return begins_on("week", today())


def this_month() -> date:
    """The first day of the city's month."""
    return begins_on("month", today())


def days_ago(days: int, hour: int) -> datetime:
    """A full hour (UTC) of an earlier day."""
    then = datetime.now(UTC) - timedelta(days=days)
    return then.replace(hour=hour, minute=0, second=0, microsecond=0)
