"""What a whole city is told of releases: the plans by which they are made."""

from datetime import UTC, datetime

from services.public_value.plans.rules import Plan, PlanInForce
from services.public_value.releases.publishing.rules import content_of
from services.public_value.releases.publishing.store import Release, add
from shared.db import create_engine
from shared.settings import ServiceSettings
from tests.challenges.running_challenges import REASON
from tests.challenges.signing import ALL, APPROVE, REFUSE
from tests.public_value.plans.writing import plan

from .told_trips import HOUR, Send


async def release_twice(settings: ServiceSettings) -> None:
    """Two releases. A city with one rider has none by itself."""
    engine = create_engine(settings.database_url, pool_size=1)
    try:
        async with engine.begin() as tx:
            for number in (1, 2):
                content = content_of([], [], [PlanInForce(None, Plan("P1M", {"operator": "place"}))])
                await add(tx, settings.city_id, Release(number, datetime.now(UTC), content, b"hash", None))
    finally:
        await engine.dispose()


async def send_plans(send: Send) -> None:
    """A plan that is in force, one that was refused, submitted again and approved, and one that is stopped
    while it waits."""
    await send("PUT", "/v1/release-plan", plan("2099-03"), "city")
    await send("PUT", "/v1/guards/release-plan", {"guards": [ALL]}, "city")
    await send("PUT", "/v1/release-plan", plan("2099-04"), "city")
    await send("POST", "/v1/release-plan/2099-04/decision", REFUSE, "auditor")
    await send("POST", "/v1/release-plan/2099-04/submit", REASON, "city")
    await send("POST", "/v1/release-plan/2099-04/decision", APPROVE, "auditor")
    await send("PUT", "/v1/release-plan", plan("2099-05"), "city")
    until = (datetime.now(UTC) + HOUR).isoformat()
    await send("POST", "/v1/release-plan/2099-05/stop", {"until": until, **REASON}, "city")
