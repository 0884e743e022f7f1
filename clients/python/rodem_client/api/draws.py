"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Raw, field

from rodem_client.api.models import Decided, DecisionBody, Name, Reasoned, StopAnswer, StopBody, Submitted
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, new_key, segment


class PrizeBody(Model, frozen=True, kw_only=True):
    """So many units of a reward."""

    reward_id: UUID
    count: int


class TicketsFromPoints(Model, frozen=True, kw_only=True):
    """Tickets that riders buy."""

    from_: Literal["points"] = field(name="from")
    cost_points: int
    per_rider_max: int


class TicketsFromTrips(Model, frozen=True, kw_only=True):
    """A ticket for each full `per_trips` trips that start while the draw is open."""

    from_: Literal["trips"] = field(name="from")
    per_trips: int


class TicketsFromStations(Model, frozen=True, kw_only=True):
    """One ticket for `uses_min` or more trips that start or end at one of these stations."""

    from_: Literal["stations"] = field(name="from")
    station_ids: list[str]
    uses_min: int


class ListedDraw(Model, frozen=True, kw_only=True):
    """A draw in a list. What has not happened yet is left out."""

    name: Name
    opens_at: datetime
    closes_at: datetime
    settle_hours: int = 48
    wait_hours: int = 1
    prizes: list[PrizeBody]
    tickets: TicketsFromPoints | TicketsFromTrips | TicketsFromStations | Any
    campaign_id: UUID | None = None
    draw_id: UUID
    state: Literal["draft", "submitted", "approved", "published", "frozen", "drawn", "cancelled"]
    commitment: str | None = None
    pseudonym_commitment: str | None = None
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


class DrawList(Model, frozen=True, kw_only=True):
    """Newest first."""

    draws: list[ListedDraw]
    next_cursor: str | None = None


class TermsBody(Model, frozen=True, kw_only=True):
    """What riders accept, in the languages of the city. English is always there."""

    en: str
    ca: str | None = None
    es: str | None = None


class DrawBody(Model, frozen=True, kw_only=True):
    """A draw: which prizes there are, who gets tickets for them, and when. Tickets are counted `settle_hours`
    after it closes, and the winners drawn `wait_hours` later."""

    name: Name
    opens_at: datetime
    closes_at: datetime
    settle_hours: int = 48
    wait_hours: int = 1
    prizes: list[PrizeBody]
    tickets: TicketsFromPoints | TicketsFromTrips | TicketsFromStations | Any
    campaign_id: UUID | None = None
    terms: TermsBody


class DrawWritten(Model, frozen=True, kw_only=True):
    """What has become of a draw. Once it is published, its commitments."""

    draw_id: UUID
    state: Literal["draft", "submitted", "approved", "published", "frozen", "drawn", "cancelled"]
    commitment: str | None = None
    pseudonym_commitment: str | None = None


class ShownWinner(Model, frozen=True, kw_only=True):
    """Who has won the prize of this number, from 0 on: without pseudonym it was not drawn."""

    number: int
    reward_id: UUID
    pseudonym: str | None = None


class FullDraw(Model, frozen=True, kw_only=True):
    """A draw with its terms and, once it is drawn, its winners: all but the list of tickets."""

    name: Name
    opens_at: datetime
    closes_at: datetime
    settle_hours: int = 48
    wait_hours: int = 1
    prizes: list[PrizeBody]
    tickets: TicketsFromPoints | TicketsFromTrips | TicketsFromStations | Any
    campaign_id: UUID | None = None
    terms: TermsBody
    draw_id: UUID
    state: Literal["draft", "submitted", "approved", "published", "frozen", "drawn", "cancelled"]
    commitment: str | None = None
    pseudonym_commitment: str | None = None
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
    winners: list[ShownWinner] | None = None


class ShownPrize(Model, frozen=True, kw_only=True):
    """So many units of a reward."""

    reward_id: UUID
    count: int


class DrawFile(Model, frozen=True, kw_only=True):
    """What `rodem draw verify` recomputes. The list is a text of which each byte counts; seed and winners are
    there once the draw is drawn."""

    commitment: str
    seed: str | None = None
    list_hash: str
    prizes: list[ShownPrize]
    winners: list[ShownWinner] | None = None
    list: str


class NewTickets(Model, frozen=True, kw_only=True):
    """How many tickets a rider buys."""

    count: int


class TicketsBought(Model, frozen=True, kw_only=True):
    """Tickets that were bought now, and all that the rider has bought of this draw."""

    draw_id: UUID
    count: int
    cost_points: int
    bought: int


class OwnDraw(Model, frozen=True, kw_only=True):
    """A draw in which the rider takes part: the rider's tickets by what is known now or, once it is frozen,
    in the list under this pseudonym; and the redemption of a prize that was won."""

    draw_id: UUID
    name: dict[str, str]
    state: Literal["draft", "submitted", "approved", "published", "frozen", "drawn", "cancelled"]
    closes_at: datetime
    tickets: int
    bought: int
    pseudonym: str | None = None
    redemption_id: UUID | None = None


