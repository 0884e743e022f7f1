"""What the doctor compares of the shop: counts that rows keep, and what public_value holds too."""

from alembic import op

from shared.migrate import execute_script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    execute_script("""
        CREATE VIEW shop_differences (what, id, found, expected) AS
        SELECT 'rewards.' || measure, reward_id::text, found, expected
        FROM rewards LEFT JOIN (
            SELECT reward_id, sum(quantity)::bigint AS units
            FROM redemptions WHERE status <> 'released' GROUP BY reward_id
        ) AS taken USING (reward_id) LEFT JOIN (
            SELECT reward_id, count(*) AS units FROM codes WHERE redemption_id IS NULL GROUP BY reward_id
        ) AS pool USING (reward_id) LEFT JOIN (
            SELECT (prize ->> 'reward_id')::uuid AS reward_id,
                sum((prize ->> 'units')::bigint)::bigint AS units
            FROM draws CROSS JOIN LATERAL jsonb_array_elements(prizes) AS prize
            WHERE state IN ('published', 'frozen') GROUP BY 1
        ) AS promised USING (reward_id)
        CROSS JOIN LATERAL (VALUES
            ('units_out', units_out, coalesce(taken.units, 0)),
            ('codes_unused', codes_unused, coalesce(pool.units, 0)),
            ('units_set_aside', units_set_aside, coalesce(promised.units, 0))
        ) AS sides (measure, found, expected) WHERE found <> expected
        UNION ALL
        SELECT 'accounts.reserved_points', rider_id::text, coalesce(reserved_points, 0),
            coalesce(reserved.cost_points, 0)
        FROM accounts FULL JOIN (
            SELECT rider_id, sum(cost_points)::bigint AS cost_points
            FROM redemptions WHERE status = 'reserved' GROUP BY rider_id
        ) AS reserved USING (rider_id)
        WHERE coalesce(reserved_points, 0) <> coalesce(cost_points, 0);
        COMMENT ON VIEW shop_differences IS 'Those of what is reserved, redeemed, in pools and set aside.';
        CREATE OR REPLACE VIEW differences AS
        SELECT what, id, found, expected FROM ledger_differences
        UNION ALL SELECT what, id, found, expected FROM campaign_differences
        UNION ALL SELECT what, id, found, expected FROM bonus_differences
        UNION ALL SELECT what, id, found, expected FROM board_differences
        UNION ALL SELECT what, id, found, expected FROM shop_differences;

        CREATE OR REPLACE VIEW agreed AS
        SELECT owner, what, id, value FROM balances_agreed
        UNION ALL
        SELECT 'rewards', what, reward_id::text, value::bigint FROM (
            SELECT reward_id, sum(quantity) AS units, sum(cost_points) AS cost_points
            FROM redemptions WHERE status <> 'released' GROUP BY reward_id
        ) AS redeemed CROSS JOIN LATERAL (VALUES
            ('redeemed units', units), ('redeemed points', cost_points)
        ) AS each (what, value);
    """)


def downgrade() -> None:
    op.execute("""
        CREATE OR REPLACE VIEW differences AS
        SELECT what, id, found, expected FROM ledger_differences
        UNION ALL SELECT what, id, found, expected FROM campaign_differences
        UNION ALL SELECT what, id, found, expected FROM bonus_differences
        UNION ALL SELECT what, id, found, expected FROM board_differences
    """)
    op.execute("DROP VIEW shop_differences")
    op.execute("CREATE OR REPLACE VIEW agreed AS SELECT owner, what, id, value FROM balances_agreed")
