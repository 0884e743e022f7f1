"""The ledger: postings, riders' accounts, and what is known of trips and days."""

from alembic import op

from shared.migrate import create_bus_tables, drop_bus_tables, execute_script, never_negative

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_bus_tables()
    execute_script("""
        CREATE TABLE trips (
            trip_id uuid PRIMARY KEY,
            revision int NOT NULL,
            points int NOT NULL,
            city_id text NOT NULL
        );
        COMMENT ON TABLE trips IS 'Derived. The last revision heard of each trip, and its full points.';

        CREATE TABLE entries (
            rider_id uuid,
            challenge_id uuid,
            revision bigint NOT NULL,
            points int NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (rider_id, challenge_id)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE entries IS 'Derived. The last revision heard of each entry, and what it gives.';

        CREATE TABLE rider_days (
            rider_id uuid,
            local_on date,
            points int NOT NULL,
            revision bigint NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (rider_id, local_on)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE rider_days IS 'Derived. Sums of full points, before the day''s limit.';

        CREATE TABLE postings (
            posting_id uuid PRIMARY KEY,
            kind text NOT NULL,
            source uuid NOT NULL,
            destination uuid NOT NULL CHECK (destination <> source),
            points int NOT NULL CHECK (points > 0),
            given_by text NOT NULL,
            local_on date NOT NULL,
            posted_at timestamptz NOT NULL,
            available_at timestamptz NOT NULL,
            rule text NOT NULL,
            version int NOT NULL,
            params text NOT NULL,
            city_id text NOT NULL
        );
        COMMENT ON TABLE postings IS 'Derived. The ledger: points move from source to destination.';

        CREATE TABLE accounts (
            rider_id uuid PRIMARY KEY,
            points bigint NOT NULL,
            lifetime_points bigint NOT NULL,
            trip_revisions bigint NOT NULL,
            level_base bigint NOT NULL DEFAULT 0,
            city_id text NOT NULL
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE accounts IS 'Derived. Running totals of riders. House accounts have none: one row
            for all would be what every transaction waits for. level_base is added to the revisions of levels
            since they were restated.';

        CREATE FUNCTION level_of(lifetime_points bigint) RETURNS int LANGUAGE sql IMMUTABLE AS $$
            SELECT greatest(
                1, width_bucket(lifetime_points, ARRAY[0, 500, 2000, 5000, 12000, 30000]::bigint[])
            )
        $$;
        COMMENT ON FUNCTION level_of IS 'The level that these points reach, as the rules of the ledger say.';

        CREATE TABLE house_accounts (account_id uuid PRIMARY KEY, name text NOT NULL UNIQUE);
        COMMENT ON TABLE house_accounts IS 'Owned. Where riders'' points come from and go to.';
        INSERT INTO house_accounts VALUES ('00000000-0000-0000-0000-000000000001', 'issued');

        CREATE VIEW account_sums AS
        SELECT account_id, sum(points) AS points FROM (
            SELECT destination AS account_id, points FROM postings
            UNION ALL SELECT source, -points FROM postings
        ) AS moves GROUP BY account_id;

        CREATE VIEW doctor AS
        SELECT (SELECT count(*) FROM postings) AS postings,
            coalesce((SELECT -points FROM account_sums JOIN house_accounts USING (account_id)
                WHERE name = 'issued'), 0) AS issued_points,
            coalesce((SELECT sum(points) FROM account_sums), 0) = 0 AND NOT EXISTS (
                SELECT FROM account_sums FULL JOIN accounts ON account_id = rider_id
                WHERE coalesce(account_sums.points, 0) <> coalesce(accounts.points, 0)
                    AND coalesce(account_id, rider_id) NOT IN (SELECT h.account_id FROM house_accounts AS h)
            ) AS balanced;

        CREATE VIEW differences AS
        WITH moves AS (
            SELECT destination AS account_id, points, kind, local_on FROM postings
            UNION ALL SELECT source, -points, kind, local_on FROM postings
        ), riders AS (
            SELECT account_id AS rider_id, sum(points) AS points,
                sum(points) FILTER (WHERE kind IN ('trip', 'cap', 'challenge')) AS lifetime_points
            FROM moves WHERE account_id NOT IN (SELECT house_accounts.account_id FROM house_accounts)
            GROUP BY account_id
        ), given AS (
            SELECT given_by, sum(CASE WHEN account_id IS NULL THEN -points ELSE points END) AS points,
                max(CASE kind WHEN 'cap' THEN (params::jsonb ->> 'limit_points')::int END) AS limit_points
            FROM postings LEFT JOIN house_accounts ON account_id = source GROUP BY given_by
        ), should_give AS (
            SELECT 'trip:' || trip_id AS given_by, points FROM trips
            UNION ALL SELECT 'entry:' || challenge_id || ':' || rider_id, points FROM entries
            UNION ALL SELECT given_by, -greatest(0, rider_days.points - limit_points)
            FROM given JOIN rider_days ON given_by = 'cap:' || rider_id || ':' || local_on
        )
        SELECT 'accounts.points' AS what, rider_id::text AS id, coalesce(accounts.points, 0) AS found,
            coalesce(riders.points, 0)::bigint AS expected
        FROM accounts FULL JOIN riders USING (rider_id)
        WHERE coalesce(accounts.points, 0) <> coalesce(riders.points, 0)
        UNION ALL
        SELECT 'accounts.lifetime_points', rider_id::text, coalesce(accounts.lifetime_points, 0),
            coalesce(riders.lifetime_points, 0)::bigint
        FROM accounts FULL JOIN riders USING (rider_id)
        WHERE coalesce(accounts.lifetime_points, 0) <> coalesce(riders.lifetime_points, 0)
        UNION ALL
        SELECT 'rider_days.points', rider_id || ' ' || local_on, coalesce(rider_days.points, 0),
            coalesce(trips.points, 0)::bigint
        FROM rider_days FULL JOIN (
            SELECT account_id AS rider_id, local_on, sum(points) AS points
            FROM moves WHERE kind = 'trip' GROUP BY account_id, local_on
        ) AS trips USING (rider_id, local_on)
        WHERE coalesce(rider_days.points, 0) <> coalesce(trips.points, 0)
            AND rider_id NOT IN (SELECT house_accounts.account_id FROM house_accounts)
        UNION ALL
        SELECT 'rider_days.revision', rider_id::text, coalesce(days.revision, 0)::bigint,
            coalesce(accounts.trip_revisions, 0)
        FROM (
            SELECT rider_id, sum(revision) AS revision FROM rider_days GROUP BY rider_id
        ) AS days FULL JOIN accounts USING (rider_id)
        WHERE coalesce(days.revision, 0) <> coalesce(accounts.trip_revisions, 0)
        UNION ALL
        SELECT 'postings.points', given_by, coalesce(given.points, 0)::bigint, coalesce(should_give.points, 0)
        FROM given FULL JOIN should_give USING (given_by)
        WHERE coalesce(given.points, 0) <> coalesce(should_give.points, 0);
        COMMENT ON VIEW differences IS 'Rows that are not what they are derived from. For rodem doctor.';

        CREATE VIEW agreed AS
        SELECT 'rewards' AS owner, what, rider_id::text AS id, value
        FROM accounts CROSS JOIN LATERAL (VALUES
            ('points', points), ('level above 1', level_of(lifetime_points) - 1)
        ) AS each (what, value);
        COMMENT ON VIEW agreed IS 'What other services hold too, and must hold alike. For rodem doctor.';

        CREATE FUNCTION restate() RETURNS bigint LANGUAGE sql AS $$
            WITH last_said AS (
                SELECT DISTINCT ON (event ->> 'source') key, event, event ->> 'source' AS given_by,
                    (event ->> 'total_points')::bigint AS points
                FROM (
                    SELECT key, data::jsonb AS event FROM log WHERE type = 'points.posted.v1'
                    UNION ALL SELECT key, data::jsonb FROM outbox WHERE type = 'points.posted.v1'
                ) AS events ORDER BY event ->> 'source', (event ->> 'revision')::bigint DESC
            ), given AS (
                SELECT given_by, sum(CASE WHEN account_id IS NULL THEN -points ELSE points END) AS points
                FROM postings LEFT JOIN house_accounts ON account_id = source GROUP BY given_by
            ), outdated AS (
                SELECT key, event, gen_random_uuid() AS id, last_said.points AS said_points,
                    coalesce(given.points, 0) AS points
                FROM last_said LEFT JOIN given USING (given_by)
                WHERE last_said.points <> coalesce(given.points, 0)
            ), restated AS (
                INSERT INTO outbox (id, type, key, data)
                SELECT id, 'points.posted.v1', key, (event || jsonb_build_object(
                    'posting_id', id, 'points', points - said_points, 'total_points', points,
                    'revision', (event ->> 'revision')::bigint + 1,
                    'posted_at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                ))::text
                FROM outdated RETURNING id
            ), last_level AS (
                SELECT DISTINCT ON (key) key, event, (event ->> 'rider_id')::uuid AS rider_id,
                    (event ->> 'level')::int AS level, (event ->> 'revision')::bigint AS revision
                FROM (
                    SELECT key, data::jsonb AS event FROM log WHERE type = 'level.reached.v1'
                    UNION ALL SELECT key, data::jsonb FROM outbox WHERE type = 'level.reached.v1'
                ) AS events ORDER BY key, (event ->> 'revision')::bigint DESC
            ), standing AS (
                SELECT last_level.*, coalesce(accounts.lifetime_points, 0) AS lifetime_points,
                    coalesce(trip_revisions, 0) + coalesce((
                        SELECT sum(entries.revision) FROM entries WHERE entries.rider_id = last_level.rider_id
                    ), 0)::bigint AS revisions, coalesce(level_base, 0) AS level_base
                FROM last_level LEFT JOIN accounts USING (rider_id)
            ), outdated_levels AS (
                SELECT key, event, rider_id, revision + 1 AS revision, lifetime_points, revisions
                FROM standing WHERE level <> level_of(lifetime_points) OR revisions + level_base < revision
            ), raised AS (
                INSERT INTO accounts (rider_id, points, lifetime_points, trip_revisions, level_base, city_id)
                SELECT rider_id, 0, 0, 0, revision - revisions, event ->> 'city_id' FROM outdated_levels
                ON CONFLICT (rider_id) DO UPDATE SET level_base = excluded.level_base
            ), restated_levels AS (
                INSERT INTO outbox (id, type, key, data)
                SELECT gen_random_uuid(), 'level.reached.v1', key, (event || jsonb_build_object(
                    'level', level_of(lifetime_points), 'lifetime_points', lifetime_points,
                    'revision', revision
                ))::text
                FROM outdated_levels RETURNING id
            ) SELECT (SELECT count(*) FROM restated) + (SELECT count(*) FROM restated_levels)
        $$;
        COMMENT ON FUNCTION restate IS 'Says the sources anew, at a higher revision, of which another total
            was said last, and levels that are others: after a reset they are derived from fewer trips.
            Returns how many.';
    """)
    never_negative("accounts", "points")


def downgrade() -> None:
    op.execute("DROP FUNCTION restate")
    op.execute("DROP VIEW agreed, differences, doctor, account_sums")
    op.execute("DROP FUNCTION level_of")
    op.execute("DROP TABLE house_accounts, accounts, postings, rider_days, entries, trips")
    op.execute("DROP FUNCTION accounts_points_negative")
    drop_bus_tables()
