"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded, segment


class ListedDay(Model, frozen=True, kw_only=True):
    """A local day with its tags. `outage`: riders could not ride, so the day is not empty for streaks; left
    out of any other day."""

    local_on: date
    tags: list[str]
    outage: bool | None = None


class DayList(Model, frozen=True, kw_only=True):
    """Latest first. A day that is not in it has no tags and is no outage."""

    days: list[ListedDay]
    next_cursor: str | None = None


class TaggedDay(Model, frozen=True, kw_only=True):
    """All tags of a local day. A day that is sent without tags has none any more."""

    local_on: date
    tags: list[str]


TaggedDays = list[TaggedDay]
"""Local days with their tags, each day once. Days that are not named stay as they are."""


class DayFailure(Model, frozen=True, kw_only=True):
    """A day that was not taken. `local_on` is left out where it could not be read."""

    index: int
    local_on: str | None = None
    problem: dict[str, Any]


class DayCounts(Model, frozen=True, kw_only=True):
    """The number of days that had no tags before, those whose tags have changed and that are as they were,
    and those that were not taken."""

    new: int
    changed: int
    unchanged: int
    failures: list[DayFailure]


async def list_days(rodem: Rodem, *, limit: int | None = None, cursor: str | None = None) -> DayList:
    """Days of which something is declared, the latest first."""
    return decoded(await rodem.send("GET", "/v1/days", query={"limit": limit, "cursor": cursor}), DayList)


async def put_days(rodem: Rodem, body: TaggedDays | Raw, *, dry_run: bool = False) -> DayCounts:
    """Declare the tags of local days, past ones too: challenges with `day_tags_any` count as if they had
    always been known. Good days are taken; each bad one is a failure. Days that are not named stay."""
    return decoded(await rodem.send("PUT", "/v1/days", body=body, dry_run=dry_run), DayCounts)


async def remove_outage(rodem: Rodem, local_on: UUID | str) -> None:
    """A local day was no outage: what only it has bridged is bridged no longer."""
    await rodem.send("DELETE", f"/v1/days/{segment(local_on)}/outage")


async def declare_outage(rodem: Rodem, local_on: UUID | str) -> ListedDay:
    """Declare that riders could not ride on a local day: it is not empty for streaks, nor is its week."""
    return decoded(await rodem.send("PUT", f"/v1/days/{segment(local_on)}/outage"), ListedDay)
