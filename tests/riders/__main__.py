"""Runs the programme of riders: `python -m tests.riders`. It ends with status 1 if a promise is broken."""

import argparse
import sys
import time
from concurrent.futures import Executor, ProcessPoolExecutor

from tests.riders.cheats import BEYOND, CHEATS
from tests.riders.programme import (
    HELD_RIDERS_MAX,
    HELD_TRIPS_MAX,
    WHOLE,
    Honest,
    Size,
    cheats,
    commutes,
    honest_days,
    median_day,
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.riders", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--riders", type=int, default=WHOLE.riders, help="honest riders with a day each")
    parser.add_argument("--commuters", type=int, default=WHOLE.commuters, help="with ten working days each")
    parser.add_argument("--cheats", type=int, default=WHOLE.cheats, help="days of each cheat")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    began = time.monotonic()
    with ProcessPoolExecutor(asked.processes) as executor:
        broken = run(executor, asked.seed, Size(asked.riders, asked.commuters, asked.cheats))
    print(
        f"\nseed {asked.seed}, {time.monotonic() - began:.0f} s; "
        + ("; ".join(broken) or "all promises hold")
    )
    return 1 if broken else 0


def run(executor: Executor, seed: int, size: Size) -> list[str]:
    """Print what the programme finds. Returns the promises that are broken."""
    broken = []
    days = honest_days(executor, seed, size.riders)
    show(f"{days.riders} honest riders, a day each", days)
    if days.riders_held >= HELD_RIDERS_MAX * days.riders:
        broken.append("too many honest riders have a trip that is not accepted")
    working = commutes(executor, seed, size.commuters)
    show(f"{working.riders} riders on ten working days", working)
    if working.trips_held >= HELD_TRIPS_MAX * working.trips:
        broken.append("too many commutes are not accepted")
    honest_points = median_day(days)
    print(f"\npoints a day, all accounts together (the median honest day: {honest_points:.0f})")
    for each in cheats(executor, seed, size.cheats, [*CHEATS, *BEYOND]):
        kinds = ", ".join(f"{name} {count}" for name, count in each.trips.most_common(4))
        is_beyond = each.name in BEYOND
        mark = " (not found)" if is_beyond else ""
        print(f"  {each.name + mark:38} mean {each.mean_points:5.1f}, most {each.most_points:3}: {kinds}")
        if not is_beyond and each.mean_points >= honest_points:
            broken.append(f"it pays: {each.name}")
    return broken


def show(title: str, honest: Honest) -> None:
    """Print what became of these riders' trips."""
    print(f"\n{title}")
    print(
        f"  riders with a trip not accepted: {honest.riders_held} ({honest.riders_held / honest.riders:.2%})"
    )
    print(
        f"  trips not accepted: {honest.trips_held} of {honest.trips}"
        f" ({honest.trips_held / honest.trips:.2%})"
    )
    print(
        f"  of riders whom only their phones tell of: {honest.alone_held} of {honest.alone}"
        f" ({honest.alone_held / honest.alone:.2%});"
        f" rides from docks that became two trips: {honest.twice}"
    )
    for reasons, count in honest.reasons.most_common():
        print(f"    {reasons}: {count}")


if __name__ == "__main__":
    sys.exit(main())
