"""What a service of trips does again and again goes by the clock that it has by then."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.trips.app import Settings, create_app
from services.trips.deadlines import actions as deadlines
from tests.conftest import MakeDatabase
from tests.trips.running_trips import settings_of
from tests.trips.telling_live import BEGAN
from tests.waiting import eventually_any


async def test_deadlines_are_kept_by_the_clock_that_is_set_while_the_service_runs(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_at: list[datetime] = []

    async def keep(_engine: Any, _game_now: Any, now: datetime) -> None:
        kept_at.append(now)

    monkeypatch.setattr(deadlines, "keep", keep)
    monkeypatch.setattr(deadlines, "KEEP_EVERY_S", 0.01)
    app = create_app(Settings.model_validate(settings_of(await make_database("trips"), tmp_path)))

    async def follows(now: datetime) -> None:
        app.state.clock = lambda: now
        await eventually_any(lambda: now in kept_at, within_s=20)

    async with app.router.lifespan_context(app):
        await follows(BEGAN)
        await follows(BEGAN + timedelta(days=1))
