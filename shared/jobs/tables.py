"""The table of jobs, created by a migration of each service that does some."""

from shared.migrate import execute_script

JOBS_1 = """
CREATE TABLE jobs (
    job_id uuid PRIMARY KEY,
    city_id text NOT NULL,
    operator_id text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    asked jsonb NOT NULL,
    tries bigint NOT NULL DEFAULT 0,
    done bigint NOT NULL DEFAULT 0,
    total bigint,
    result text,
    asked_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz
);
CREATE INDEX jobs_open_idx ON jobs (asked_at, job_id) WHERE ended_at IS NULL;
CREATE INDEX jobs_ended_idx ON jobs (ended_at);
COMMENT ON TABLE jobs IS 'Owned. What operators have asked for that takes long, and what came of it, for a
    week. state: waiting, running, done, failed or cancelled. Who does one holds an advisory lock meanwhile.';
"""


def create_jobs_table() -> None:
    """In a migration: create the table of jobs."""
    execute_script(JOBS_1)


def drop_jobs_table() -> None:
    """In a migration: drop the table of `create_jobs_table`."""
    execute_script("DROP TABLE jobs")
