"""Metres by e-bike and trips of zones are compared with those of trips."""

from alembic import op

from shared.migrate import execute_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    execute_script("""
        CREATE VIEW starts_agreed AS
        SELECT 'trips' AS owner, 'day_ebike_m' AS what, local_on::text AS id,
            sum(ebike_m)::bigint AS value
        FROM cells GROUP BY local_on
        UNION ALL
        SELECT 'trips', 'zone_trips', zone_id, sum(trips)::bigint FROM cells GROUP BY zone_id;
        COMMENT ON VIEW starts_agreed IS 'That of by what and where trips started.';
        CREATE OR REPLACE VIEW agreed AS
        SELECT owner, what, id, value FROM rollups_agreed
        UNION ALL
        SELECT 'rewards', what, reward_id::text, value::bigint FROM (
            SELECT reward_id, sum(units) AS units, sum(cost_points) AS cost_points
            FROM redeemed_days GROUP BY reward_id
        ) AS rewards CROSS JOIN LATERAL (VALUES
            ('redeemed units', units), ('redeemed points', cost_points)
        ) AS each (what, value)
        UNION ALL SELECT owner, what, id, value FROM starts_agreed;
    """)


def downgrade() -> None:
    op.execute("""
        CREATE OR REPLACE VIEW agreed AS
        SELECT owner, what, id, value FROM rollups_agreed
        UNION ALL
        SELECT 'rewards', what, reward_id::text, value::bigint FROM (
            SELECT reward_id, sum(units) AS units, sum(cost_points) AS cost_points
            FROM redeemed_days GROUP BY reward_id
        ) AS rewards CROSS JOIN LATERAL (VALUES
            ('redeemed units', units), ('redeemed points', cost_points)
        ) AS each (what, value)
    """)
    op.execute("DROP VIEW starts_agreed")
