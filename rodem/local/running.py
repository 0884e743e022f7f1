"""The city that runs from a data directory, as `rodem up` describes it in DIR/run.json."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rodem.refusals import Refused

ROOMS = Path(__file__).parents[2] / "services"
SERVICES = tuple(
    sorted((app.parent.name for app in ROOMS.glob("*/app.py")), key=lambda name: (name != "gateway", name))
)
"""The services of a city in the order of their ports: each folder below `services/` that has an `app.py`."""


def with_database(services: Iterable[str] = SERVICES) -> tuple[str, ...]:
    """Those of these services that have a database (their folder has migrations). Only these publish events,
    and so have a topic."""
    return tuple(name for name in services if (ROOMS / name / "migrations").is_dir())


@dataclass(frozen=True)
class Kafka:
    """A broker's address, and the prefix of the names of a city's topics on it."""

    bootstrap: str
    prefix: str


@dataclass(frozen=True)
class Running:
    """The addresses of a running city, by service: URLs, and DSNs of the databases.

    DSNs in `databases` name the role as which the service connects, those in `owners` the role that migrates
    and may empty tables.
    """

    gateway_url: str
    urls: Mapping[str, str]
    databases: Mapping[str, str]
    owners: Mapping[str, str]
    kafka: Kafka | None = None


def running(data_dir: Path) -> Running:
    """The city of DIR/run.json. Raises Refused when none runs from there."""
    try:
        run = json.loads((data_dir / "run.json").read_text())
        urls = {name: service["url"] for name, service in run["services"].items()}
        kafka = Kafka(run["kafka_bootstrap"], run["kafka_prefix"]) if run.get("bus") == "kafka" else None
        return Running(run["gateway_url"], urls, run["databases"], run["owners"], kafka)
    except (FileNotFoundError, NotADirectoryError):
        raise Refused(f"No city runs from {data_dir}: start one with `rodem up`.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Refused(f"{data_dir / 'run.json'} cannot be read: start the city again.") from None


def topic_of(service: str) -> str:
    """The topic that a service publishes in. It has the service's name; the gateway's is `riders`."""
    return "riders" if service == "gateway" else service


def check_service(name: str) -> None:
    """Raises Refused for a service that Rodem does not have."""
    if name not in SERVICES:
        raise Refused(f"There is no service {name!r}: take one of {', '.join(SERVICES)}.")


def some(databases: Mapping[str, str], service: str | None) -> Mapping[str, str]:
    """The database of this service alone, or all if none is named. Raises Refused for an unknown one."""
    if service is None:
        return databases
    if service not in databases:
        raise Refused(f"This city has no service {service!r}: take one of {', '.join(databases)}.")
    return {service: databases[service]}
