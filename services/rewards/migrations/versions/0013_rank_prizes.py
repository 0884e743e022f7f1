"""Prizes for the first places of leaderboards."""

from alembic import op

from shared.migrate import execute_script

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE rank_prizes (
            prize_id uuid PRIMARY KEY,
            board_id text NOT NULL,
            begins_on date NOT NULL,
            points bigint[] NOT NULL,
            due_at timestamptz NOT NULL,
            paid_at timestamptz,
            city_id text NOT NULL
        );
        CREATE INDEX rank_prizes_due_idx ON rank_prizes (due_at, prize_id) WHERE paid_at IS NULL;
        COMMENT ON TABLE rank_prizes IS 'Owned. Points promised for the first places of a board in a period,
            and when they were paid.';
    """)


def downgrade() -> None:
    op.execute("DROP TABLE rank_prizes")
