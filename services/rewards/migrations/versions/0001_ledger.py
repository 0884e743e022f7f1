"""The ledger: postings, riders' accounts, and what is known of trips and days."""

from alembic import op

from shared.erased.tables import create_erased_table, drop_erased_table
from shared.migrate import append_only, create_bus_tables, drop_bus_tables, execute_script
from shared.two_keys.tables import create_two_keys_tables, drop_two_keys_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_bus_tables()
    create_two_keys_tables(["tariff", "reward"])
    create_erased_table()
    execute_script("""
        CREATE TABLE trips (
            rider_id uuid,
            local_on date,
            trip_id uuid,
            revision int NOT NULL,
            points int NOT NULL,
            cap_points int NOT NULL CHECK (cap_points <= 0),
            available_at timestamptz NOT NULL,
            earns bool NOT NULL,
            counts bool NOT NULL,
            started_at timestamptz NOT NULL,
            start_station_id text,
            end_station_id text,
            vehicle_type text NOT NULL,
            local_hour smallint NOT NULL,
            distance_m int,
            energy_kcal int NOT NULL,
            start_zone_id text,
            city_id text NOT NULL,
            PRIMARY KEY (rider_id, local_on, trip_id)
        );
        COMMENT ON TABLE trips IS 'Owned. The last revision heard of each trip, its full points, what the
            trip''s limit has taken of them, and from when on the rest can be spent. earns is whether it
            counts, and not as one that earns nothing: then it counts for tickets of draws too.';

        CREATE TABLE entries (
            rider_id uuid,
            challenge_id uuid,
            part text,
            revision bigint NOT NULL,
            points int NOT NULL,
            available_at timestamptz NOT NULL,
            levels jsonb,
            tickets jsonb,
            city_id text NOT NULL,
            PRIMARY KEY (rider_id, challenge_id, part)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE entries IS 'Owned. The last revision heard of each entry, what it gives, from when on
            all of that can be spent, and how many tickets of which draws it gives. part is the group and the
            first day of the period, empty for a rider''s own entry without period; levels, where there are
            some, what each gives and from when on.';

        CREATE VIEW entry_sources AS
        SELECT rider_id, challenge_id, part,
            concat_ws(':', 'entry', challenge_id, nullif(part, ''), nullif(level, '0')) AS source,
            coalesce((paid ->> 0)::int, points) AS points,
            coalesce((paid ->> 1)::timestamptz, available_at) AS available_at
        FROM entries LEFT JOIN LATERAL jsonb_each(levels) AS of_level (level, paid) ON true;
        COMMENT ON VIEW entry_sources IS 'What each source of the ledger that is an entry, or one of its
            levels, gives.';

        CREATE TABLE rider_days (
            rider_id uuid,
            local_on date,
            points int NOT NULL,
            limit_points int NOT NULL,
            revision bigint NOT NULL,
            ebike_points int NOT NULL,
            trips int NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (rider_id, local_on)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE rider_days IS 'Owned. Sums of what trips give, after the trip''s limit and before the
            day''s, which was limit_points when the day was last added up; and how many trips count.';

        CREATE TABLE rider_months (
            rider_id uuid,
            month date,
            points int NOT NULL,
            limit_points int NOT NULL,
            revision bigint NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (rider_id, month)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE rider_months IS 'Owned. Sums of what days give, after their limit and before the
            month''s, by the month''s first day: of months that have a limit.';

        CREATE TABLE accounts (
            rider_id uuid PRIMARY KEY,
            account_id uuid NOT NULL DEFAULT gen_random_uuid(),
            points bigint NOT NULL DEFAULT 0 CHECK (points >= 0),
            debt_points bigint NOT NULL DEFAULT 0 CHECK (debt_points >= 0),
            reserved_points bigint NOT NULL DEFAULT 0 CHECK (reserved_points >= 0),
            lifetime_points bigint NOT NULL DEFAULT 0,
            trip_revisions bigint NOT NULL DEFAULT 0,
            level_base bigint NOT NULL DEFAULT 0,
            seq int NOT NULL DEFAULT 0,
            hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
            closed_at timestamptz,
            on_leaderboards bool NOT NULL DEFAULT false,
            city_id text NOT NULL
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE accounts IS 'Owned. Which account is whose, what it holds, and the last seq and
            hash of its chain. Accounts of the house have no row: one for all riders would be what every
            transaction waits for. level_base is added to the revisions of levels: it grows where nothing else
            does that they are made of.';

        CREATE TABLE postings (
            posting_id uuid NOT NULL,
            account_id uuid,
            seq int CHECK (seq > 0),
            hash bytea NOT NULL,
            kind text NOT NULL,
            source text NOT NULL,
            destination text NOT NULL CHECK (destination <> source),
            points int NOT NULL CHECK (points > 0),
            given_by text NOT NULL,
            local_on date NOT NULL,
            posted_at timestamptz NOT NULL,
            available_at timestamptz NOT NULL,
            rule text NOT NULL,
            version int NOT NULL,
            params text NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (account_id, seq)
        );
        COMMENT ON TABLE postings IS 'Owned. The ledger, append-only: points move from source to destination.
            account_id and seq are the place in the chain of the rider whom it concerns.';

        CREATE FUNCTION level_of(lifetime_points bigint) RETURNS int LANGUAGE sql IMMUTABLE AS $$
            SELECT greatest(
                1, width_bucket(lifetime_points, ARRAY[0, 500, 2000, 5000, 12000, 30000]::bigint[])
            )
        $$;
        COMMENT ON FUNCTION level_of IS 'The level that these points reach, as the rules of the ledger say.';

        CREATE FUNCTION other_revisions(rider uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
            SELECT coalesce(sum(revision), 0)::bigint FROM entries WHERE rider_id = rider
        $$;
        COMMENT ON FUNCTION other_revisions IS 'The sum of the revisions of all that gives a rider points
            beside trips, whose sum is in the account. With it a level''s revision grows with every change.';

        CREATE VIEW moves AS
        SELECT account_id, given_by, kind, local_on, CASE 'rider'
            WHEN destination THEN points WHEN source THEN -points ELSE 0 END AS points
        FROM postings;
        COMMENT ON VIEW moves IS 'What each posting gives its rider.';

        CREATE VIEW account_sums AS
        SELECT name, sum(points) AS points FROM (
            SELECT destination AS name, points FROM postings UNION ALL SELECT source, -points FROM postings
        ) AS moves GROUP BY name;
        COMMENT ON VIEW account_sums IS 'What the accounts of the house hold, and all of riders together.';

        CREATE VIEW rider_sums AS
        SELECT account_id, sum(points)::bigint AS points,
            coalesce(sum(points) FILTER (WHERE kind IN ('debt', 'repayment')), 0)::bigint AS debt_points,
            coalesce(sum(points) FILTER (
                WHERE kind IN ('trip', 'cap', 'challenge', 'bonus', 'adjustment')
            ), 0)::bigint AS lifetime_points, count(*) AS seq
        FROM moves GROUP BY account_id;
        COMMENT ON VIEW rider_sums IS 'What riders'' accounts hold by their postings.';

        CREATE VIEW doctor AS
        SELECT (SELECT count(*) FROM postings) AS postings,
            coalesce((SELECT -points FROM account_sums WHERE name = 'issued'), 0) AS issued_points,
            coalesce((SELECT sum(points) FROM account_sums), 0) = 0 AND NOT EXISTS (
                SELECT FROM rider_sums FULL JOIN accounts USING (account_id)
                WHERE coalesce(rider_sums.points, 0) <> coalesce(accounts.points, 0)
                    OR coalesce(rider_sums.debt_points, 0) <> coalesce(accounts.debt_points, 0)
                    OR coalesce(rider_sums.seq, 0) <> coalesce(accounts.seq, 0)
            ) AS balanced;

        CREATE VIEW ledger_differences AS
        WITH given AS (
            SELECT CASE WHEN given_by ~ '^trip(_cap)?:' THEN given_by ELSE given_by || ' ' || rider_id END
                AS source,
                sum(moves.points)::bigint AS points
            FROM moves JOIN accounts USING (account_id) WHERE kind IN ('trip', 'cap', 'challenge')
            GROUP BY source
        ), should_give AS (
            SELECT 'trip:' || trip_id AS source, points FROM trips
            UNION ALL SELECT 'trip_cap:' || trip_id, cap_points FROM trips
            UNION ALL SELECT source || ' ' || rider_id, points FROM entry_sources
            UNION ALL SELECT 'cap:' || local_on || ' ' || rider_id, least(0, limit_points - points)
            FROM rider_days
            UNION ALL
            SELECT 'month_cap:' || to_char(month, 'YYYY-MM') || ' ' || rider_id,
                least(0, limit_points - points)
            FROM rider_months
        )
        SELECT 'accounts.' || measure AS what, coalesce(rider_id::text, account_id::text) AS id,
            coalesce(found, 0)::bigint AS found, coalesce(expected, 0)::bigint AS expected
        FROM accounts FULL JOIN rider_sums USING (account_id)
        CROSS JOIN LATERAL (VALUES
            ('points', accounts.points, rider_sums.points),
            ('debt_points', accounts.debt_points, rider_sums.debt_points),
            ('lifetime_points', accounts.lifetime_points, rider_sums.lifetime_points),
            ('seq', accounts.seq, rider_sums.seq)
        ) AS sides (measure, found, expected)
        WHERE coalesce(found, 0) <> coalesce(expected, 0)
        UNION ALL
        SELECT 'rider_days.points', rider_id || ' ' || local_on, coalesce(rider_days.points, 0),
            coalesce(trips.points, 0)::bigint
        FROM rider_days FULL JOIN (
            SELECT rider_id, local_on, sum(moves.points) AS points
            FROM moves JOIN accounts USING (account_id)
            WHERE kind = 'trip' OR starts_with(given_by, 'trip_cap:') GROUP BY rider_id, local_on
        ) AS trips USING (rider_id, local_on)
        WHERE coalesce(rider_days.points, 0) <> coalesce(trips.points, 0)
        UNION ALL
        SELECT 'rider_days.revision', rider_id::text, coalesce(days.revision, 0)::bigint,
            coalesce(accounts.trip_revisions, 0)
        FROM (
            SELECT rider_id, sum(revision) AS revision FROM rider_days GROUP BY rider_id
        ) AS days FULL JOIN accounts USING (rider_id)
        WHERE coalesce(days.revision, 0) <> coalesce(accounts.trip_revisions, 0)
        UNION ALL
        SELECT 'postings.points', source, coalesce(given.points, 0)::bigint, coalesce(should_give.points, 0)
        FROM given FULL JOIN should_give USING (source)
        WHERE coalesce(given.points, 0) <> coalesce(should_give.points, 0);
        COMMENT ON VIEW ledger_differences IS 'Those of the ledger, trips and entries.';
        CREATE VIEW differences AS
        SELECT what, id, found, expected FROM ledger_differences;
        COMMENT ON VIEW differences IS 'Rows that are not what they are derived from. For rodem doctor.';

        CREATE VIEW balances_agreed AS
        SELECT 'rewards' AS owner, what, rider_id::text AS id, value
        FROM accounts CROSS JOIN LATERAL (VALUES
            ('points', points), ('debt_points', debt_points),
            ('lifetime_points', greatest(0, lifetime_points)),
            ('level above 1', level_of(lifetime_points) - 1)
        ) AS each (what, value) WHERE closed_at IS NULL;
        COMMENT ON VIEW balances_agreed IS 'That of riders'' points.';
        CREATE VIEW agreed AS SELECT owner, what, id, value FROM balances_agreed;
        COMMENT ON VIEW agreed IS 'What other services hold too, and must hold alike. For rodem doctor.';

        CREATE FUNCTION is_erased(rider_id uuid) RETURNS bool LANGUAGE sql STABLE AS $$
            SELECT EXISTS (SELECT FROM erased_riders WHERE rider_hash = sha256(uuid_send(rider_id)))
        $$;

        CREATE FUNCTION restate() RETURNS bigint LANGUAGE sql AS $$
            WITH last_said AS (
                SELECT DISTINCT ON (key, event ->> 'source') key, event, event ->> 'source' AS given_by,
                    (event ->> 'total_points')::bigint AS points
                FROM (
                    SELECT key, data::jsonb AS event FROM log WHERE type = 'points.posted.v1'
                    UNION ALL SELECT key, data::jsonb FROM outbox WHERE type = 'points.posted.v1'
                ) AS events ORDER BY key, event ->> 'source', (event ->> 'revision')::bigint DESC
            ), given AS (
                SELECT rider_id::text AS key, given_by, sum(moves.points) AS points
                FROM moves JOIN accounts USING (account_id) GROUP BY rider_id, given_by
            ), outdated AS (
                SELECT key, event, gen_random_uuid() AS id, last_said.points AS said_points,
                    coalesce(given.points, 0) AS points, coalesce(accounts.points, 0) AS account_points,
                    nullif(accounts.debt_points, 0) AS debt_points
                FROM last_said LEFT JOIN given USING (key, given_by)
                    LEFT JOIN accounts ON accounts.rider_id = key::uuid
                WHERE last_said.points <> coalesce(given.points, 0) AND NOT is_erased(key::uuid)
            ), restated AS (
                INSERT INTO outbox (id, type, key, data)
                SELECT id, 'points.posted.v1', key, (event - 'seq' - 'debt_points' || jsonb_build_object(
                    'posting_id', id, 'points', points - said_points, 'total_points', points,
                    'revision', (event ->> 'revision')::bigint + 1, 'account_points', account_points,
                    'posted_at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                ) || jsonb_strip_nulls(jsonb_build_object('debt_points', debt_points)))::text
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
                    coalesce(trip_revisions, 0) + other_revisions(last_level.rider_id) AS revisions,
                    coalesce(level_base, 0) AS level_base
                FROM last_level LEFT JOIN accounts USING (rider_id)
            ), outdated_levels AS (
                SELECT key, event, rider_id, revision + 1 AS revision, lifetime_points, revisions
                FROM standing
                WHERE (level <> level_of(lifetime_points) OR revisions + level_base < revision)
                    AND NOT is_erased(rider_id)
            ), raised AS (
                INSERT INTO accounts (rider_id, level_base, city_id)
                SELECT rider_id, revision - revisions, event ->> 'city_id' FROM outdated_levels
                ON CONFLICT (rider_id) DO UPDATE SET level_base = excluded.level_base
            ), restated_levels AS (
                INSERT INTO outbox (id, type, key, data)
                SELECT gen_random_uuid(), 'level.reached.v1', key, (event || jsonb_build_object(
                    'level', level_of(lifetime_points), 'lifetime_points', greatest(0, lifetime_points),
                    'revision', revision
                ))::text
                FROM outdated_levels RETURNING id
            ) SELECT (SELECT count(*) FROM restated) + (SELECT count(*) FROM restated_levels)
        $$;
        COMMENT ON FUNCTION restate IS 'Says the sources anew, at a higher revision, of which another total
            was said last, and levels that are others: after a reset they are derived from fewer trips.
            Returns how many.';
    """)
    append_only("postings")


def downgrade() -> None:
    op.execute("DROP FUNCTION restate, is_erased")
    op.execute("DROP VIEW agreed, balances_agreed, differences, ledger_differences")
    op.execute("DROP VIEW doctor, rider_sums, account_sums, moves, entry_sources")
    op.execute("DROP FUNCTION level_of, other_revisions")
    op.execute("DROP TABLE postings, accounts, rider_months, rider_days, entries, trips")
    drop_erased_table()
    drop_two_keys_tables()
    drop_bus_tables()
