"""What every answer of a job says."""

from typing import Any

from pydantic import BaseModel

from shared.jobs.rules import Job


def told(job: Job, kept: type[BaseModel]) -> dict[str, Any]:
    """The members of the answer: which job, in which state; while it runs, how far it is; once it is done,
    what it has found, as the model `kept` has it."""
    about: dict[str, Any] = {"job_id": job.job_id, "state": job.state}
    if job.state == "running" and job.total is not None:
        return about | {"progress": {"done": job.done, "total": job.total}}
    if job.result is None:
        return about
    return about | kept.model_validate_json(job.result).model_dump()
