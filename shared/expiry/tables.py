"""The table of first starts, created by the migration of each service that has the setting."""

from shared.migrate import execute_script

EXPIRY_1 = """
CREATE TABLE expiry_starts (
    since timestamptz PRIMARY KEY,
    months bigint,
    timezone text NOT NULL,
    city_id text NOT NULL
);
COMMENT ON TABLE expiry_starts IS 'Owned. When the service first started with each value of
    RODEM_POINTS_EXPIRE_MONTHS: after how many months points expire since then; NULL is never.';
"""


def create_expiry_table() -> None:
    """In a migration: create the table."""
    execute_script(EXPIRY_1)


def drop_expiry_table() -> None:
    """In a migration: drop it."""
    execute_script("DROP TABLE expiry_starts")
