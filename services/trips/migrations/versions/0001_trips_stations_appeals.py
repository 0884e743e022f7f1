"""Trips, the stations and zones they start and end in, and appeals against verdicts."""

from alembic import op

from shared.migrate import create_bus_tables, drop_bus_tables, execute_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_bus_tables()
    execute_script("""
        CREATE TABLE riders (rider_id uuid PRIMARY KEY, city_id text NOT NULL);
        COMMENT ON TABLE riders IS 'Owned. Locked, in order, while trips of these riders are judged.';

        CREATE TABLE trips (
            trip_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            rider_id uuid NOT NULL,
            operator_id text NOT NULL,
            vehicle_type text NOT NULL,
            vehicle_id text,
            started_at timestamptz NOT NULL,
            ended_at timestamptz NOT NULL,
            duration_s int NOT NULL,
            distance_m int,
            distance_source text,
            energy_kcal int NOT NULL,
            local_on date NOT NULL,
            local_hour smallint NOT NULL,
            start_station_id text,
            end_station_id text,
            start_zone_id text,
            end_zone_id text,
            start_lat float8,
            start_lon float8,
            end_lat float8,
            end_lon float8,
            received_at timestamptz NOT NULL,
            content_hash bytea NOT NULL,
            history bool NOT NULL,
            unpaid bool NOT NULL,
            rider_key text NOT NULL DEFAULT 'rider',
            first_verdict text NOT NULL,
            first_reason text,
            verdict text NOT NULL CHECK (verdict IN ('accepted', 'held', 'rejected', 'voided')),
            reason text,
            revision int NOT NULL,
            decided bool NOT NULL DEFAULT false,
            note text,
            shares_time bool NOT NULL GENERATED ALWAYS AS (
                first_verdict <> 'rejected' AND verdict NOT IN ('rejected', 'voided')
            ) STORED
        );
        COMMENT ON TABLE trips IS 'Owned. first_verdict is what the reporter was told, verdict is today''s.';
        COMMENT ON COLUMN trips.shares_time IS 'Other trips of the rider at the same time are held.';
        CREATE INDEX trips_rider_started_idx ON trips (rider_id, started_at, trip_id);
        CREATE INDEX trips_verdict_idx ON trips (operator_id, verdict, started_at, trip_id);

        CREATE TABLE traces (
            trip_id uuid PRIMARY KEY REFERENCES trips ON DELETE CASCADE,
            city_id text NOT NULL,
            points jsonb NOT NULL
        );
        COMMENT ON TABLE traces IS 'Owned. [[lat, lon], ...]. Never leaves this service.';

        CREATE TABLE stations (
            station_id text NOT NULL,
            valid_from timestamptz NOT NULL,
            city_id text NOT NULL,
            name text NOT NULL,
            lat float8 NOT NULL,
            lon float8 NOT NULL,
            capacity int,
            short_name text,
            legacy_id text,
            external_id text,
            zone_id text,
            PRIMARY KEY (station_id, valid_from)
        );
        COMMENT ON TABLE stations IS 'Owned. A row for each position that a station has had.';

        CREATE TABLE zones (
            zone_id text PRIMARY KEY,
            city_id text NOT NULL,
            name text NOT NULL,
            parent_id text,
            shape bytea NOT NULL,
            revision bigint NOT NULL
        );
        COMMENT ON TABLE zones IS 'Owned. shape is WKB; the newest revision is the version of all.';

        CREATE TABLE appeals (
            trip_id uuid PRIMARY KEY REFERENCES trips ON DELETE CASCADE,
            city_id text NOT NULL,
            text text NOT NULL,
            appealed_at timestamptz NOT NULL DEFAULT now(),
            answered_at timestamptz
        );
        COMMENT ON TABLE appeals IS 'Owned. What riders say against a verdict; a decision answers it.';

        CREATE TABLE imports (
            import_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            operator_id text NOT NULL,
            name text NOT NULL,
            began_at timestamptz NOT NULL DEFAULT now(),
            trips bigint NOT NULL DEFAULT 0,
            undone_at timestamptz,
            undone_to uuid,
            undone_trips bigint NOT NULL DEFAULT 0,
            note text
        );
        COMMENT ON TABLE imports IS 'Owned. Named batches of trips. undone_to is the last trip taken back.';
        CREATE INDEX imports_operator_idx ON imports (operator_id, began_at, import_id);

        CREATE TABLE import_trips (
            import_id uuid NOT NULL,
            trip_id uuid NOT NULL,
            PRIMARY KEY (import_id, trip_id)
        );
        COMMENT ON TABLE import_trips IS 'Owned. The trips that came first with an import.';

        CREATE VIEW doctor AS
        SELECT count(*) AS received,
            count(*) FILTER (WHERE verdict = 'accepted') AS accepted,
            count(*) FILTER (WHERE verdict = 'held') AS held,
            count(*) FILTER (WHERE verdict = 'rejected') AS rejected,
            count(*) FILTER (WHERE verdict = 'voided') AS voided,
            coalesce(sum(distance_m) FILTER (WHERE verdict = 'accepted'), 0) AS distance_m,
            coalesce(sum(duration_s) FILTER (WHERE verdict = 'accepted'), 0) AS duration_s,
            coalesce(sum(energy_kcal) FILTER (WHERE verdict = 'accepted'), 0) AS energy_kcal
        FROM trips;

        CREATE VIEW agreed AS
        SELECT 'trips' AS owner, what, rider_id::text AS id, value::bigint AS value FROM (
            SELECT rider_id, count(*) AS trips, coalesce(sum(distance_m), 0) AS distance_m,
                sum(duration_s) AS duration_s, sum(energy_kcal) AS energy_kcal
            FROM trips WHERE verdict = 'accepted' GROUP BY rider_id
        ) AS riders CROSS JOIN LATERAL (VALUES ('trips', trips), ('distance_m', distance_m),
            ('duration_s', duration_s), ('energy_kcal', energy_kcal)) AS each (what, value);
        COMMENT ON VIEW agreed IS 'What other services hold too, and must hold alike. For rodem doctor.';
    """)


def downgrade() -> None:
    op.execute("DROP VIEW agreed, doctor")
    op.execute("DROP TABLE import_trips, imports, appeals, zones, stations, traces, trips, riders")
    drop_bus_tables()
