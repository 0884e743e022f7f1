"""CPU seconds of processes, read from /proc: Linux only."""

import os
from collections.abc import Iterable
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def of_process(pid: int) -> float:
    """User and system seconds of all threads of a process, those that have ended included."""
    user, system, *_ = _times(pid)
    return user + system


def of_cluster(postmaster: int) -> float:
    """Seconds of a PostgreSQL with its backends and helpers, those that it has reaped included."""
    return sum(_times(postmaster)) + sum(map(_nanoseconds, children(postmaster))) / 1e9


def of_all(pids: Iterable[int]) -> float:
    """Seconds of these processes together."""
    return sum(of_process(pid) for pid in pids)


def children(pid: int) -> list[int]:
    """The processes that a process has started and not yet reaped."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def memory_mib(pid: int) -> float:
    """Proportional set size: shared pages are divided among those who share them."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _times(pid: int) -> tuple[float, ...]:
    """utime, stime, cutime, cstime."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return tuple(int(field) / TICKS_PER_S for field in fields[11:15])


def _nanoseconds(pid: int) -> int:
    """Of a process of one thread. Ticks of 10 ms would be too coarse for a short run."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it has just ended, and is counted with the reaped
