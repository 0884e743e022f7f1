"""Request bodies: read after the caller is known, with a limit, as strict JSON, into pydantic models."""

import asyncio
import contextvars
import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

import pydantic
from fastapi import Request
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    TypeAdapter,
    WrapValidator,
    model_validator,
)
from pydantic.json_schema import models_json_schema
from pydantic_core import PydanticCustomError
from starlette.requests import ClientDisconnect

from shared.http.faults import Bound, bounds_of, fault_code
from shared.http.instants import as_written
from shared.http.media_types import is_plain, media_type
from shared.http.places import AT_END, Share
from shared.http.problems import (
    BodyTooSlow,
    ContentTooLarge,
    MalformedJson,
    UnsupportedMediaType,
    ValidationError,
    out_of_range,
)
from shared.limits import BATCH_BODY_BYTES_MAX, EARLIEST, ID_LENGTH_MAX, KIB, LATEST
from shared.strict_json import distinct_members

BODY_MAX = 64 * KIB
TRACE_BODY_MAX = 256 * KIB
BATCH_BODY_MAX = BATCH_BODY_BYTES_MAX
BODY_S = 10
"""Longest wait for a body, in seconds. A request that waits for its body counts toward `requests_max`."""

BESIDE_BYTES_MIN = 16 * KIB
"""Larger bodies are parsed and validated beside the event loop. A trip with 2,000 points takes 11 ms."""

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

_parser = ThreadPoolExecutor(1, thread_name_prefix="parser")


JSON = "application/json"


async def read(request: Request, limit: int = BODY_MAX, kinds: Collection[str] = (JSON,)) -> bytes:
    """The raw body: 415 unless it is plain text of one of these media types, 413 above `limit` bytes, 408 if
    it does not come, 503 if the bodies of all running requests would exceed `bodies_bytes_max`."""
    if media_type(request) not in kinds or not is_plain(request):
        raise UnsupportedMediaType("Send {kinds}, not compressed.", kinds=", ".join(kinds))
    too_large = ContentTooLarge("This route takes at most {limit_bytes} bytes.", limit_bytes=limit)
    length = request.headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length) > limit:
        raise too_large
    share = Share(request.app.state.bodies_bytes)
    request.scope[AT_END].callback(share.give_back)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            async for chunk in request.stream():
                share.take(len(chunk))
                body += chunk
                if len(body) > limit:
                    raise too_large
    except (TimeoutError, ClientDisconnect):  # who has hung up reads no answer, but is no mistake of ours
        raise BodyTooSlow("A body comes within {limit_s} s.", limit_s=BODY_S) from None
    return bytes(body)


async def beside(size_bytes: int, work: Callable[[], T]) -> T:
    """The result of work on a body of this size. Work on a large body runs in a thread, so that the event
    loop answers others meanwhile: in one thread for all, because each further one would take a part of the
    interpreter from the loop.

    Use this for whatever reads or checks a request's body, and `asyncio.to_thread` for work whose length no
    body's size tells: computing from stored rows, compressing, waiting for a process.
    """
    if size_bytes < BESIDE_BYTES_MIN:
        return work()
    run = contextvars.copy_context().run
    return await asyncio.get_running_loop().run_in_executor(_parser, run, work)


async def read_optional(request: Request) -> bytes:
    """The raw body, or `{}` if the request has none."""
    return await read(request) if is_sent(request) else b"{}"


def is_sent(request: Request) -> bool:
    """Whether the request has a body."""
    return request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers


NO_OBJECT = "The body is not one JSON object in UTF-8 with distinct keys."
NO_LIST = "The body is not one JSON array in UTF-8 with something in it and distinct keys."


def parse_object(raw: bytes) -> dict[str, Any]:
    """The JSON object in `raw`. Raises MalformedJson (400) for anything else, and for NaN, repeated keys and
    text after the object."""
    value = _parse(raw, NO_OBJECT)
    if not isinstance(value, dict):
        raise MalformedJson(NO_OBJECT)
    return value


def parse_list(raw: bytes, items_max: int) -> list[Any]:
    """The JSON array in `raw`. Raises MalformedJson (400) for anything else, an empty array too, and
    ValidationError for more than `items_max` items."""
    value = _parse(raw, NO_LIST)
    if not isinstance(value, list) or not value:
        raise MalformedJson(NO_LIST)
    if len(value) > items_max:
        raise out_of_range("", maximum=items_max)
    return value


