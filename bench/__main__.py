"""`make bench`: the speed of Rodem as ratios against honest yardsticks, into bench.json.

`python -m bench [--quick] [PART ...]` measures only some parts, and then leaves bench.json alone.
"""

import argparse
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvloop

from bench import databases, end_to_end, history, pipeline, stream, summary
from bench.databases import Cluster

Part = Callable[[Cluster, bool], Awaitable[dict[str, Any]]]


async def versus_naive(cluster: Cluster, quick: bool) -> dict[str, Any]:
    return await pipeline.versus_naive(cluster, *((1, 1_000) if quick else (5, 2_000)))


async def versus_copy(cluster: Cluster, quick: bool) -> dict[str, Any]:
    return await pipeline.versus_copy(cluster, *((3, 5_000) if quick else (5, 20_000)))


async def challenges(cluster: Cluster, quick: bool) -> dict[str, Any]:
    return await pipeline.challenges_10_to_1000(cluster, *((1, 5_000) if quick else (5, 10_000)))


async def stored(cluster: Cluster, quick: bool) -> dict[str, Any]:
    runs, count, most = (1, 5_000, 500_000) if quick else (5, 10_000, 2_000_000)
    return await pipeline.history_100k_to_2m(cluster, runs, count, (100_000, most))


async def reads(cluster: Cluster, quick: bool) -> dict[str, Any]:
    return await summary.versus_hello(cluster, *((2, 2) if quick else (5, 4)))


async def kafka(_: Cluster, quick: bool) -> dict[str, Any]:
    return await end_to_end.measure(*((4_000, 20) if quick else (20_000, 100)))


PARTS: dict[str, Part] = {
    "pipeline_vs_naive": versus_naive,
    "pipeline_vs_copy": versus_copy,
    "challenges_10_to_1000": challenges,
    "history_100k_to_2m": stored,
    "summary_vs_hello": reads,
    "kafka_vs_embedded": kafka,
}
PROMISED = {
    "pipeline_vs_naive": (">=", 60),
    "pipeline_vs_copy": (">=", 0.25),
    "challenges_10_to_1000": ("<=", 1.3),
    "history_100k_to_2m": ("<=", 1.6),
    "summary_vs_hello": (">=", 0.40),
    "kafka_vs_embedded": ("<=", 1.5),
}


async def measure(parts: list[str], quick: bool) -> dict[str, Any]:
    """The result of each part. All run on the same server, one after the other."""
    results = {}
    async with databases.running() as cluster:
        await history.copy_template(cluster, "challenges", "challenges_plain")
        await stream.add_challenges(cluster.database("challenges"), stream.MATCHING)
        for name in parts:
            started = time.monotonic()
            print(name, flush=True)
            results[name] = await PARTS[name](cluster, quick)
            print(f"  = {results[name]['value']}  ({time.monotonic() - started:.0f} s)", flush=True)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs of fewer events")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], default=[])
    args = parser.parse_args()
    results = uvloop.run(measure(args.parts or list(PARTS), args.quick))
    if args.parts or args.quick:
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
