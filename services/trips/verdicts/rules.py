"""Every verdict on a rider's trips, from all that was told, decided and corrected. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import get_args
from uuid import UUID

from services.trips.limits.rules import Limits
from services.trips.matching.rules import Ride, merge, ride_of
from services.trips.patterns import rules as patterns
from services.trips.patterns.rules import Held
from services.trips.reasons.rules import BesideReason, Reason
from services.trips.rules import NOT_TOLD_REASON, KeptTrip, Place, VerdictName, WaitsFor, energy_kcal
from services.trips.tellings.rules import LimitsOf, Seen, Telling, seen

Span = tuple[datetime, datetime]
"""From the first start to the last end of trips that change."""
Strikes = Mapping[UUID, Sequence[datetime]]
"""When each rider was given strikes, by rider. Riders without one may be left out."""
ZONES_MAX = 20
"""Zones that are said of one trip."""


@dataclass(frozen=True)
class Judgement:
    """The verdict on one trip at a moment.

    `reasons` are in the order of the contract's tables. `beside` are the trips that a reason names. The
    verdict changes by the clock alone at `due_at`, if at all; the trip lapses, if at all, after `lapses_at`.
    """

    ride: Ride
    verdict: VerdictName
    reasons: tuple[Reason, ...] = ()
    merged_into: tuple[UUID, ...] = ()
    beside: Mapping[BesideReason, frozenset[UUID]] = field(default_factory=dict)
    due_at: datetime | None = None
    lapses_at: datetime | None = None
    waits_for: WaitsFor | None = None


def judge(
    tellings: Sequence[Telling],
    limits_of: LimitsOf,
    now: datetime,
    strikes: Sequence[datetime] = (),
    beside_others: Mapping[str, Held] | None = None,
) -> dict[UUID, Judgement]:
    """The verdicts on the trips of one rider, from all of the rider's tellings around them, those of locks
    that name no rider and may be the rider's, and the strikes that the rider was given. A ride of locks that
    is no trip has none.

    `beside_others` are what trips of other riders hold, by reason: `vehicle_shared`, `replayed`,
    `many_accounts`, `loop`.
    """
    views = [seen(telling, limits_of, now) for telling in tellings if telling.is_told]
    if len(views) == 1 and not beside_others and not _is_one_too_many(views[0].limits):
        return _alone(views[0], strikes, now)
    merged = merge(views)
    holds = _holds(merged.rides, strikes, beside_others or {})
    judged = {ride.trip_id: _verdict(ride, holds, now) for ride in merged.rides}
    by_id = {view.trip_id: view for view in views}
    for trip_id, into in merged.merged_into.items():
        view = by_id[trip_id]
        if view.telling.way == "phone":
            judged[trip_id] = Judgement(ride_of(view), "voided", ("merged",), into, due_at=_open_until(view))
    _hold_what_is_over_limit(judged, holds, now)
    return judged


def _is_one_too_many(limits: Limits) -> bool:
    """Whether what is counted of a day may hold its first trip."""
    return limits.tiny_n <= 1 or limits.alone_trips_max <= 0 or limits.alone_m_max <= 0


def _alone(view: Seen, strikes: Sequence[datetime], now: datetime) -> dict[UUID, Judgement]:
    """The verdict on the only trip around: nothing is merged, and only strikes hold it beside itself."""
    if view.telling.rider_id is None:
        return {}
    ride = ride_of(view)
    counts = view.has_end and not view.telling.history
    holds = {"strikes": patterns.on_probation([ride], strikes)} if strikes and counts else {}
    return {view.trip_id: _verdict(ride, holds, now)}


def _holds(
    rides: Sequence[Ride], strikes: Sequence[datetime], beside_others: Mapping[str, Held]
) -> dict[str, Held]:
    """What each reason of the table *Beside other trips* holds, in its order. What phones alone told beyond
    a day's limit comes later, as it asks what else holds a trip."""
    part = [ride for ride in rides if ride.takes_part]
    judged = [ride for ride in part if ride.own.has_end and not ride.own.telling.history]
    own_loops = patterns.loops(judged, lambda limits: limits.loop_legs_rider)
    return {
        "overlapping": patterns.overlapping(part),
        "vehicle_shared": beside_others.get("vehicle_shared", {}),
        "replayed": beside_others.get("replayed", {}),
        "many_accounts": beside_others.get("many_accounts", {}),
        "told_twice": patterns.told_twice(judged),
        "serial_tiny": patterns.serial_tiny(judged),
        "loop": own_loops | beside_others.get("loop", {}),
        "strikes": patterns.on_probation(judged, strikes),
    }


