"""Writes the Python client's `api` package from docs/openapi.json. Run by `make clients`.

Each noun of the paths gets a module with its operations and the models that only they use. Models that
several nouns use are in `models`, and those that a challenge is made of in `parts`. Needs no network; `ruff`
formats the code.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "openapi.json"
API = ROOT / "clients" / "python" / "rodem_client" / "api"

Schema = Mapping[str, Any]
REFERENCE = "#/components/schemas/"
SHARED = "models"
PARTS = "parts"
"""The module of all that the tree of a challenge is made of, which would fill most of another. Nothing in it
refers to a model of another module."""
FORMATS = {"uuid": "UUID", "date-time": "datetime", "date": "date"}
SCALARS = {"integer": "int", "number": "float", "boolean": "bool", "null": "None"}
IMPORTS = {
    "Any": "typing",
    "UUID": "uuid",
    "date": "datetime",
    "datetime": "datetime",
    "Raw": "msgspec",
    "field": "msgspec",
    "Literal": "rodem_client.wire",
    "Model": "rodem_client.wire",
    "decoded": "rodem_client.wire",
    "new_key": "rodem_client.wire",
    "segment": "rodem_client.wire",
    "Rodem": "rodem_client.session",
}


STREAMS = {"text/event-stream", "application/x-ndjson"}


OF_STEPS = {
    ("/v1/trips", "live_trips"): (":start", "/trace", "/end", "/cancel"),
    ("/v1/trips", "reviews"): (":decide", "/decision", "/appeal", ":review-figures", ":overdue-appeals"),
    ("/v1/challenges", "challenge_results"): (":simulate", "/results"),
}
"""Modules of some steps of trips and challenges, by the beginnings and the ends of their paths."""


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    name: str
    method: str
    path: str
    schema: Schema

    @property
    def noun(self) -> str:
        """The operation's module: the first part of its path that is not `me`. Trips have more: one for how
        they are told while they are ridden, and one for their review. So have challenges: one for what they
        have come to, and would come to."""
        for (beginning, module), steps in OF_STEPS.items():
            if self.path.startswith(beginning) and self.path.endswith(steps):
                return module
        parts = [part for part in self.path.removeprefix("/v1/").split("/") if part != "me"]
        return parts[0].partition(":")[0].replace("-", "_") if parts else "me"

    def parameters(self, place: str) -> dict[str, Schema]:
        """The parameters of one kind (path, query, header), by name."""
        parameters: Iterable[Schema] = self.schema.get("parameters", ())
        return {parameter["name"]: parameter for parameter in parameters if parameter["in"] == place}

    def body(self) -> Schema | None:
        """The schema of the request body, if the operation takes one."""
        content = self.schema.get("requestBody", {}).get("content", {})
        return next((media_type["schema"] for media_type in content.values()), None)

    def contents(self) -> list[Mapping[str, Any]]:
        """The contents of its answers with a 2xx status, each by media type."""
        responses: Mapping[str, Any] = self.schema["responses"]
        return [
            response.get("content", {}) for status, response in responses.items() if status.startswith("2")
        ]

    def answers(self) -> list[Schema]:
        """The different JSON schemas of its answers with a 2xx status."""
        schemas = [
            content["application/json"]["schema"]
            for content in self.contents()
            if "application/json" in content
        ]
        return [schema for index, schema in enumerate(schemas) if schema not in schemas[:index]]


def files(document: Schema) -> dict[str, str]:
    """File name -> text of the `api` package."""
    schemas: dict[str, Schema] = document["components"]["schemas"]
    operations = list(read_operations(document))
    homes = homes_of(schemas, operations)
    modules = sorted({*homes.values(), *(operation.noun for operation in operations)})
    texts = {f"{module}.py": module_text(module, schemas, homes, operations) for module in modules}
    return formatted({"__init__.py": '"""The gateway\'s routes, by what they are about."""\n', **texts})


def read_operations(document: Schema) -> Iterator[Operation]:
    """All operations except streams, which have no single answer that a function could return."""
    for path, item in document["paths"].items():
        for method, schema in item.items():
            operation = Operation(schema["operationId"], method.upper(), path, schema)
            if not any(STREAMS & content.keys() for content in operation.contents()):
                yield operation


