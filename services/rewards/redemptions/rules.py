"""Who may redeem a reward and for how much, what can become of a redemption, and its lines in the ledger.
Pure."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from services.rewards.catalogue.rules import Reward, units_left
from services.rewards.ledger.rules import Account, House, Kind, Line
from services.rewards.standings.rules import Standing
from shared.eventlog.outbox import derived_id
from shared.http.owned import Absent
from shared.http.problems import Problem

Status = Literal["reserved", "confirmed", "released"]
ShownStatus = Literal["reserved", "confirmed", "released", "used", "expired"]

RESERVED_FOR = timedelta(hours=24)
"""How long a partner may take to confirm a redemption: from then on it is released."""

NO_REDEMPTION = Absent("There is no such redemption.")


class RedemptionClosed(Problem):
    """The reward is not published, or not open at this moment."""

    status = 409
    title = "Not open"


class LevelTooLow(Problem):
    """The reward is for riders of a higher level."""

    status = 409
    title = "Level too low"


class PriceChanged(Problem):
    """The reward costs more than the rider has agreed to."""

    status = 409
    title = "The price has changed"


class LimitReached(Problem):
    """The rider has redeemed as many units as one rider may, in this period."""

    status = 409
    title = "Limit reached"


class InsufficientPoints(Problem):
    """The points that can be spent are below the cost."""

    status = 409
    title = "Insufficient points"


class SoldOut(Problem):
    """Fewer units are left than were asked for, in stock or in the budget of the campaign that pays them."""

    status = 409
    title = "Sold out"


class RedemptionReleased(Problem):
    """The redemption was released: by somebody, or because nobody has confirmed it in time."""

    status = 409
    title = "Released"


class RedemptionConfirmed(Problem):
    """The redemption is confirmed. Only the operator can release it, and never a donation."""

    status = 409
    title = "Confirmed"


class VoucherUsed(Problem):
    """A voucher of the redemption was used, so it is not released."""

    status = 409
    title = "A voucher was used"


class Wish(NamedTuple):
    """What a rider wants to redeem. `cost_points_max` is for all units."""

    reward_id: UUID
    quantity: int = 1
    cost_points_max: int | None = None


class Redemption(NamedTuple):
    """A redemption as it is stored. `cost_points` and `value_eur_cents` are of all its units.
    `draw_campaign_id` is the campaign of the draw in which it was won."""

    redemption_id: UUID
    rider_id: UUID
    operator_id: str
    partner_id: str | None
    reward_id: UUID
    version: int
    kind: str
    quantity: int
    cost_points: int
    value_eur_cents: int | None
    status: Status
    revision: int
    redeemed_at: datetime
    local_on: date
    reserved_until: datetime | None = None
    confirmed_at: datetime | None = None
    reference: str | None = None
    is_prize: bool = False
    draw_campaign_id: UUID | None = None


class Prize(NamedTuple):
    """A unit of a reward that a rider has won in a draw, in the version that was promised. `campaign_id` is
    the draw's campaign."""

    redemption_id: UUID
    rider_id: UUID
    reward: Reward
    campaign_id: UUID | None


def refusals(reward: Reward, wish: Wish, standing: Standing, now: datetime) -> Iterator[Problem]:
    """Why the rider cannot redeem this, the first reason first."""
    body, cost_points = reward.body, reward.body["cost_points"] * wish.quantity
    if not is_open(reward, now):
        yield RedemptionClosed("This reward is not open at the moment.")
    if standing.level < (level_min := body.get("level_min", 1)):
        yield LevelTooLow("This reward is for riders from level {level_min} on.", level_min=level_min)
    if wish.cost_points_max is not None and cost_points > wish.cost_points_max:
        yield PriceChanged("This costs {cost_points} points now.", cost_points=cost_points)
    limit = body.get("per_rider_max")
    if limit is not None and standing.units + wish.quantity > limit["count"]:
        yield LimitReached(
            "One rider may redeem at most {count} of these in this period, and you have {units}.",
            count=limit["count"],
            units=standing.units,
        )
    missing_points = cost_points - standing.balance_points
    if missing_points > 0:
        yield InsufficientPoints(
            "This costs {cost_points} points; you can spend {balance_points}.",
            cost_points=cost_points,
            balance_points=standing.balance_points,
            missing_points=missing_points,
        )
    left = units_left(reward)
    if left is not None and left < wish.quantity:
        yield SoldOut("Units left of this reward: {left}.", left=left)


def is_open(reward: Reward, now: datetime) -> bool:
    """Whether the reward is published and the moment lies in its window."""
    begin, end = (reward.body.get(name) for name in ("available_from", "available_until"))
    return (
        reward.state == "published"
        and (begin is None or datetime.fromisoformat(begin) <= now)
        and (end is None or now < datetime.fromisoformat(end))
    )


