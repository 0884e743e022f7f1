"""The demo's limits: from tomorrow on an e-bike's ride of which only a phone tells waits for its dock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from rodem_client import Rodem
from rodem_client.api.limits import LimitsBody, LimitsChanged, list_limits, put_limits

REASON = "Docks tell of rides on e-bikes: what only a phone tells waits for them."


async def put_new_limits(rodem: Rodem, timezone: str) -> None:
    """Write the second version of the limits, unless there is one: limits begin after the day on which they
    are written."""
    if len((await list_limits(rodem)).limits) > 1:
        return
    # A minute from now, in case midnight comes on the way.
    today = (datetime.now(UTC) + timedelta(minutes=1)).astimezone(ZoneInfo(timezone)).date()
    body = LimitsBody(
        reason=REASON, valid_from=today + timedelta(days=1), ebike=LimitsChanged(rider_trips="refused")
    )
    await put_limits(rodem, body)
