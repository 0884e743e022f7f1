"""Migrations: Alembic, one history per service in `services/<service>/migrations/versions`.

Until the first release migrations change in place, so a revision does not identify a schema. Each database
stores a digest of the SQL that made its schema, and a database with another digest is refused.
"""

import asyncio
import io
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command, context, op
from alembic.config import Config
from alembic.script import ScriptDirectory
from packaging.version import Version
from sqlalchemy.ext.asyncio import create_async_engine

from shared.db import url_of
from shared.sessions import connect

ROOT = Path(__file__).resolve().parents[1]
FIRST_RELEASE = Version("0.1.0")


class OtherSchema(Exception):
    """The database's schema was made by migrations that were changed in place afterwards."""

    def __init__(self, service: str, database: str) -> None:
        self.service = service
        self.database = database
        super().__init__(
            f"The database {database} holds a schema of {service} that was made before its migrations have"
            " changed, as they may until the first release: drop that database, or name another server."
        )


def is_released(version: str | None = None) -> bool:
    """Whether this is version 0.1.0 or a later one. Until then events and migrations change in place."""
    return Version(version or metadata.version("rodem")) >= FIRST_RELEASE


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
    event_id uuid,
    failures jsonb NOT NULL DEFAULT '{}',
    stopped text,
    PRIMARY KEY (topic, partition)
);
COMMENT ON TABLE positions IS 'How far this service has applied each topic: event_id is the event at position.
    failures counts, by type, the last events in a row that became dead letters. stopped is why the consumer
    does not go on.';
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
    """In a migration: create the tables of the event log and of idempotency keys."""
    execute_script(BUS_TABLES_1)


def drop_bus_tables() -> None:
    """In a migration: drop the tables of `create_bus_tables`."""
    execute_script(
        "DROP VIEW published; DROP TABLE outbox, log, shipped, positions, dead_letters, idempotency;"
    )


def execute_script(script: str) -> None:
    """In a migration: run several statements at once. SQLAlchemy's prepared statements hold only one."""
    if context.is_offline_mode():
        op.get_context().impl.static_output(script)
        return
    connection = op.get_bind()
    connection.exec_driver_sql("SELECT 1")  # the driver opens its transaction with the first statement
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.run_async(lambda driver: driver.execute(script))


def append_only(table: str, but_column: str | None = None) -> None:
    """In a migration: make a table append-only, except for the column `but_column`, which may be updated.

    UPDATE, DELETE and TRUNCATE fail with SQLSTATE 42501 for every role but the owner, which only runs
    migrations. The service's role is looked up among the grantees, because the operator of the database
    chooses its name.
    """
    grant = f"EXECUTE format('GRANT UPDATE ({but_column}) ON {table} TO %s', other);" if but_column else ""
    execute_script(f"""
        DO $$ DECLARE other text; BEGIN
            FOR other IN SELECT DISTINCT grantee::regrole::text FROM pg_class, aclexplode(relacl)
                WHERE pg_class.oid = '{table}'::regclass AND grantee NOT IN (0, relowner)
            LOOP
                EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM %s', other);
                {grant}
            END LOOP;
        END $$;
    """)


def never_negative(table: str, column: str) -> None:
    """In a migration: refuse rows that would make a running total negative.

    A CHECK would be simpler, but PostgreSQL checks the row of an upsert before it looks for a conflict. A
    CHECK would so refuse every upsert that adds a negative amount. A constraint trigger checks the resulting
    row.
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
    """Run the migrations. Called by each service's `migrations/env.py`."""
    if context.is_offline_mode():
        context.configure(dialect_name="postgresql", literal_binds=True, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
        return
    asyncio.run(_run(context.config.attributes["dsn"]))


async def _run(dsn: str) -> None:
    engine = create_async_engine(
        url_of(dsn), async_creator=lambda: connect(dsn, 60), poolclass=sa.pool.NullPool
    )
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_run_on)
    finally:
        await engine.dispose()


def _run_on(connection: sa.Connection) -> None:
    # An advisory lock: of two processes that start at once, the second waits and then finds nothing to do.
    connection.execute(sa.text("SELECT pg_advisory_lock(hashtext('rodem_migrate'))"))
    connection.commit()
    digests: Mapping[str, str] = context.config.attributes["digests"]
    if not is_released():
        _check_schema(connection, digests)
    context.configure(
        connection=connection,
        transaction_per_migration=True,
        on_version_apply=lambda ctx, heads, **_: _keep_digest(ctx.connection, digests, heads),
    )
    with context.begin_transaction():
        context.run_migrations()


KNOWN_DIGEST = sa.text("SELECT obj_description('alembic_version'::regclass, 'pg_class')")


def _check_schema(connection: sa.Connection, digests: Mapping[str, str]) -> None:
    """Raises OtherSchema if the schema's digest differs from that of the current migrations."""
    if connection.scalar(sa.text("SELECT to_regclass('alembic_version') IS NOT NULL")):
        revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        if revision is not None and digests.get(revision) != connection.scalar(KNOWN_DIGEST):
            url = connection.engine.url
            database = f"{url.database} of {url.host}:{url.port or 5432}"
            raise OtherSchema(context.config.attributes["service"], database)
    connection.commit()


def _keep_digest(connection: sa.Connection, digests: Mapping[str, str], heads: Any) -> None:
    """In the transaction of a migration: store the digest of the SQL that made the resulting schema."""
    digest = "".join(digests[head] for head in heads)
    connection.exec_driver_sql(f"COMMENT ON TABLE alembic_version IS '{digest}'")


def migrations_of(service: str) -> Path:
    """The folder of a service's migrations."""
    return ROOT / "services" / service / "migrations"


def sql_of(migrations: Path, revisions: str = "head") -> str:
    """The SQL of a folder's migrations, or of a range of them: `0001:0002`."""
    sql = io.StringIO()
    config = Config(output_buffer=sql)
    config.set_main_option("script_location", str(migrations))
    command.upgrade(config, revisions, sql=True)
    return sql.getvalue()


@cache
def digests_of(migrations: Path) -> Mapping[str, str]:
    """Revision -> SHA-256 of all SQL up to this revision, in hexadecimal digits."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    revisions = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    return {revision: sha256(sql_of(migrations, revision).encode()).hexdigest() for revision in revisions}


def _config(service: str, dsn: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_of(service)))
    digests = digests_of(migrations_of(service))
    config.attributes |= {"dsn": dsn, "service": service, "digests": digests}
    return config


def upgrade(service: str, dsn: str) -> None:
    """Bring a service's database to the newest schema. Raises OtherSchema."""
    command.upgrade(_config(service, dsn), "head")


def downgrade(service: str, dsn: str, to: str = "base") -> None:
    """Take a service's database back to the revision `to`; `base` is the empty schema. Raises OtherSchema."""
    command.downgrade(_config(service, dsn), to)
