"""Trips are judged from all that was told, corrected and decided of them, with every reason."""

from alembic import op

from shared.migrate import execute_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    execute_script("""
        ALTER TABLE trips
            ADD COLUMN way text NOT NULL DEFAULT 'operator' CHECK (way IN ('phone', 'operator', 'locks')),
            ADD COLUMN live bool NOT NULL DEFAULT false,
            ADD COLUMN timezone text,
            ADD COLUMN heard_at timestamptz,
            ADD COLUMN start_is_station bool NOT NULL DEFAULT false,
            ADD COLUMN end_is_station bool NOT NULL DEFAULT false,
            ADD COLUMN start_elevation_m int,
            ADD COLUMN end_elevation_m int,
            ADD COLUMN distance_told bool NOT NULL DEFAULT true,
            ADD COLUMN device_key bytea,
            ADD COLUMN told jsonb,
            ADD COLUMN correction jsonb,
            ADD COLUMN withdrawn text,
            ADD COLUMN decided_verdict text,
            ADD COLUMN decided_at timestamptz,
            ADD COLUMN decided_by jsonb,
            ADD COLUMN strike bool NOT NULL DEFAULT false,
            ADD COLUMN reasons text[] NOT NULL DEFAULT '{}',
            ADD COLUMN first_reasons text[] NOT NULL DEFAULT '{}',
            ADD COLUMN confirmed_by text[] NOT NULL DEFAULT '{}',
            ADD COLUMN merged_into uuid[] NOT NULL DEFAULT '{}',
            ADD COLUMN climb_m int,
            ADD COLUMN zone_ids text[] NOT NULL DEFAULT '{}',
            ADD COLUMN waits_for text,
            ADD COLUMN due_at timestamptz,
            ADD COLUMN lapses_at timestamptz,
            ADD COLUMN beside jsonb;
        UPDATE trips SET
            reasons = CASE WHEN reason IS NULL THEN '{}' ELSE ARRAY[reason] END,
            first_reasons = CASE WHEN first_reason IS NULL THEN '{}' ELSE ARRAY[first_reason] END,
            withdrawn = CASE WHEN verdict = 'voided' THEN reason END,
            decided_verdict = CASE WHEN decided AND verdict <> 'voided' THEN verdict END,
            decided_at = CASE WHEN decided AND verdict <> 'voided' THEN received_at END,
            confirmed_by = ARRAY[CASE WHEN distance_source = 'phone' THEN 'phone' ELSE 'operator' END];
        ALTER TABLE trips
            DROP COLUMN shares_time, DROP COLUMN reason, DROP COLUMN first_reason, DROP COLUMN decided,
            DROP CONSTRAINT trips_verdict_check,
            ADD CONSTRAINT trips_verdict_check
                CHECK (verdict IN ('open', 'accepted', 'held', 'rejected', 'voided'));
        CREATE INDEX trips_due_idx ON trips (due_at) WHERE due_at IS NOT NULL;
        COMMENT ON COLUMN trips.way IS 'Who told it: a phone, an operator''s report, or locks.';
        COMMENT ON COLUMN trips.timezone IS 'Of the trip''s local day; NULL: the city''s.';
        COMMENT ON COLUMN trips.heard_at IS 'When the last message of a live trip came.';
        COMMENT ON COLUMN trips.told IS 'What was told, where the facts in the other columns differ from it.';
        COMMENT ON COLUMN trips.distance_told IS 'Whether distance_m was told, where told is NULL.';
        COMMENT ON COLUMN trips.revision IS 'Of the event that said it last; 0: it was not said yet.';
        COMMENT ON COLUMN trips.beside IS 'The trips that each reason names. For operators.';
        COMMENT ON COLUMN trips.due_at IS 'When the clock alone changes its verdict.';

        ALTER TABLE riders ADD COLUMN strikes timestamptz[] NOT NULL DEFAULT '{}';
        COMMENT ON COLUMN riders.strikes IS 'When the rider was given strikes that stand.';

        DROP TABLE traces;
        CREATE TABLE traces (
            trip_id uuid PRIMARY KEY REFERENCES trips ON DELETE CASCADE,
            city_id text NOT NULL,
            rider_id uuid NOT NULL,
            kept bytea NOT NULL,
            zone_ids text[] NOT NULL,
            start_zone_id text,
            end_zone_id text
        );
        COMMENT ON TABLE traces IS 'Owned. Places each 10 s, paces of each 20 s. Never leaves trips.';
    """)


def downgrade() -> None:
    op.execute("DROP TABLE traces")
    op.execute("""
        CREATE TABLE traces (
            trip_id uuid PRIMARY KEY REFERENCES trips ON DELETE CASCADE,
            city_id text NOT NULL,
            points jsonb NOT NULL
        )
    """)
    op.execute("ALTER TABLE riders DROP COLUMN strikes")
    execute_script("""
        ALTER TABLE trips
            ADD COLUMN reason text, ADD COLUMN first_reason text,
            ADD COLUMN decided bool NOT NULL DEFAULT false,
            ADD COLUMN shares_time bool NOT NULL GENERATED ALWAYS AS (
                first_verdict <> 'rejected' AND verdict NOT IN ('rejected', 'voided')
            ) STORED;
        UPDATE trips SET reason = reasons[1], first_reason = first_reasons[1],
            decided = decided_verdict IS NOT NULL;
    """)
    columns = (
        "way live timezone heard_at start_is_station end_is_station start_elevation_m end_elevation_m"
        " distance_told device_key told correction withdrawn decided_verdict decided_at decided_by strike"
        " reasons first_reasons confirmed_by merged_into climb_m zone_ids waits_for due_at lapses_at beside"
    )
    op.execute("ALTER TABLE trips " + ", ".join(f"DROP COLUMN {name}" for name in columns.split()))
