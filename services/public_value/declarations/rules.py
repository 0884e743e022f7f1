"""Which months figures are declared for. Pure."""

from collections.abc import Container
from datetime import date

from shared.http.owned import Absent
from shared.http.problems import NotFound, refused

NO_INDICATOR = Absent("There is no such indicator.")


def check_known(indicator_id: str, indicator_ids: Container[str]) -> None:
    """Raises NotFound for an indicator that is not defined."""
    if indicator_id not in indicator_ids:
        raise NotFound(NO_INDICATOR.detail)


def check_begun(period: str, today: date) -> None:
    """Raises ValidationError for a month that has not begun."""
    if period > f"{today:%Y-%m}":
        raise refused(("/period", "in_the_future"))
