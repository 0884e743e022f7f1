"""Which changes a guard covers, and whether a covered change has both signatures. Pure."""

import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

import rfc8785

from shared.http.auth import Caller, Role
from shared.http.instants import as_written
from shared.http.problems import Problem, refused

ChangeState = Literal["submitted", "approved", "refused", "over", "published"]

APPROVAL_LAPSES_AFTER = timedelta(days=30)
STOP_MAX = timedelta(days=14)
OPEN: frozenset[ChangeState] = frozenset({"submitted", "approved"})
"""States of a change that may still take effect."""

Fact = int | str | Sequence[str]
Facts = Mapping[str, Fact]
"""The facts of a body that conditions of guards refer to: name -> number, text or list of texts. A fact that
the body does not contain is left out."""
FactType = Literal["number", "text", "list"]


class NeedsApproval(Problem):
    """A guard of the city covers this change, and its second key has not signed it yet."""

    status = 409
    title = "Needs approval"


class Stopped(Problem):
    """The city has stopped this until a given moment. It cannot be published before."""

    status = 409
    title = "Stopped"

    def __init__(self, until: datetime) -> None:
        super().__init__("The city has stopped this until {until}.", until=as_written(until))


class SamePerson(Problem):
    """Two keys are held by two persons: who has signed first cannot sign second."""

    status = 403
    title = "Same person"


class NothingToDecide(Problem):
    """No change of this is waiting for a decision."""

    status = 409
    title = "Nothing to decide"


class AlreadySubmitted(Problem):
    """This waits for a decision already. Writing it anew takes that back."""

    status = 409
    title = "Already submitted"


@dataclass(frozen=True)
class Kind:
    """A kind of thing that the city may guard, such as a challenge.

    `chain` is the owning service, `first` the role of the first key, `seconds` the roles that may hold the
    second key. `facts` extracts the facts from a stored body; `fact_types` lists all facts with their types.
    `is_of_the_game`: of operators only the game's may sign first. `built_in` are guards that are always
    there, whatever the city sets.
    """

    name: str
    chain: str
    first: Role
    seconds: tuple[Role, ...]
    fact_types: Mapping[str, FactType]
    facts: Callable[[Mapping[str, Any]], Facts]
    is_of_the_game: bool = False
    built_in: "tuple[Guard, ...]" = ()


@dataclass(frozen=True)
class Thing:
    """A thing of some kind with a body. `version` is the version in which this body is in force or, if it is
    not, would be in force once published."""

    id: str
    version: int
    state: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Condition:
    """A comparison with a fact. Exactly one of the other fields is set.

    `over` and `under` are exclusive bounds of a number. `any_of` holds when the text, or one text of the
    list, is among these. `given` is whether the fact must be present or absent.
    """

    fact: str
    over: int | None = None
    under: int | None = None
    any_of: tuple[str, ...] | None = None
    given: bool | None = None


@dataclass(frozen=True)
class Guard:
    """A rule of the city: a change for which all of `when` holds needs the signature of the role `second`.

    With `veto_hours`, a change that was submitted that many hours ago and not refused needs no signature
    (tacit consent). An empty `when` covers every change.
    """

    guard_id: str
    when: tuple[Condition, ...]
    second: str
    veto_hours: int | None = None


@dataclass(frozen=True)
class Approval:
    """A signature of the second key. `signer` is the person's pseudonym by `signer_of`. `fingerprints` are
    those of the guards that covered the change when it was signed."""

    role: str
    at: datetime
    signer: str
    fingerprints: frozenset[str]


@dataclass(frozen=True)
class Change:
    """A body that was submitted for a second signature. `signer` is the pseudonym of the person who submitted
    it. `fingerprints` are those of the guards that covered it when it was submitted."""

    change_id: UUID
    version: int
    state: ChangeState
    submitted_at: datetime
    signer: str
    fingerprints: frozenset[str]
    approvals: tuple[Approval, ...] = ()


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether the facts meet a condition. An absent fact meets only `given: false`.

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


def covering_body(kind: Kind, guards: Iterable[Guard], body: Mapping[str, Any]) -> list[Guard]:
    """The guards that cover a change with this body: of these, which the city has set, and of those that are
    always there."""
    return covering([*kind.built_in, *guards], kind.facts(body))


def fingerprint(guard: Guard) -> str:
    """The SHA-256 of a guard, in hexadecimal digits. A signature names the guard by it, so a guard that was
    changed needs a new signature."""
    return sha256(rfc8785.dumps(guard_as_json(guard))).hexdigest()


