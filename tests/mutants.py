"""Planted bugs, each of which must turn a named test red: `make mutants`. Not part of `make test`.

Each mutant is one replacement in a copy of the project. A test that stays green on one guards nothing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.planted_balances import BALANCES
from tests.planted_boards import BOARDS
from tests.planted_bugs import MUTANTS, Mutant
from tests.planted_challenges import CHALLENGES
from tests.planted_corrections import CORRECTIONS
from tests.planted_cross_checks import CROSS_CHECKS
from tests.planted_declared import DECLARED
from tests.planted_erasure import ERASURE
from tests.planted_limits import LIMITS
from tests.planted_live import LIVE_BUGS
from tests.planted_locks import LOCKS
from tests.planted_own_traces import OWN_TRACES
from tests.planted_prizes import PRIZES
from tests.planted_readers import READERS
from tests.planted_review import REVIEW
from tests.planted_rewards import REWARDS
from tests.planted_riders import RIDERS
from tests.planted_simulations import SIMULATIONS_AND_ERASURE
from tests.planted_stations import STATIONS
from tests.planted_teams import TEAMS
from tests.planted_trips import TRIPS
from tests.planted_trust import TRUST
from tests.planted_values import VALUES

ROOT = Path(__file__).parents[1]
ALL = (
    *MUTANTS,
    *BALANCES,
    *CROSS_CHECKS,
    *BOARDS,
    *CHALLENGES,
    *CORRECTIONS,
    *DECLARED,
    *ERASURE,
    *OWN_TRACES,
    *LIMITS,
    *LIVE_BUGS,
    *LOCKS,
    *PRIZES,
    *READERS,
    *REVIEW,
    *REWARDS,
    *RIDERS,
    *SIMULATIONS_AND_ERASURE,
    *STATIONS,
    *TEAMS,
    *TRIPS,
    *TRUST,
    *VALUES,
)
WORKERS = 2
LIST = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
"""The project's files, those too that are not committed yet."""


def is_seen(mutant: Mutant) -> bool:
    """Whether the test turns red on this bug. Raises ValueError when the bug cannot be planted."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder) / "project"
        for name in subprocess.check_output(LIST, cwd=ROOT, text=True).splitlines():
            if (ROOT / name).is_file():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, copy / name)
        file = copy / mutant.file
        text = file.read_text()
        if mutant.old not in text:
            raise ValueError(f"{mutant.file} no longer holds {mutant.old!r}")
        file.write_text(text.replace(mutant.old, mutant.new))
        argv = [sys.executable, "-m", "pytest", "-x", "--hypothesis-profile=mutants", mutant.test]
        done = subprocess.run(
            argv, cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)}, capture_output=True, text=True
        )
        if done.returncode not in (0, 1):
            raise ValueError(done.stdout[-2_000:])
        return done.returncode == 1


def main() -> None:
    """Plant each bug in turn, and fail if one is not seen. Words on the command line choose among them."""
    chosen = [mutant for mutant in ALL if all(word in mutant.name + mutant.file for word in sys.argv[1:])]
    survived = []
    with ThreadPoolExecutor(WORKERS) as pool:
        for mutant, seen in zip(chosen, pool.map(is_seen, chosen), strict=True):
            print("red  " if seen else "GREEN", mutant.name, "--", mutant.test.rpartition("/")[2], flush=True)
            survived += [] if seen else [mutant.name]
    print(f"{len(chosen) - len(survived)} of {len(chosen)} planted bugs were seen")
    sys.exit(bool(survived))


if __name__ == "__main__":
    main()
