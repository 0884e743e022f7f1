"""Writes the reference from the code, so that both agree. Run by `make docs`."""

import importlib
import inspect
import json
import pkgutil
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import click
import generate_events
import generate_openapi
import msgspec
import released_migrations
import typer
from compatibility import incompatible
from prometheus_client.metrics import MetricWrapperBase

import services
from rodem.cli import app
from services.gateway.riders.reasons.rules import REASONS
from services.public_value.indicators.registry import DEFINED, INDICATORS, Defined, Indicator
from services.public_value.indicators.values import VALUES
from services.trips.limits.rules import FIRST, TYPES, meanings
from services.trips.reasons.rules import MEANINGS
from shared.events.registry import EVENTS
from shared.http.faults import FAULTS
from shared.http.problems import Problem
from shared.migrate import is_released
from shared.settings import ServerSettings, ServiceSettings

ROOT = Path(__file__).parents[1]
PUBLISHED = ROOT / "docs" / "events" / "published"
MIGRATIONS = ROOT / "docs" / "migrations" / "released.json"


def pages() -> dict[str, str]:
    """Path below the root -> text of every file that is made from the code.

    Raises ValueError for anything without a description, for an incompatible change of a published event, and
    for a change of a released migration.
    """
    for module in pkgutil.walk_packages(services.__path__, "services."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
    importlib.import_module("shared.serve")  # what runs a service has metrics too
    schemas = generate_events.schemas()
    check_published(schemas)
    documents = {f"docs/events/{type_}.json": schema for type_, schema in schemas.items()}
    if is_released():
        released = released_migrations.read(MIGRATIONS)
        released_migrations.check(released, ROOT / "services")
        documents["docs/migrations/released.json"] = released_migrations.entries(ROOT / "services")
        documents |= {f"docs/events/published/{type_}.json": schema for type_, schema in schemas.items()}
    documents["docs/asyncapi.json"] = generate_events.asyncapi()
    documents["docs/openapi.json"] = generate_openapi.document(problem_kinds())
    documents["services/gateway/door/forwarding/table.json"] = generate_openapi.table()
    documents["services/pages/problem_pages/kinds.json"] = problem_kinds()
    documents["services/gateway/door/reference/kinds.json"] = problem_kinds()
    return {
        "docs/reference/events.md": events(),
        "docs/reference/problems.md": problems(),
        "docs/reference/settings.md": settings(),
        "docs/reference/commands.md": commands(),
        "docs/reference/metrics.md": metrics(),
        "docs/reference/limits.md": limits(),
        "docs/reference/reasons.md": reasons(),
        "docs/reference/indicators.md": indicators(),
        **{
            path: json.dumps(content, indent=2, ensure_ascii=False) + "\n"
            for path, content in documents.items()
        },
    }


def check_published(schemas: Mapping[str, dict[str, Any]], published: Path = PUBLISHED) -> None:
    """Compare the schemas with the published ones. Raises ValueError for an incompatible change."""
    for path in sorted(published.glob("*.json")):
        if path.stem not in schemas:
            raise ValueError(f"{path.stem} was published: topics hold it, so it must stay readable")
        if faults := incompatible(json.loads(path.read_text()), schemas[path.stem]):
            raise ValueError(f"{path.stem} was published, and now {'; '.join(faults)}: make it a new type")


def described(thing: Any) -> str:
    """The docstring. Raises ValueError when there is none."""
    text = inspect.cleandoc(thing.__doc__ or "")
    if not text:
        raise ValueError(f"{thing!r} is not described")
    return text


def events() -> str:
    """Every event: topic, type, key, fields."""
    parts = [
        "# Events",
        "What services say to each other, in `shared/events`. JSON in CloudEvents 1.0.2.",
        "A field that may be left out may also be one that no service fills yet.",
        "",
    ]
    for event in EVENTS.values():
        topics = ", ".join(f"`{topic}`" for topic in generate_events.topics_of(event))
        parts += [f"## {event.type}", "", f"Topic {topics}. {generate_events.said_and_heard(event)}", ""]
        parts += [f"Key: `{generate_events.key_of(event)}`.", "", described(event), ""]
        parts += ["| field | type | |", "|---|---|---|"]
        properties = generate_events.struct_schema(event)["properties"]
        for field in msgspec.structs.fields(event):
            kind = _kind(properties[field.encode_name])
            parts.append(
                f"| `{field.encode_name}` | {kind} | {'' if field.required else 'may be left out'} |"
            )
        parts.append("")
    return "\n".join(parts)


def _kind(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_kind(item) for item in schema["anyOf"] if item.get("type") != "null")
    if "properties" in schema:
        return f"object of {', '.join(f'`{name}`' for name in schema['properties'])}"
    if "additionalProperties" in schema:
        return f"object of {_kind(schema['additionalProperties'])} by name"
    if schema.get("items"):
        return f"list of {_kind(schema['items'])}"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    bounds = [
        f"{sign} {schema[key]:,}" for key, sign in (("minimum", ">="), ("maximum", "<=")) if key in schema
    ]
    kind = "object" if "$ref" in schema else schema.get("type", "any")
    return " ".join([schema.get("format", kind), ", ".join(bounds)]).strip()


def problem_kinds() -> dict[str, dict[str, Any]]:
    """Code -> status, title and description of every problem of all services, for the pages at
    `/problems/{code}`: the service `pages` does not import the others."""
    kinds = sorted(_subclasses(Problem), key=lambda kind: kind.code())
    return {
        k.code(): {"status": k.status, "title": k.title, "description": described(k).replace("\n", " ")}
        for k in kinds
    }


def problems() -> str:
    """Every refusal that a caller can act on."""
    parts = ["# Problems", "Every error is an RFC 9457 problem; `code` is its name.", ""]
    parts += ["| code | status | what it means |", "|---|---|---|"]
    kinds = sorted(_subclasses(Problem), key=lambda kind: (kind.status, kind.code()))
    parts += [f"| `{k.code()}` | {k.status} | {described(k).replace(chr(10), ' ')} |" for k in kinds]
    parts += ["", "## Faults", "What a `validation-error` says of each place in its `errors`.", ""]
    parts += ["| code | what is at `pointer` |", "|---|---|"]
    parts += [f"| `{code}` | {meaning} |" for code, meaning in FAULTS.items()]
    return "\n".join([*parts, ""])


def settings() -> str:
    """Every setting of every service."""
    parts = ["# Settings", "Read once, at start, from the environment.", ""]
    of_all: dict[type[ServerSettings], str] = {
        ServerSettings: "All services",
        ServiceSettings: "All services with a database",
    }
    rooms = sorted(_subclasses(ServerSettings) - of_all.keys(), key=lambda kind: kind.__module__)
    for kind in [*of_all, *rooms]:
        own = {name: field for name, field in kind.model_fields.items() if name in kind.__annotations__}
        room = kind.__module__.split(".")[1]
        if not own:
            continue
        parts += [f"## {of_all.get(kind, room)}", ""]
        parts += ["| variable | default | |", "|---|---|---|"]
        for name, field in own.items():
            if not field.description:
                raise ValueError(f"setting {name} of {room} is not described")
            variable = field.validation_alias or f"RODEM_{name.upper()}"
            default = "needed" if field.is_required() else f"`{field.default}`"
            parts.append(f"| `{variable}` | {default} | {' '.join(field.description.split())} |")
        parts.append("")
    return "\n".join(parts)


def limits() -> str:
    """Every limit by which trips are judged, with its value in version 1."""
    parts = [
        "# Limits",
        "What trips are judged by in version 1: for bikes, and where it differs for e-bikes.",
    ]
    parts += [
        "`PUT /v1/limits` writes later versions, within these bounds; `GET /v1/limits` has those of your"
    ]
    parts += ["city. A number that is not whole has three decimals at most.", ""]
    parts += ["| limit | value | unit | from, to | what it decides |", "|---|---|---|---|---|"]
    for name, meaning in meanings().items():
        bike, ebike = (f"`{getattr(FIRST[vehicle], name)}`" for vehicle in ("bike", "ebike"))
        value = bike if bike == ebike else f"{bike}, e-bike {ebike}"
        parts.append(f"| `{name}` | {value} | {_unit_and_bounds(name)} | {' '.join(meaning.split())} |")
    return "\n".join([*parts, ""])


def _unit_and_bounds(name: str) -> str:
    kind = TYPES[name]
    if not hasattr(kind, "__metadata__"):
        return f"| {', '.join(f'`{word}`' for word in get_args(kind))}"
    [within] = kind.__metadata__
    whole = ", whole" if kind.__origin__ is int else ""
    return f"{within.unit} | {within.least:,} to {within.most:,}{whole}"


def reasons() -> str:
    """Every reason of a verdict, with the limits that it depends on and what its rider reads."""
    parts = [
        "# Reasons",
        "Why a trip does not count: all reasons of all verdicts, in the order in which a verdict tells them.",
        "A trip is rejected for one reason, and held for all that hold. What is held has no points,",
        "no progress and no rank until it is accepted. A decision of the operator ends every reason but",
        "`merged`, `import_undone` and `not_told`; what else ends one is in the last but one column.",
        "The [limits](limits.md) are those of version 1, for bikes, and where it differs for e-bikes.",
        "They are for operators: what riders read never tells one. *Surge* is how hard the speed changes",
        "(the 95th percentile of accelerations), *spread* how unevenly a rider moves (standard deviation of",
        "the pace / its mean). “From … on” is how many a trace needs to be judged by such a figure.",
        "[Review trips](../how-to/review-trips.md) shows how people decide.",
        "",
        "| reason | what it does | what is looked at | when | what ends it | what the rider reads |",
        "|---|---|---|---|---|---|",
    ]
    for reason, meaning in MEANINGS.items():
        when = re.sub(r"{(\w+)}", lambda found: _with_value(found[1]), meaning.when)
        told = f"“{REASONS[reason]}”" if reason in REASONS else "nothing"
        cells = (f"`{reason}`", meaning.does, meaning.looks_at, when, meaning.lifted_by, told)
        parts.append(f"| {' | '.join(cells)} |")
    return "\n".join([*parts, ""])


def indicators() -> str:
    """Every indicator by public value: what it means, its formula, where that comes from, what it needs."""
    every = [*INDICATORS.values(), *DEFINED.values()]
    parts = [
        "# Indicators",
        "What is measured: by public value, from V1 (health) to V14 (integrity of incentives). Those that",
        "measure no value by themselves say how much is ridden. A figure is a number, or a number between a",
        "low and a high one. What waits for data that nothing sends yet has *no data*: its formula is in the",
        "code, and gives what its example says. `GET /v1/indicators` has names and definitions in Catalan",
        "and Spanish too.",
        "",
    ]
    for value_id, meaning in VALUES.items():
        parts += [f"## {value_id} {meaning}" if value_id else f"## {meaning}", ""]
        for indicator in every:
            if indicator.texts.value_id == value_id:
                parts += _indicator(indicator)
    return "\n".join(parts)


def _indicator(indicator: Indicator | Defined) -> list[str]:
    texts = indicator.texts
    meaning = f"**{texts.name['en']}** ({texts.unit}). {texts.definition['en']}"
    lines = [f"### `{indicator.id}`", "", meaning, ""]
    lines += [f"- Formula: {texts.method}"]
    lines += [f"- Source: {source}" for source in texts.sources]
    lines += [f"- Needs: {', '.join(f'`{name}`' for name in texts.inputs)}"]
    if isinstance(indicator, Defined):
        lines[-1] += " (*no data* yet)"
    if texts.example:
        inputs = json.dumps(texts.example.inputs, ensure_ascii=False)
        lines += [f"- Example: `{inputs}` gives `{json.dumps(msgspec.to_builtins(texts.example.gives))}`"]
    return [*lines, ""]


def _with_value(limit: str) -> str:
    """A limit with its value, as in «200 m (`tiny_m`)». A word is told as it may be."""
    kind = TYPES[limit]
    if not hasattr(kind, "__metadata__"):
        return f"`{limit}`"
    [within] = kind.__metadata__
    bike, ebike = (getattr(FIRST[vehicle], limit) for vehicle in ("bike", "ebike"))
    if within.unit == "share":
        return f"{bike:.0%} (`{limit}`)"
    unit = "" if within.unit == "ratio" else f" {within.unit}"
    value = f"{bike:,}{unit}" if bike == ebike else f"{bike:,}{unit}, e-bike {ebike:,}{unit}"
    return f"{value} (`{limit}`)"


def commands() -> str:
    """Every command with its options."""
    parts = ["# Commands", ""]
    for path, command in _commands(typer.main.get_command(app), "rodem"):
        if not command.help:
            raise ValueError(f"command {path} is not described")
        parts += [f"## `{path}`", "", inspect.cleandoc(command.help), ""]
        context = click.Context(command, info_name=path)
        options = [record for parameter in command.params if (record := parameter.get_help_record(context))]
        parts += [f"- `{name}` {text}" for name, text in options if "--help" not in name]
        parts.append("")
    return "\n".join(parts)


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield path, command
        return
    for name, child in children.items():
        yield from _commands(child, f"{path} {name}")


def metrics() -> str:
    """Every metric of `/metrics` that is ours, with its labels."""
    parts = [
        "# Metrics",
        "What `/metrics` of each service tells Prometheus, beside the usual `process_*` and `python_*`.",
        "Counters end in `_total`; histograms have `_bucket`, `_sum` and `_count`.",
        "",
        "| metric | kind | labels | |",
        "|---|---|---|---|",
    ]
    for metric in sorted(own_metrics(), key=lambda metric: metric._name):
        [family] = metric.describe()
        labels = ", ".join(f"`{label}`" for label in metric._labelnames)
        name = family.name + ("_total" if family.type == "counter" else "")
        if not family.documentation:
            raise ValueError(f"metric {name} is not described")
        parts.append(f"| `{name}` | {family.type} | {labels} | {family.documentation} |")
    return "\n".join([*parts, ""])


def own_metrics() -> set[MetricWrapperBase]:
    """The metrics that modules of `services` and `shared` define."""
    modules = [module for name, module in sys.modules.items() if name.startswith(("services.", "shared."))]
    return {
        value for module in modules for value in vars(module).values() if isinstance(value, MetricWrapperBase)
    }


def _subclasses(kind: type[Any]) -> set[type[Any]]:
    direct = set(kind.__subclasses__())
    return direct | {each for child in direct for each in _subclasses(child)}


if __name__ == "__main__":
    for name, text in pages().items():
        (ROOT / name).parent.mkdir(exist_ok=True)
        (ROOT / name).write_text(text)
