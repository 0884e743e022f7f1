"""What challenges have come to, as everybody reads it, and what they have changed."""

from alembic import op

from shared.migrate import execute_script

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE results (
            challenge_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            made_at timestamptz NOT NULL,
            content jsonb NOT NULL
        );
        COMMENT ON TABLE results IS 'Derived. What a challenge had come to two days before it was made.';

        CREATE TABLE uplifts (
            challenge_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            measured_at timestamptz NOT NULL,
            content jsonb
        );
        COMMENT ON TABLE uplifts IS 'Owned. What a challenge has changed, as it was said once. content NULL:
            too few riders to say it.';
    """)


def downgrade() -> None:
    op.execute("DROP TABLE uplifts, results")
