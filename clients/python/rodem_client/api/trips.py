"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Raw

from rodem_client.api.models import Explanation, TraceHeard, TracePoint, TripVerdict
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, new_key, segment


class TripInChallenge(Model, frozen=True, kw_only=True):
    """Whether a challenge counts the trip, and if not, why: `not_accepted`, `outside_window`,
    `not_taking_part`, `another_operator`, or the first condition of the challenge that the trip does not
    meet. Reasons may become more."""

    challenge_id: UUID
    counted: bool
    reason: str | None = None


class TripDecision(Model, frozen=True, kw_only=True):
    """The decision that stands on a trip, who made it and why. `strike`: it counts as one now."""

    verdict: str
    reason: str
    role: str
    organisation: str
    decided_at: datetime
    strike: bool | None = None


class TripAppeal(Model, frozen=True, kw_only=True):
    """The rider's last appeal of a trip: `waiting`, `upheld` or `dismissed`, with its answer."""

    state: str
    text: str
    appealed_at: datetime
    answer: str | None = None
    answer_by: datetime
    overdue: bool | None = None


class Trip(Model, frozen=True, kw_only=True):
    """A trip as it is judged today. `points` and `explanation` follow a few seconds after the verdict. The
    decision and the appeal are those of one trip, not of a list.

    `challenges`, of one trip too, are those in whose window it lies, at most 200, and the one that was asked
    for. They follow a few seconds after the verdict, and are missing while nobody can tell.

    A held trip says what it `waits_for`, and `until` when, if it lapses; one that is merged into others names
    them; an open one says what has come of its `trace`.

    Verdicts, reasons, vehicle types and sources of distances may become more."""

    trip_id: UUID
    verdict: str
    reasons: list[str]
    reasons_in_words: list[str] | None = None
    vehicle_type: str
    started_at: datetime
    ended_at: datetime
    duration_s: int
    distance_m: int | None = None
    distance_source: str | None = None
    start_station_id: str | None = None
    end_station_id: str | None = None
    confirmed_by: list[str] | None = None
    merged_into: list[UUID] | None = None
    waits_for: str | None = None
    until: datetime | None = None
    trace: TraceHeard | None = None
    points: int | None = None
    explanation: Explanation | None = None
    challenges: list[TripInChallenge] | None = None
    decision: TripDecision | None = None
    appeal: TripAppeal | None = None


class Trips(Model, frozen=True, kw_only=True):
    """Newest first."""

    trips: list[Trip]
    next_cursor: str | None = None


class TraceFigures(Model, frozen=True, kw_only=True):
    """What the trip's own trace shows: metres, seconds of all holes and of the longest, how many speeds
    (one each 10 s) are those of somebody who moves, their 95th percentile, how hard the speed changes, how
    unevenly the rider moves, and the share of places on a line with their neighbours. Never a place."""

    distance_m: int
    holes_s: int
    hole_s: int
    moving: int
    p95_kmh: float | None = None
    surge_mps2: float | None = None
    spread: float | None = None
    straight: float | None = None


class AppealTold(Model, frozen=True, kw_only=True):
    """A rider's last appeal of a trip: `waiting`, `upheld` or `dismissed`, with its answer. `overdue`: it
    waits although `answer_by` is over. Nobody answers while the trip is part of another: the appeal is then
    `upheld` if that one counts, else `dismissed`, without an answer."""

    state: str
    text: str
    appealed_at: datetime
    answer: str | None = None
    answer_by: datetime
    overdue: bool | None = None


class DecisionTold(Model, frozen=True, kw_only=True):
    """The decision that stands on a trip, who made it and why. `strike`: it counts as one now."""

    verdict: str
    reason: str
    role: str
    organisation: str
    decided_at: datetime
    strike: bool | None = None


