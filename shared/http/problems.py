"""Refusals that a caller can act on, as RFC 9457 `application/problem+json`."""

import re
from http import HTTPStatus
from typing import Any, ClassVar

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from shared.db import is_transient, sqlstate
from shared.http.base_path import public
from shared.http.faults import Bound, bounds_of, fault_code
from shared.http.texts import in_language, language_of, translate

logger = structlog.get_logger()

CODE = "rodem.code"
"""The key in a request's ASGI scope that holds the code of the problem that it is answered with."""
FAULTS_MAX = 20
"""The maximal number of faults that a 422 names."""


class Problem(Exception):
    """A refusal that the caller can act on. `detail` is English, with `{members}` as placeholders. Title and
    detail are translated when the problem is answered; the members are also part of the answer."""

    status: ClassVar[int] = 400
    title: ClassVar[str]
    headers: ClassVar[dict[str, str]] = {}

    def __init__(self, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.members = members

    @classmethod
    def code(cls) -> str:
        """The name in kebab-case: `TripIdConflict` is `trip-id-conflict`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()


class MalformedJson(Problem):
    """The body is not one JSON object in UTF-8 with distinct keys."""

    status = 400
    title = "Malformed JSON"


class IdempotencyKeyMissing(Problem):
    """A POST that creates something needs an `Idempotency-Key` of 1 to 255 printable ASCII characters."""

    status = 400
    title = "Idempotency-Key missing"


class InvalidCursor(Problem):
    """The cursor is not one that this list gave."""

    status = 400
    title = "Invalid cursor"


class Unauthorized(Problem):
    """No token, or one that cannot be trusted."""

    status = 401
    title = "Sign in first"
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": 'Bearer realm="rodem"'}


class Forbidden(Problem):
    """A valid token whose role may not do this."""

    status = 403
    title = "Not allowed"


class NotFound(Problem):
    """Nothing is there, or nothing that this caller may know of."""

    status = 404
    title = "Not found"


class MethodNotAllowed(Problem):
    """The address exists, but not for this method."""

    status = 405
    title = "Method not allowed"


class NotAcceptable(Problem):
    """The answer comes in none of the media types that the request accepts."""

    status = 406
    title = "Not acceptable"


class BodyTooSlow(Problem):
    """The body did not come within 10 s. The same request may be sent again."""

    status = 408
    title = "Body too slow"
    headers: ClassVar[dict[str, str]] = {"Connection": "close"}


class IdempotencyKeyInUse(Problem):
    """The first request with this key is still running."""

    status = 409
    title = "Request still running"
    headers: ClassVar[dict[str, str]] = {"Retry-After": "1"}


class ContentTooLarge(Problem):
    """The body is larger than this route takes."""

    status = 413
    title = "Body too large"


class UriTooLong(Problem):
    """The address is longer than 8 KiB."""

    status = 414
    title = "Address too long"


class UnsupportedMediaType(Problem):
    """The body is of another media type than this route takes (`application/json`), or compressed."""

    status = 415
    title = "Unsupported media type"


class ValidationError(Problem):
    """Well-formed, but something in it is not allowed. `errors` says where, never what was sent."""

    status = 422
    title = "Validation error"


class IdempotencyKeyReused(Problem):
    """The key was used before, with another request."""

    status = 422
    title = "Idempotency-Key reused"


class RateLimited(Problem):
    """More requests than the caller's quota. `Retry-After` says in how many seconds there is a new one."""

    status = 429
    title = "Too many requests"


class RequestHeadersTooLarge(Problem):
    """The headers are larger than 16 KiB."""

    status = 431
    title = "Headers too large"


class InternalError(Problem):
    """A mistake of ours. It is in the logs under its `trace_id`."""

    status = 500
    title = "Internal error"


class Unavailable(Problem):
    """Something that this needs is away for the moment. The same request may be sent again."""

    status = 503
    title = "Temporarily unavailable"
    headers: ClassVar[dict[str, str]] = {"Retry-After": "1"}


REFUSALS = "x-problems"
"""Where an operation's response in a service's document names the codes of the problems of its status."""


def may_raise(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """`responses` of a route that raises these problems, besides those that any route may raise. The
    gateway's document describes them."""
    codes: dict[int, list[str]] = {}
    for kind in kinds:
        codes.setdefault(kind.status, []).append(kind.code())
    return {status: {"description": "", REFUSALS: of_status} for status, of_status in codes.items()}


def out_of_range(pointer: str, minimum: Bound | None = None, maximum: Bound | None = None) -> ValidationError:
    """The 422 for a value below `minimum` or above `maximum`, which the answer names."""
    bounds = {"minimum": minimum, "maximum": maximum}
    named = {name: bound for name, bound in bounds.items() if bound is not None}
    return _not_allowed([{"pointer": pointer, "code": "out_of_range", **named}])


def refused(*faults: tuple[str, str]) -> ValidationError:
    """The 422 for these faults, each a JSON pointer and a code."""
    return _not_allowed([{"pointer": pointer, "code": code} for pointer, code in faults[:FAULTS_MAX]])


def _not_allowed(errors: list[dict[str, Bound]]) -> ValidationError:
    """No body has a property `query`: what lies in it is in the address."""
    if any(str(error["pointer"]).startswith("/query/") for error in errors):
        return ValidationError("Something in the request is not allowed.", errors=errors)
    return ValidationError("Something in the body is not allowed.", errors=errors)


def body(problem: Problem, language: str = "en") -> dict[str, Any]:
    """The problem as a JSON object, apart from the request that it answers."""
    return {
        **problem.members,
        "type": public(f"/problems/{problem.code()}"),
        "title": translate(problem.title, language),
        "status": problem.status,
        "detail": translate(problem.detail, language).format(**problem.members),
        "code": problem.code(),
    }


def answer(request: Request, problem: Problem) -> JSONResponse:
    """The problem as the caller gets it, in the caller's language."""
    language = language_of(request.headers.get("accept-language", ""))
    request.scope[CODE] = problem.code()
    about_request = {
        "instance": public(printable(request.url.path)),
        "trace_id": request.scope.get("rodem.trace_id", ""),
    }
    headers = {**problem.headers, **in_language(language)}
    return JSONResponse(
        body(problem, language) | about_request,
        problem.status,
        headers,
        media_type="application/problem+json",
    )


def printable(text: str) -> str:
    """The text in ASCII: what is beyond it is escaped."""
    return text.encode("ascii", "backslashreplace").decode()


def away() -> Unavailable:
    """The 503 for a request that needs something unreachable."""
    return Unavailable("Something that this needs is away for the moment. Try again in a second.")


def from_exception(error: Exception) -> Problem:
    """The problem for any exception: Problems stay, errors that pass by themselves become 503, a sent value
    that no column holds becomes 422, everything else becomes 500."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return ValidationError("Something in the request is not allowed.", errors=_errors_of(error))
    if is_transient(error):
        return away()
    if _is_unstorable(error):
        return ValidationError("A value is not one that can be stored.", errors=[])
    return InternalError("A mistake of ours. It has been logged under its trace_id.")


UNSTORABLE_STATES = ("22021", "22P05")
"""SQLSTATEs of text with characters that PostgreSQL does not store. We write none, so they were sent."""
REFUSED_BY_DRIVER = "22000"


def _is_unstorable(error: Exception) -> bool:
    """Whether PostgreSQL, or its driver, refused a value for what the value is: a character, or a number that
    its column cannot hold. Every other error of SQLSTATE class 22 (a division by zero, a sum beyond its type,
    a parameter of another type) is a mistake in our statement, whatever was sent."""
    state = sqlstate(error)
    if state != REFUSED_BY_DRIVER:
        return state in UNSTORABLE_STATES
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, OverflowError | UnicodeError):
        cause = cause.__cause__
    return cause is not None


def _errors_of(error: RequestValidationError) -> list[dict[str, Bound]]:
    # Paths, queries and headers only: bodies are read by `shared.http.bodies`.
    return [
        {
            "pointer": "/" + "/".join(printable(str(part)) for part in detail["loc"]),
            "code": fault_code(detail["type"]),
            **bounds_of(detail.get("ctx", {})),
        }
        for detail in error.errors()
    ]


HTTP_PROBLEMS: dict[int, type[Problem]] = {404: NotFound, 405: MethodNotAllowed}


async def answer_exception(request: Request, error: Exception) -> JSONResponse:
    """The answer to any exception that a route raised. A 500 is logged with its traceback."""
    problem = from_exception(error)
    if problem.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("internal_error", trace_id=request.scope.get("rodem.trace_id"), exc_info=error)
    return answer(request, problem)


async def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    kind = HTTP_PROBLEMS.get(error.status_code)
    if kind is None:
        kind = InternalError if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else MalformedJson
    response = answer(request, kind("There is nothing at this address for this method."))
    if kind is MethodNotAllowed:
        response.headers["Allow"] = allowed_methods(request)
    return response


def allowed_methods(request: Request) -> str:
    """The methods that routes of the app have at this address, as RFC 9110 writes them in Allow. A 405 of
    Starlette names those of one route, and an address may have one for each method."""
    here = request.scope["path"]
    routes = iter_route_contexts(request.app.routes)
    methods = {method for route in routes if route.path_regex.match(here) for method in route.methods or ()}
    if "GET" in methods:
        methods.add("HEAD")  # it is answered as GET, by shared.http.traced
    return ", ".join(sorted(methods))


def install(app: FastAPI) -> None:
    """Make this app answer every error as a problem."""
    for kind in (Problem, RequestValidationError):
        app.add_exception_handler(kind, answer_exception)
    app.add_exception_handler(HTTPException, _on_http_exception)
