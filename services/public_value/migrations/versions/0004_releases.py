"""Releases: what was counted, what was told of it, and the plan by which places are told.

Trips and sources that exist get no operator, so they are counted in no release until a replay has filled the
new columns.
"""

from alembic import op

from shared.migrate import append_only, execute_script
from shared.two_keys.tables import create_two_keys_tables, drop_two_keys_tables

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    create_two_keys_tables(["release-plan"])
    execute_script("""
        ALTER TABLE trips ADD operator_id text NOT NULL DEFAULT '',
            ADD confirmed bool NOT NULL DEFAULT false, ADD history bool NOT NULL DEFAULT false;
        COMMENT ON COLUMN trips.confirmed IS 'An operator reported or confirmed the trip.';
        CREATE INDEX trips_days_idx ON trips (city_id, local_on);
        CREATE INDEX trips_riders_idx ON trips (rider_id);
        ALTER TABLE sources ADD kind text NOT NULL DEFAULT '';
        CREATE INDEX sources_days_idx ON sources (city_id, local_on);

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
            number int NOT NULL,
            made_at timestamptz NOT NULL,
            content jsonb NOT NULL,
            hash bytea NOT NULL,
            previous_hash bytea,
            PRIMARY KEY (city_id, number)
        );
        COMMENT ON TABLE releases IS 'Owned. Each with the hash of what it tells and of the one before.';

        CREATE TABLE figures (
            city_id text NOT NULL,
            release int NOT NULL,
            measure text NOT NULL,
            period text NOT NULL,
            start_date date NOT NULL,
            place text NOT NULL,
            vehicle_type text NOT NULL,
            value float8,
            low float8,
            high float8,
            days int,
            PRIMARY KEY (city_id, start_date, period, measure, place, vehicle_type, release),
            FOREIGN KEY (city_id, release) REFERENCES releases (city_id, number)
        );
        CREATE INDEX figures_releases_idx ON figures (city_id, release);
        COMMENT ON TABLE figures IS 'Owned. What releases tell. Of a figure the latest row holds.';

        CREATE TABLE frozen_days (
            city_id text NOT NULL,
            kind text NOT NULL,
            local_on date NOT NULL,
            release int NOT NULL,
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
            trips int NOT NULL,
            duration_s int NOT NULL,
            distance_m int NOT NULL,
            energy_kcal int NOT NULL,
            points int NOT NULL
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
            said_by int,
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
    op.execute("ALTER TABLE sources DROP COLUMN kind")
    op.execute("DROP INDEX sources_days_idx, trips_riders_idx, trips_days_idx")
    op.execute("ALTER TABLE trips DROP operator_id, DROP confirmed, DROP history")
    drop_two_keys_tables()