class ReviewedTrip(Model, frozen=True, kw_only=True):
    """A trip as its operator sees it. What is not known is left out. `beside` are the trips that a reason
    names, by reason; `limits_version` is that of the limits by which it is judged."""

    trip_id: UUID
    verdict: str
    reasons: list[str]
    vehicle_type: str
    started_at: datetime
    ended_at: datetime
    duration_s: int
    distance_m: int | None = None
    distance_source: str | None = None
    start_station_id: str | None = None
    end_station_id: str | None = None
    confirmed_by: list[str] | None = None
    merged_into: list[UUID] | None = None
    waits_for: str | None = None
    until: datetime | None = None
    trace: TraceHeard | None = None
    rider_id: UUID
    limits_version: int
    beside: dict[str, list[UUID]] | None = None
    figures: TraceFigures | None = None
    appeal: AppealTold | None = None
    decision: DecisionTold | None = None


class ReviewQueue(Model, frozen=True, kw_only=True):
    """Oldest first."""

    trips: list[ReviewedTrip]
    next_cursor: str | None = None


class Position(Model, frozen=True, kw_only=True):
    """Where a trip begins or ends, in degrees. 0, 0 is no position: devices send it while they have none."""

    lat: float
    lon: float


class RiderTrip(Model, frozen=True, kw_only=True):
    """A trip as the rider's phone reports it. A station may be named by any of its ids: `station_id`,
    `short_name`, `legacy_id` or `external_id`. `start` and `end` are used where the station is not known."""

    trip_id: UUID
    vehicle_type: Literal["bike", "ebike"]
    started_at: datetime
    ended_at: datetime
    start_station_id: str | None = None
    end_station_id: str | None = None
    start: Position | None = None
    end: Position | None = None
    distance_m: int | None = None
    vehicle_id: str | None = None
    device_id: str | None = None
    trace: list[TracePoint] | None = None


class OperatorTrip(Model, frozen=True, kw_only=True):
    """A trip as an operator reports it, with its rider and the source of its distance."""

    trip_id: UUID
    vehicle_type: Literal["bike", "ebike"]
    started_at: datetime
    ended_at: datetime
    start_station_id: str | None = None
    end_station_id: str | None = None
    start: Position | None = None
    end: Position | None = None
    distance_m: int | None = None
    vehicle_id: str | None = None
    device_id: str | None = None
    trace: list[TracePoint] | None = None
    rider_id: UUID
    distance_source: Literal["odometer", "trace", "station_pair"] | None = None


class CorrectTrip(Model, frozen=True, kw_only=True):
    """What is corrected of a trip; what is left out stays as it is. `started_at` stays within the trip's
    local day. A station may be named by any of its ids."""

    distance_m: int | None = None
    distance_source: Literal["odometer", "trace", "station_pair"] | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    start_station_id: str | None = None
    end_station_id: str | None = None
    reason: str


class Void(Model, frozen=True, kw_only=True):
    """Why a trip is taken back."""

    reason: str


class Batch(Model, frozen=True, kw_only=True):
    """Up to 1000 trips of an operator. `history`: they may be older than 14 days. `points` false, which needs
    `history`: they count, and earn no points. `rider_key` is what each `rider_id` stands for: where the
    source names no riders, `bike`, or `trip` (each trip has a `rider_id` of its own). `import_id`: the import
    that they come with."""

    trips: list[Any]
    timezone: str | None = None
    history: bool = False
    points: bool = True
    import_id: UUID | None = None
    rider_key: Literal["rider", "bike", "trip"] = "rider"


class BatchFailure(Model, frozen=True, kw_only=True):
    """A row that did not land. `trip_id` is left out where it could not be read."""

    index: int
    trip_id: str | None = None
    problem: dict[str, Any]


class BatchReport(Model, frozen=True, kw_only=True):
    """Counts of trips first seen in this call, by reason where they do not count. `without_zone`: how many of
    them start in no zone that is known, and so are in no district's figures. `without_distance`: of how many
    the distance is unknown, and so no metre counts."""

    accepted: int
    held: dict[str, int]
    rejected: dict[str, int]
    duplicates: int
    without_zone: int = 0
    without_distance: int = 0
    failures: list[BatchFailure]


