"""Boards of groups: teams and workplaces, who is in them, and districts by their names."""

from alembic import op

from shared.migrate import execute_script, never_negative

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE teams (
            team_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            revision bigint NOT NULL,
            kind text NOT NULL,
            name text COLLATE "C" NOT NULL
        );
        COMMENT ON TABLE teams IS 'Owned. Teams and workplaces, by the last revision heard.';

        CREATE TABLE memberships (
            membership_id uuid,
            rider_id uuid,
            city_id text NOT NULL,
            revision bigint NOT NULL,
            team_id uuid NOT NULL,
            kind text NOT NULL,
            since timestamptz NOT NULL,
            until timestamptz,
            PRIMARY KEY (rider_id, membership_id)
        );
        COMMENT ON TABLE memberships IS 'Owned. Who was in which team or workplace, and when.';

        CREATE TABLE group_points (
            rider_id uuid,
            term text COLLATE "C",
            subject text COLLATE "C",
            begins_on date,
            group_id text COLLATE "C",
            points bigint NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (rider_id, term, subject, begins_on, group_id)
        );
        CREATE INDEX group_points_board_idx ON group_points (term, subject, begins_on, group_id);
        COMMENT ON TABLE group_points IS 'Derived. What riders who have opted in have given their groups.';

        CREATE TABLE groups (
            term text COLLATE "C",
            subject text COLLATE "C",
            begins_on date,
            group_id text COLLATE "C",
            points bigint NOT NULL,
            riders bigint NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (term, subject, begins_on, group_id)
        );
        COMMENT ON TABLE groups IS 'Derived. Sums of group_points, and how many riders have some.';

        ALTER TABLE zones ADD COLUMN name text COLLATE "C";
        COMMENT ON TABLE zones IS 'Owned. In which zone each zone lies, and its name, by the last revision
            heard.';
        INSERT INTO recounts (name) VALUES ('groups');
    """)
    for column in ("points", "riders"):
        never_negative("groups", column)


def downgrade() -> None:
    op.execute("DELETE FROM recounts WHERE name = 'groups'")
    op.execute("ALTER TABLE zones DROP COLUMN name")
    op.execute("DROP TABLE groups, group_points, memberships, teams")
    op.execute("DROP FUNCTION groups_points_negative, groups_riders_negative")
