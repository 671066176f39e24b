"""The school's timetable, as it was imported."""

import sqlalchemy as sa
from alembic import op

revision = "0004_calendar"
down_revision = "0003_live"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "timetable_source",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("timetable_source_pk")),
    )
    op.create_table(
        "timetable_slot",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("source", _NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("begin", _MOMENT, nullable=False),
        sa.Column("end", _MOMENT, nullable=False),
        sa.Column("classes", sa.String(), nullable=False),
        sa.Column("phones", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source"], ["timetable_source.id"], name=op.f("timetable_slot_source_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("timetable_slot_pk")),
    )
    for column in ("source", "begin", "end"):
        op.create_index(op.f(f"timetable_slot_{column}"), "timetable_slot", [column], unique=False)
