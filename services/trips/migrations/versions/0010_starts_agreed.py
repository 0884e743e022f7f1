"""When trips started, by what and where: what other services hold of that is compared too."""

from alembic import op

from shared.migrate import execute_script

revision = "0010"
down_revision = "0008"


def upgrade() -> None:
    execute_script("""
        CREATE VIEW starts_agreed AS
        SELECT 'trips' AS owner, 'started_s' AS what, rider_id::text AS id,
            sum(floor(extract(epoch FROM started_at)))::bigint AS value
        FROM trips WHERE verdict = 'accepted' GROUP BY rider_id
        UNION ALL
        SELECT 'trips', what, local_on::text, value::bigint FROM (
            SELECT local_on, sum(floor(extract(epoch FROM started_at))) AS started_s,
                sum(local_hour) AS hours,
                coalesce(sum(distance_m) FILTER (WHERE vehicle_type = 'ebike'), 0) AS ebike_m
            FROM trips WHERE verdict = 'accepted' GROUP BY local_on
        ) AS days CROSS JOIN LATERAL (VALUES
            ('day_started_s', started_s), ('day_hours', hours), ('day_ebike_m', ebike_m)
        ) AS each (what, value)
        UNION ALL
        SELECT 'trips', 'zone_trips', coalesce(start_zone_id, 'outside'), count(*)
        FROM trips WHERE verdict = 'accepted' GROUP BY start_zone_id;
        COMMENT ON VIEW starts_agreed IS 'That of when, by what and where trips started: sums that change with
            each correction, so that a service which has not followed one is found.';
        CREATE OR REPLACE VIEW agreed AS
        SELECT 'trips' AS owner, what, rider_id::text AS id, value::bigint AS value FROM (
            SELECT rider_id, count(*) AS trips, coalesce(sum(distance_m), 0) AS distance_m,
                sum(duration_s) AS duration_s, sum(energy_kcal) AS energy_kcal
            FROM trips WHERE verdict = 'accepted' GROUP BY rider_id
        ) AS riders CROSS JOIN LATERAL (VALUES ('trips', trips), ('distance_m', distance_m),
            ('duration_s', duration_s), ('energy_kcal', energy_kcal)) AS each (what, value)
        UNION ALL SELECT owner, what, id, value FROM starts_agreed;
    """)


def downgrade() -> None:
    op.execute("""
        CREATE OR REPLACE VIEW agreed AS
        SELECT 'trips' AS owner, what, rider_id::text AS id, value::bigint AS value FROM (
            SELECT rider_id, count(*) AS trips, coalesce(sum(distance_m), 0) AS distance_m,
                sum(duration_s) AS duration_s, sum(energy_kcal) AS energy_kcal
            FROM trips WHERE verdict = 'accepted' GROUP BY rider_id
        ) AS riders CROSS JOIN LATERAL (VALUES ('trips', trips), ('distance_m', distance_m),
            ('duration_s', duration_s), ('energy_kcal', energy_kcal)) AS each (what, value)
    """)
    op.execute("DROP VIEW starts_agreed")
