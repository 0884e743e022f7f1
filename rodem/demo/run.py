"""`rodem demo`: a city as `rodem up` runs it, filled through the gateway, and what to try in it."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from rodem.care import releases
from rodem.care.doctor import is_caught_up, read_flow
from rodem.demo import (
    boards,
    campaigns,
    challenges,
    cheats,
    draws,
    filling,
    invitation,
    limits,
    live,
    phones,
    plan,
    redeeming,
    reviews,
    rewards,
)
from rodem.demo.barcelona import REAL_NAME, is_real
from rodem.demo.made_up_city import MADE_UP_NAME
from rodem.demo.plan import DemoSize, Plan
from rodem.gateways import gateway_of
from rodem.imports.connecting import connection
from rodem.local import tokens, up
from rodem.local.running import Running, running
from rodem.refusals import Refused
from rodem_client import Rodem
from rodem_client.api.challenges import ListedChallenge
from shared.cancelling import cancel_all

CATCH_UP_S = 300
POLL_S = 0.2
CANCEL_AGAIN_S = 60
"""More than a city takes to stop."""
SAVED = "demo.json"


@dataclass(frozen=True)
class Scene:
    """A plan, the city that it is sent to, and the progress bars."""

    plan: Plan
    city: Running
    data_dir: Path
    progress: Progress


async def demo(
    data_dir: Path,
    port_base: int,
    services: Sequence[str],
    env: Mapping[str, str],
    size: DemoSize,
    live_phones: int,
) -> None:
    """Runs a city until Ctrl-C, and fills it as soon as it is ready. Then so many phones ride in it.

    Raises what `up` raises, and Refused or ImportRefused when the city does not accept the demo; the city is
    then stopped.
    """
    tokens.refuse_in_production(env)
    # The page of a real city must not be taken for that city's: its riders and trips are made up.
    # Its visitors type their trips, which count as they are told. Its zones have trips enough for each day.
    named = {
        "RODEM_CITY_NAME": f"{REAL_NAME if is_real() else MADE_UP_NAME} (demo)",
        "RODEM_RIDER_TRIPS": "accepted",
        "RODEM_RELEASE_PLACES": "P1D",
        **env,
    }
    city = asyncio.create_task(up.up(data_dir, port_base, services, named))
    showing = asyncio.create_task(_show(data_dir, named, size, live_phones, time.time()))
    try:
        await asyncio.wait({city, showing}, return_when=asyncio.FIRST_COMPLETED)
        if not city.done():
            showing.result()  # raises the error that has ended it, if one has
        await city
    finally:
        await cancel_all([showing, city], CANCEL_AGAIN_S)


async def _show(
    data_dir: Path, env: Mapping[str, str], size: DemoSize, live_phones: int, started_at: float
) -> None:
    saved = data_dir / SAVED
    span = plan.span_to_tell(saved, size, datetime.now(UTC))
    # In a thread, because the supervisor shares this loop; now, because the services take a while to start.
    drawing = asyncio.create_task(asyncio.to_thread(plan.draw, size, span))
    city = await _until_ready(data_dir, started_at)
    drawn = await drawing
    console = Console(soft_wrap=True, highlight=False)
    if not span.is_told:
        plan.save(saved, size, span)
        with _progress(console) as progress:
            await _fill(Scene(drawn, city, data_dir, progress))
        await _release(console, city, env)
        plan.save(saved, size, replace(span, is_told=True))
    else:
        console.print(f"{drawn.city.name} knows today's demo already: nothing is added")
    minted = invitation.write_tokens(data_dir, drawn.guide.rider_id)
    days = drawn.today - timedelta(days=size.days), drawn.today
    tries = invitation.lines(city.gateway_url, data_dir, days, phones.slow_ride(drawn).trip_id)
    console.print(f"[bold]{drawn.city.name} is ready after {time.time() - started_at:.0f} s[/bold]")
    invitation.say(console, city.gateway_url, minted, tries, live_phones)
    await live.ride_on(gateway_of(data_dir, None, None), data_dir, drawn.city, live_phones)


async def _until_ready(data_dir: Path, started_at: float) -> Running:
    """Waits for the run.json of this city. One that is older was left by a city that was killed."""
    run_file = data_dir / "run.json"
    while not (run_file.exists() and run_file.stat().st_mtime > started_at):
        await asyncio.sleep(POLL_S)
    return running(data_dir)


async def _fill(scene: Scene) -> None:
    drawn, say = scene.plan, scene.progress.console.print
    async with connection("The demo", gateway_of(scene.data_dir, None, None)) as rodem:
        await filling.tell_places(rodem, drawn.city)
        say(f"{drawn.city.name} has its zones and {len(drawn.city.stations)} stations")
        bar = scene.progress.add_task("Trips", total=len(drawn.trips))
        await filling.send_trips(rodem, drawn, lambda trips: scene.progress.advance(bar, trips))
        scene.progress.remove_task(bar)
        say(f"{len(drawn.riders):,} riders have made {len(drawn.trips):,} trips")
        told = await _tell_phones(scene, rodem)
        say(f"Phones have told {told} trips: the operator's rides too, their own, and made-up ones")
        await limits.put_new_limits(rodem, drawn.size.timezone)
        await _until_applied(scene)
        campaign_id = await campaigns.open_campaign(rodem, drawn.today, drawn.size.timezone)
        await _until_applied(scene)  # challenges knows the campaign when it has heard of it
        await challenges.publish_all(rodem, drawn.today, drawn.size.timezone, campaign_id)
        joined = await _join(scene, rodem, await challenges.find_all(rodem))
        say(f"{len(challenges.CHALLENGES)} challenges are published, {joined} riders have joined")
        reviewed = await reviews.review(rodem, drawn.trips, scene.data_dir)
        reviewed += await reviews.answer_appeals(rodem, drawn, scene.data_dir)
        say(f"{reviewed} trips were taken back, appealed against or decided")
        await _until_applied(scene)
        await rewards.publish_all(rodem)
        if draw_id := await draws.open_draw(rodem, drawn):
            joining = drawn.some_riders("draw", draws.SHARE)
            for rider in joining:
                await draws.take_part(rodem, scene.data_dir, draw_id, rider)
            say(f"{len(joining)} riders take part in a draw that closes in a few minutes")
        opted_in = drawn.some_riders("boards", boards.SHARE)
        for rider in opted_in:
            await boards.opt_in(rodem, scene.data_dir, rider)
        say(f"{len(opted_in)} riders are on leaderboards, under nicknames")
        redeemed = await _redeem(scene, rodem)
        say(f"{len(rewards.REWARDS)} rewards of {len(rewards.PARTNERS)} partners, {redeemed} redemptions")
        await _until_applied(scene)


async def _release(console: Console, city: Running, env: Mapping[str, str]) -> None:
    """Tell the figures of the days that are over, as the service does at 04:00."""
    number = await asyncio.to_thread(releases.release, city.databases["public_value"], env)
    if number is not None:
        console.print(f"Release {number} tells the city's figures up to two days ago")


async def _tell_phones(scene: Scene, rodem: Rodem) -> int:
    """What phones tell of at once, honest ones and others. Returns how many trips they have told."""
    trips = [*phones.phone_trips(scene.plan), *cheats.cheated_trips(scene.plan)]
    bar = scene.progress.add_task("Phones", total=len(trips))
    for trip in trips:
        await phones.tell(rodem, scene.data_dir, trip)
        scene.progress.advance(bar)
    scene.progress.remove_task(bar)
    await cheats.report_loop(rodem, scene.plan)
    return len(trips)


async def _join(scene: Scene, rodem: Rodem, listed: Mapping[str, ListedChallenge]) -> int:
    """Riders join challenges (`listed` by English name). Returns how many riders joined any."""
    joining = challenges.joining(scene.plan.riders, scene.plan.guide, scene.plan.size.seed)
    bar = scene.progress.add_task("Challenges", total=sum(map(len, joining.values())))
    for name, riders in joining.items():
        for rider in riders:
            await challenges.join(rodem, scene.data_dir, listed[name].challenge_id, rider)
            scene.progress.advance(bar)
    scene.progress.remove_task(bar)
    return len({rider.rider_id for riders in joining.values() for rider in riders})


async def _redeem(scene: Scene, rodem: Rodem) -> int:
    """Riders exchange points for rewards. Returns how many redemptions there are."""
    wanted = round(redeeming.SHARE * len(scene.plan.riders))
    bar = scene.progress.add_task("Redemptions", total=wanted)
    redeemed = await redeeming.redeem_all(
        rodem, scene.data_dir, scene.plan, wanted, lambda more: scene.progress.advance(bar, more)
    )
    scene.progress.remove_task(bar)
    return redeemed


async def _until_applied(scene: Scene) -> None:
    """Waits until every service has applied all events. The bar shows how many the slowest has left."""
    bar: TaskID | None = None
    most = 1
    give_up_at = time.monotonic() + CATCH_UP_S
    while not is_caught_up(flow := await read_flow(scene.city.databases, scene.city.kafka)):
        if time.monotonic() > give_up_at:
            raise Refused(f"After {CATCH_UP_S} s not everything is applied: `rodem doctor` says what waits.")
        left = max((consumer.lag for consumer in flow.consumers), default=0)
        left += max((outbox.unpublished for outbox in flow.outbox), default=0)
        most = max(most, left)
        if bar is None:
            bar = scene.progress.add_task("Points and figures", total=most)
        scene.progress.update(bar, total=most, completed=most - left)
        await asyncio.sleep(POLL_S)
    if bar is not None:
        scene.progress.remove_task(bar)


def _progress(console: Console) -> Progress:
    """Progress bars on a terminal. Elsewhere only the lines between them are printed."""
    return Progress(
        TextColumn("{task.description:<19}"),
        BarColumn(bar_width=40),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
