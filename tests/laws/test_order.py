"""Laws 2, 3, 5 and 6: histories against a slow evaluator, in any order, batches and repetition."""

from collections.abc import Sequence
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.eventlog.log import Record

from . import evaluator
from .city import (
    City,
    Day,
    call,
    check_derived,
    forgotten,
    ledgers,
    said,
    summary,
    tell_gateway,
    tell_rewards,
    verdicts,
)
from .evaluator import Call, Report, Trip, Void
from .histories import RECEIVED_AT, RIDERS, TODAYS, cut, histories, scrambled, trips

Judged = dict[Trip, tuple[str, str | None]]

chances = st.randoms(use_true_random=False)
laws = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


async def judge(day: Day, calls: Sequence[Call]) -> Judged:
    """Make the calls, and compare trips with the evaluator. Returns what both say."""
    for each in calls:
        await call(day.trips, each)
    expected = evaluator.verdicts(calls, RECEIVED_AT)
    assert await verdicts(day.trips) == {trip.trip_id: verdict for trip, verdict in expected.items()}
    return expected


async def check_rewards(day: Day, judged: Judged) -> None:
    trip_days = {f"trip:{trip.trip_id}": trip.local_on for trip in judged}
    for rider_id, ledger in (await ledgers(day.rewards, RIDERS)).items():
        expected = evaluator.standing(rider_id, judged)
        assert ledger.account_points == ledger.lifetime_points == expected.lifetime_points
        assert ledger.level == expected.level
        given = dict.fromkeys(expected.days, 0)
        for source, points in ledger.given.items():
            local_on = trip_days.get(source) or next(on for on in expected.days if source == f"cap:{on}")
            given[local_on] += points
        assert given == expected.days


async def check_gateway(day: Day, judged: Judged) -> None:
    await check_derived(day.gateway)
    for rider_id in RIDERS:
        expected = evaluator.standing(rider_id, judged)
        for today in TODAYS:
            shown = await summary(day.gateway, rider_id, today)
            assert shown[:11] == (
                expected.lifetime_points,
                0,
                0,
                0,
                expected.lifetime_points,
                expected.level,
                expected.streak_days(today),
                expected.trips,
                expected.distance_m,
                expected.duration_s,
                expected.energy_kcal,
            )
        early = await summary(day.gateway, rider_id, TODAYS[0], now=RECEIVED_AT.replace(year=2020))
        assert early.pending_points == early.account_points


async def apply_and_check(
    day: Day, judged: Judged, batches: Sequence[Sequence[Record]], luck: Random
) -> None:
    await tell_rewards(day.rewards, batches)
    await check_rewards(day, judged)
    await tell_gateway(day.gateway, batches)
    await tell_gateway(day.gateway, cut(scrambled(await said(day.rewards), luck), luck))
    await check_gateway(day, judged)


@laws
@given(calls=histories(), luck=chances)
async def test_all_that_was_heard_in_order_gives_what_the_contract_says(
    city: City, calls: list[Call], luck: Random
) -> None:
    async with forgotten(city) as day:
        judged = await judge(day, calls)
        await apply_and_check(day, judged, [await said(day.trips)], luck)


@laws
@given(calls=histories(), luck=chances)
async def test_order_repetition_and_batches_of_events_change_nothing(
    city: City, calls: list[Call], luck: Random
) -> None:
    async with forgotten(city) as day:
        judged = await judge(day, calls)
        await apply_and_check(day, judged, cut(scrambled(await said(day.trips), luck), luck), luck)


@laws
@given(ridden=trips(), luck=chances)
async def test_the_order_in_which_trips_are_received_changes_no_verdict(
    city: City, ridden: list[Trip], luck: Random
) -> None:
    in_order = evaluator.verdicts([Report(tuple(ridden))], RECEIVED_AT)
    async with forgotten(city) as day:
        batches = cut(scrambled(ridden, luck), luck)
        assert await judge(day, [Report(tuple(batch)) for batch in batches]) == in_order


@laws
@given(calls=histories(), luck=chances)
async def test_a_voided_trip_leaves_all_as_if_it_had_never_been(
    city: City, calls: list[Call], luck: Random
) -> None:
    """First one, which is no longer there; then all, after which nothing is."""
    async with forgotten(city) as day:
        judged = await judge(day, calls)
        await apply_and_check(day, judged, [await said(day.trips)], luck)
        gone = luck.choice(list(judged))
        await void_and_tell(day, [gone], luck)
        left = evaluator.verdicts([*calls, Void(gone)], RECEIVED_AT)
        del left[gone]
        await check_points(day, left)
        await check_gateway(day, left)
        await void_and_tell(day, list(left), luck)
        await check_points(day, {})
        await check_gateway(day, {})


async def void_and_tell(day: Day, gone: Sequence[Trip], luck: Random) -> None:
    """Take these trips back; everybody hears of it between repetitions of all that was said before."""
    for trip in gone:
        await call(day.trips, Void(trip))
    batches = cut(scrambled(await said(day.trips), luck), luck)
    await tell_rewards(day.rewards, batches)
    await tell_gateway(day.gateway, batches)
    await tell_gateway(day.gateway, cut(scrambled(await said(day.rewards), luck), luck))


async def check_points(day: Day, judged: Judged) -> None:
    for rider_id, ledger in (await ledgers(day.rewards, RIDERS)).items():
        expected = evaluator.standing(rider_id, judged)
        assert ledger.account_points == ledger.lifetime_points == expected.lifetime_points
        assert ledger.level == expected.level
        assert sum(ledger.given.values()) == expected.lifetime_points
