"""Response models of tariffs."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel

from services.rewards.tariffs.bodies import EXAMPLE, TariffBody
from services.rewards.tariffs.rules import BODY_1, TARIFF_1_ID, State, Stop
from services.rewards.tariffs.store import StoredTariff
from shared.expiry.rules import Terms
from shared.http.documented import AsKept, example
from shared.http.instants import as_written

TARIFF_ID = "019aa000-0000-7000-8000-0000000000a2"
STOP = {"from_on": "2099-03-04", "until_on": "2099-03-06"}
EXPIRY = {"months": 24, "since": "2026-11-20T09:00:00Z"}
LISTED_EXAMPLE = {
    "tariff_id": TARIFF_ID,
    "state": "published",
    "version": 2,
    "published_at": "2026-11-20T09:00:00Z",
    "stops": [STOP],
    **EXAMPLE,
}


class TariffWritten(BaseModel):
    """What has become of a tariff. A tariff that was never published has version 0."""

    model_config = example(tariff_id=TARIFF_ID, state="draft", version=0)

    tariff_id: UUID
    state: State
    version: int


class StopDays(BaseModel):
    """The first and the last local day that are paid as if a tariff were not there."""

    model_config = example(**STOP)

    from_on: date
    until_on: date


class ListedTariff(TariffWritten, TariffBody):
    """A published tariff, and the days that the city has taken from it. Version 1 is the default game."""

    model_config = example(**LISTED_EXAMPLE)

    published_at: datetime | None = None
    stops: list[StopDays] | None = None


class Expiry(BaseModel):
    """After how many months points expire, counted from the end of the month in which they were earned.
    Months that begin less than 30 days after `since` are left out."""

    model_config = example(**EXPIRY)

    months: int
    since: datetime


class TariffList(BaseModel):
    """In the order of their versions. `expiry` is left out where points never expire."""

    model_config = example(tariffs=[LISTED_EXAMPLE], expiry=EXPIRY)

    tariffs: list[Annotated[dict[str, Any], AsKept(ListedTariff)]]
    expiry: Expiry | None = None
    next_cursor: str | None = None


def expiry_of(terms: Terms) -> Expiry | None:
    """The setting in force; None where points do not expire."""
    if not terms.starts or terms.starts[-1].months is None:
        return None
    return Expiry(months=terms.starts[-1].months, since=terms.starts[-1].since)


def written(row: StoredTariff) -> TariffWritten:
    """What has become of this tariff."""
    return TariffWritten(tariff_id=row.tariff_id, state=row.state, version=row.version)


TARIFF_1 = {
    **TariffWritten(tariff_id=TARIFF_1_ID, state="published", version=1).model_dump(mode="json"),
    **BODY_1,
}


def listed(row: StoredTariff, stops: Iterable[Stop]) -> dict[str, Any]:
    """A published tariff in the list."""
    days = [StopDays(from_on=stop.from_on, until_on=stop.until_on) for stop in stops]
    about = {
        "published_at": row.published_at and as_written(row.published_at),
        "stops": [each.model_dump(mode="json") for each in days],
    }
    return {
        **written(row).model_dump(mode="json"),
        **{name: value for name, value in about.items() if value},
        **row.body,
    }
