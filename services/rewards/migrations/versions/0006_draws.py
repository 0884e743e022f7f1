"""Draws: their prizes and secrets, who takes part, and the frozen lists of tickets."""

from alembic import op

from shared.migrate import execute_script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    execute_script("""
        INSERT INTO guards (kind, version, guards) VALUES ('draw', 0, '[]');

        CREATE TABLE draws (
            draw_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            operator_id text NOT NULL,
            state text NOT NULL,
            body jsonb NOT NULL,
            opens_at timestamptz NOT NULL,
            closes_at timestamptz NOT NULL,
            freezes_at timestamptz NOT NULL,
            draws_at timestamptz,
            stopped_until timestamptz,
            prizes jsonb NOT NULL DEFAULT '[]',
            commitment bytea,
            pseudonym_commitment bytea,
            sealed_seed bytea,
            sealed_pseudonym_key bytea,
            keys_id text,
            published_at timestamptz,
            frozen_at timestamptz,
            list text,
            list_hash bytea,
            holders bigint,
            tickets bigint,
            drawn_at timestamptz,
            seed bytea,
            winners jsonb,
            cancelled_at timestamptz
        );
        CREATE INDEX draws_due_idx ON draws (freezes_at) WHERE state = 'published';
        CREATE INDEX draws_frozen_idx ON draws (draws_at) WHERE state = 'frozen';
        COMMENT ON TABLE draws IS 'Owned. state: draft, submitted, approved, published, frozen, drawn or
            cancelled. prizes have the versions of rewards that were promised. The secrets are encrypted under
            a key that lies outside the database; seed is there once it is public. list is what list_hash is
            the hash of.';

        CREATE TABLE draw_riders (
            draw_id uuid REFERENCES draws,
            rider_id uuid,
            city_id text NOT NULL,
            bought bigint NOT NULL DEFAULT 0 CHECK (bought >= 0),
            joined_at timestamptz NOT NULL,
            PRIMARY KEY (draw_id, rider_id)
        ) WITH (fillfactor = 70);
        CREATE INDEX draw_riders_rider_idx ON draw_riders (rider_id, draw_id);
        CREATE INDEX draw_riders_bought_idx ON draw_riders (draw_id) WHERE bought > 0;
        COMMENT ON TABLE draw_riders IS 'Owned. Who takes part in a draw, and how many tickets each has
            bought and not got back.';

        CREATE TABLE draw_holders (
            draw_id uuid REFERENCES draws,
            pseudonym text,
            city_id text NOT NULL,
            rider_id uuid,
            tickets bigint NOT NULL CHECK (tickets > 0),
            redemption_id uuid,
            PRIMARY KEY (draw_id, pseudonym)
        );
        CREATE INDEX draw_holders_rider_idx ON draw_holders (rider_id, draw_id);
        COMMENT ON TABLE draw_holders IS 'Owned. Whose each line of a frozen list is, and the prize. Erasure
            cuts whose it is: the line stays.';
    """)


def downgrade() -> None:
    op.execute("DROP TABLE draw_holders, draw_riders, draws")
    op.execute("DELETE FROM guards WHERE kind = 'draw'")
