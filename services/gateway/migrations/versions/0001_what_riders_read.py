"""What riders read: their totals, days, accounts and statement, and who they are.

Totals and days come from the topic `trips`, accounts and lines from `rewards`: the two consumers share
no row, so neither ever waits for the other.
"""

from shared.expiry.tables import create_expiry_table, drop_expiry_table
from shared.migrate import create_bus_tables, drop_bus_tables, execute_script

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE trips (
    trip_id uuid PRIMARY KEY,
    city_id text NOT NULL,
    rider_id uuid NOT NULL,
    revision int NOT NULL,
    local_on date NOT NULL,
    trips int NOT NULL,
    distance_m int NOT NULL,
    duration_s int NOT NULL,
    energy_kcal int NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE trips IS 'Derived. What each trip adds to the totals: zeros when it does not count.';
CREATE TABLE rode_with (
    rider_id uuid NOT NULL,
    operator_id text NOT NULL,
    city_id text NOT NULL,
    PRIMARY KEY (rider_id, operator_id)
);
COMMENT ON TABLE rode_with IS 'Derived. The operators with whom each rider has a trip.';
CREATE TABLE totals (
    rider_id uuid PRIMARY KEY,
    city_id text NOT NULL,
    trips int NOT NULL,
    distance_m bigint NOT NULL,
    duration_s bigint NOT NULL,
    energy_kcal bigint NOT NULL,
    as_of timestamptz NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE totals IS 'Derived. Sums over the trips of a rider that count.';
CREATE TABLE rider_days (
    rider_id uuid NOT NULL,
    local_on date NOT NULL,
    city_id text NOT NULL,
    trips int NOT NULL,
    begins boolean NOT NULL DEFAULT true,
    PRIMARY KEY (rider_id, local_on)
) WITH (fillfactor = 70);
CREATE INDEX rider_days_begins_idx ON rider_days (rider_id, local_on) WHERE begins;
COMMENT ON TABLE rider_days IS 'Derived. Days with a trip that counts; begins: the day before has none.';
CREATE TABLE accounts (
    rider_id uuid PRIMARY KEY,
    city_id text NOT NULL,
    account_points bigint NOT NULL DEFAULT 0,
    debt_points bigint NOT NULL DEFAULT 0,
    reserved_points bigint NOT NULL DEFAULT 0,
    seq bigint NOT NULL DEFAULT 0,
    lifetime_points bigint NOT NULL DEFAULT 0,
    lines int NOT NULL DEFAULT 0,
    level int NOT NULL DEFAULT 1,
    level_revision bigint NOT NULL DEFAULT 0,
    as_of timestamptz
) WITH (fillfactor = 70);
COMMENT ON TABLE accounts IS 'Derived. Points, debt and level of a rider, and how many lines there are.';
CREATE TABLE badges (
    rider_id uuid NOT NULL,
    badge_id text NOT NULL,
    city_id text NOT NULL,
    revision bigint NOT NULL,
    earned_on date NOT NULL,
    kept bool NOT NULL,
    as_of timestamptz NOT NULL,
    PRIMARY KEY (rider_id, badge_id)
);
COMMENT ON TABLE badges IS 'Derived. The last state of each badge of a rider; not kept: taken back.';
CREATE TABLE challenges (
    challenge_id uuid PRIMARY KEY,
    city_id text NOT NULL,
    revision int NOT NULL,
    state text NOT NULL,
    name text NOT NULL,
    reward_points int NOT NULL,
    ends_at timestamptz NOT NULL
);
COMMENT ON TABLE challenges IS 'Derived. What each challenge is called (JSON, by language), what it gives,
    whether it is paused or closed, and its end, which a closing moves.';
CREATE TABLE entries (
    rider_id uuid NOT NULL,
    challenge_id uuid NOT NULL,
    part text NOT NULL,
    city_id text NOT NULL,
    participant_kind text NOT NULL,
    participant_id text NOT NULL,
    period_start date,
    revision bigint NOT NULL,
    measure text NOT NULL,
    progress bigint NOT NULL,
    target bigint NOT NULL,
    level int,
    ends_at timestamptz NOT NULL,
    as_of timestamptz NOT NULL,
    judged_revision bigint NOT NULL DEFAULT 0,
    completed_at timestamptz,
    has_left bool NOT NULL DEFAULT false,
    PRIMARY KEY (rider_id, challenge_id, part)
) WITH (fillfactor = 70);
CREATE INDEX entries_ends_at_idx ON entries (rider_id, ends_at) WHERE NOT has_left;
CREATE INDEX entries_once_ends_at_idx ON entries (rider_id, ends_at)
    WHERE NOT has_left AND period_start IS NULL;
COMMENT ON TABLE entries IS 'Derived. How far riders are in challenges. part is the group and the first day of
    the period, empty for a rider''s own entry without period. revision is that of measure, progress, target,
    level, ends_at and as_of, judged_revision that of completed_at and has_left.';
CREATE TABLE sources (
    rider_id uuid NOT NULL,
    source text NOT NULL,
    city_id text NOT NULL,
    revision bigint NOT NULL,
    kind text NOT NULL,
    local_on date NOT NULL,
    total_points int NOT NULL,
    available_at timestamptz NOT NULL,
    rule text NOT NULL,
    version int NOT NULL,
    params jsonb NOT NULL,
    PRIMARY KEY (rider_id, source)
) WITH (fillfactor = 70);
CREATE INDEX sources_available_at_idx ON sources (rider_id, available_at)
    WHERE kind IN ('trip', 'challenge');
COMMENT ON TABLE sources IS 'Derived. All that a trip, a day''s limit or an entry has given, why, and from
    when on it can be spent.';
CREATE TABLE lines (
    rider_id uuid NOT NULL,
    number int NOT NULL,
    city_id text NOT NULL,
    posting_id uuid NOT NULL,
    source text NOT NULL,
    kind text NOT NULL,
    points int NOT NULL,
    balance_after bigint NOT NULL,
    posted_at timestamptz NOT NULL,
    available_at timestamptz NOT NULL,
    rule text NOT NULL,
    version int NOT NULL,
    params jsonb NOT NULL,
    PRIMARY KEY (rider_id, number)
);
COMMENT ON TABLE lines IS 'Derived. The statement, numbered for each rider in order of application.';
CREATE TABLE identities (
    issuer text NOT NULL,
    subject text NOT NULL,
    city_id text NOT NULL,
    rider_id uuid NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (issuer, subject)
);
COMMENT ON TABLE identities IS 'Owned. Which rider a person of an outside issuer is.';
CREATE VIEW differences AS
WITH statements AS (
    SELECT rider_id, sum(points) AS account_points, count(*) AS lines,
        sum(points) FILTER (WHERE kind IN ('debt', 'repayment')) AS debt_points,
        coalesce(sum(points) FILTER (
            WHERE kind IN ('trip', 'cap', 'challenge', 'bonus', 'adjustment')
        ), 0) + coalesce(max((params ->> 'lifetime_points')::bigint) FILTER (WHERE kind = 'migration'), 0)
            AS lifetime_points
    FROM lines GROUP BY rider_id
), given AS (
    SELECT rider_id, source, sum(points) AS total_points FROM lines GROUP BY rider_id, source
), days AS (
    SELECT rider_id, local_on, sum(trips) AS trips, sum(distance_m) AS distance_m,
        sum(duration_s) AS duration_s, sum(energy_kcal) AS energy_kcal
    FROM trips GROUP BY rider_id, local_on
), riders AS (
    SELECT rider_id, sum(trips) AS trips, sum(distance_m) AS distance_m, sum(duration_s) AS duration_s,
        sum(energy_kcal) AS energy_kcal
    FROM days GROUP BY rider_id
)
SELECT 'accounts.' || measure AS what, rider_id::text AS id, coalesce(found, 0) AS found,
    coalesce(expected, 0)::bigint AS expected
FROM accounts FULL JOIN statements USING (rider_id)
CROSS JOIN LATERAL (VALUES
    ('account_points', accounts.account_points, statements.account_points),
    ('debt_points', accounts.debt_points, statements.debt_points),
    ('lifetime_points', accounts.lifetime_points, statements.lifetime_points),
    ('lines', accounts.lines, statements.lines)
) AS sides (measure, found, expected)
WHERE coalesce(found, 0) <> coalesce(expected, 0)
UNION ALL
SELECT 'lines.balance_after', rider_id || ' ' || number, balance_after, balance::bigint
FROM (
    SELECT rider_id, number, balance_after,
        sum(points) OVER (PARTITION BY rider_id ORDER BY number) AS balance
    FROM lines
) AS running
WHERE balance_after <> balance
UNION ALL
SELECT 'sources.total_points', rider_id || ' ' || source, coalesce(sources.total_points, 0),
    coalesce(given.total_points, 0)::bigint
FROM sources FULL JOIN given USING (rider_id, source)
WHERE coalesce(sources.total_points, 0) <> coalesce(given.total_points, 0)
UNION ALL
SELECT 'totals.' || measure, rider_id::text, coalesce(found, 0), coalesce(expected, 0)::bigint
FROM totals FULL JOIN riders USING (rider_id)
CROSS JOIN LATERAL (VALUES
    ('trips', totals.trips, riders.trips),
    ('distance_m', totals.distance_m, riders.distance_m),
    ('duration_s', totals.duration_s, riders.duration_s),
    ('energy_kcal', totals.energy_kcal, riders.energy_kcal)
) AS sides (measure, found, expected)
WHERE coalesce(found, 0) <> coalesce(expected, 0)
UNION ALL
SELECT 'rider_days.trips', rider_id || ' ' || local_on, coalesce(rider_days.trips, 0),
    coalesce(days.trips, 0)::bigint
FROM rider_days FULL JOIN days USING (rider_id, local_on)
WHERE coalesce(rider_days.trips, 0) <> coalesce(days.trips, 0)
UNION ALL
SELECT 'rider_days.begins', day.rider_id || ' ' || day.local_on, day.begins::int,
    (before.rider_id IS NULL)::int
FROM rider_days AS day LEFT JOIN rider_days AS before
    ON before.rider_id = day.rider_id AND before.local_on = day.local_on - 1
WHERE day.begins <> (before.rider_id IS NULL);
COMMENT ON VIEW differences IS 'Rows that are not what they are derived from. For rodem doctor.';
CREATE VIEW agreed AS
SELECT 'rewards' AS owner, what, rider_id::text AS id, value FROM accounts
CROSS JOIN LATERAL (VALUES ('points', account_points), ('debt_points', debt_points),
    ('lifetime_points', greatest(0, lifetime_points)), ('level above 1', level - 1)) AS each (what, value)
UNION ALL
SELECT 'challenges', 'progress', concat_ws(' ', challenge_id, rider_id, nullif(part, '')), progress
FROM entries WHERE NOT has_left
UNION ALL
SELECT 'trips', what, rider_id::text, value FROM totals
CROSS JOIN LATERAL (VALUES ('trips', trips), ('distance_m', distance_m), ('duration_s', duration_s),
    ('energy_kcal', energy_kcal)) AS each (what, value);
COMMENT ON VIEW agreed IS 'What other services hold too, and must hold alike. For rodem doctor.';
"""


def upgrade() -> None:
    create_bus_tables()
    create_expiry_table()
    execute_script(TABLES)


def downgrade() -> None:
    execute_script(
        "DROP VIEW agreed, differences;"
        "DROP TABLE trips, rode_with, totals, rider_days, accounts, badges, challenges, entries, sources,"
        " lines, identities;"
    )
    drop_expiry_table()
    drop_bus_tables()
