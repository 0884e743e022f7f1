"""Request model: new limits, as the game's operator writes them."""

from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, Field, Strict, create_model, model_validator
from pydantic_core import PydanticCustomError

from services.trips.limits.rules import TYPES, meanings
from shared.http.bodies import Body, LocalDay
from shared.http.documented import example
from shared.http.problems import out_of_range
from shared.two_keys.bodies import REASON, Reasoned

EXAMPLE: dict[str, Any] = {
    "valid_from": "2099-03-01",
    "bike": {"tiny_n": 4, "surge": 0.28},
    "ebike": {"tiny_n": 4},
}


def _in_thousandths(value: float) -> float:
    """A number with three decimals at most, so that guards can compare it in thousandths."""
    if round(value, 3) != value:
        raise PydanticCustomError("bad_format", "at most three decimals")
    return value


def checked(name: str) -> Any:
    """The type of a limit with what checks a value that is sent for it."""
    kind = TYPES[name]
    if not hasattr(kind, "__metadata__"):
        return kind
    [within] = kind.__metadata__
    bounds = Field(ge=within.least, le=within.most)
    number = kind.__origin__
    return Annotated[
        number, Strict(), bounds, *([AfterValidator(_in_thousandths)] if number is float else [])
    ]


def _described(is_needed: bool) -> dict[str, Any]:
    """The fields of all limits, for a pydantic model."""
    texts = {name: " ".join(text.split()) for name, text in meanings().items()}
    if is_needed:
        return {name: (checked(name), Field(description=texts[name])) for name in TYPES}
    return {name: (checked(name) | None, Field(None, description=texts[name])) for name in TYPES}


if TYPE_CHECKING:
    LimitsChanged = Body
    LimitsOfVehicle = Body
else:
    # From the dataclass, so that each limit is named once, with its bounds and its meaning.
    LimitsChanged = create_model(
        "LimitsChanged",
        __base__=Body,
        __doc__="Limits of a type of vehicle that change. What is not named stays as in the version before.",
        **_described(is_needed=False),
    )
    LimitsOfVehicle = create_model(
        "LimitsOfVehicle",
        __base__=Body,
        __doc__="All limits of a type of vehicle.",
        **_described(is_needed=True),
    )


class LimitsBody(Reasoned):
    """What trips are judged by from a local day on, and why it changes. What is not named stays as in the
    version before. The reason is no part of the limits."""

    model_config = example(**EXAMPLE, reason=REASON)

    valid_from: LocalDay
    bike: LimitsChanged | None = None
    ebike: LimitsChanged | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not any(each and each.model_fields_set for each in (self.bike, self.ebike)):
            raise PydanticCustomError("empty", "a limit of some vehicle", {"field": ["bike"]})
        return self


def check_kept(body: LimitsBody, trace_days: int) -> None:
    """Refuse (422) to compare ways for longer than their places are kept."""
    for vehicle in ("bike", "ebike"):
        days = getattr(getattr(body, vehicle), "replay_days", None)
        if days is not None and days > trace_days:
            raise out_of_range(f"/{vehicle}/replay_days", maximum=trace_days)


def as_stored(body: LimitsBody) -> dict[str, Any]:
    """The limits as JSON, without the reason and with what was named only."""
    return body.model_dump(mode="json", exclude_unset=True, exclude={"reason"})
