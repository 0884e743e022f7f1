"""Locks tell rides too: what they tell is kept, and a ride that names no rider is matched with phones."""

from alembic import op

from shared.migrate import execute_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE vehicle_events (
            operator_id text NOT NULL,
            vehicle_id text NOT NULL,
            at timestamptz NOT NULL,
            kind text NOT NULL CHECK (kind IN ('lock', 'unlock')),
            city_id text NOT NULL,
            event_id uuid NOT NULL,
            rider_id uuid,
            vehicle_type text,
            station_id text,
            odometer_m bigint,
            received_at timestamptz NOT NULL,
            PRIMARY KEY (operator_id, vehicle_id, at, kind)
        );
        COMMENT ON TABLE vehicle_events IS 'Owned. Unlocks and locks: one for a vehicle, kind and instant.';
        CREATE INDEX vehicle_events_rider_idx ON vehicle_events (rider_id) WHERE rider_id IS NOT NULL;
        COMMENT ON COLUMN vehicle_events.event_id IS 'The id by which it was told first.';

        CREATE TABLE rider_searches (
            search_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            city_id text NOT NULL,
            operator_id text NOT NULL,
            vehicle_id text NOT NULL,
            since timestamptz NOT NULL,
            until timestamptz NOT NULL
        );
        COMMENT ON TABLE rider_searches IS 'Owned. Vehicles whose rides without rider get one anew.';
    """)


def downgrade() -> None:
    op.execute("DROP TABLE rider_searches, vehicle_events")
