"""What of a rider decides about redeeming a reward. Pure."""

from datetime import date, timedelta
from typing import NamedTuple

from services.rewards.catalogue.rules import Period


class Standing(NamedTuple):
    """What of a rider decides about a redemption: level, points that can be spent, and the units of this
    reward that were redeemed in the current period."""

    level: int
    balance_points: int
    units: int


def period_begins_on(period: Period, today: date) -> date:
    """The first local day of the current period; weeks are those of ISO 8601.

    >>> period_begins_on("week", date(2026, 11, 1)), period_begins_on("month", date(2026, 11, 20))
    (datetime.date(2026, 10, 26), datetime.date(2026, 11, 1))
    """
    if period == "ever":
        return date.min
    if period == "month":
        return today.replace(day=1)
    return today - timedelta(days=today.weekday()) if period == "week" else today
