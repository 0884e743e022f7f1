"""Rollups of trips and points per local day and zone, riders' shares of them, and the zones."""

from alembic import op

from shared.migrate import create_bus_tables, drop_bus_tables, execute_script
from shared.two_keys.tables import create_two_keys_tables, drop_two_keys_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_bus_tables()
    create_two_keys_tables(["factor-set", "release-plan"])
    execute_script("""
        CREATE TABLE trips (
            trip_id uuid PRIMARY KEY,
            revision int NOT NULL,
            counts bool NOT NULL,
            rider_id uuid NOT NULL,
            local_on date NOT NULL,
            zone_id text NOT NULL,
            vehicle_type text NOT NULL,
            distance_m int NOT NULL,
            duration_s int NOT NULL,
            energy_kcal int NOT NULL,
            rider_key text NOT NULL,
            operator_id text NOT NULL,
            confirmed bool NOT NULL,
            history bool NOT NULL,
            city_id text NOT NULL
        );
        CREATE INDEX trips_days_idx ON trips (city_id, local_on);
        CREATE INDEX trips_riders_idx ON trips (rider_id);
        COMMENT ON COLUMN trips.confirmed IS 'An operator reported or confirmed the trip.';
        COMMENT ON TABLE trips IS 'Derived. The last revision heard of each trip: what its cell holds of it.';

        CREATE TABLE sources (
            rider_id uuid,
            source text,
            revision bigint NOT NULL,
            total_points int NOT NULL,
            local_on date NOT NULL,
            zone_id text NOT NULL,
            kind text NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (rider_id, source)
        );
        CREATE INDEX sources_days_idx ON sources (city_id, local_on);
        COMMENT ON TABLE sources IS 'Derived. What each source (a trip, a day''s limit, an entry) has given.';

        CREATE TABLE cells (
            city_id text,
            local_on date,
            zone_id text,
            trips bigint NOT NULL,
            bike_m bigint NOT NULL,
            ebike_m bigint NOT NULL,
            duration_s bigint NOT NULL,
            energy_kcal bigint NOT NULL,
            points bigint NOT NULL,
            PRIMARY KEY (city_id, local_on, zone_id)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE cells IS 'Derived. Sums over the trips that started on a local day in a zone.';

        CREATE TABLE shares (
            city_id text,
            local_on date,
            zone_id text,
            rider_id uuid,
            trips int NOT NULL,
            PRIMARY KEY (city_id, local_on, zone_id, rider_id)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE shares IS 'Derived. Trips of each rider in a cell: who is one of its riders.';

        CREATE TABLE stand_ins (
            city_id text,
            local_on date,
            rider_key text,
            trips bigint NOT NULL,
            PRIMARY KEY (city_id, local_on, rider_key)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE stand_ins IS 'Derived. Trips of a local day whose source names no riders, by what
            stands for them: bike or trip.';

        CREATE TABLE versions (
            city_id text,
            month date,
            version text NOT NULL,
            as_of timestamptz NOT NULL,
            PRIMARY KEY (city_id, month)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE versions IS 'Derived. The transaction that last changed a month: what was worked out
            from it is true until the next. Such ids never come back; counters would, after a replay.';

        CREATE TABLE zones (
            zone_id text PRIMARY KEY,
            revision bigint NOT NULL,
            name text NOT NULL,
            parent_id text,
            outline jsonb NOT NULL,
            city_id text NOT NULL
        );
        COMMENT ON TABLE zones IS 'Derived. Zones as trips reported them, with outlines good enough to draw.';

        CREATE VIEW rollup_differences AS
        WITH riders AS (
            SELECT city_id, local_on, zone_id, rider_id, count(*) AS trips,
                sum(distance_m) FILTER (WHERE vehicle_type <> 'ebike') AS bike_m,
                sum(distance_m) FILTER (WHERE vehicle_type = 'ebike') AS ebike_m,
                sum(duration_s) AS duration_s, sum(energy_kcal) AS energy_kcal
            FROM trips WHERE counts GROUP BY city_id, local_on, zone_id, rider_id
        ), moves AS (
            SELECT city_id, local_on, zone_id, trips, bike_m, ebike_m, duration_s, energy_kcal, 0 AS points
            FROM riders
            UNION ALL SELECT city_id, local_on, zone_id, 0, 0, 0, 0, 0, total_points FROM sources
        ), sums AS (
            SELECT city_id, local_on, zone_id, sum(trips) AS trips, sum(bike_m) AS bike_m,
                sum(ebike_m) AS ebike_m, sum(duration_s) AS duration_s, sum(energy_kcal) AS energy_kcal,
                sum(points) AS points
            FROM moves GROUP BY city_id, local_on, zone_id
        )
        SELECT 'cells.' || measure AS what, local_on || ' ' || zone_id AS id, coalesce(found, 0) AS found,
            coalesce(expected, 0)::bigint AS expected
        FROM cells FULL JOIN sums USING (city_id, local_on, zone_id)
        CROSS JOIN LATERAL (VALUES
            ('trips', cells.trips, sums.trips),
            ('bike_m', cells.bike_m, sums.bike_m),
            ('ebike_m', cells.ebike_m, sums.ebike_m),
            ('duration_s', cells.duration_s, sums.duration_s),
            ('energy_kcal', cells.energy_kcal, sums.energy_kcal),
            ('points', cells.points, sums.points)
        ) AS sides (measure, found, expected)
        WHERE coalesce(found, 0) <> coalesce(expected, 0)
        UNION ALL
        SELECT 'shares.trips', local_on || ' ' || zone_id || ' ' || rider_id, coalesce(shares.trips, 0),
            coalesce(riders.trips, 0)
        FROM shares FULL JOIN riders USING (city_id, local_on, zone_id, rider_id)
        WHERE coalesce(shares.trips, 0) <> coalesce(riders.trips, 0)
        UNION ALL
        SELECT 'stand_ins.trips', local_on || ' ' || rider_key, coalesce(stand_ins.trips, 0),
            coalesce(unnamed.trips, 0)
        FROM stand_ins FULL JOIN (
            SELECT city_id, local_on, rider_key, count(*) AS trips FROM trips
            WHERE counts AND rider_key <> 'rider' GROUP BY city_id, local_on, rider_key
        ) AS unnamed USING (city_id, local_on, rider_key)
        WHERE coalesce(stand_ins.trips, 0) <> coalesce(unnamed.trips, 0);
        COMMENT ON VIEW rollup_differences IS 'Those of trips and points.';
        CREATE VIEW differences AS SELECT what, id, found, expected FROM rollup_differences;
        COMMENT ON VIEW differences IS 'Rows that are not what they are derived from. For rodem doctor.';

        CREATE VIEW rollups_agreed AS
        SELECT 'rewards' AS owner, 'given_points' AS what, rider_id::text AS id,
            greatest(0, sum(total_points))::bigint AS value
        FROM sources GROUP BY rider_id
        UNION ALL
        SELECT 'trips', what, rider_id::text, value::bigint FROM (
            SELECT rider_id, count(*) AS trips, sum(distance_m) AS distance_m,
                sum(duration_s) AS duration_s, sum(energy_kcal) AS energy_kcal
            FROM trips WHERE counts GROUP BY rider_id
        ) AS riders CROSS JOIN LATERAL (VALUES ('trips', trips), ('distance_m', distance_m),
            ('duration_s', duration_s), ('energy_kcal', energy_kcal)) AS each (what, value);
        COMMENT ON VIEW rollups_agreed IS 'That of trips and points.';
        CREATE VIEW agreed AS SELECT owner, what, id, value FROM rollups_agreed;
        COMMENT ON VIEW agreed IS 'What other services hold too, and must hold alike. For rodem doctor.';
    """)


def downgrade() -> None:
    op.execute("DROP VIEW agreed, rollups_agreed, differences, rollup_differences")
    op.execute("DROP TABLE zones, versions, stand_ins, shares, cells, sources, trips")
    drop_two_keys_tables()
    drop_bus_tables()
