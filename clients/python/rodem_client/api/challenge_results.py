"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Raw

from rodem_client.api.models import ChallengeBody
from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded, new_key, segment


class ResultsOfPeriod(Model, frozen=True, kw_only=True):
    """How many riders took part in a period, to the nearest ten, and the points of those who completed it. A
    number of fewer than 15 riders is left out."""

    period_start: date
    joined: int | None = None
    active: int | None = None
    completed: int | None = None
    points: int | None = None


class ComparedRiders(Model, frozen=True, kw_only=True):
    """Riders with an accepted trip in the 90 days before the start, and what each has brought on average."""

    n: int
    mean: float
    sd: float


class UpliftOfChallenge(Model, frozen=True, kw_only=True):
    """What those to whom the challenge was offered brought more than those from whom it was kept, in its
    measure (trips, where it is no sum), with the 95 % interval of the difference."""

    treated: ComparedRiders
    held_out: ComparedRiders
    difference: float
    low: float
    high: float
    measured_at: datetime


class ChallengeResults(Model, frozen=True, kw_only=True):
    """What a challenge has come to up to the local day `until`, as it was made at 04:00 two days later."""

    challenge_id: UUID
    until: date | None = None
    periods: list[ResultsOfPeriod]
    uplift: UpliftOfChallenge | None = None


class SimulatedChallenge(Model, frozen=True, kw_only=True):
    """A challenge, or the `challenge_id` of one of the operator's own, and from when to when it is tried, as
    if that were its window. `seed` is that of the interval."""

    challenge: ChallengeBody | UUID
    since: datetime
    until: datetime
    seed: int | None = None


class ChallengeJobAsked(Model, frozen=True, kw_only=True):
    """What was asked for is done beside requests. `GET /v1/jobs/challenges/{job_id}` says how far it is."""

    job_id: UUID


async def read_results_of_challenge(rodem: Rodem, challenge_id: UUID | str) -> ChallengeResults:
    """What a challenge has come to, by period, up to the day before yesterday: made at 04:00, to the nearest
    ten riders, and nothing of fewer than 15. Of one that was kept from some riders also what it has changed,
    from 14 days after its end on. Needs no token."""
    return decoded(
        await rodem.send("GET", f"/v1/challenges/{segment(challenge_id)}/results"), ChallengeResults
    )


async def simulate_challenge(
    rodem: Rodem, body: SimulatedChallenge | Raw, *, idempotency_key: str | None = None
) -> ChallengeJobAsked:
    """Ask what a challenge would have brought on the operator's own trips of the past: by the rules that
    count live ones, as if every rider had joined and all were settled. It is worked out beside requests;
    nothing is written. With the `challenge_id` of one's own, what was written last is tried, and compared
    with the version in force."""
    return decoded(
        await rodem.send(
            "POST", "/v1/challenges:simulate", body=body, idempotency_key=idempotency_key or new_key()
        ),
        ChallengeJobAsked,
    )
