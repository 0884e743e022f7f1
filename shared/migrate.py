"""Migrations: Alembic, one history per service in `services/<service>/migrations/versions`."""

import asyncio
from pathlib import Path

import sqlalchemy as sa
from alembic import command, context, op
from alembic.config import Config
from sqlalchemy.ext.asyncio import create_async_engine

ROOT = Path(__file__).resolve().parents[1]

BUS_TABLES_1 = """
CREATE TABLE outbox (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL,
    type text NOT NULL,
    key text NOT NULL,
    time timestamptz NOT NULL DEFAULT now(),
    data text NOT NULL,
    traceparent text
);
COMMENT ON TABLE outbox IS 'Said, not yet published. The relay empties it.';
CREATE TABLE log (
    position bigint PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    type text NOT NULL,
    key text NOT NULL,
    time timestamptz NOT NULL,
    data text NOT NULL,
    traceparent text
);
COMMENT ON TABLE log IS 'Published, in dense positions from 1. Kept: a lost topic is rebuilt from it.';
CREATE TABLE shipped (one bool PRIMARY KEY DEFAULT true CHECK (one), position bigint NOT NULL);
INSERT INTO shipped VALUES (true, 0);
COMMENT ON TABLE shipped IS 'How far the log has been sent to Kafka, where that is the transport.';
CREATE VIEW published AS SELECT position, id, type, key, time, data, traceparent FROM log;
CREATE TABLE positions (
    topic text NOT NULL,
    partition int NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (topic, partition)
);
COMMENT ON TABLE positions IS 'How far this service has applied each topic.';
CREATE TABLE dead_letters (
    topic text NOT NULL,
    partition int NOT NULL,
    position bigint NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    key text NOT NULL,
    time timestamptz NOT NULL,
    data text NOT NULL,
    error text NOT NULL,
    failed_at timestamptz NOT NULL DEFAULT now(),
    retry_at timestamptz,
    PRIMARY KEY (topic, partition, position)
);
CREATE TABLE idempotency (
    caller text NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status int NOT NULL,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_created_at_idx ON idempotency (created_at);
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'rodem_reader') THEN
        GRANT SELECT ON published TO rodem_reader;
    END IF;
END $$;
"""


def create_bus_tables() -> None:
    """In a migration: the tables by which a service speaks and hears."""
    execute_script(BUS_TABLES_1)


def drop_bus_tables() -> None:
    """In a migration: the way back from `create_bus_tables`."""
    execute_script(
        "DROP VIEW published; DROP TABLE outbox, log, shipped, positions, dead_letters, idempotency;"
    )


def execute_script(script: str) -> None:
    """In a migration: several statements at once, which the driver's prepared statements do not take."""
    connection = op.get_bind()
    connection.exec_driver_sql("SELECT 1")  # the driver opens its transaction with the first statement
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.run_async(lambda driver: driver.execute(script))


def never_negative(table: str, column: str) -> None:
    """In a migration: refuse rows that would make a running total negative.

    A CHECK would be simpler, but PostgreSQL tries it on the row of an upsert before it looks for the row
    that is there, and so refuses every gain that takes something back.
    """
    execute_script(f"""
        CREATE FUNCTION {table}_{column}_negative() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE check_violation USING MESSAGE = '{table}.{column} would be negative';
        END $$;
        CREATE CONSTRAINT TRIGGER {table}_{column}_never_negative AFTER INSERT OR UPDATE ON {table}
            FOR EACH ROW WHEN (new.{column} < 0) EXECUTE FUNCTION {table}_{column}_negative();
    """)


def run() -> None:
    """What each service's `migrations/env.py` calls."""
    dsn = context.config.attributes["dsn"]
    asyncio.run(_run(dsn))


async def _run(dsn: str) -> None:
    url = sa.make_url(dsn).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url, poolclass=sa.pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(_run_on)
    await engine.dispose()


def _run_on(connection: sa.Connection) -> None:
    # Two starts at once: the second waits for the first, then finds nothing to do.
    connection.execute(sa.text("SELECT pg_advisory_lock(hashtext('rodem_migrate'))"))
    connection.commit()
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


def _config(service: str, dsn: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "services" / service / "migrations"))
    config.attributes["dsn"] = dsn
    return config


def upgrade(service: str, dsn: str) -> None:
    """Bring a service's database to the newest schema."""
    command.upgrade(_config(service, dsn), "head")


def downgrade(service: str, dsn: str, to: str = "base") -> None:
    """Take a service's database back to an older schema, `base` being none."""
    command.downgrade(_config(service, dsn), to)
