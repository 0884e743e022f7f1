"""Who takes part in a period, for whom a trip counts, and who of a group is rewarded."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from .facts import Challenge, History, Join, Membership, Trip, World
from .periods import Period
from .results import Participant

CITY = Participant("city", "city")


def is_held_out(challenge: Challenge, rider_id: str) -> bool:
    """Whether the rider is of the share that the challenge is kept from."""
    digest = sha256(f"{challenge.challenge_id}/{rider_id}".lower().encode()).digest()
    percent: int = challenge.body.get("holdout_percent", 0)
    return int.from_bytes(digest[:4], "big") % 100 < percent


def is_in(span: Join | Membership, at: datetime) -> bool:
    """Whether an instant is of a span: from is in, until is out."""
    return span.from_at <= at and (span.until_at is None or at < span.until_at)


def stays(span: Join | Membership, period: Period, now: datetime) -> bool:
    """Whether who has this span is in the period: in by its end and not out before it, or in now."""
    if not period.has_ended(now):
        return is_in(span, now)
    return span.from_at < period.end_at and (span.until_at is None or span.until_at >= period.end_at)


def has_joined(challenge: Challenge, rider_id: str, period: Period, history: History, world: World) -> bool:
    return any(
        join.challenge_id == challenge.challenge_id
        and join.rider_id == rider_id
        and stays(join, period, world.now)
        for join in history.joins
    )


def of_challenge(challenge: Challenge, history: History) -> list[Membership]:
    """Memberships in the pairs of a challenge."""
    return [
        each
        for each in history.memberships
        if each.kind == "pair" and each.challenge_id == challenge.challenge_id
    ]


def pair_of(
    challenge: Challenge, rider_id: str, period: Period, history: History, world: World
) -> str | None:
    """The pair of a rider in a period. A pair that nobody else had come to by then is none."""
    memberships = of_challenge(challenge, history)
    for mine in memberships:
        if mine.rider_id != rider_id or not stays(mine, period, world.now):
            continue
        if any(
            each.group_id == mine.group_id
            and each.rider_id != rider_id
            and each.from_at < period.end_at
            and each.from_at <= world.now
            for each in memberships
        ):
            return mine.group_id
    return None


def partners_in(
    challenge: Challenge, rider_id: str, period: Period, history: History, world: World
) -> set[str]:
    """Who else is in the rider's pair in a period; who left has given up."""
    pair_id = pair_of(challenge, rider_id, period, history, world)
    return {
        each.rider_id
        for each in of_challenge(challenge, history)
        if each.group_id == pair_id and each.rider_id != rider_id and stays(each, period, world.now)
    }


def team_of(challenge: Challenge, trip: Trip, history: History, world: World) -> str | None:
    """The team or workplace of a trip's start, if its own limit lets it take part."""
    for each in history.memberships:
        if each.kind != challenge.who["of"] or each.rider_id != trip.rider_id:
            continue
        if is_in(each, trip.started_at):
            size_max = world.team_size_max.get(each.group_id)
            allowed = size_max is not None and size_max <= challenge.who["size_max"]
            return each.group_id if allowed else None
    return None


def participant_of(
    challenge: Challenge, trip: Trip, period: Period, history: History, world: World
) -> Participant | None:
    """Whose entry a trip counts for. None: its rider takes no part."""
    rider, kind = Participant("rider", trip.rider_id), challenge.who["kind"]
    if kind == "city":
        return CITY
    if kind == "teams":
        team_id = team_of(challenge, trip, history, world)
        return Participant("team", team_id) if team_id else None
    if kind == "pairs":
        pair_id = pair_of(challenge, trip.rider_id, period, history, world)
        if pair_id is None or challenge.is_versus:
            return rider if pair_id else None
        return Participant("pair", pair_id)
    if is_held_out(challenge, trip.rider_id):
        return None
    if kind == "joined" and not has_joined(challenge, trip.rider_id, period, history, world):
        return None
    return rider


def overlaps(membership: Membership, period: Period, now: datetime) -> bool:
    """Whether a membership is known, and has an instant of the period."""
    if membership.from_at >= period.end_at or membership.from_at > now:
        return False
    if membership.until_at is None:
        return True
    return membership.from_at < membership.until_at and membership.until_at > period.starts_at


def latest(memberships: Iterable[Membership]) -> datetime | None:
    return max((each.from_at for each in memberships), default=None)


def has_later_team(
    challenge: Challenge, team_id: str, rider_id: str, period: Period, history: History, world: World
) -> bool:
    """Whether the rider has been in another team in the period, after the last time in this one.

    Also in one that takes no part: if it did not matter, admitting larger teams could take a reward away.
    """
    mine = [
        each for each in history.memberships if each.kind == challenge.who["of"] and each.rider_id == rider_id
    ]
    own = latest(
        each
        for each in mine
        if each.group_id == team_id and each.from_at < period.end_at and each.from_at <= world.now
    )
    other = latest(each for each in mine if each.group_id != team_id and overlaps(each, period, world.now))
    return own is not None and other is not None and other > own
