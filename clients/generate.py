"""Writes the Python client's `api` package from docs/openapi.json. Run by `make clients`.

One module for each noun of the paths, with its operations and the models that only they use; what several
nouns use is in `models`. Needs no network: `ruff`, which lays the code out, is one of our own tools.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "openapi.json"
API = ROOT / "clients" / "python" / "rodem_client" / "api"

Schema = Mapping[str, Any]
REFERENCE = "#/components/schemas/"
SHARED = "models"
FORMATS = {"uuid": "UUID", "date-time": "datetime", "date": "date"}
SCALARS = {"integer": "int", "number": "float", "boolean": "bool", "null": "None"}
IMPORTS = {
    "Any": "typing",
    "UUID": "uuid",
    "date": "datetime",
    "datetime": "datetime",
    "Raw": "msgspec",
    "Literal": "rodem_client.wire",
    "Model": "rodem_client.wire",
    "decoded": "rodem_client.wire",
    "new_key": "rodem_client.wire",
    "segment": "rodem_client.wire",
    "Rodem": "rodem_client.session",
}


STREAMS = {"text/event-stream", "application/x-ndjson"}


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    name: str
    method: str
    path: str
    schema: Schema

    @property
    def noun(self) -> str:
        """What it is about: the first part of the path that is not `me`."""
        parts = [part for part in self.path.removeprefix("/v1/").split("/") if part != "me"]
        return parts[0].partition(":")[0].replace("-", "_") if parts else "me"

    def parameters(self, place: str) -> dict[str, Schema]:
        """The parameters of one kind (path, query, header), by name."""
        return {each["name"]: each for each in self.schema.get("parameters", ()) if each["in"] == place}

    def body(self) -> Schema | None:
        """The schema of the body, if it takes one."""
        content = self.schema.get("requestBody", {}).get("content", {})
        return next((each["schema"] for each in content.values()), None)

    def contents(self) -> list[Mapping[str, Any]]:
        """What it answers when it is done, by media type."""
        answers: Mapping[str, Any] = self.schema["responses"]
        return [each.get("content", {}) for status, each in answers.items() if status.startswith("2")]

    def answers(self) -> list[Schema]:
        """The different schemas of the JSON that it answers when it is done."""
        found = [each["application/json"]["schema"] for each in self.contents() if "application/json" in each]
        return [schema for index, schema in enumerate(found) if schema not in found[:index]]


def files(document: Schema) -> dict[str, str]:
    """File name -> text of the `api` package."""
    schemas: dict[str, Schema] = document["components"]["schemas"]
    operations = list(read_operations(document))
    homes = homes_of(schemas, operations)
    modules = sorted({*homes.values(), *(each.noun for each in operations)})
    texts = {f"{module}.py": module_text(module, schemas, homes, operations) for module in modules}
    return formatted({"__init__.py": '"""The gateway\'s routes, by what they are about."""\n', **texts})


def read_operations(document: Schema) -> Iterator[Operation]:
    """All operations but streams, which one waits for and does not call."""
    for path, item in document["paths"].items():
        for method, schema in item.items():
            found = Operation(schema["operationId"], method.upper(), path, schema)
            if not any(STREAMS & each.keys() for each in found.contents()):
                yield found


def homes_of(schemas: Mapping[str, Schema], operations: Iterable[Operation]) -> dict[str, str]:
    """Schema -> the module that it is in. Each comes after all that it refers to."""
    used: dict[str, set[str]] = {}
    for operation in operations:
        for name in reached([operation.body(), *operation.answers()], schemas):
            used.setdefault(name, set()).add(operation.noun)
    return {name: next(iter(nouns)) if len(nouns) == 1 else SHARED for name, nouns in used.items()}


def reached(schema: Any, schemas: Mapping[str, Schema]) -> Iterator[str]:
    """All schemas that this one refers to, the deepest first."""
    if isinstance(schema, list):
        for each in schema:
            yield from reached(each, schemas)
    elif isinstance(schema, Mapping):
        if reference := schema.get("$ref"):
            name = reference.removeprefix(REFERENCE)
            yield from reached(schemas[name], schemas)
            yield name
        else:
            yield from reached([each for key, each in schema.items() if key != "examples"], schemas)


