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
            measure text NOT NULL,
            period text NOT NULL,
            start_date date NOT NULL,
            place text NOT NULL,
            vehicle_type text NOT NULL,
            value float8,
            low float8,
            high float8,
            days bigint,
            PRIMARY KEY (city_id, start_date, period, measure, place, vehicle_type, release),
            FOREIGN KEY (city_id, release) REFERENCES releases (city_id, number)
        );
        CREATE INDEX figures_releases_idx ON figures (city_id, release);
        COMMENT ON TABLE figures IS 'Owned. What releases tell. Of a figure the latest row holds.';

        CREATE TABLE frozen_days (
            city_id text NOT NULL,
            kind text NOT NULL,
            local_on date NOT NULL,
            release bigint NOT NULL,
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
            city_id text PRIMARY KEY,
            run_at timestamptz NOT NULL
        );
        COMMENT ON TABLE release_runs IS 'Owned. When the newest run was, whether or not it made a release.';

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
    """)
    append_only("releases")
    append_only("figures")
    append_only("frozen_days")


def downgrade() -> None:
    op.execute("DROP TABLE release_plans, release_runs, released_months, counted, frozen_days, figures")
    op.execute("DROP TABLE releases, objections, imports")
