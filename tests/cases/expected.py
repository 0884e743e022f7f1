"""What a case of trips expects, compared with what came out."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import httpx

from .trip_histories import Case, Outcome, id_of


def differences(expect: Case, found: Outcome) -> list[str]:
    """Everything in which the outcome is not as the case expects."""
    faults = []
    for name, wanted in expect.get("trips", {}).items():
        trip = found.trips.get(id_of(name))
        if trip is None:
            faults.append(f"{name} is no trip")
            continue
        faults += [
            f"{name} {key}: {trip.get(key)}, not {value}"
            for key, value in wanted.items()
            if not _is_meant(key, value, trip.get(key))
        ]
    for name in expect.get("not_trips", ()):
        trip = found.trips.get(id_of(name))
        if trip and trip["verdict"] != "voided":
            faults.append(f"{name} is a trip: {trip['verdict']}")
    for name, points in expect.get("riders", {}).items():
        if found.points.get(id_of(name), 0) != points:
            faults.append(f"{name} has {found.points.get(id_of(name), 0)} points, not {points}")
    return faults


def _is_meant(key: str, value: Any, found: Any) -> bool:
    if key in ("started_at", "ended_at", "until"):
        return found is not None and datetime.fromisoformat(found) == datetime.fromisoformat(value)
    if key == "trace":
        same = datetime.fromisoformat(found["closes_at"]) == datetime.fromisoformat(value["closes_at"])
        return same and {**found, "closes_at": 0} == {**value, "closes_at": 0}
    if key == "rider":
        return bool(found == id_of(value))
    if key == "local_on":
        return bool(found == date.fromisoformat(value))
    if key == "merged_into":
        return bool(found == [str(id_of(each)) for each in value])
    is_range = isinstance(value, list) and len(value) == 2 and all(isinstance(each, int) for each in value)
    if is_range:
        return found is not None and bool(value[0] <= found <= value[1])
    return bool(found == value)


def is_told(step: Case, answer: httpx.Response) -> str | None:
    """How the answer differs from what the step is told; None if it does not."""
    wanted = step.get("answer", {})
    if answer.status_code // 100 != 2 and "status" not in wanted:
        return f"{step['do']} was answered {answer.status_code} {answer.text}"
    body = {**answer.json(), "status": answer.status_code}
    for key, value in wanted.items():
        found = body.get(key)
        if key == "failures":
            found = (
                [{name: _deep(each, name) for name in value[0]} for each in found or ()] if value else found
            )
        if key == "code" and body.get("code") == "validation-error":
            found = body["errors"][0]["code"]
        if not _is_meant(key, value, found):
            return f"{step['do']} was told {key} {found}, not {value}"
    return None


def _deep(failure: Mapping[str, Any], name: str) -> Any:
    return failure.get(name, failure.get("problem", {}).get(name))
