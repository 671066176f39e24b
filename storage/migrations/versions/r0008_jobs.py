"""How what happens at set times fared."""

import sqlalchemy as sa
from alembic import op

revision = "0008_jobs"
down_revision = "0007_review"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("well", sa.Boolean(), nullable=False),
        sa.Column("worked", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("job_pk")),
    )
