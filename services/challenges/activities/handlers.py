"""Event handlers of activities: those that other services report."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges import store as challenges
from services.challenges.activities.actions import count
from services.challenges.counting.trips import Activity, activity_state
from services.challenges.entries.actions import index_in_force
from shared.eventlog.consumer import Handler
from shared.events.heard import Heard, newest
from shared.events.several import ActivityReported

OTHER_SERVICES = ""
"""The operator of what no operator has reported: only challenges of the game's operator count it."""


def on_activities_reported(zone: ZoneInfo, game_operator: str) -> Handler:
    """The handler of `activity.reported.v1` in a city of this time zone, whose game this operator runs."""
    current_index = index_in_force(zone, game_operator)

    async def count_activities(tx: AsyncConnection, batch: Sequence[Heard[ActivityReported]]) -> None:
        """Count a batch of activities, or take them back. Safe to run twice and in any order."""
        # Exclusively: topics are heard beside each other, and two that count at once would miss each other's
        # marks.
        await challenges.hold_rules(tx)
        states = {}
        for heard in newest(batch, lambda activity: activity.activity_id).values():
            event = heard.event
            activity = Activity(
                event.activity_id,
                OTHER_SERVICES,
                event.rider_id,
                event.service,
                event.at,
                event.local_on,
                event.revision,
                event.counts,
            )
            states[activity.trip_id] = activity_state(activity, zone, heard)
        await count(tx, batch[0].event.city_id, current_index, states, datetime.now(UTC))

    return count_activities
