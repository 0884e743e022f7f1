"""What riders have exchanged points for, and sums of that per local day and reward."""

from alembic import op

from shared.migrate import execute_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE redemptions (
            redemption_id uuid PRIMARY KEY,
            revision bigint NOT NULL,
            reward_id uuid NOT NULL,
            local_on date NOT NULL,
            rider_id uuid NOT NULL,
            counts bool NOT NULL,
            units bigint NOT NULL,
            cost_points bigint NOT NULL,
            value_eur_cents bigint NOT NULL,
            city_id text NOT NULL
        );
        COMMENT ON TABLE redemptions IS 'Derived. The last revision heard of each redemption. One that was
            released does not count.';

        CREATE TABLE redeemed_days (
            city_id text,
            local_on date,
            reward_id uuid,
            units bigint NOT NULL,
            cost_points bigint NOT NULL,
            value_eur_cents bigint NOT NULL,
            PRIMARY KEY (city_id, local_on, reward_id)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE redeemed_days IS 'Derived. Sums over the redemptions of a reward on a local day that
            count.';

        CREATE VIEW redemption_differences (what, id, found, expected) AS
        SELECT 'redeemed_days.' || measure, local_on || ' ' || reward_id, coalesce(found, 0),
            coalesce(expected, 0)
        FROM redeemed_days FULL JOIN (
            SELECT city_id, local_on, reward_id, sum(units)::bigint AS units,
                sum(cost_points)::bigint AS cost_points, sum(value_eur_cents)::bigint AS value_eur_cents
            FROM redemptions WHERE counts GROUP BY city_id, local_on, reward_id
        ) AS sums USING (city_id, local_on, reward_id)
        CROSS JOIN LATERAL (VALUES
            ('units', redeemed_days.units, sums.units),
            ('cost_points', redeemed_days.cost_points, sums.cost_points),
            ('value_eur_cents', redeemed_days.value_eur_cents, sums.value_eur_cents)
        ) AS sides (measure, found, expected)
        WHERE coalesce(found, 0) <> coalesce(expected, 0);
        COMMENT ON VIEW redemption_differences IS 'Those of redemptions.';
        CREATE OR REPLACE VIEW differences AS
        SELECT what, id, found, expected FROM rollup_differences
        UNION ALL SELECT what, id, found, expected FROM redemption_differences;
        CREATE OR REPLACE VIEW agreed AS
        SELECT owner, what, id, value FROM rollups_agreed
        UNION ALL
        SELECT 'rewards', what, reward_id::text, value::bigint FROM (
            SELECT reward_id, sum(units) AS units, sum(cost_points) AS cost_points
            FROM redeemed_days GROUP BY reward_id
        ) AS rewards CROSS JOIN LATERAL (VALUES
            ('redeemed units', units), ('redeemed points', cost_points)
        ) AS each (what, value);
    """)


def downgrade() -> None:
    op.execute("CREATE OR REPLACE VIEW agreed AS SELECT owner, what, id, value FROM rollups_agreed")
    op.execute("""
        CREATE OR REPLACE VIEW differences AS SELECT what, id, found, expected FROM rollup_differences
    """)
    op.execute("DROP VIEW redemption_differences")
    op.execute("DROP TABLE redeemed_days, redemptions")
