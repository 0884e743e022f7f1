"""By which factors challenges count the CO2e that trips save, as public_value tells of them."""

from alembic import op

from shared.migrate import execute_script

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    execute_script("""
        CREATE TABLE factors (
            factor_set_id text PRIMARY KEY,
            city_id text NOT NULL,
            revision bigint NOT NULL,
            valid_from date NOT NULL,
            counterfactual_id text NOT NULL,
            bike_mg_per_km bigint NOT NULL,
            ebike_mg_per_km bigint NOT NULL
        );
        COMMENT ON TABLE factors IS 'Derived. The CO2e that a kilometre on each type of vehicle saves, in
            milligrams, from a local day on.';
    """)


def downgrade() -> None:
    op.execute("DROP TABLE factors")
