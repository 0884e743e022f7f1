"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Raw

from rodem_client.api.models import Explanation
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, new_key, segment


class TraceHeard(Model, frozen=True, kw_only=True):
    """What has come of a live trip's trace. `seqs` are the first and last of each run of chunks; more are
    taken until `closes_at`."""

    seqs: list[list[Any]]
    points: int
    closes_at: datetime


class Trip(Model, frozen=True, kw_only=True):
    """A trip as it is judged today. `points` and `explanation` follow a few seconds after the verdict.

    A held trip says what it `waits_for`, and `until` when, if it lapses; one that is merged into others names
    them; an open one says what has come of its `trace`.

    Verdicts, reasons, vehicle types and sources of distances may become more."""

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
    points: int | None = None
    explanation: Explanation | None = None


class Trips(Model, frozen=True, kw_only=True):
    """Newest first."""

    trips: list[Trip]
    next_cursor: str | None = None


class ReviewedTrip(Model, frozen=True, kw_only=True):
    """A trip as its operator sees it. What is not known is left out."""

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
    appeal: str | None = None


class ReviewQueue(Model, frozen=True, kw_only=True):
    """Oldest first."""

    trips: list[ReviewedTrip]
    next_cursor: str | None = None


class Position(Model, frozen=True, kw_only=True):
    """Where a trip begins or ends, in degrees. 0, 0 is no position: devices send it while they have none."""

    lat: float
    lon: float


class TracePoint(Model, frozen=True, kw_only=True):
    """Where the vehicle was at a moment. Degrees and metres."""

    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None = None
    speed_mps: float | None = None
    mock: bool = False


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


class TripVerdict(Model, frozen=True, kw_only=True):
    """What the reporter of a trip is told."""

    trip_id: UUID
    verdict: str
    reasons: list[str]


class Appeal(Model, frozen=True, kw_only=True):
    """What the rider says against a verdict."""

    text: str


class AppealReceived(Model, frozen=True, kw_only=True):
    """The appeal waits for the operator."""

    trip_id: UUID
    status: str


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


class Decision(Model, frozen=True, kw_only=True):
    """The operator's verdict in place of the rules'."""

    verdict: Literal["accepted", "rejected"]
    reason: str


class Ending(Model, frozen=True, kw_only=True):
    """How a live trip ends. `distance_m` is what the phone says; a trace is believed before it."""

    ended_at: datetime
    end_station_id: str | None = None
    distance_m: int | None = None


class Chunk(Model, frozen=True, kw_only=True):
    """Points of a live trip, in any order. Chunks have numbers of their own, and may come in any order
    too."""

    seq: int
    points: list[TracePoint]


class ChunkTaken(Model, frozen=True, kw_only=True):
    """The chunk is stored. What has arrived so far, so that an app can go on after a crash."""

    trace: TraceHeard


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


class NewLiveTrip(Model, frozen=True, kw_only=True):
    """A trip that begins. `vehicle_id` is what is printed on the vehicle."""

    trip_id: UUID
    vehicle_type: Literal["bike", "ebike"]
    started_at: datetime
    start_station_id: str | None = None
    vehicle_id: str | None = None
    device_id: str | None = None


async def list_my_trips(rodem: Rodem, *, limit: int | None = None, cursor: str | None = None) -> Trips:
    """The trips of the rider who asks, newest first, with the points that each trip earned."""
    return decoded(await rodem.send("GET", "/v1/me/trips", query={"limit": limit, "cursor": cursor}), Trips)


async def get_my_trip(rodem: Rodem, trip_id: UUID | str) -> Trip:
    """One trip of the rider who asks, with the points that the trip earned."""
    return decoded(await rodem.send("GET", f"/v1/me/trips/{segment(trip_id)}"), Trip)


async def list_trips(
    rodem: Rodem,
    *,
    limit: int | None = None,
    cursor: str | None = None,
    verdict: Literal["open", "accepted", "rejected", "held", "voided"] | None = None,
) -> ReviewQueue:
    """The operator's trips of one verdict, oldest first, with the appeals that wait."""
    return decoded(
        await rodem.send("GET", "/v1/trips", query={"limit": limit, "cursor": cursor, "verdict": verdict}),
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


async def appeal_trip(
    rodem: Rodem, trip_id: UUID | str, body: Appeal | Raw, *, idempotency_key: str | None = None
) -> AppealReceived:
    """Ask the operator to look again at a trip that does not count."""
    return decoded(
        await rodem.send(
            "POST",
            f"/v1/trips/{segment(trip_id)}/appeal",
            body=body,
            idempotency_key=idempotency_key or new_key(),
        ),
        AppealReceived,
    )


async def cancel_trip(rodem: Rodem, trip_id: UUID | str) -> TripVerdict:
    """Withdraw a live trip, ended or not, as if it had never been told."""
    return decoded(await rodem.send("POST", f"/v1/trips/{segment(trip_id)}/cancel"), TripVerdict)


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


async def decide_trip(rodem: Rodem, trip_id: UUID | str, body: Decision | Raw) -> TripVerdict:
    """Accept or reject a trip by hand: it is never held again. Answers the rider's appeal. Trips that were
    held only for overlapping with a trip that is rejected count."""
    return decoded(await rodem.send("POST", f"/v1/trips/{segment(trip_id)}/decision", body=body), TripVerdict)


async def end_trip(rodem: Rodem, trip_id: UUID | str, body: Ending | Raw) -> TripVerdict:
    """End a live trip. It is judged at once by what has come of it, and again with every chunk that
    follows."""
    return decoded(await rodem.send("POST", f"/v1/trips/{segment(trip_id)}/end", body=body), TripVerdict)


async def add_trace(rodem: Rodem, trip_id: UUID | str, body: Chunk | Raw) -> ChunkTaken:
    """Points of a live trip, in any order, also before its start and after its end. The same chunk sent again
    has the same answer."""
    return decoded(await rodem.send("POST", f"/v1/trips/{segment(trip_id)}/trace", body=body), ChunkTaken)


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


async def start_trip(
    rodem: Rodem, body: NewLiveTrip | Raw, *, idempotency_key: str | None = None
) -> TripVerdict:
    """Begin a trip that is told while it is ridden. It is open until its end is told."""
    return decoded(
        await rodem.send("POST", "/v1/trips:start", body=body, idempotency_key=idempotency_key or new_key()),
        TripVerdict,
    )
