"""`make bench`: the speed of Rodem as ratios against honest yardsticks, into bench.json.

`python -m bench [--size SIZE] [PART ...]` measures only some parts, or with fewer events, and then leaves
bench.json alone.
"""

import argparse
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal, get_args

import uvloop

from bench import (
    databases,
    end_to_end,
    history,
    intake,
    live,
    pipeline,
    ranks,
    redemptions,
    stream,
    summary,
    traces,
)
from bench.databases import Cluster

Size = Literal["smoke", "quick", "whole"]
Part = Callable[[Cluster, Size], Awaitable[dict[str, Any]]]


async def versus_naive(cluster: Cluster, size: Size) -> dict[str, Any]:
    runs, count = {"smoke": (1, 100), "quick": (1, 1_000), "whole": (5, 2_000)}[size]
    return await pipeline.versus_naive(cluster, runs, count)


async def versus_copy(cluster: Cluster, size: Size) -> dict[str, Any]:
    runs, count = {"smoke": (1, 500), "quick": (3, 5_000), "whole": (15, 8_000)}[size]
    return await pipeline.versus_copy(cluster, runs, count)


async def taken_in(cluster: Cluster, size: Size) -> dict[str, Any]:
    runs, batches = {"smoke": (1, 2), "quick": (3, 20), "whole": (5, 40)}[size]
    return await intake.measure(cluster, runs, batches)


async def challenges(cluster: Cluster, size: Size) -> dict[str, Any]:
    runs, count = {"smoke": (1, 500), "quick": (1, 5_000), "whole": (5, 10_000)}[size]
    return await pipeline.challenges_10_to_1000(cluster, runs, count)


async def everything(cluster: Cluster, size: Size) -> dict[str, Any]:
    runs, count = {"smoke": (1, 500), "quick": (3, 5_000), "whole": (5, 10_000)}[size]
    return await pipeline.boards_and_chains(cluster, runs, count)


async def stored(cluster: Cluster, size: Size) -> dict[str, Any]:
    runs, count, fewest, most = {
        "smoke": (1, 500, 2_000, 4_000),
        "quick": (1, 5_000, 100_000, 500_000),
        "whole": (5, 10_000, 100_000, 2_000_000),
    }[size]
    return await pipeline.history_100k_to_2m(cluster, runs, count, (fewest, most))


async def reads(cluster: Cluster, size: Size) -> dict[str, Any]:
    trips, runs, seconds = {"smoke": (1_000, 1, 1), "quick": (20_000, 2, 2), "whole": (20_000, 19, 1)}[size]
    return await summary.versus_hello(cluster, trips, runs, seconds)


async def kafka(_: Cluster, size: Size) -> dict[str, Any]:
    trips, probes = {"smoke": (400, 2), "quick": (4_000, 20), "whole": (20_000, 100)}[size]
    return await end_to_end.measure(trips, probes)


async def redeemed(_: Cluster, size: Size) -> dict[str, Any]:
    return await redemptions.measure({"smoke": 40, "quick": 400, "whole": 2_000}[size])


async def ranked(cluster: Cluster, size: Size) -> dict[str, Any]:
    riders, reads = {"smoke": (5_000, 50), "quick": (1_000_000, 500), "whole": (1_000_000, 2_000)}[size]
    return await ranks.measure(cluster, riders, reads)


async def judged(_: Cluster, size: Size) -> dict[str, Any]:
    return traces.ride({"smoke": 1, "quick": 5, "whole": 21}[size])


async def jumping(_: Cluster, size: Size) -> dict[str, Any]:
    return traces.unreachable({"smoke": 1, "quick": 5, "whole": 21}[size])


async def ridden_live(cluster: Cluster, size: Size) -> dict[str, Any]:
    trips, seconds = {"smoke": (40, 2), "quick": (2_000, 10), "whole": (2_000, 60)}[size]
    return await live.measure(cluster, trips, seconds)


PARTS: dict[str, Part] = {
    "pipeline_vs_naive": versus_naive,
    "pipeline_vs_copy": versus_copy,
    "intake_vs_copy": taken_in,
    "challenges_10_to_1000": challenges,
    "boards_and_chains": everything,
    "history_100k_to_2m": stored,
    "summary_vs_hello": reads,
    "kafka_vs_embedded": kafka,
    "redemption_ms": redeemed,
    "rank_p99_ms": ranked,
    "trace_ms": judged,
    "jumping_trace_ms": jumping,
    "live_chunk_p99_ms": ridden_live,
}
PROMISED = {
    "pipeline_vs_naive": (">=", 60),
    "pipeline_vs_copy": (">=", 0.25),
    "intake_vs_copy": ("<=", 28),
    "challenges_10_to_1000": ("<=", 1.3),
    "boards_and_chains": ("<=", 1.3),
    "history_100k_to_2m": ("<=", 1.6),
    "summary_vs_hello": (">=", 0.40),
    "kafka_vs_embedded": ("<=", 1.5),
    "redemption_ms": ("<=", 12),
    "rank_p99_ms": ("<=", 5),
    "trace_ms": ("<=", 50),
    "jumping_trace_ms": ("<=", 150),
    "live_chunk_p99_ms": ("<=", 250),
}


async def measure(parts: list[str], size: Size) -> dict[str, Any]:
    """The result of each part. All run on the same server, one after the other."""
    results = {}
    async with databases.running() as cluster:
        await history.copy_template(cluster, "challenges", "challenges_plain")
        await stream.add_challenges(cluster.database("challenges"), stream.MATCHING)
        for name in parts:
            started = time.monotonic()
            print(name, flush=True)
            results[name] = await PARTS[name](cluster, size)
            print(f"  = {results[name]['value']}  ({time.monotonic() - started:.0f} s)", flush=True)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "--size", choices=get_args(Size), default="whole", help="smoke: only to see that it runs"
    )
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], default=[])
    args = parser.parse_args()
    results = uvloop.run(measure(args.parts or list(PARTS), args.size))
    if args.parts or args.size != "whole":
        print(json.dumps(results, indent=2))
    else:
        Path("bench.json").write_text(json.dumps(results, indent=2) + "\n")
    for name, (relation, bound) in PROMISED.items():
        if name in results:
            value = results[name]["value"]
            if value is None:
                continue
            is_kept = value >= bound if relation == ">=" else value <= bound
            print(f"{name:24} {value:8}  promised {relation} {bound}{'' if is_kept else '   SHORT'}")


if __name__ == "__main__":
    main()
