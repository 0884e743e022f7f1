"""Trips that are corrected again and again: every revision may change all but trip, rider and local day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from msgspec.structs import replace

from shared.eventlog.log import Record
from shared.events.registry import encode
from shared.events.trips import TripJudged
from tests.events import trip_judged

from .histories import cut, scrambled

NAMES = UUID("0190aaaa-0000-7000-8000-00000000c0c0")
RIDERS = [uuid5(NAMES, f"rider {i}") for i in range(2)]
DAYS = [date(2026, 3, 28) + timedelta(days=i) for i in range(3)]
"""Around the night in which Madrid puts its clocks forward."""
ZONES = ["Europe/Madrid", "Europe/Madrid", "Pacific/Auckland", "America/New_York"]
STATIONS = [None, "low", "middle", "high"]
PLACES = [None, "a", "b", "c"]
REASONS = {"held": "unconfirmed", "rejected": "too_fast", "voided": "merged"}


class Told(NamedTuple):
    """All revisions of some trips in any order, some of them twice, in batches; and the newest ones alone."""

    batches: list[Sequence[Record]]
    newest: list[Record]


TOGETHER = (
    ("started_at", "ended_at", "local_hour", "duration_s"),
    ("verdict", "counts", "reasons", "merged_into"),
    ("vehicle_type",),
    ("energy_kcal",),
    ("distance_m", "distance_source"),
    ("start_station_id", "end_station_id", "climb_m"),
    ("start_zone_id", "end_zone_id", "zone_ids"),
    ("confirmed_by",),
    ("unpaid",),
)
"""What changes together: a revision changes one of these, a few, or all."""


def corrected(luck: Random, before: TripJudged, after: TripJudged) -> TripJudged:
    """The next revision of a trip, in which some of what `after` says is new."""
    changed = luck.sample(TOGETHER, luck.choice([1, 1, 1, 2, len(TOGETHER)]))
    names = [name for together in changed for name in together]
    return replace(before, revision=after.revision, **{name: getattr(after, name) for name in names})


def drawn(luck: Random, number: int, revision: int, local_on: date, zone: ZoneInfo) -> TripJudged:
    """Some state of a trip: when it was within its day, how long, how far, by what, from where to where, and
    whether it counts."""
    midnight = datetime(local_on.year, local_on.month, local_on.day, tzinfo=zone)
    # Not around midnight: in UTC, so that the hour that the clocks skip is passed over.
    started_at = midnight.astimezone(UTC) + timedelta(minutes=luck.randrange(23 * 60))
    duration_s = luck.choice([60, 599, 1_200, 3_600, 40_000])
    verdict = luck.choice(["accepted"] * 6 + ["held", "rejected", "voided"])
    facts: dict[str, Any] = {
        "rider_id": RIDERS[number % 2],
        "trip_id": uuid5(NAMES, f"trip {number}"),
        "revision": revision,
        "verdict": verdict,
        "reasons": (REASONS[verdict],) if verdict in REASONS else (),
        "merged_into": (uuid5(NAMES, "another"),) if verdict == "voided" else (),
        "vehicle_type": luck.choice(["bike", "ebike"]),
        "started_at": started_at,
        "ended_at": started_at + timedelta(seconds=duration_s),
        "local_on": local_on,
        "local_hour": started_at.astimezone(zone).hour,
        "duration_s": duration_s,
        "energy_kcal": luck.choice([0, 159, 159, 476]),
        "distance_m": luck.choice([None, 0, 900, 3_000, 9_000, 9_000, 25_000]),
        "distance_source": luck.choice([None, "odometer", "trace", "station_pair"]),
        "start_station_id": luck.choice(STATIONS),
        "end_station_id": luck.choice(STATIONS),
        "start_zone_id": luck.choice(PLACES),
        "end_zone_id": luck.choice(PLACES),
        "zone_ids": tuple(luck.sample(["a", "b", "c"], luck.randrange(3))),
        "climb_m": luck.choice([None, 0, 40]),
        "confirmed_by": luck.choice([(), ("phone",), ("operator",), ("phone", "operator")]),
        "unpaid": luck.random() < 0.1,
    }
    return trip_judged(**facts)


def told(luck: Random) -> Told:
    """A few trips of two riders, most of them corrected."""
    events = []
    for number in range(luck.randint(4, 12)):
        local_on, zone = luck.choice(DAYS), ZoneInfo(luck.choice(ZONES))
        last = luck.choice([1, 2, 3, 4])
        revisions = [drawn(luck, number, 1, local_on, zone)]
        for each in range(2, last + 1):
            revisions.append(corrected(luck, revisions[-1], drawn(luck, number, each, local_on, zone)))
        events.append(revisions)
    return Told(
        cut(scrambled([heard(each) for trip in events for each in trip], luck), luck),
        [heard(trip[-1]) for trip in events],
    )


def heard(event: TripJudged) -> Record:
    """The event as a consumer finds it in the log."""
    event_id = uuid5(NAMES, f"{event.trip_id} {event.revision}")
    at = datetime(2026, 4, 1, 12, tzinfo=UTC) + timedelta(seconds=event.revision)
    return Record(0, 1, event_id, event.type, event.key, at, encode(event))


# By a seed, because what Hypothesis draws itself is mostly small: trips without a correction.
seeds = st.integers(0, 2**63)
