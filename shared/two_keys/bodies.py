"""Request models of two keys: reasons, decisions, stops and guards."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shared.http.bodies import Body, Code, Id, Instant, Text, WholeNumber
from shared.http.documented import example
from shared.http.problems import out_of_range
from shared.two_keys.rules import STOP_MAX, Condition, Guard

Reason = Annotated[Text, Field(min_length=3, max_length=500)]
"""The reason for a step, which is public."""
MandateRef = Annotated[Text, Field(min_length=1, max_length=255)]
"""The mandate for a step, as the organisation cites it: `Ple 2026/41`."""

CLOCK_SLACK = timedelta(minutes=1)
"""Tolerance for a caller's clock that is ahead of ours when a stop lasts the full 14 days."""

REASON = "The council has asked for it."
GUARD: dict[str, Any] = {
    "guard_id": "high-rewards",
    "when": [{"fact": "reward_points", "over": 500}],
    "reason": REASON,
    "mandate_ref": "Ple 2026/41",
}


class Reasoned(Body):
    """A step that everybody may read of: why it is taken."""

    model_config = example(reason=REASON)

    reason: Reason


class DecisionBody(Reasoned):
    """The second key's decision on a change, and the reason. With a `change_id` the decision is refused if
    another change has replaced the one that was read."""

    model_config = example(decision="approve", reason=REASON, mandate_ref="Ple 2026/41")

    decision: Literal["approve", "refuse"]
    change_id: Id | None = None
    mandate_ref: MandateRef | None = None


class StopBody(Reasoned):
    """Until when something is stopped: 14 days at most."""

    model_config = example(reason=REASON, until="2026-05-15T00:00:00+02:00")

    until: Instant
    mandate_ref: MandateRef | None = None


class ConditionBody(Body):
    """A condition on a fact: exactly one of `over`, `under`, `any_of` and `given`."""

    fact: Annotated[Text, Field(min_length=1, max_length=64)]
    over: Annotated[WholeNumber, Field(ge=0, le=2_147_483_647)] | None = None
    under: Annotated[WholeNumber, Field(ge=0, le=2_147_483_647)] | None = None
    any_of: Annotated[list[Code], Field(min_length=1, max_length=50)] | None = None
    given: Annotated[bool, Field(strict=True)] | None = None

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        comparisons = [self.over, self.under, self.any_of, self.given]
        if sum(value is not None for value in comparisons) != 1:
            raise PydanticCustomError("not_allowed", "one of over, under, any_of and given")
        return self

    def rule(self) -> Condition:
        any_of = None if self.any_of is None else tuple(self.any_of)
        return Condition(self.fact, self.over, self.under, any_of, self.given)


class GuardBody(Reasoned):
    """A rule: a change that meets all conditions of `when` needs the second key. An empty `when` covers every
    change. `second` is the city by default."""

    model_config = example(**GUARD)

    guard_id: Code
    when: Annotated[list[ConditionBody], Field(max_length=10)]
    second: Literal["city", "auditor", "operator"] | None = None
    veto_hours: Annotated[WholeNumber, Field(ge=1, le=720)] | None = None
    mandate_ref: MandateRef

    def rule(self, second: str) -> Guard:
        """The guard as rules know it. `second` is the default role of the second key."""
        conditions = tuple(condition.rule() for condition in self.when)
        return Guard(self.guard_id, conditions, self.second or second, self.veto_hours)


class GuardsBody(Body):
    """All guards of a kind. A guard that is not in the list is removed."""

    model_config = example(guards=[GUARD])

    guards: Annotated[list[GuardBody], Field(max_length=50)]


def check_until(until: datetime, now: datetime) -> None:
    """Raises ValidationError unless `until` is within 14 days from now."""
    if not now < until <= now + STOP_MAX + CLOCK_SLACK:
        raise out_of_range("/until", now.isoformat(), (now + STOP_MAX).isoformat())
