"""Figures as the gateway answers them, for tests of the city page."""

import json
from datetime import UTC, date, datetime, timedelta
from math import sin
from pathlib import Path
from typing import Any, Literal

import shapely
from msgspec.structs import replace

from rodem_client.api.city_figures import (
    CityDay,
    CityDistrict,
    CityFigure,
    CityFigures,
    CityPeriod,
    CityPeriods,
    CityTile,
)
from services.pages.city.page import CLIMATE

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


def period(
    interval: Literal["P1D", "P1W", "P1M"], start: date, end: date, until: date | None = None
) -> CityPeriod:
    """A period whose figures hold all its days, unless they end with the day `until`."""
    return CityPeriod(interval=interval, start_date=start, end_date=end, until=until or end)


PERIODS = CityPeriods(
    month=period("P1M", date(2026, 10, 1), LAST_DAY),
    previous_month=period("P1M", date(2026, 9, 1), date(2026, 9, 30)),
    week=period("P1W", date(2026, 10, 19), date(2026, 10, 25)),
    previous_week=period("P1W", date(2026, 10, 12), date(2026, 10, 18)),
)


def so_far(last_day: date) -> dict[str, Any]:
    """A month of which `last_day` is the newest day that is told."""
    month = period("P1M", date(2026, 10, 1), LAST_DAY, last_day)
    return {"last_day": last_day, "periods": replace(PERIODS, month=month)}


def counting(*keys: str, of: float = 1_947) -> CityFigure:
    """A figure of `riders` that counts what stands for them."""
    return replace(figure(of), rider_keys=list(keys))


def figure(value: float | None = None, low: float | None = None, high: float | None = None) -> CityFigure:
    """A figure, which is suppressed where it has no value."""
    return CityFigure(value=value, low=low, high=high, suppressed=value is None)


def tiles(**values: CityFigure) -> list[CityTile]:
    """All indicators; a figure given under an id (or `climate`) takes the usual one's place."""
    usual = {id_: figure(value) for id_, (_, _, value, _) in MEASURES.items()}
    usual[CLIMATE] = figure(412.6, low=-380.2, high=1_240.9)
    given = {CLIMATE if id_ == "climate" else id_: each for id_, each in values.items()}
    return [
        CityTile(
            id=id_,  # type: ignore[arg-type]  # a key of MEASURES
            unit=unit,
            name={"en": name},
            definition={"en": f"{name} of all trips that count. {DEFINITION}"},
            method="MET x 70 kg x hours (MET 6.8, e-bike 6.0; at most 60 minutes of a trip).",
            version=1,
            factor_set_id="itf-2020-life-cycle" if id_ == CLIMATE else None,
            counterfactual_id="survey-2026" if id_ == CLIMATE else None,
            counterfactual_verified=True if id_ == CLIMATE else None,
            month=(usual | given)[id_],
            previous_month=figure(previous),
            week=figure(),
            previous_week=figure(),
        )
        for id_, (name, unit, _, previous) in MEASURES.items()
    ]


def days(hidden: tuple[int, ...] = (6, 7)) -> list[CityDay]:
    """Thirty days with quiet weekends, those at the places `hidden` suppressed."""
    thirty = []
    for i in range(30):
        on = LAST_DAY - timedelta(days=29 - i)
        trips = round((1_150 if on.weekday() >= 5 else 2_100) * (1 + 0.12 * sin(i * 2.1)))
        shown = None if i in hidden else trips
        thirty.append(CityDay(start_date=on, trips=shown, suppressed=shown is None))
    return thirty


def square(west: float, south: float, side: float = 0.02) -> list[list[list[float]]]:
    east, north = west + side, south + side
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def districts(count: int = 4, name: str = "District {i}") -> list[CityDistrict]:
    """Squares in rows of four; the last one is suppressed."""
    return [
        CityDistrict(
            district_id=f"d{i}",
            name=name.format(i=i),
            suppressed=i == count - 1,
            trips=None if i == count - 1 else 9_000 - 211 * i,
            outline=square(2.1 + 0.02 * (i % 4), 41.3 + 0.02 * (i // 4)),
        )
        for i in range(count)
    ]


def barcelona(data_dir: Path) -> list[CityDistrict]:
    """The ten real districts, with outlines simplified to 0.0002 degrees (about 20 m), and the trips that
    began outside of them."""
    found = json.loads((data_dir / "geo" / "bcn_districtes.geojson").read_text())["features"]
    trips = [9_412, 17_230, 6_118, 3_021, 2_240, 5_308, 2_977, None, 3_865, 8_560]
    shapes = shapely.simplify([shapely.from_geojson(json.dumps(each["geometry"])) for each in found], 0.0002)
    real = [
        CityDistrict(
            district_id=each["properties"]["DISTRICTE"],
            name=each["properties"]["NOM"],
            trips=began,
            outline=[[list(point) for point in part.exterior.coords] for part in shapely.get_parts(shape)],
            suppressed=began is None,
        )
        for each, began, shape in zip(found, trips, shapes, strict=True)
    ]
    return [*real, CityDistrict(district_id="outside", trips=200, suppressed=False)]


def figures(**values: Any) -> CityFigures:
    usual: dict[str, Any] = {
        "k_value": 10,
        "riders_min": 15,
        "as_of": datetime(2026, 11, 1, 9, 14, tzinfo=UTC),
        "last_day": LAST_DAY,
        "periods": PERIODS,
        "tiles": tiles(),
        "series": days(),
        "districts": districts(),
    }
    return CityFigures(**(usual | values))


def nearly_empty() -> CityFigures:
    """A city of fewer than fifteen riders: all is hidden."""
    hidden = [replace(each, month=figure(), previous_month=figure()) for each in tiles()]
    outside = CityDistrict(district_id="outside", suppressed=True)
    return figures(tiles=hidden, series=days(tuple(range(30))), districts=[outside])
