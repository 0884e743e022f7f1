"""Activities that are no trips, and what they give by local day."""

from alembic import op

from shared.migrate import execute_script

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE activities (
            rider_id uuid,
            local_on date,
            service text,
            activity_id uuid,
            revision bigint NOT NULL,
            counts bool NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (rider_id, local_on, service, activity_id)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE activities IS 'Owned. The last revision heard of each activity that is no trip.';

        CREATE TABLE bonus_days (
            rider_id uuid,
            local_on date,
            service text,
            activities bigint NOT NULL,
            points bigint NOT NULL,
            day_max bigint NOT NULL,
            revision bigint NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (rider_id, local_on, service)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE bonus_days IS 'Owned. A rider''s counted activities of a service by local day, and
            the bonus by which they were last added up: points for each of at most day_max.';

        CREATE VIEW bonus_differences (what, id, found, expected) AS
        SELECT 'bonus_days.activities', rider_id || ' ' || local_on || ' ' || service,
            coalesce(bonus_days.activities, 0)::bigint, coalesce(counted.activities, 0)
        FROM bonus_days FULL JOIN (
            SELECT rider_id, local_on, service, count(*) FILTER (WHERE counts) AS activities
            FROM activities GROUP BY rider_id, local_on, service
        ) AS counted USING (rider_id, local_on, service)
        WHERE coalesce(bonus_days.activities, 0) <> coalesce(counted.activities, 0)
        UNION ALL
        SELECT 'postings.points', source || ' ' || rider_id, coalesce(given.points, 0)::bigint,
            coalesce(should_give.points, 0)::bigint
        FROM (
            SELECT rider_id, given_by AS source, sum(moves.points) AS points
            FROM moves JOIN accounts USING (account_id)
            WHERE kind = 'bonus' AND starts_with(given_by, 'bonus:') GROUP BY rider_id, given_by
        ) AS given FULL JOIN (
            SELECT rider_id, 'bonus:' || service || ':' || local_on AS source,
                points::bigint * least(day_max, activities) AS points
            FROM bonus_days
        ) AS should_give USING (rider_id, source)
        WHERE coalesce(given.points, 0) <> coalesce(should_give.points, 0);
        COMMENT ON VIEW bonus_differences IS 'Those of activities and bonuses.';
        CREATE OR REPLACE VIEW differences AS
        SELECT what, id, found, expected FROM ledger_differences
        UNION ALL SELECT what, id, found, expected FROM campaign_differences
        UNION ALL SELECT what, id, found, expected FROM bonus_differences;

        CREATE OR REPLACE FUNCTION other_revisions(rider uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
            SELECT coalesce((SELECT sum(revision) FROM entries WHERE rider_id = rider), 0)::bigint
                + coalesce((SELECT sum(revision) FROM bonus_days WHERE rider_id = rider), 0)::bigint
        $$;
    """)


def downgrade() -> None:
    op.execute("""
        CREATE OR REPLACE FUNCTION other_revisions(rider uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
            SELECT coalesce(sum(revision), 0)::bigint FROM entries WHERE rider_id = rider
        $$
    """)
    op.execute("""
        CREATE OR REPLACE VIEW differences AS
        SELECT what, id, found, expected FROM ledger_differences
        UNION ALL SELECT what, id, found, expected FROM campaign_differences
    """)
    op.execute("DROP VIEW bonus_differences")
    op.execute("DROP TABLE bonus_days, activities")
