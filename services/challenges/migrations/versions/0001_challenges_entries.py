"""Challenges in versions, who joined them, entries, and the facts that they are counted from."""

from alembic import op

from shared.migrate import create_bus_tables, drop_bus_tables, execute_script, never_negative
from shared.two_keys.tables import create_two_keys_tables, drop_two_keys_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_bus_tables()
    create_two_keys_tables(["challenge"])
    execute_script("""
        CREATE TABLE rules_version (one bool PRIMARY KEY DEFAULT true CHECK (one), version bigint NOT NULL);
        INSERT INTO rules_version VALUES (true, 0);
        COMMENT ON TABLE rules_version IS 'Owned. Counts every change of what is in force.';

        CREATE TABLE challenges (
            challenge_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            operator_id text NOT NULL,
            state text NOT NULL,
            version int NOT NULL,
            revision int NOT NULL,
            beginnings int NOT NULL DEFAULT 0,
            body jsonb NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        );
        COMMENT ON TABLE challenges IS 'Owned. body is what the next publishing brings into force.
            beginnings counts publishings and ends of stops.';
        CREATE INDEX challenges_created_idx ON challenges (created_at, challenge_id);

        CREATE TABLE versions (
            challenge_id uuid REFERENCES challenges,
            version int,
            city_id text NOT NULL,
            body jsonb NOT NULL,
            published_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (challenge_id, version)
        );
        COMMENT ON TABLE versions IS 'Owned. What was published, and never changes.';

        CREATE TABLE joins (
            rider_id uuid,
            challenge_id uuid REFERENCES challenges,
            city_id text NOT NULL,
            joined bool NOT NULL,
            changes int NOT NULL,
            PRIMARY KEY (rider_id, challenge_id)
        );
        COMMENT ON TABLE joins IS 'Owned. Who joined which challenge; changes counts joining and leaving.';

        CREATE TABLE trips (
            trip_id uuid PRIMARY KEY,
            revision int NOT NULL,
            rider_id uuid NOT NULL,
            started_at timestamptz NOT NULL,
            trips int NOT NULL,
            distance_m int NOT NULL,
            duration_s int NOT NULL,
            energy_kcal int NOT NULL,
            city_id text NOT NULL
        );
        COMMENT ON TABLE trips IS 'Derived. What each trip brings: 0 in all while it does not count.';
        CREATE INDEX trips_rider_started_idx ON trips (rider_id, started_at);
        CREATE INDEX trips_started_idx ON trips USING brin (started_at);

        CREATE TABLE counted_trips (
            challenge_id uuid REFERENCES challenges,
            trip_id uuid,
            city_id text NOT NULL,
            PRIMARY KEY (challenge_id, trip_id)
        );
        COMMENT ON TABLE counted_trips IS 'Owned. What a paused or closed challenge had counted: only that can
            still be taken back.';

        CREATE TABLE entries (
            challenge_id uuid,
            rider_id uuid,
            progress bigint NOT NULL,
            target bigint NOT NULL,
            version int NOT NULL,
            base_revision bigint NOT NULL,
            trip_revisions bigint NOT NULL,
            judged_at timestamptz NOT NULL,
            completed_at timestamptz,
            has_left bool NOT NULL DEFAULT false,
            city_id text NOT NULL,
            PRIMARY KEY (challenge_id, rider_id)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE entries IS 'Derived. A rider''s part in a challenge. Its revision is the sum of
            base_revision (beginnings, joinings) and trip_revisions, so it does not depend on batches.';
    """)
    never_negative("entries", "progress")


def downgrade() -> None:
    op.execute("DROP TABLE entries, counted_trips, trips, joins, versions, challenges, rules_version")
    op.execute("DROP FUNCTION entries_progress_negative")
    drop_two_keys_tables()
    drop_bus_tables()
