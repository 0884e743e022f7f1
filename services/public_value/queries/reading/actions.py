"""The answer to a query from what was released, as of one release."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.public_value.factor_sets.actions import data_sets
from services.public_value.plans import store as plans
from services.public_value.plans.rules import PlanInForce, as_told, plan_of
from services.public_value.queries.reading import rules
from services.public_value.queries.reading.rules import Known, Released
from services.public_value.queries.rules import Query, mixes_methods, periods
from services.public_value.releases import store as counted
from services.public_value.releases.actions import Releasing
from services.public_value.releases.calendar.rules import Import, first_of_month, last_day
from services.public_value.releases.publishing import store
from services.public_value.releases.rules import NO_RELEASE
from services.public_value.zones.rules import district
from services.public_value.zones.store import read_parents
from shared.http.owned import owned
from shared.http.problems import refused
from shared.settings import ServiceSettings


class Read(NamedTuple):
    """The release up to which figures are read, and until when it is known what is told (None: nothing was
    ever told). Without a release there are the plans of the deployment."""

    number: int
    as_of: datetime | None
    plans: Sequence[PlanInForce]


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One snapshot, in which all figures are those of one release."""
    async with engine.execution_options(isolation_level="REPEATABLE READ").connect() as tx:
        yield tx


async def read(tx: AsyncConnection, releasing: Releasing, number: int | None) -> Read:
    """The release of this number, or the newest. Raises NotFound."""
    city_id = releasing.city_id
    if number is not None:
        release = owned(await store.find(tx, city_id, number), NO_RELEASE)
        return Read(number, release.made_at, as_told(release.content["plans"]))
    newest, run_at = await store.newest(tx, city_id), await counted.read_run(tx, city_id)
    if newest is None:
        return Read(0, run_at, await plans.read_in_force(tx, city_id, releasing.plan))
    return Read(newest.number, run_at or newest.made_at, as_told(newest.content["plans"]))


async def answer(tx: AsyncConnection, settings: ServiceSettings, query: Query, release: Read) -> Released:
    """What was told up to this release. Of one that is named it is for ever the same. Raises
    ValidationError."""
    sets, first_days = await data_sets(tx), periods(query.interval, query.start, query.end)
    if mixes_methods(query, first_days, sets):
        raise refused(("/start_date", "spans_factor_sets"))
    figures = []
    if first_days:
        figures = await store.read_figures_of(
            tx, settings.city_id, release.number, query.interval, first_days, query.measures, query.dimension
        )
    parents = await read_parents(tx, settings.city_id)
    known = Known(
        release.as_of,
        release.plans,
        await _imports(tx, settings.city_id, release, first_days),
        {zone_id: district(zone_id, parents) for zone_id in parents},
        ZoneInfo(settings.timezone),
    )
    return rules.answer(query, figures, known, sets)


async def _imports(
    tx: AsyncConnection, city_id: str, release: Read, first_days: list[date]
) -> dict[date, Import]:
    """When rows of imports came, of operators of the plan, by month."""
    if not first_days:
        return {}
    imports: dict[date, Import] = {}
    first, last = first_of_month(first_days[0]), last_day("P1M", first_days[-1])
    for month, operator_id, first_at, last_at in await counted.read_imports(tx, city_id, first, last):
        if operator_id in plan_of(release.plans, month).operators:
            before = imports.get(month, Import(first_at, last_at))
            imports[month] = Import(min(before.first_at, first_at), max(before.last_at, last_at))
    return imports
