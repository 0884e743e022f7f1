"""What must be reached, as a clause that begins with a verb: «ride 20 km». Pure."""

from collections.abc import Iterable, Mapping, Sequence

from services.challenges.sentences.amounts import amount, before_noun, counted, number, percent, say
from services.challenges.sentences.conditions import TRIPS, Places, nouns, phrases
from services.challenges.tree.trees import (
    AtMost,
    Best,
    Distinct,
    Goal,
    Improve,
    Step,
    Steps,
    Streak,
    Sum,
    Where,
)
from services.challenges.tree.words import Measure, Of, StreakOf

REACH: Mapping[Measure, str] = {
    "trips": "make {amount}",
    "distance_m": "ride {amount}",
    "duration_s": "ride for {amount}",
    "energy_kcal": "burn {amount}",
    "climb_m": "climb {amount}",
    "co2e_saved_g": "save {amount} of CO2e",
}
REACH_ACTIVITIES = "complete {amount}"
MORE: Mapping[Measure, str] = {
    "trips": "make {percent} more trips",
    "distance_m": "ride {percent} further",
    "duration_s": "ride for {percent} more time",
    "energy_kcal": "burn {percent} more kilocalories",
    "climb_m": "climb {percent} more metres",
    "co2e_saved_g": "save {percent} more CO2e",
}
BEFORE = (
    "{more} than your average over as many days of the week before",
    "{more} than your average over as many days of the {number} weeks before",
)
# What is counted -> one of it, and more.
DIFFERENT: Mapping[Of, tuple[str, str]] = {
    "start_stations": ("start at {number} station", "start at {number} different stations"),
    "end_stations": ("end at {number} station", "end at {number} different stations"),
    "stations": ("start or end at {number} station", "start or end at {number} different stations"),
    "zones": ("start or end in {number} zone", "start or end in {number} different zones"),
    "districts": ("start or end in {number} district", "start or end in {number} different districts"),
    "days": ("ride on {number} day", "ride on {number} different days"),
    "weeks": ("ride in {number} week", "ride in {number} different weeks"),
    "vehicle_types": ("use {number} type of bike", "use {number} different types of bike"),
    "services": ("use {number} service", "use {number} different services"),
}
IN_A_ROW: Mapping[StreakOf, tuple[str, str]] = {
    "days": ("ride on {number} day", "ride on {number} days in a row"),
    "weeks": ("ride in {number} week", "ride in {number} weeks in a row"),
}
# The same where not only trips count.
ACTIVE: Mapping[str, tuple[str, str]] = {
    "days": ("be active on {number} day", "be active on {number} different days"),
    "weeks": ("be active in {number} week", "be active in {number} different weeks"),
}
ACTIVE_IN_A_ROW: Mapping[StreakOf, tuple[str, str]] = {
    "days": ("be active on {number} day", "be active on {number} days in a row"),
    "weeks": ("be active in {number} week", "be active in {number} weeks in a row"),
}
FREEZES: Mapping[StreakOf, tuple[str, str]] = {
    "days": (
        "{goal} ({number} empty day in between does not break the streak)",
        "{goal} (up to {number} empty days in between do not break the streak)",
    ),
    "weeks": (
        "{goal} ({number} empty week in between does not break the streak)",
        "{goal} (up to {number} empty weeks in between do not break the streak)",
    ),
}


def services_of(wheres: Iterable[Where]) -> tuple[str, ...]:
    """The services that are counted where all of these conditions hold; trips where none names any."""
    named = [where.services for where in wheres if where.services]
    if not named:
        return TRIPS
    return tuple(each for each in named[0] if all(each in others for others in named[1:]))


