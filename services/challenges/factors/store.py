"""The table of factors, as public_value tells of them. Functions never decide or commit."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.matching.goals import SHIPPED, Factors
from shared.db import by_column, fetch, unnest
from shared.events.public_value import FactorsPublished

COLUMNS = {
    "factor_set_id": "text",
    "city_id": "text",
    "revision": "bigint",
    "valid_from": "date",
    "counterfactual_id": "text",
    "bike_mg_per_km": "bigint",
    "ebike_mg_per_km": "bigint",
}
REMEMBER = sa.text(f"""
    INSERT INTO factors ({", ".join(COLUMNS)})
    SELECT {", ".join(COLUMNS)} FROM {unnest(COLUMNS)} ORDER BY factor_set_id
    ON CONFLICT (factor_set_id) DO UPDATE
        SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "factor_set_id")}
        WHERE factors.revision < excluded.revision
""")


async def remember(tx: AsyncConnection, sets: Sequence[FactorsPublished]) -> None:
    """Upsert those of these factor sets that are newer than the stored revision. What emits more than it
    replaces saves nothing."""
    rows = [
        (
            each.factor_set_id,
            each.city_id,
            each.revision,
            each.valid_from,
            each.counterfactual_id,
            *(max(0, each.saved_mg_per_km.get(vehicle_type, 0)) for vehicle_type in ("bike", "ebike")),
        )
        for each in sets
    ]
    await fetch(tx, REMEMBER, by_column(COLUMNS, rows))


IN_FORCE = sa.text("""
    SELECT factor_set_id, counterfactual_id, bike_mg_per_km, ebike_mg_per_km FROM factors
    WHERE valid_from <= :on ORDER BY valid_from DESC, factor_set_id DESC LIMIT 1
""")


async def in_force(tx: AsyncConnection, on: date) -> Factors:
    """The factors that hold on a local day: the shipped ones until others begin."""
    rows = await fetch(tx, IN_FORCE, {"on": on})
    if not rows:
        return SHIPPED
    factor_set_id, counterfactual_id, bike, ebike = rows[0]
    return Factors({"bike": bike, "ebike": ebike}, factor_set_id, counterfactual_id)
