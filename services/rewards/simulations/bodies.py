"""Request model of a simulation: a tariff, and the days on which it is tried."""

from typing import Any

from services.rewards.tariffs.bodies import EXAMPLE as TARIFF
from services.rewards.tariffs.bodies import TariffBody
from shared.http.bodies import Body, LocalDay
from shared.http.documented import example

EXAMPLE: dict[str, Any] = {"tariff": TARIFF, "since": "2026-05-01", "until": "2026-05-31"}


class SimulatedTariff(Body):
    """A tariff, and the first and the last local day that it is tried on, as if it had paid them. Its own
    `valid_from` does not matter here."""

    model_config = example(**EXAMPLE)

    tariff: TariffBody
    since: LocalDay
    until: LocalDay
