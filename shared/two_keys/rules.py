"""Which changes a guard covers, and whether a covered change has both of its signatures. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import rfc8785

from shared.http.problems import Problem

APPROVAL_LAPSES_AFTER = timedelta(days=30)
STOP_MAX = timedelta(days=14)

Fact = int | str | Sequence[str]
Facts = Mapping[str, Fact]
"""What guards may ask of a body: name -> number, text or list of texts. What it does not say is left out."""


class NeedsApproval(Problem):
    """A guard of the city covers this change, and its second key has not signed it yet."""

    status = 409
    title = "Needs approval"


class Stopped(Problem):
    """The city has stopped this until a given moment. It cannot be published before."""

    status = 409
    title = "Stopped"


class SamePerson(Problem):
    """Two keys are held by two persons: who has signed first cannot sign second."""

    status = 403
    title = "Same person"


class NothingToDecide(Problem):
    """No change of this is waiting for a decision."""

    status = 409
    title = "Nothing to decide"


@dataclass(frozen=True)
class Condition:
    """What a fact must be. Exactly one of the others is set.

    `over` and `under` compare a number, itself excluded. `any_of` holds when the text, or one text of the
    list, is among these. `given` asks whether the fact is there at all.
    """

    fact: str
    over: int | None = None
    under: int | None = None
    any_of: tuple[str, ...] | None = None
    given: bool | None = None


@dataclass(frozen=True)
class Guard:
    """A rule of the city: a change for which all of `when` holds needs the signature of the role `second`.

    With `veto_hours` a change that was submitted so long ago, and not refused, needs no signature: consent by
    silence. An empty `when` covers every change.
    """

    guard_id: str
    when: tuple[Condition, ...]
    second: str
    veto_hours: int | None = None


@dataclass(frozen=True)
class Approval:
    """A signature of the second key: by which role, when, and for which guards as they were then."""

    role: str
    at: datetime
    fingerprints: frozenset[str]


@dataclass(frozen=True)
class Change:
    """A body that was submitted, and what has become of it.

    `fingerprints` are of the guards that covered it when it was submitted. `took_effect` says whether it was
    published since.
    """

    change_id: UUID
    submitted_at: datetime
    fingerprints: frozenset[str]
    approvals: tuple[Approval, ...] = ()
    is_refused: bool = False
    is_over: bool = False
    took_effect: bool = False


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether the facts meet a condition. A fact that is not there meets only `given: false`.

    >>> holds(Condition("reward_points", over=500), {"reward_points": 501})
    True
    >>> holds(Condition("reward_points", over=500), {"reward_points": 500})
    False
    >>> holds(Condition("start_zone_ids", any_of=("gracia",)), {"start_zone_ids": ["sants", "gracia"]})
    True
    """
    fact = facts.get(condition.fact)
    if condition.given is not None:
        return (fact is not None) == condition.given
    if fact is None:
        return False
    if condition.over is not None:
        return isinstance(fact, int) and fact > condition.over
    if condition.under is not None:
        return isinstance(fact, int) and fact < condition.under
    texts = {fact} if isinstance(fact, str) else set() if isinstance(fact, int) else set(fact)
    return not texts.isdisjoint(condition.any_of or ())


def covering(guards: Iterable[Guard], facts: Facts) -> list[Guard]:
    """The guards that cover a change with these facts."""
    return [guard for guard in guards if all(holds(condition, facts) for condition in guard.when)]


def fingerprint(guard: Guard) -> str:
    """A guard by its content: one whose conditions or second key are others is a new guard."""
    content = {
        "guard_id": guard.guard_id,
        "when": [as_json(condition) for condition in guard.when],
        "second": guard.second,
        "veto_hours": guard.veto_hours,
    }
    return sha256(rfc8785.dumps(content)).hexdigest()


def as_json(condition: Condition) -> dict[str, Any]:
    """A condition as it is written: what is not set is left out."""
    values = {
        "over": condition.over,
        "under": condition.under,
        "any_of": None if condition.any_of is None else list(condition.any_of),
        "given": condition.given,
    }
    return {"fact": condition.fact, **{name: value for name, value in values.items() if value is not None}}


def body_hash(body: Mapping[str, Any]) -> bytes:
    """What names a body in a change: sha256 of its RFC 8785 bytes."""
    return sha256(rfc8785.dumps(dict(body))).digest()


def unsigned(guards: Iterable[Guard], changes: Sequence[Change], now: datetime) -> list[Guard]:
    """Of the guards that cover a body those whose second key is missing, given all changes of that body."""
    return [guard for guard in guards if not any(_is_signed(guard, change, now) for change in changes)]


def _is_signed(guard: Guard, change: Change, now: datetime) -> bool:
    """Whether this change has what the guard asks: a signature that has not lapsed, or long enough silence.

    What has taken effect may do so again at any time, as long as the guard is one that was signed then.
    """
    known = fingerprint(guard)
    for approval in change.approvals:
        if known in approval.fingerprints and approval.role == guard.second:
            lapses_at = approval.at + APPROVAL_LAPSES_AFTER
            if change.took_effect or (now < lapses_at and not change.is_refused and not change.is_over):
                return True
    if guard.veto_hours is None or change.is_refused or known not in change.fingerprints:
        return False
    silent_until = change.submitted_at + timedelta(hours=guard.veto_hours)
    return change.took_effect or (silent_until <= now and not change.is_over)
