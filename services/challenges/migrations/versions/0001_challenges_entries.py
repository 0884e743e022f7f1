"""Challenges in versions, who joined them, entries, and the facts that they are counted from."""

from alembic import op

from shared.erased.tables import create_erased_table, drop_erased_table
from shared.migrate import create_bus_tables, drop_bus_tables, execute_script, never_negative
from shared.two_keys.tables import create_two_keys_tables, drop_two_keys_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_bus_tables()
    create_two_keys_tables(["challenge"])
    create_erased_table()
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
            body jsonb NOT NULL,
            counting text,
            first_on date,
            created_at timestamptz NOT NULL DEFAULT now(),
            closed_at timestamptz
        );
        COMMENT ON TABLE challenges IS 'Owned. body is what the next publishing brings into force.';
        COMMENT ON COLUMN challenges.counting IS 'SQL of how far riders are by all trips (rider_id, period_on,
            progress, target, is_reached, level, steps), in the version in force. For rodem doctor.';
        COMMENT ON COLUMN challenges.first_on IS 'The first local day of its window, once it was published.';
        CREATE INDEX challenges_created_idx ON challenges (created_at, challenge_id);

        CREATE TABLE versions (
            challenge_id uuid REFERENCES challenges,
            version int,
            city_id text NOT NULL,
            body jsonb NOT NULL,
            known jsonb NOT NULL,
            published_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (challenge_id, version)
        );
        COMMENT ON TABLE versions IS 'Owned. What was published, and never changes.';
        COMMENT ON COLUMN versions.known IS 'The zones and factors of the first publishing.';

        CREATE TABLE zones (
            zone_id text PRIMARY KEY,
            city_id text NOT NULL,
            revision bigint NOT NULL,
            name text NOT NULL,
            parent_id text
        );
        COMMENT ON TABLE zones IS 'Derived. What each zone is called, and in which zone it lies.';

        CREATE TABLE joins (
            rider_id uuid,
            challenge_id uuid REFERENCES challenges,
            city_id text NOT NULL,
            since timestamptz,
            until timestamptz,
            PRIMARY KEY (rider_id, challenge_id, since)
        );
        COMMENT ON TABLE joins IS 'Owned. Who was in which challenge from when to when; until NULL: still.';
        CREATE INDEX joins_challenge_idx ON joins (challenge_id);

        CREATE TABLE trips (
            trip_id uuid PRIMARY KEY,
            revision int NOT NULL,
            counts bool NOT NULL,
            rider_id uuid NOT NULL,
            operator_id text NOT NULL,
            service text NOT NULL,
            started_at timestamptz NOT NULL,
            local_on date NOT NULL,
            local_hour smallint NOT NULL,
            vehicle_type text,
            duration_s int,
            energy_kcal int NOT NULL,
            distance_m int,
            distance_source text,
            climb_m int,
            start_station_id text,
            end_station_id text,
            start_zone_id text,
            end_zone_id text,
            zone_ids text[] NOT NULL,
            day_tags text[] NOT NULL DEFAULT '{}',
            start_is_bonus bool NOT NULL DEFAULT false,
            end_is_bonus bool NOT NULL DEFAULT false,
            is_erased bool NOT NULL DEFAULT false,
            city_id text NOT NULL
        );
        COMMENT ON TABLE trips IS 'Derived. What challenges know of each trip by its newest revision.';
        COMMENT ON COLUMN trips.counts IS 'Whether it is accepted. What is not is counted nowhere.';
        COMMENT ON COLUMN trips.is_erased IS 'Its rider was erased: rider_id is a random id that nothing maps
            to. It counts for the rider''s group, and for no entry of its own.';
        CREATE INDEX trips_rider_started_idx ON trips (rider_id, started_at);
        CREATE INDEX trips_started_idx ON trips USING brin (started_at);

        CREATE TABLE entries (
            challenge_id uuid,
            rider_id uuid,
            period_on date,
            revision bigint NOT NULL,
            progress bigint NOT NULL,
            target bigint NOT NULL,
            version int NOT NULL,
            is_paused bool NOT NULL,
            judged_at timestamptz NOT NULL,
            completed_at timestamptz,
            is_given bool NOT NULL,
            has_left bool NOT NULL DEFAULT false,
            trips bigint NOT NULL DEFAULT 0,
            steps bigint[] NOT NULL DEFAULT '{}',
            baseline bigint NOT NULL DEFAULT 0,
            levels_at timestamptz[] NOT NULL DEFAULT '{}',
            level_given int NOT NULL DEFAULT 0,
            settles_at timestamptz,
            is_decided bool NOT NULL DEFAULT true,
            is_allowed bool NOT NULL DEFAULT true,
            city_id text NOT NULL,
            PRIMARY KEY (challenge_id, rider_id, period_on)
        ) WITH (fillfactor = 70);
        CREATE INDEX entries_rider_idx ON entries (rider_id, period_on, challenge_id);
        CREATE INDEX entries_settling_idx ON entries (settles_at) WHERE NOT is_decided;
        COMMENT ON COLUMN entries.target IS 'As shown: with levels the next one, of improve the rider''s.';
        COMMENT ON COLUMN entries.trips IS 'How many trips count, where a goal asks for so many.';
        COMMENT ON COLUMN entries.steps IS 'How far each step of a goal is.';
        COMMENT ON COLUMN entries.baseline IS 'What the rider brought in the weeks before, of improve.';
        COMMENT ON COLUMN entries.levels_at IS 'When we first knew that each level was reached.';
        COMMENT ON COLUMN entries.level_given IS 'How many levels were said to be given.';
        COMMENT ON COLUMN entries.is_decided IS 'Whether settles_at has come, where it waits for that.';
        COMMENT ON COLUMN entries.is_allowed IS 'Whether the rider has completed all that is required.';
        COMMENT ON TABLE entries IS 'Derived. How far a rider is in a period of a challenge.';
        COMMENT ON COLUMN entries.period_on IS 'The first local day of the period; once, of the window.';
        COMMENT ON COLUMN entries.is_given IS
            'Whether its completion was said: what is completed while a challenge is paused waits.';

        CREATE TABLE marks (
            challenge_id uuid,
            rider_id uuid,
            period_on date,
            mark text,
            trips int NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (challenge_id, rider_id, period_on, mark)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE marks IS 'Derived. Days, places and amounts of which different ones are counted, or
            the best is looked for, and how many counted trips left each. 0: they were taken back.';

        CREATE TABLE baselines (
            challenge_id uuid,
            rider_id uuid,
            week_on date,
            brought bigint NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (challenge_id, rider_id, week_on)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE baselines IS 'Derived. What riders brought in each ISO week, for goals that compare
            them with their own weeks before.';

        CREATE FUNCTION passes(start_zone_id text, zone_ids text[], end_zone_id text, corridor jsonb)
        RETURNS bool LANGUAGE plpgsql IMMUTABLE AS $$
        DECLARE
            zone text;
            before text;
            place int := 0;
        BEGIN
            FOREACH zone IN ARRAY start_zone_id || zone_ids || end_zone_id LOOP
                IF zone IS NULL OR zone = before THEN
                    CONTINUE;
                END IF;
                before := zone;
                IF corridor -> place ? zone THEN
                    place := place + 1;
                END IF;
            END LOOP;
            RETURN place >= jsonb_array_length(corridor);
        END $$;
        COMMENT ON FUNCTION passes IS 'Whether a trip passes the zones of a corridor in their order. Each
            place of a corridor is an array: a zone, and all that lie in it.';

        CREATE FUNCTION is_held_out(challenge_id uuid, rider_id uuid, percent int)
        RETURNS bool LANGUAGE sql IMMUTABLE AS $$
            SELECT ('x' || left(
                encode(sha256((challenge_id::text || '/' || rider_id::text)::bytea), 'hex'), 8
            ))::bit(32)::bigint % 100 < percent
        $$;
        COMMENT ON FUNCTION is_held_out IS 'Whether a rider is of the share from which a challenge is kept:
            the first four bytes of the SHA-256 of both ids, mod 100, are below the percent.';

        CREATE FUNCTION counted() RETURNS TABLE (challenge_id uuid, rider_id uuid, period_on date,
            progress bigint, target bigint, is_reached bool, level int, steps bigint[])
            LANGUAGE plpgsql STABLE AS $$
        DECLARE
            known record;
        BEGIN
            FOR known IN
                SELECT challenges.challenge_id, counting FROM challenges WHERE counting IS NOT NULL
            LOOP
                RETURN QUERY EXECUTE
                    'SELECT $1, rider_id, period_on, progress, target, is_reached, level, steps FROM ('
                    || known.counting || ') AS counted'
                    USING known.challenge_id;
            END LOOP;
        END $$;
        COMMENT ON FUNCTION counted IS 'How far riders are in all challenges by their trips, counted anew.';

        CREATE VIEW completed_by AS
        SELECT challenge_id, rider_id FROM entries WHERE completed_at IS NOT NULL;
        COMMENT ON VIEW completed_by IS 'Which challenges riders have completed in any period, for those that
            require them.';

        CREATE VIEW entry_differences AS
        WITH known AS MATERIALIZED (SELECT * FROM counted())
        SELECT 'entries.progress' AS what, challenge_id || ' ' || rider_id || ' ' || period_on AS id,
            coalesce(entries.progress, 0) AS found, coalesce(known.progress, 0) AS expected
        FROM entries FULL JOIN known USING (challenge_id, rider_id, period_on)
        WHERE NOT coalesce(has_left, false)
            AND coalesce(entries.progress, 0) <> coalesce(known.progress, 0)
        UNION ALL
        SELECT what, challenge_id || ' ' || rider_id || ' ' || period_on, found, expected
        FROM entries LEFT JOIN known USING (challenge_id, rider_id, period_on)
        CROSS JOIN LATERAL (
            SELECT NOT has_left AND is_decided AND is_allowed AS gives
        ) AS whether CROSS JOIN LATERAL (VALUES
            ('entries.completed_at', (completed_at IS NOT NULL)::int,
                (coalesce(is_reached, false) AND gives)::int),
            ('entries.target', entries.target,
                CASE WHEN has_left THEN entries.target ELSE coalesce(known.target, entries.target) END),
            ('entries.levels_at', cardinality(levels_at)::bigint,
                CASE WHEN gives THEN coalesce(level, 0) ELSE 0 END::bigint),
            ('entries.steps', (SELECT coalesce(sum(step), 0) FROM unnest(entries.steps) AS step)::bigint,
                CASE WHEN has_left THEN 0 ELSE (
                    SELECT coalesce(sum(step), 0) FROM unnest(known.steps) AS step
                ) END::bigint)
        ) AS each (what, found, expected) WHERE found <> expected
        UNION ALL
        SELECT 'entries.is_decided', challenge_id || ' ' || rider_id || ' ' || period_on, 0, 1
        FROM entries WHERE NOT is_decided AND settles_at < now() - interval '1 day'
        UNION ALL
        SELECT 'entries.is_allowed', challenge_id || ' ' || entries.rider_id || ' ' || period_on,
            is_allowed::int, allowed::int
        FROM entries JOIN versions USING (challenge_id, version) CROSS JOIN LATERAL (
            SELECT NOT EXISTS (
                SELECT FROM jsonb_array_elements_text(body -> 'requires') AS required (id) WHERE NOT EXISTS (
                    SELECT FROM completed_by WHERE completed_by.challenge_id = required.id::uuid
                        AND completed_by.rider_id = entries.rider_id
                )
            ) AS allowed
        ) AS required WHERE body ? 'requires' AND is_allowed <> allowed AND NOT has_left
            AND entries.revision > 0;
        COMMENT ON VIEW entry_differences IS 'Those of riders'' own entries.';
        CREATE VIEW differences AS SELECT what, id, found, expected FROM entry_differences;
        COMMENT ON VIEW differences IS 'Rows that are not what they are derived from. For rodem doctor.';

        CREATE VIEW entries_agreed AS
        SELECT 'challenges' AS owner, 'progress' AS what, concat_ws(' ', challenge_id, rider_id,
                CASE WHEN body ->> 'period' <> 'once' THEN period_on END) AS id,
            progress AS value
        FROM entries LEFT JOIN versions USING (challenge_id, version) WHERE NOT has_left AND revision > 0
        UNION ALL
        SELECT 'trips', what, rider_id::text, value::bigint FROM (
            SELECT rider_id, count(*) AS trips, sum(coalesce(distance_m, 0)) AS distance_m,
                sum(duration_s) AS duration_s, sum(energy_kcal) AS energy_kcal,
                sum(floor(extract(epoch FROM started_at))) AS started_s
            FROM trips WHERE counts AND service = 'bike_share' AND NOT is_erased GROUP BY rider_id
        ) AS riders CROSS JOIN LATERAL (VALUES ('trips', trips), ('distance_m', distance_m),
            ('duration_s', duration_s), ('energy_kcal', energy_kcal), ('started_s', started_s))
            AS each (what, value);
        COMMENT ON VIEW entries_agreed IS 'That of riders'' own entries, and of trips.';
        CREATE VIEW agreed AS SELECT owner, what, id, value FROM entries_agreed;
        COMMENT ON VIEW agreed IS 'What other services hold too, and must hold alike. For rodem doctor.';

        CREATE FUNCTION restate_entries() RETURNS bigint LANGUAGE sql AS $$
            WITH said AS (
                SELECT type, key, event, challenge_id, rider_id,
                    coalesce(period_start, first_on) AS period_on,
                    (event ->> 'revision')::bigint AS revision,
                    (event ->> 'progress')::bigint AS progress, event ? 'completed_at' AS completed,
                    (event ->> 'target')::bigint AS target,
                    coalesce((event ->> 'level')::int, 0) AS level,
                    coalesce((event ->> 'left')::bool, false) AS has_left
                FROM (
                    SELECT type, key, event, (event ->> 'challenge_id')::uuid AS challenge_id,
                        (event ->> 'rider_id')::uuid AS rider_id,
                        (event ->> 'period_start')::date AS period_start
                    FROM (
                        SELECT type, key, data::jsonb AS event FROM log WHERE type LIKE 'entry.%'
                        UNION ALL SELECT type, key, data::jsonb FROM outbox WHERE type LIKE 'entry.%'
                    ) AS events WHERE event -> 'participant' ->> 'kind' = 'rider'
                ) AS of_entries JOIN challenges USING (challenge_id)
                WHERE NOT EXISTS (
                    SELECT FROM erased_riders WHERE rider_hash = sha256(uuid_send(rider_id))
                )
            ), last_said AS (
                -- After a reset one revision may have been said twice, and each hearer believes the first.
                SELECT challenge_id, rider_id, period_on, revision, min(progress) AS least_progress,
                    max(progress) AS most_progress, min(target) AS least_target, max(target) AS most_target,
                    min(event::text)::jsonb AS event
                FROM (
                    SELECT *, max(revision) OVER (PARTITION BY challenge_id, rider_id, period_on) AS last
                    FROM said
                ) AS each WHERE revision = last GROUP BY challenge_id, rider_id, period_on, revision
            ), last_judged AS (
                SELECT challenge_id, rider_id, period_on, bool_or(completed) AS once_completed,
                    bool_and(completed) AS always_completed, bool_or(has_left) AS has_left,
                    min(level) AS least_level, max(level) AS most_level
                FROM (
                    SELECT *, max(revision) OVER (PARTITION BY challenge_id, rider_id, period_on) AS last
                    FROM said WHERE type = 'entry.judged.v1'
                ) AS each WHERE revision = last GROUP BY challenge_id, rider_id, period_on
            ), known AS (
                SELECT last_said.*, entries.revision AS found_revision,
                    coalesce(entries.progress, 0) AS progress,
                    coalesce(once_completed, false) AS once_completed,
                    coalesce(always_completed, false) AS always_completed,
                    -- A completion that was said before a pause does not wait for its end.
                    coalesce(is_given OR completed_at IS NOT NULL AND once_completed, false) AS completed,
                    greatest(coalesce(level_given, 0),
                        least(coalesce(cardinality(levels_at), 0), coalesce(most_level, 0))) AS level,
                    coalesce(least_level, 0) AS least_level, coalesce(most_level, 0) AS most_level,
                    coalesce(entries.target, least_target) AS target,
                    coalesce(last_judged.has_left, false) AS has_left
                FROM last_said LEFT JOIN last_judged USING (challenge_id, rider_id, period_on)
                    LEFT JOIN entries USING (challenge_id, rider_id, period_on)
            ), outdated AS (
                SELECT *, known.revision + 1 AS next_revision FROM known
                WHERE found_revision < revision OR progress NOT IN (least_progress, most_progress)
                    OR least_progress <> most_progress OR completed <> once_completed
                    OR once_completed <> always_completed
                    OR level <> least_level OR level <> most_level
                    OR target <> least_target OR target <> most_target
            ), raised AS (
                UPDATE entries SET revision = coalesce(next_revision, entries.revision),
                    is_given = known.completed, level_given = known.level
                FROM known LEFT JOIN outdated USING (challenge_id, rider_id, period_on)
                WHERE entries.challenge_id = known.challenge_id AND entries.rider_id = known.rider_id
                    AND entries.period_on = known.period_on
                    AND (next_revision IS NOT NULL OR is_given <> known.completed
                        OR level_given <> known.level)
            ), kept AS (
                -- Of entries that are not derived again, so that what comes of them later is newer.
                INSERT INTO entries (challenge_id, rider_id, period_on, revision, progress, target, version,
                    is_paused, judged_at, is_given, has_left, city_id, is_allowed)
                SELECT challenge_id, rider_id, period_on, coalesce(next_revision, known.revision), 0,
                    (known.event ->> 'target')::bigint, (known.event ->> 'version')::int, false, now(), false,
                    known.has_left, known.event ->> 'city_id', NOT EXISTS (
                        SELECT FROM versions, jsonb_array_elements_text(body -> 'requires') AS required (id)
                        WHERE versions.challenge_id = known.challenge_id
                            AND version = (known.event ->> 'version')::int AND NOT EXISTS (
                                SELECT FROM completed_by WHERE completed_by.challenge_id = required.id::uuid
                                    AND completed_by.rider_id = known.rider_id
                            )
                    )
                FROM known LEFT JOIN outdated USING (challenge_id, rider_id, period_on)
                WHERE known.found_revision IS NULL
            ), latest AS (
                SELECT DISTINCT ON (outdated.challenge_id, outdated.rider_id, outdated.period_on)
                    type, key, said.event, outdated.completed, outdated.progress, next_revision,
                    outdated.level, outdated.target
                FROM outdated JOIN said USING (challenge_id, rider_id, period_on)
                ORDER BY outdated.challenge_id, outdated.rider_id, outdated.period_on, type,
                    said.completed = outdated.completed DESC, said.level >= outdated.level DESC,
                    said.revision DESC
            ), restated AS (
                INSERT INTO outbox (id, type, key, data)
                SELECT gen_random_uuid(), type, key, (
                    CASE WHEN completed THEN event WHEN level > 0 THEN event - 'completed_at'
                        ELSE event - '{given,completed_at}'::text[] END
                    || jsonb_build_object('revision', next_revision, 'progress', progress, 'target', target)
                    || CASE WHEN event ? 'level' THEN jsonb_build_object('level', level) ELSE '{}' END
                    || CASE WHEN event ? 'given' AND level > 0 THEN jsonb_build_object('given', (
                        SELECT jsonb_agg(each ORDER BY each -> 'level')
                        FROM jsonb_array_elements(event -> 'given') AS each
                        WHERE (each ->> 'level')::int <= level
                    )) ELSE '{}' END
                )::text
                FROM latest RETURNING id
            ) SELECT count(*) FROM restated
        $$;
        COMMENT ON FUNCTION restate_entries IS 'That of riders'' own entries.';
        CREATE FUNCTION restate() RETURNS bigint LANGUAGE sql AS 'SELECT restate_entries()';
        COMMENT ON FUNCTION restate IS 'Says the entries anew, at a higher revision, of which something else
            was said last: after a reset they are derived from fewer trips. Returns how many.';
    """)
    never_negative("entries", "progress")
    never_negative("marks", "trips")


def downgrade() -> None:
    op.execute("DROP FUNCTION restate, restate_entries")
    op.execute("DROP VIEW agreed, entries_agreed, differences, entry_differences, completed_by")
    op.execute("DROP FUNCTION counted, is_held_out, passes")
    op.execute("DROP TABLE marks, baselines, entries, trips, joins")
    op.execute("DROP TABLE versions, challenges, zones, rules_version")
    op.execute("DROP FUNCTION entries_progress_negative, marks_trips_negative")
    drop_erased_table()
    drop_two_keys_tables()
    drop_bus_tables()
