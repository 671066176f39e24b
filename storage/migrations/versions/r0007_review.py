"""Who of the staff is away, and who stands in for them."""

import sqlalchemy as sa
from alembic import op

revision = "0007_review"
down_revision = "0006_digest"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _steps_that_last()
    _intents()
    op.create_table(
        "absence",
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("deputy", sa.LargeBinary(), nullable=True),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.key"],
            name=op.f("absence_person_fk"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["deputy"],
            ["person.key"],
            name=op.f("absence_deputy_fk"),
            onupdate="CASCADE",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("absence_pk")),
    )
    op.create_index(op.f("absence_deputy"), "absence", ["deputy"], unique=False)
    op.create_table(
        "decider",
        sa.Column("verdict_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["verdict_id"], ["verdict.id"], name=op.f("decider_verdict_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.key"],
            name=op.f("decider_person_fk"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("verdict_id", name=op.f("decider_pk")),
    )
    op.create_index(op.f("decider_person"), "decider", ["person"], unique=False)


def _steps_that_last() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.add_column("flag_step", sa.Column("until", _MOMENT, nullable=True))
        return
    # SQLite would write the new column behind all else.
    kept = 'id, flag_id, kind, at, "by"'
    op.execute(f"CREATE TABLE flag_step_before AS SELECT {kept} FROM flag_step")  # noqa: S608 - our own names
    op.drop_table("flag_step")
    op.create_table(
        "flag_step",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("flag_id", _NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("by", sa.LargeBinary(), nullable=True),
        sa.Column("until", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name=op.f("flag_step_flag_id_fk")),
        sa.ForeignKeyConstraint(
            ["by"], ["account.key"], name=op.f("flag_step_by_fk"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("flag_step_pk")),
    )
    for column in ("by", "flag_id"):
        op.create_index(op.f(f"flag_step_{column}"), "flag_step", [column], unique=False)
    op.execute(f"INSERT INTO flag_step ({kept}) SELECT {kept} FROM flag_step_before")  # noqa: S608 - as above
    op.drop_table("flag_step_before")


def _intents() -> None:
    op.create_table(
        "intent",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("flag_id", _NUMBER, nullable=False),
        sa.Column("by", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name=op.f("intent_flag_id_fk")),
        sa.UniqueConstraint("by", name=op.f("intent_by_key")),
        sa.ForeignKeyConstraint(
            ["by"], ["account.key"], name=op.f("intent_by_fk"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("intent_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("intent_flag_id"), "intent", ["flag_id"], unique=False)
