"""A station belongs to the operator that has put it first; what stations report is kept."""

from alembic import op

from shared.migrate import execute_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE station_operators (
            station_id text PRIMARY KEY,
            city_id text NOT NULL,
            operator_id text NOT NULL,
            revision bigint NOT NULL
        );
        COMMENT ON TABLE station_operators IS 'Owned. Whose each station is, and the last revision said.';

        CREATE TABLE station_statuses (
            station_id text,
            reported_at timestamptz,
            city_id text NOT NULL,
            said_at timestamptz NOT NULL,
            state text NOT NULL,
            vehicles bigint NOT NULL,
            docks bigint,
            PRIMARY KEY (station_id, reported_at)
        );
        COMMENT ON TABLE station_statuses IS 'Owned. What stations have reported. said_at is when the last
            feed that told so was made.';
    """)


def downgrade() -> None:
    op.execute("DROP TABLE station_statuses, station_operators")
