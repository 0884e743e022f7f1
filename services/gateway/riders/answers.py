"""What riders get to read, as JSON with an ETag of its content."""

import hashlib
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

import msgspec
from fastapi import Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from services.gateway.riders.explanations.rules import explain
from services.gateway.riders.statement import rules
from services.gateway.riders.summary import store
from services.gateway.riders.summary.store import Reason, StatementLine
from shared.http.documented import example
from shared.http.texts import language_of

EXPLANATION_EXAMPLE = {
    "rule": "tariff",
    "version": 1,
    "text": "42 points for 4.2 km and 15 points for 159 kcal.",
}
TRIP_EXAMPLE: dict[str, Any] = {
    "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
    "verdict": "accepted",
    "reasons": [],
    "vehicle_type": "bike",
    "started_at": "2026-05-04T07:30:00Z",
    "ended_at": "2026-05-04T07:50:00Z",
    "duration_s": 1_200,
    "distance_m": 4_200,
    "distance_source": "phone",
    "points": 57,
    "explanation": EXPLANATION_EXAMPLE,
}


class Explanation(BaseModel):
    """Which rule, in which version, and why in words."""

    rule: str
    version: int
    text: str


class Totals(BaseModel):
    """Sums over the rider's trips that count."""

    trips: int
    distance_m: int
    duration_s: int
    energy_kcal: int


class Entry(BaseModel):
    """The rider's part in a challenge. `progress` and `target` are in `unit`."""

    challenge_id: UUID
    name: str
    progress: int
    target: int
    unit: Literal["trips", "distance_m", "duration_s", "energy_kcal"]
    completed_at: datetime | None = None


class Summary(BaseModel):
    """A rider's numbers. `as_of` is the time of the newest event in them, left out before the first."""

    model_config = example(
        rider_id="2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11",
        balance_points=0,
        pending_points=57,
        lifetime_points=57,
        level=1,
        streak_days=1,
        totals={"trips": 1, "distance_m": 4_200, "duration_s": 1_200, "energy_kcal": 159},
        entries=[
            {
                "challenge_id": "019aa000-0000-7000-8000-0000000000c1",
                "name": "Ten trips in May",
                "progress": 1,
                "target": 10,
                "unit": "trips",
            }
        ],
        as_of="2026-05-04T07:50:02Z",
    )

    rider_id: UUID
    balance_points: int
    pending_points: int
    lifetime_points: int
    level: int
    streak_days: int
    totals: Totals
    entries: list[Entry]
    as_of: datetime | None = None


class Posting(BaseModel):
    """A line of the statement. `balance_after` includes what is pending."""

    posting_id: UUID
    at: datetime
    kind: Literal["trip", "cap", "challenge"]
    points: int
    balance_after: int
    available_at: datetime
    explanation: Explanation
    source: str


class Statement(BaseModel):
    """Newest first."""

    model_config = example(
        postings=[
            {
                "posting_id": "019aa000-0000-8000-8000-0000000000a1",
                "at": "2026-05-04T07:50:02Z",
                "kind": "trip",
                "points": 57,
                "balance_after": 57,
                "available_at": "2026-05-05T07:50:00Z",
                "explanation": EXPLANATION_EXAMPLE,
                "source": "trip:6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
            }
        ]
    )

    postings: list[Posting]
    next_cursor: str | None = None


class Trip(BaseModel):
    """A trip as it is judged today. `points` and `explanation` follow a few seconds after the verdict."""

    model_config = ConfigDict(extra="allow") | example(**TRIP_EXAMPLE)

    trip_id: UUID
    verdict: Literal["accepted", "held", "rejected", "voided"]
    reasons: list[str]
    vehicle_type: Literal["bike", "ebike"]
    started_at: datetime
    ended_at: datetime
    duration_s: int
    distance_m: int | None = None
    distance_source: Literal["odometer", "phone", "trace", "station_pair"] | None = None
    start_station_id: str | None = None
    end_station_id: str | None = None
    points: int | None = None
    explanation: Explanation | None = None


class Trips(BaseModel):
    """Newest first."""

    model_config = example(trips=[TRIP_EXAMPLE])

    trips: list[Trip]
    next_cursor: str | None = None


def summary(rider_id: UUID, found: store.Summary, language: str) -> bytes:
    """The JSON of a `Summary`, names in this language where they have one.

    Written without the model, which takes longer than all the rest of the answer to what is asked most.
    """
    content: dict[str, Any] = {
        "rider_id": rider_id,
        "balance_points": rules.balance_points(found.account_points, found.pending_points),
        "pending_points": found.pending_points,
        "lifetime_points": found.lifetime_points,
        "level": found.level,
        "streak_days": found.streak_days,
        "totals": {
            "trips": found.trips,
            "distance_m": found.distance_m,
            "duration_s": found.duration_s,
            "energy_kcal": found.energy_kcal,
        },
        "entries": [_entry(part, language) for part in found.entries],
    }
    if found.as_of is not None:
        content["as_of"] = found.as_of
    return msgspec.json.encode(content)


def _entry(part: store.Entry, language: str) -> dict[str, Any]:
    content = {
        "challenge_id": part.challenge_id,
        "name": part.name.get(language) or part.name["en"],
        "progress": part.progress,
        "target": part.target,
        "unit": part.unit,
    }
    if part.completed_at is not None:
        content["completed_at"] = part.completed_at
    return content


def posting(line: StatementLine, language: str) -> Posting:
    """A line with its explanation in this language."""
    return Posting.model_construct(
        posting_id=line.posting_id,
        at=line.posted_at,
        kind=line.kind,
        points=line.points,
        balance_after=line.balance_after,
        available_at=line.available_at,
        explanation=explanation(line.reason, line.points, language),
        source=line.source,
    )


def explanation(reason: Reason, points: int, language: str) -> Explanation:
    """The reason in words."""
    text = explain(reason.rule, reason.version, reason.params, points, language)
    return Explanation(rule=reason.rule, version=reason.version, text=text)


_language_of = lru_cache(1_000)(language_of)


def reader_language(request: Request) -> str:
    """The language that the reader asks for."""
    return _language_of(request.headers.get("accept-language", ""))


def answer(request: Request, content: BaseModel, language: str | None = None) -> Response:
    """The content, or 304 when the reader has it already. `language` is given where it holds words."""
    return answer_json(request, content.model_dump_json(exclude_none=True).encode(), language)


def answer_json(request: Request, body: bytes, language: str | None = None) -> Response:
    """As `answer`, for content that is JSON already."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if language is not None:
        headers |= {"Content-Language": language, "Vary": "Accept-Language"}
    if _is_known(etag, request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def _is_known(etag: str, if_none_match: str) -> bool:
    known = (each.strip().removeprefix("W/") for each in if_none_match.split(","))
    return if_none_match.strip() == "*" or etag in known