def _hold_what_is_over_limit(judged: dict[UUID, Judgement], holds: Mapping[str, Held], now: datetime) -> None:
    """Hold what phones alone told beyond a day's limit, of the trips that nothing else holds."""
    alone = [
        each.ride
        for each in judged.values()
        if each.verdict == "accepted" and each.ride.is_alone and each.ride.decision is None
    ]
    over = patterns.over_limit(alone)
    for ride in alone:
        if ride.trip_id in over:
            judged[ride.trip_id] = _verdict(ride, {**holds, "self_told_limit": over}, now)


ORDER: tuple[BesideReason, ...] = get_args(BesideReason)
"""The reasons beside other trips, in the order of the contract's table."""


def _verdict(ride: Ride, holds: Mapping[str, Held], now: datetime) -> Judgement:
    """The verdict on a trip: withdrawn, open, decided, by the game's lines, or held by all that holds it."""
    telling, view = ride.own.telling, ride.own
    if telling.withdrawn is not None:
        return Judgement(ride, "voided", (telling.withdrawn,))
    if ride.decision is not None:
        by_hand = ride.decision.verdict
        return Judgement(ride, by_hand, () if by_hand == "accepted" else ("decided",))
    if view.is_open:
        return Judgement(ride, "open", due_at=_open_until(view))
    if ride.line.name == "rejected" and view.has_end:
        assert ride.line.reason is not None
        return Judgement(ride, "rejected", (ride.line.reason,))
    names = ORDER if holds else ()
    beside = {name: holds[name][ride.trip_id] for name in names if ride.trip_id in holds.get(name, ())}
    reasons = (*_own_reasons(ride), *beside)
    if not reasons:
        return Judgement(ride, "accepted")
    return _held(ride, reasons, beside, now)


def _own_reasons(ride: Ride) -> tuple[Reason, ...]:
    """Why a trip is held by itself: its speed, no end, its trace, or that nobody confirms it."""
    reasons: list[Reason] = []
    if ride.own.has_end and ride.line.reason:
        reasons.append(ride.line.reason)
    if not ride.own.has_end:
        reasons.append("no_end")
    if not ride.by_operator or ride.distance == (ride.own.metres, "trace"):
        reasons += ride.trace_reasons
    if ride.own.has_end and _is_unconfirmed(ride):
        reasons.append("unconfirmed")
    return tuple(reasons)


def _is_unconfirmed(ride: Ride) -> bool:
    """Whether a second source is missing, by what the limits say that a phone alone is worth."""
    limits, telling = ride.limits, ride.own.telling
    if limits.two_sources == "required" and not telling.history and len(ride.confirmed_by) < 2:
        return True
    if ride.by_operator or limits.rider_trips == "accepted":
        return False
    if not telling.is_traced:
        return True
    return limits.rider_trips == "refused" and not ride.trace_reasons


def _held(
    ride: Ride, reasons: tuple[Reason, ...], beside: Mapping[BesideReason, frozenset[UUID]], now: datetime
) -> Judgement:
    """A held trip, or one that has lapsed: only its phone told it, or it waits for its second source, and
    `confirm_days` have gone by since its end."""
    waiting = "unconfirmed" in reasons
    alone = not ride.by_operator
    lapses_at = None
    if (alone or waiting) and not ride.own.telling.appealed:
        lapses_at = ride.own.told_until + timedelta(days=ride.limits.confirm_days)
        if now > lapses_at:
            return Judgement(ride, "rejected", ("unconfirmed",), beside=beside)
    return Judgement(
        ride=ride,
        verdict="held",
        reasons=reasons,
        beside=beside,
        due_at=min((each for each in (lapses_at, _trace_closes_at(ride)) if each), default=None),
        lapses_at=lapses_at,
        waits_for=_waits_for(ride, reasons),
    )


