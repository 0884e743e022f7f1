"""One running service for the tests of boards, which forgets everything before each."""

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.rewards.running_rewards import Running, running_rewards

EMPTIED = (
    "campaigns, campaign_days, charged_entries, charged_trips, profiles, standings, point_counts, badges,"
    " entry_badges, stations, recount_requests, teams, memberships,"
    " group_points, groups, rank_prizes, trips, rider_days, rider_months, entries, accounts, postings, zones,"
    " tariffs, tariff_stops, ledger_days, erased_riders, idempotency, outbox, log"
)


@pytest.fixture(scope="session")
async def one_for_all(
    make_database: MakeDatabase, silent_dsn: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Running]:
    dsn, folder = await make_database("rewards"), tmp_path_factory.mktemp("issuer")
    async with running_rewards(dsn, silent_dsn, folder) as running:
        yield running


@pytest.fixture
async def rewards(one_for_all: Running) -> Running:
    """A service that knows nothing yet."""
    async with one_for_all.engine.begin() as tx:
        # First, so that none is under way: it would hold some of the tables that TRUNCATE waits for.
        await tx.execute(sa.text("UPDATE recounts SET position = 0, map_digest = '', walked_to = NULL"))
        await tx.execute(sa.text(f"TRUNCATE {EMPTIED}"))
        await tx.execute(sa.text("UPDATE rules_version SET version = version + 1"))
    return one_for_all
