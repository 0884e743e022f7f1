"""Entries of teams: what each rider brings, what the team has by that, and who waits to be counted anew."""

from alembic import op

from shared.migrate import execute_script, never_negative

revision = "0006"
down_revision = "0005"

RESTATE = """
    CREATE OR REPLACE FUNCTION restate() RETURNS bigint LANGUAGE sql AS $$
        WITH said AS (
            SELECT (event ->> 'challenge_id')::uuid AS challenge_id,
                (event -> 'participant' ->> 'id')::uuid AS group_id,
                coalesce((event ->> 'period_start')::date, first_on) AS period_on,
                (event ->> 'rider_id')::uuid AS rider_id, (event ->> 'revision')::bigint AS revision,
                type, event ? 'completed_at' AS is_completed, event ? 'given' AS is_given,
                event ->> 'city_id' AS city_id
            FROM (
                SELECT type, data::jsonb AS event FROM log WHERE type LIKE 'entry.%'
                UNION ALL SELECT type, data::jsonb FROM outbox WHERE type LIKE 'entry.%'
            ) AS events JOIN challenges ON challenges.challenge_id = (event ->> 'challenge_id')::uuid
            WHERE event -> 'participant' ->> 'kind' IN ('team', 'pair') AND NOT EXISTS (
                SELECT FROM erased_riders
                WHERE rider_hash = sha256(uuid_send((event ->> 'rider_id')::uuid))
            )
        ), last_said AS (
            SELECT DISTINCT ON (challenge_id, group_id, period_on, rider_id)
                challenge_id, group_id, period_on, rider_id, city_id, is_completed, is_given,
                max(revision) OVER (PARTITION BY challenge_id, group_id, period_on, rider_id) AS revision
            FROM said
            ORDER BY challenge_id, group_id, period_on, rider_id, type, said.revision DESC
        ), said_twice AS (
            -- After a reset one revision may have been said twice, and each hearer believes the first.
            SELECT challenge_id, group_id, period_on, rider_id, revision FROM said
            GROUP BY challenge_id, group_id, period_on, rider_id, revision HAVING count(*) > 1
        ), outdated AS (
            SELECT last_said.* FROM last_said
                LEFT JOIN shares USING (challenge_id, group_id, period_on, rider_id)
            WHERE coalesce(shares.revision, 0) < last_said.revision
                OR (shares.is_completed, shares.is_given) <> (last_said.is_completed, last_said.is_given)
                OR EXISTS (
                    SELECT FROM said_twice AS twice
                    WHERE twice.challenge_id = last_said.challenge_id
                        AND twice.group_id = last_said.group_id AND twice.period_on = last_said.period_on
                        AND twice.rider_id = last_said.rider_id AND twice.revision = last_said.revision
                )
        ), kept AS (
            INSERT INTO shares (challenge_id, group_id, period_on, rider_id, trips, progress, revision,
                must_say, city_id)
            SELECT challenge_id, group_id, period_on, rider_id, 0, 0, revision, true, city_id FROM outdated
            ON CONFLICT (challenge_id, group_id, period_on, rider_id) DO UPDATE
                SET revision = greatest(shares.revision, excluded.revision), must_say = true
        ), asked AS (
            INSERT INTO group_work (challenge_id, rider_id, city_id)
            SELECT DISTINCT challenge_id, rider_id, city_id FROM outdated
            ON CONFLICT (challenge_id, rider_id) DO UPDATE SET periods_on = NULL
        ) SELECT count(*) + (SELECT restate_entries()) FROM outdated
    $$;
    COMMENT ON FUNCTION restate IS 'Lets entries be said anew, at a higher revision, of which something else
        was said last: after a reset they are derived from fewer trips. Returns how many.';
"""