def homes_of(schemas: Mapping[str, Schema], operations: Iterable[Operation]) -> dict[str, str]:
    """Schema -> its module. Each schema comes after all that it refers to."""
    nouns_by_schema: dict[str, set[str]] = {}
    for operation in operations:
        for name in referenced([operation.body(), *operation.answers()], schemas):
            nouns_by_schema.setdefault(name, set()).add(operation.noun)
    homes = {
        name: next(iter(nouns)) if len(nouns) == 1 else SHARED for name, nouns in nouns_by_schema.items()
    }
    parts = set(referenced(list(tree_of(schemas).values()), schemas))
    return {name: PARTS if name in parts else home for name, home in homes.items()}


def tree_of(schemas: Mapping[str, Schema]) -> dict[str, Schema]:
    """The properties of a challenge's body that are its tree: all but its texts."""
    properties = schemas.get("ChallengeBody", {}).get("properties", {})
    return {name: schema for name, schema in properties.items() if name not in ("name", "description")}


def referenced(schema: Any, schemas: Mapping[str, Schema]) -> Iterator[str]:
    """All schemas that this one refers to, directly or not, the deepest first."""
    if isinstance(schema, list):
        for item in schema:
            yield from referenced(item, schemas)
    elif isinstance(schema, Mapping):
        if reference := schema.get("$ref"):
            name = reference.removeprefix(REFERENCE)
            yield from referenced(schemas[name], schemas)
            yield name
        else:
            yield from referenced([part for key, part in schema.items() if key != "examples"], schemas)


def module_text(
    module: str, schemas: Mapping[str, Schema], homes: Mapping[str, str], operations: Iterable[Operation]
) -> str:
    """The text of a module, not formatted yet."""
    own = [name for name, home in homes.items() if home == module]
    parts = [model_text(name, schemas[name]) for name in own]
    parts += [operation_text(operation) for operation in operations if operation.noun == module]
    code = "\n\n".join(parts)
    words = Counter("".join(char if char.isalnum() or char == "_" else " " for char in code).split())
    imports = [f"from {source} import {name}" for name, source in IMPORTS.items() if words[name]]
    imports += [
        f"from rodem_client.api.{home} import {name}"
        for name, home in homes.items()
        if home in (SHARED, PARTS) and home != module and words[name]
    ]
    head = '"""Made from the OpenAPI document by `make clients`: do not change it here."""'
    return "\n".join([head, "", *imports, "", code, ""])


def model_text(name: str, schema: Schema) -> str:
    """A struct, or a name for a list. A field that may be left out has the document's default if that is a
    plain value, else None. A field that is named like a keyword of Python ends in `_`.

    Raises ValueError for a schema without a description, and for a field whose name Python does not allow.
    """
    if "description" not in schema:
        raise ValueError(f"{name} is not described")
    if schema.get("type") == "array":
        return f'{name} = {type_text(schema)}\n"""{schema["description"]}"""\n'
    required = schema.get("required", ())
    lines = [f"class {name}(Model, frozen=True, kw_only=True):", f'    """{schema["description"]}"""', ""]
    for field, field_schema in schema["properties"].items():
        if not field.isidentifier():
            raise ValueError(f"{name}.{field} is no name in Python")
        kind = type_text(field_schema)
        if field in required and iskeyword(field):
            lines.append(f'    {field}_: {kind} = field(name="{field}")')
        elif iskeyword(field):
            lines.append(f'    {field}_: {kind} | None = field(name="{field}", default=None)')
        elif field in required:
            lines.append(f"    {field}: {kind}")
        elif isinstance(field_schema.get("default"), str | int | float):
            lines.append(f"    {field}: {kind} = {field_schema['default']!r}")
        else:
            lines.append(f"    {field}: {optional(kind)}")
    return "\n".join(lines)


