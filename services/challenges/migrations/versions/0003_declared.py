"""What the game's operator declares of days and stations, and activities that are no trips.

Trips get the moment of their end, at which a station is a bonus station or not. Of those that are known it
follows from their duration, to the second.
"""

from alembic import op

from shared.migrate import execute_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    execute_script("""
        ALTER TABLE trips ADD COLUMN ended_at timestamptz;
        UPDATE trips SET ended_at = started_at + make_interval(secs => coalesce(duration_s, 0));

        CREATE TABLE days (
            local_on date PRIMARY KEY,
            city_id text NOT NULL,
            tags text[] NOT NULL
        );
        COMMENT ON TABLE days IS 'Owned. The tags of a local day, sorted. A day without tags has no row.';

        CREATE TABLE outages (local_on date PRIMARY KEY, city_id text NOT NULL);
        COMMENT ON TABLE outages IS 'Owned. Local days that are not empty for streaks.';

        CREATE TABLE bonus_stations (
            station_id text,
            from_at timestamptz,
            until_at timestamptz NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (station_id, from_at)
        );
        COMMENT ON TABLE bonus_stations IS 'Owned. A station is a bonus station from an instant until before
            another. Spans may overlap.';

        CREATE TABLE declared_days (
            local_on date PRIMARY KEY,
            revision bigint NOT NULL DEFAULT 1,
            city_id text NOT NULL
        );
        COMMENT ON TABLE declared_days IS 'Owned. How often something was declared that may change what trips
            of this local day count for.';

        CREATE TABLE counted_days (local_on date PRIMARY KEY, revision bigint NOT NULL);
        COMMENT ON TABLE counted_days IS 'Derived. Up to which revision of declared_days the stored trips of a
            day follow. After a reset none does.';

        CREATE TABLE streaks_to_count (
            challenge_id uuid,
            period_on date,
            after_rider_id uuid,
            PRIMARY KEY (challenge_id, period_on)
        );
        COMMENT ON TABLE streaks_to_count IS 'Derived. Periods of challenges whose streaks a day of outage may
            change, and the last rider whose entry was counted since.';

        CREATE TABLE activities (
            activity_id uuid PRIMARY KEY,
            trip_id uuid NOT NULL,
            city_id text NOT NULL,
            operator_id text NOT NULL,
            rider_id uuid NOT NULL,
            service text NOT NULL,
            at timestamptz NOT NULL,
            local_on date NOT NULL,
            revision bigint NOT NULL,
            counts bool NOT NULL,
            is_erased bool NOT NULL DEFAULT false,
            note text
        );
        COMMENT ON TABLE activities IS 'Owned. What operators have reported that is no trip.';
        COMMENT ON COLUMN activities.trip_id IS 'Under which it is stored in trips.';
        COMMENT ON COLUMN activities.is_erased IS 'Its rider was erased: rider_id is a random id that nothing
            maps to. Nothing changes it any more.';
        COMMENT ON COLUMN activities.note IS 'Why it was voided.';
        CREATE INDEX activities_local_on_idx ON activities (local_on) WHERE NOT is_erased;
        CREATE INDEX activities_rider_idx ON activities (rider_id);
    """)


def downgrade() -> None:
    op.execute("DROP TABLE activities, streaks_to_count, counted_days, declared_days")
    op.execute("DROP TABLE bonus_stations, outages, days")
    op.execute("DELETE FROM trips WHERE service <> 'bike_share'")
    op.execute("ALTER TABLE trips DROP COLUMN ended_at")
