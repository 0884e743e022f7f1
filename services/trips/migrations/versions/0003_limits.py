"""The limits that trips are judged by are data, in versions with a first day; the city may guard and stop
them."""

from alembic import op

from shared.migrate import execute_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE limit_versions (
            version bigint PRIMARY KEY,
            city_id text NOT NULL,
            state text NOT NULL CHECK (state IN ('draft', 'submitted', 'published')),
            body jsonb NOT NULL,
            written_at timestamptz NOT NULL DEFAULT now(),
            published_at timestamptz,
            CHECK ((state = 'published') = (published_at IS NOT NULL))
        );
        CREATE UNIQUE INDEX limit_versions_written_idx ON limit_versions ((true)) WHERE state <> 'published';
        COMMENT ON TABLE limit_versions IS 'Owned. From 2 on: 1 is in the code. body has the first day and
            what is named; the rest is as in the version before. What is published never changes.';

        CREATE TABLE limit_stops (
            version bigint,
            from_on date,
            until_on date NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (version, from_on)
        );
        COMMENT ON TABLE limit_stops IS 'Owned. The local days that the city has taken from a published
            version.';
    """)


def downgrade() -> None:
    op.execute("DROP TABLE limit_stops, limit_versions")
