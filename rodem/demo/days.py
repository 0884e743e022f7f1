"""How many trips a day has: by weekday and weather, and at which hours."""

from collections.abc import Sequence
from datetime import date

from rodem.demo.chance import chance_for

WEEKDAYS = (1.05, 1.08, 1.09, 1.08, 1.02, 0.74, 0.58)
SPELL_DAYS, RAINY_DAYS = 10, 2
"""It rains on two of every ten days, so that every month of the demo holds about as many trips."""
FIRST_HOUR = 5
"""No trip starts earlier, so none falls into the hour in which clocks change."""
#             5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22
WORKDAY_HOURS = (1, 2, 5, 7, 5, 4, 4, 5, 7, 7, 5, 6, 9, 11, 10, 7, 4, 2)
DAY_OFF_HOURS = (1, 1, 1, 2, 4, 7, 9, 10, 9, 6, 6, 8, 9, 9, 8, 5, 3, 2)


def is_day_off(day: date) -> bool:
    """Saturday or Sunday."""
    return day.weekday() >= 5


def day_factor(seed: int, day: date) -> float:
    """The day's number of trips as a factor of an ordinary day's. Rain takes away four trips in ten."""
    spell, number = divmod(day.toordinal(), SPELL_DAYS)
    chance = chance_for(seed, "weather", spell)
    rains = number in chance.sample(range(SPELL_DAYS), RAINY_DAYS)
    weather = [chance.uniform(0.96, 1.14) for _ in range(SPELL_DAYS)][number]
    return WEEKDAYS[day.weekday()] * (0.6 if rains else 1.0) * weather


def hours(day: date) -> Sequence[int]:
    """The weight of each hour from FIRST_HOUR on: how many trips start in it."""
    return DAY_OFF_HOURS if is_day_off(day) else WORKDAY_HOURS
