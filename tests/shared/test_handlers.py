"""A handler is registered under topic and type."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from rodem.local.running import SERVICES
from shared.eventlog.consumer import check_handlers
from shared.events.challenges import EntryMoved
from shared.events.heard import Heard
from shared.events.rewards import LevelReached
from shared.events.trips import TripJudged
from tests.handlers import by_type, of_room


async def ignore(tx: AsyncConnection, batch: Sequence[Heard[Any]]) -> None:
    """A handler that does nothing."""


def test_a_handler_of_a_type_that_is_said_on_another_topic_is_refused_at_start() -> None:
    check_handlers("trips", {TripJudged.type: ignore})
    with pytest.raises(ValueError, match=r"Nobody says level\.reached\.v1 on the topic 'trips'"):
        check_handlers("trips", {TripJudged.type: ignore, LevelReached.type: ignore})


def test_progress_that_gives_nothing_is_heard_by_the_gateway_alone() -> None:
    """It is most of what challenges say: rewards took half of their time for it."""
    assert [room for room in SERVICES if EntryMoved.type in by_type(of_room(room))] == ["gateway"]
