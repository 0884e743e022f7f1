"""How answers and bodies write an instant."""

from datetime import datetime


def as_written(at: datetime) -> str:
    """An instant in UTC as RFC 3339 has it, with `Z`, as pydantic writes it too.

    >>> from datetime import UTC
    >>> as_written(datetime(2026, 11, 30, 12, tzinfo=UTC))
    '2026-11-30T12:00:00Z'
    """
    return at.isoformat().replace("+00:00", "Z")