def upgrade() -> None:
    execute_script("""
        CREATE TABLE group_work (
            challenge_id uuid,
            rider_id uuid,
            periods_on date[],
            city_id text NOT NULL,
            PRIMARY KEY (challenge_id, rider_id)
        );
        COMMENT ON COLUMN group_work.periods_on IS 'In which periods. NULL: in all, which are judged anew,
            changed or not.';
        COMMENT ON TABLE group_work IS 'Owned. Riders of whom it is to be counted anew what they bring to
            their teams in a challenge.';

        CREATE TABLE shares (
            challenge_id uuid,
            group_id uuid,
            period_on date,
            rider_id uuid,
            trips bigint NOT NULL,
            progress bigint NOT NULL,
            revision bigint NOT NULL DEFAULT 0,
            is_completed bool NOT NULL DEFAULT false,
            is_given bool NOT NULL DEFAULT false,
            must_say bool NOT NULL DEFAULT false,
            said_progress bigint NOT NULL DEFAULT 0,
            is_rewarded bool NOT NULL DEFAULT false,
            has_left bool NOT NULL DEFAULT false,
            is_erased bool NOT NULL DEFAULT false,
            city_id text NOT NULL,
            PRIMARY KEY (challenge_id, group_id, period_on, rider_id)
        ) WITH (fillfactor = 70);
        CREATE INDEX shares_rider_idx ON shares (rider_id, challenge_id);
        COMMENT ON TABLE shares IS 'Derived. What a rider has brought to a team in a period of a challenge,
            and what was said of it last.';
        COMMENT ON COLUMN shares.progress IS 'Of goals that are sums; of others share_marks has what counts.';
        COMMENT ON COLUMN shares.is_completed IS 'Whether the completion was said: in a pause it waits.';
        COMMENT ON COLUMN shares.is_given IS 'Whether the reward was said.';
        COMMENT ON COLUMN shares.has_left IS 'Whether it was said that the rider has left the pair.';
        COMMENT ON COLUMN shares.is_erased IS 'Whether the rider was erased: the team keeps what was brought,
            under a random id, of which nothing is said.';
        COMMENT ON COLUMN shares.is_rewarded IS 'Whether the team has completed and the rider is rewarded.';
        COMMENT ON COLUMN shares.said_progress IS 'How far the team was when the rider was told last.';
        COMMENT ON COLUMN shares.must_say IS 'Whether it is said when it is counted next, changed or not.';

        CREATE TABLE share_marks (
            challenge_id uuid,
            group_id uuid,
            period_on date,
            mark text,
            rider_id uuid,
            city_id text NOT NULL,
            PRIMARY KEY (challenge_id, group_id, period_on, mark, rider_id)
        );
        CREATE INDEX share_marks_rider_idx ON share_marks (rider_id, challenge_id);
        COMMENT ON TABLE share_marks IS 'Derived. Days, places and amounts that a rider left for a team.';

        CREATE TABLE group_entries (
            challenge_id uuid,
            group_id uuid,
            period_on date,
            progress bigint NOT NULL,
            riders bigint NOT NULL,
            target bigint NOT NULL,
            completed_at timestamptz,
            city_id text NOT NULL,
            PRIMARY KEY (challenge_id, group_id, period_on)
        ) WITH (fillfactor = 70);
        CREATE INDEX group_entries_group_idx ON group_entries (group_id, period_on);
        COMMENT ON TABLE group_entries IS 'Derived. How far a team is in a period of a challenge, and how many
            riders have a counted trip.';

        ALTER TABLE challenges ADD COLUMN share_counting text;
        COMMENT ON COLUMN challenges.share_counting IS 'Of a challenge for teams, SQL of what riders bring by
            all trips (group_id, period_on, rider_id, trips, progress). For rodem doctor.';

        CREATE FUNCTION counted_shares() RETURNS TABLE (challenge_id uuid, group_id uuid, period_on date,
            rider_id uuid, trips bigint, progress bigint) LANGUAGE plpgsql STABLE AS $$
        DECLARE
            known record;
        BEGIN
            FOR known IN
                SELECT challenges.challenge_id, share_counting FROM challenges
                WHERE share_counting IS NOT NULL
            LOOP
                RETURN QUERY EXECUTE
                    'SELECT $1, group_id, period_on, rider_id, trips, progress FROM ('
                    || known.share_counting || ') AS counted' USING known.challenge_id;
            END LOOP;
        END $$;
        COMMENT ON FUNCTION counted_shares IS 'What riders bring to their teams, counted anew by all trips.';

        CREATE OR REPLACE VIEW completed_by AS
        SELECT challenge_id, rider_id FROM entries WHERE completed_at IS NOT NULL
        UNION ALL SELECT challenge_id, rider_id FROM shares WHERE is_rewarded;

        CREATE VIEW group_differences AS
        SELECT 'shares.' || what AS what,
            concat_ws(' ', challenge_id, group_id, period_on, rider_id) AS id, found, expected
        FROM shares FULL JOIN counted_shares() AS counted
                USING (challenge_id, group_id, period_on, rider_id)
            CROSS JOIN LATERAL (VALUES
                ('trips', coalesce(shares.trips, 0)::bigint, coalesce(counted.trips, 0)),
                ('progress', coalesce(shares.progress, 0), coalesce(counted.progress, 0))
            ) AS each (what, found, expected)
        WHERE found <> expected AND NOT EXISTS (
            SELECT FROM group_work WHERE group_work.challenge_id = shares.challenge_id
                AND group_work.rider_id = shares.rider_id
        )
        UNION ALL
        SELECT 'group_entries.riders', concat_ws(' ', challenge_id, group_id, period_on),
            coalesce(group_entries.riders, 0)::bigint, coalesce(own.riders, 0)
        FROM group_entries FULL JOIN (
            SELECT challenge_id, group_id, period_on, count(*) AS riders FROM shares WHERE trips > 0
            GROUP BY challenge_id, group_id, period_on
        ) AS own USING (challenge_id, group_id, period_on)
        WHERE coalesce(group_entries.riders, 0) <> coalesce(own.riders, 0)
        UNION ALL
        SELECT 'group_entries.completed_at', concat_ws(' ', challenge_id, group_id, period_on),
            (completed_at IS NOT NULL)::int::bigint, (progress >= target AND riders > 1)::int::bigint
        FROM group_entries WHERE (completed_at IS NOT NULL) <> (progress >= target AND riders > 1)
        UNION ALL
        SELECT 'group_entries.progress', concat_ws(' ', challenge_id, group_id, period_on),
            group_entries.progress, coalesce(own.progress, 0)
        FROM group_entries JOIN challenges USING (challenge_id)
            JOIN versions USING (challenge_id, version) LEFT JOIN (
            SELECT challenge_id, group_id, period_on, sum(progress)::bigint AS progress FROM shares
            GROUP BY challenge_id, group_id, period_on
        ) AS own USING (challenge_id, group_id, period_on)
        WHERE versions.body -> 'goal' ->> 'kind' = 'sum'
            AND group_entries.progress <> coalesce(own.progress, 0)
        UNION ALL
        SELECT 'shares.is_rewarded', concat_ws(' ', challenge_id, group_id, period_on, rider_id),
            1::bigint, 0::bigint
        FROM shares JOIN group_entries USING (challenge_id, group_id, period_on)
        WHERE is_rewarded AND (completed_at IS NULL OR trips = 0);
        COMMENT ON VIEW group_differences IS 'Those of teams in challenges, without who waits to be counted.';
        CREATE OR REPLACE VIEW differences AS SELECT what, id, found, expected FROM entry_differences
        UNION ALL SELECT what, id, found, expected FROM team_differences
        UNION ALL SELECT what, id, found, expected FROM pair_differences
        UNION ALL SELECT what, id, found, expected FROM group_differences;
        CREATE OR REPLACE VIEW agreed AS SELECT owner, what, id, value FROM entries_agreed
        UNION ALL SELECT 'challenges', 'progress', concat_ws(' ', challenge_id, rider_id,
            concat_ws(':', CASE body -> 'who' ->> 'kind' WHEN 'pairs' THEN 'pair' ELSE 'team' END, group_id,
                 CASE WHEN body ->> 'period' <> 'once' THEN period_on END)),
            said_progress
        FROM shares JOIN challenges USING (challenge_id) WHERE shares.revision > 0 AND NOT has_left
            AND NOT is_erased;
    """)
    execute_script(RESTATE)
    for table, column in (("shares", "trips"), ("shares", "progress")):
        never_negative(table, column)


def downgrade() -> None:
    op.execute("""
        CREATE OR REPLACE VIEW differences AS SELECT what, id, found, expected FROM entry_differences
        UNION ALL SELECT what, id, found, expected FROM team_differences
        UNION ALL SELECT what, id, found, expected FROM pair_differences
    """)
    op.execute("CREATE OR REPLACE VIEW agreed AS SELECT owner, what, id, value FROM entries_agreed")
    op.execute("""
        CREATE OR REPLACE FUNCTION restate() RETURNS bigint LANGUAGE sql AS 'SELECT restate_entries()'
    """)
    op.execute("DROP VIEW group_differences")
    op.execute("""
        CREATE OR REPLACE VIEW completed_by AS
        SELECT challenge_id, rider_id FROM entries WHERE completed_at IS NOT NULL
    """)
    op.execute("DROP FUNCTION counted_shares")
    op.execute("ALTER TABLE challenges DROP COLUMN share_counting")
    op.execute("DROP TABLE group_entries, share_marks, shares, group_work")
    op.execute("DROP FUNCTION shares_trips_negative, shares_progress_negative")
