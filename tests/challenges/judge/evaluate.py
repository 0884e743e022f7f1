"""The judge: from the facts to every entry, and to why each trip was not counted.

Progress, targets, levels, completions and winners are functions of sets, so nothing here keeps anything from
one call to the next. It reads all trips for each challenge: it is right, not fast.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .conditions import context_of
from .facts import Challenge, History, Trip, World, newest
from .goals import Aim, aim_of, unit_of, why_not
from .measures import brings
from .periods import Period, period_of
from .results import Entry, Judged, Key, Participant
from .taking_part import has_joined, has_later_team, is_held_out, participant_of, partners_in

PUBLISHED = frozenset({"published", "paused", "closed"})
OUTSIDE_WINDOW = "outside_window"
NOT_TAKING_PART = "not_taking_part"
ANOTHER_OPERATOR = "another_operator"


@dataclass(frozen=True)
class Part:
    """An entry in the making: whose it is, the period, and the trips that count for it."""

    challenge: Challenge
    participant: Participant
    period: Period
    counted: tuple[Trip, ...]

    @property
    def key(self) -> Key:
        return Key(self.challenge.challenge_id, self.participant, self.period.start_on)


@dataclass(frozen=True)
class Facts:
    """All that is known: the world, what riders did, and the accepted trips, each once."""

    world: World
    history: History
    trips: Sequence[Trip]

    def aim(self, part: Part) -> Aim:
        told = [trip for trip in self.trips if is_told_by(part.challenge, trip, self.world)]
        return aim_of(part.challenge, part.counted, told, part.period, self.world)


Completed = Mapping[str, frozenset[str]]
"""For each challenge the riders who are rewarded for an entry of it that is completed, in any period."""


def is_told_by(challenge: Challenge, trip: Trip, world: World) -> bool:
    """Whether the operator that made the challenge told the trip; the game's operator counts what any told.

    An activity that another service told has no operator: only the game's operator counts it.
    """
    if challenge.operator_id in (None, world.game_operator_id):
        return True
    return trip.operator_id == challenge.operator_id


def place_of(
    challenge: Challenge, trip: Trip, history: History, world: World
) -> tuple[Participant, Period] | str:
    """The entry for which a trip counts, or the reason why it does not."""
    period = period_of(challenge, trip, world)
    if period is None:
        return OUTSIDE_WINDOW
    participant = participant_of(challenge, trip, period, history, world)
    if participant is None:
        return NOT_TAKING_PART
    if not is_told_by(challenge, trip, world):
        return ANOTHER_OPERATOR
    return why_not(trip, challenge, context_of(challenge, world)) or (participant, period)


def brought_by(part: Part, rider_id: str) -> int:
    """What a rider brought to an entry: in the measure of a `sum` of which a minimum is asked, else trips."""
    goal, saved = part.challenge.goal, part.challenge.saved_mg_per_km
    in_measure = goal["kind"] == "sum" and "member_min" in part.challenge.who
    measure = goal["measure"] if in_measure else "trips"
    return sum(brings(trip, measure, saved) for trip in part.counted if trip.rider_id == rider_id)


def riders_of(part: Part) -> list[str]:
    """Riders with a counted trip."""
    return sorted({trip.rider_id for trip in part.counted})


def is_decided(part: Part, world: World) -> bool:
    """Whether the time has come: `at_most`, `versus` and `city` are decided when the period is settled."""
    return not waits(part.challenge) or part.period.is_settled(world.now)


def waits(challenge: Challenge) -> bool:
    return bool(challenge.goal["kind"] == "at_most" or challenge.is_versus or challenge.who["kind"] == "city")


def is_held_back(part: Part, world: World) -> bool:
    """Whether the settling, the size of a group, or a partner holds completion and levels back."""
    if not is_decided(part, world):
        return True
    return part.participant.kind in ("team", "pair") and len(riders_of(part)) < 2


def missing_of(challenge: Challenge, rider_id: str, completed: Completed) -> tuple[str, ...]:
    """The required challenges that are not completed for a rider."""
    required: Sequence[str] = challenge.body.get("requires", ())
    return tuple(each for each in required if rider_id not in completed.get(each, frozenset()))


def is_rewarded(part: Part, rider_id: str, history: History, world: World) -> bool:
    """Whether a rider of an entry gets what it gives, once it gives something."""
    challenge, period, kind = part.challenge, part.period, part.participant.kind
    if kind in ("team", "city") and brought_by(part, rider_id) < challenge.who.get("member_min", 1):
        return False
    if kind == "team":
        return not has_later_team(challenge, part.participant.id, rider_id, period, history, world)
    if kind == "city":
        joined = has_joined(challenge, rider_id, period, history, world)
        return joined and not is_held_out(challenge, rider_id)
    return True


def reward_of(challenge: Challenge, level: int | None) -> Mapping[str, Any] | None:
    """What one winner gets: the reward, or the points and badges of all levels that are given."""
    if level is None:
        reward: Mapping[str, Any] = challenge.body["reward"]
        return reward
    given = challenge.body["levels"][:level]
    badges = [each["badge_id"] for each in given if "badge_id" in each]
    points = sum(each["points"] for each in given)
    return {"points": points, "badge_ids": badges} if badges else {"points": points}


def beats_partners(part: Part, aim: Aim, parts: Mapping[Key, Part], facts: Facts) -> bool:
    """Whether it is no less than the partner's progress. Who rode nothing has 0."""
    challenge, period = part.challenge, part.period
    partners = partners_in(challenge, part.participant.id, period, facts.history, facts.world)
    for rider_id in partners:
        theirs = parts.get(part.key._replace(participant=Participant("rider", rider_id)))
        if theirs is not None and facts.aim(theirs).progress > aim.progress:
            return False
    return True


