"""`python -m shared.fork_server` forks the services of a city, on Linux. What all of them import is imported
once, which takes over a second for each of them.

A line of JSON on stdin asks for a service: `{"name": …, "env": {…}, "log": PATH}`. Lines on stdout tell what
became of the service: `{"started": PID}`, and later `{"ended": PID, "status": …}` as `subprocess` counts
statuses; or `{"refused": ERRNO}` where the system has no process or descriptor left for it. The fork server
ends when its stdin does. A service whose fork server ends gets SIGTERM.

Only what services have in common is imported here: a service must not have another's metrics.
"""

import ctypes
import gc
import importlib
import json
import os
import select
import signal
import sys
import time
import traceback
from typing import Any

import setproctitle

from shared import serve

PRELOADED = (
    "asyncpg",
    "babel.dates",
    "fastapi.openapi.utils",
    "httpx",
    "jwt.algorithms",
    "sqlalchemy.ext.asyncio",
)
"""Libraries of most services, besides those of `shared.serve`. None starts a thread when imported: a forked
process would not have it."""
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def run() -> None:
    """Fork a service for each line of stdin, until stdin ends."""
    children: dict[int, int] = {}  # by the descriptor that is readable when the process has ended
    poll = select.poll()
    poll.register(0, select.POLLIN)
    unread = b""
    while True:
        for descriptor, _ in poll.poll():
            if descriptor != 0:
                poll.unregister(descriptor)
                os.close(descriptor)
                tell(ended=children[descriptor], status=reap(children.pop(descriptor)))
                continue
            if not (received := os.read(0, 65_536)):
                return
            *lines, unread = (unread + received).split(b"\n")
            for line in lines:
                try:
                    pid = fork(json.loads(line))
                    ends = pidfd_of(pid)
                except OSError as refusal:
                    tell(refused=refusal.errno or 0)
                    continue
                children[ends] = pid
                poll.register(ends, select.POLLIN)
                tell(started=pid)


def tell(**what: int) -> None:
    """Write a line for the supervisor."""
    os.write(1, json.dumps(what).encode() + b"\n")


def pidfd_of(pid: int) -> int:
    """A descriptor that is readable when this process has ended. Where the system has none left it raises
    OSError, and has killed the process: nobody would learn of its end."""
    try:
        return os.pidfd_open(pid)
    except OSError:
        os.kill(pid, signal.SIGKILL)
        reap(pid)
        raise


def reap(pid: int) -> int:
    """The status of a process that has ended: negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def fork(asked: dict[str, Any]) -> int:
    """The pid of a new process that runs this service. Raises OSError if the system has none left."""
    parent = os.getpid()
    if pid := os.fork():
        return pid
    status = 1
    try:
        settle(asked, parent)
        serve.main(asked["name"])
        status = 0
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def settle(asked: dict[str, Any], parent: int) -> None:
    """Make a forked process what `python -m shared.serve NAME` would be: session, output, environment."""
    os.setsid()
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # the fork server has ended since
        os._exit(1)
    log = os.open(asked["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for descriptor, standard in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(descriptor, standard)
    # All others: descriptors of processes that have ended leave holes, so that these two may be the lowest.
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    # The title first: its library finds the place of the arguments by the environment of the start.
    setproctitle.setproctitle(f"{sys.executable} -m shared.serve {asked['name']}")
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    gc.enable()


def main() -> None:
    """What the supervisor runs."""
    gc.disable()
    for name in PRELOADED:
        importlib.import_module(name)
    # The imported objects are shared with the services as long as no collection writes to them.
    gc.freeze()
    run()


if __name__ == "__main__":
    main()
