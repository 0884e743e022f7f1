"""The health of a city of which only the gateway can be reached. The findings are the doctor's; the figures
come from `GET /v1/health/SERVICE` of each service instead of its database."""

import asyncio
from collections.abc import Mapping

import httpx

from rodem.care import agreement
from rodem.care.differences import Difference
from rodem.care.doctor import Flow, Health, NotReady, flow_of, is_quiet
from rodem.gateways import Gateway
from rodem.local.running import SERVICES, with_database
from rodem.local.supervisor import advice_in
from rodem.refusals import Refused
from shared.http.health import ServiceHealth

ANSWER_S = 12
"""Longer than the gateway waits for a service."""
PAGE = "/city"
EXAMINED = {*with_database(), "pages"}
SOMEBODY_WAS_ERASED = "sums of each rider, for riders were erased and other services may hold sums of theirs"
NO_FIGURES = "sums of trips and points, which from outside would tell of single trips"
ON_KAFKA = "how far services are behind, whether they agree, and the broker: only from beside Kafka"

Answers = Mapping[str, ServiceHealth]


async def examine(gateway: Gateway, within_s: float) -> Health:
    """Examine a city through its gateway. `within_s` is the longest wait for a comparison of tables, of which
    the gateway grants 10 s. Raises Refused if the token may not ask."""
    headers = {"Authorization": f"Bearer {gateway.token()}"}
    async with httpx.AsyncClient(base_url=gateway.url, headers=headers, timeout=ANSWER_S) as client:
        first, away = await _ask_all(client, with_database())
        page_away = await _why_no_page(client)
        before = _flow(first, (await _ask_all(client, first))[0])
        compared, _ = await _ask_all(client, first, "?compare=true", min(within_s, ANSWER_S))
        again, _ = await _ask_all(client, first)
        after = _flow(again, (await _ask_all(client, again))[0])
    on_kafka = any(each.on_kafka for each in first.values())
    disagreeing = _disagreeing(compared) if is_quiet(before, after) and not (away or on_kafka) else []
    not_ready = away | page_away
    return Health(
        not_ready=[NotReady(name, not_ready[name]) for name in SERVICES if name in not_ready],
        flow=before,
        ledger=_ledger(compared),
        trips={},
        differences=[*_differing(compared), *disagreeing],
        not_checked=_not_checked(first, compared, away, on_kafka),
    )


async def _ask_all(
    client: httpx.AsyncClient,
    services: Mapping[str, object] | tuple[str, ...],
    query: str = "",
    within_s: float = ANSWER_S,
) -> tuple[dict[str, ServiceHealth], dict[str, str]]:
    """What each service answers, and why others are not ready, both by service."""
    answers: dict[str, ServiceHealth] = {}
    away: dict[str, str] = {}

    async def ask_one(service: str) -> None:
        try:
            answer = await client.get(f"/v1/health/{service}{query}", timeout=within_s)
        except httpx.HTTPError:
            away[service] = f"nothing answers in time at {client.base_url}"
            return
        if answer.status_code in (401, 403):
            raise Refused(
                f"The gateway refuses the token ({advice_in(answer.content)}):"
                " --token-file wants one of the game's operator."
            )
        if answer.status_code == 200:
            answers[service] = ServiceHealth.model_validate_json(answer.content)
        else:
            away[service] = advice_in(answer.content) or f"the gateway answers {answer.status_code}"

    await asyncio.gather(*(ask_one(service) for service in services))
    return {name: answers[name] for name in services if name in answers}, away


async def _why_no_page(client: httpx.AsyncClient) -> dict[str, str]:
    """Why pages are not drawn; empty when they are."""
    try:
        answer = await client.get(PAGE)
    except httpx.HTTPError:
        return {"pages": f"nothing answers in time at {client.base_url}"}
    return {} if answer.is_success else {"pages": f"the gateway answers {answer.status_code} to {PAGE}"}


def _flow(positions: Answers, logs: Answers) -> Flow:
    """The flow, of the positions in one answer and of the logs in a later one (see `doctor.read_flow`)."""
    on_kafka = any(each.on_kafka for each in positions.values())
    return flow_of(
        {name: [each.model_dump() for each in found.heard] for name, found in positions.items()},
        {name: [found.said.model_dump()] for name, found in logs.items()},
        {} if on_kafka else None,
        {name: "it went away meanwhile" for name in positions.keys() - logs.keys()},
    )


def _differing(compared: Answers) -> list[Difference]:
    return [
        Difference(service, each.what, each.rows, "", 0, 0)
        for service, found in compared.items()
        if found.compared is not None
        for each in found.compared.differing
    ]


def _disagreeing(compared: Answers) -> list[Difference]:
    checksums = {
        service: {(each.owner, each.what, 0): each.digest for each in found.compared.agreed}
        for service, found in compared.items()
        if found.compared is not None
    }
    return [
        Difference(service, f"{what} (of {owner})", 0, "", 0, 0)
        for service, owner, what, _ in agreement.disagreeing(checksums)
        if not (what in agreement.OF_RIDERS and _somebody_was_erased(compared))
    ]


def _somebody_was_erased(compared: Answers) -> bool:
    """Whether the owner of trips says so."""
    found = (each.compared for each in compared.values() if each.compared is not None)
    return any(each.what == agreement.ERASED_RIDERS for of in found for each in of.agreed)


def _ledger(compared: Answers) -> dict[str, bool]:
    found = [each.compared.balanced for each in compared.values() if each.compared is not None]
    balanced = [each for each in found if each is not None]
    return {"balanced": all(balanced)} if balanced else {}


def _not_checked(first: Answers, compared: Answers, away: Mapping[str, str], on_kafka: bool) -> list[str]:
    """What was not checked, in words."""
    return [
        NO_FIGURES,
        *([SOMEBODY_WAS_ERASED] if _somebody_was_erased(compared) else []),
        *(f"how far others are in what {service} said, and its tables" for service in away),
        *(
            f"the tables of {service}, which were not compared in time"
            for service in first
            if service not in compared
        ),
        *(f"{service}, which has no door for this" for service in SERVICES if service not in EXAMINED),
        *(["whether services agree, while one is away"] if away else []),
        *([ON_KAFKA] if on_kafka else []),
    ]
