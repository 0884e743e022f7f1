"""What a campaign is, what its budget still gives, and how long it lasts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.http.owned import Absent
from shared.http.problems import Problem
from shared.two_keys import steps
from shared.two_keys.rules import Condition, Facts, Guard, Kind
from shared.two_keys.steps import State

Pace = Literal["even", "free"]
ShownState = Literal["draft", "open", "spent", "over"]
Refusal = Literal["budget_spent", "budget_paced"]
CampaignStep = Literal["publish", "resume", "pause", "close"]

NO_CAMPAIGN = Absent("There is no such campaign.")
LAST_INSTANT = datetime(9999, 12, 30, tzinfo=UTC)
"""An instant that has a local day in every time zone."""
FORECAST_DAYS = 7
"""A forecast goes by what was spent in so many full local days, or as many as there were."""


def facts(body: Mapping[str, Any]) -> Facts:
    """The facts of a campaign that conditions of guards can refer to."""
    names = ("budget_points", "budget_eur_cents", "pace")
    return {name: body[name] for name in names if name in body}


KIND = Kind(
    name="campaign",
    chain="rewards",
    first="operator",
    seconds=("city",),
    fact_types={"budget_points": "number", "budget_eur_cents": "number", "pace": "text"},
    facts=facts,
)
BUILT_IN_GUARD_ID = "campaign-points-max"


def built_in_guards(env: str, points_max: int) -> tuple[Guard, ...]:
    """The guards of campaigns that are always there, whatever the city sets: in production a budget above
    `points_max` points needs the city's key."""
    if env != "production":
        return ()
    return (Guard(BUILT_IN_GUARD_ID, (Condition("budget_points", over=points_max),), "city"),)


class CampaignState(Problem):
    """The campaign is in a state in which this cannot be done."""

    status = 409
    title = "Not in this state"

    def __init__(self, state: str) -> None:
        super().__init__("A campaign that is {state} cannot be changed like this.", state=state)


class BudgetBelowPromised(Problem):
    """The budget would be smaller than what the campaign has spent and promised already."""

    status = 409
    title = "Budget below what is promised"


class Figures(NamedTuple):
    """What a campaign has given, less what was taken back, and what it has promised besides.
    `spent_eur_cents` is what redemptions of its rewards are worth that were not released, and the prizes that
    its draws have set aside or handed out."""

    spent_points: int
    promised_points: int
    spent_eur_cents: int


def check_budget(body: Mapping[str, Any], figures: Figures) -> None:
    """Raises BudgetBelowPromised for a body whose budgets do not hold what is given and promised already."""
    points = figures.spent_points + figures.promised_points
    if body["budget_points"] < points:
        raise BudgetBelowPromised(
            "{points} points are spent or promised already: the budget cannot be {budget_points}.",
            points=points,
            budget_points=body["budget_points"],
        )
    budget_eur_cents = body.get("budget_eur_cents")
    if budget_eur_cents is not None and budget_eur_cents < figures.spent_eur_cents:
        raise BudgetBelowPromised(
            "Rewards worth {eur_cents} cents are redeemed or set aside already: the budget cannot be"
            " {budget_eur_cents}.",
            eur_cents=figures.spent_eur_cents,
            budget_eur_cents=budget_eur_cents,
        )


RESUMED_FROM: frozenset[State] = frozenset({"paused", "published"})
"""States in which a campaign may be resumed: one that is published where it is spent."""


def check_step(state: State, step: CampaignStep) -> State:
    """The state that a step leads to. Raises CampaignState."""
    if step != "resume":
        return steps.check_step(state, step, CampaignState)
    if state not in RESUMED_FROM:
        raise CampaignState(state)
    return "published"


def said_state(state: State, is_spent: bool) -> ShownState:
    """The state by which others know whether a campaign gives anything new: only one that is open does."""
    if state == "closed":
        return "over"
    return "open" if state == "published" and not is_spent else "spent"


def shown_state(state: State, is_spent: bool, ends_at: datetime, now: datetime) -> ShownState:
    """The state as its readers see it. After its end a campaign reads `over`, but goes on paying what names
    it: only pace and forecast end."""
    if state in ("draft", "submitted", "approved"):
        return "draft"
    return "over" if now >= ends_at else said_state(state, is_spent)


