"""Privacy: how much is hidden, and whether data are deleted in time. Pure."""

from services.public_value.indicators.estimates import ratio


def suppressed_share(suppressed: int, cells: int) -> float | None:
    """The share of a release's cells that are hidden because they would be about too few riders."""
    return ratio(suppressed, cells)


def retention_kept(kept_in_time: int, kinds: int) -> float | None:
    """The share of the kinds of data whose oldest row is no older than was promised. 1 is as promised."""
    return ratio(kept_in_time, kinds)
