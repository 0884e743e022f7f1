"""How many tickets of a draw a rider has, and the lines of tickets that are bought and given back. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.rewards.ledger.rules import Account, Kind, Line


class Holding(NamedTuple):
    """What gives a rider tickets of a draw: how many were bought, trips of its window (for tickets from
    stations: those that start or end at one of them), and tickets that challenges give."""

    draw_id: UUID
    rider_id: UUID
    bought: int
    trips: int
    given: int


class Bought(NamedTuple):
    """Tickets that a rider has bought of a draw. `cost_points` is of one."""

    draw_id: UUID
    rider_id: UUID
    bought: int
    cost_points: int
    name: dict[str, str]
    cancelled_at: datetime | None


def tickets_of(tickets: Mapping[str, Any], holding: Holding) -> int:
    """The tickets that a rider has, by the `tickets` of the draw's body."""
    match tickets["from"]:
        case "points":
            own = holding.bought
        case "trips":
            own = holding.trips // int(tickets["per_trips"])
        case _:
            own = int(holding.trips >= tickets["uses_min"])
    return own + holding.given


def line_when_bought(
    tickets: Bought, account: Account, count: int, posting_id: UUID, at: datetime, local_on: date
) -> Line:
    """What the rider pays for so many tickets. `tickets` are those of before."""
    points, before = -count * tickets.cost_points, -tickets.bought * tickets.cost_points
    return _line(tickets, account, "draw_ticket", count, points, before + points, posting_id, at, local_on)


def line_when_refunded(
    tickets: Bought, account: Account, posting_id: UUID, at: datetime, local_on: date
) -> Line:
    """What was paid for all of a rider's tickets goes back."""
    points = tickets.bought * tickets.cost_points
    line = _line(tickets, account, "refund", tickets.bought, points, 0, posting_id, at, local_on)
    line.rule = "ticket_refund"
    return line


def _line(
    tickets: Bought,
    account: Account,
    kind: Kind,
    count: int,
    points: int,
    total_points: int,
    posting_id: UUID,
    at: datetime,
    local_on: date,
) -> Line:
    return Line(
        posting_id=posting_id,
        account=account,
        kind=kind,
        source=f"draw:{tickets.draw_id}",
        revision=0,
        points=points,
        total_points=total_points,
        posted_at=at,
        available_at=at,
        local_on=local_on,
        rule=kind,
        version=1,
        params={
            "draw_id": str(tickets.draw_id),
            "quantity": count,
            **{f"name_{language}": text for language, text in tickets.name.items()},
        },
    )
