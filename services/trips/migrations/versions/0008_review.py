"""Decisions keep who made them and why, appeals their answers, and reviews are counted by month."""

from shared.migrate import execute_script

revision = "0008"
down_revision = "0006"


def upgrade() -> None:
    execute_script("""
        ALTER TABLE trips ADD COLUMN appeal_waits bool NOT NULL DEFAULT false;
        COMMENT ON COLUMN trips.appeal_waits IS 'Its rider has appealed, and nobody has answered.';
        COMMENT ON COLUMN trips.note IS 'Why it was voided or corrected. For people.';
        COMMENT ON COLUMN trips.decided_by IS 'role, organisation, reason, held_for (its reasons).';
        UPDATE trips SET decided_by = jsonb_build_object('role', 'operator', 'organisation', operator_id)
                || coalesce(decided_by, '{}') || jsonb_build_object('reason', coalesce(note, ''))
            WHERE decided_verdict IS NOT NULL;

        ALTER TABLE appeals ADD COLUMN operator_id text, ADD COLUMN answer text, ADD COLUMN upheld bool;
        UPDATE appeals SET operator_id = trips.operator_id,
                answer = CASE WHEN answered_at IS NOT NULL THEN coalesce(trips.note, '') END,
                upheld = CASE WHEN answered_at IS NOT NULL
                    THEN coalesce(trips.decided_verdict = 'accepted', false) END
            FROM trips WHERE trips.trip_id = appeals.trip_id;
        ALTER TABLE appeals ALTER COLUMN operator_id SET NOT NULL;
        UPDATE trips SET appeal_waits = true
            FROM appeals WHERE appeals.trip_id = trips.trip_id AND answered_at IS NULL;
        CREATE INDEX appeals_waiting_idx ON appeals (operator_id, appealed_at) WHERE answered_at IS NULL;
        COMMENT ON COLUMN appeals.answer IS 'The reason of the decision that answered it.';

        CREATE INDEX trips_queue_idx ON trips (operator_id, started_at, trip_id)
            WHERE verdict = 'held' OR appeal_waits;
        CREATE INDEX trips_queue_why_idx ON trips USING gin (reasons, confirmed_by)
            WHERE verdict = 'held' OR appeal_waits;
        CREATE INDEX trips_appeals_idx ON trips (operator_id, started_at, trip_id) WHERE appeal_waits;
        CREATE INDEX trips_reason_idx ON trips (operator_id, verdict, (reasons[1]), started_at, trip_id)
            WHERE verdict IN ('rejected', 'voided');
        CREATE INDEX trips_strikes_idx ON trips (rider_id, decided_at) WHERE strike AND withdrawn IS NULL;

        CREATE TABLE review_counts (
            city_id text NOT NULL,
            operator_id text NOT NULL,
            month date NOT NULL,
            reason text NOT NULL,
            accepted int NOT NULL,
            rejected int NOT NULL,
            upheld int NOT NULL,
            dismissed int NOT NULL,
            PRIMARY KEY (operator_id, month, reason)
        );
        COMMENT ON TABLE review_counts IS 'Owned. Decisions of a month, all and by reason.';
    """)


def downgrade() -> None:
    execute_script("""
        DROP TABLE review_counts;
        DROP INDEX trips_queue_idx, trips_queue_why_idx, trips_appeals_idx, trips_reason_idx,
            trips_strikes_idx, appeals_waiting_idx;
        ALTER TABLE appeals DROP COLUMN operator_id, DROP COLUMN answer, DROP COLUMN upheld;
        ALTER TABLE trips DROP COLUMN appeal_waits;
    """)
