"""Leaderboards: how riders are called on them, the points of each, and how many riders have how many."""

from alembic import op

from shared.migrate import execute_script, never_negative

revision = "0010"
down_revision = "0009"


DIFFERENCES = """
    CREATE VIEW board_differences (what, id, found, expected) AS
    SELECT 'rider_days.' || what, rider_id || ' ' || local_on, coalesce(found, 0)::bigint,
        coalesce(expected, 0)::bigint
    FROM rider_days FULL JOIN (
        SELECT rider_id, local_on, count(*) FILTER (WHERE counts) AS counted,
            sum(points + cap_points) FILTER (WHERE vehicle_type = 'ebike') AS by_ebike
        FROM trips GROUP BY rider_id, local_on
    ) AS of_day USING (rider_id, local_on)
    CROSS JOIN LATERAL (
        VALUES ('trips', trips, counted), ('ebike_points', ebike_points, by_ebike)
    ) AS sides (what, found, expected)
    WHERE coalesce(found, 0) <> coalesce(expected, 0)
    UNION ALL
    SELECT 'standings.points', concat_ws(' ', rider_id, term, part, begins_on) COLLATE "default",
        coalesce(standings.points, 0), coalesce(due.points, 0)::bigint
    FROM standings FULL JOIN (
        SELECT rider_id, term, part, begins_on, sum(given.points) AS points
        FROM rider_days JOIN profiles USING (rider_id) CROSS JOIN LATERAL (VALUES
            ('week', date_trunc('week', local_on::timestamp)::date),
            ('month', date_trunc('month', local_on::timestamp)::date),
            ('season', date_trunc('quarter', local_on::timestamp)::date), ('all', DATE '2000-01-01')
        ) AS period (term, begins_on) CROSS JOIN LATERAL (VALUES
            ('all', least(points, limit_points)), ('ebike', least(ebike_points, limit_points)),
            ('newcomers', CASE WHEN term <> 'all' AND begins_on - 28 <= (
                SELECT min(first.local_on) FROM rider_days AS first
                WHERE first.rider_id = rider_days.rider_id AND trips > 0
            ) THEN least(points, limit_points) ELSE 0 END)
        ) AS given (part, points) WHERE on_leaderboards
        GROUP BY rider_id, term, part, begins_on
    ) AS due USING (rider_id, term, part, begins_on)
    WHERE coalesce(standings.points, 0) <> coalesce(due.points, 0)
    UNION ALL
    SELECT 'point_counts.riders', concat_ws(' ', term, part, begins_on, width, bucket) COLLATE "default",
        coalesce(point_counts.riders, 0)::bigint, coalesce(due.riders, 0)
    FROM point_counts FULL JOIN (
        SELECT term, part, begins_on, width, points / width AS bucket, count(*) AS riders
        FROM standings CROSS JOIN (VALUES (1), (256)) AS level (width) WHERE points > 0
        GROUP BY term, part, begins_on, width, points / width
    ) AS due USING (term, part, begins_on, width, bucket)
    WHERE coalesce(point_counts.riders, 0) <> coalesce(due.riders, 0);
    COMMENT ON VIEW board_differences IS 'Those of leaderboards.';
    CREATE OR REPLACE VIEW differences AS
    SELECT what, id, found, expected FROM ledger_differences
    UNION ALL SELECT what, id, found, expected FROM campaign_differences
    UNION ALL SELECT what, id, found, expected FROM bonus_differences
    UNION ALL SELECT what, id, found, expected FROM board_differences;
"""


def upgrade() -> None:
    execute_script("""
        CREATE TABLE profiles (
            rider_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            nickname text COLLATE "C" NOT NULL,
            nickname_key text COLLATE "C" NOT NULL,
            nickname_changed_at timestamptz NOT NULL,
            on_leaderboards bool NOT NULL,
            first_ridden_on date,
            CONSTRAINT profiles_nickname_key UNIQUE (city_id, nickname_key)
        );
        COMMENT ON TABLE profiles IS 'Owned. What riders are called on boards, and whether boards show them.
            Nicknames are nowhere else but on boards, and in no event. first_ridden_on is the day of the first
            trip that counts, by which the boards of newcomers were made: of riders who are on boards.';

        CREATE TABLE standings (
            rider_id uuid,
            term text COLLATE "C",
            part text COLLATE "C",
            begins_on date,
            points bigint NOT NULL,
            nickname text COLLATE "C" NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (rider_id, term, part, begins_on)
        ) WITH (fillfactor = 70);
        CREATE INDEX standings_rank_idx ON standings (term, part, begins_on, (-points), nickname);
        COMMENT ON TABLE standings IS 'Derived. The points of riders who have opted in, by board and period,
            which is named by its first day.';

        CREATE TABLE point_counts (
            term text COLLATE "C",
            part text COLLATE "C",
            begins_on date,
            width bigint,
            bucket bigint,
            riders bigint NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (term, part, begins_on, width, bucket)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE point_counts IS 'Derived. How many riders of a board have so many points, divided by
            width: the sum of those above is a rank.';
    """)
    execute_script(DIFFERENCES)
    for table, column in (("standings", "points"), ("point_counts", "riders")):
        never_negative(table, column)


def downgrade() -> None:
    op.execute("""
        CREATE OR REPLACE VIEW differences AS
        SELECT what, id, found, expected FROM ledger_differences
        UNION ALL SELECT what, id, found, expected FROM campaign_differences
        UNION ALL SELECT what, id, found, expected FROM bonus_differences
    """)
    op.execute("DROP VIEW board_differences")
    op.execute("DROP TABLE point_counts, standings")
    op.execute("DROP FUNCTION standings_points_negative, point_counts_riders_negative")
    op.execute("DROP TABLE profiles")
