"""What riders do with teams, inside a transaction that holds the rider (`invites.actions.hold`)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.groups import store as groups
from services.challenges.invites.rules import new_lookup
from services.challenges.teams import store
from services.challenges.teams.answers import membership_event_of, team_event_of
from services.challenges.teams.rules import NO_MEMBER, NO_TEAM, Membership, Team, check_owner, check_place
from services.challenges.tree.words import TeamKind
from shared.eventlog.outbox import publish
from shared.http.nicknames import NicknameTaken, key_of
from shared.http.owned import owned


async def make(
    tx: AsyncConnection, city_id: str, key: bytes, team: Team, rider_id: UUID, now: datetime
) -> None:
    """Make a team, whose first member is this rider. Raises NicknameTaken."""
    if not await store.add(tx, city_id, team, key_of(team.name), new_lookup(key, team.team_id)):
        raise NicknameTaken("Another team has this name.")
    await publish(tx, [team_event_of(city_id, team)])
    await _enter(tx, city_id, team, rider_id, now)


async def join(tx: AsyncConnection, city_id: str, team: Team, rider_id: UUID, now: datetime) -> None:
    """Bring a rider into a team whose row is locked, and out of the one of before. Who is in it stays. Raises
    TeamFull."""
    members = await store.members(tx, team.team_id)
    if rider_id not in {each.rider_id for each in members}:
        check_place(team, members)
        await _enter(tx, city_id, team, rider_id, now)


async def _enter(tx: AsyncConnection, city_id: str, team: Team, rider_id: UUID, now: datetime) -> None:
    left = await store.leave(tx, rider_id, team.kind, now)
    last = await store.last_of(tx, rider_id, team.kind)
    # A clock that another process reads may be behind: nobody is in two teams at a time.
    since = max(now, last.until) if last and last.until else now
    entered = Membership(uuid4(), rider_id, team.team_id, team.kind, since, None, 1)
    await store.enter(tx, city_id, entered)
    await _say(tx, city_id, [*left, entered])


async def _say(tx: AsyncConnection, city_id: str, changed: Sequence[Membership]) -> None:
    """Say that these memberships have changed, and let it be counted anew what their riders bring."""
    await publish(tx, [membership_event_of(city_id, each) for each in changed])
    await groups.ask_riders(tx, city_id, changed[-1].kind, {each.rider_id for each in changed})


async def leave(tx: AsyncConnection, city_id: str, rider_id: UUID, kind: TeamKind, now: datetime) -> None:
    """Take a rider out of the team or workplace. Raises NotFound for a rider who is in none."""
    left = await store.leave(tx, rider_id, kind, now)
    owned(left or None, NO_TEAM)
    await _say(tx, city_id, left)


async def remove(
    tx: AsyncConnection, city_id: str, team: Team, membership_id: UUID, rider_id: UUID, now: datetime
) -> None:
    """Take a member out of a team whose row is locked, for its owner. Raises NotFound and Forbidden."""
    check_owner(await store.members(tx, team.team_id), rider_id)
    removed = owned(await store.remove(tx, team.team_id, membership_id, now), NO_MEMBER)
    await _say(tx, city_id, [removed])


async def renew(tx: AsyncConnection, key: bytes, team: Team, rider_id: UUID) -> int:
    """Let another code invite to a team whose row is locked, for its owner. Returns how often its invite was
    renewed by now. Raises NotFound and Forbidden."""
    check_owner(await store.members(tx, team.team_id), rider_id)
    renewals = team.renewals + 1
    await store.renew(tx, team.team_id, renewals, new_lookup(key, team.team_id, renewals))
    return renewals
