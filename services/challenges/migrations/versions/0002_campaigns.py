"""Campaigns that challenges may name, as rewards tells of them."""

from alembic import op

from shared.migrate import execute_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE campaigns (
            campaign_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            operator_id text NOT NULL,
            state text NOT NULL,
            revision bigint NOT NULL
        );
        COMMENT ON TABLE campaigns IS 'Derived. Whose each campaign is, and whether it gives, by the last
            revision heard.';
    """)


def downgrade() -> None:
    op.execute("DROP TABLE campaigns")