class OwnDraws(Model, frozen=True, kw_only=True):
    """Newest first."""

    draws: list[OwnDraw]
    next_cursor: str | None = None


async def list_draws(rodem: Rodem, *, limit: int | None = None, cursor: str | None = None) -> DrawList:
    """Draws, newest first, without their terms: those that were published, and for the game's operator
    drafts. Needs no token."""
    return decoded(await rodem.send("GET", "/v1/draws", query={"limit": limit, "cursor": cursor}), DrawList)


async def create_draw(
    rodem: Rodem, body: DrawBody | Raw, *, idempotency_key: str | None = None, dry_run: bool = False
) -> DrawWritten:
    """Write a draw. It is a draft until it is published, and stays as it was written."""
    return decoded(
        await rodem.send(
            "POST", "/v1/draws", body=body, idempotency_key=idempotency_key or new_key(), dry_run=dry_run
        ),
        DrawWritten,
    )


async def read_draw(rodem: Rodem, draw_id: UUID | str) -> FullDraw:
    """A draw with its terms, commitments and, once they are public, its seed and winners. Needs no token."""
    return decoded(await rodem.send("GET", f"/v1/draws/{segment(draw_id)}"), FullDraw)


async def cancel_draw(
    rodem: Rodem, draw_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> DrawWritten:
    """End a draw that is not drawn: its prizes go back to stock, and who has bought tickets gets the points
    back."""
    return decoded(
        await rodem.send("POST", f"/v1/draws/{segment(draw_id)}/cancel", body=body, dry_run=dry_run),
        DrawWritten,
    )


async def decide_draw(
    rodem: Rodem, draw_id: UUID | str, body: DecisionBody | Raw, *, dry_run: bool = False
) -> Decided:
    """Sign what was submitted, or refuse it. Whoever submitted it cannot."""
    return decoded(
        await rodem.send("POST", f"/v1/draws/{segment(draw_id)}/decision", body=body, dry_run=dry_run),
        Decided,
    )


async def read_tickets(rodem: Rodem, draw_id: UUID | str) -> DrawFile:
    """The frozen list of tickets, a line `PSEUDONYM COUNT` for each holder: with `Accept: text/plain` the
    bytes of which `list_hash` is the hash, else the file that `rodem draw verify` checks. Needs no token."""
    return decoded(await rodem.send("GET", f"/v1/draws/{segment(draw_id)}/list"), DrawFile)


async def publish_draw(
    rodem: Rodem, draw_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> DrawWritten:
    """Bring a draw into force, for good: its prizes are set aside, also in the budgets of the campaigns that
    they cost money, and the commitments to its seed and to its riders' pseudonyms are public."""
    return decoded(
        await rodem.send("POST", f"/v1/draws/{segment(draw_id)}/publish", body=body, dry_run=dry_run),
        DrawWritten,
    )


async def stop_draw(
    rodem: Rodem, draw_id: UUID | str, body: StopBody | Raw, *, dry_run: bool = False
) -> StopAnswer:
    """Take this out of force until a given moment, 14 days away at most. Until then it cannot be
    published; then it is in force again, if it was before."""
    return decoded(
        await rodem.send("POST", f"/v1/draws/{segment(draw_id)}/stop", body=body, dry_run=dry_run), StopAnswer
    )


async def submit_draw(
    rodem: Rodem, draw_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> Submitted:
    """Hand this body to the second key. Writing it anew takes it back."""
    return decoded(
        await rodem.send("POST", f"/v1/draws/{segment(draw_id)}/submit", body=body, dry_run=dry_run),
        Submitted,
    )


async def buy_tickets(
    rodem: Rodem, draw_id: UUID | str, body: NewTickets | Raw, *, idempotency_key: str | None = None
) -> TicketsBought:
    """Buy tickets with points, while the draw is open. Only what was done is remembered under the key."""
    return decoded(
        await rodem.send(
            "POST",
            f"/v1/draws/{segment(draw_id)}/tickets",
            body=body,
            idempotency_key=idempotency_key or new_key(),
        ),
        TicketsBought,
    )


async def list_my_draws(rodem: Rodem, *, limit: int | None = None, cursor: str | None = None) -> OwnDraws:
    """The draws in which the rider takes part, newest first: the rider's tickets, and what was won."""
    return decoded(
        await rodem.send("GET", "/v1/me/draws", query={"limit": limit, "cursor": cursor}), OwnDraws
    )


async def leave_draw(rodem: Rodem, draw_id: UUID | str) -> None:
    """Take part in a draw no longer, until it closes. What was paid for tickets is given back."""
    await rodem.send("DELETE", f"/v1/me/draws/{segment(draw_id)}")


async def join_draw(rodem: Rodem, draw_id: UUID | str) -> OwnDraw:
    """Take part in a draw, and accept its terms, until it closes. Trips from before count too."""
    return decoded(await rodem.send("PUT", f"/v1/me/draws/{segment(draw_id)}"), OwnDraw)
