"""Factor sets are data that the city sets, with two keys; they are immutable once they are published."""

from alembic import op

from shared.migrate import execute_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE factor_sets (
            number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
            factor_set_id text PRIMARY KEY,
            city_id text NOT NULL,
            state text NOT NULL CHECK (state IN ('draft', 'submitted', 'published')),
            body jsonb NOT NULL,
            written_at timestamptz NOT NULL DEFAULT now(),
            published_at timestamptz,
            CHECK ((state = 'published') = (published_at IS NOT NULL))
        );
        COMMENT ON TABLE factor_sets IS 'Owned. What modes emit and what riders would have taken instead,
            besides the sets that are in the code. What is published never changes.';
        CREATE FUNCTION factor_sets_stay() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE insufficient_privilege USING MESSAGE = 'a published factor set never changes';
        END $$;
        CREATE TRIGGER factor_sets_stay BEFORE UPDATE OR DELETE ON factor_sets
            FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION factor_sets_stay();
    """)


def downgrade() -> None:
    op.execute("DROP TABLE factor_sets")
    op.execute("DROP FUNCTION factor_sets_stay")
