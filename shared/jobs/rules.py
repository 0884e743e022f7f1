"""What a job is, and how many an operator may have. Pure."""

from datetime import timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

from shared.http.owned import Absent
from shared.http.problems import Problem

State = Literal["waiting", "running", "done", "failed", "cancelled"]

OPEN_MAX = 5
"""Jobs of one operator that are not over."""
TRIES_MAX = 3
"""How often a job is begun. One that was under way at the end of so many processes may be why they ended."""
KEPT_FOR = timedelta(days=7)
"""How long a job can be read after it is over."""
NO_JOB = Absent("There is no such job.")


class TooManyJobs(Problem):
    """So many of your jobs are not over yet that no more are taken. Ask again when one is over."""

    status = 409
    title = "Too many jobs"


class Job(NamedTuple):
    """A job. `asked` is what was asked for, as JSON; `done` of `total` parts of it are done; `result` is the
    answer as JSON, once there is one."""

    job_id: UUID
    kind: str
    state: State
    asked: dict[str, Any]
    tries: int
    done: int
    total: int | None
    result: str | None


def check_open(jobs: int) -> None:
    """Raises TooManyJobs for an operator who has so many that are not over."""
    if jobs >= OPEN_MAX:
        raise TooManyJobs("{jobs_max} of your jobs are not over yet.", jobs_max=OPEN_MAX)
