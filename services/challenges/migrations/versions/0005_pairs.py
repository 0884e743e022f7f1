"""Pairs of riders in challenges, and who has blocked whom."""

from alembic import op

from shared.migrate import execute_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE pairs (
            pair_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            challenge_id uuid NOT NULL REFERENCES challenges,
            is_open bool NOT NULL,
            lookup bytea NOT NULL UNIQUE
        );
        COMMENT ON TABLE pairs IS 'Owned. Pairs of riders in a challenge, also when both have left.';
        COMMENT ON COLUMN pairs.lookup IS 'An HMAC of the code that invites to it, which no table holds.';
        COMMENT ON COLUMN pairs.is_open IS 'Whether that code is good for somebody: until one accepts or
            refuses.';

        CREATE TABLE partners (
            pair_id uuid REFERENCES pairs,
            rider_id uuid,
            challenge_id uuid NOT NULL,
            since timestamptz NOT NULL,
            until timestamptz,
            city_id text NOT NULL,
            PRIMARY KEY (pair_id, rider_id)
        );
        COMMENT ON TABLE partners IS 'Owned. Who was in which pair from when to when; until NULL: still.';
        CREATE INDEX partners_rider_idx ON partners (rider_id, challenge_id, since);
        CREATE UNIQUE INDEX partners_now_idx ON partners (rider_id, challenge_id) WHERE until IS NULL;

        CREATE TABLE blocks (
            rider_id uuid,
            blocked_id uuid,
            since timestamptz NOT NULL,
            city_id text NOT NULL,
            PRIMARY KEY (rider_id, blocked_id)
        );
        COMMENT ON TABLE blocks IS 'Owned. Who has blocked whom: neither accepts what the other invites
            to.';

        CREATE VIEW pair_differences AS
        SELECT 'partners.at_once' AS what, one.rider_id || ' ' || one.challenge_id AS id, count(*) AS found,
            0::bigint AS expected
        FROM partners AS one JOIN partners AS other USING (rider_id, challenge_id)
        WHERE one.pair_id < other.pair_id
            AND tstzrange(one.since, one.until) && tstzrange(other.since, other.until)
        GROUP BY one.rider_id, one.challenge_id
        UNION ALL
        SELECT 'pairs.partners', pair_id::text, count(*), 2
        FROM partners GROUP BY pair_id HAVING count(*) > 2
        UNION ALL
        SELECT 'pairs.blocked', one.pair_id::text, count(*), 0
        FROM blocks JOIN partners AS one USING (rider_id)
            JOIN partners AS other ON other.pair_id = one.pair_id AND other.rider_id = blocked_id
        WHERE one.until IS NULL AND other.until IS NULL GROUP BY one.pair_id;
        COMMENT ON VIEW pair_differences IS 'Those of pairs: who is in two of a challenge at a time, pairs of
            three, and pairs with somebody who is blocked.';
        CREATE OR REPLACE VIEW differences AS SELECT what, id, found, expected FROM entry_differences
        UNION ALL SELECT what, id, found, expected FROM team_differences
        UNION ALL SELECT what, id, found, expected FROM pair_differences;
    """)


def downgrade() -> None:
    op.execute("""
        CREATE OR REPLACE VIEW differences AS SELECT what, id, found, expected FROM entry_differences
        UNION ALL SELECT what, id, found, expected FROM team_differences
    """)
    op.execute("DROP VIEW pair_differences")
    op.execute("DROP TABLE blocks, partners, pairs")
