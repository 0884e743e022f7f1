"""What a phone tells of where it was: with the errors of its receiver, with spikes and holes."""

from dataclasses import dataclass

import numpy as np

from services.trips.traces.cleaning.rules import M_PER_DEGREE, POINT, Floats, Points
from tests.riders.chance import Chance, happens, wander

CENTRE = (41.39, 2.17)
LAT_M = M_PER_DEGREE
LON_M = M_PER_DEGREE * float(np.cos(np.radians(CENTRE[0])))
DRIFT_S = 60.0
"""How long the error of a receiver stays alike: the autocorrelation of a Garmin 12XL's bends at about a
minute (D. L. Wilson, GPS horizontal position accuracy); a sum of white noise is a bad model of it (Sensors
2020, 20(21), 6050)."""
WHITE_M = 0.8


@dataclass(frozen=True)
class Phone:
    """A phone: a point each `every_s`, with an error that drifts by `drift_m` to the east and to the north (a
    standard deviation). `tells_accuracy`: its points bear an accuracy."""

    every_s: int
    drift_m: float
    tells_accuracy: bool


def phone_of(chance: Chance) -> Phone:
    """Somebody's phone, on an average 4 to 11 m off (1.25 times `drift_m`): it is 4.9 m under an open sky
    (GPS.gov), and 7 to 13 m in town (Merry and Bettinger, PLoS ONE 14(7) e0219890)."""
    every_s = int(chance.choice([1, 2, 3, 5, 10], p=[0.5, 0.15, 0.1, 0.2, 0.05]))
    return Phone(every_s, float(chance.uniform(3, 9)), happens(chance, 0.8))


def told(
    chance: Chance, phone: Phone, began_at: float, east: Floats, north: Floats, blur: float = 1.0
) -> Points:
    """The points of a phone that was at these places, metres east and north of the centre, one each second
    from `began_at` on. Errors are `blur` times as large as they are on the street."""
    count = len(east)
    drift = [wander(chance, count, phone.drift_m * blur, DRIFT_S) for _ in range(2)]
    keep = np.arange(0, count, phone.every_s)
    at = (began_at + keep).astype(np.float64)
    white = chance.normal(0, WHITE_M, (2, len(keep)))
    accuracy = None
    if phone.tells_accuracy:
        accuracy = np.maximum(3, phone.drift_m * blur * chance.uniform(0.8, 2.0, len(keep)))
    return points_at(
        at,
        east[keep] + drift[0][keep] + white[0],
        north[keep] + drift[1][keep] + white[1],
        accuracy,
    )


def points_at(at: Floats, east: Floats, north: Floats, accuracy_m: Floats | None = None) -> Points:
    """Points at these instants and places, metres east and north of the centre."""
    points: Points = np.zeros(len(at), POINT)
    points["at"] = at
    points["lat"] = np.round(CENTRE[0] + north / LAT_M, 7)
    points["lon"] = np.round(CENTRE[1] + east / LON_M, 7)
    points["accuracy_m"] = np.nan if accuracy_m is None else accuracy_m
    return points


def metres_of(points: Points) -> tuple[Floats, Floats]:
    """Metres east and north of the centre of these points."""
    return (points["lon"] - CENTRE[1]) * LON_M, (points["lat"] - CENTRE[0]) * LAT_M


SPIKES_SHARE, HOLES_SHARE, TUNNELS_SHARE, COLD_SHARE = 0.10, 0.08, 0.03, 0.15
"""Assumed: how many traces have spikes, a hole, a tunnel, a cold start. More than most cities see."""


def spoiled(chance: Chance, points: Points) -> Points:
    """The same points as they come from a phone in a pocket: with what goes wrong in some traces."""
    points = points.copy()
    if happens(chance, SPIKES_SHARE):
        _throw_away(chance, points)
    if happens(chance, COLD_SHARE):
        points = _cold(chance, points)
    if happens(chance, HOLES_SHARE):
        points = _without(chance, points, chance.uniform(20, 180))
    if happens(chance, TUNNELS_SHARE):
        # A kilometre at most, and a quarter of the way.
        through_s = min(chance.uniform(30, 240), (points["at"][-1] - points["at"][0]) / 4)
        points = _without(chance, points, through_s)
    return points


def _throw_away(chance: Chance, points: Points) -> None:
    """One time, and one more every ten minutes, the phone is 100 m to 2 km aside for up to three seconds: an
    echo from a front."""
    at = points["at"]
    for since in chance.uniform(at[0], at[-1], 1 + chance.poisson((at[-1] - at[0]) / 600)):
        run = (at >= since) & (at < since + chance.uniform(1, 3))
        away, heading = chance.uniform(100, 2_000), chance.uniform(0, 2 * np.pi)
        points["lat"][run] += away * np.cos(heading) / LAT_M
        points["lon"][run] += away * np.sin(heading) / LON_M


def _cold(chance: Chance, points: Points) -> Points:
    """The first fix comes after 10 to 90 s, and its error of 20 to 80 m fades within half a minute."""
    since = points["at"] - points["at"][0]
    first_s = chance.uniform(10, 90)
    left: Points = points[since >= first_s].copy()
    if len(left) < 2:
        return points
    fades = np.exp(-(left["at"] - left["at"][0]) / 10)
    heading, away = chance.uniform(0, 2 * np.pi), chance.uniform(20, 80)
    left["lat"] += fades * away * np.cos(heading) / LAT_M
    left["lon"] += fades * away * np.sin(heading) / LON_M
    return left


def _without(chance: Chance, points: Points, seconds: float) -> Points:
    """Without the points of so many seconds somewhere."""
    first_at, last_at = points["at"][0], points["at"][-1]
    since = chance.uniform(first_at, max(first_at, last_at - seconds))
    left: Points = points[(points["at"] < since) | (points["at"] >= since + seconds)]
    return left if len(left) else points
