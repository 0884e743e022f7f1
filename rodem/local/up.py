"""`rodem up`: a whole city from one command. PostgreSQL, Kafka, migrations, services, run.json."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from rich.console import Console

from rodem.local import broker, broker_files, keeping, postgres, supervisor
from rodem.local.broker import Broker
from rodem.local.forking import forking
from rodem.local.postgres import Server
from rodem.local.postgres_binaries import CannotStart
from rodem.local.provision import (
    READER,
    SUPERUSER,
    Secrets,
    database_dsn,
    load_secrets,
    make_issuer,
    owner_name,
    provision,
    role_name,
    write_whole,
)
from rodem.local.running import topic_of, with_database
from rodem.local.supervisor import Child, Spawn

GATEWAY = "gateway"
PASSED_ON = ("PATH", "HOME", "LANG", "TZ")
PASSED_ON_PREFIXES = ("PYTHON", "RODEM_", "OTEL_", "KAFKA_")
ORPHANS_S = 12.0
"""How long the services of a killed `rodem up` may drain (10 s at most) before they are killed."""

Run = dict[str, Any]
"""The content of run.json."""


class Ports(NamedTuple):
    """The port on which a service listens, and the one of its metrics for Prometheus."""

    port: int
    metrics_port: int


async def up(
    data_dir: Path, port_base: int, services: Sequence[str], env: Mapping[str, str], kafka: bool = False
) -> None:
    """Runs a city until SIGINT, SIGTERM or SIGHUP, then stops all of it, in less than 20 s.

    The gateway listens on `port_base` and the other services on the ports after it, in the order of
    `services`. The ports after these, in the same order, are those of metrics.
    `env` is the caller's environment. Its DATABASE_URL names a server to use instead of the embedded one.
    With `kafka` events go through a broker that runs in the data directory, or the one that KAFKA_BOOTSTRAP
    in `env` names.
    Raises CannotStart, having started nothing, when the ports or the data directory are taken.
    """
    await supervisor.until_signal(_run(data_dir.resolve(), port_base, services, env, kafka), _say)


async def _run(
    data_dir: Path, port_base: int, services: Sequence[str], env: Mapping[str, str], kafka: bool
) -> None:
    started_at = time.monotonic()
    ports = assign_ports(port_base, services)
    if not data_dir.exists():
        _check_free(ports)
        data_dir.mkdir(parents=True)
    run_file = data_dir / "run.json"
    with postgres.locked(data_dir):
        await _end_orphans(run_file)
        _check_free(ports)
        run_file.unlink(missing_ok=True)
        owners = with_database(services)
        secrets = load_secrets(data_dir, owners)
        run = _new_run(ports)
        try:
            async with (
                forking(data_dir / "logs" / "fork_server.log", _passed_on(env)) as spawn,
                _database(data_dir, secrets, env, run, run_file) as admin_dsn,
                _broker(data_dir, kafka, env, run, run_file),
            ):
                await provision(admin_dsn, secrets.passwords, owners)
                run["databases"] = {name: _dsn(admin_dsn, secrets, name, role_name(name)) for name in owners}
                run["owners"] = {name: _dsn(admin_dsn, secrets, name, owner_name(name)) for name in owners}
                await _migrate(run["owners"], None if env.get("DATABASE_URL") else data_dir)
                children = service_processes(data_dir, admin_dsn, secrets, run, env)
                await _keep_services(children, run, run_file, started_at, spawn)
        finally:
            run_file.unlink(missing_ok=True)


def assign_ports(port_base: int, services: Sequence[str]) -> dict[str, Ports]:
    """The ports of each service, as `up` describes them. Raises CannotStart when they do not fit."""
    names = [GATEWAY, *(name for name in services if name != GATEWAY)]
    if not 1 <= port_base <= 65_536 - 2 * len(names):
        raise CannotStart(f"--port-base {port_base} leaves no {2 * len(names)} ports: take one such as 8000.")
    return {name: Ports(port_base + i, port_base + len(names) + i) for i, name in enumerate(names)}


def _check_free(ports: Mapping[str, Ports]) -> None:
    for name, service_ports in ports.items():
        for port in service_ports:
            if not postgres.port_is_free(port):
                raise CannotStart(
                    f"Port {port} (for {name}) is taken: stop what listens there, or choose another"
                    " --port-base."
                )


async def _end_orphans(run_file: Path) -> None:
    """Ends services that a killed `rodem up` has left, because they may still use our ports.

    We hold the folder's lock, so no other `rodem up` supervises them.
    """
    try:
        services = json.loads(run_file.read_text())["services"]
    except (FileNotFoundError, ValueError, KeyError):
        return
    pids = {name: service["pid"] for name, service in services.items()}
    give_up = time.monotonic() + ORPHANS_S
    number = signal.SIGTERM
    while orphans := [pid for name, pid in pids.items() if postgres.runs(pid, ["shared.serve", name])]:
        if time.monotonic() > give_up:
            number = signal.SIGKILL
        for pid in orphans:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
                os.kill(pid, signal.SIGCONT)
        await asyncio.sleep(0.2)


def _new_run(ports: Mapping[str, Ports]) -> Run:
    services = {
        name: {
            "url": f"http://127.0.0.1:{port}",
            "metrics_url": f"http://127.0.0.1:{metrics_port}/metrics",
            "pid": None,
        }
        for name, (port, metrics_port) in ports.items()
    }
    return {
        "gateway_url": services[GATEWAY]["url"],
        "services": services,
        "databases": {},
        "owners": {},
        "postgres_pid": None,
        "bus": "postgres",
    }


def _publish(run: Run, run_file: Path) -> None:
    """Writes run.json, once every service has been ready."""
    if not all(service["pid"] for service in run["services"].values()):
        return
    try:
        write_whole(run_file, json.dumps(run, indent=2))
    except OSError as error:  # such as a full disk, for which the city need not stop
        _say(f"{run_file} could not be written: {error}")


@asynccontextmanager
async def _database(
    data_dir: Path, secrets: Secrets, env: Mapping[str, str], run: Run, run_file: Path
) -> AsyncIterator[str]:
    """The administrator's DSN of the server that DATABASE_URL names, else of the embedded one, which is kept
    running."""
    if url := env.get("DATABASE_URL"):
        yield url
        return
    server = await postgres.start(data_dir / "postgres", secrets.passwords[SUPERUSER])
    run["postgres_pid"] = server.pid

    def replaced(new: Server) -> None:
        run["postgres_pid"] = new.pid
        _publish(run, run_file)

    async def restart(lost: Server) -> Server:
        return await postgres.start(lost.data, lost.password, lost.port)

    async with keeping.kept(
        "PostgreSQL", server, postgres.until_lost, restart, postgres.stop, _say, replaced
    ):
        yield server.dsn


@asynccontextmanager
async def _broker(
    data_dir: Path, kafka: bool, env: Mapping[str, str], run: Run, run_file: Path
) -> AsyncIterator[None]:
    """A broker with the city's topics: the one that KAFKA_BOOTSTRAP names; with `kafka` the one that
    `rodem broker` runs in the data directory, or else one that we start and keep running; without, none.
    """
    folder = data_dir / "kafka"

    def replaced(new: Broker) -> None:
        run["kafka_pid"] = new.pid
        _publish(run, run_file)

    if bootstrap := env.get("KAFKA_BOOTSTRAP") or (await broker.find(folder) if kafka else None):
        await _use_broker(bootstrap, run)
        yield
    elif kafka:
        jars = await broker_files.jars(broker_files.default_cache(), _say)
        async with broker.kept(folder, jars, None, _say, replaced) as own:
            run["kafka_pid"] = own.pid
            await _use_broker(own.bootstrap, run)
            yield
    else:
        yield


async def _use_broker(bootstrap: str, run: Run) -> None:
    from shared.eventlog.kafka import topics  # takes 0.5 s, which a city without Kafka need not wait
    from shared.eventlog.kafka.client import reaching
    from shared.settings import ServiceSettings

    settings = ServiceSettings.model_validate({"DATABASE_URL": "", "KAFKA_BOOTSTRAP": bootstrap})
    if not await broker.answers(bootstrap, **reaching(settings)):
        raise CannotStart(
            f"No Kafka answers at {bootstrap}, or it lets us not in (RODEM_KAFKA_*): start it, or unset"
            " KAFKA_BOOTSTRAP."
        )
    await topics.create_topics(settings, [topic_of(name) for name in with_database(run["services"])])
    run |= {"bus": "kafka", "kafka_bootstrap": bootstrap, "kafka_prefix": settings.kafka_prefix}


async def _migrate(databases: Mapping[str, str], folder: Path | None) -> None:
    """Migrates one service after the other, because Alembic keeps its context in a global.

    `folder` is the data folder of an embedded server; None: the server is not ours. When migrations have
    changed since they made the schema, raises CannotStart (embedded) or OtherSchema.
    """

    def upgrade_all() -> None:
        from shared.migrate import OtherSchema, upgrade  # takes 0.5 s, which `rodem --help` need not wait

        for name, dsn in databases.items():
            try:
                upgrade(name, dsn)
            except OtherSchema as other:
                if folder is None:
                    raise
                raise CannotStart(
                    f"The data folder {folder} was made before the migrations of {name} have changed, as they"
                    f" may until the first release: remove {folder}, or start with another --data."
                ) from other

    await asyncio.to_thread(upgrade_all)
    _say("Migrations done")


def _dsn(admin_dsn: str, secrets: Secrets, service: str, role: str) -> str:
    return database_dsn(admin_dsn, role, secrets.passwords[role], role_name(service))


def service_processes(
    data_dir: Path, admin_dsn: str, secrets: Secrets, run: Run, env: Mapping[str, str]
) -> list[Child]:
    """What runs each service of `run`, in the order of its ports. `env` is the caller's environment."""
    urls = {name: service["url"] for name, service in run["services"].items()}
    sources = {topic_of(name): _dsn(admin_dsn, secrets, name, READER) for name in run["databases"]}
    common_env = {"RODEM_ENV": "development"} | _passed_on(env)
    if common_env["RODEM_ENV"] == "development":
        common_env["RODEM_JWKS_FILE"] = str(make_issuer(data_dir))
    common_env |= {
        "RODEM_HOST": "127.0.0.1",
        "RODEM_SOURCES": json.dumps(sources),
        "RODEM_SERVICE_URLS": json.dumps(urls),
        "RODEM_GATEWAY_URL": run["gateway_url"],
        "RODEM_INTERNAL_SECRET": secrets.internal_secret,
    }
    if run["bus"] == "kafka":
        common_env["KAFKA_BOOTSTRAP"] = run["kafka_bootstrap"]
    # Known to one service only, unless the caller has set them for all.
    own_secrets = {
        "rewards": {"RODEM_VOUCHER_KEYS": secrets.voucher_keys},
        "trips": {"RODEM_DEVICE_KEY": secrets.device_key},
    }
    return [
        Child(
            name=name,
            argv=(sys.executable, "-m", "shared.serve", name),
            env=own_secrets.get(name, {}) | common_env | _own_env(run, name),
            log=data_dir / "logs" / f"{name}.log",
            url=url,
        )
        for name, url in urls.items()
    ]