def module_text(
    module: str, schemas: Mapping[str, Schema], homes: Mapping[str, str], operations: Iterable[Operation]
) -> str:
    """One module, before it is laid out."""
    own = [name for name, home in homes.items() if home == module]
    parts = [model_text(name, schemas[name]) for name in own]
    parts += [operation_text(each) for each in operations if each.noun == module]
    code = "\n\n".join(parts)
    words = Counter("".join(char if char.isalnum() or char == "_" else " " for char in code).split())
    imports = [f"from {source} import {name}" for name, source in IMPORTS.items() if words[name]]
    imports += [
        f"from rodem_client.api.{SHARED} import {name}"
        for name, home in homes.items()
        if home == SHARED != module and words[name]
    ]
    head = '"""Made from the OpenAPI document by `make clients`: do not change it here."""'
    return "\n".join([head, "", *imports, "", code, ""])


def model_text(name: str, schema: Schema) -> str:
    """A struct. What may be left out is None, or the plain default that the document gives."""
    if "description" not in schema:
        raise ValueError(f"{name} is not described")
    required = schema.get("required", ())
    lines = [f"class {name}(Model, frozen=True, kw_only=True):", f'    """{schema["description"]}"""', ""]
    for field, each in schema["properties"].items():
        if not field.isidentifier():
            raise ValueError(f"{name}.{field} is no name in Python")
        kind = type_text(each)
        if field in required:
            lines.append(f"    {field}: {kind}")
        elif isinstance(each.get("default"), str | int | float):
            lines.append(f"    {field}: {kind} = {each['default']!r}")
        else:
            lines.append(f"    {field}: {optional(kind)}")
    return "\n".join(lines)


def type_text(schema: Schema) -> str:
    """The type as Python writes it."""
    if reference := schema.get("$ref"):
        return str(reference.removeprefix(REFERENCE))
    if "const" in schema or "enum" in schema:
        values = schema.get("enum") or [schema["const"]]
        return f"Literal[{', '.join(map(repr, values))}]"
    if "anyOf" in schema:
        return " | ".join(type_text(each) for each in schema["anyOf"])
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
    """The rest of the line of what may be left out."""
    return "Any = None" if kind == "Any" else f"{kind} | None = None"


def operation_text(operation: Operation) -> str:
    """The function that calls it."""
    signature, given = ["rodem: Rodem"], []
    path = operation.path
    for name in operation.parameters("path"):
        signature.append(f"{name}: UUID | str")
        path = path.replace("{" + name + "}", "{segment(" + name + ")}")
    if body := operation.body():
        signature.append(f"body: {type_text(body)} | Raw")
        given.append("body=body")
    options = dict(options_of(operation))
    signature += ["*", *(each for each, _ in options.values())] if options else []
    given += [each for _, each in options.values() if each]
    if query := operation.parameters("query"):
        given.append("query={" + ", ".join(f'"{name}": {name}' for name in query) + "}")
    quoted = ("f" if "{segment" in path else "") + f'"{path}"'
    call = f"await rodem.send({', '.join([repr(operation.method), quoted, *given])})"
    if kind := " | ".join(type_text(each) for each in operation.answers()):
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
    """Name -> how it is declared, and how it is handed on if it is not a part of the query."""
    for name, parameter in operation.parameters("query").items():
        kind = type_text(parameter["schema"])
        yield name, (f"{name}: {kind if parameter.get('required') else optional(kind)}", "")
    headers = operation.parameters("header")
    if "Idempotency-Key" in headers:
        declared = "idempotency_key: str | None = None"
        yield "idempotency_key", (declared, "idempotency_key=idempotency_key or new_key()")
    if "Prefer" in headers:
        yield "dry_run", ("dry_run: bool = False", "dry_run=dry_run")
    for name, parameter in headers.items():
        if parameter.get("required") and name != "Idempotency-Key":
            raise ValueError(f"{operation.name} needs the header {name}, which the client does not know")


def formatted(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts as our formatter lays them out, with their imports in order."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in texts.items():
            (folder / file).write_text(text)
        for command in (["check", "--quiet", "--fix", "--select", "I,F401"], ["format", "--quiet"]):
            ruff = [str(Path(sys.executable).parent / "ruff"), *command, "--no-cache"]
            subprocess.run([*ruff, "--config", str(ROOT / "pyproject.toml"), name], check=True)
        return {file: (folder / file).read_text() for file in texts}


def write(folder: Path = API) -> None:
    """Make the folder hold what the document says, and nothing else."""
    texts = files(json.loads(DOCUMENT.read_text()))
    for old in folder.glob("*.py"):
        old.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text)


if __name__ == "__main__":
    write()
