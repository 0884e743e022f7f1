"""`rodem grace`: a day on which riders could not ride breaks no streak."""

from datetime import date

from rodem.gateways import Gateway
from rodem.imports.connecting import connection
from rodem_client.api.days import declare_outage, remove_outage


async def declare(gateway: Gateway, day: date, remove: bool) -> None:
    """Declare that this local day was one of outage, or that it was none. Raises ImportRefused."""
    async with connection(f"Declaring {day}", gateway) as rodem:
        if remove:
            await remove_outage(rodem, day.isoformat())
        else:
            await declare_outage(rodem, day.isoformat())
