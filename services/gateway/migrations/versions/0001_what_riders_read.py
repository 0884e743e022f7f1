"""What riders read: their totals, days, accounts and statement, and who they are.

Totals and days come from the topic `trips`, accounts and lines from `rewards`: the two consumers share
no row, so neither ever waits for the other.
"""

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
    lifetime_points bigint NOT NULL DEFAULT 0,
    lines int NOT NULL DEFAULT 0,
    level int NOT NULL DEFAULT 1,
    level_revision bigint NOT NULL DEFAULT 0,
    as_of timestamptz
) WITH (fillfactor = 70);
COMMENT ON TABLE accounts IS 'Derived. Points and level of a rider, and how many lines the statement has.';
CREATE TABLE challenges (
    challenge_id uuid PRIMARY KEY,
    city_id text NOT NULL,
    revision int NOT NULL,
    name text NOT NULL,
    ends_at timestamptz NOT NULL
);
COMMENT ON TABLE challenges IS 'Derived. What each challenge is called (JSON, by language), and until when
    it is of interest to its riders.';
CREATE TABLE entries (
    rider_id uuid NOT NULL,
    challenge_id uuid NOT NULL,
    city_id text NOT NULL,
    revision bigint NOT NULL,
    measure text NOT NULL,
    progress bigint NOT NULL,
    target bigint NOT NULL,
    as_of timestamptz NOT NULL,
    judged_revision bigint NOT NULL DEFAULT 0,
    completed_at timestamptz,
    has_left bool NOT NULL DEFAULT false,
    PRIMARY KEY (rider_id, challenge_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE entries IS 'Derived. How far riders are in challenges. revision is that of measure,
    progress, target and as_of, judged_revision that of completed_at and has_left.';
CREATE TABLE sources (
    source text PRIMARY KEY,
    city_id text NOT NULL,
    rider_id uuid NOT NULL,
    revision bigint NOT NULL,
    total_points int NOT NULL,
    rule text NOT NULL,
    version int NOT NULL,
    params jsonb NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE sources IS 'Derived. All that a trip, a day''s limit or an entry has given, and why.';
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
CREATE INDEX lines_available_at_idx ON lines (rider_id, available_at) INCLUDE (points);
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
"""


def upgrade() -> None:
    create_bus_tables()
    execute_script(TABLES)


def downgrade() -> None:
    execute_script(
        "DROP TABLE trips, totals, rider_days, accounts, challenges, entries, sources, lines, identities;"
    )
    drop_bus_tables()
