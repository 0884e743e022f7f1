"""Figures as public_value gives them, for tests of the city page."""

import json
from datetime import UTC, date, datetime, timedelta
from math import sin
from pathlib import Path
from typing import Any

import shapely
from msgspec.structs import replace

from services.gateway.city.figures import CityFigures, Day, District, Figure, Measure, Period, Periods
from services.gateway.city.page import CLIMATE
from services.gateway.frame.svg import Ring

DEFINITION = (
    "They belong to the local day and the zone in which they began, as they are judged today; those of a"
    " challenge belong to no zone and are in the city's figure only, and what was taken back is not in it."
)
LAST_DAY = date(2026, 10, 31)
MEASURES = {
    "trips": ("Trips", "trips", 58_931, 52_204),
    "riders": ("Riders", "riders", 1_947, 1_902),
    "distance_m": ("Distance", "m", 176_793_000, 158_120_400),
    "duration_s": ("Time in the saddle", "s", 47_145_600, 42_002_100),
    "energy_kcal": ("Energy", "kcal", 6_021_344, 5_400_120),
    "points": ("Points", "points", 2_214_880, 2_020_010),
    CLIMATE: ("Climate balance", "kg CO2e", 412.6, 388.1),
}
PERIODS = Periods(
    month=Period(date(2026, 10, 1), LAST_DAY),
    previous_month=Period(date(2026, 9, 1), date(2026, 9, 30)),
)


def tiles(**values: Figure) -> tuple[Measure, ...]:
    """All indicators; a figure given under an id (or `climate`) takes the usual one's place."""
    usual = {id_: Figure(value) for id_, (_, _, value, _) in MEASURES.items()}
    usual[CLIMATE] = Figure(412.6, low=-380.2, high=1_240.9)
    given = {CLIMATE if id_ == "climate" else id_: figure for id_, figure in values.items()}
    return tuple(
        Measure(
            id=id_,
            unit=unit,
            name={"en": name},
            definition={"en": f"{name} of all trips that count. {DEFINITION}"},
            method="MET x 70 kg x hours (MET 6.8, e-bike 6.0; at most 60 minutes of a trip).",
            version=1,
            factor_set_id="itf-2020-life-cycle" if id_ == CLIMATE else None,
            counterfactual_id="example-shares" if id_ == CLIMATE else None,
            month=(usual | given)[id_],
            previous_month=Figure(previous),
        )
        for id_, (name, unit, _, previous) in MEASURES.items()
    )


def days(hidden: tuple[int, ...] = (6, 7)) -> tuple[Day, ...]:
    """Thirty days with quiet weekends, those at the places `hidden` suppressed."""
    found = []
    for i in range(30):
        on = LAST_DAY - timedelta(days=29 - i)
        trips = round((1_150 if on.weekday() >= 5 else 2_100) * (1 + 0.12 * sin(i * 2.1)))
        found.append(Day(on, None if i in hidden else trips))
    return tuple(found)


def square(west: float, south: float, side: float = 0.02) -> tuple[Ring, ...]:
    east, north = west + side, south + side
    return (((west, south), (east, south), (east, north), (west, north), (west, south)),)


def districts(count: int = 4, name: str = "District {i}") -> tuple[District, ...]:
    """Squares in rows of four; the last one is suppressed."""
    return tuple(
        District(
            district_id=f"d{i}",
            name=name.format(i=i),
            trips=None if i == count - 1 else 9_000 - 211 * i,
            outline=square(2.1 + 0.02 * (i % 4), 41.3 + 0.02 * (i // 4)),
        )
        for i in range(count)
    )


def barcelona(data_dir: Path) -> tuple[District, ...]:
    """The real districts, as simple as zones are reported, and what began outside of them."""
    found = json.loads((data_dir / "geo" / "bcn_districtes.geojson").read_text())["features"]
    trips = [9_412, 17_230, 6_118, 3_021, 2_240, 5_308, 2_977, None, 3_865, 8_560]
    shapes = shapely.simplify([shapely.from_geojson(json.dumps(each["geometry"])) for each in found], 0.0002)
    real = [
        District(
            district_id=each["properties"]["DISTRICTE"],
            name=each["properties"]["NOM"],
            trips=began,
            outline=tuple(tuple(part.exterior.coords) for part in shapely.get_parts(shape)),
        )
        for each, began, shape in zip(found, trips, shapes, strict=True)
    ]
    return (*real, District(district_id="outside", trips=200))


def figures(**values: Any) -> CityFigures:
    usual: dict[str, Any] = {
        "k_value": 10,
        "as_of": datetime(2026, 11, 1, 9, 14, tzinfo=UTC),
        "last_day": LAST_DAY,
        "periods": PERIODS,
        "tiles": tiles(),
        "series": days(),
        "districts": districts(),
    }
    return CityFigures(**(usual | values))


def nearly_empty() -> CityFigures:
    """A city of fewer than ten riders: all is hidden."""
    hidden = tuple(replace(each, month=Figure(), previous_month=Figure()) for each in tiles())
    outside = District(district_id="outside")
    return figures(tiles=hidden, series=days(tuple(range(30))), districts=(outside,))
