"""Request model: a plan of releases, as the city writes it."""

from typing import Annotated, Any

from pydantic import Field

from services.public_value.plans.rules import How, Places
from shared.http.bodies import Code
from shared.http.documented import example
from shared.two_keys.bodies import REASON, MandateRef, Reasoned

EXAMPLE: dict[str, Any] = {
    "from": "2099-03",
    "places": "P1M",
    "operators": {"bicing": "place", "small-bikes": "city"},
    "mandate_ref": "Ple 2026/41",
}
MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"
Month = Annotated[str, Field(pattern=MONTH)]


class PlanBody(Reasoned):
    """By which periods places are told from a month on (`P1D`: by day, `P1M`: by month), and how each
    operator is counted: with its places, or in the city's figures only. An operator that is not named is not
    counted. The reason is no part of the plan."""

    model_config = example(**EXAMPLE, reason=REASON)

    from_: Month = Field(alias="from")
    places: Places
    operators: dict[Code, How] = Field(min_length=1, max_length=50)
    mandate_ref: MandateRef

    def as_stored(self) -> dict[str, Any]:
        """The plan as JSON, without the reason."""
        return self.model_dump(mode="json", by_alias=True, exclude={"reason"})
