"""Jobs: work that operators ask for and that takes longer than an answer may."""

from shared.jobs.tables import create_jobs_table, drop_jobs_table

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    create_jobs_table()


def downgrade() -> None:
    drop_jobs_table()
