"""What becomes of the points in an account that is closed, because its rider was erased. Pure."""

from datetime import date, datetime

from services.rewards.ledger.rules import Account, Line
from shared.eventlog.outbox import derived_id


def lines_when_closed(account: Account, expired_points: int, at: datetime, local_on: date) -> list[Line]:
    """What is left expires, or a debt is written off. `expired_points` is what has expired before."""
    if account.points:
        return [
            Line(
                posting_id=derived_id(account.account_id, "account_closed", str(account.seq)),
                account=account,
                kind="expiry",
                source="expiry",
                revision=0,
                points=-account.points,
                total_points=-expired_points - account.points,
                posted_at=at,
                available_at=at,
                local_on=local_on,
                rule="account_closed",
                version=1,
                params={},
            )
        ]
    if account.debt_points:
        return [
            Line(
                posting_id=derived_id(account.account_id, "written_off", str(account.seq)),
                account=account,
                kind="adjustment",
                source="written_off",
                revision=0,
                points=0,
                total_points=0,
                posted_at=at,
                available_at=at,
                local_on=local_on,
                rule="written_off",
                version=1,
                params={"debt_points": account.debt_points},
                between=("adjusted", "debts"),
                amount=account.debt_points,
            )
        ]
    return []
