"""A handler is registered under topic and type."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.eventlog.consumer import check_handlers
from shared.events.heard import Heard
from shared.events.rewards import LevelReached
from shared.events.trips import TripJudged


async def ignore(tx: AsyncConnection, batch: Sequence[Heard[Any]]) -> None:
    """A handler that does nothing."""


def test_a_handler_of_a_type_that_is_said_on_another_topic_is_refused_at_start() -> None:
    check_handlers("trips", {TripJudged.type: ignore})
    with pytest.raises(ValueError, match=r"Nobody says level\.reached\.v1 on the topic 'trips'"):
        check_handlers("trips", {TripJudged.type: ignore, LevelReached.type: ignore})
