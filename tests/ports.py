"""Free ports in a row, for cities that start side by side."""

import os
import random

from rodem.local.postgres import port_is_free

PORTS = range(10_000, 20_000)
"""Below those of PostgreSQL and Kafka, and below those that systems give to outgoing connections."""
PROCESS = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
PROCESSES = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


def free_ports(count: int = 20) -> int:
    """The first of some free ports in a row. Random, as a city that starts does not listen at once; and each
    process of a run takes its own part of PORTS."""
    part = len(PORTS) // PROCESSES
    begin = PORTS[PROCESS % PROCESSES * part]
    for first in random.sample(range(begin, begin + part - count, count), 50):
        if all(port_is_free(port) for port in range(first, first + count)):
            return first
    raise AssertionError("no free ports")
