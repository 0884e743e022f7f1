"""Response models of draws."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel

from services.rewards.draws.bodies import EXAMPLE, REWARD_ID, DrawBody, DrawSummary
from services.rewards.draws.rules import State
from services.rewards.draws.store import OwnPart, StoredDraw
from services.rewards.tickets.rules import Bought, Holding, tickets_of
from shared.draws import commitment, list_hash
from shared.http.documented import AsKept, example
from shared.http.instants import as_written

DRAW_ID = "019aa000-0000-7000-8000-0000000000c9"
PSEUDONYM = "af038b4450fa2f150449e28d7a2895c2"
SEED = "01" * 32
COMMITMENT = commitment(bytes.fromhex(SEED)).hex()
WINNER: dict[str, Any] = {"number": 0, "reward_id": REWARD_ID, "pseudonym": PSEUDONYM}
LIST = f"{PSEUDONYM} 3\n"
LIST_HASH = list_hash(LIST).hex()
SUMMARY: dict[str, Any] = {
    "draw_id": DRAW_ID,
    "state": "drawn",
    "name": EXAMPLE["name"],
    "opens_at": EXAMPLE["opens_at"],
    "closes_at": EXAMPLE["closes_at"],
    "freezes_at": "2026-06-02T22:00:00Z",
    "prizes": EXAMPLE["prizes"],
    "tickets": EXAMPLE["tickets"],
    "commitment": COMMITMENT,
    "pseudonym_commitment": "c0" * 32,
    "published_at": "2026-04-28T09:00:00Z",
    "frozen_at": "2026-06-02T22:00:20Z",
    "list_hash": LIST_HASH,
    "holders": 1,
    "tickets_in_all": 3,
    "draws_at": "2026-06-02T23:00:20Z",
    "drawn_at": "2026-06-02T23:00:40Z",
    "seed": SEED,
}
FULL = {**SUMMARY, "terms": EXAMPLE["terms"], "winners": [WINNER]}
FILE: dict[str, Any] = {
    "commitment": COMMITMENT,
    "seed": SEED,
    "list_hash": LIST_HASH,
    "list": LIST,
    "prizes": [{"reward_id": REWARD_ID, "count": 1}],
    "winners": [WINNER],
}
OWN: dict[str, Any] = {
    "draw_id": DRAW_ID,
    "name": EXAMPLE["name"],
    "state": "drawn",
    "closes_at": EXAMPLE["closes_at"],
    "tickets": 3,
    "bought": 3,
    "pseudonym": PSEUDONYM,
    "redemption_id": "019aa000-0000-7000-8000-0000000000e1",
}


class DrawWritten(BaseModel):
    """What has become of a draw. Once it is published, its commitments."""

    model_config = example(
        draw_id=DRAW_ID, state="published", commitment=COMMITMENT, pseudonym_commitment="c0" * 32
    )

    draw_id: UUID
    state: State
    commitment: str | None = None
    pseudonym_commitment: str | None = None


class ShownPrize(BaseModel):
    """So many units of a reward."""

    reward_id: UUID
    count: int


class ShownWinner(BaseModel):
    """Who has won the prize of this number, from 0 on: without pseudonym it was not drawn."""

    number: int
    reward_id: UUID
    pseudonym: str | None = None


class ListedDraw(DrawWritten, DrawSummary):
    """A draw in a list. What has not happened yet is left out."""

    model_config = example(**SUMMARY)

    published_at: datetime | None = None
    stopped_until: datetime | None = None
    freezes_at: datetime
    frozen_at: datetime | None = None
    list_hash: str | None = None
    holders: int | None = None
    tickets_in_all: int | None = None
    draws_at: datetime | None = None
    drawn_at: datetime | None = None
    seed: str | None = None
    cancelled_at: datetime | None = None


class FullDraw(ListedDraw, DrawBody):
    """A draw with its terms and, once it is drawn, its winners: all but the list of tickets."""

    model_config = example(**FULL)

    winners: list[ShownWinner] | None = None


class DrawList(BaseModel):
    """Newest first."""

    model_config = example(draws=[SUMMARY])

    draws: list[Annotated[dict[str, Any], AsKept(ListedDraw)]]
    next_cursor: str | None = None


class DrawFile(BaseModel):
    """What `rodem draw verify` recomputes. The list is a text of which each byte counts; seed and winners are
    there once the draw is drawn."""

    model_config = example(**FILE)

    commitment: str
    seed: str | None = None
    list_hash: str
    prizes: list[ShownPrize]
    winners: list[ShownWinner] | None = None
    list: str


class TicketsBought(BaseModel):
    """Tickets that were bought now, and all that the rider has bought of this draw."""

    model_config = example(draw_id=DRAW_ID, count=2, cost_points=100, bought=5)

    draw_id: UUID
    count: int
    cost_points: int
    bought: int


class OwnDraw(BaseModel):
    """A draw in which the rider takes part: the rider's tickets by what is known now or, once it is frozen,
    in the list under this pseudonym; and the redemption of a prize that was won."""

    model_config = example(**OWN)

    draw_id: UUID
    name: dict[str, str]
    state: State
    closes_at: datetime
    tickets: int
    bought: int
    pseudonym: str | None = None
    redemption_id: UUID | None = None


class OwnDraws(BaseModel):
    """Newest first."""

    model_config = example(draws=[OWN])

    draws: list[OwnDraw]
    next_cursor: str | None = None


def written(row: StoredDraw) -> DrawWritten:
    """The answer to a write."""
    return DrawWritten(
        draw_id=row.draw_id,
        state=row.state,
        commitment=_hex(row.commitment),
        pseudonym_commitment=_hex(row.pseudonym_commitment),
    )


def listed(row: StoredDraw) -> dict[str, Any]:
    """A draw in a list: its body without terms, and what has become of it."""
    instants = (
        "published_at",
        "stopped_until",
        "freezes_at",
        "frozen_at",
        "draws_at",
        "drawn_at",
        "cancelled_at",
    )
    shown = {
        **written(row).model_dump(mode="json"),
        **{name: value for name, value in row.body.items() if name != "terms"},
        **{name: as_written(at) for name in instants if (at := getattr(row, name)) is not None},
        "list_hash": _hex(row.list_hash),
        "holders": row.holders,
        "tickets_in_all": row.tickets,
        "seed": _hex(row.seed),
    }
    return {name: value for name, value in shown.items() if value is not None}


def full(row: StoredDraw) -> dict[str, Any]:
    """A draw with its terms and winners."""
    content = {**listed(row), "terms": row.body["terms"]}
    return content if row.winners is None else {**content, "winners": _winners(row.winners)}


def file_of(row: StoredDraw, text: str) -> DrawFile:
    """The public file of a draw whose list is this text."""
    assert row.commitment is not None, "a frozen draw was published"
    assert row.list_hash is not None, "a frozen draw has a list"
    prizes = [ShownPrize(reward_id=each.reward_id, count=each.units) for each in row.promised]
    winners = None if row.winners is None else [ShownWinner(**each) for each in row.winners]
    return DrawFile(
        commitment=row.commitment.hex(),
        seed=_hex(row.seed),
        list=text,
        list_hash=row.list_hash.hex(),
        prizes=prizes,
        winners=winners,
    )


def bought(now_bought: Bought, count: int) -> TicketsBought:
    """The answer to a purchase."""
    return TicketsBought(
        draw_id=now_bought.draw_id,
        count=count,
        cost_points=count * now_bought.cost_points,
        bought=now_bought.bought,
    )


def own(part: OwnPart, holding: Holding | None) -> OwnDraw:
    """A rider's part in a draw. `holding` is what gives tickets before the list is frozen."""
    count = tickets_of(part.ticket_rules, holding) if holding else part.tickets or 0
    return OwnDraw(
        draw_id=part.draw_id,
        name=part.name,
        state=part.state,
        closes_at=part.closes_at,
        tickets=count,
        bought=part.bought,
        pseudonym=part.pseudonym,
        redemption_id=part.redemption_id,
    )


def _winners(stored: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in each.items() if value is not None} for each in stored]


def _hex(octets: bytes | None) -> str | None:
    return None if octets is None else octets.hex()
