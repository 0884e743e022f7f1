"""Trips, the stations and zones they start and end in, and appeals against verdicts."""

from alembic import op

from shared.erased.tables import create_erased_table, drop_erased_table
from shared.migrate import create_bus_tables, drop_bus_tables, execute_script
from shared.two_keys.tables import create_two_keys_tables, drop_two_keys_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_bus_tables()
    create_two_keys_tables(["limits"])
    create_erased_table()
    execute_script("""
        CREATE TABLE riders (
            rider_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            strikes timestamptz[] NOT NULL DEFAULT '{}'
        );
        COMMENT ON TABLE riders IS 'Owned. Locked, in order, while trips of these riders are judged.';
        COMMENT ON COLUMN riders.strikes IS 'When the rider was given strikes.';

        CREATE TABLE trips (
            trip_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            rider_id uuid NOT NULL,
            operator_id text NOT NULL,
            way text NOT NULL DEFAULT 'operator' CHECK (way IN ('phone', 'operator', 'locks')),
            live bool NOT NULL DEFAULT false,
            vehicle_type text NOT NULL,
            vehicle_id text,
            started_at timestamptz NOT NULL,
            ended_at timestamptz NOT NULL,
            timezone text NOT NULL DEFAULT 'UTC',
            duration_s int NOT NULL,
            distance_m int,
            distance_source text,
            distance_told bool NOT NULL DEFAULT true,
            energy_kcal int NOT NULL,
            climb_m int,
            local_on date NOT NULL,
            local_hour smallint NOT NULL,
            start_station_id text,
            end_station_id text,
            start_zone_id text,
            end_zone_id text,
            zone_ids text[] NOT NULL DEFAULT '{}',
            start_lat float8,
            start_lon float8,
            start_is_station bool NOT NULL DEFAULT false,
            start_elevation_m int,
            end_lat float8,
            end_lon float8,
            end_is_station bool NOT NULL DEFAULT false,
            end_elevation_m int,
            device_key bytea,
            received_at timestamptz NOT NULL,
            heard_at timestamptz,
            content_hash bytea NOT NULL,
            history bool NOT NULL,
            unpaid bool NOT NULL,
            rider_key text NOT NULL DEFAULT 'rider',
            told jsonb,
            correction jsonb,
            withdrawn text,
            note text,
            decided_verdict text,
            decided_at timestamptz,
            decided_by jsonb,
            strike bool NOT NULL DEFAULT false,
            appeal_waits bool NOT NULL DEFAULT false,
            is_trip bool NOT NULL DEFAULT true,
            erased bool NOT NULL DEFAULT false,
            is_told bool NOT NULL DEFAULT true,
            rider_named bool NOT NULL DEFAULT true,
            first_rider_id uuid,
            first_verdict text NOT NULL,
            first_reasons text[] NOT NULL DEFAULT '{}',
            verdict text NOT NULL CHECK (verdict IN ('open', 'accepted', 'held', 'rejected', 'voided')),
            reasons text[] NOT NULL DEFAULT '{}',
            confirmed_by text[] NOT NULL DEFAULT '{}',
            merged_into uuid[] NOT NULL DEFAULT '{}',
            beside jsonb,
            others jsonb,
            waits_for text,
            due_at timestamptz,
            lapses_at timestamptz,
            revision int NOT NULL
        );
        COMMENT ON TABLE trips IS 'Owned. What was told of each trip, and what it is judged to be today.';
        COMMENT ON COLUMN trips.way IS 'Who told it: a phone, an operator''s report, or locks.';
        COMMENT ON COLUMN trips.timezone IS 'Of the trip''s local day.';
        COMMENT ON COLUMN trips.distance_told IS 'Whether distance_m was told, where told is NULL.';
        COMMENT ON COLUMN trips.device_key IS 'HMAC of the phone''s device_id.';
        COMMENT ON COLUMN trips.heard_at IS 'When the last message of a live trip came.';
        COMMENT ON COLUMN trips.told IS 'What was told, where the facts in the other columns differ from it.';
        COMMENT ON COLUMN trips.withdrawn IS 'Why it counts as never told: voided, cancelled, import_undone.';
        COMMENT ON COLUMN trips.note IS 'Why it was voided or corrected. For people.';
        COMMENT ON COLUMN trips.decided_by IS 'role, organisation, reason, held_for (its reasons).';
        COMMENT ON COLUMN trips.appeal_waits IS 'Its rider has appealed, and nobody has answered.';
        COMMENT ON COLUMN trips.is_trip IS
            'Whether it is a trip now. A ride of locks is none while it has no rider, is told no more, or is'
            ' merged into its operator''s report. What an erased rider rode is nobody''s trip.';
        COMMENT ON COLUMN trips.erased IS
            'Its rider was erased: rider_id is a random id that nothing maps to. Nothing changes it any more.'
            ' It stays in sums, and beside others'' trips.';
        COMMENT ON COLUMN trips.is_told IS 'Whether events tell of this ride of locks now.';
        COMMENT ON COLUMN trips.rider_named IS
            'False: the locks name no rider. rider_id is then the rider whose phone or whose operator''s'
            ' report tells of the ride, or the nil UUID for nobody.';
        COMMENT ON COLUMN trips.first_rider_id IS
            'Under whom the log knows a ride of locks by trip_id: another''s is uuid5(trip_id, rider_id).';
        COMMENT ON COLUMN trips.first_verdict IS 'What the reporter was told; verdict is today''s.';
        COMMENT ON COLUMN trips.beside IS 'The trips that each reason names. For operators.';
        COMMENT ON COLUMN trips.others IS
            'What holds it beside other riders'' trips: reason -> trips. NULL: nothing.';
        COMMENT ON COLUMN trips.due_at IS 'When the clock alone changes its verdict.';
        COMMENT ON COLUMN trips.revision IS 'Of the event that said it last; 0: it was not said yet.';
        CREATE INDEX trips_rider_started_idx ON trips (rider_id, started_at, trip_id);
        CREATE INDEX trips_first_rider_idx ON trips (first_rider_id) WHERE first_rider_id <> rider_id;
        CREATE INDEX trips_due_idx ON trips (due_at) WHERE due_at IS NOT NULL;
        -- Whoever lists trips does not read those that are none.
        CREATE INDEX trips_verdict_idx ON trips (operator_id, verdict, started_at, trip_id) WHERE is_trip;
        CREATE INDEX trips_vehicle_idx ON trips (operator_id, vehicle_id, started_at)
            WHERE vehicle_id IS NOT NULL;
        CREATE INDEX trips_riderless_idx ON trips (operator_id, vehicle_id, started_at) WHERE NOT rider_named;
        CREATE INDEX trips_device_idx ON trips (device_key, started_at) WHERE device_key IS NOT NULL;
        CREATE INDEX trips_replayed_idx ON trips USING gin ((others -> 'replayed'))
            WHERE others -> 'replayed' IS NOT NULL;
        CREATE INDEX trips_queue_idx ON trips (operator_id, started_at, trip_id)
            WHERE (verdict = 'held' OR appeal_waits)
                AND is_trip AND NOT reasons && ARRAY['merged', 'import_undone'];
        CREATE INDEX trips_queue_why_idx ON trips USING gin (reasons, confirmed_by)
            WHERE (verdict = 'held' OR appeal_waits)
                AND is_trip AND NOT reasons && ARRAY['merged', 'import_undone'];
        CREATE INDEX trips_appeals_idx ON trips (operator_id, started_at, trip_id)
            WHERE appeal_waits AND is_trip AND NOT reasons && ARRAY['merged', 'import_undone'];
        CREATE INDEX trips_reason_idx ON trips (operator_id, verdict, (reasons[1]), started_at, trip_id)
            WHERE is_trip AND verdict IN ('rejected', 'voided');
        CREATE INDEX trips_strikes_idx ON trips (rider_id, decided_at) WHERE strike AND withdrawn IS NULL;

        CREATE TABLE traces (
            trip_id uuid PRIMARY KEY REFERENCES trips ON DELETE CASCADE,
            city_id text NOT NULL,
            rider_id uuid NOT NULL,
            kept bytea,
            remains jsonb,
            zone_ids text[] NOT NULL,
            start_zone_id text,
            end_zone_id text,
            since_at timestamptz NOT NULL,
            CHECK ((kept IS NULL) <> (remains IS NULL))
        );
        COMMENT ON TABLE traces IS 'Owned. What is kept of traces. Only the rider reads places.';
        COMMENT ON COLUMN traces.kept IS 'Places each 10 s, paces of each 20 s. NULL: deleted.';
        COMMENT ON COLUMN traces.remains IS 'Figures and reasons, once places and paces are deleted.';
        COMMENT ON COLUMN traces.since_at IS 'The end of the trip, or when it was heard of last, if later.';
        CREATE INDEX traces_since_idx ON traces (since_at, trip_id) WHERE kept IS NOT NULL;

        CREATE TABLE stations (
            station_id text NOT NULL,
            valid_from timestamptz NOT NULL,
            city_id text NOT NULL,
            name text NOT NULL,
            lat float8 NOT NULL,
            lon float8 NOT NULL,
            elevation_m int,
            capacity int,
            short_name text,
            legacy_id text,
            external_id text,
            zone_id text,
            until_at timestamptz,
            told_at timestamptz NOT NULL,
            newest bool NOT NULL DEFAULT false,
            mercator point NOT NULL GENERATED ALWAYS AS (
                point(lon, degrees(ln(tan(radians(45 + greatest(-89.9, least(89.9, lat)) / 2)))))
            ) STORED,
            PRIMARY KEY (station_id, valid_from)
        );
        COMMENT ON TABLE stations IS 'Owned. A row for each position that a station has had.';
        COMMENT ON COLUMN stations.told_at IS 'When the last feed that told so was made.';
        COMMENT ON COLUMN stations.newest IS 'Where the station stands now.';
        COMMENT ON COLUMN stations.mercator IS 'On Mercator''s map, in degrees of longitude: what is nearest
            on it is nearest on the ground, which is not so in degrees of longitude and latitude.';
        CREATE INDEX stations_newest_idx ON stations (station_id) WHERE newest;
        CREATE INDEX stations_zone_idx ON stations (zone_id, station_id) WHERE newest;
        CREATE INDEX stations_mercator_idx ON stations USING gist (mercator) WHERE newest;

        CREATE TABLE zones (
            zone_id text PRIMARY KEY,
            city_id text NOT NULL,
            name text NOT NULL,
            parent_id text,
            shape bytea NOT NULL,
            outline text NOT NULL DEFAULT '[]',
            by_city bool NOT NULL DEFAULT false,
            revision bigint NOT NULL
        );
        COMMENT ON TABLE zones IS 'Owned. shape is WKB; the newest revision is the version of all.';
        COMMENT ON COLUMN zones.by_city IS 'A city official has put it: operators put no zones any more.';
        COMMENT ON COLUMN zones.outline IS 'The coordinates of a GeoJSON MultiPolygon, simplified.';

        CREATE TABLE appeals (
            trip_id uuid PRIMARY KEY REFERENCES trips ON DELETE CASCADE,
            city_id text NOT NULL,
            operator_id text NOT NULL,
            text text NOT NULL,
            appealed_at timestamptz NOT NULL DEFAULT now(),
            answered_at timestamptz,
            answer text,
            upheld bool
        );
        COMMENT ON TABLE appeals IS 'Owned. What riders say against a verdict; a decision answers it.';
        COMMENT ON COLUMN appeals.answer IS 'The reason of the decision that answered it.';
        CREATE INDEX appeals_waiting_idx ON appeals (operator_id, appealed_at) WHERE answered_at IS NULL;

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
        FROM trips WHERE is_trip OR (erased AND reasons <> '{not_told}');

        CREATE VIEW starts_agreed AS
        SELECT 'trips' AS owner, 'started_s' AS what, rider_id::text AS id,
            sum(floor(extract(epoch FROM started_at)))::bigint AS value
        FROM trips WHERE verdict = 'accepted' AND NOT erased GROUP BY rider_id
        UNION ALL
        SELECT 'trips', what, local_on::text, value::bigint FROM (
            SELECT local_on, sum(floor(extract(epoch FROM started_at))) AS started_s,
                sum(local_hour) AS hours,
                coalesce(sum(distance_m) FILTER (WHERE vehicle_type = 'ebike'), 0) AS ebike_m
            FROM trips WHERE verdict = 'accepted' GROUP BY local_on
        ) AS days CROSS JOIN LATERAL (VALUES
            ('day_started_s', started_s), ('day_hours', hours), ('day_ebike_m', ebike_m)
        ) AS each (what, value)
        UNION ALL
        SELECT 'trips', 'zone_trips', coalesce(start_zone_id, 'outside'), count(*)
        FROM trips WHERE verdict = 'accepted' GROUP BY start_zone_id;
        COMMENT ON VIEW starts_agreed IS 'That of when, by what and where trips started: sums that change with
            each correction, so that a service which has not followed one is found. Those of no rider have the
            trips of erased riders too.';

        CREATE VIEW agreed AS
        SELECT 'trips' AS owner, what, rider_id::text AS id, value::bigint AS value FROM (
            SELECT rider_id, count(*) AS trips, coalesce(sum(distance_m), 0) AS distance_m,
                sum(duration_s) AS duration_s, sum(energy_kcal) AS energy_kcal
            FROM trips WHERE verdict = 'accepted' AND NOT erased GROUP BY rider_id
        ) AS riders CROSS JOIN LATERAL (VALUES ('trips', trips), ('distance_m', distance_m),
            ('duration_s', duration_s), ('energy_kcal', energy_kcal)) AS each (what, value)
        UNION ALL SELECT owner, what, id, value FROM starts_agreed;
        COMMENT ON VIEW agreed IS 'What other services hold too, and must hold alike. For rodem doctor.';
    """)


def downgrade() -> None:
    op.execute("DROP VIEW agreed, starts_agreed, doctor")
    op.execute("DROP TABLE import_trips, imports, appeals, zones, stations, traces, trips, riders")
    drop_erased_table()
    drop_two_keys_tables()
    drop_bus_tables()
