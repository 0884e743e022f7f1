"""`rodem demo` from the first line to the last, with few riders and days, in the made-up city."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import pytest

from rodem.care import releases
from rodem.care.doctor import as_json, examine
from rodem.demo import plan
from rodem.demo.cheats import LEGS, cheated_trips, drawn_ride
from rodem.demo.made_up_city import make_city
from rodem.demo.phones import ALONE, phone_trips, slow_ride
from rodem.demo.plan import DemoSize, Span
from rodem.demo.redeeming import SHARE
from rodem.demo.reviews import held, review
from rodem.demo.rewards import find_all
from rodem.demo.riders import signed_in
from rodem.demo.trips import DemoTrip, verdicts
from rodem.local.running import running
from rodem.local.tokens import mint
from rodem_client import Rodem
from rodem_client.api.campaigns import list_campaigns
from rodem_client.api.city_figures import read_city_figures
from rodem_client.api.draws import list_draws, list_my_draws
from rodem_client.api.limits import list_limits
from rodem_client.api.redemptions import list_redemptions
from rodem_client.api.releases import list_releases
from rodem_client.api.trips import Batch, ReviewedTrip, get_my_trip, list_trips, report_trips
from tests.ports import free_ports

MADE_UP = """
from rodem.cli import main
from rodem.demo import plan
from rodem.demo.made_up_city import make_city
plan.find_city = make_city
main()
"""
WANTED = DemoSize(riders=60, days=7, seed=7, timezone="Europe/Madrid")
OPTIONS = ("--riders", "60", "--days", "7", "--seed", "7")
NEW_LIMITS = 2
LAST_LINE = "Ctrl-C stops the city"
READY_S = 120


class Demo:
    """A `rodem demo` in a process of its own. `printed` is what it said until it was ready."""

    def __init__(self, data: Path, output: Path, live: int = 0) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("RODEM_")}
        options = [*OPTIONS, "--live", str(live), "--data", str(data), "--port-base", str(free_ports())]
        with open(output, "w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", MADE_UP, "demo", *options],
                env=env,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self.data, self.output, self.printed = data, output, ""

    async def ready(self) -> "Demo":
        give_up_at = time.monotonic() + READY_S
        while LAST_LINE not in (printed := self.output.read_text()):
            assert self.process.poll() is None, printed
            assert time.monotonic() < give_up_at, printed
            await asyncio.sleep(0.1)
        self.printed = printed
        return self

    async def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return await asyncio.to_thread(self.process.wait, 30)

    async def health(self) -> dict[str, Any]:
        return as_json(await examine(running(self.data)))

    def curl_lines(self) -> list[str]:
        return [line for line in self.printed.splitlines() if line.lstrip().startswith("curl ")]


def answer(line: str, folder: Path) -> dict[str, Any]:
    """What a line prints, run exactly as it is printed."""
    done = subprocess.run(line, shell=True, cwd=folder, capture_output=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


async def planned_by(demo: Demo) -> plan.Plan:
    saved = json.loads((demo.data / "demo.json").read_text())
    assert saved["wanted"] == asdict(WANTED)
    span = Span(date.fromisoformat(saved["first"]), datetime.fromisoformat(saved["until"]))
    return await asyncio.to_thread(plan.draw, WANTED, span, make_city())


async def until_cheats_are_found(demo: Demo) -> None:
    """What is held beside other riders' trips follows within a minute."""
    async with Rodem(running(demo.data).gateway_url, token=mint(demo.data, "operator")) as rodem:
        give_up_at = time.monotonic() + READY_S
        for reason in ("replayed", "vehicle_shared", "many_accounts"):
            while not (await list_trips(rodem, verdict="held", reason=reason)).trips:
                assert time.monotonic() < give_up_at, reason
                await asyncio.sleep(0.5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("it's a demo")  # a name that a shell would trip over


@pytest.fixture(scope="module")
async def first(folder: Path) -> AsyncIterator[Demo]:
    demo = Demo(folder / "data", folder / "first.txt")
    try:
        await demo.ready()
        await until_cheats_are_found(demo)
        yield demo
    finally:
        if demo.process.poll() is None:
            await demo.stop()


@pytest.mark.e2e
async def test_the_city_holds_what_was_planned(first: Demo) -> None:
    planned = await planned_by(first)
    health = await first.health()
    assert health["ok"]
    told = [*phone_trips(planned), *cheated_trips(planned)]
    assert health["trips"]["received"] == len(planned.trips) + len(told) + LEGS > 200
    wanted = Counter(verdicts(planned.trips))
    wanted.update("voided" if trip.expected == "merged" else trip.expected for trip in told)
    wanted.update({"held": LEGS})
    wanted.subtract({"held": 2})  # which are appealed: one is accepted, the other rejected
    wanted.update(("accepted", "rejected"))
    assert {name: health["trips"][name] for name in wanted} == dict(wanted)


@pytest.mark.e2e
async def test_every_trip_that_phones_tell_comes_out_as_it_is_meant(first: Demo) -> None:
    planned = await planned_by(first)
    appealed = {slow_ride(planned).trip_id: "upheld", drawn_ride(planned).trip_id: "dismissed"}
    async with Rodem(running(first.data).gateway_url) as rodem:
        confirmed: Counter[tuple[str, ...]] = Counter()
        for trip in [*phone_trips(planned), *cheated_trips(planned)]:
            rider = signed_in(rodem, first.data, trip.rider_id)
            seen = await get_my_trip(rider, trip.trip_id)
            if state := appealed.get(trip.trip_id):
                assert seen.appeal is not None
                assert seen.decision is not None
                assert (seen.appeal.state, seen.appeal.answer) == (state, seen.decision.reason)
                assert bool(seen.decision.strike) == (state == "dismissed")
                continue
            verdict = "voided" if trip.expected == "merged" else trip.expected
            reasons = ["merged"] if trip.expected == "merged" else [trip.reason] if trip.reason else []
            assert (seen.verdict, seen.reasons) == (verdict, reasons), trip
            whole = await get_my_trip(rider, (seen.merged_into or [trip.trip_id])[0])
            confirmed[tuple(whole.confirmed_by or ())] += 1
    assert confirmed["operator", "phone"] > 5
    assert confirmed["phone",] > ALONE


@pytest.mark.e2e
async def test_cheats_are_found_each_in_its_own_way(first: Demo) -> None:
    token = (first.data / "demo-operator").read_text().split()[-1]
    async with Rodem(running(first.data).gateway_url, token=token) as rodem:
        found = {
            reason: len((await list_trips(rodem, verdict="held", reason=reason)).trips)
            for reason in ("replayed", "vehicle_shared", "many_accounts", "loop")
        }
        limits = await list_limits(rodem)
    assert found == {"replayed": 1, "vehicle_shared": 2, "many_accounts": 1, "loop": LEGS}
    assert [each.version for each in limits.limits] == [1, NEW_LIMITS]
    assert limits.in_force == 1
    assert {each.bike.rider_trips for each in limits.limits} == {"accepted"}
    assert limits.limits[1].ebike.rider_trips == "refused"


@pytest.mark.e2e
async def test_the_printed_lines_work_as_they_stand(first: Demo, folder: Path) -> None:
    (
        summary,
        statement,
        rewards,
        board,
        trips,
        appealed,
        riding,
        phones,
        queue,
        *found,
        lapsed,
        limits,
        used,
        figures,
    ) = (answer(line, folder) for line in first.curl_lines())
    assert summary["totals"]["trips"] > 0
    assert len(summary["entries"]) > 3
    assert statement["postings"]
    assert any(reward["can_redeem"] for reward in rewards["rewards"])
    assert board["top"][0]["rank"] == 1
    assert len(board["top"]) >= 10
    assert trips["trips"]
    assert appealed["appeal"]["state"] == "upheld"
    assert riding["trips"] == []
    assert len(phones["trips"]) == 5
    assert all("phone" in trip["confirmed_by"] for trip in phones["trips"])
    assert queue["trips"]
    assert [each["trips"][0]["verdict"] for each in found] == 3 * ["held"]
    assert "trips" in lapsed
    assert limits["in_force"] == 1
    assert used["month"]
    assert [column["name"] for column in figures["columns"]][1:] == ["district_id", "trips", "riders"]
    assert figures["rows"]


@pytest.mark.e2e
async def test_the_days_that_are_over_are_released_and_are_what_the_log_gives(first: Demo) -> None:
    city = running(first.data)
    async with Rodem(city.gateway_url) as rodem:
        [release] = (await list_releases(rodem)).releases
        page = await read_city_figures(rodem)
    assert "Release 1 tells the city's figures" in first.printed
    days = [each.start_date for each in release.periods if each.interval == "P1D"]
    assert page.last_day == max(days)
    assert [day.start_date for day in page.series if day.trips] == days
    assert {plan.places for plan in release.plans} == {"P1D"}
    report = await releases.verify(city.databases["public_value"], city.databases, None)
    assert (report["ok"], report["figures"]) == (True, release.figures)


@pytest.mark.e2e
async def test_every_audience_gets_a_token_and_the_page_is_there(first: Demo) -> None:
    tokens = [line.split() for line in first.printed.splitlines() if " eyJ" in line]
    assert [audience for audience, _ in tokens] == ["rider", "operator", "city", "partner"]
    gateway_url = running(first.data).gateway_url
    for page in ("/city", "/docs"):
        assert f"{gateway_url}{page}" in first.printed
    shown = subprocess.run(["curl", "-s", f"{gateway_url}/city"], capture_output=True, text=True, check=True)
    assert "(demo)" in shown.stdout.partition("</h1>")[0].partition("<h1>")[2]
    query = [
        "curl", "-s", "-H", f"Authorization: Bearer {tokens[1][1]}", f"{gateway_url}/v1/challenges?limit=200",
    ]  # fmt: skip
    listed = json.loads(subprocess.run(query, capture_output=True, check=True).stdout)
    assert Counter(challenge["state"] for challenge in listed["challenges"]) == {"published": 12}


@pytest.mark.e2e
async def test_riders_have_exchanged_points_for_rewards(first: Demo) -> None:
    token = (first.data / "demo-operator").read_text().split()[-1]
    async with Rodem(running(first.data).gateway_url, token=token) as rodem:
        assert {reward.state for reward in await find_all(rodem)} == {"published"}
        assert len(await find_all(rodem)) == 12
        redeemed = (await list_redemptions(rodem, limit=200)).redemptions
        [campaign] = (await list_campaigns(rodem)).campaigns
        [draw] = (await list_draws(rodem)).draws
    assert len(redeemed) == round(SHARE * WANTED.riders)
    assert (campaign.state, draw.state) == ("open", "published")
    assert campaign.promised_points + campaign.spent_points > 0
    rider = (first.data / "demo-rider").read_text().split()[-1]
    async with Rodem(running(first.data).gateway_url, token=rider) as rodem:
        [taking_part] = (await list_my_draws(rodem)).draws
    assert taking_part.draw_id == draw.draw_id


@pytest.mark.e2e
async def test_trips_too_old_for_an_appeal_are_decided_without_one(first: Demo) -> None:
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
    rides = [
        DemoTrip(
            trip_id=uuid4(),
            rider_id=uuid4(),
            vehicle_type="bike",
            vehicle_id=f"late-{days}-{aftermath}",
            started_at=at - timedelta(days=days),
            ended_at=at - timedelta(days=days) + timedelta(minutes=10),
            start_station_id=start.station_id,
            end_station_id=end.station_id,
            distance_m=6_000,  # at 36 km/h
            verdict="held",
            aftermath=aftermath,
        )
        for start, end in [make_city().stations[:2]]
        for days in (2, 20)
        for aftermath in ("waiting", "refused")
    ]
    token = (first.data / "demo-operator").read_text().split()[-1]
    async with Rodem(running(first.data).gateway_url, token=token) as rodem:
        told = Batch(history=True, timezone=WANTED.timezone, trips=[ride.body() for ride in rides])
        assert not (await report_trips(rodem, told)).failures
        await review(rodem, rides, first.data)
        queue = await held(rodem)
        assert [queue.get(ride.trip_id) for ride in rides] == [True, None, False, None]


@pytest.mark.e2e
async def test_told_again_the_demo_adds_nothing(first: Demo, folder: Path) -> None:
    before = await first.health()
    assert await first.stop() == 0
    saved = first.data / "demo.json"
    saved.write_text(saved.read_text().replace("true", "false"))  # as if it had broken off at its end
    for _ in ("told again", "known to be told"):
        demo = await Demo(first.data, folder / f"{time.monotonic_ns()}.txt").ready()
        try:
            health = await demo.health()
        finally:
            assert await demo.stop() == 0
        assert (health["trips"], health["ledger"]) == (before["trips"], before["ledger"])
    assert "nothing is added" in demo.printed


@pytest.mark.e2e
@pytest.mark.timeout(300)
async def test_while_it_runs_phones_ride_and_their_open_trips_become_verdicts(
    first: Demo, folder: Path
) -> None:
    await first.stop()
    demo = Demo(first.data, folder / "live.txt", live=1)
    try:
        await demo.ready()
        token = (first.data / "demo-operator").read_text().split()[-1]
        async with Rodem(running(first.data).gateway_url, token=token) as rodem:
            [riding] = await until_there_are(rodem, "open")
            since = riding.started_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
            await until_there_are(rodem, "accepted", since)
            [ridden] = await until_there_are(rodem, "accepted", since, "operator")
    finally:
        assert await demo.stop() == 0
    assert ridden.rider_id == riding.rider_id
    assert ridden.confirmed_by == ["operator", "phone"]


async def until_there_are(
    rodem: Rodem,
    verdict: Literal["open", "accepted"],
    since: str | None = None,
    confirmed_by: Literal["operator"] | None = None,
) -> list[ReviewedTrip]:
    """The trips with this verdict, as soon as there are any."""
    give_up_at = time.monotonic() + READY_S
    while True:
        listed = await list_trips(rodem, verdict=verdict, since=since, confirmed_by=confirmed_by)
        if listed.trips:
            return listed.trips
        assert time.monotonic() < give_up_at
        await asyncio.sleep(0.2)
