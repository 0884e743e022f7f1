"""What the judge says of a golden case, beside what the case expects."""

from collections.abc import Mapping
from typing import Any

from .evaluate import evaluate
from .facts import Challenge
from .reading import Energy, challenge_of, history_of, world_of
from .results import Entry, Judged

Case = dict[str, Any]
Name = tuple[str, str, str | None]
"""The kind of a participant, its id, and the first day of the period, if it has periods."""


def name_of(said: Case) -> Name:
    """Whose entry a case expects."""
    kind = next(kind for kind in ("rider", "team", "pair", "city") if kind in said)
    return kind, said[kind], said.get("period_start")


def as_said(entry: Entry) -> Case:
    """An entry in the words of the cases: what is empty is left out."""
    said: Case = {
        "progress": entry.progress,
        "target": entry.target,
        "completed": entry.completed,
        "winners": list(entry.winners),
        "steps": [list(step) for step in entry.steps],
        "reward": entry.reward,
    }
    if entry.level is not None:
        said["level"] = entry.level
    return {name: value for name, value in said.items() if value not in ([], None)}


def entries_of(judged: Judged, challenge_id: str) -> dict[Name, Case]:
    """The entries of one challenge."""
    found: dict[Name, Case] = {}
    for key, entry in judged.entries.items():
        if key.challenge_id == challenge_id:
            start = key.period_start.isoformat() if key.period_start else None
            found[key.participant.kind, key.participant.id, start] = as_said(entry)
    return found


def expected_of(case: Case) -> dict[Name, Case]:
    """The entries that a case expects; who wins is said in any order, and may be said to be nobody."""
    found = {}
    for said in case["expected"]:
        name = name_of(said)
        entry = {
            field: value
            for field, value in said.items()
            if field not in ("rider", "team", "pair", "city", "period_start") and value != []
        }
        if "winners" in entry:
            entry["winners"] = sorted(entry["winners"])
        found[name] = entry
    return found


def not_counted(judged: Judged, challenge: Challenge) -> Mapping[str, str]:
    """Why accepted trips count for no entry of a challenge."""
    return {
        trip_id: reason
        for (challenge_id, trip_id), reason in judged.reasons.items()
        if challenge_id == challenge.challenge_id and reason is not None
    }


def differences(case: Case, shared: Case, energy_kcal: Energy) -> dict[str, Any]:
    """What the judge says otherwise than the case."""
    world = world_of(shared, case)
    challenge = challenge_of(case["challenge"])
    others = [challenge_of(each) for each in case.get("others", ())]
    judged = evaluate(world, [challenge, *others], history_of(case, world, energy_kcal))
    entries, expected = entries_of(judged, challenge.challenge_id), expected_of(case)
    found: dict[str, Any] = {
        str(name): (entries.get(name), expected.get(name))
        for name in entries.keys() | expected.keys()
        if entries.get(name) != expected.get(name)
        # An entry of progress 0 that is not listed may exist or not.
        and (name in expected or entries[name]["progress"] != 0 or entries[name]["completed"])
    }
    reasons = not_counted(judged, challenge)
    if reasons != case.get("not_counted", {}):
        found["not_counted"] = (reasons, case.get("not_counted", {}))
    return found
