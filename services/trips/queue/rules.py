"""What an operator wants to see of its trips. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.trips.rules import VerdictName

Source = Literal["phone", "operator"]


@dataclass(frozen=True)
class Filters:
    """Which trips are wanted: None for any. Without a verdict, what waits for a person: what is held, and
    appeals of whatever verdict that nobody has answered. `since` and `until` are of the trips' starts."""

    verdict: VerdictName | None = None
    reason: str | None = None
    appealed: bool | None = None
    confirmed_by: Source | None = None
    since: datetime | None = None
    until: datetime | None = None
