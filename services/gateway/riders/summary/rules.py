"""What a rider can spend. Pure: no clock, no database."""


def balance_points(account_points: int, pending_points: int) -> int:
    """What a rider can spend. `pending_points` are a part of `account_points`."""
    return account_points - pending_points
