"""A connection to a gateway, with the caller's token and retries."""

import asyncio
import copy
import inspect
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, TypeVar
from uuid import UUID

import httpx
import msgspec

from rodem_client.problems import Problem, Unreachable, problem_of
from rodem_client.wire import Model

Token = str | Callable[[], str | Awaitable[str]]
"""A token, or a function that returns one. It is called for the first request, and again after a 401."""


@dataclass(frozen=True)
class Retries:
    """Retries with exponential backoff: pauses double from `pause_s` up to `pause_max_s`, for at most
    `patience_s` in all. A pause is never shorter than the gateway's Retry-After. `on_pause` is called before
    each pause, with why the last try failed."""

    patience_s: float = 30.0
    pause_s: float = 0.25
    pause_max_s: float = 30.0
    on_pause: Callable[[Problem | Unreachable], None] | None = None


class Rodem:
    """A caller's connection to a gateway: `async with Rodem("http://127.0.0.1:8000", token) as rodem: ...`

    `language` is that of texts in answers (ca, es, en). The functions of `rodem_client.api` raise Problem
    when the gateway refuses, and Unreachable when there is no answer.
    """

    def __init__(
        self,
        base_url: str,
        token: Token | None = None,
        *,
        language: str | None = None,
        retries: Retries = Retries(),
        timeout_s: float = 60.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.base_url = base_url
        self.retries = retries
        self._token = token
        self._authorization: dict[str, str] = {}
        self._headers: dict[str, str] = {}
        self._http = httpx.AsyncClient(
            base_url=base_url,
            headers={"Accept-Language": language} if language else {},
            timeout=httpx.Timeout(timeout_s, connect=5),
            transport=transport,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    def signed_in_with(self, token: Token) -> Self:
        """The same connection for another caller. It closes with this one."""
        other = copy.copy(self)
        other._token, other._authorization = token, {}
        return other

    def sending(self, headers: Mapping[str, str]) -> Self:
        """The same connection, whose requests have these headers too. It closes with this one."""
        other = copy.copy(self)
        other._headers = {**self._headers, **headers}
        return other

    async def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int | UUID | None] | None = None,
        body: Model | Sequence[Model] | msgspec.Raw | None = None,
        idempotency_key: str | None = None,
        dry_run: bool = False,
        purpose: str | None = None,
    ) -> bytes:
        """Send a request, with retries that have the same key and bytes. Returns the body of the answer.

        Raises Problem or Unreachable.
        """
        headers = {
            **self._headers,
            **({"Content-Type": "application/json"} if body is not None else {}),
            **({"Idempotency-Key": idempotency_key} if idempotency_key else {}),
            **({"Prefer": "dry-run"} if dry_run else {}),
            **({"X-Purpose": purpose} if purpose else {}),
        }
        request = self._http.build_request(
            method,
            path,
            params={
                name: str(value) if isinstance(value, UUID) else value
                for name, value in (query or {}).items()
                if value is not None
            },
            content=b"" if body is None else msgspec.json.encode(body),
            # As bytes in UTF-8: what httpx is given as text must be ASCII.
            headers={name.encode(): value.encode() for name, value in headers.items()},
        )
        give_up_at = time.monotonic() + self.retries.patience_s
        pause_s = self.retries.pause_s
        while True:
            answer = await self._try(request)
            if isinstance(answer, bytes):
                return answer
            wait_s = pause_s * random.uniform(0.5, 1)  # noqa: S311  # jitter, so that not all clients retry at once
            if isinstance(answer, Problem):
                wait_s += answer.retry_after_s or 0
            if time.monotonic() + wait_s > give_up_at:
                raise answer
            if self.retries.on_pause:
                self.retries.on_pause(answer)
            await asyncio.sleep(wait_s)
            pause_s = min(2 * pause_s, self.retries.pause_max_s)

    async def _try(self, request: httpx.Request) -> bytes | Problem | Unreachable:
        """The body of the answer, or the error after which to retry. Raises Problem if no retry can help."""
        try:
            answer = await self._signed(request)
        except httpx.UnsupportedProtocol:
            raise
        except httpx.TransportError as lost:
            reason = str(lost) or type(lost).__name__
            return Unreachable(f"the gateway at {self.base_url} cannot be reached ({reason})")
        if answer.is_success:
            return answer.content
        problem = problem_of(answer)
        if not problem.may_pass:
            raise problem
        return problem

    async def _signed(self, request: httpx.Request) -> httpx.Response:
        """The answer to the request with the caller's token, a fresh one if the first has expired."""
        request.headers.update(self._authorization or await self._sign_in())
        answer = await self._http.send(request)
        if answer.status_code == 401 and callable(self._token):
            request.headers.update(await self._sign_in())
            answer = await self._http.send(request)
        return answer

    async def _sign_in(self) -> dict[str, str]:
        token = self._token() if callable(self._token) else self._token
        token = await token if inspect.isawaitable(token) else token
        self._authorization = {} if token is None else {"Authorization": f"Bearer {token}"}
        return self._authorization


class Page(Protocol):
    """A page of a list."""

    @property
    def next_cursor(self) -> str | None:
        """The cursor of the next page, if there is one."""


P = TypeVar("P", bound=Page)


async def pages(read: Callable[[str | None], Awaitable[P]]) -> AsyncIterator[P]:
    """All pages of a list: `async for page in pages(lambda cursor: list_postings(rodem, cursor=cursor))`."""
    cursor = None
    while True:
        page = await read(cursor)
        yield page
        cursor = page.next_cursor
        if cursor is None:
            return
