"""Prizes for the first places of leaderboards, and all that campaigns were charged."""

from alembic import op

from shared.migrate import execute_script

revision = "0013"
down_revision = "0012"

CHARGED = """
    SELECT campaign_id, 'spent_points' AS measure, sum(given_points) AS charged
    FROM charged_entries GROUP BY campaign_id
    UNION ALL SELECT campaign_id, 'promised_points', sum(open_points) FROM charged_entries
    GROUP BY campaign_id
    UNION ALL SELECT campaign_id, 'spent_points', sum(points) FROM charged_trips GROUP BY campaign_id
"""
RANK_PRIZES = """
    UNION ALL SELECT campaign_id, 'spent_points', sum(paid_points) FROM rank_prizes GROUP BY campaign_id
    UNION ALL SELECT campaign_id, 'promised_points', sum(each.points)
    FROM rank_prizes CROSS JOIN unnest(rank_prizes.points) AS each (points)
    WHERE paid_at IS NULL GROUP BY campaign_id
"""
# UNION: the campaign of a draw and that of a reward are charged once where they are the same.
MONEY = """
    UNION ALL SELECT payer.campaign_id, 'spent_eur_cents', sum(value_eur_cents)
    FROM redemptions JOIN reward_versions USING (reward_id, version) CROSS JOIN LATERAL (
        SELECT draw_campaign_id UNION SELECT (body ->> 'campaign_id')::uuid
    ) AS payer (campaign_id) WHERE status <> 'released' GROUP BY payer.campaign_id
    UNION ALL SELECT payer.campaign_id, 'spent_eur_cents',
        sum(units * (reward_versions.body ->> 'value_eur_cents')::bigint)
    FROM draws CROSS JOIN LATERAL jsonb_to_recordset(prizes)
        AS prize (reward_id uuid, version bigint, units bigint)
    JOIN reward_versions USING (reward_id, version) CROSS JOIN LATERAL (
        SELECT (draws.body ->> 'campaign_id')::uuid
        UNION SELECT (reward_versions.body ->> 'campaign_id')::uuid
    ) AS payer (campaign_id) WHERE state IN ('published', 'frozen') GROUP BY payer.campaign_id
"""


def differences(charged: str, measures: str, more: str = "") -> str:
    """The view of what campaigns were charged otherwise than by what they have given and promised."""
    return f"""
        CREATE OR REPLACE VIEW campaign_differences (what, id, found, expected) AS
        SELECT 'campaigns.' || measure, campaign_id::text, found, coalesce(expected, 0)::bigint
        FROM campaigns CROSS JOIN LATERAL (VALUES {measures}) AS sides (measure, found) LEFT JOIN (
            SELECT campaign_id, measure, sum(charged) AS expected
            FROM ({charged}) AS sources GROUP BY campaign_id, measure
        ) AS due USING (campaign_id, measure) WHERE found <> coalesce(expected, 0)
        {more};
    """


POINTS = "('spent_points', spent_points), ('promised_points', promised_points)"
ALL = f"{POINTS}, ('spent_eur_cents', spent_eur_cents)"
PAID = """
    UNION ALL
    SELECT 'rank_prizes.paid_points', coalesce(prize_id::text, source), coalesce(paid_points, 0),
        coalesce(given.points, 0)::bigint
    FROM rank_prizes FULL JOIN (
        SELECT given_by AS source, sum(points) AS points FROM moves
        WHERE starts_with(given_by, 'rank_prize:') GROUP BY given_by
    ) AS given ON given.source = 'rank_prize:' || prize_id
    WHERE coalesce(paid_points, 0) <> coalesce(given.points, 0)
"""


def upgrade() -> None:
    execute_script(f"""
        CREATE TABLE rank_prizes (
            prize_id uuid PRIMARY KEY,
            board_id text NOT NULL,
            begins_on date NOT NULL,
            points bigint[] NOT NULL,
            due_at timestamptz NOT NULL,
            paid_at timestamptz,
            campaign_id uuid REFERENCES campaigns,
            paid_points bigint NOT NULL DEFAULT 0 CHECK (paid_points >= 0),
            city_id text NOT NULL
        );
        CREATE INDEX rank_prizes_due_idx ON rank_prizes (due_at, prize_id) WHERE paid_at IS NULL;
        COMMENT ON TABLE rank_prizes IS 'Owned. Points promised for the first places of a board in a period,
            when they were settled, and how many were paid then. Until then they are promised by campaign_id,
            where there is one.';
        {differences(CHARGED + RANK_PRIZES + MONEY, ALL, PAID)}
    """)


def downgrade() -> None:
    execute_script(differences(CHARGED, POINTS))
    op.execute("DROP TABLE rank_prizes")
