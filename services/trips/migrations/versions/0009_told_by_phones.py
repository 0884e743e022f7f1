"""The queue finds what phones confirm by an index.

It has rows of trips that a phone told, which are fewer than operators' reports and cost more to judge: the
batches of operators write nothing to it.
"""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("""
            CREATE INDEX CONCURRENTLY trips_phones_idx ON trips (operator_id, verdict, started_at, trip_id)
            WHERE is_trip AND confirmed_by @> ARRAY['phone']
        """)


def downgrade() -> None:
    op.execute("DROP INDEX trips_phones_idx")
