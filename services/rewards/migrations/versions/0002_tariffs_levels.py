"""Tariffs in versions with dates, the points from which levels begin, and the map that tariffs speak of."""

from alembic import op

from shared.migrate import append_only, execute_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE rules_version (one bool PRIMARY KEY DEFAULT true CHECK (one), version bigint NOT NULL);
        INSERT INTO rules_version VALUES (true, 0);
        COMMENT ON TABLE rules_version IS 'Owned. Counts every change of what is in force (tariffs, levels,
            since when points expire): whoever remembers it asks whether it is still the same.';

        CREATE TABLE tariffs (
            tariff_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            state text NOT NULL,
            version bigint NOT NULL DEFAULT 0,
            body jsonb NOT NULL,
            zones_within jsonb NOT NULL DEFAULT '{}',
            created_at timestamptz NOT NULL DEFAULT now(),
            published_at timestamptz
        );
        CREATE UNIQUE INDEX tariffs_version_idx ON tariffs (version) WHERE version > 0;
        COMMENT ON TABLE tariffs IS 'Owned. What is published bears a version, from 2 on, and never changes:
            1 is the default game. zones_within has the zones in each zone that the body names, as the map was
            then.';

        CREATE TABLE tariff_stops (
            version bigint,
            from_on date,
            until_on date NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (version, from_on)
        );
        COMMENT ON TABLE tariff_stops IS 'Owned. The local days that the city has taken from a published
            tariff.';

        CREATE TABLE levels (
            version bigint PRIMARY KEY,
            city_id text,
            from_points bigint[] NOT NULL,
            set_at timestamptz NOT NULL DEFAULT now()
        );
        INSERT INTO levels (version, from_points) VALUES (1, '{0, 500, 2000, 5000, 12000, 30000}');
        COMMENT ON TABLE levels IS 'Owned. From how many lifetime points each level begins: the newest
            version holds.';

        CREATE TABLE zones (
            zone_id text PRIMARY KEY,
            city_id text NOT NULL,
            revision bigint NOT NULL,
            parent_id text
        );
        COMMENT ON TABLE zones IS 'Owned. In which zone each zone lies, by the last revision heard.';

        CREATE TABLE ledger_days (
            day date PRIMARY KEY,
            until timestamptz NOT NULL,
            digest text,
            city_id text NOT NULL
        );
        COMMENT ON TABLE ledger_days IS 'Owned. The closed local days of the ledger: no line is posted before
            the end of the last one. digest is what was published of the chains then.';

        CREATE OR REPLACE FUNCTION level_of(lifetime_points bigint) RETURNS int LANGUAGE sql STABLE AS $$
            SELECT greatest(1, width_bucket(lifetime_points, (
                SELECT from_points FROM levels ORDER BY version DESC LIMIT 1
            )))
        $$;
    """)
    append_only("levels")


def downgrade() -> None:
    op.execute("""
        CREATE OR REPLACE FUNCTION level_of(lifetime_points bigint) RETURNS int LANGUAGE sql IMMUTABLE AS $$
            SELECT greatest(
                1, width_bucket(lifetime_points, ARRAY[0, 500, 2000, 5000, 12000, 30000]::bigint[])
            )
        $$
    """)
    op.execute("DROP TABLE ledger_days, zones, levels, tariff_stops, tariffs, rules_version")
