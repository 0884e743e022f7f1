"""The words that a challenge is written in: each is one of a closed list. Pure."""

from typing import Literal

Measure = Literal["trips", "distance_m", "duration_s", "energy_kcal", "climb_m", "co2e_saved_g"]
"""What a counted trip adds. `trips` is 1 for each."""
MeasureOfOne = Literal["distance_m", "duration_s", "energy_kcal", "climb_m", "co2e_saved_g"]
"""A measure of which one trip can be the best. The best of `trips` would be 1 for everybody."""
Of = Literal[
    "start_stations",
    "end_stations",
    "stations",
    "zones",
    "districts",
    "days",
    "weeks",
    "vehicle_types",
    "services",
]
"""Things of which different ones are counted."""
StreakOf = Literal["days", "weeks"]
PeriodKind = Literal["once", "day", "week", "month"]
"""How the window is divided into entries. A week is an ISO week."""
VehicleType = Literal["bike", "ebike"]
DistanceSource = Literal["odometer", "trace", "station_pair", "phone"]
TeamKind = Literal["team", "workplace"]
PairMode = Literal["together", "versus"]

VEHICLE_TYPES: tuple[VehicleType, ...] = ("bike", "ebike")

TARGET_MAX = 1_000_000_000
DISTINCT_TARGET_MAX = 10_000
STREAK_TARGET_MAX = 400
