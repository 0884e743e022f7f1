"""A trip keeps its local day, by which an entry's revision grows when a correction moves the trip's start.

Trips that were stored before have none until they are heard of again: it matters only for the revision of
entries whose window begins or ends on that day.
"""

from alembic import op

from shared.migrate import execute_script

revision = "0003"
down_revision = "0002"

DIFFERENCES = """
    CREATE OR REPLACE VIEW differences AS
    WITH rules AS (
        SELECT challenge_id, state, versions.body #>> '{{goal,measure}}' AS measure,
            versions.body ->> 'who' AS who, (versions.body ->> 'starts_at')::timestamptz AS starts_at,
            (versions.body ->> 'ends_at')::timestamptz AS ends_at
        FROM challenges JOIN versions USING (challenge_id, version)
    ), counted AS (
        SELECT challenge_id, measure, trips.* FROM rules
        JOIN trips ON started_at >= starts_at AND started_at < ends_at
        WHERE state = 'published' AND (who = 'all' OR EXISTS (
            SELECT FROM joins WHERE joins.rider_id = trips.rider_id
                AND joins.challenge_id = rules.challenge_id AND joined))
        UNION ALL
        SELECT challenge_id, measure, trips.* FROM rules
        JOIN counted_trips USING (challenge_id) JOIN trips USING (trip_id)
        WHERE state <> 'published' {of_stopped}
    ), sums AS (
        SELECT challenge_id, rider_id, sum(CASE measure WHEN 'trips' THEN trips
            WHEN 'distance_m' THEN distance_m WHEN 'duration_s' THEN duration_s
            WHEN 'energy_kcal' THEN energy_kcal END) AS progress
        FROM counted GROUP BY challenge_id, rider_id
    )
    SELECT 'entries.progress' AS what, challenge_id || ' ' || rider_id AS id,
        coalesce(entries.progress, 0) AS found, coalesce(sums.progress, 0)::bigint AS expected
    FROM entries FULL JOIN sums USING (challenge_id, rider_id)
    WHERE NOT coalesce(has_left, false) AND coalesce(entries.progress, 0) <> coalesce(sums.progress, 0)
    UNION ALL
    SELECT 'entries.completed_at', challenge_id || ' ' || rider_id, (completed_at IS NOT NULL)::int,
        (progress >= target AND NOT has_left)::int
    FROM entries WHERE (completed_at IS NOT NULL) <> (progress >= target AND NOT has_left);
"""

AGREED = """
    CREATE OR REPLACE VIEW agreed AS
    SELECT 'challenges' AS owner, 'progress' AS what, challenge_id || ' ' || rider_id AS id,
        progress AS value
    FROM entries WHERE NOT has_left
    UNION ALL
    SELECT 'trips', what, rider_id::text, value::bigint FROM (
        SELECT rider_id, sum(trips) AS trips, sum(distance_m) AS distance_m,
            sum(duration_s) AS duration_s, sum(energy_kcal) AS energy_kcal,
            sum(trips * floor(extract(epoch FROM started_at))) AS started_s
        FROM trips GROUP BY rider_id
    ) AS riders CROSS JOIN LATERAL (VALUES ('trips', trips), ('distance_m', distance_m),
        ('duration_s', duration_s), ('energy_kcal', energy_kcal){of_starts}) AS each (what, value);
"""


def upgrade() -> None:
    op.execute("ALTER TABLE trips ADD COLUMN local_on date")
    # A trip that a stopped challenge had counted may have left its window since.
    execute_script(DIFFERENCES.format(of_stopped="AND started_at >= starts_at AND started_at < ends_at"))
    execute_script(AGREED.format(of_starts=", ('started_s', started_s)"))


def downgrade() -> None:
    execute_script(AGREED.format(of_starts=""))
    # PostgreSQL resolves `trips.*` when a view is created, so this one holds the column.
    op.execute("DROP VIEW differences")
    op.execute("ALTER TABLE trips DROP COLUMN local_on")
    execute_script(DIFFERENCES.replace("CREATE OR REPLACE", "CREATE").format(of_stopped=""))
    op.execute(
        "COMMENT ON VIEW differences IS 'Rows that are not what they are derived from. For rodem doctor.'"
    )
