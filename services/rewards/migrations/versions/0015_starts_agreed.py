"""When trips started, by what and where, is compared with what trips holds."""

from alembic import op

from shared.migrate import execute_script

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    execute_script("""
        CREATE VIEW starts_agreed AS
        SELECT 'trips' AS owner, what, local_on::text AS id, value::bigint AS value FROM (
            SELECT local_on, sum(floor(extract(epoch FROM started_at))) AS started_s,
                sum(local_hour) AS hours,
                coalesce(sum(distance_m) FILTER (WHERE vehicle_type = 'ebike'), 0) AS ebike_m
            FROM trips WHERE counts GROUP BY local_on
        ) AS days CROSS JOIN LATERAL (VALUES
            ('day_started_s', started_s), ('day_hours', hours), ('day_ebike_m', ebike_m)
        ) AS each (what, value)
        UNION ALL
        SELECT 'trips', 'zone_trips', coalesce(start_zone_id, 'outside'), count(*)
        FROM trips WHERE counts GROUP BY start_zone_id;
        COMMENT ON VIEW starts_agreed IS 'That of when, by what and where trips started. Not by rider: who was
            erased goes on under another name.';
        CREATE OR REPLACE VIEW agreed AS
        SELECT owner, what, id, value FROM balances_agreed
        UNION ALL
        SELECT 'rewards', what, reward_id::text, value::bigint FROM (
            SELECT reward_id, sum(quantity) AS units, sum(cost_points) AS cost_points
            FROM redemptions WHERE status <> 'released' GROUP BY reward_id
        ) AS redeemed CROSS JOIN LATERAL (VALUES
            ('redeemed units', units), ('redeemed points', cost_points)
        ) AS each (what, value)
        UNION ALL SELECT owner, what, id, value FROM starts_agreed;
    """)


def downgrade() -> None:
    op.execute("""
        CREATE OR REPLACE VIEW agreed AS
        SELECT owner, what, id, value FROM balances_agreed
        UNION ALL
        SELECT 'rewards', what, reward_id::text, value::bigint FROM (
            SELECT reward_id, sum(quantity) AS units, sum(cost_points) AS cost_points
            FROM redemptions WHERE status <> 'released' GROUP BY reward_id
        ) AS redeemed CROSS JOIN LATERAL (VALUES
            ('redeemed units', units), ('redeemed points', cost_points)
        ) AS each (what, value)
    """)
    op.execute("DROP VIEW starts_agreed")
