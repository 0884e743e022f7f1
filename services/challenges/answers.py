"""Response models and the event of a challenge."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.challenges.rules import Challenge
from services.challenges.store import StoredChallenge
from services.challenges.tree.trees import Reward, Tree, kind_of
from shared.events.challenges import ChallengePublished, Given, Tickets
from shared.http.documented import example
from shared.two_keys.steps import State

CHALLENGE_ID = "019aa000-0000-7000-8000-0000000000c1"


class ChallengeWritten(BaseModel):
    """What has become of a challenge."""

    model_config = example(challenge_id=CHALLENGE_ID, state="draft", version=1)

    challenge_id: UUID
    state: State
    version: int


class Brought(BaseModel):
    """What publishing has brought (or would bring) at once. Riders are counted to the nearest ten, and fewer
    than 15 are left out."""

    entries: int | None = None
    completed: int | None = None
    reward_points: int | None = None


class ChallengeStep(Brought, ChallengeWritten):
    """What a step has made of a challenge. Publishing counts at once: how many entries, how many of them
    completed, and the points for those, to the nearest ten entries; fewer than 15 are left out."""

    model_config = example(
        challenge_id=CHALLENGE_ID, state="published", version=1, entries=90, completed=30, reward_points=6_000
    )


def written(challenge_id: UUID, state: State, version: int) -> ChallengeWritten:
    """The answer to a write. `version` 0 (never published) is answered as 1."""
    return ChallengeWritten(challenge_id=challenge_id, state=state, version=max(1, version))


def step(row: StoredChallenge, brought: Brought) -> ChallengeStep:
    """The answer to a step: the challenge's new state, and what publishing brought."""
    return ChallengeStep(**dict(written(row.challenge_id, row.state, row.version)), **dict(brought))


def event_of(city_id: str, challenge: Challenge) -> ChallengePublished:
    """The event for a challenge: its rules as they are in force now."""
    tree = challenge.tree
    return ChallengePublished(
        city_id=city_id,
        challenge_id=challenge.challenge_id,
        revision=challenge.revision,
        version=challenge.version,
        state=challenge.state,
        name=tree.name,
        kind=challenge.kind,
        unit=tree.unit,
        target=tree.target,
        who=kind_of(tree.who),
        period=tree.period,
        reward_points=tree.reward_points,
        starts_at=tree.starts_at,
        ends_at=challenge.ended_at,
        operator_id=challenge.operator_id,
        campaign_id=tree.campaign_id,
        value_tags=tree.value_tags or None,
        proposal_id=tree.proposal_id,
        holdout_percent=tree.holdout_percent,
    )


def given_of(tree: Tree, completed_at: datetime, local_on: date) -> Given:
    """The reward of an entry that was completed at this instant, on this day of the city."""
    reward = tree.reward or Reward()
    tickets = Tickets(draw_id=reward.tickets.draw_id, count=reward.tickets.count) if reward.tickets else None
    return Given(
        points=reward.points,
        badge_id=reward.badge_id,
        tickets=tickets,
        completed_at=completed_at,
        local_on=local_on,
    )
