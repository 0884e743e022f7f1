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
    waits although `answer_by` is over."""

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
    """The appeal waits for the operator, who has until `answer_by` to answer."""

    trip_id: UUID
    status: str
    answer_by: datetime


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
    """The operator's verdict in place of the rules'. Its rider reads the reason, which is the answer to an
    appeal that waits. `strike`, of a rejection only: the rider has cheated. It is told; after three in 90
    days new trips are held for 30 days."""

    verdict: Literal["accepted", "rejected"]
    reason: str
    strike: bool = False


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


class Decisions(Model, frozen=True, kw_only=True):
    """Up to 200 decisions, of each trip one."""

    decisions: list[Any]


class DecidedTrip(Model, frozen=True, kw_only=True):
    """The verdict on a trip after its decision, and where the decision stood in the list."""

    trip_id: UUID
    verdict: str
    reasons: list[str]
    index: int


class DecisionFailure(Model, frozen=True, kw_only=True):
    """A decision that was not made. `trip_id` is left out where it could not be read."""

    index: int
    trip_id: str | None = None
    problem: dict[str, Any]


class DecidedTrips(Model, frozen=True, kw_only=True):
    """An answer to each decision: in `decided`, or in `failures`."""

    decided: list[DecidedTrip]
    failures: list[DecisionFailure]


class OverdueAppeals(Model, frozen=True, kw_only=True):
    """How many appeals of the whole city wait longer than `answer_days`: at least so many, counted in whole
    tens, so that nobody's appeal shows."""

    overdue_at_least: int
    counted_in: int
    answer_days: int


class ReasonCounts(Model, frozen=True, kw_only=True):
    """Decisions on trips that had not counted for this reason. A trip with two reasons is in both."""

    decided: int
    accepted: int
    rejected: int
    appeals: int
    upheld: int
    dismissed: int
    reason: str


class MonthFigures(Model, frozen=True, kw_only=True):
    """Decisions of a local month (YYYY-MM), all of them and by reason."""

    decided: int
    accepted: int
    rejected: int
    appeals: int
    upheld: int
    dismissed: int
    month: str
    by_reason: list[ReasonCounts]


class OperatorFigures(Model, frozen=True, kw_only=True):
    """One operator's reviews. `waiting_appeals` are not answered yet, `overdue_appeals` of them for more than
    14 days."""

    operator_id: str
    waiting_appeals: int
    overdue_appeals: int
    months: list[MonthFigures]


class ReviewFigures(Model, frozen=True, kw_only=True):
    """Newest month first."""

    operators: list[OperatorFigures]


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


async def appeal_trip(
    rodem: Rodem, trip_id: UUID | str, body: Appeal | Raw, *, idempotency_key: str | None = None
) -> AppealReceived:
    """Ask the operator to look again at a trip that does not count, within 14 days after its end, its last
    decision, or its lapse. While the appeal waits the trip does not lapse."""
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


async def decide_trips(
    rodem: Rodem, body: Decisions | Raw, *, idempotency_key: str | None = None
) -> DecidedTrips:
    """Accept or reject up to 200 trips by hand. Each decision is answered: made, or a failure with its own
    problem. It stands until the next, also brings a voided trip back, and answers the rider's appeal."""
    return decoded(
        await rodem.send("POST", "/v1/trips:decide", body=body, idempotency_key=idempotency_key or new_key()),
        DecidedTrips,
    )


async def get_overdue_appeals(rodem: Rodem) -> OverdueAppeals:
    """How many appeals have waited for more than 14 days, in whole tens of the whole city. Public."""
    return decoded(await rodem.send("GET", "/v1/trips:overdue-appeals"), OverdueAppeals)


async def get_review_figures(rodem: Rodem) -> ReviewFigures:
    """How many trips people decided in each of the last 24 months, how many appeals they upheld, and how many
    wait: an operator reads its own figures; city and auditors read those of every operator."""
    return decoded(await rodem.send("GET", "/v1/trips:review-figures"), ReviewFigures)


async def start_trip(
    rodem: Rodem, body: NewLiveTrip | Raw, *, idempotency_key: str | None = None
) -> TripVerdict:
    """Begin a trip that is told while it is ridden. It is open until its end is told."""
    return decoded(
        await rodem.send("POST", "/v1/trips:start", body=body, idempotency_key=idempotency_key or new_key()),
        TripVerdict,
    )