def _parse(raw: bytes, refusal: str) -> Any:
    try:
        return json.loads(raw.decode(), object_pairs_hook=distinct_members, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise MalformedJson(refusal) from error


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def validate(model: type[M], value: Mapping[str, Any], context: Mapping[str, Any] | None = None) -> M:
    """The model for a parsed object. Raises ValidationError (422), which names at most 20 faults and does not
    repeat the values."""
    try:
        return model.model_validate(value, context=dict(context or {}))
    except pydantic.ValidationError as error:
        raise ValidationError("Something in the body is not allowed.", errors=faults(error, value)) from None


def faults(error: pydantic.ValidationError, body: Any) -> list[dict[str, Bound]]:
    """The JSON pointer into the body, the code and the bounds of each fault, at most 20 of them."""
    found: list[dict[str, Bound]] = []
    for detail in error.errors(include_url=False, include_input=False)[:20]:
        context = detail.get("ctx", {})
        path = [*_in_body(detail["loc"], body, detail["type"]), *context.get("field", [])]
        if detail["type"] in ("union_tag_not_found", "union_tag_invalid"):
            # Of a field with an alias it is `'from_' | 'from'`: bodies have the alias.
            path.append(context["discriminator"].rpartition(" | ")[2].strip("'"))
        found.append({"pointer": pointer_to(path), "code": fault_code(detail["type"]), **bounds_of(context)})
    return found


def _in_body(location: Sequence[int | str], body: Any, fault: str) -> Iterator[int | str]:
    """The parts of pydantic's location that are members or indexes of the body.

    For a tagged union, pydantic's location also contains the tag (`sum` in `/goal/sum/target`). A part that
    the body has no member for is taken for a tag. So no field in a union may have the name of a tag.
    """
    for place, part in enumerate(location):
        is_last = place == len(location) - 1
        if isinstance(body, dict) and part not in body and not (is_last and fault == "missing"):
            continue
        yield part
        if isinstance(body, dict):
            body = body.get(part)
        elif isinstance(body, list) and isinstance(part, int) and part < len(body):
            body = body[part]
        else:
            body = None


def pointer_to(path: Iterable[int | str]) -> str:
    """The JSON pointer (RFC 6901) to the value at this path, in ASCII and with at most 64 characters of each
    name.

    >>> pointer_to(["goal", "steps", 0, "a/b"])
    '/goal/steps/0/a~1b'
    """
    return "".join(f"/{_escape(str(part))}" for part in path)


def _escape(part: str) -> str:
    escaped = part[:64].replace("~", "~0").replace("/", "~1")
    return escaped.encode("ascii", "backslashreplace").decode()


class Body(BaseModel):
    """A request body without unknown fields, nulls (an unknown value is left out) and infinities."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _no_nulls(cls, value: Any) -> Any:
        if isinstance(value, dict):
            for field, content in value.items():
                if content is None:
                    raise PydanticCustomError("null", "left out, never null", {"field": [field]})
        return value


# RFC 3339 with an offset. datetime.fromisoformat also accepts week dates, dates, and times without an offset.
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
DAY_FORM = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
THIS_CENTURY = {"ge": "2000-01-01", "le": "2099-12-31"}
FORBIDDEN_CHARACTERS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
UUID_FORM = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)


FIRST_INSTANT, LAST_INSTANT = as_written(EARLIEST), as_written(LATEST)


def _instant(value: Any) -> datetime:
    if not isinstance(value, str):
        raise PydanticCustomError("wrong_type", "a string")
    try:
        if not RFC_3339.fullmatch(value):
            raise ValueError
        moment = datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise PydanticCustomError("bad_format", "RFC 3339 with an offset") from None
    if moment < EARLIEST:
        raise PydanticCustomError("out_of_range", "not before 2000", {"ge": FIRST_INSTANT})
    if moment > LATEST:
        raise PydanticCustomError("out_of_range", "not in the calendar's last second", {"le": LAST_INSTANT})
    return moment


def _day(value: Any) -> date:
    if not isinstance(value, str):
        raise PydanticCustomError("wrong_type", "a string")
    try:
        if not DAY_FORM.fullmatch(value):
            raise ValueError
        day = date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("bad_format", "a day as YYYY-MM-DD") from None
    if not 2000 <= day.year < 2100:
        raise PydanticCustomError("out_of_range", "a day of this century", THIS_CENTURY)
    return day


def _uuid(value: Any) -> UUID:
    if not isinstance(value, str):
        raise PydanticCustomError("wrong_type", "a string")
    if not UUID_FORM.fullmatch(value) or not (uuid := UUID(value)).int:
        raise PydanticCustomError("bad_format", "a UUID that is not nil")
    return uuid


def _printable(value: str) -> str:
    if FORBIDDEN_CHARACTERS.search(value):
        raise PydanticCustomError("forbidden_character", "no control or direction characters")
    if all(unicodedata.category(character)[0] in "CMZ" for character in value):
        raise PydanticCustomError("too_short", "something to read, not only blanks", {"min_length": 1})
    return value


Instant = Annotated[datetime, BeforeValidator(_instant)]
"""An instant from 2000 on, in UTC."""
LocalDay = Annotated[date, BeforeValidator(_day)]
"""A day of the city, of this century."""
Id = Annotated[UUID, BeforeValidator(_uuid)]
"""A UUID, not nil."""
Text = Annotated[str, Strict(), AfterValidator(_printable)]
"""Text without control or direction characters, in which there is something to read: not only blanks, marks
and invisible characters."""
Code = Annotated[Text, Field(min_length=1, max_length=ID_LENGTH_MAX)]
"""An identifier from another system: of a station, a vehicle, a zone."""
Word = Annotated[str, Field(min_length=1, max_length=64)]
"""A value of an open enumeration, which another service defines and may extend: any value is accepted."""
Words = Annotated[Text, Field(min_length=1, max_length=1000)]
"""Free text that a person wrote."""
Title = Annotated[Text, Field(min_length=1, max_length=120)]
"""The name of something, as people read it."""
WholeNumber = Annotated[int, Strict()]
"""An integer: no `true`, no `1.0`, no `"1"`."""
Degrees = Annotated[float, Strict()]
"""A coordinate in degrees."""

UNREAD = WrapValidator(lambda value, _: value)
"""Annotates the items of a list: the model describes them, and leaves each as it was sent, to be read by
`shared.http.items`."""


class Nothing(Body):
    """`{}`, or no body at all."""


class Name(Body):
    """What riders read, in the languages of the city. English is always there."""

    en: Title
    ca: Title | None = None
    es: Title | None = None


LongText = Annotated[Text, Field(min_length=1, max_length=2_000)]


class Description(Body):
    """What more there is to say, in the languages of the city. English is always there."""

    en: LongText
    ca: LongText | None = None
    es: LongText | None = None


_CODE = TypeAdapter[str](Code)


def one_line(value: Any) -> Any:
    """A text with single spaces between its words and none around, as tabs and line breaks get into feeds;
    anything else as it is."""
    return " ".join(value.split()) if isinstance(value, str) else value


def as_id(value: Any) -> Any:
    """An id as a text on one line. Feeds write whole numbers too (1, 1.0); anything else stays as it is."""
    if type(value) is int or (isinstance(value, float) and value.is_integer()):
        return str(int(value))
    return one_line(value)


def in_one_language(value: Any) -> Any:
    """A text of a list `[{text, language}]`, as GBFS 3 writes names: the first that has something in it, for
    the first language is the feed's own. On one line; anything else as it is."""
    if isinstance(value, list):
        texts = [one_line(each.get("text")) for each in value if isinstance(each, dict)]
        return next((text for text in texts if isinstance(text, str) and text), value)
    return one_line(value)


def id_text(value: Any) -> str | None:
    """The UUID in `value`, as failures of items repeat it; None for anything else."""
    try:
        return str(_uuid(value))
    except PydanticCustomError:
        return None


def day_text(value: Any) -> str | None:
    """The local day in `value`, as failures of items repeat it; None for anything else."""
    try:
        return _day(value).isoformat()
    except PydanticCustomError:
        return None


def code_text(value: Any) -> str | None:
    """The `Code` in `value`, as failures of items repeat it; None for anything else."""
    try:
        return _CODE.validate_python(value)
    except pydantic.ValidationError:
        return None


SCHEMAS = "x-schemas"
"""The member of a `requestBody` with the schemas that the body refers to, by name."""
BYTES_MAX = "x-bytes-max"
"""The member of a `requestBody` with the body's maximal size in bytes."""


def request_body(*models: type[BaseModel], limit: int = BODY_MAX) -> dict[str, Any]:
    """`openapi_extra` of a route that reads its body by `read`: one of these models, at most `limit` bytes.

    FastAPI does not know these models, so their schemas are added under `SCHEMAS`.
    The gateway moves them to `components`, which the references point to. `docs/generate_openapi.py` takes
    the limit for the gateway's forwarding table.
    """
    references, schemas = models_json_schema(
        [(model, "validation") for model in models], ref_template="#/components/schemas/{model}"
    )
    kinds = [references[model, "validation"] for model in models]
    content = {"application/json": {"schema": kinds[0] if len(kinds) == 1 else {"anyOf": kinds}}}
    body = {"required": True, "content": content, SCHEMAS: schemas["$defs"], BYTES_MAX: limit}
    return {"requestBody": body}
