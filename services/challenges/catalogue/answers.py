"""Response models of challenges that are read."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel

from services.challenges.answers import CHALLENGE_ID, ChallengeWritten, written
from services.challenges.bodies import ChallengeBody
from services.challenges.catalogue.store import Shown, Version
from services.challenges.mine.answers import ENTRY_EXAMPLE, OwnEntryAnswer
from services.challenges.tree.bodies import EXAMPLE
from services.challenges.tree.refusals import instant_of
from shared.http.cursors import Place
from shared.http.documented import AsKept, example
from shared.two_keys.rules import body_hash
from shared.two_keys.store import StoredChange

MINE_EXAMPLE = {"joined_at": "2026-05-01T09:00:00Z", "entry": ENTRY_EXAMPLE}
LISTED_EXAMPLE: dict[str, Any] = {
    "challenge_id": CHALLENGE_ID,
    "state": "published",
    "version": 1,
    **EXAMPLE,
    "explanation": "Each week from 4 May to 31 May 2026, your goal is to ride on 5 different days.",
    "riders_joined": 120,
    "mine": MINE_EXAMPLE,
}
SIGNED_EXAMPLE = {"role": "city", "organisation": "city", "at": "2026-05-01T09:00:00Z"}
VERSION_EXAMPLE: dict[str, Any] = {
    "version": 1,
    "published_at": "2026-05-01T10:00:00Z",
    "signed": [SIGNED_EXAMPLE],
}
DRAFT_EXAMPLE: dict[str, Any] = EXAMPLE | {"goal": {"kind": "distinct", "of": "days", "target": 4}}

READ_BY_ALL = (
    "name",
    "description",
    "goal",
    "where",
    "period",
    "who",
    "reward",
    "levels",
    "starts_at",
    "ends_at",
    "requires",
    "group",
    "value_tags",
)
"""What of a body everybody reads. Who pays it, and how many are held out, is its operator's."""
DEFAULTS: dict[str, Any] = {"where": {}, "period": "once"}


class OwnPart(BaseModel):
    """The rider's own part: since when, and the entry of the period that runs."""

    model_config = example(**MINE_EXAMPLE)

    joined_at: datetime | None = None
    entry: OwnEntryAnswer | None = None


class ListedChallenge(ChallengeWritten, ChallengeBody):
    """A challenge as it is in force or, for its operator, as it was written. `version` is the one in force,
    or 1 for what was never published. A closing moves `ends_at`. `riders_joined` is to the nearest ten, as of
    four o'clock in the morning; fewer than 15 are left out. `explanation` is left out of what was written
    before rules became stricter."""

    model_config = example(**LISTED_EXAMPLE)

    explanation: str | None = None
    riders_joined: int | None = None
    mine: OwnPart | None = None


class ChallengeList(BaseModel):
    """Newest first."""

    model_config = example(challenges=[LISTED_EXAMPLE])

    challenges: list[Annotated[dict[str, Any], AsKept(ListedChallenge)]]
    next_cursor: str | None = None


class VersionSignature(BaseModel):
    """Who has signed a version: in which role, for which organisation, and when."""

    model_config = example(**SIGNED_EXAMPLE)

    role: str
    organisation: str
    at: datetime


class ChallengeVersion(BaseModel):
    """When a version was published, and who signed it: its operator, and whose key it needed."""

    model_config = example(**VERSION_EXAMPLE)

    version: int
    published_at: datetime
    signed: list[VersionSignature]


class ChallengeVersionWithBody(ChallengeVersion):
    """A version as it was published. It never changes."""

    model_config = example(**VERSION_EXAMPLE, body=EXAMPLE)

    body: Annotated[dict[str, Any], AsKept(ChallengeBody)]


class ChallengeVersionList(BaseModel):
    """The latest first."""

    model_config = example(versions=[{**VERSION_EXAMPLE, "body": EXAMPLE}])

    versions: list[ChallengeVersionWithBody]
    next_cursor: str | None = None


class ReadChallenge(ListedChallenge):
    """A challenge as it is in force. Its operator, the city and auditors read also the `draft` (the body that
    was written last), the latest `versions`, and in which places the draft differs from the version in
    force."""

    model_config = example(
        **LISTED_EXAMPLE, draft=DRAFT_EXAMPLE, versions=[VERSION_EXAMPLE], differs=["/goal/target"]
    )

    draft: ChallengeBody | None = None
    versions: list[ChallengeVersion] | None = None
    differs: list[str] | None = None


def for_operator(row: Shown, explanation: str | None) -> dict[str, Any]:
    """A challenge as its operator has written it last, with id, state and version, and its explanation, if
    there is one."""
    shown = written(row.challenge_id, row.state, row.version).model_dump(mode="json") | row.body
    return shown if explanation is None else shown | {"explanation": explanation}


def for_everybody(
    row: Shown, riders_joined: int | None, mine: OwnPart | None, explanation: str | None
) -> dict[str, Any]:
    """A challenge in force as riders read it."""
    told = {name: row.body[name] for name in READ_BY_ALL if name in row.body}
    content = written(row.challenge_id, row.state, row.version).model_dump(mode="json") | DEFAULTS | told
    if row.closed_at is not None and row.closed_at < instant_of(row.body["ends_at"]):
        content["ends_at"] = row.closed_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if explanation is not None:
        content["explanation"] = explanation
    if riders_joined is not None:
        content["riders_joined"] = riders_joined
    if mine is not None:
        content["mine"] = mine.model_dump(mode="json", exclude_none=True)
    return content


def signatures(
    version: Version, operator_id: str, city_id: str, changes: Iterable[StoredChange]
) -> list[VersionSignature]:
    """Who signed a version: second keys what was published by these changes with the same body, until it
    came into force; and the operator, who published it."""
    same = body_hash(version.body)
    signed = [
        VersionSignature(role=each["role"], organisation=city_id, at=datetime.fromisoformat(each["at"]))
        for change in changes
        if change.body_hash == same
        for each in change.approvals
    ]
    before = [each for each in signed if each.at <= version.published_at]
    return [*before, VersionSignature(role="operator", organisation=operator_id, at=version.published_at)]


def version_of(version: Version, signed: Sequence[VersionSignature]) -> ChallengeVersion:
    """A version without its body."""
    return ChallengeVersion(version=version.version, published_at=version.published_at, signed=list(signed))


def version_with_body(version: Version, signed: Sequence[VersionSignature]) -> ChallengeVersionWithBody:
    """A version with its body."""
    return ChallengeVersionWithBody(**dict(version_of(version, signed)), body=version.body)


def place(row: Shown) -> Place:
    """The sort key of a challenge in lists: creation and id."""
    return row.created_at.isoformat(), str(row.challenge_id)
