"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Raw

from rodem_client.api.models import TripVerdict
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, new_key, segment


class Appeal(Model, frozen=True, kw_only=True):
    """What the rider says against a verdict."""

    text: str


class AppealReceived(Model, frozen=True, kw_only=True):
    """The appeal waits for the operator, who has until `answer_by` to answer."""

    trip_id: UUID
    status: str
    answer_by: datetime


class Decision(Model, frozen=True, kw_only=True):
    """The operator's verdict in place of the rules'. Its rider reads the reason, which is the answer to an
    appeal that waits. `strike`, of a rejection only: the rider has cheated. It is told; after three in 90
    days new trips are held for 30 days."""

    verdict: Literal["accepted", "rejected"]
    reason: str
    strike: bool = False


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


async def decide_trip(rodem: Rodem, trip_id: UUID | str, body: Decision | Raw) -> TripVerdict:
    """Accept or reject a trip by hand: it is never held again. Answers the rider's appeal. Trips that were
    held only for overlapping with a trip that is rejected count."""
    return decoded(await rodem.send("POST", f"/v1/trips/{segment(trip_id)}/decision", body=body), TripVerdict)


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
