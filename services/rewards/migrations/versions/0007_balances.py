"""What is kept of riders' balances beside the ledger: those that came from another system, and what has
expired."""

from alembic import op

from shared.expiry.tables import create_expiry_table, drop_expiry_table
from shared.migrate import execute_script

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    create_expiry_table()
    execute_script("""
        CREATE TABLE expiries (
            account_id uuid PRIMARY KEY,
            points bigint NOT NULL CHECK (points >= 0),
            settled_until timestamptz NOT NULL,
            city_id text NOT NULL
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE expiries IS 'Owned. What has expired of accounts in all, and the last boundary at
            which that was worked out.';

        CREATE TABLE expiry_sweeps (
            boundary date PRIMARY KEY,
            swept_at timestamptz NOT NULL DEFAULT now(),
            city_id text NOT NULL
        );
        COMMENT ON TABLE expiry_sweeps IS 'Owned. Boundaries at which all accounts were settled.';

        CREATE TABLE migrated (
            account_id uuid PRIMARY KEY,
            points bigint NOT NULL CHECK (points >= 0),
            lifetime_points bigint NOT NULL CHECK (lifetime_points >= 0),
            note text,
            city_id text NOT NULL,
            at timestamptz NOT NULL DEFAULT now()
        );
        COMMENT ON TABLE migrated IS 'Owned. What accounts have brought from another system, each once. Its
            lifetime points count, and are in no posting.';

        CREATE OR REPLACE VIEW moves AS
        SELECT account_id, given_by, kind, local_on, CASE 'rider'
            WHEN destination THEN points WHEN source THEN -points ELSE 0 END AS points,
            CASE 'debts' WHEN source THEN points WHEN destination THEN -points ELSE 0 END AS lent
        FROM postings;
        COMMENT ON VIEW moves IS 'What each posting gives its rider, and what of that is lent.';

        CREATE OR REPLACE VIEW rider_sums AS
        SELECT account_id, sum(points)::bigint AS points, sum(lent)::bigint AS debt_points,
            sum(awarded)::bigint AS lifetime_points, sum(lines)::bigint AS seq
        FROM (
            SELECT account_id, points, lent, 1 AS lines, CASE
                WHEN kind IN ('trip', 'cap', 'challenge', 'bonus', 'adjustment') THEN points ELSE 0
            END::bigint AS awarded
            FROM moves
            UNION ALL SELECT account_id, 0, 0, 0, lifetime_points FROM migrated
        ) AS each GROUP BY account_id;
        COMMENT ON VIEW rider_sums IS 'What riders'' accounts hold by their postings, with the
            lifetime points that came with them.';

        CREATE OR REPLACE VIEW balances_agreed AS
        SELECT 'rewards' AS owner, what, rider_id::text AS id, value
        FROM accounts LEFT JOIN migrated USING (account_id) CROSS JOIN LATERAL (VALUES
            ('points', accounts.points), ('debt_points', debt_points),
            ('lifetime_points', greatest(0, accounts.lifetime_points)),
            ('given_points', greatest(
                0, accounts.lifetime_points - coalesce(migrated.lifetime_points, 0)
            )),
            ('level above 1', level_of(accounts.lifetime_points) - 1)
        ) AS each (what, value) WHERE closed_at IS NULL;
        COMMENT ON VIEW balances_agreed IS 'That of riders'' points; given_points are those of this city
            alone.';
    """)


def downgrade() -> None:
    op.execute("""
        CREATE OR REPLACE VIEW balances_agreed AS
        SELECT 'rewards' AS owner, what, rider_id::text AS id, value
        FROM accounts CROSS JOIN LATERAL (VALUES
            ('points', points), ('debt_points', debt_points),
            ('lifetime_points', greatest(0, lifetime_points)),
            ('level above 1', level_of(lifetime_points) - 1)
        ) AS each (what, value) WHERE closed_at IS NULL
    """)
    op.execute("""
        CREATE OR REPLACE VIEW rider_sums AS
        SELECT account_id, sum(points)::bigint AS points,
            coalesce(sum(points) FILTER (WHERE kind IN ('debt', 'repayment')), 0)::bigint AS debt_points,
            coalesce(sum(points) FILTER (
                WHERE kind IN ('trip', 'cap', 'challenge', 'bonus', 'adjustment')
            ), 0)::bigint AS lifetime_points, count(*) AS seq
        FROM moves GROUP BY account_id
    """)
    op.execute("DROP TABLE migrated, expiry_sweeps, expiries")
    drop_expiry_table()
