"""What a live platform asks for: what the bot said there, appeals, and the steps of a flag."""

import sqlalchemy as sa
from alembic import op

revision = "0003_live"
down_revision = "0002_trust"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)

_LESS_URGENT = "UPDATE outbox SET urgency = urgency + 2"
"""Hiding and answers go before care."""


def upgrade() -> None:
    op.execute(_LESS_URGENT)
    op.create_table(
        "post",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("reader", sa.LargeBinary(), nullable=True),
        sa.Column("flag_id", _NUMBER, nullable=True),
        sa.Column("take_back", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["reader"], ["account.key"], name=op.f("post_reader_fk"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("post_pk")),
    )
    for column in ("flag_id", "message", "reader", "take_back"):
        op.create_index(op.f(f"post_{column}"), "post", [column], unique=False)
    op.create_table(
        "flag_step",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("flag_id", _NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("by", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name=op.f("flag_step_flag_id_fk")),
        sa.ForeignKeyConstraint(
            ["by"], ["account.key"], name=op.f("flag_step_by_fk"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("flag_step_pk")),
    )
    for column in ("by", "flag_id"):
        op.create_index(op.f(f"flag_step_{column}"), "flag_step", [column], unique=False)
    op.create_table(
        "appeal",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("by", sa.LargeBinary(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("flag_id", _NUMBER, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by"], ["account.key"], name=op.f("appeal_by_fk"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name=op.f("appeal_flag_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("appeal_pk")),
        sqlite_autoincrement=True,
    )
    for column in ("by", "flag_id"):
        op.create_index(op.f(f"appeal_{column}"), "appeal", [column], unique=False)
    op.create_index("appeal_chat_state", "appeal", ["chat", "state"], unique=False)
