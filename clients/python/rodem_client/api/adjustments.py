"""Made from the OpenAPI document by `make clients`: do not change it here."""

from uuid import UUID

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded, new_key


class AdjustmentBody(Model, frozen=True, kw_only=True):
    """Points for a rider, or from one where they are below 0. The reason is public, so it names nobody."""

    rider_id: UUID
    points: int
    reason: str


class AdjustmentMade(Model, frozen=True, kw_only=True):
    """What the rider can spend now, and owes (left out when 0)."""

    adjustment_id: UUID
    points: int
    balance_points: int
    debt_points: int | None = None


async def adjust_points(
    rodem: Rodem, body: AdjustmentBody | Raw, *, idempotency_key: str | None = None, dry_run: bool = False
) -> AdjustmentMade:
    """Give a rider points, or take some: what is missing then is owed. They count in lifetime points.
    Everybody can read in the decisions that this was done and why, and not for whom."""
    return decoded(
        await rodem.send(
            "POST",
            "/v1/adjustments",
            body=body,
            idempotency_key=idempotency_key or new_key(),
            dry_run=dry_run,
        ),
        AdjustmentMade,
    )
