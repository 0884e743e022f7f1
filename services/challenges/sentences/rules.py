"""A challenge in sentences, made from its tree: what to do and when, what counts, and what for. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple
from uuid import UUID

from services.challenges.sentences.amounts import amount, counted, day, listed, number, quoted, say
from services.challenges.sentences.conditions import TRIPS, Places, nouns, phrases
from services.challenges.sentences.elisions import elided
from services.challenges.sentences.goals import at, clause, measured_in, services_of
from services.challenges.tree.periods import LAST_LOCAL, SETTLES_AFTER, last_day, local_day
from services.challenges.tree.trees import (
    AtMost,
    City,
    Improve,
    Joined,
    Level,
    Pairs,
    Reward,
    Steps,
    Sum,
    Teams,
    Tree,
)
from shared.http.texts import translate

WHEN = {
    "once": "From {first} to {last}, {what}.",
    "day": "Each day from {first} to {last}, {what}.",
    "week": "Each week from {first} to {last}, {what}.",
    "month": "Each month from {first} to {last}, {what}.",
}
ON = "On {first}, {what}."
# Who -> who must do it. The one who reads is addressed where everybody is on their own.
ALONE = "your goal is to {goal}"
TEAMS = {
    "team": "the goal of each team of at most {number} riders is to {goal}",
    "workplace": "the goal of each workplace of at most {number} riders is to {goal}",
}
PAIRS = {
    "together": "the goal of each pair of riders is to {goal} together",
    "versus": "the goal of each rider in a pair is to {goal}",
}
CITY = "the goal of the whole city is to {goal} together"
JOIN = "Join to take part."
TWO_RIDERS = "At least 2 of its riders must take part in it."
BOTH_RIDE = "Both must take part in it."
REWARD = {
    "once": "Reward: {reward}.",
    "day": "Reward of each day: {reward}.",
    "week": "Reward of each week: {reward}.",
    "month": "Reward of each month: {reward}.",
}
LEVELS = {
    "once": "Rewards by level, which add up: {levels}.",
    "day": "Rewards of each day by level, which add up: {levels}.",
    "week": "Rewards of each week by level, which add up: {levels}.",
    "month": "Rewards of each month by level, which add up: {levels}.",
}
TO_MEMBERS = "Every member who has brought at least {least} is rewarded."
TO_JOINED = "Everybody who has joined and has brought at least {least} is rewarded."
TO_PAIRS = {
    "together": "Both are rewarded.",
    "versus": "Whoever gets there and has no less than the other is rewarded; in a tie, both are.",
}
SETTLED = {
    "once": "It is decided {number} days after the end.",
    "day": "It is decided {number} days after the end of each day.",
    "week": "It is decided {number} days after the end of each week.",
    "month": "It is decided {number} days after the end of each month.",
}
GROUP = (
    "Of the challenges in the group {group}, you can be in only {number} at a time.",
    "Of the challenges in the group {group}, you can be in {number} at a time.",
)
REQUIRED = (
    "You also need to complete the challenge {names}.",
    "You also need to complete the challenges {names}.",
)
OTHERS_REQUIRED = (
    "You also need to complete {number} other challenge.",
    "You also need to complete {number} other challenges.",
)
FACTORS = "The CO2e saved is counted by the factors {factor_set}, compared with {counterfactual}."


class Names(NamedTuple):
    """What a tree has only ids of: zones by zone_id, challenges that are required in the reader's language,
    and the factor set and the counterfactual by which CO2e is counted."""

    zones: Places
    challenges: Mapping[UUID, str]
    factor_set: str = "itf-2020-life-cycle"
    counterfactual: str = "example-shares"

    def counting_by(self, factors: tuple[str, str] | None) -> "Names":
        """The same with this factor set and this counterfactual, if any are named."""
        if factors is None:
            return self
        return self._replace(factor_set=factors[0], counterfactual=factors[1])


def explain(tree: Tree, names: Names, zone: tzinfo, language: str) -> str:
    """A few sentences on a challenge, to be read or read aloud. Days and hours are those of the city's time
    zone. Places that nobody has named are named by their ids."""
    return elided(" ".join(_sentences(tree, names, zone, language)), language)


def _sentences(tree: Tree, names: Names, zone: tzinfo, language: str) -> Iterator[str]:
    goal = clause(tree.goal, tree.target or 0, [tree.where], names.zones, language)
    yield _when(tree, _who_does(tree, goal, language), zone, language)
    if isinstance(tree.goal, Improve):
        yield _target(tree.goal, language)
    yield from _counted(tree, names.zones, language)
    if "co2e_saved_g" in measured_in(tree.goal):
        yield say(FACTORS, language, **_factors(names, language))
    yield from _taking_part(tree, language)
    yield from _rewards(tree, language)
    yield from _required(tree, names.challenges, language)


def _factors(names: Names, language: str) -> dict[str, str]:
    named = {"factor_set": names.factor_set, "counterfactual": names.counterfactual}
    return {key: quoted(name, language) for key, name in named.items()}


def _when(tree: Tree, what: str, zone: tzinfo, language: str) -> str:
    first, last = local_day(tree.starts_at, zone), last_day(tree.ends_at, zone)
    with_year = first.year != last.year
    begins = _moment(tree.starts_at, day(first, language, with_year or first == last), zone, language)
    if local_day(tree.ends_at, zone) == last:  # It ends within a day.
        ends = _moment(tree.ends_at, day(last, language), zone, language)
    else:
        ends = day(last, language)
    if first == last and begins == day(first, language) == ends:
        return say(ON, language, first=begins, what=what)
    return say(WHEN[tree.period], language, first=begins, last=ends, what=what)


def _moment(at_: datetime, on: str, zone: tzinfo, language: str) -> str:
    """A day, with the time where it is not midnight."""
    local = min(at_, LAST_LOCAL).astimezone(zone)
    # Midnight by the clock may come twice, or not at all: what counts is whether a day begins.
    is_midnight = local_day(at_, zone) != local_day(at_ - timedelta(microseconds=1), zone)
    if is_midnight:
        return on
    time = f"{local.hour}:{local:%M:%S}" if local.second else f"{local.hour}:{local:%M}"
    return say("{day} at {time}", language, day=on, time=time)


def _who_does(tree: Tree, goal: str, language: str) -> str:
    match tree.who:
        case Teams():
            return say(TEAMS[tree.who.of], language, goal=goal, number=number(tree.who.size_max, language))
        case Pairs():
            return say(PAIRS[tree.who.mode], language, goal=goal)
        case City():
            return say(CITY, language, goal=goal)
        case _:
            return say(ALONE, language, goal=goal)


def _target(goal: Improve, language: str) -> str:
    least, most = (amount(goal.measure, each, language) for each in (goal.target_min, goal.target_max))
    if least == most:
        return say("Your target is {amount}.", language, amount=least)
    return say("Your target is at least {least} and at most {most}.", language, least=least, most=most)


def _counted(tree: Tree, places: Places, language: str) -> Iterator[str]:
    """What trips or activities must be like, where not every trip counts."""
    conditions = list(phrases(tree.where, places, language))
    has_activities = bool(tree.where.services) and tree.where.services != TRIPS
    text = "Only these trips and activities count: {conditions}."
    if has_activities:
        text = "Only this counts: {conditions}."
        conditions.insert(0, nouns(tree.where.services, language))
    elif not _has_other_steps(tree):
        text = "Only these trips count: {conditions}."
    if conditions:
        yield say(text, language, conditions="; ".join(conditions))


def _taking_part(tree: Tree, language: str) -> Iterator[str]:
    match tree.who:
        case Joined():
            yield translate(JOIN, language)
        case Teams():
            yield translate(TWO_RIDERS, language)
        case Pairs(mode="together"):
            yield translate(BOTH_RIDE, language)
    if tree.group is not None:
        text, group = GROUP[0 if tree.group.choose == 1 else 1], quoted(tree.group.group_id, language)
        yield say(text, language, group=group, number=number(tree.group.choose, language))


def _rewards(tree: Tree, language: str) -> Iterator[str]:
    if tree.levels:
        levels = "; ".join(_level(tree, level, language) for level in tree.levels)
        yield say(LEVELS[tree.period], language, levels=levels)
    else:
        yield say(REWARD[tree.period], language, reward=_reward(tree.reward or Reward(), language))
    who = tree.who
    if isinstance(who, Teams | City):
        text = TO_MEMBERS if isinstance(who, Teams) else TO_JOINED
        yield say(text, language, least=_least(tree, who.member_min, language))
    elif isinstance(who, Pairs):
        yield translate(TO_PAIRS[who.mode], language)
    if isinstance(tree.goal, AtMost) or isinstance(who, City) or who == Pairs(mode="versus"):
        yield say(SETTLED[tree.period], language, number=number(SETTLES_AFTER.days, language))


def _level(tree: Tree, level: Level, language: str) -> str:
    reward = _reward(Reward(level.points, level.badge_id), language)
    reached = at(tree.goal, level.target, [tree.where], language)
    return say("{reward} for {amount}", language, reward=reward, amount=reached)


def _reward(reward: Reward, language: str) -> str:
    parts = [counted("points", reward.points, language)] if reward.points else []
    if reward.badge_id is not None:
        parts.append(say("the badge {badge}", language, badge=quoted(reward.badge_id, language)))
    if reward.tickets is not None:
        parts.append(counted("tickets", reward.tickets.count, language))
    return listed(parts, language, "standard") if parts else translate("no points", language)


def _least(tree: Tree, member_min: int | None, language: str) -> str:
    """What a rider must have brought: in the measure of a sum, else in trips."""
    trips = "trips" if services_of([tree.where]) == TRIPS and not _has_other_steps(tree) else "activities"
    measure = tree.goal.measure if isinstance(tree.goal, Sum) and member_min is not None else "trips"
    return amount(measure, member_min or 1, language, trips=trips)


def _has_other_steps(tree: Tree) -> bool:
    """Whether a step counts more than trips."""
    steps = tree.goal.steps if isinstance(tree.goal, Steps) else ()
    return any(services_of([tree.where, step.where]) != TRIPS for step in steps)


def _required(tree: Tree, known: Mapping[UUID, str], language: str) -> Iterator[str]:
    required: Sequence[UUID] = tree.requires
    if not required:
        return
    is_one = len(required) == 1
    if all(each in known for each in required):
        names = listed([quoted(known[each], language) for each in required], language, "standard")
        yield say(REQUIRED[0 if is_one else 1], language, names=names)
    else:
        text = OTHERS_REQUIRED[0 if is_one else 1]
        yield say(text, language, number=number(len(required), language))
