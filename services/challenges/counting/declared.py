"""What the game's operator has declared of days and stations, as SQL on a row of the table `trips`."""

from collections.abc import Mapping
from typing import Literal

DECLARED = ("day_tags", "start_is_bonus", "end_is_bonus")
"""The columns of a trip that follow from what was declared."""
MOMENTS: Mapping[str, str] = {"start": "started_at", "end": "ended_at"}


def declared_of(row: str) -> dict[str, str]:
    """SQL of each of these columns, for the row of this name."""
    tags = f"coalesce((SELECT tags FROM days WHERE days.local_on = {row}.local_on), '{{}}')"
    return dict(zip(DECLARED, (tags, _is_bonus(row, "start"), _is_bonus(row, "end")), strict=True))


def _is_bonus(row: str, end: Literal["start", "end"]) -> str:
    at = f"{row}.{MOMENTS[end]}"
    return f"""EXISTS (SELECT FROM bonus_stations AS flag WHERE flag.station_id = {row}.{end}_station_id
        AND flag.from_at <= {at} AND {at} < flag.until_at)"""
