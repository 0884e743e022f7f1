"""Projects to which riders donate points."""

from alembic import op

from shared.migrate import execute_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE projects (
            project_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            operator_id text,
            name jsonb NOT NULL,
            text jsonb NOT NULL,
            goal_points bigint NOT NULL,
            value_tags jsonb NOT NULL,
            zone_id text,
            ends_at timestamptz,
            outcome jsonb,
            points bigint NOT NULL DEFAULT 0,
            donors bigint NOT NULL DEFAULT 0
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE projects IS 'Owned. Public projects, what they were given by how many accounts, and
            what has come of them. Without operator_id it is the city''s.';

        CREATE TABLE project_donors (
            project_id uuid REFERENCES projects,
            account_id uuid,
            city_id text NOT NULL,
            PRIMARY KEY (project_id, account_id)
        );
        COMMENT ON TABLE project_donors IS 'Owned. Which accounts have donated to a project. Erasure cuts who
            an account is, so a project keeps its figures.';
    """)


def downgrade() -> None:
    op.execute("DROP TABLE project_donors, projects")
