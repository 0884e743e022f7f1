"""Locks tell rides too: what they tell is kept, and a ride that names no rider is matched with phones."""

from alembic import op

from shared.migrate import execute_script

revision = "0006"
down_revision = "0005"

DOCTOR = """
    CREATE OR REPLACE VIEW doctor AS
    SELECT count(*) AS received,
        count(*) FILTER (WHERE verdict = 'accepted') AS accepted,
        count(*) FILTER (WHERE verdict = 'held') AS held,
        count(*) FILTER (WHERE verdict = 'rejected') AS rejected,
        count(*) FILTER (WHERE verdict = 'voided') AS voided,
        coalesce(sum(distance_m) FILTER (WHERE verdict = 'accepted'), 0) AS distance_m,
        coalesce(sum(duration_s) FILTER (WHERE verdict = 'accepted'), 0) AS duration_s,
        coalesce(sum(energy_kcal) FILTER (WHERE verdict = 'accepted'), 0) AS energy_kcal
    FROM trips
"""


INDEXES = {
    "trips_vehicle_idx": "operator_id, vehicle_id, started_at) WHERE vehicle_id IS NOT NULL",
    "trips_riderless_idx": "operator_id, vehicle_id, started_at) WHERE NOT rider_named",
    "trips_verdict_idx": "operator_id, verdict, started_at, trip_id) WHERE is_trip",
}


def upgrade() -> None:
    execute_script(f"""
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

        ALTER TABLE trips
            ADD COLUMN is_trip bool NOT NULL DEFAULT true,
            ADD COLUMN is_told bool NOT NULL DEFAULT true,
            ADD COLUMN rider_named bool NOT NULL DEFAULT true,
            ADD COLUMN first_rider_id uuid;
        COMMENT ON COLUMN trips.is_trip IS
            'Whether it is a trip now. A ride of locks is none while it has no rider, is told no more, or is'
            ' merged into its operator''s report.';
        COMMENT ON COLUMN trips.is_told IS 'Whether events tell of this ride of locks now.';
        COMMENT ON COLUMN trips.rider_named IS
            'False: the locks name no rider. rider_id is then the rider whose phone or whose operator''s'
            ' report tells of the ride, or the nil UUID for nobody.';
        COMMENT ON COLUMN trips.first_rider_id IS
            'Under whom the log knows a ride of locks by trip_id: another''s is uuid5(trip_id, rider_id).';
        {DOCTOR} WHERE is_trip;
    """)
    with op.get_context().autocommit_block():
        # Whoever lists trips does not read those that are none.
        op.execute("DROP INDEX CONCURRENTLY trips_verdict_idx")
        for name, columns in INDEXES.items():
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON trips ({columns}")


def downgrade() -> None:
    op.execute("DELETE FROM trips WHERE NOT is_trip")
    op.execute(DOCTOR)
    op.execute("DROP INDEX trips_vehicle_idx, trips_riderless_idx, trips_verdict_idx")
    op.execute("CREATE INDEX trips_verdict_idx ON trips (operator_id, verdict, started_at, trip_id)")
    columns = ("is_trip", "is_told", "rider_named", "first_rider_id")
    op.execute("ALTER TABLE trips " + ", ".join(f"DROP COLUMN {name}" for name in columns))
    op.execute("DROP TABLE rider_searches, vehicle_events")
