"""The work of rewards, one event per transaction: trips and entries become postings."""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from bench.naive_events import Entry, LevelReached, PointsPosted, Trip, say
from bench.naive_tables import Account, PaidEntry, PaidTrip, Posting, RewardsOutbox, RewardsPosition, RiderDay
from shared.eventlog.log import Record

LEVELS = (0, 500, 2_000, 5_000, 12_000, 30_000)
DAY_POINTS_MAX = 400
PENDING = timedelta(hours=24)

_params = TypeAdapter(dict[str, int | str])


async def hear_trip(session: AsyncSession, record: Record) -> None:
    """Turn a trip into postings: its points, and what the day's limit takes back."""
    position = await session.get_one(RewardsPosition, ("trips", 0), with_for_update=True)
    position.position = record.position
    trip = Trip.model_validate_json(record.data)
    key = (trip.rider_id, trip.local_on, trip.trip_id)
    stored = await session.get(PaidTrip, key, with_for_update=True)
    if stored is not None and stored.revision >= trip.revision:
        await session.commit()
        return
    if stored is None:
        stored = unpaid(trip)
        session.add(stored)
    rule, params, points = earned(trip, stored.points)
    gained, revisions = points - stored.points, trip.revision - stored.revision
    counted = trip.counts - stored.counts
    stored.points, stored.revision = points, trip.revision
    stored.earns, stored.distance_m, stored.energy_kcal = trip.counts, trip.distance_m, trip.energy_kcal
    stored.vehicle_type, stored.local_hour = trip.vehicle_type, trip.local_hour
    stored.start_zone_id = trip.start_zone_id
    stored.counts = trip.counts
    day = await session.get(RiderDay, (trip.rider_id, trip.local_on), with_for_update=True)
    if day is None:
        day = empty_day(trip)
        session.add(day)
    over_before = max(0, day.points - DAY_POINTS_MAX)
    day.points += gained
    day.revision += revisions
    day.trips += counted
    day.ebike_points += gained if trip.vehicle_type == "ebike" else 0
    over = max(0, day.points - DAY_POINTS_MAX)
    line = posted(record, trip, "trip", f"trip:{trip.trip_id}", trip.revision, gained, points, rule, params)
    lines = [line]
    if over != over_before:
        limit: dict[str, int | str] = {"limit_points": DAY_POINTS_MAX, "full_points": day.points}
        given_by = f"cap:{trip.local_on}"
        change = over_before - over
        lines.append(
            posted(record, trip, "cap", given_by, day.revision, change, -over, "day_limit", limit),
        )
    await book(session, trip.rider_id, trip.city_id, lines, revisions)
    await session.commit()


def unpaid(trip: Trip) -> PaidTrip:
    """The row of a trip that nothing was given for yet."""
    return PaidTrip(
        rider_id=trip.rider_id,
        local_on=trip.local_on,
        trip_id=trip.trip_id,
        revision=0,
        points=0,
        cap_points=0,
        available_at=trip.ended_at + PENDING,
        counts=False,
        earns=trip.counts,
        started_at=trip.started_at,
        start_station_id=trip.start_station_id,
        end_station_id=trip.end_station_id,
        city_id=trip.city_id,
    )


def empty_day(trip: Trip) -> RiderDay:
    """The row of the trip's local day, before its first trip."""
    return RiderDay(
        rider_id=trip.rider_id,
        local_on=trip.local_on,
        points=0,
        limit_points=DAY_POINTS_MAX,
        revision=0,
        ebike_points=0,
        trips=0,
        city_id=trip.city_id,
    )


def earned(trip: Trip, points_before: int) -> tuple[str, dict[str, int | str], int]:
    """Rule, parameters and full points of a trip."""
    if trip.counts and trip.distance_m:
        distance_points = min(trip.distance_m, 20_000) // 100
        energy_points = trip.energy_kcal // 10
        params: dict[str, int | str] = {
            "distance_m": trip.distance_m,
            "distance_points": distance_points,
            "energy_kcal": trip.energy_kcal,
            "energy_points": energy_points,
        }
        return "tariff", params, distance_points + energy_points
    if trip.counts:
        return "distance_unknown", {}, 0
    reason = trip.reasons[0] if trip.reasons else trip.verdict
    return (
        "taken_back" if points_before else "not_counted",
        {"verdict": trip.verdict, "reason": reason},
        0,
    )


def posted(
    record: Record,
    trip: Trip,
    kind: str,
    given_by: str,
    revision: int,
    points: int,
    total_points: int,
    rule: str,
    params: dict[str, int | str],
) -> PointsPosted:
    """The event of a trip's or a day's line."""
    return PointsPosted(
        city_id=trip.city_id,
        revision=revision,
        rider_id=trip.rider_id,
        posting_id=uuid4(),
        source=given_by,
        kind=kind,
        points=points,
        total_points=total_points,
        posted_at=record.time,
        available_at=trip.ended_at + PENDING if kind == "trip" and points > 0 else record.time,
        local_on=trip.local_on,
        rule=rule,
        version=1,
        params=params,
        zone_id=trip.start_zone_id,
    )


