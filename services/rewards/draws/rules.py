"""What a draw is, when each of its steps is due, and which facts of it the city can guard. Pure."""

import hmac
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal, NamedTuple, get_args
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.rewards.catalogue.rules import Reward, payers
from services.rewards.keys.rules import Keys
from shared.http.owned import Absent
from shared.http.problems import Problem, refused
from shared.limits import LATEST
from shared.two_keys.rules import Facts, Kind

State = Literal["draft", "submitted", "approved", "published", "frozen", "drawn", "cancelled"]
BEFORE_PUBLISHING: frozenset[State] = frozenset({"draft", "submitted", "approved"})
RUNNING: frozenset[State] = frozenset({"published", "frozen"})
"""States in which prizes are set aside."""

NO_DRAW = Absent("There is no such draw.")
NO_PART = Absent("You do not take part in this draw.")
NO_LIST = Absent("This draw has no list, because its tickets are not counted.")
NONCE_BYTES = 12
PRIZE_UNITS_MAX = 1_000


class DrawState(Problem):
    """The draw is in a state in which this cannot be done."""

    status = 409
    title = "Not in this state"

    def __init__(self, state: str) -> None:
        super().__init__("A draw that is {state} cannot be changed like this.", state=state)


class DrawClosed(Problem):
    """The draw is not open at this moment: not yet, or no more."""

    status = 409
    title = "Not open"


class NotTakingPart(Problem):
    """Only who takes part in a draw, and so has accepted its terms, can buy tickets."""

    status = 409
    title = "Not taking part"


class TicketsNotSold(Problem):
    """The tickets of this draw are given for trips, not sold."""

    status = 409
    title = "Tickets are not sold"


class PrizeRef(NamedTuple):
    """So many units of a reward in the version that was promised."""

    reward_id: UUID
    version: int
    units: int


class Winner(NamedTuple):
    """Who has won the prize of this number, from 0 on. Without pseudonym it was not drawn."""

    number: int
    reward_id: UUID
    pseudonym: str | None


class Secrets(NamedTuple):
    """The two secrets of a draw, 32 random bytes each."""

    seed: bytes
    pseudonym_key: bytes


def facts(body: Mapping[str, Any]) -> Facts:
    """The facts of a draw that conditions of guards can refer to."""
    tickets = body["tickets"]
    found = {"tickets_from": tickets["from"], "prize_units": sum(each["count"] for each in body["prizes"])}
    return found | ({"cost_points": tickets["cost_points"]} if "cost_points" in tickets else {})


KIND = Kind(
    name="draw",
    chain="rewards",
    first="operator",
    seconds=("city",),
    fact_types={"tickets_from": "text", "cost_points": "number", "prize_units": "number"},
    facts=facts,
    is_of_the_game=True,
)


def state_of(word: str) -> State:
    """The state that a word names. Raises ValueError for another word."""
    return next(state for state in get_args(State) if state == word)


def check_state(state: State, allowed: frozenset[State]) -> None:
    """Raises DrawState for a draw that is in none of these states."""
    if state not in allowed:
        raise DrawState(state)


def state_when_decided(state: State, is_approved: bool) -> State:
    """The state after a decision of the second key."""
    if state not in BEFORE_PUBLISHING:
        return state
    return "approved" if is_approved else "draft"


def freezes_at(body: Mapping[str, Any]) -> datetime:
    """From when on the tickets of a draw are counted: some time after it closes, for trips that come late. Of
    a draw that closes when the calendar ends, at the end of the calendar."""
    settling = timedelta(hours=body["settle_hours"])
    return min(datetime.fromisoformat(body["closes_at"]), LATEST - settling) + settling


def units_of(prizes: Sequence[PrizeRef]) -> dict[UUID, int]:
    """The units of each reward that these prizes take."""
    units: defaultdict[UUID, int] = defaultdict(int)
    for prize in prizes:
        units[prize.reward_id] += prize.units
    return dict(units)


def worth_of(
    prizes: Sequence[PrizeRef],
    bodies: Mapping[tuple[UUID, int], Mapping[str, Any]],
    campaign_id: UUID | None,
) -> dict[UUID, int]:
    """What these prizes cost each campaign, in euro cents. `bodies` are those of rewards, by id and version;
    `campaign_id` is the draw's campaign."""
    eur_cents: defaultdict[UUID, int] = defaultdict(int)
    for prize in prizes:
        body = bodies.get((prize.reward_id, prize.version), {})
        for payer in payers(body, campaign_id):
            eur_cents[payer] += prize.units * body["value_eur_cents"]
    return dict(eur_cents)


def prizes_of(body: Mapping[str, Any], rewards: Mapping[UUID, Reward]) -> list[PrizeRef]:
    """The prizes of a draw in the versions that are in force, or 0 for what was never published.

    Raises ValidationError for rewards that are not among these, and for donations.
    """
    prizes = []
    for place, each in enumerate(body["prizes"]):
        reward = rewards.get(UUID(each["reward_id"]))
        if reward is None or reward.body["kind"] == "donation":
            code = "unknown" if reward is None else "not_allowed"
            raise refused((f"/prizes/{place}/reward_id", code))
        prizes.append(PrizeRef(reward.reward_id, reward.version, each["count"]))
    return prizes


def one_by_one(prizes: Sequence[PrizeRef]) -> Iterator[PrizeRef]:
    """These prizes in order, each as often as it has units."""
    for prize in prizes:
        for _ in range(prize.units):
            yield prize


def winners(prizes: Sequence[PrizeRef], pseudonyms: Sequence[str]) -> list[Winner]:
    """The prizes with those who have won them, in order. What is left over was not drawn."""
    return [
        Winner(number, prize.reward_id, pseudonyms[number] if number < len(pseudonyms) else None)
        for number, prize in enumerate(one_by_one(prizes))
    ]


def _sealing_key(keys: Keys) -> AESGCM:
    return AESGCM(hmac.digest(keys.codes, b"rodem-draw-seal-1", sha256))


def seal(keys: Keys, draw_id: UUID, secrets: Secrets, noise: bytes) -> Secrets:
    """The secrets, each encrypted (AES-256-GCM) under a key that follows from K, outside the database: who
    reads a backup does not know who will win. `noise` has NONCE_BYTES random bytes for each."""
    cipher = _sealing_key(keys)
    nonces = noise[:NONCE_BYTES], noise[NONCE_BYTES:]
    return Secrets(
        *(
            nonce + cipher.encrypt(nonce, secret, draw_id.bytes + name.encode())
            for name, secret, nonce in zip(Secrets._fields, secrets, nonces, strict=True)
        )
    )


def unseal(keys: Keys, draw_id: UUID, sealed: Secrets) -> Secrets:
    """The secrets in what `seal` made. Raises InvalidTag for anything else."""
    cipher = _sealing_key(keys)
    return Secrets(
        *(
            cipher.decrypt(each[:NONCE_BYTES], each[NONCE_BYTES:], draw_id.bytes + name.encode())
            for name, each in zip(Secrets._fields, sealed, strict=True)
        )
    )
