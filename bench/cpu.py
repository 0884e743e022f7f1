"""CPU seconds and memory of processes, read from /proc (Linux only)."""

import os
from collections.abc import Iterable
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def of_process(pid: int) -> float:
    """User and system seconds of a process: of all its threads, including those that have ended."""
    user, system, *_ = _times(pid)
    return user + system


def of_cluster(postmaster: int) -> float:
    """Seconds of a PostgreSQL: of all its processes, including those that have ended."""
    return sum(_times(postmaster)) + sum(map(_nanoseconds, children(postmaster))) / 1e9


def of_all(pids: Iterable[int]) -> float:
    """Seconds of these processes together."""
    return sum(of_process(pid) for pid in pids)


def children(pid: int) -> list[int]:
    """The processes that a process has started and not yet reaped."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def memory_mib(pid: int) -> float:
    """Proportional set size in MiB: shared pages are divided among the processes that share them."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def queued_s(pid: int) -> float:
    """Seconds for which a process with one thread was ready to run and waited for a core."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9


def _times(pid: int) -> tuple[float, ...]:
    """Seconds in utime, stime, cutime and cstime of proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return tuple(int(field) / TICKS_PER_S for field in fields[11:15])


def _nanoseconds(pid: int) -> int:
    """Nanoseconds of a process with one thread. For short runs the 10 ms ticks of `_times` are too coarse."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    except (FileNotFoundError, ProcessLookupError):
        return 0  # the process has just ended, and its parent's cutime and cstime include it
