"""What riders get to read, as JSON with an ETag of its content."""

import hashlib
from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from services.gateway import store
from services.gateway.rules_explanations import explain
from services.gateway.store import Reason, StatementLine
from shared.texts import language_of


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

    postings: list[Posting]
    next_cursor: str | None = None


class Trip(BaseModel):
    """A trip as it is judged today. `points` and `explanation` follow a few seconds after the verdict."""

    model_config = ConfigDict(extra="allow")

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

    trips: list[Trip]
    next_cursor: str | None = None


def entry(part: store.Entry, language: str) -> Entry:
    """A part in a challenge, its name in this language if it has one."""
    name = part.name.get(language) or part.name["en"]
    return Entry.model_construct(
        challenge_id=part.challenge_id,
        name=name,
        progress=part.progress,
        target=part.target,
        unit=part.unit,
        completed_at=part.completed_at,
    )


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


def reader_language(request: Request) -> str:
    """The language that the reader asks for."""
    return language_of(request.headers.get("accept-language", ""))


def answer(request: Request, content: BaseModel, language: str | None = None) -> Response:
    """The content, or 304 when the reader has it already. `language` is given where it holds words."""
    body = content.model_dump_json(exclude_none=True).encode()
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
