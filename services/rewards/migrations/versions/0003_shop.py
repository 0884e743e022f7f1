"""The shop: rewards in versions, pools of codes, partners."""

from alembic import op

from shared.migrate import execute_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE rewards (
            reward_id uuid PRIMARY KEY,
            city_id text NOT NULL,
            operator_id text NOT NULL,
            state text NOT NULL,
            version bigint NOT NULL,
            revision bigint NOT NULL,
            body jsonb NOT NULL,
            units_out bigint NOT NULL DEFAULT 0 CHECK (units_out >= 0),
            units_set_aside bigint NOT NULL DEFAULT 0 CHECK (units_set_aside >= 0),
            codes_unused bigint NOT NULL DEFAULT 0 CHECK (codes_unused >= 0),
            created_at timestamptz NOT NULL DEFAULT now()
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE rewards IS 'Owned. body is what the next publishing brings into force. units_out are
            redeemed or reserved and not released, over all versions; codes_unused are in the pool.';
        CREATE INDEX rewards_created_idx ON rewards (created_at, reward_id);

        CREATE TABLE reward_versions (
            reward_id uuid REFERENCES rewards,
            version bigint,
            city_id text NOT NULL,
            body jsonb NOT NULL,
            published_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (reward_id, version)
        );
        COMMENT ON TABLE reward_versions IS 'Owned. What was published, and never changes.';

        CREATE TABLE codes (
            reward_id uuid REFERENCES rewards,
            lookup bytea,
            sealed bytea NOT NULL,
            keys_id text NOT NULL,
            city_id text NOT NULL,
            code_id uuid NOT NULL DEFAULT gen_random_uuid(),
            redemption_id uuid,
            PRIMARY KEY (reward_id, lookup)
        );
        CREATE INDEX codes_unused_idx ON codes (reward_id) WHERE redemption_id IS NULL;
        CREATE INDEX codes_redemption_idx ON codes (redemption_id) WHERE redemption_id IS NOT NULL;
        COMMENT ON TABLE codes IS 'Owned. Codes in pools, encrypted under a key that lies outside the
            database, and an HMAC of each by which duplicates are found. One without redemption is unused.';

        CREATE TABLE partners (
            partner_id text PRIMARY KEY,
            city_id text NOT NULL,
            operator_id text NOT NULL,
            name text NOT NULL,
            place text,
            zone_id text
        );
        COMMENT ON TABLE partners IS 'Owned. Shops and others in which vouchers are used.';

        CREATE TABLE redemptions (
            redemption_id uuid PRIMARY KEY,
            rider_id uuid NOT NULL,
            city_id text NOT NULL,
            operator_id text NOT NULL,
            partner_id text,
            reward_id uuid NOT NULL,
            version bigint NOT NULL,
            kind text NOT NULL,
            quantity bigint NOT NULL CHECK (quantity > 0),
            cost_points bigint NOT NULL CHECK (cost_points >= 0),
            value_eur_cents bigint,
            status text NOT NULL,
            revision bigint NOT NULL,
            redeemed_at timestamptz NOT NULL,
            local_on date NOT NULL,
            reserved_until timestamptz,
            confirmed_at timestamptz,
            released_at timestamptz,
            reference text,
            reason text,
            is_prize bool NOT NULL DEFAULT false,
            draw_campaign_id uuid,
            FOREIGN KEY (reward_id, version) REFERENCES reward_versions
        );
        CREATE INDEX redemptions_rider_idx ON redemptions (rider_id, redeemed_at, redemption_id);
        CREATE INDEX redemptions_units_idx ON redemptions (rider_id, reward_id, local_on);
        CREATE INDEX redemptions_operator_idx ON redemptions (operator_id, redeemed_at, redemption_id);
        CREATE INDEX redemptions_partner_idx ON redemptions (partner_id, redeemed_at, redemption_id);
        CREATE INDEX redemptions_operator_reward_idx
            ON redemptions (operator_id, reward_id, redeemed_at, redemption_id);
        CREATE INDEX redemptions_partner_reward_idx
            ON redemptions (partner_id, reward_id, redeemed_at, redemption_id);
        CREATE INDEX redemptions_operator_status_idx
            ON redemptions (operator_id, status, redeemed_at, redemption_id);
        CREATE INDEX redemptions_partner_status_idx
            ON redemptions (partner_id, status, redeemed_at, redemption_id);
        CREATE INDEX redemptions_reserved_idx ON redemptions (rider_id, reserved_until)
            WHERE status = 'reserved';
        CREATE INDEX redemptions_due_idx ON redemptions (reserved_until) WHERE status = 'reserved';
        COMMENT ON TABLE redemptions IS 'Owned. What riders have redeemed, and what has become of it:
            reserved, confirmed or released. draw_campaign_id is the campaign of the draw in which a prize was
            won.';

        CREATE TABLE vouchers (
            voucher_id uuid PRIMARY KEY,
            redemption_id uuid NOT NULL REFERENCES redemptions,
            city_id text NOT NULL,
            reward_id uuid NOT NULL,
            version bigint NOT NULL,
            partner_id text NOT NULL,
            keys_id text NOT NULL,
            attempt bigint NOT NULL,
            lookup bytea NOT NULL UNIQUE,
            valid_until timestamptz,
            usable bool NOT NULL,
            used_at timestamptz,
            undone_at timestamptz
        );
        CREATE INDEX vouchers_redemption_idx ON vouchers (redemption_id, voucher_id);
        CREATE INDEX vouchers_used_idx ON vouchers (partner_id, used_at) WHERE used_at IS NOT NULL;
        COMMENT ON TABLE vouchers IS 'Owned. One for each unit. Of its code there is only an HMAC, under a key
            that lies outside the database.';

        CREATE TABLE wrong_codes (
            partner_id text NOT NULL,
            at timestamptz NOT NULL,
            till bytea NOT NULL,
            city_id text NOT NULL
        );
        CREATE INDEX wrong_codes_at_idx ON wrong_codes (partner_id, at);
        COMMENT ON TABLE wrong_codes IS 'Owned. When tills have shown codes that are none, for some minutes.';
    """)


def downgrade() -> None:
    op.execute("DROP TABLE wrong_codes, vouchers, redemptions, partners, codes, reward_versions, rewards")
