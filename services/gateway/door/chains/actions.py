"""Asks all services that keep a chain, and leaves out those that are away."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx
from fastapi import Request

from services.gateway.door.chains.rules import CHAINS, Line, Merged, merge
from services.gateway.door.forwarding.actions import ask
from shared.http import cursors
from shared.http.auth import Caller
from shared.http.problems import Unavailable, away
from shared.settings import ServiceSettings
from shared.two_keys.decisions.actions import decisions_of

PAGE = 200
"""Lines that a download asks of each chain at a time."""


class Told(NamedTuple):
    """What services have told, by chain, and the chains that are away."""

    answers: Mapping[str, Mapping[str, Any]]
    away: list[str]

    @property
    def members(self) -> dict[str, Any]:
        """What is said of chains that are away: nothing, if there are none."""
        return {"away": self.away} if self.away else {}


async def ask_all(
    request: Request, caller: Caller | None, path: str, queries: Mapping[str, Mapping[str, Any]]
) -> Told:
    """The answers of these chains to a GET, each with its query. Raises Unavailable if all are away."""
    answers = await asyncio.gather(
        *(_ask(request, chain, caller, path, query) for chain, query in queries.items())
    )
    told = dict(zip(queries, answers, strict=True))
    if not any(told.values()):
        raise away()
    return Told(
        {chain: answer for chain, answer in told.items() if answer is not None},
        [chain for chain, answer in told.items() if answer is None],
    )


async def _ask(
    request: Request, chain: str, caller: Caller | None, path: str, query: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """A chain's answer; None if it is away, or answers with a problem."""
    asked = urlencode({name: value for name, value in query.items() if value is not None})
    try:
        answer = await ask(request, chain, caller, without=("if-none-match",), path=path, query=asked)
    except Unavailable:
        return None
    if answer.status_code != httpx.codes.OK:
        return None
    content: Mapping[str, Any] = json.loads(answer.content)
    return content


async def read_decisions(
    request: Request, settings: ServiceSettings, after: Mapping[str, int], limit: int
) -> tuple[Merged, Told]:
    """A page of the decisions of all chains, from behind these lines."""
    queries = {
        chain: {
            "limit": limit,
            "cursor": cursors.write(decisions_of(settings, chain), (after[chain],))
            if after.get(chain)
            else None,
        }
        for chain in CHAINS
    }
    told = await ask_all(request, None, "/v1/decisions", queries)
    pages = {chain: answer["decisions"] for chain, answer in told.answers.items()}
    merged = merge(pages, after, limit)
    is_more_there = merged.has_more or any("next_cursor" in answer for answer in told.answers.values())
    return merged._replace(has_more=is_more_there), told


async def whole(request: Request, settings: ServiceSettings, first: Merged) -> AsyncIterator[bytes]:
    """All lines of all chains as NDJSON; `first` is the first page. Raises Unavailable, which breaks off the
    answer, if a chain goes away meanwhile: what is left out would look like a chain that ends there."""
    page = first
    while True:
        for line in page.lines:
            yield ndjson(line)
        if not page.has_more:
            return
        page, told = await read_decisions(request, settings, page.after, PAGE)
        if told.away:
            raise away()


def ndjson(line: Line) -> bytes:
    """A line of a download."""
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"
