"""The errors of the client: the gateway refuses, or does not answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec

MAY_PASS = (408, 429, 502, 503, 504)


@dataclass(frozen=True)
class FieldError:
    """A fault in a field of the request. `pointer` is a JSON Pointer (RFC 6901). With `out_of_range`,
    `minimum` or `maximum` is the bound: of a number or a length, or a day or an instant."""

    pointer: str
    code: str
    minimum: float | str | None = None
    maximum: float | str | None = None


@dataclass(eq=False)
class Problem(Exception):
    """The gateway's refusal (RFC 9457). `code` never changes; the texts are in the caller's language.

    `members` has all members of the answer, such as `missing_points`; `/problems/{code}` explains the code.
    """

    status: int
    code: str
    title: str
    detail: str
    trace_id: str
    errors: tuple[FieldError, ...] = ()
    members: Mapping[str, Any] = field(default_factory=dict, repr=False)
    retry_after_s: float | None = None

    @property
    def may_pass(self) -> bool:
        """Whether the same request may succeed later.

        A 409 with Retry-After may: an earlier try, whose answer was lost, is still being processed.
        """
        return self.status in MAY_PASS or (self.status == 409 and self.retry_after_s is not None)

    def __str__(self) -> str:
        return f"{self.status} {self.detail or self.title}".rstrip(". ")


class Unreachable(Exception):
    """There was no answer to any try. Whether the gateway has processed the request is not known."""


def problem_of(answer: httpx.Response) -> Problem:
    """The refusal as an exception. The answer may also come from something else, such as a proxy."""
    try:
        members = msgspec.json.decode(answer.content, type=dict[str, Any])
    except msgspec.DecodeError:
        members = {}
    return Problem(
        status=answer.status_code,
        code=str(members.get("code", "")),
        title=str(members.get("title", answer.reason_phrase)),
        detail=str(members.get("detail", "")),
        trace_id=str(members.get("trace_id", "")),
        errors=tuple(_field_error(error) for error in members.get("errors", ())),
        members=members,
        retry_after_s=_retry_after_s(answer),
    )


def _retry_after_s(answer: httpx.Response) -> float | None:
    retry_after = answer.headers.get("Retry-After", "")
    return float(retry_after) if retry_after.isascii() and retry_after.isdigit() else None


def _field_error(error: Mapping[str, Any]) -> FieldError:
    return FieldError(error["pointer"], error["code"], error.get("minimum"), error.get("maximum"))