def level_of(challenge: Challenge, aim: Aim, held_back: bool) -> int | None:
    """How many levels are given, None where the challenge has none."""
    if "levels" not in challenge.body:
        return None
    reached = sum(level["target"] <= aim.progress for level in challenge.body["levels"])
    return 0 if held_back else reached


def entry_of(part: Part, parts: Mapping[Key, Part], facts: Facts, completed: Completed) -> Entry:
    """An entry, as far as what it requires is completed."""
    challenge, aim = part.challenge, facts.aim(part)
    riders = riders_of(part)
    missing = {rider_id: missing_of(challenge, rider_id, completed) for rider_id in riders}
    held_back = is_held_back(part, facts.world)
    if part.participant.kind == "rider":
        held_back = held_back or bool(missing[part.participant.id])
    is_completed = aim.reached and not held_back
    if challenge.is_versus:
        is_completed = is_completed and beats_partners(part, aim, parts, facts)
    level = level_of(challenge, aim, held_back)
    winners: list[str] = []
    if is_completed or level:
        winners = [
            rider_id
            for rider_id in riders
            if not missing[rider_id] and is_rewarded(part, rider_id, facts.history, facts.world)
        ]
    return Entry(
        part.key,
        aim.progress,
        aim.target,
        unit_of(challenge.goal),
        level,
        is_completed,
        aim.steps,
        tuple(winners),
        reward_of(challenge, level) if winners else None,
        {rider_id: each for rider_id, each in missing.items() if each},
        tuple(trip.trip_id for trip in part.counted),
        part.period.settles_at() if waits(challenge) else None,
    )


def parts_of(challenge: Challenge, facts: Facts) -> tuple[dict[Key, Part], dict[tuple[str, str], str | None]]:
    """Every entry for which a trip counts, and of each trip why it counts for none."""
    counted: dict[tuple[Participant, Period], list[Trip]] = defaultdict(list)
    reasons: dict[tuple[str, str], str | None] = {}
    for trip in facts.trips:
        place = place_of(challenge, trip, facts.history, facts.world)
        reasons[challenge.challenge_id, trip.trip_id] = place if isinstance(place, str) else None
        if not isinstance(place, str):
            counted[place].append(trip)
    parts = [Part(challenge, *place, tuple(trips)) for place, trips in counted.items()]
    return {part.key: part for part in parts}, reasons


def in_order(challenges: Iterable[Challenge]) -> list[Challenge]:
    """Challenges by their ids, each after those of them that it requires. Nothing requires itself."""
    by_id = {each.challenge_id: each for each in challenges}
    ordered: dict[str, Challenge] = {}

    def add(challenge: Challenge) -> None:
        for required in challenge.body.get("requires", ()):
            if required in by_id and required not in ordered:
                add(by_id[required])
        ordered.setdefault(challenge.challenge_id, challenge)

    for challenge_id in sorted(by_id):
        add(by_id[challenge_id])
    return list(ordered.values())


def evaluate(world: World, challenges: Iterable[Challenge], history: History) -> Judged:
    """What the contract says of these challenges: their entries, and why trips were not counted."""
    facts = Facts(world, history, newest(history.trips))
    entries: dict[Key, Entry] = {}
    reasons: dict[tuple[str, str], str | None] = {}
    completed: dict[str, frozenset[str]] = {}
    for challenge in in_order(each for each in challenges if each.state in PUBLISHED):
        parts, told = parts_of(challenge, facts)
        reasons.update(told)
        mine = {key: entry_of(part, parts, facts, completed) for key, part in parts.items()}
        completed[challenge.challenge_id] = frozenset(
            rider_id for entry in mine.values() if entry.completed for rider_id in entry.winners
        )
        entries.update(mine)
    return Judged(entries, reasons)
