"""Rollups of trips and points per local day and zone, riders' shares of them, and the zones."""

from alembic import op

from shared.migrate import create_bus_tables, drop_bus_tables, execute_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_bus_tables()
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
            city_id text NOT NULL
        );
        COMMENT ON TABLE trips IS 'Derived. The last revision heard of each trip: what its cell holds of it.';

        CREATE TABLE sources (
            rider_id uuid,
            source text,
            revision bigint NOT NULL,
            total_points int NOT NULL,
            local_on date NOT NULL,
            zone_id text NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (rider_id, source)
        );
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
    """)


def downgrade() -> None:
    op.execute("DROP TABLE zones, versions, shares, cells, sources, trips")
    drop_bus_tables()