class Days(NamedTuple):
    """The first and the last local day that a campaign touches."""

    first_on: date
    last_on: date

    @property
    def number(self) -> int:
        return (self.last_on - self.first_on).days + 1


def days_of(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> Days:
    """The local days that a window touches; its end is no part of it."""
    last = min(ends_at - timedelta(microseconds=1), LAST_INSTANT)
    return Days(min(starts_at, LAST_INSTANT).astimezone(zone).date(), last.astimezone(zone).date())


@dataclass(slots=True)
class Budget:
    """A campaign's points, its row locked; `ask`, `spend` and `promise` move it on. `gives` is whether it is
    published, `spent_on` what was spent on which local day, and `spent_by` the event whose refusal has made
    it spent."""

    campaign_id: UUID
    zone: ZoneInfo
    days: Days
    budget_points: int
    pace: Pace
    gives: bool
    is_spent: bool
    spent_points: int
    promised_points: int
    spent_on: dict[date, int] = field(default_factory=dict)
    spent_by: UUID | None = None
    is_moved: bool = False


def ask(budget: Budget, points: int, at: datetime, cause: UUID, is_paced: bool = True) -> Refusal | None:
    """Why a budget does not give so many points more at this moment; None where it does. The first refusal
    for want of budget makes the campaign spent: from then on it gives nothing new, even where that would
    fit."""
    if points <= 0:
        return None
    if budget.is_spent or not budget.gives:
        return "budget_spent"
    after = budget.spent_points + budget.promised_points + points
    if after > budget.budget_points:
        budget.is_spent, budget.spent_by, budget.is_moved = True, cause, True
        return "budget_spent"
    if is_paced and budget.pace == "even" and after > paced_points(budget, at.astimezone(budget.zone).date()):
        return "budget_paced"
    return None


def paced_points(budget: Budget, today: date) -> int:
    """The points that an even pace lets a campaign spend and promise until the end of this local day."""
    days = budget.days.number
    place = min(max(1, (today - budget.days.first_on).days + 1), days)
    return budget.budget_points * place // days


def spend(budget: Budget, points: int, at: datetime) -> None:
    """Add to what is spent; below 0 what was taken back, which can be given again at once."""
    if points:
        today = at.astimezone(budget.zone).date()
        budget.spent_points += points
        budget.spent_on[today] = budget.spent_on.get(today, 0) + points
        budget.is_moved = True


def promise(budget: Budget, points: int) -> None:
    """Add to what is promised; below 0 what is promised no longer."""
    if points:
        budget.promised_points += points
        budget.is_moved = True


class Forecast(NamedTuple):
    """What a campaign will have given in the end if it goes on as in the last days, and the local day on
    which its budget will be used up: None if it lasts longer than the campaign."""

    points: int
    ends_on: date | None


def forecast(
    days: Days, today: date, budget_points: int, figures: Figures, spent_on: Mapping[date, int]
) -> Forecast:
    """How far the budget goes at the speed of the last full local days.

    >>> days, figures = Days(date(2026, 11, 1), date(2026, 11, 30)), Figures(20, 60, 0)
    >>> forecast(days, date(2026, 11, 3), 300, figures, {date(2026, 11, 2): 20})
    Forecast(points=300, ends_on=datetime.date(2026, 11, 24))
    >>> forecast(days, date(2026, 11, 3), 400, figures, {date(2026, 11, 2): 20})
    Forecast(points=360, ends_on=None)
    """
    taken = figures.spent_points + figures.promised_points
    full_days = min(FORECAST_DAYS, max(0, (today - days.first_on).days))
    last_days = (today - timedelta(days=back) for back in range(1, full_days + 1))
    speed = max(0, sum(spent_on.get(day, 0) for day in last_days))
    days_left = max(0, (days.last_on - max(today, days.first_on)).days + 1)
    if speed == 0 or days_left == 0:
        return Forecast(min(budget_points, taken), None)
    points = min(budget_points, taken + speed * days_left // full_days)
    # Rounded up, in whole numbers.
    lasts_days = max(1, -(-(budget_points - taken) * full_days // speed))
    is_used_up = lasts_days - 1 <= (days.last_on - today).days
    return Forecast(points, today + timedelta(days=lasts_days - 1) if is_used_up else None)