def _passed_on(env: Mapping[str, str]) -> dict[str, str]:
    """The caller's variables that are ours to pass on."""
    return {
        name: value for name, value in env.items() if name in PASSED_ON or name.startswith(PASSED_ON_PREFIXES)
    }


def _own_env(run: Run, name: str) -> dict[str, str]:
    """The variables that differ from service to service: ports and the database."""
    service = run["services"][name]
    ports = {"RODEM_PORT": service["url"], "RODEM_METRICS_PORT": service["metrics_url"]}
    own = {variable: str(urlsplit(url).port) for variable, url in ports.items()}
    return own | ({"DATABASE_URL": run["databases"][name]} if name in run["databases"] else {})


async def _keep_services(
    children: Sequence[Child], run: Run, run_file: Path, started_at: float, spawn: Spawn
) -> None:
    """Runs the services until cancelled. Once all have been ready, run.json follows every change."""

    def on_ready(child: Child, pid: int) -> None:
        first = not run_file.exists()
        run["services"][child.name]["pid"] = pid
        _say(f"{child.name} ready at {child.url}")
        _publish(run, run_file)
        if first and run_file.exists():
            _say(f"Rodem is ready after {time.monotonic() - started_at:.1f} s: {run['gateway_url']}")

    await supervisor.keep_all(children, on_ready, _say, spawn)


def _say(text: str) -> None:
    # A new Console each time, because the terminal may close while the city runs on.
    with suppress(OSError):
        Console(soft_wrap=True, highlight=False).print(text)
