"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from uuid import UUID

from rodem_client.wire import Literal, Model


class Explanation(Model, frozen=True, kw_only=True):
    """Which rule, in which version, and why in words."""

    rule: str
    version: int
    text: str


class SubjectAnswer(Model, frozen=True, kw_only=True):
    """What was decided about."""

    type: str
    id: str
    version: int | None = None


class Reasoned(Model, frozen=True, kw_only=True):
    """A step that everybody may read of: why it is taken."""

    reason: str


class DecisionBody(Model, frozen=True, kw_only=True):
    """The second key's decision on a change, and the reason. With a `change_id` the decision is refused if
    another change has replaced the one that was read."""

    reason: str
    decision: Literal["approve", "refuse"]
    change_id: UUID | None = None
    mandate_ref: str | None = None


class Decided(Model, frozen=True, kw_only=True):
    """What has become of a change. `guards` are those that still wait for a signature."""

    change_id: UUID
    state: Literal["submitted", "approved", "refused", "over", "published"]
    guards: list[str]


class StopBody(Model, frozen=True, kw_only=True):
    """Until when something is stopped: 14 days at most."""

    reason: str
    until: datetime
    mandate_ref: str | None = None


class StopAnswer(Model, frozen=True, kw_only=True):
    """Until when a thing is stopped. What was in force before is so again afterwards."""

    until: datetime
    resumes: bool


class Submitted(Model, frozen=True, kw_only=True):
    """A submitted change. `guards` names the guards that cover the change; if there are none, the change
    needs no second signature. A dry run has no `change_id`."""

    change_id: UUID | None = None
    guards: list[str]
