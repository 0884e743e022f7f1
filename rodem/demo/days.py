"""What a day does to riding: its weekday, its weather, and the hours at which people go out."""

import random
from collections.abc import Sequence
from datetime import date

WEEKDAYS = (1.05, 1.08, 1.09, 1.08, 1.02, 0.74, 0.58)
RAINY_DAYS_SHARE = 0.2
FIRST_HOUR = 5
"""No trip starts earlier, so none meets the hour in which clocks change."""
#             5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22
WORKDAY_HOURS = (1, 2, 5, 7, 5, 4, 4, 5, 7, 7, 5, 6, 9, 11, 10, 7, 4, 2)
DAY_OFF_HOURS = (1, 1, 1, 2, 4, 7, 9, 10, 9, 6, 6, 8, 9, 9, 8, 5, 3, 2)


def is_day_off(day: date) -> bool:
    """Saturday or Sunday."""
    return day.weekday() >= 5


def day_factor(seed: int, day: date) -> float:
    """How much is ridden on this day, with 1 for a usual one. A day of rain keeps half of the riders in."""
    chance = random.Random(f"{seed} weather {day}")
    rains = chance.random() < RAINY_DAYS_SHARE
    return WEEKDAYS[day.weekday()] * (chance.uniform(0.42, 0.68) if rains else chance.uniform(0.96, 1.14))


def hours(day: date) -> Sequence[int]:
    """How many go out in each hour from FIRST_HOUR on, as weights."""
    return DAY_OFF_HOURS if is_day_off(day) else WORKDAY_HOURS