def clause(goal: Goal, target: int, wheres: Sequence[Where], places: Places, language: str) -> str:
    """What must be reached. `target` is that of the goal, or of its last level."""
    trips = "trips" if services_of(wheres) == TRIPS else "activities"
    match goal:
        case Sum():
            return _reach(goal.measure, amount(goal.measure, target, language, trips=trips), trips, language)
        case Best():
            one = _reach(goal.measure, amount(goal.measure, target, language), trips, language)
            return say("{goal} in a single trip", language, goal=one)
        case Distinct():
            texts = DIFFERENT[goal.of] if trips == "trips" else ACTIVE.get(goal.of, DIFFERENT[goal.of])
            return _number(texts, target, language)
        case Streak():
            return _streak(goal, target, trips, language)
        case AtMost():
            return _at_most(goal, trips, language)
        case Improve():
            return _improve(goal, language)
        case Steps():
            return _steps(goal, wheres, places, language)


def _number(texts: tuple[str, str], value: int, language: str) -> str:
    return say(texts[0] if value == 1 else texts[1], language, number=before_noun(value, language))


def _reach(measure: Measure, value: str, trips: str, language: str) -> str:
    are_activities = measure == "trips" and trips == "activities"
    return say(REACH_ACTIVITIES if are_activities else REACH[measure], language, amount=value)


def _streak(goal: Streak, target: int, trips: str, language: str) -> str:
    said = _number((IN_A_ROW if trips == "trips" else ACTIVE_IN_A_ROW)[goal.of], target, language)
    if not goal.freezes:
        return said
    text = FREEZES[goal.of][0 if goal.freezes == 1 else 1]
    return say(text, language, goal=said, number=number(goal.freezes, language))


def _at_most(goal: AtMost, trips: str, language: str) -> str:
    least = counted(trips, goal.trips_min, language)
    most = say("at most {amount}", language, amount=amount(goal.measure, goal.target, language, trips=trips))
    said = _reach(goal.measure, most, trips, language)
    text = "{goal}, and at least {number}" if goal.measure == "trips" else "{goal}, in at least {trips}"
    return say(text, language, goal=said, trips=least, number=number(goal.trips_min, language))


def _improve(goal: Improve, language: str) -> str:
    more = say(MORE[goal.measure], language, percent=percent(goal.percent, language))
    text = BEFORE[0 if goal.baseline_weeks == 1 else 1]
    return say(text, language, more=more, number=number(goal.baseline_weeks, language))


def _steps(goal: Steps, wheres: Sequence[Where], places: Places, language: str) -> str:
    each = [_step(step, wheres, places, language) for step in goal.steps]
    steps = "; ".join(f"{place}) {said}" for place, said in enumerate(each, 1))
    text = "do {need} of these {number} things: {steps}"
    if goal.need == len(goal.steps):
        text = "do these {number} things: {steps}"
    need, of = number(goal.need, language), number(len(goal.steps), language)
    return say(text, language, need=need, number=of, steps=steps)


def _step(step: Step, wheres: Sequence[Where], places: Places, language: str) -> str:
    assert step.target is not None  # Only the goal of a challenge with levels has none.
    holding = [*wheres, step.where]
    said = clause(step, step.target, holding, places, language)
    conditions = list(phrases(step.where, places, language))
    if step.where.services and step.where.services != TRIPS:
        # Where body and step name no service in common, nothing counts: what the step says is told.
        conditions.insert(0, nouns(services_of(holding) or step.where.services, language))
    if not conditions:
        return said
    return say("{goal} (only {conditions})", language, goal=said, conditions=", ".join(conditions))


def measured_in(goal: Goal) -> frozenset[str]:
    """The measures that a goal, or one of its steps, counts."""
    if isinstance(goal, Steps):
        return frozenset().union(*(measured_in(step) for step in goal.steps))
    return frozenset() if isinstance(goal, Distinct | Streak) else frozenset({goal.measure})


def at(goal: Goal, value: int, wheres: Sequence[Where], language: str) -> str:
    """So much of what a goal counts, of which steps are none: «5 km», «3 weeks»."""
    trips = "trips" if services_of(wheres) == TRIPS else "activities"
    if isinstance(goal, Distinct | Streak):
        return counted(goal.of, value, language)
    assert not isinstance(goal, Steps)
    return amount(goal.measure, value, language, trips=trips)
