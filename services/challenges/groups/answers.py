"""Events of teams' entries, one for each of their riders."""

from datetime import datetime
from typing import Any, Literal

from services.challenges.answers import given_of
from services.challenges.groups.rules import Share
from services.challenges.groups.store import Standing
from services.challenges.matching.rules import Rule
from services.challenges.tree.periods import local_day
from services.challenges.tree.trees import Pairs
from shared.events.challenges import EntryJudged, EntryMoved, Participant


def judged_event_of(city_id: str, rule: Rule, share: Share, standing: Standing, now: datetime) -> EntryJudged:
    """The event that says to a rider what the entry of its team or pair gives. `share` is as it is said
    now."""
    completed_at = standing.completed_at if share.is_completed else None
    local_on = local_day(completed_at or now, rule.window.published.zone)
    return EntryJudged(
        **_told(city_id, rule, share),
        name=rule.tree.name,
        reward_points=rule.tree.reward_points,
        value_tags=rule.tree.value_tags or None,
        given=(given_of(rule.tree, completed_at, local_on),) if completed_at and share.is_given else (),
        campaign_id=rule.tree.campaign_id,
        judged_at=now,
        completed_at=completed_at,
        ends_at=rule.period(share.period_on).ended_at,
        local_on=local_on,
        left=share.has_left,
        kind=rule.kind,
        unit=rule.unit,
        progress=share.said_progress,
        target=rule.target,
    )


def moved_event_of(city_id: str, rule: Rule, share: Share, _: Standing, now: datetime) -> EntryMoved:
    """The event that says to a rider how far its team or pair is."""
    return EntryMoved(
        **_told(city_id, rule, share),
        kind=rule.kind,
        unit=rule.unit,
        progress=share.said_progress,
        target=rule.target,
        ends_at=rule.period(share.period_on).ended_at,
        judged_at=now,
    )


def _kind(rule: Rule) -> Literal["team", "pair"]:
    """The kind of participant. A workplace is a team too."""
    return "pair" if isinstance(rule.tree.who, Pairs) else "team"


def _told(city_id: str, rule: Rule, share: Share) -> dict[str, Any]:
    return {
        "city_id": city_id,
        "rider_id": share.rider_id,
        "challenge_id": rule.challenge_id,
        "revision": share.revision,
        "version": rule.version,
        "participant": Participant(kind=_kind(rule), id=str(share.group_id)),
        "period_start": None if rule.tree.period == "once" else share.period_on,
    }
