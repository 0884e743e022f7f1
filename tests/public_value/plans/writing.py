"""Plans of releases as the city writes them."""

from typing import Any

from services.public_value.plans.bodies import EXAMPLE


def plan(first_month: str = "2099-03", **changes: Any) -> dict[str, Any]:
    """A plan that begins with this month."""
    return EXAMPLE | {"from": first_month, "reason": "The council has asked for it."} | changes
