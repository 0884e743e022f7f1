"""A service in the process of the tests, where the tests say when trips are looked at beside others."""

from collections.abc import AsyncIterator

import pytest

from rodem.local.provision import make_issuer
from services.trips.app import Settings, create_app
from services.trips.beside import actions as beside
from tests.cases.trip_histories import OPERATOR, Trips, put_stations
from tests.conftest import MakeDatabase

# W is where the drawn way of the tests ends, which begins at P.
STATIONS = {"P": (41.390, 2.170), "N": (41.400, 2.170), "Q": (41.390, 2.180), "W": (41.3974, 2.1793)}


@pytest.fixture(scope="module")
async def trips(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Trips]:
    folder = tmp_path_factory.mktemp("issuer")
    make_issuer(folder)
    values = {
        "DATABASE_URL": await make_database("trips"),
        "jwks_file": folder / "jwks.json",
        "internal_secret": "",
        "operator_id": OPERATOR,
        "poll_s": 60,
        "direct_requests_max": 1_000_000,
        "rider_day_trace_points_max": 1_000_000_000,
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beside, "LOOK_EVERY_S", 86_400)
        app = create_app(Settings.model_validate(values))
        async with app.router.lifespan_context(app) as state:
            running = Trips(app, dict(state or {}), folder)
            await put_stations(running, STATIONS)
            yield running
