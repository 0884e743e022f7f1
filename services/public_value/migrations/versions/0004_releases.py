"""Releases: what was counted, what was told of it, and the plan by which places are told."""

from alembic import op

from shared.migrate import append_only, execute_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE imports (
            city_id text NOT NULL,
            operator_id text NOT NULL,
            month date NOT NULL,
            first_at timestamptz NOT NULL,
            last_at timestamptz NOT NULL,
            PRIMARY KEY (city_id, operator_id, month)
        );
        COMMENT ON TABLE imports IS 'Derived. When rows of imports came, by the month in which they lie.';

        CREATE TABLE objections (
            rider_id uuid PRIMARY KEY,
            revision bigint NOT NULL,
            objects bool NOT NULL,
            city_id text NOT NULL
        );
        COMMENT ON TABLE objections IS 'Derived. Who objects to being counted in figures of the city.';

        CREATE TABLE releases (
            city_id text NOT NULL,
            number bigint NOT NULL,
            made_at timestamptz NOT NULL,
            content jsonb NOT NULL,
            hash bytea NOT NULL,
            previous_hash bytea,
            PRIMARY KEY (city_id, number)
        );
        COMMENT ON TABLE releases IS 'Owned. Each with the hash of what it tells and of the one before.';

        CREATE TABLE figures (
            city_id text NOT NULL,
            release bigint NOT NULL,
            measure text COLLATE "C" NOT NULL,
            period text COLLATE "C" NOT NULL,
            start_date date NOT NULL,
            place text COLLATE "C" NOT NULL,
            vehicle_type text COLLATE "C" NOT NULL,
            value float8,
            low float8,
            high float8,
            days bigint,
            PRIMARY KEY (city_id, start_date, period, measure, place, vehicle_type, release),
            FOREIGN KEY (city_id, release) REFERENCES releases (city_id, number)
        );
        CREATE UNIQUE INDEX figures_releases_idx
            ON figures (city_id, release, measure, period, start_date, place, vehicle_type);
        COMMENT ON TABLE figures IS 'Owned. What releases tell. Of a figure the latest row holds.';

        CREATE TABLE frozen_days (
            city_id text NOT NULL,
            kind text NOT NULL,
            local_on date NOT NULL,
            release bigint NOT NULL,
            rider_keys text[] NOT NULL,
            PRIMARY KEY (city_id, kind, local_on),
            FOREIGN KEY (city_id, release) REFERENCES releases (city_id, number)
        );
        COMMENT ON TABLE frozen_days IS 'Owned. Days that have a figure, of trips and of points.';

        CREATE TABLE counted (
            city_id text NOT NULL,
            kind text NOT NULL,
            local_on date NOT NULL,
            source text NOT NULL,
            rider_id uuid,
            operator_id text,
            covers bool NOT NULL,
            zone_id text NOT NULL,
            vehicle_type text NOT NULL,
            trips bigint NOT NULL,
            duration_s bigint NOT NULL,
            distance_m bigint NOT NULL,
            energy_kcal bigint NOT NULL,
            points bigint NOT NULL
        );
        CREATE INDEX counted_days_idx ON counted (city_id, kind, local_on);
        CREATE INDEX counted_riders_idx ON counted (rider_id);
        COMMENT ON TABLE counted IS 'Owned. The rows of which the figures of a day are made, then and later.
            They lose their rider_id when the month after theirs has closed.';

        CREATE TABLE released_months (
            city_id text NOT NULL,
            month date NOT NULL,
            is_complete bool NOT NULL,
            is_closed bool NOT NULL,
            said_by bigint,
            are_riders_forgotten bool NOT NULL DEFAULT false,
            PRIMARY KEY (city_id, month)
        );
        COMMENT ON TABLE released_months IS 'Owned. Months of which all is told (complete), and nothing more
            is (closed).';

        CREATE TABLE release_runs (
            city_id text NOT NULL,
            number bigint NOT NULL,
            run_at timestamptz NOT NULL,
            by_command bool NOT NULL,
            any_covers bool NOT NULL,
            plans jsonb NOT NULL,
            positions jsonb NOT NULL,
            release bigint,
            PRIMARY KEY (city_id, number)
        );
        CREATE INDEX release_runs_times_idx ON release_runs (city_id, run_at);
        COMMENT ON TABLE release_runs IS 'Owned. Each run, with the release that it made, if any, and with all
            that it takes to make it anew. Of positions the differences count events: they are told nobody.';

        CREATE TABLE release_plans (
            city_id text NOT NULL,
            from_month date NOT NULL,
            state text NOT NULL,
            body jsonb NOT NULL,
            written_at timestamptz NOT NULL DEFAULT now(),
            published_at timestamptz,
            PRIMARY KEY (city_id, from_month)
        );
        COMMENT ON TABLE release_plans IS 'Owned. By which plan a month and those after it are told.';

        CREATE VIEW release_differences (what, id, found, expected) AS
        SELECT ('figures.' || measure) COLLATE "default", 'release ' || release || ' ' || start_date,
            value::bigint, coalesce(expected, 0)
        FROM figures LEFT JOIN (
            SELECT city_id, local_on AS start_date, measure, sum(amount)::bigint AS expected
            FROM counted CROSS JOIN LATERAL (VALUES ('trips', trips), ('duration_s', duration_s),
                ('distance_m', distance_m), ('points', points)) AS each (measure, amount)
            GROUP BY city_id, local_on, measure
        ) AS sums USING (city_id, start_date, measure)
        WHERE period = 'P1D' AND place = 'city' AND measure <> 'riders' AND value <> coalesce(expected, 0)
        UNION ALL
        SELECT 'releases.figures', 'release ' || number, coalesce(found, 0),
            (content ->> 'figures')::bigint
        FROM releases LEFT JOIN (
            SELECT city_id, release AS number, count(*) AS found FROM figures GROUP BY city_id, release
        ) AS told USING (city_id, number)
        WHERE coalesce(found, 0) <> (content ->> 'figures')::bigint;
        COMMENT ON VIEW release_differences IS 'Those of releases.';
        CREATE OR REPLACE VIEW differences AS
        SELECT what, id, found, expected FROM rollup_differences
        UNION ALL SELECT what, id, found, expected FROM redemption_differences
        UNION ALL SELECT what, id, found, expected FROM release_differences;
    """)
    append_only("releases")
    append_only("figures")
    append_only("frozen_days")
    append_only("release_runs")


def downgrade() -> None:
    op.execute("""
        CREATE OR REPLACE VIEW differences AS
        SELECT what, id, found, expected FROM rollup_differences
        UNION ALL SELECT what, id, found, expected FROM redemption_differences
    """)
    op.execute("DROP VIEW release_differences")
    op.execute("DROP TABLE release_plans, release_runs, released_months, counted, frozen_days, figures")
    op.execute("DROP TABLE releases, objections, imports")
