"""What a rider can spend. Pure: no clock, no database."""


def balance_points(account_points: int, pending_points: int) -> int:
    """What a rider can spend. Points taken back after they were spent are a debt, shown as 0."""
    return max(0, account_points - pending_points)
