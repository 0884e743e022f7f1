"""What is said of an entry while its challenge is paused."""

from typing import NamedTuple


class Said(NamedTuple):
    """How far an entry is; `level` is None where the challenge has none."""

    progress: int
    completed: bool
    level: int | None = None


def says_while_paused(said: Said, true: Said) -> Said | None:
    """Progress as ever; a completion or level not said before waits, what is taken back is told at once.
    None: nothing new is said."""
    level = None if said.level is None or true.level is None else min(said.level, true.level)
    says = Said(true.progress, said.completed and true.completed, level)
    return None if says == said else says