async def book(
    session: AsyncSession, rider_id: UUID, city_id: str, lines: list[PointsPosted], revisions: int
) -> None:
    """Write lines into the ledger and its chain, move the rider's account, and publish them, and the level if
    it changes. Nothing here spends points, so there are no debts."""
    account = await session.get(Account, rider_id, with_for_update=True)
    if account is None:
        account = Account(
            rider_id=rider_id,
            account_id=uuid4(),
            points=0,
            debt_points=0,
            lifetime_points=0,
            trip_revisions=0,
            seq=0,
            hash=bytes(32),
            city_id=city_id,
        )
        session.add(account)
    before = level(account.lifetime_points)
    for line in sorted(lines, key=lambda line: line.points < 0):
        post(session, account, line)
    account.trip_revisions += revisions
    if level(account.lifetime_points) != before:
        of_entries = await session.scalar(
            sa.select(sa.func.sum(PaidEntry.revision)).where(PaidEntry.rider_id == rider_id)
        )
        reached = LevelReached(
            city_id=city_id,
            revision=account.trip_revisions + int(of_entries or 0),
            rider_id=rider_id,
            level=level(account.lifetime_points),
            lifetime_points=account.lifetime_points,
        )
        say(session, RewardsOutbox, "level.reached.v1", reached)


def post(session: AsyncSession, account: Account, line: PointsPosted) -> None:
    """Write a line into the ledger, and publish it."""
    if line.points:
        source, destination = ("issued", "rider") if line.points > 0 else ("rider", "issued")
        account.points += line.points
        account.lifetime_points += line.points
        account.seq += 1
        fields = (
            account.seq,
            line.posting_id,
            line.kind,
            source,
            destination,
            abs(line.points),
            int(line.posted_at.timestamp() * 1_000_000),
            int(line.available_at.timestamp() * 1_000_000),
            line.rule,
            line.version,
        )
        account.hash = sha256(account.hash + "\n".join(map(str, fields)).encode()).digest()
        session.add(
            Posting(
                posting_id=line.posting_id,
                account_id=account.account_id,
                seq=account.seq,
                hash=account.hash,
                kind=line.kind,
                source=source,
                destination=destination,
                points=abs(line.points),
                given_by=line.source,
                local_on=line.local_on,
                posted_at=line.posted_at,
                available_at=line.available_at,
                rule=line.rule,
                version=line.version,
                params=_params.dump_json(line.params).decode(),
                city_id=line.city_id,
            )
        )
        line.seq = account.seq
    line.account_points = account.points
    say(session, RewardsOutbox, "points.posted.v1", line)


def level(points: int) -> int:
    return max(1, sum(points >= limit for limit in LEVELS))


async def hear_entry(session: AsyncSession, record: Record) -> None:
    """Book the reward of a completed entry, and take back that of an entry no longer completed."""
    position = await session.get_one(RewardsPosition, ("challenges", 0), with_for_update=True)
    position.position = record.position
    if record.type != "entry.judged.v1":
        await session.commit()
        return
    entry = Entry.model_validate_json(record.data)
    key = (entry.challenge_id, entry.rider_id, "")
    stored = await session.get(PaidEntry, key, with_for_update=True)
    if stored is not None and stored.revision >= entry.revision:
        await session.commit()
        return
    if stored is None:
        stored = PaidEntry(
            challenge_id=key[0],
            rider_id=key[1],
            part=key[2],
            revision=0,
            points=0,
            available_at=entry.judged_at + PENDING,
            city_id=entry.city_id,
        )
        session.add(stored)
    points = sum(given.points for given in entry.given)
    gained = points - stored.points
    stored.points, stored.revision = points, entry.revision
    if gained:
        await book(session, entry.rider_id, entry.city_id, [entry_line(entry, gained, points)], 0)
    await session.commit()


def entry_line(entry: Entry, gained: int, points: int) -> PointsPosted:
    """The event of an entry's line."""
    params: dict[str, int | str] = {
        "challenge_id": str(entry.challenge_id),
        "measure": entry.unit,
        "progress": entry.progress,
        "target": entry.target,
        **{f"name_{language}": name for language, name in entry.name.items()},
    }
    return PointsPosted(
        city_id=entry.city_id,
        revision=entry.revision,
        rider_id=entry.rider_id,
        posting_id=uuid4(),
        source=f"entry:{entry.challenge_id}",
        kind="challenge",
        points=gained,
        total_points=points,
        posted_at=entry.judged_at,
        available_at=entry.judged_at + PENDING if gained > 0 else entry.judged_at,
        local_on=entry.local_on,
        rule="challenge",
        version=entry.version,
        params=params,
    )
