"""What names a campaign must name one: in production no points are promised without a budget. And what is
refused because a budget is spent."""

from shared.http.problems import Problem


class NeedsCampaign(Problem):
    """In production every challenge, multiplier above 100 percent, draw and prize for ranks names a campaign,
    whose budget pays it."""

    status = 409
    title = "Needs a campaign"


class BudgetSpent(Problem):
    """The campaign that is to pay this promises nothing new: its budget is spent, or does not hold it."""

    status = 409
    title = "Budget spent"


def check_named(env: str, *unpaid: str) -> None:
    """Raises NeedsCampaign in production where something names no campaign. `unpaid` are JSON pointers to
    where these would be named."""
    if env == "production" and unpaid:
        raise NeedsCampaign(
            "Name a campaign whose budget pays this, at {pointer}.", pointer=unpaid[0], pointers=list(unpaid)
        )
