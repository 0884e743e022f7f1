"""What actors expect of the public values, and figures that no event tells, are declared in public: rows are
added, and never changed."""

from alembic import op

from shared.migrate import append_only, execute_script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE expectations (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            city_id text NOT NULL,
            actor text NOT NULL,
            organisation text NOT NULL,
            valid_from date NOT NULL,
            mandate_ref text NOT NULL,
            expected_values jsonb NOT NULL,
            declared_at timestamptz NOT NULL DEFAULT now()
        );
        COMMENT ON TABLE expectations IS 'Owned. What each actor expects of all its values, from a day on.';
        CREATE TABLE declarations (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            city_id text NOT NULL,
            indicator_id text NOT NULL,
            declared_by text NOT NULL,
            period text NOT NULL,
            value double precision NOT NULL,
            source text NOT NULL,
            note text,
            declared_at timestamptz NOT NULL DEFAULT now()
        );
        COMMENT ON TABLE declarations IS 'Owned. Figures of months that no event tells, by declarer.';
        CREATE INDEX declarations_indicator_idx ON declarations (indicator_id, number);
        CREATE INDEX declarations_last_idx ON declarations (indicator_id, declared_by, period, number);
    """)
    append_only("expectations")
    append_only("declarations")


def downgrade() -> None:
    op.execute("DROP TABLE expectations, declarations")
