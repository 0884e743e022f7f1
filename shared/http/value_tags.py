"""To which values of the city something contributes, in percent."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from shared.http.bodies import WholeNumber

VALUES = frozenset(
    {
        "health",
        "climate",
        "liveability",
        "equity",
        "engagement",
        "safety",
        "transparency",
        "privacy",
        "reliability",
        "access",
        "efficiency",
        "affordability",
        "responsiveness",
        "utilisation",
        "rebalancing",
        "retention",
        "data",
    }
)
"""The public values (public-value, V1 to V13), and the private ones of operators."""


def _of_known_values(tags: Any) -> Any:
    for name in tags if isinstance(tags, dict) else ():
        if name not in VALUES:
            raise PydanticCustomError("unknown_field", "a value of the city", {"field": [name]})
    return tags


def _is_whole(tags: dict[str, int]) -> dict[str, int]:
    if sum(tags.values()) != 100:
        raise PydanticCustomError("out_of_range", "shares that add up to 100")
    return tags


Share = Annotated[WholeNumber, Field(ge=1, le=100)]
ValueTags = Annotated[dict[str, Share], BeforeValidator(_of_known_values), AfterValidator(_is_whole)]
"""Value of the city -> its share, in whole percent that add up to 100."""