def redemption_of(
    reward: Reward, wish: Wish, redemption_id: UUID, rider_id: UUID, now: datetime, zone: ZoneInfo
) -> Redemption:
    """The redemption that a wish becomes: at once, or reserved until the partner confirms it."""
    body, waits = reward.body, reward.body["confirmation"] == "partner"
    value = body.get("value_eur_cents")
    return Redemption(
        redemption_id=redemption_id,
        rider_id=rider_id,
        operator_id=reward.operator_id,
        partner_id=body.get("partner_id"),
        reward_id=reward.reward_id,
        version=reward.version,
        kind=body["kind"],
        quantity=wish.quantity,
        cost_points=body["cost_points"] * wish.quantity,
        value_eur_cents=None if value is None else value * wish.quantity,
        status="reserved" if waits else "confirmed",
        revision=1,
        redeemed_at=now,
        local_on=now.astimezone(zone).date(),
        reserved_until=now + RESERVED_FOR if waits else None,
        confirmed_at=None if waits else now,
    )


def prize_redeemed(prize: Prize, now: datetime, zone: ZoneInfo) -> Redemption:
    """The redemption that a prize becomes. It costs nothing, and waits for its partner without end."""
    wish = Wish(prize.reward.reward_id)
    made = redemption_of(prize.reward, wish, prize.redemption_id, prize.rider_id, now, zone)
    return made._replace(
        cost_points=0, reserved_until=None, is_prize=True, draw_campaign_id=prize.campaign_id
    )


def valid_until(confirmed_at: datetime, days: int | None, zone: ZoneInfo) -> datetime | None:
    """The instant from which a voucher is no longer good: the end of the local day so many days later. None
    for one that is good for ever."""
    if days is None:
        return None
    last_day = confirmed_at.astimezone(zone).date() + timedelta(days=days)
    # In UTC, as it is read from the database: an answer is the same whichever of the two it comes from.
    return datetime.combine(last_day + timedelta(days=1), time(), zone).astimezone(UTC)


def status_at(redemption: Redemption, now: datetime) -> Status:
    """What is true of a redemption at this moment, whether or not it was booked already."""
    until = redemption.reserved_until
    if redemption.status == "reserved" and until is not None and until <= now:
        return "released"
    return redemption.status


def check_confirmable(redemption: Redemption, now: datetime) -> None:
    """Raises RedemptionReleased for a redemption that was released, or whose time is over."""
    if status_at(redemption, now) == "released":
        raise RedemptionReleased("This redemption was released: the points are the rider's again.")


def check_releasable(redemption: Redemption, is_operator: bool) -> None:
    """Raises RedemptionConfirmed for what is final for this caller."""
    if redemption.status == "confirmed" and (not is_operator or redemption.kind == "donation"):
        raise RedemptionConfirmed("This redemption is confirmed, so it stays.")


def lines_when_redeemed(redemption: Redemption, account: Account, name: Mapping[str, str]) -> list[Line]:
    """What the rider pays."""
    kind: Kind = "reservation" if redemption.status == "reserved" else "redemption"
    if redemption.kind == "donation":
        kind = "donation"
    at, points = redemption.redeemed_at, -redemption.cost_points
    return [_line(redemption, account, name, kind, at, redemption.local_on, points)]


def line_when_confirmed(
    redemption: Redemption, account: Account, name: Mapping[str, str], at: datetime, local_on: date
) -> Line:
    """What was reserved is redeemed: from one account of the house to the other."""
    line = _line(redemption, account, name, "redemption", at, local_on, 0)
    line.rule = "confirmation"
    if redemption.cost_points:
        line.between, line.amount = ("reserved", "redeemed"), redemption.cost_points
    return line


def line_when_won(redemption: Redemption, account: Account, name: Mapping[str, str]) -> Line:
    """What was won is told with 0 points."""
    kind: Kind = "reservation" if redemption.status == "reserved" else "redemption"
    line = _line(redemption, account, name, kind, redemption.redeemed_at, redemption.local_on, 0)
    line.rule = "prize"
    return line


def line_when_released(
    redemption: Redemption, account: Account, name: Mapping[str, str], at: datetime, local_on: date, rule: str
) -> Line:
    """What was paid goes back to the rider. `redemption` is as it was before."""
    house: House = "reserved" if redemption.status == "reserved" else "redeemed"
    line = _line(redemption, account, name, "refund", at, local_on, redemption.cost_points)
    line.rule, line.house = "prize_released" if redemption.is_prize else rule, house
    return line


def _line(
    redemption: Redemption,
    account: Account,
    name: Mapping[str, str],
    kind: Kind,
    at: datetime,
    local_on: date,
    points: int,
) -> Line:
    params: dict[str, Any] = {f"name_{language}": text for language, text in name.items()}
    return Line(
        posting_id=derived_id(redemption.redemption_id, kind),
        account=account,
        kind=kind,
        source=f"{kind}:{redemption.redemption_id}",
        revision=1,
        points=points,
        total_points=points,
        posted_at=at,
        available_at=at,
        local_on=local_on,
        rule=kind,
        version=redemption.version,
        params={"reward_id": str(redemption.reward_id), "quantity": redemption.quantity, **params},
    )


class Owner(NamedTuple):
    """Whose redemptions a caller may touch: an operator's, a partner's, a rider's. Who has several roles may
    touch those of each."""

    operator_id: str | None = None
    partner_id: str | None = None
    rider_id: UUID | None = None
