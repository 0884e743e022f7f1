"""Trips are judged beside other riders' trips of the same vehicle, device or way, by one worker."""

from alembic import op

from shared.migrate import execute_script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE beside_searches (
            search_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            city_id text NOT NULL,
            operator_ids text[] NOT NULL,
            vehicle_ids text[] NOT NULL,
            since timestamptz[] NOT NULL,
            until timestamptz[] NOT NULL,
            device_keys bytea[] NOT NULL,
            device_at timestamptz[] NOT NULL,
            trace_ids uuid[] NOT NULL
        );
        COMMENT ON TABLE beside_searches IS 'Owned. What one transaction told, that is to be looked at
            beside other riders'' trips.';
        COMMENT ON COLUMN beside_searches.vehicle_ids IS
            'Vehicles of operator_ids, each of which changed from since to until.';
        COMMENT ON COLUMN beside_searches.device_keys IS
            'Devices, a trip of each of which began at device_at.';
        COMMENT ON COLUMN beside_searches.trace_ids IS 'Trips of phones that have a trace.';

        CREATE TABLE ways (
            trip_id uuid PRIMARY KEY REFERENCES trips ON DELETE CASCADE,
            city_id text NOT NULL,
            key bytea NOT NULL,
            started_at timestamptz NOT NULL,
            ended_at timestamptz NOT NULL
        );
        COMMENT ON TABLE ways IS 'Owned. By what the way of a phone''s trip is known when it is told again.';
        COMMENT ON COLUMN ways.key IS
            'HMAC of the two cells of 250 m where it was after a quarter and three of its metres.';
        CREATE INDEX ways_key_idx ON ways (key, started_at);
        CREATE INDEX ways_started_idx ON ways (started_at);
    """)


def downgrade() -> None:
    op.execute("DROP TABLE beside_searches, ways")
