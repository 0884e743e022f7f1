"""Made from the OpenAPI document by `make clients`: do not change it here."""

from rodem_client.wire import Model


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