def guard_as_json(guard: Guard) -> dict[str, Any]:
    """A guard as JSON, without its reason and mandate. Fields that are None are left out."""
    members: dict[str, Any] = {
        "guard_id": guard.guard_id,
        "when": [_condition_as_json(condition) for condition in guard.when],
        "second": guard.second,
    }
    return members if guard.veto_hours is None else {**members, "veto_hours": guard.veto_hours}


def _condition_as_json(condition: Condition) -> dict[str, Any]:
    values = {
        "over": condition.over,
        "under": condition.under,
        "any_of": None if condition.any_of is None else list(condition.any_of),
        "given": condition.given,
    }
    return {"fact": condition.fact, **{name: value for name, value in values.items() if value is not None}}


def guard_of(members: Mapping[str, Any]) -> Guard:
    """The guard in the JSON that `guard_as_json` made."""
    conditions = [
        Condition(
            condition["fact"],
            condition.get("over"),
            condition.get("under"),
            tuple(condition["any_of"]) if "any_of" in condition else None,
            condition.get("given"),
        )
        for condition in members["when"]
    ]
    return Guard(members["guard_id"], tuple(conditions), members["second"], members.get("veto_hours"))


def body_hash(body: Mapping[str, Any]) -> bytes:
    """The SHA-256 of a body in canonical JSON (RFC 8785)."""
    return sha256(rfc8785.dumps(dict(body))).digest()


def unsigned(guards: Iterable[Guard], changes: Sequence[Change], now: datetime) -> list[Guard]:
    """The guards that no change has satisfied. `guards` cover a body; `changes` are all changes of this body
    in the order in which they were submitted. A refusal revokes all earlier signatures for the body."""
    refusals = [place for place, change in enumerate(changes) if change.state == "refused"]
    after_refusal = changes[refusals[-1] + 1 :] if refusals else changes
    return [guard for guard in guards if not any(_is_signed(guard, change, now) for change in after_refusal)]


def _is_signed(guard: Guard, change: Change, now: datetime) -> bool:
    """Whether this change satisfies the guard: by a signature that has not lapsed, or by tacit consent.

    The signatures of a published change do not lapse, as long as the guard itself is unchanged.
    """
    guard_fingerprint = fingerprint(guard)
    for approval in change.approvals:
        if guard_fingerprint in approval.fingerprints and approval.role == guard.second:
            lapses_at = approval.at + APPROVAL_LAPSES_AFTER
            if change.state == "published" or (change.state in OPEN and now < lapses_at):
                return True
    if guard.veto_hours is None or guard_fingerprint not in change.fingerprints:
        return False
    consents_at = change.submitted_at + timedelta(hours=guard.veto_hours)
    return change.state == "published" or (change.state in OPEN and consents_at <= now)


def signer_of(secret: str, caller: Caller) -> str:
    """A pseudonym of a person who signs: an HMAC-SHA-256 of issuer and subject, in hexadecimal digits. It
    does not depend on the token or the role."""
    return hmac.digest(secret.encode(), f"two keys\n{caller.issuer} {caller.subject}".encode(), sha256).hex()


def check_person(change: Change, signer: str) -> None:
    """Raises SamePerson for somebody who has signed this change already."""
    if signer in {change.signer, *(approval.signer for approval in change.approvals)}:
        raise SamePerson("You have signed this already: the second key is another person's.")


def second_role(guards: Iterable[Guard], kind: Kind, caller: Caller) -> Role:
    """The role in which this caller signs: the caller's first role that a guard asks for, else the first that
    may hold the kind's second key."""
    held = [role for role in kind.seconds if caller.is_(role)]
    named = {guard.second for guard in guards}
    return next((role for role in held if role in named), held[0])


def check_conditions(kind: Kind, guards: Sequence[Guard]) -> None:
    """Raises ValidationError for a condition on a fact that the kind lacks or whose type does not fit the
    comparison, for a repeated guard_id, and for a second key that the kind does not have."""
    faults = []
    names = [guard.guard_id for guard in guards]
    for i, guard in enumerate(guards):
        if guard.guard_id in names[:i]:
            faults.append((f"/guards/{i}/guard_id", "repeated"))
        if guard.second not in kind.seconds:
            faults.append((f"/guards/{i}/second", "not_allowed"))
        for j, condition in enumerate(guard.when):
            if not _fits(condition, kind.fact_types):
                faults.append((f"/guards/{i}/when/{j}/fact", "not_allowed"))
    if faults:
        raise refused(*faults)


def _fits(condition: Condition, fact_types: Mapping[str, FactType]) -> bool:
    fact_type = fact_types.get(condition.fact)
    if fact_type is None or condition.given is not None:
        return fact_type is not None
    return (fact_type == "number") == (condition.any_of is None)