async def list_my_trips(rodem: Rodem, *, limit: int | None = None, cursor: str | None = None) -> Trips:
    """The trips of the rider who asks, newest first, with the points that each trip earned."""
    return decoded(await rodem.send("GET", "/v1/me/trips", query={"limit": limit, "cursor": cursor}), Trips)


async def get_my_trip(rodem: Rodem, trip_id: UUID | str, *, challenge_id: UUID | None = None) -> Trip:
    """One trip of the rider who asks, with the points that the trip earned, and why challenges count it or
    not: those in whose window it lies, and the one that `challenge_id` names."""
    return decoded(
        await rodem.send("GET", f"/v1/me/trips/{segment(trip_id)}", query={"challenge_id": challenge_id}),
        Trip,
    )


async def delete_my_trace(rodem: Rodem, trip_id: UUID | str) -> None:
    """Delete where the rider rode on one of the own trips, and on what is merged into it: points, places and
    paces, at once. No more points are taken. Figures, reasons and verdict stay as they are. Repeated, it
    changes nothing."""
    await rodem.send("DELETE", f"/v1/me/trips/{segment(trip_id)}/trace")


async def read_my_trace(rodem: Rodem, trip_id: UUID | str) -> bytes:
    """Where the rider rode on one of the own trips, as GeoJSON, or as GPX by `Accept`: until no more points
    are taken every point that has come, then the places that are kept, one for each 10 s. What is merged into
    the trip shows it too."""
    return await rodem.send("GET", f"/v1/me/trips/{segment(trip_id)}/trace")


async def list_trips(
    rodem: Rodem,
    *,
    limit: int | None = None,
    cursor: str | None = None,
    verdict: Literal["open", "accepted", "rejected", "held", "voided"] | None = None,
    reason: str | None = None,
    appealed: bool | None = None,
    confirmed_by: Literal["phone", "operator"] | None = None,
    since: str | None = None,
    until: str | None = None,
) -> ReviewQueue:
    """The operator's trips that are to be reviewed, oldest first: what is held, and appeals that wait, of
    rejected and voided trips too; or those that a filter names."""
    return decoded(
        await rodem.send(
            "GET",
            "/v1/trips",
            query={
                "limit": limit,
                "cursor": cursor,
                "verdict": verdict,
                "reason": reason,
                "appealed": appealed,
                "confirmed_by": confirmed_by,
                "since": since,
                "until": until,
            },
        ),
        ReviewQueue,
    )


async def report_trip(
    rodem: Rodem, body: RiderTrip | OperatorTrip | Raw, *, idempotency_key: str | None = None
) -> TripVerdict:
    """Report a trip. It is judged at once; points follow within seconds."""
    return decoded(
        await rodem.send("POST", "/v1/trips", body=body, idempotency_key=idempotency_key or new_key()),
        TripVerdict,
    )


async def correct_trip(
    rodem: Rodem, trip_id: UUID | str, body: CorrectTrip | Raw, *, idempotency_key: str | None = None
) -> TripVerdict:
    """Correct what was told of a trip. It is judged anew with all that follows from it; a decided trip keeps
    its verdict."""
    return decoded(
        await rodem.send(
            "POST",
            f"/v1/trips/{segment(trip_id)}/correct",
            body=body,
            idempotency_key=idempotency_key or new_key(),
        ),
        TripVerdict,
    )


async def void_trip(rodem: Rodem, trip_id: UUID | str, body: Void | Raw) -> TripVerdict:
    """Take a trip back, whatever its verdict, with all that followed from it. Trips that were held only for
    overlapping with it count."""
    return decoded(await rodem.send("POST", f"/v1/trips/{segment(trip_id)}/void", body=body), TripVerdict)


async def report_trips(rodem: Rodem, body: Batch | Raw, *, idempotency_key: str | None = None) -> BatchReport:
    """Report up to 1000 trips. Good rows land; each bad row is a failure with its own problem."""
    return decoded(
        await rodem.send("POST", "/v1/trips:batch", body=body, idempotency_key=idempotency_key or new_key()),
        BatchReport,
    )
