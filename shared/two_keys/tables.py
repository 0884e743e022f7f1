"""Tables of two keys, created by the first migration of each service that owns guardable things."""

from collections.abc import Sequence

from shared.migrate import append_only, execute_script

DECISIONS_1 = """
CREATE TABLE decisions (
    seq bigint PRIMARY KEY,
    decision_id uuid NOT NULL UNIQUE,
    city_id text NOT NULL,
    chain text NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    subject jsonb NOT NULL,
    step text NOT NULL,
    role text NOT NULL,
    organisation text NOT NULL,
    mandate_ref text,
    reason text,
    reason_salt bytea NOT NULL,
    reason_hash bytea NOT NULL,
    hash bytea NOT NULL
);
COMMENT ON TABLE decisions IS 'Owned. Who decided what, each line with the hash of the one before.';
"""

TWO_KEYS_1 = """
CREATE TABLE guards (
    kind text NOT NULL,
    version int NOT NULL,
    city_id text,
    guards jsonb NOT NULL,
    set_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, version)
);
COMMENT ON TABLE guards IS 'Owned. What the city guards, in versions. Version 0 is empty and always there:
    its row is locked by whoever publishes (shared) or sets guards (exclusively).';
CREATE TABLE changes (
    change_id uuid PRIMARY KEY,
    city_id text NOT NULL,
    kind text NOT NULL,
    subject_id text NOT NULL,
    version int NOT NULL,
    body jsonb NOT NULL,
    body_hash bytea NOT NULL,
    guards jsonb NOT NULL,
    state text NOT NULL,
    approvals jsonb NOT NULL DEFAULT '[]',
    organisation text NOT NULL,
    submitted_by bytea NOT NULL,
    submitted_at timestamptz NOT NULL
);
COMMENT ON TABLE changes IS 'Owned. Bodies that were submitted, and who has signed them. state: submitted,
    approved, refused, over (written anew) or published.';
CREATE INDEX changes_subject_idx ON changes (kind, subject_id);
CREATE INDEX changes_state_idx ON changes (state, change_id);
CREATE TABLE stops (
    stop_id uuid PRIMARY KEY,
    city_id text NOT NULL,
    kind text NOT NULL,
    subject_id text NOT NULL,
    until timestamptz NOT NULL,
    resumes bool NOT NULL,
    ended bool NOT NULL DEFAULT false
);
COMMENT ON TABLE stops IS 'Owned. What the city has stopped, until when, and whether it was in force.';
CREATE UNIQUE INDEX stops_running_idx ON stops (kind, subject_id) WHERE NOT ended;
"""


def create_decisions_table() -> None:
    """In a migration: create the chain of decisions. A service may insert lines and update `reason` only."""
    execute_script(DECISIONS_1)
    append_only("decisions", but_column="reason")


def create_two_keys_tables(kinds: Sequence[str]) -> None:
    """In a migration: create guards, changes, stops and decisions, for a service that owns these kinds."""
    execute_script(TWO_KEYS_1)
    for kind in kinds:
        # `hold_guards` locks this row, so it must exist before the kind has any guard.
        execute_script(f"INSERT INTO guards (kind, version, guards) VALUES ('{kind}', 0, '[]');")
    create_decisions_table()


def drop_two_keys_tables() -> None:
    """In a migration: drop the tables of `create_two_keys_tables`."""
    execute_script("DROP TABLE guards, changes, stops, decisions")
