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
            city_id text NOT NULL
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE accounts IS 'Derived. Running totals of riders. House accounts have none: one row
            for all would be what every transaction waits for.';

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
    """)
    never_negative("accounts", "points")


def downgrade() -> None:
    op.execute("DROP VIEW doctor, account_sums")
    op.execute("DROP TABLE house_accounts, accounts, postings, rider_days, entries, trips")
    op.execute("DROP FUNCTION accounts_points_negative")
    drop_bus_tables()