def _trace_closes_at(ride: Ride) -> datetime | None:
    """When a trip ceases to wait for its first points, if it waits for them."""
    telling = ride.own.telling
    return telling.trace_closes_at if telling.awaits_trace else None


def _waits_for(ride: Ride, reasons: Sequence[str]) -> WaitsFor:
    """What a held trip waits for: the answer to its appeal, a person, a trace, or the dock."""
    telling, limits = ride.own.telling, ride.limits
    if telling.appealed:
        return "appeal"
    if any(reason != "unconfirmed" for reason in reasons):
        return "review"
    enough = limits.rider_trips == "confirmed_later" and limits.two_sources == "no"
    if ride.by_operator or (telling.awaits_trace and enough):
        return "trace"
    return "dock"


def _open_until(view: Seen) -> datetime | None:
    """When an open trip becomes one without an end, if nothing more is heard of it."""
    if not view.is_open:
        return None
    heard_at = view.telling.heard_at or view.telling.received_at
    return heard_at + timedelta(seconds=view.limits.no_end_s)


def joined(spans: Iterable[tuple[UUID, datetime, datetime]]) -> dict[UUID, Span]:
    """One span a rider, from the first start to the last end of these (rider, start, end)."""
    by_rider: dict[UUID, Span] = {}
    for rider_id, started_at, ended_at in spans:
        since, until = by_rider.get(rider_id, (started_at, ended_at))
        by_rider[rider_id] = min(since, started_at), max(until, ended_at)
    return by_rider


def merged(spans: Iterable[Span], apart: timedelta = timedelta(0)) -> list[Span]:
    """These spans in order of time, with those merged that lie no more than `apart` from each other."""
    found: list[Span] = []
    for since, until in sorted(spans):
        if found and since - found[-1][1] <= apart:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def rounds(spans: Mapping[UUID, Sequence[Span]], apart: timedelta) -> list[dict[UUID, Span]]:
    """Each rider's spans, with those merged that lie no more than `apart` from each other, in as few rounds
    as there can be of one span a rider."""
    found: list[dict[UUID, Span]] = []
    for rider_id, each in spans.items():
        of_rider = merged(each, apart)
        found.extend({} for _ in range(len(of_rider) - len(found)))
        for spans_of_round, span in zip(found, of_rider, strict=False):
            spans_of_round[rider_id] = span
    return found


def touched_by_strikes(
    before: Sequence[datetime], after: Sequence[datetime], limits: Sequence[Limits]
) -> list[Span]:
    """Where trips start that are held by strikes of before and not by those of after, or the other way, by
    any of these limits."""
    return [
        span
        for each in limits
        for span in {*patterns.held_by_strikes(before, each)} ^ {*patterns.held_by_strikes(after, each)}
    ]


