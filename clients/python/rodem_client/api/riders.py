"""Made from the OpenAPI document by `make clients`: do not change it here."""

from uuid import UUID

from rodem_client.api.models import OwnRedemptions, Statement, Summary
from rodem_client.session import Rodem
from rodem_client.wire import decoded, segment


async def get_summary_of_rider(rodem: Rodem, rider_id: UUID | str, *, purpose: str) -> Summary:
    """Points, level, streak and totals of a rider, as the rider reads them."""
    return decoded(
        await rodem.send("GET", f"/v1/riders/{segment(rider_id)}/summary", purpose=purpose), Summary
    )


async def list_postings_of_rider(
    rodem: Rodem, rider_id: UUID | str, *, limit: int | None = None, cursor: str | None = None, purpose: str
) -> Statement:
    """The statement of a rider, newest first, in the language that the reader asks for."""
    return decoded(
        await rodem.send(
            "GET",
            f"/v1/riders/{segment(rider_id)}/postings",
            purpose=purpose,
            query={"limit": limit, "cursor": cursor},
        ),
        Statement,
    )


async def list_redemptions_of_rider(
    rodem: Rodem, rider_id: UUID | str, *, limit: int | None = None, cursor: str | None = None, purpose: str
) -> OwnRedemptions:
    """What a rider has redeemed, newest first, without codes."""
    return decoded(
        await rodem.send(
            "GET",
            f"/v1/riders/{segment(rider_id)}/redemptions",
            purpose=purpose,
            query={"limit": limit, "cursor": cursor},
        ),
        OwnRedemptions,
    )
