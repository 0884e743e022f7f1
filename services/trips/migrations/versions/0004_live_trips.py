"""Live trips: what has been heard of each, and its points in chunks until no more are taken."""

from alembic import op

from shared.migrate import execute_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    execute_script("""
        -- Every chunk updates its trip's row, so nothing that a chunk changes is in an index.
        CREATE TABLE live_trips (
            trip_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            rider_id uuid NOT NULL,
            first_heard_at timestamptz NOT NULL,
            heard_at timestamptz NOT NULL,
            closes_at timestamptz NOT NULL,
            closed bool NOT NULL DEFAULT false,
            started_at timestamptz,
            ending jsonb,
            end_verdict text,
            end_reasons text[],
            cancelled_at timestamptz,
            seqs int4multirange NOT NULL DEFAULT '{}',
            points bigint NOT NULL DEFAULT 0,
            cleaned_points bigint NOT NULL DEFAULT 0
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE live_trips IS 'Owned. What has been heard of a trip that a phone tells live.';
        COMMENT ON COLUMN live_trips.started_at IS 'As it was told. NULL: not yet, so it is no trip.';
        COMMENT ON COLUMN live_trips.ending IS 'As it was told; end_verdict is what the teller was told.';
        COMMENT ON COLUMN live_trips.closes_at IS 'Later no points are taken; closed: they are deleted.';
        COMMENT ON COLUMN live_trips.cleaned_points IS 'How many points the trace was cleaned from last.';
        CREATE INDEX live_trips_rider_idx ON live_trips (rider_id)
            WHERE started_at IS NOT NULL AND ending IS NULL AND cancelled_at IS NULL;
        CREATE INDEX live_trips_unbegun_idx ON live_trips (rider_id) WHERE started_at IS NULL;
        CREATE INDEX live_trips_closes_idx ON live_trips (closes_at) WHERE NOT closed;

        CREATE TABLE live_chunks (
            trip_id uuid NOT NULL,
            seq bigint NOT NULL,
            points bytea NOT NULL,
            PRIMARY KEY (trip_id, seq)
        );
        COMMENT ON TABLE live_chunks IS 'Owned. Raw points until the trace closes. Never leave this service.';
    """)


def downgrade() -> None:
    op.execute("DROP TABLE live_chunks, live_trips")
