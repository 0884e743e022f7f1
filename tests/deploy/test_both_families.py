"""A service listens on IPv4, on IPv6 or on both, and is asked for its health wherever it listens."""

import asyncio
import contextlib
import json
import os
import re
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

import httpx
import pytest
from fastapi import FastAPI, Request

from shared.http import web
from shared.serve import create_server, start_metrics
from shared.settings import ServerSettings
from tests.ports import free_ports

ROOT = Path(__file__).parents[2]
V4, V6 = "127.0.0.1", "[::1]"

pytestmark = pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")


class OfEcho(ServerSettings):
    """A server that needs nothing."""

    service: ClassVar[str] = "echo"


@asynccontextmanager
async def listening(host: str) -> AsyncIterator[int]:
    """The port of a server that answers with the address of its caller."""
    app = FastAPI()

    async def caller(request: Request) -> Any:
        return request.client and request.client.host

    app.add_api_route("/caller", caller)
    settings = OfEcho.model_validate({"host": host, "port": free_ports(1)})
    web.install(app, settings)
    server = create_server(app, settings)
    with mock.patch.object(server, "capture_signals", contextlib.nullcontext):
        task = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.02)
        yield settings.port
        server.should_exit = True
        await task


@pytest.mark.parametrize(
    ("host", "answering"),
    [
        ("127.0.0.1", {V4}),
        ("::1", {V6}),
        ("::", {V6}),
        ("0.0.0.0, ::", {V4, V6}),
        ("127.0.0.1,::1", {V4, V6}),
    ],
)
async def test_a_service_listens_on_each_address_of_its_setting(host: str, answering: set[str]) -> None:
    """A caller over IPv4 has an IPv4 address, which FORWARDED_ALLOW_IPS and quotas know."""
    async with listening(host) as port, httpx.AsyncClient(trust_env=False, timeout=30) as client:
        callers = {}
        for address in (V4, V6):
            with contextlib.suppress(httpx.ConnectError):
                callers[address] = (await client.get(f"http://{address}:{port}/caller")).json()
    assert callers == {address: address.strip("[]") for address in answering}


@pytest.mark.parametrize(("host", "answering"), [("127.0.0.1", {V4}), ("::1", {V6}), ("::", {V4, V6})])
def test_metrics_are_answered_on_both_families_too(host: str, answering: set[str]) -> None:
    server, thread = start_metrics(ServerSettings.model_validate({"metrics_host": host}))
    answered = set()
    for address in (V4, V6):
        with contextlib.suppress(httpx.ConnectError):
            httpx.get(
                f"http://{address}:{server.server_port}/metrics", trust_env=False, timeout=30
            ).raise_for_status()
            answered.add(address)
    server.shutdown()
    server.server_close()
    thread.join()
    assert answered == answering


def health_checks(compose: dict[str, Any]) -> list[list[str]]:
    """The commands by which the image and compose ask a service for its health."""
    [of_image] = re.findall(r"^    CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.M)
    of_compose = {
        json.dumps(each["healthcheck"]["test"])
        for each in compose["services"].values()
        if each.get("command", [""])[0] == "serve"
    }
    return [json.loads(of_image), *(json.loads(each)[1:] for each in of_compose)]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "0.0.0.0,::"])
async def test_health_is_asked_wherever_a_service_listens(compose: dict[str, Any], host: str) -> None:
    async def exit_code(command: list[str], port: int) -> int:
        env = {**os.environ, "RODEM_PORT": str(port)}
        program, *arguments = command
        assert program == "python"
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, cwd=ROOT, env=env, stderr=asyncio.subprocess.DEVNULL
        )
        return await process.wait()

    async with listening(host) as port:
        for command in health_checks(compose):
            assert await exit_code(command, port) == 0
            assert await exit_code(command, free_ports(1)) == 1


def test_containers_listen_on_both_families(
    compose: dict[str, Any], manifests: dict[tuple[str, str], dict[str, Any]]
) -> None:
    assert "RODEM_HOST=0.0.0.0,::" in (ROOT / "Dockerfile").read_text()
    served = [each for each in compose["services"].values() if each.get("command", [""])[0] == "serve"]
    assert {each["environment"]["RODEM_METRICS_HOST"] for each in served} == {"::"}
    assert manifests["ConfigMap", "rodem"]["data"]["RODEM_METRICS_HOST"] == "::"
