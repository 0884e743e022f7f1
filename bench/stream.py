"""The trips and challenges of all measurements: every day the same, but with dates up to that day."""

import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from hashlib import md5
from itertools import accumulate
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
from asyncpg.pgproto import pgproto

from shared.eventlog.log import Record
from shared.events.registry import encode
from shared.events.trips import TripJudged

DAYS = 14
BEGIN = datetime.combine(datetime.now(UTC), time(), UTC) - timedelta(days=DAYS)
ZONE = ZoneInfo("Europe/Madrid")
RIDERS = 30_000
VOIDED_SHARE = 0.01
MATCHING = 10
"""Challenges that the riders of the stream take part in."""
FOR_ALL = 1
"""How many of those are for all riders. The others are joined, each by a ninth of the riders."""
MEASURES = ("distance_m", "trips", "energy_kcal", "duration_s")
KNOWN = {"zones_within": {}, "districts": {}, "saved_mg_per_km": {"bike": 7_027, "ebike": 0}}
"""What versions keep of their first publishing: no zone lies in another."""
TARGETS = {"distance_m": 12_000, "trips": 3, "energy_kcal": 400, "duration_s": 3_600}


def named(name: str) -> UUID:
    """A UUID that looks random, and equals `md5(name)::uuid` in SQL."""
    return UUID(md5(name.encode(), usedforsecurity=False).hexdigest())


def event_id(number: int, at: datetime) -> UUID:
    """A UUIDv7, as the outbox makes them."""
    milliseconds = int(at.timestamp() * 1000)
    rest = named(f"event {number}").int & ((1 << 80) - 1)
    value = milliseconds << 80 | rest
    value = value & ~(0xF << 76) | 0x7 << 76
    # The class of UUIDs that asyncpg returns when a service reads its log.
    return pgproto.UUID((value & ~(0x3 << 62) | 0x2 << 62).to_bytes(16))


def trips(count: int) -> list[Record]:
    """So many encoded trip events over two weeks, by the end of the trip. A few void an earlier trip.

    Some riders ride every day and many once a week: the most active 10 % make 35 % of the trips.
    """
    chance = random.Random(count)  # noqa: S311
    weights = list(accumulate(1 / (1 + 9 * i / RIDERS) for i in range(RIDERS)))
    riders = chance.choices(range(RIDERS), cum_weights=weights, k=count)
    seconds = sorted(chance.uniform(0, DAYS * 86_400) for _ in range(count))
    events: list[TripJudged] = []
    for number, (rider, second) in enumerate(zip(riders, seconds, strict=True)):
        if events and chance.random() < VOIDED_SHARE:
            event = _void(events[chance.randrange(len(events))])
        else:
            event = _trip(chance, number, named(f"rider {rider}"), BEGIN + timedelta(seconds=second))
        events.append(event)
    return [_record(number, event) for number, event in enumerate(events, 1)]


def _trip(chance: random.Random, number: int, rider_id: UUID, ended_at: datetime) -> TripJudged:
    duration_s = chance.randrange(240, 2_400)
    started_at = (ended_at - timedelta(seconds=duration_s)).replace(microsecond=0)
    local = started_at.astimezone(ZONE)
    return TripJudged(
        city_id="city",
        rider_id=rider_id,
        revision=1,
        trip_id=named(f"trip {number}"),
        operator_id="operator",
        verdict="accepted",
        counts=True,
        vehicle_type="bike",
        started_at=started_at,
        ended_at=started_at + timedelta(seconds=duration_s),
        local_on=local.date(),
        local_hour=local.hour,
        duration_s=duration_s,
        energy_kcal=round(476 * duration_s / 3_600),
        distance_m=round(duration_s * chance.uniform(2.5, 5)),
        distance_source="odometer",
        start_station_id=str(chance.randrange(400)),
        end_station_id=str(chance.randrange(400)),
        start_zone_id=f"zone-{chance.randrange(70)}",
        end_zone_id=f"zone-{chance.randrange(70)}",
    )


def _void(trip: TripJudged) -> TripJudged:
    facts = {name: getattr(trip, name) for name in trip.__struct_fields__}
    void = {"verdict": "voided", "reasons": ("voided",), "counts": False, "revision": trip.revision + 1}
    return TripJudged(**(facts | void))


def _record(number: int, event: TripJudged) -> Record:
    at = event.ended_at + timedelta(seconds=number / 1_000)
    return Record(0, number, event_id(number, at), event.type, event.key, at, encode(event))


async def add_challenges(dsn: str, active: int) -> None:
    """Publish this many challenges, all of them open during the whole stream.

    Beyond the first `MATCHING` they were joined by riders who make no trips.
    """
    challenges, joins = [], []
    for number in range(active):
        challenge_id = named(f"challenge {number}")
        who = "all" if number < FOR_ALL else "joined"
        challenges.append((challenge_id, json.dumps(_body(number, who))))
        if who == "joined":
            joins += [(named(f"rider {r}"), challenge_id) for r in _members(number)]
    connection = await asyncpg.connect(dsn)
    try:
        await connection.executemany(
            "INSERT INTO challenges"
            " (challenge_id, city_id, operator_id, state, version, revision, body)"
            " VALUES ($1, 'city', 'operator', 'published', 1, 1, $2)",
            challenges,
        )
        await connection.execute(
            "INSERT INTO versions (challenge_id, version, city_id, body, known)"
            " SELECT challenge_id, 1, city_id, body, $1 FROM challenges",
            json.dumps(KNOWN),
        )
        records = [(rider_id, challenge_id, "city", BEGIN, None) for rider_id, challenge_id in joins]
        await connection.copy_records_to_table("joins", records=records)
        await connection.execute("UPDATE rules_version SET version = version + 1")
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _members(number: int) -> Sequence[int]:
    if number < MATCHING:
        return range(number, RIDERS, MATCHING - FOR_ALL)
    return range(RIDERS + 20 * number, RIDERS + 20 * number + 20)


def _body(number: int, who: str) -> dict[str, object]:
    measure = MEASURES[number % len(MEASURES)]
    return {
        "name": {"en": f"Challenge {number}", "ca": f"Repte {number}", "es": f"Reto {number}"},
        "goal": {"kind": "sum", "measure": measure, "target": TARGETS[measure]},
        "who": {"kind": who},
        "reward": {"points": 100},
        "starts_at": (BEGIN - timedelta(days=1)).isoformat(),
        "ends_at": (BEGIN + timedelta(days=DAYS + 7)).isoformat(),
    }
