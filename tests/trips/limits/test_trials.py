"""Limits that are tried on the past, by a dry run: what they would have changed, and that nothing is written."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.cases.trip_histories import Trips, id_of, put_stations, running_trips
from tests.conftest import MakeDatabase
from tests.trips.beside.conftest import STATIONS
from tests.trips.beside.test_order_beside import (
    COPIES,
    DAY,
    DEVICE,
    LOOP,
    NOW,
    SHARED,
    Told,
    look_at_all,
    tell,
    told,
)
from tests.trips.limits.trials import judged, tried


@pytest.fixture(scope="module")
async def trips(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Trips]:
    folder = tmp_path_factory.mktemp("issuer")
    async with running_trips(make_database, folder, rider_trips="accepted") as running:
        await put_stations(running, STATIONS)
        yield running


async def tell_all(trips: Trips, tellings: Sequence[Told], **limits: Any) -> None:
    """Tell these trips in a city that is judged by these limits from the start."""
    version = {"version": 2, "valid_from": str(DAY.date()), "bike": limits}
    await trips.play_in({"rider_trips": "accepted", "limits": [version] if limits else []})
    trips.at(NOW)
    for number, each in enumerate(tellings):
        await tell(trips, each, id_of(f"t{number}"), "tell")
    for number, each in enumerate(tellings):
        if each.voided and each.by == "operator":
            await tell(trips, each, id_of(f"t{number}"), "void")
    await look_at_all(trips)


CHANGES: Sequence[Mapping[str, Any]] = [
    {"rider_trips": "refused"},
    {"rider_trips": "confirmed_later"},
    {"two_sources": "required"},
    {"touch_s": 400},
    {"loop_legs_rider": 2, "loop_legs_vehicle": 2},
    {"loop_gap_s": 0},
    {"loop_legs_vehicle": 3, "loop_gap_s": 7_200},
    {"station_m": 2_000},
    {"device_riders_max": 1},
    {"tiny_m": 3_000, "tiny_n": 2},
    {"alone_trips_max": 1},
    {"alone_m_max": 1_000},
    {"foot_p95": 25},
    {"same_n": 1_000},
    {"same_m": 1},
    {"match_slack_s": 0, "match_share": 1},
    {"match_slack_s": 600, "match_share": 0.1},
    {"trim_s": 0, "move_m": 300},
    {"confirm_days": 1},
]


@settings(
    max_examples=40,
    phases=[Phase.explicit, Phase.generate],  # an example takes a second, so to shrink one takes minutes
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(told, min_size=2, max_size=8), st.sampled_from(CHANGES))
@example([*LOOP, *DEVICE], {"loop_legs_vehicle": 5, "device_riders_max": 1})
@example([*SHARED, *COPIES], {"touch_s": 600, "same_m": 1})
@example(COPIES, {"same_n": 1_000})
async def test_a_trial_counts_what_the_limits_would_have_given(
    trips: Trips, tellings: Sequence[Told], changes: Mapping[str, Any]
) -> None:
    """The same trips are judged by the limits in force, and, in a city where the tried ones are in force from
    the start, by those."""
    await tell_all(trips, tellings)
    found = await tried(trips, **changes)
    assert (found["before"], found["verdicts"]["before"]) == await judged(trips)
    await tell_all(trips, tellings, **changes)
    assert (found["after"], found["verdicts"]["after"]) == await judged(trips)
