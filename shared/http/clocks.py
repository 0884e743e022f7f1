"""What is told to have happened lies no later than the server's clock allows."""

from datetime import datetime, timedelta

from shared.http.instants import as_written
from shared.http.problems import ValidationError
from shared.limits import AHEAD_MAX


class ClockAhead(ValidationError):
    """An instant lies over 5 minutes ahead of the server's clock, which is `server_at`: the sender's clock is
    fast."""

    title = "Clock ahead"


def check_clock(now: datetime, *told: tuple[str, datetime]) -> None:
    """Refuse (422) what was told to have happened later than the server's clock allows: a JSON pointer and an
    instant of each."""
    ahead = [pointer for pointer, moment in told if moment > now + AHEAD_MAX]
    if ahead:
        raise ClockAhead(
            "Something lies over {ahead_s} s after now by our clock. Set yours by `server_at`.",
            ahead_s=AHEAD_MAX // timedelta(seconds=1),
            server_at=as_written(now),
            errors=[{"pointer": pointer, "code": "in_the_future"} for pointer in ahead],
        )