def type_text(schema: Schema) -> str:
    """The Python type of a schema, as text."""
    if reference := schema.get("$ref"):
        return str(reference.removeprefix(REFERENCE))
    if "const" in schema or "enum" in schema:
        values = schema.get("enum") or [schema["const"]]
        return f"Literal[{', '.join(map(repr, values))}]"
    if "anyOf" in schema:
        return " | ".join(type_text(alternative) for alternative in schema["anyOf"])
    if "oneOf" in schema:
        # Any, because a newer gateway may answer with a kind that is not known here.
        return " | ".join([*(type_text(alternative) for alternative in schema["oneOf"]), "Any"])
    match schema.get("type"):
        case "string":
            return FORMATS.get(schema.get("format", ""), "str")
        case "array":
            return f"list[{type_text(schema.get('items', {}))}]"
        case "object":
            values = schema.get("additionalProperties")
            return f"dict[str, {type_text(values) if isinstance(values, Mapping) else 'Any'}]"
        case str(scalar):
            return SCALARS[scalar]
    return "Any"


def optional(kind: str) -> str:
    """The type and default of something that may be left out."""
    return "Any = None" if kind == "Any" else f"{kind} | None = None"


def operation_text(operation: Operation) -> str:
    """The client's function for an operation."""
    signature, arguments = ["rodem: Rodem"], []
    path = operation.path
    for name in operation.parameters("path"):
        signature.append(f"{name}: UUID | str")
        path = path.replace("{" + name + "}", "{segment(" + name + ")}")
    if body := operation.body():
        signature.append(f"body: {type_text(body)} | Raw")
        arguments.append("body=body")
    options = dict(options_of(operation))
    signature += ["*", *(declaration for declaration, _ in options.values())] if options else []
    arguments += [argument for _, argument in options.values() if argument]
    if query := operation.parameters("query"):
        arguments.append("query={" + ", ".join(f'"{name}": {name}' for name in query) + "}")
    quoted = ("f" if "{segment" in path else "") + f'"{path}"'
    call = f"await rodem.send({', '.join([repr(operation.method), quoted, *arguments])})"
    if kind := " | ".join(type_text(schema) for schema in operation.answers()):
        returns, call = kind, f"return decoded({call}, {kind})"
    elif "204" in operation.schema["responses"]:
        returns = "None"
    else:
        returns, call = "bytes", f"return {call}"
    return (
        f"async def {operation.name}({', '.join(signature)}) -> {returns}:\n"
        f'    """{operation.schema["description"]}"""\n    {call}\n'
    )


def options_of(operation: Operation) -> Iterator[tuple[str, tuple[str, str]]]:
    """Name of each keyword argument -> its declaration, and the argument for `send` ("" for a query
    parameter)."""
    for name, parameter in operation.parameters("query").items():
        kind = type_text(parameter["schema"])
        yield name, (f"{name}: {kind if parameter.get('required') else optional(kind)}", "")
    headers = operation.parameters("header")
    if "Idempotency-Key" in headers:
        declaration = "idempotency_key: str | None = None"
        yield "idempotency_key", (declaration, "idempotency_key=idempotency_key or new_key()")
    if "Prefer" in headers:
        yield "dry_run", ("dry_run: bool = False", "dry_run=dry_run")
    if "X-Purpose" in headers:
        yield "purpose", ("purpose: str", "purpose=purpose")
    for name, parameter in headers.items():
        if parameter.get("required") and name not in ("Idempotency-Key", "X-Purpose"):
            raise ValueError(f"{operation.name} needs the header {name}, which the client does not know")


def formatted(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts after ruff has formatted them and sorted their imports."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in texts.items():
            (folder / file).write_text(text)
        for command in (["check", "--quiet", "--fix", "--select", "I,F401"], ["format", "--quiet"]):
            ruff = [str(Path(sys.executable).parent / "ruff"), *command, "--no-cache"]
            subprocess.run([*ruff, "--config", str(ROOT / "pyproject.toml"), name], check=True)
        return {file: (folder / file).read_text() for file in texts}


def write(folder: Path = API) -> None:
    """Write the modules into the folder, in place of all that were there."""
    texts = files(json.loads(DOCUMENT.read_text()))
    for old in folder.glob("*.py"):
        old.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text)


if __name__ == "__main__":
    write()
