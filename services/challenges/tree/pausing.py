"""What is said of an entry while its challenge is paused: all but what it newly gives. Pure."""

from typing import NamedTuple


class Standing(NamedTuple):
    """How far an entry is. `level` is how many levels are given, None where the challenge has none."""

    progress: int
    completed: bool
    level: int | None = None


def says(said: Standing, true: Standing) -> Standing | None:
    """What is said while a challenge is paused, where `said` was said last and `true` holds by now; None:
    nothing. A completion or level that was not said waits; what is taken back is told at once."""
    level = true.level
    if level is not None:
        level = min(level, said.level or 0)
    standing = Standing(true.progress, true.completed and said.completed, level)
    return standing if standing != said else None
