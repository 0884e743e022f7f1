"""The doctor is told how many riders were erased: others may hold sums of theirs, and trips holds none."""

from alembic import op

revision = "0010"
down_revision = "0009"

RIDERS = """
    SELECT 'trips' AS owner, what, rider_id::text AS id, value::bigint AS value FROM (
        SELECT rider_id, count(*) AS trips, coalesce(sum(distance_m), 0) AS distance_m,
            sum(duration_s) AS duration_s, sum(energy_kcal) AS energy_kcal
        FROM trips WHERE verdict = 'accepted' AND NOT erased GROUP BY rider_id
    ) AS riders CROSS JOIN LATERAL (VALUES ('trips', trips), ('distance_m', distance_m),
        ('duration_s', duration_s), ('energy_kcal', energy_kcal)) AS each (what, value)
    UNION ALL SELECT owner, what, id, value FROM starts_agreed
"""


def upgrade() -> None:
    op.execute(f"""
        CREATE OR REPLACE VIEW agreed AS {RIDERS}
        UNION ALL SELECT 'trips', 'erased riders', '', count(*) FROM erased_riders
    """)


def downgrade() -> None:
    op.execute(f"CREATE OR REPLACE VIEW agreed AS {RIDERS}")
