"""Teams and workplaces, who is in them from when to when, and wrong codes of those who try."""

from alembic import op

from shared.migrate import execute_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE teams (
            team_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            kind text NOT NULL,
            name text NOT NULL,
            name_key text NOT NULL,
            size_max bigint NOT NULL,
            renewals bigint NOT NULL,
            lookup bytea NOT NULL UNIQUE,
            UNIQUE (kind, name_key)
        );
        COMMENT ON TABLE teams IS 'Owned. Teams and workplaces, as they were made, also without members.';
        COMMENT ON COLUMN teams.lookup IS 'An HMAC of the code that invites to it, which no table holds.';
        COMMENT ON COLUMN teams.renewals IS 'How often the code was renewed: it is made from that.';

        CREATE TABLE memberships (
            membership_id uuid PRIMARY KEY,
            rider_id uuid NOT NULL,
            team_id uuid NOT NULL REFERENCES teams,
            kind text NOT NULL,
            since timestamptz NOT NULL,
            until timestamptz,
            revision bigint NOT NULL,
            city_id text NOT NULL
        );
        COMMENT ON TABLE memberships IS 'Owned. Who was in which team or workplace from when to when; until
            NULL: still.';
        CREATE INDEX memberships_rider_idx ON memberships (rider_id, kind, since);
        CREATE UNIQUE INDEX memberships_now_idx ON memberships (rider_id, kind) WHERE until IS NULL;
        CREATE INDEX memberships_team_idx ON memberships (team_id, since, membership_id) WHERE until IS NULL;

        CREATE TABLE wrong_invites (
            rider_id uuid NOT NULL,
            at timestamptz NOT NULL,
            city_id text NOT NULL
        );
        COMMENT ON TABLE wrong_invites IS 'Owned. Codes that riders sent and that invite to nothing, for 10
            minutes: who guesses has to wait.';
        CREATE INDEX wrong_invites_rider_idx ON wrong_invites (rider_id, at);

        CREATE VIEW team_differences AS
        SELECT 'memberships.at_once' AS what, one.rider_id || ' ' || one.kind AS id, count(*) AS found,
            0::bigint AS expected
        FROM memberships AS one JOIN memberships AS other USING (rider_id, kind)
        WHERE one.membership_id < other.membership_id
            AND tstzrange(one.since, one.until) && tstzrange(other.since, other.until)
        GROUP BY one.rider_id, one.kind
        UNION ALL
        SELECT 'teams.members', team_id::text, count(*), size_max
        FROM memberships JOIN teams USING (team_id) WHERE until IS NULL
        GROUP BY team_id, size_max HAVING count(*) > size_max;
        COMMENT ON VIEW team_differences IS 'Those of teams: who is in two at a time, and who has no place.';
        CREATE OR REPLACE VIEW differences AS SELECT what, id, found, expected FROM entry_differences
        UNION ALL SELECT what, id, found, expected FROM team_differences;
    """)


def downgrade() -> None:
    op.execute(
        "CREATE OR REPLACE VIEW differences AS SELECT what, id, found, expected FROM entry_differences"
    )
    op.execute("DROP VIEW team_differences")
    op.execute("DROP TABLE wrong_invites, memberships, teams")
