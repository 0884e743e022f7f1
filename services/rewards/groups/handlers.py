"""Event door of groups: which teams and workplaces there are, and who is in them."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.groups import store
from services.rewards.groups.actions import NAME
from services.rewards.ledger.actions import lock_accounts
from services.rewards.recounts.store import ask
from shared.events.challenges import MembershipChanged, TeamChanged
from shared.events.heard import Heard, newest


async def on_teams_changed(tx: AsyncConnection, batch: Sequence[Heard[TeamChanged]]) -> None:
    """Upsert teams and workplaces, and their names."""
    teams = newest(batch, lambda team: team.team_id)
    await store.remember_teams(tx, [heard.event for heard in teams.values()])


async def on_memberships_changed(tx: AsyncConnection, batch: Sequence[Heard[MembershipChanged]]) -> None:
    """Upsert who is in a team or workplace, and let what these riders have given groups be made anew. The
    accounts are locked, so that nobody is erased meanwhile: of who was, nothing is kept."""
    memberships = newest(batch, lambda each: (each.rider_id, each.membership_id))
    gone = (await lock_accounts(tx, {rider_id for rider_id, _ in memberships})).erased
    known = [heard.event for (rider_id, _), heard in memberships.items() if rider_id not in gone]
    riders = await store.remember_memberships(tx, known)
    if riders:
        await ask(tx, NAME, riders)
