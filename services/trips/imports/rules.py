"""Imports: named batches of trips that an operator can undo. Pure."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.http.owned import Absent
from shared.http.problems import Problem

NO_IMPORT = Absent("There is no such import.")
UNDONE_AT_ONCE_MAX = 1_000
"""How many trips one request takes back."""


class ImportUndone(Problem):
    """The import was undone, so that no trip can come with it any more. Begin another import."""

    status = 409
    title = "Import undone"


@dataclass(frozen=True)
class Import:
    """An import, and how many trips came with it. `undone_to`: the last trip that was taken back, in order of
    trip_id; None before the first. `undone_trips`: how many were."""

    import_id: UUID
    name: str
    began_at: datetime
    trips: int
    undone_at: datetime | None
    undone_to: UUID | None
    undone_trips: int
