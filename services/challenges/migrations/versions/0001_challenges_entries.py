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
            created_at timestamptz NOT NULL DEFAULT now(),
            closed_at timestamptz
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

        CREATE VIEW differences AS
        WITH rules AS (
            SELECT challenge_id, state, versions.body #>> '{goal,measure}' AS measure,
                versions.body ->> 'who' AS who, (versions.body ->> 'starts_at')::timestamptz AS starts_at,
                (versions.body ->> 'ends_at')::timestamptz AS ends_at
            FROM challenges JOIN versions USING (challenge_id, version)
        ), counted AS (
            SELECT challenge_id, measure, trips.* FROM rules
            JOIN trips ON started_at >= starts_at AND started_at < ends_at
            WHERE state = 'published' AND (who = 'all' OR EXISTS (
                SELECT FROM joins WHERE joins.rider_id = trips.rider_id
                    AND joins.challenge_id = rules.challenge_id AND joined))
            UNION ALL
            SELECT challenge_id, measure, trips.* FROM rules
            JOIN counted_trips USING (challenge_id) JOIN trips USING (trip_id) WHERE state <> 'published'
        ), sums AS (
            SELECT challenge_id, rider_id, sum(CASE measure WHEN 'trips' THEN trips
                WHEN 'distance_m' THEN distance_m WHEN 'duration_s' THEN duration_s
                WHEN 'energy_kcal' THEN energy_kcal END) AS progress
            FROM counted GROUP BY challenge_id, rider_id
        )
        SELECT 'entries.progress' AS what, challenge_id || ' ' || rider_id AS id,
            coalesce(entries.progress, 0) AS found, coalesce(sums.progress, 0)::bigint AS expected
        FROM entries FULL JOIN sums USING (challenge_id, rider_id)
        WHERE NOT coalesce(has_left, false) AND coalesce(entries.progress, 0) <> coalesce(sums.progress, 0)
        UNION ALL
        SELECT 'entries.completed_at', challenge_id || ' ' || rider_id, (completed_at IS NOT NULL)::int,
            (progress >= target AND NOT has_left)::int
        FROM entries WHERE (completed_at IS NOT NULL) <> (progress >= target AND NOT has_left);
        COMMENT ON VIEW differences IS 'Rows that are not what they are derived from. For rodem doctor.';

        CREATE VIEW agreed AS
        SELECT 'challenges' AS owner, 'progress' AS what, challenge_id || ' ' || rider_id AS id,
            progress AS value
        FROM entries WHERE NOT has_left
        UNION ALL
        SELECT 'trips', what, rider_id::text, value::bigint FROM (
            SELECT rider_id, sum(trips) AS trips, sum(distance_m) AS distance_m,
                sum(duration_s) AS duration_s, sum(energy_kcal) AS energy_kcal
            FROM trips GROUP BY rider_id
        ) AS riders CROSS JOIN LATERAL (VALUES ('trips', trips), ('distance_m', distance_m),
            ('duration_s', duration_s), ('energy_kcal', energy_kcal)) AS each (what, value);
        COMMENT ON VIEW agreed IS 'What other services hold too, and must hold alike. For rodem doctor.';

        CREATE FUNCTION restate() RETURNS bigint LANGUAGE sql AS $$
            WITH said AS (
                SELECT type, key, event, (event ->> 'challenge_id')::uuid AS challenge_id,
                    (event ->> 'rider_id')::uuid AS rider_id, (event ->> 'revision')::bigint AS revision,
                    (event ->> 'progress')::bigint AS progress, event ? 'completed_at' AS completed
                FROM (
                    SELECT type, key, data::jsonb AS event FROM log WHERE type LIKE 'entry.%'
                    UNION ALL SELECT type, key, data::jsonb FROM outbox WHERE type LIKE 'entry.%'
                ) AS events
            ), last_said AS (
                SELECT DISTINCT ON (challenge_id, rider_id) challenge_id, rider_id, revision, progress
                FROM said ORDER BY challenge_id, rider_id, revision DESC
            ), last_judged AS (
                SELECT DISTINCT ON (challenge_id, rider_id) challenge_id, rider_id, completed
                FROM said WHERE type = 'entry.judged.v1' ORDER BY challenge_id, rider_id, revision DESC
            ), outdated AS (
                SELECT challenge_id, rider_id, last_said.revision + 1 AS revision,
                    coalesce(entries.progress, 0) AS progress, completed_at IS NOT NULL AS completed
                FROM last_said LEFT JOIN last_judged USING (challenge_id, rider_id)
                    LEFT JOIN entries USING (challenge_id, rider_id)
                WHERE base_revision + trip_revisions < last_said.revision
                    OR last_said.progress <> coalesce(entries.progress, 0)
                    OR coalesce(completed, false) <> (completed_at IS NOT NULL)
            ), raised AS (
                UPDATE entries SET base_revision = outdated.revision - trip_revisions
                FROM outdated WHERE entries.challenge_id = outdated.challenge_id
                    AND entries.rider_id = outdated.rider_id
            ), latest AS (
                SELECT DISTINCT ON (challenge_id, rider_id) type, key, event, outdated.*
                FROM outdated JOIN said USING (challenge_id, rider_id)
                ORDER BY challenge_id, rider_id, type, said.completed = outdated.completed DESC,
                    said.revision DESC
            ), restated AS (
                INSERT INTO outbox (id, type, key, data)
                SELECT gen_random_uuid(), type, key, (
                    CASE WHEN completed THEN event ELSE event - '{given,completed_at}'::text[] END
                    || jsonb_build_object('revision', revision, 'progress', progress)
                )::text
                FROM latest RETURNING id
            ) SELECT count(*) FROM restated
        $$;
        COMMENT ON FUNCTION restate IS 'Says the entries anew, at a higher revision, of which something else
            was said last: after a reset they are derived from fewer trips. Returns how many.';
    """)
    never_negative("entries", "progress")


def downgrade() -> None:
    op.execute("DROP FUNCTION restate")
    op.execute("DROP VIEW agreed, differences")
    op.execute("DROP TABLE entries, counted_trips, trips, joins")
    op.execute("DROP TABLE versions, challenges, rules_version")
    op.execute("DROP FUNCTION entries_progress_negative")
    drop_two_keys_tables()
    drop_bus_tables()