def trip_of(
    city_id: str, judgement: Judgement, revision: int, first_rider_id: UUID | None = None
) -> KeptTrip:
    """The row of a trip as it is judged to be; `revision` is that of the event that said it last."""
    ride = judgement.ride
    own, telling = ride.own, ride.own.telling
    metres, source = ride.distance
    start_zone_id, end_zone_id, zone_ids = _zones(ride)
    assert telling.rider_id is not None
    return KeptTrip(
        trip_id=telling.trip_id,
        city_id=city_id,
        rider_id=telling.rider_id,
        operator_id=telling.operator_id,
        way=telling.way,
        live=telling.live,
        vehicle_type=ride.vehicle_type,
        vehicle_id=ride.vehicle_id,
        started_at=own.started_at,
        ended_at=own.ended_at,
        duration_s=own.duration_s,
        distance_m=metres,
        distance_source=source,
        energy_kcal=energy_kcal(ride.vehicle_type, own.duration_s),
        local_on=own.local.date(),
        local_hour=own.local.hour,
        start_station_id=ride.start_station_id,
        end_station_id=ride.end_station_id,
        start_zone_id=start_zone_id,
        end_zone_id=end_zone_id,
        climb_m=_climb_m(ride),
        zone_ids=zone_ids,
        history=telling.history,
        unpaid=telling.unpaid,
        rider_key=telling.rider_key,
        verdict=judgement.verdict,
        reasons=judgement.reasons,
        confirmed_by=ride.confirmed_by,
        merged_into=judgement.merged_into,
        waits_for=judgement.waits_for,
        due_at=judgement.due_at,
        lapses_at=judgement.lapses_at,
        beside=beside_json(judgement.beside),
        revision=revision,
        first_rider_id=first_rider_id,
    )


def no_trip(trip: KeptTrip) -> KeptTrip:
    """The row of a ride of locks that is no trip: it has no rider, is told no more, or is merged into its
    operator's report."""
    return replace(
        trip,
        is_trip=False,
        verdict="voided",
        reasons=(NOT_TOLD_REASON,),
        merged_into=(),
        waits_for=None,
        due_at=None,
        lapses_at=None,
        beside=None,
    )


def by_itself(telling: Telling, limits_of: LimitsOf, now: datetime) -> Judgement:
    """How a ride of locks stands that is no trip."""
    return Judgement(ride_of(seen(telling, limits_of, now)), "voided", (NOT_TOLD_REASON,))


def _zones(ride: Ride) -> tuple[str | None, str | None, tuple[str, ...]]:
    """The zones of start and end, and those passed in order: of its own trace, or of the best that passes."""
    shown = ride.own if ride.own.telling.is_traced else next(iter(ride.passing), ride.own)
    telling = shown.telling
    start = (ride.start and ride.start.zone_id) or telling.trace_ends[0]
    end = (ride.end and ride.end.zone_id) or telling.trace_ends[1]
    if telling.trace_zone_ids:
        return start, end, tuple(zone for zone, _ in groupby(telling.trace_zone_ids))[:ZONES_MAX]
    if start is None or end is None or start == end:
        return start, end, tuple(filter(None, (start or end,)))
    return start, end, (start, end)


def _climb_m(ride: Ride) -> int | None:
    """How much higher the end's station lies than the start's, in whole metres, at least 0."""
    start, end = ride.start, ride.end
    if start is None or end is None or start.elevation_m is None or end.elevation_m is None:
        return None
    return max(0, end.elevation_m - start.elevation_m)


def beside_json(beside: Mapping[BesideReason, frozenset[UUID]]) -> str | None:
    """The trips that each reason names, as PostgreSQL shows the column `beside`: keys by their length; None
    for none."""
    if not beside:
        return None
    named = {reason: sorted(map(str, beside[reason])) for reason in beside if beside[reason]}
    ordered = dict(sorted(named.items(), key=lambda item: (len(item[0]), item[0])))
    return json.dumps(ordered) if ordered else None


def facts_are_told(judgement: Judgement, trip: KeptTrip) -> bool:
    """Whether the facts of a trip are what was told of it, so that they need not be kept twice."""
    ride = judgement.ride
    telling = ride.own.telling
    return (
        (trip.started_at, trip.ended_at) == (telling.started_at, telling.ended_at)
        and trip.vehicle_id == telling.vehicle_id
        and (ride.start, ride.end) == (telling.start, telling.end)
        and _is_told(trip.start_station_id, telling.start_station_id, telling.start)
        and _is_told(trip.end_station_id, telling.end_station_id, telling.end)
        and (telling.distance_m is None or ride.distance == (telling.distance_m, telling.distance_source))
        and not telling.is_traced
    )


def _is_told(station_id: str | None, told_id: str | None, place: Place | None) -> bool:
    return station_id == ((place and place.station_id) or told_id)
