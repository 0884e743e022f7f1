"""Golden cases of challenges as histories of the judge."""

from services.trips.rules import energy_kcal
from shared.http.problems import ValidationError
from tests.challenges.judge.comparing import Case
from tests.challenges.judge.made_up import Scenario
from tests.challenges.judge.reading import challenge_of, history_of, world_of
from tests.challenges.matching.engine import rule_of


def scenario_of(shared: Case, case: Case) -> Scenario | None:
    """The history of a case whose challenges the engine counts by now, else None."""
    world = world_of(shared, case)
    challenges = tuple(challenge_of(each) for each in (case["challenge"], *case.get("others", ())))
    try:
        for challenge in challenges:
            rule_of(challenge, world)
    except ValidationError:
        return None
    return Scenario(world, challenges, history_of(case, world, energy_kcal))
