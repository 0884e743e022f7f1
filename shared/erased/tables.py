"""The table of who was erased, created by the migration of each service that hears of erasures."""

from shared.migrate import execute_script

ERASED_1 = """
CREATE TABLE erased_riders (rider_hash bytea PRIMARY KEY, city_id text NOT NULL);
COMMENT ON TABLE erased_riders IS 'Owned. SHA-256 of the ids of riders who were erased: what is heard of them
    later, or once more, is passed over.';
"""


def create_erased_table() -> None:
    """In a migration: create the table."""
    execute_script(ERASED_1)


def drop_erased_table() -> None:
    """In a migration: drop it."""
    execute_script("DROP TABLE erased_riders")
