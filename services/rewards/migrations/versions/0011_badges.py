"""Badges: the stations that they ask for, and for whom they are to be worked out."""

from alembic import op

from shared.migrate import execute_script

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE stations (
            station_id text PRIMARY KEY,
            city_id text NOT NULL,
            revision bigint NOT NULL,
            zone_id text,
            elevation_m bigint,
            from_at timestamptz NOT NULL,
            until_at timestamptz
        );
        COMMENT ON TABLE stations IS 'Owned. Where each station lies and how high, by the last revision heard,
            and since when it is in service, by the first report.';

        CREATE TABLE badges (
            rider_id uuid,
            badge_id text,
            earned_on date NOT NULL,
            kept bool NOT NULL,
            revision bigint NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (rider_id, badge_id)
        );
        COMMENT ON TABLE badges IS 'Owned. Riders'' badges as they were said last; not kept: taken back.';

        CREATE TABLE entry_badges (
            rider_id uuid,
            challenge_id uuid,
            part text,
            revision bigint NOT NULL,
            badges text NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (rider_id, challenge_id, part)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE entry_badges IS 'Owned. The badges that each entry of a challenge gives (JSON: badge
            and day), by the last revision heard.';

        CREATE TABLE recounts (
            name text PRIMARY KEY,
            position bigint NOT NULL DEFAULT 0,
            map_digest text NOT NULL DEFAULT '',
            walked_to uuid
        );
        INSERT INTO recounts (name) VALUES ('badges');
        COMMENT ON TABLE recounts IS 'Owned. What is worked out behind the transactions of trips, and how far
            that has come: in this service''s own log, and, after a change of the map, through all riders.';

        CREATE TABLE recount_requests (
            name text,
            rider_id uuid,
            PRIMARY KEY (name, rider_id)
        );
        COMMENT ON TABLE recount_requests IS 'Owned. Riders for whom something is to be worked out, of whom no
            event in the log tells.';
    """)


def downgrade() -> None:
    op.execute("DROP TABLE recount_requests, recounts, entry_badges, badges, stations")
