"""The tables of redemptions and their sums, and every SQL statement that writes them."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.public_value.redemptions.rules import Day, Redeemed, Sums, redeemed
from shared.db import by_column, unnest
from shared.events.rewards import RewardRedeemed

STATE = {
    "reward_id": "uuid",
    "local_on": "date",
    "rider_id": "uuid",
    "counts": "bool",
    "units": "bigint",
    "cost_points": "bigint",
    "value_eur_cents": "bigint",
}
COLUMNS = {"redemption_id": "uuid", "revision": "bigint", **STATE}
# An upsert. `old` is NULL for a new redemption, and a stale revision returns no row. Ordered, because
# consumers that lock rows in different orders deadlock.
REMEMBER = sa.text(f"""
    INSERT INTO redemptions ({", ".join(COLUMNS)}, city_id)
    SELECT {", ".join(COLUMNS)}, :city_id FROM {unnest(COLUMNS)} ORDER BY redemption_id
    ON CONFLICT (redemption_id) DO UPDATE
        SET {", ".join(f"{name} = excluded.{name}" for name in ["revision", *STATE])}
        WHERE redemptions.revision < excluded.revision
    RETURNING new.redemption_id, {", ".join(f"old.{name}" for name in STATE)}
""")


async def remember(
    tx: AsyncConnection, city_id: str, redemptions: Sequence[RewardRedeemed]
) -> list[tuple[Redeemed | None, Redeemed]]:
    """Upsert those of these redemptions that are newer than the stored revision. Returns each of them as it
    was (None: new) and as it is."""
    states = {event.redemption_id: redeemed(event) for event in redemptions}
    rows = [(event.redemption_id, event.revision, *states[event.redemption_id]) for event in redemptions]
    changed = await tx.execute(REMEMBER, {**by_column(COLUMNS, rows), "city_id": city_id})
    return [
        (None if before[0] is None else Redeemed(*before), states[redemption_id])
        for redemption_id, *before in changed
    ]


SUM_COLUMNS = {"local_on": "date", "reward_id": "uuid", **dict.fromkeys(Sums._fields, "bigint")}
ADD_TO_SUMS = sa.text(f"""
    INSERT INTO redeemed_days ({", ".join(SUM_COLUMNS)}, city_id)
    SELECT {", ".join(SUM_COLUMNS)}, :city_id FROM {unnest(SUM_COLUMNS)} ORDER BY local_on, reward_id
    ON CONFLICT (city_id, local_on, reward_id) DO UPDATE
        SET {", ".join(f"{name} = redeemed_days.{name} + excluded.{name}" for name in Sums._fields)}
""")


async def add_to_sums(tx: AsyncConnection, city_id: str, gains: Mapping[Day, Sums]) -> None:
    """Add these sums to days of rewards."""
    if gains:
        rows = [(*day, *sums) for day, sums in gains.items()]
        await tx.execute(ADD_TO_SUMS, {**by_column(SUM_COLUMNS, rows), "city_id": city_id})
