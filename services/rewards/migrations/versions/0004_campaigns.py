"""Campaigns: budgets of points and money, and what they were charged."""

from alembic import op

from shared.migrate import execute_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    execute_script("""
        INSERT INTO guards (kind, version, guards) VALUES ('campaign', 0, '[]');

        CREATE TABLE campaigns (
            campaign_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            operator_id text NOT NULL,
            state text NOT NULL,
            version bigint NOT NULL DEFAULT 0,
            revision bigint NOT NULL DEFAULT 0,
            body jsonb NOT NULL,
            timezone text NOT NULL,
            is_spent bool NOT NULL DEFAULT false,
            spent_points bigint NOT NULL DEFAULT 0 CHECK (spent_points >= 0),
            promised_points bigint NOT NULL DEFAULT 0 CHECK (promised_points >= 0),
            spent_eur_cents bigint NOT NULL DEFAULT 0 CHECK (spent_eur_cents >= 0),
            created_at timestamptz NOT NULL DEFAULT now(),
            CHECK (spent_points + promised_points <= (body ->> 'budget_points')::bigint),
            CHECK (spent_eur_cents <= coalesce((body ->> 'budget_eur_cents')::bigint, spent_eur_cents))
        ) WITH (fillfactor = 70);
        CREATE INDEX campaigns_created_idx ON campaigns (created_at, campaign_id);
        COMMENT ON TABLE campaigns IS 'Owned. Budgets, and what is spent and promised of each. is_spent: it
            was refused something for want of budget, and gives nothing new until its operator raises it or
            resumes. timezone is that in which its days are counted.';

        CREATE TABLE campaign_days (
            campaign_id uuid REFERENCES campaigns,
            local_on date,
            city_id text NOT NULL,
            points bigint NOT NULL,
            PRIMARY KEY (campaign_id, local_on)
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE campaign_days IS 'Owned. What a campaign has spent on each local day, less what was
            taken back on it.';

        CREATE TABLE charged_entries (
            campaign_id uuid REFERENCES campaigns,
            rider_id uuid,
            challenge_id uuid,
            part text,
            city_id text NOT NULL,
            given_points bigint NOT NULL CHECK (given_points >= 0),
            promise_points bigint NOT NULL CHECK (promise_points >= 0),
            open_points bigint NOT NULL
                GENERATED ALWAYS AS (greatest(0, promise_points - given_points)) STORED,
            asked_points bigint NOT NULL,
            promise_until timestamptz,
            levels jsonb NOT NULL,
            PRIMARY KEY (rider_id, challenge_id, part, campaign_id)
        ) WITH (fillfactor = 70);
        CREATE INDEX charged_entries_open_idx ON charged_entries (promise_until) WHERE open_points > 0;
        COMMENT ON TABLE charged_entries IS 'Owned. What each entry has cost its campaign, and how many
            points were promised to it when its rider joined. open_points are promised and not given yet.
            levels are the points that each level (0: a reward that has none) was given and was refused.';

        CREATE TABLE charged_trips (
            rider_id uuid,
            local_on date,
            trip_id uuid,
            campaign_id uuid NOT NULL REFERENCES campaigns,
            city_id text NOT NULL,
            points bigint NOT NULL CHECK (points >= 0),
            refusal text,
            PRIMARY KEY (rider_id, local_on, trip_id)
        );
        COMMENT ON TABLE charged_trips IS 'Owned. What the multiplier of each trip has cost its campaign, and
            why another multiplier could not pay.';

        CREATE VIEW campaign_differences (what, id, found, expected) AS
        SELECT 'campaigns.' || measure, campaign_id::text, found, expected::bigint
        FROM campaigns LEFT JOIN (
            SELECT campaign_id, sum(given_points) AS given_points, sum(open_points) AS open_points
            FROM charged_entries GROUP BY campaign_id
        ) AS entries USING (campaign_id) LEFT JOIN (
            SELECT campaign_id, sum(points) AS points FROM charged_trips GROUP BY campaign_id
        ) AS multiplied USING (campaign_id)
        CROSS JOIN LATERAL (VALUES
            ('spent_points', spent_points, coalesce(given_points, 0) + coalesce(points, 0)),
            ('promised_points', promised_points, coalesce(open_points, 0))
        ) AS sides (measure, found, expected) WHERE found <> expected;
        COMMENT ON VIEW campaign_differences IS 'Those of what campaigns have given and promised.';
        CREATE OR REPLACE VIEW differences AS
        SELECT what, id, found, expected FROM ledger_differences
        UNION ALL SELECT what, id, found, expected FROM campaign_differences;
    """)


def downgrade() -> None:
    op.execute("""
        CREATE OR REPLACE VIEW differences AS
        SELECT what, id, found, expected FROM ledger_differences
    """)
    op.execute("DROP VIEW campaign_differences")
    op.execute("DROP TABLE charged_trips, charged_entries, campaign_days, campaigns")
    op.execute("DELETE FROM guards WHERE kind = 'campaign'")
