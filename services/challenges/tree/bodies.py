"""Request models: a challenge as operators write it, without what only several of its fields together tell
(`refusals`)."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError, ValidationError

from services.challenges.tree.goals import GoalBody, Target
from services.challenges.tree.where import DISTINCT, NOT_EMPTY, ShortCode, WhereBody
from services.challenges.tree.who import WhoBody
from services.challenges.tree.words import PeriodKind
from shared.http.bodies import Body, Description, Id, Instant, Name, WholeNumber
from shared.http.documented import example
from shared.http.value_tags import Share

EXAMPLE: dict[str, Any] = {
    "name": {
        "en": "Five weekdays to work",
        "ca": "Cinc dies feiners a la feina",
        "es": "Cinco laborables al trabajo",
    },
    "goal": {"kind": "distinct", "of": "days", "target": 5},
    "where": {"weekdays": [1, 2, 3, 4, 5], "local_hours": [{"from": 6, "to": 10}]},
    "period": "week",
    "who": {"kind": "joined"},
    "reward": {"points": 50},
    "starts_at": "2026-05-04T00:00:00+02:00",
    "ends_at": "2026-06-01T00:00:00+02:00",
    "value_tags": {"health": 60, "climate": 40},
}

HOLDOUT_PERCENT_MAX = 20


def _as_long_as_an_id(value: Any) -> Any:
    """Ids have 1 to 64 characters, whatever else they are."""
    if isinstance(value, str) and not value:
        raise PydanticCustomError("out_of_range", "an id", {"min_length": 1})
    if isinstance(value, str) and len(value) > 64:
        raise PydanticCustomError("out_of_range", "an id", {"max_length": 64})
    return value


def _as_of_a_challenge(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """An id that no challenge can have is that of none."""
    try:
        return read(value)
    except ValidationError as error:
        if [fault["type"] for fault in error.errors()] == ["bad_format"]:
            raise PydanticCustomError("unknown", "the id of a challenge") from None
        raise


ThingId = Annotated[Id, BeforeValidator(_as_long_as_an_id)]
"""The UUID of a campaign, a draw or a proposal."""
RequiredId = Annotated[ThingId, WrapValidator(_as_of_a_challenge)]
"""The UUID of a challenge that must be completed as well."""
Points = Annotated[WholeNumber, Field(ge=0)]
"""At most `RODEM_REWARD_POINTS_MAX`, of all levels together."""


class TicketsReward(Body):
    """Tickets of a draw."""

    draw_id: ThingId
    count: Annotated[WholeNumber, Field(ge=1, le=100)]


class EntryReward(Body):
    """What an entry gives, once: at least one of these."""

    model_config = NOT_EMPTY

    points: Points | None = None
    badge_id: ShortCode | None = None
    tickets: TicketsReward | None = None


class LevelBody(Body):
    """A stage of an entry, and what it gives. The target is in the unit of the goal."""

    target: Target
    points: Points
    badge_id: ShortCode | None = None


class GroupBody(Body):
    """Challenges of which a rider can be in so many at a time."""

    group_id: ShortCode
    choose: Annotated[WholeNumber, Field(ge=1, le=20)]


class ValueShares(Body):
    """To which values of the city it contributes, in whole percent that add up to 100."""

    model_config = NOT_EMPTY

    health: Share | None = None
    climate: Share | None = None
    liveability: Share | None = None
    equity: Share | None = None
    engagement: Share | None = None
    safety: Share | None = None
    transparency: Share | None = None
    privacy: Share | None = None
    reliability: Share | None = None
    access: Share | None = None
    efficiency: Share | None = None
    affordability: Share | None = None
    responsiveness: Share | None = None
    utilisation: Share | None = None
    rebalancing: Share | None = None
    retention: Share | None = None
    data: Share | None = None


class TreeBody(Body):
    """A challenge: who must do what between which instants, and what for."""

    model_config = example(**EXAMPLE)

    name: Name
    description: Description | None = None
    goal: GoalBody
    where: WhereBody | None = None
    period: PeriodKind | None = None
    who: WhoBody
    reward: EntryReward | None = None
    levels: Annotated[list[LevelBody], Field(min_length=2, max_length=10)] | None = None
    starts_at: Instant
    ends_at: Instant
    requires: (
        Annotated[list[RequiredId], Field(min_length=1, max_length=5, json_schema_extra=DISTINCT)] | None
    ) = None
    group: GroupBody | None = None
    campaign_id: ThingId | None = None
    value_tags: ValueShares | None = None
    holdout_percent: Annotated[WholeNumber, Field(ge=0, le=HOLDOUT_PERCENT_MAX)] | None = None
    template: ShortCode | None = None
    proposal_id: ThingId | None = None


def as_stored(body: TreeBody) -> str:
    """The body as JSON for the database, without fields that were not sent, and without the reason of a
    `PUT`, which is no part of the challenge."""
    return body.model_dump_json(exclude_none=True, by_alias=True, exclude={"reason"})
