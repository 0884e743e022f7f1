"""Reviews are counted by month."""

from alembic import op

from shared.migrate import execute_script

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE review_counts (
            city_id text NOT NULL,
            operator_id text NOT NULL,
            month date NOT NULL,
            reason text NOT NULL,
            accepted bigint NOT NULL,
            rejected bigint NOT NULL,
            upheld bigint NOT NULL,
            dismissed bigint NOT NULL,
            PRIMARY KEY (operator_id, month, reason)
        );
        COMMENT ON TABLE review_counts IS 'Owned. Decisions of a month, all and by reason.';
    """)


def downgrade() -> None:
    op.execute("DROP TABLE review_counts")
