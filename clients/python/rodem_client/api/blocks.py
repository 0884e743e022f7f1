"""Made from the OpenAPI document by `make clients`: do not change it here."""

from uuid import UUID

from rodem_client.session import Rodem
from rodem_client.wire import segment


async def unblock_partner(rodem: Rodem, pair_id: UUID | str) -> None:
    """Let the other one of this pair invite you again."""
    await rodem.send("DELETE", f"/v1/me/blocks/{segment(pair_id)}")


async def block_partner(rodem: Rodem, pair_id: UUID | str) -> None:
    """Block the other one of this pair, who leaves every pair with you, can invite you no more, and is not
    told."""
    await rodem.send("PUT", f"/v1/me/blocks/{segment(pair_id)}")
