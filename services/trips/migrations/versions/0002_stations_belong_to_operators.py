"""Stations belong to operators, and tell how high they are, until when, and what their docks hold.

A station that exists belongs to the operator that put it first, as the log says: every new station was said
there, with its operator, in the transaction that stored it. A station of which the log does not tell belongs
to nobody, and to whoever puts it next. Outlines of zones come from the log in the same way. Each station is
said anew, because nobody has heard of its zone yet, and some may have heard of another operator last.
"""

from alembic import op

from shared.migrate import execute_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    execute_script("""
        SET LOCAL lock_timeout = '5s';

        ALTER TABLE stations
            ADD COLUMN elevation_m int,
            ADD COLUMN until_at timestamptz,
            ADD COLUMN told_at timestamptz,
            ADD COLUMN newest bool NOT NULL DEFAULT false,
            ADD COLUMN mercator point NOT NULL GENERATED ALWAYS AS (
                point(lon, degrees(ln(tan(radians(45 + greatest(-89.9, least(89.9, lat)) / 2)))))
            ) STORED;
        COMMENT ON TABLE stations IS 'Owned. A row for each position that a station has had.';
        COMMENT ON COLUMN stations.told_at IS 'When the last feed that told so was made.';
        COMMENT ON COLUMN stations.newest IS 'Where the station stands now.';
        COMMENT ON COLUMN stations.mercator IS 'On Mercator''s map, in degrees of longitude: what is nearest
            on it is nearest on the ground, which is not so in degrees of longitude and latitude.';
        UPDATE stations SET told_at = valid_from, newest = NOT EXISTS (
            SELECT FROM stations AS later
            WHERE later.station_id = stations.station_id AND later.valid_from > stations.valid_from
        );
        ALTER TABLE stations ALTER COLUMN told_at SET NOT NULL;
        CREATE INDEX stations_newest_idx ON stations (station_id) WHERE newest;
        CREATE INDEX stations_zone_idx ON stations (zone_id, station_id) WHERE newest;
        CREATE INDEX stations_mercator_idx ON stations USING gist (mercator) WHERE newest;

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
            vehicles int NOT NULL,
            docks int,
            PRIMARY KEY (station_id, reported_at)
        );
        COMMENT ON TABLE station_statuses IS 'Owned. What stations have reported. said_at is when the last
            feed that told so was made.';

        ALTER TABLE zones
            ADD COLUMN by_city bool NOT NULL DEFAULT false,
            ADD COLUMN outline text NOT NULL DEFAULT '[]';
        COMMENT ON COLUMN zones.by_city IS 'A city official has put it: operators put no zones any more.';
        COMMENT ON COLUMN zones.outline IS 'The coordinates of a GeoJSON MultiPolygon, simplified.';

        INSERT INTO station_operators (station_id, city_id, operator_id, revision)
        SELECT DISTINCT ON (key) key, city_id, data->>'operator_id',
            max((data->>'revision')::bigint) OVER (PARTITION BY key)
        FROM (
            SELECT key, data::jsonb AS data, false AS waits, position AS nth FROM log
            WHERE type = 'station.reported.v1'
            UNION ALL SELECT key, data::jsonb, true, seq FROM outbox WHERE type = 'station.reported.v1'
        ) AS said JOIN stations ON station_id = key AND newest
        WHERE data->>'operator_id' IS NOT NULL
        ORDER BY key, waits, nth;

        WITH said AS (
            SELECT DISTINCT ON (key) key, data FROM (
                SELECT key, data::jsonb AS data, false AS waits, position AS nth FROM log
                WHERE type = 'station.reported.v1'
                UNION ALL SELECT key, data::jsonb, true, seq FROM outbox WHERE type = 'station.reported.v1'
            ) AS each ORDER BY key, (data->>'revision')::bigint DESC, waits DESC, nth DESC
        ), anew AS (
            UPDATE station_operators AS operators SET revision = operators.revision + 1
            FROM said WHERE operators.station_id = said.key
            RETURNING operators.station_id, operators.operator_id, operators.revision, said.data
        )
        INSERT INTO outbox (id, type, key, data)
        SELECT gen_random_uuid(), 'station.reported.v1', anew.station_id, (anew.data || jsonb_strip_nulls(
            jsonb_build_object(
                'operator_id', operator_id, 'revision', anew.revision, 'zone_id', stations.zone_id
            )
        ))::text
        FROM anew JOIN stations ON stations.station_id = anew.station_id AND newest
        ORDER BY anew.station_id;

        UPDATE zones SET outline = (
            SELECT jsonb_agg(jsonb_build_array(ring) ORDER BY nth)::text
            FROM jsonb_array_elements(data->'outline') WITH ORDINALITY AS rings (ring, nth)
        ) FROM (
            SELECT DISTINCT ON (key) key, data::jsonb AS data FROM (
                SELECT key, data FROM log WHERE type = 'zone.reported.v1'
                UNION ALL SELECT key, data FROM outbox WHERE type = 'zone.reported.v1'
            ) AS said ORDER BY key, (data::jsonb->>'revision')::bigint DESC
        ) AS newest WHERE key = zone_id AND jsonb_array_length(data->'outline') > 0;
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE zones DROP COLUMN outline, DROP COLUMN by_city")
    op.execute("DROP TABLE station_statuses, station_operators")
    op.execute("""
        ALTER TABLE stations DROP COLUMN mercator, DROP COLUMN newest, DROP COLUMN told_at,
            DROP COLUMN until_at, DROP COLUMN elevation_m
    """)
