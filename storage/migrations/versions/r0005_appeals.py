"""What became of an appeal."""

import sqlalchemy as sa
from alembic import op

revision = "0005_appeals"
down_revision = "0004_calendar"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _make_anew()
    else:
        op.add_column("appeal", sa.Column("reminder", _MOMENT, nullable=True))
        op.add_column("appeal", sa.Column("chased", _NUMBER, nullable=True))
        op.add_column("post", sa.Column("appeal_id", _NUMBER, nullable=True))
    op.create_index(op.f("post_appeal_id"), "post", ["appeal_id"], unique=False)
    op.create_table(
        "ruling",
        sa.Column("appeal_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("by", sa.LargeBinary(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("ruling_appeal_id_fk")),
        sa.ForeignKeyConstraint(
            ["by"], ["account.key"], name=op.f("ruling_by_fk"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("appeal_id", name=op.f("ruling_pk")),
    )
    op.create_index(op.f("ruling_by"), "ruling", ["by"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("appeal_id", _NUMBER, nullable=False),
        sa.Column("by", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("draft_appeal_id_fk")),
        sa.UniqueConstraint("by", name=op.f("draft_by_key")),
        sa.ForeignKeyConstraint(
            ["by"], ["account.key"], name=op.f("draft_by_fk"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("draft_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("draft_appeal_id"), "draft", ["appeal_id"], unique=False)


_KEPT = {
    "appeal": 'id, chat, "by", at, why, flag_id, state',
    "post": "id, message, place, purpose, at, reader, flag_id, take_back",
}


def _make_anew() -> None:
    """SQLite writes a new column behind the rest, where no other table of ours has one."""
    last = op.get_bind().scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'appeal'"))
    for table, columns in _KEPT.items():
        op.execute(f"CREATE TABLE {table}_before AS SELECT {columns} FROM {table}")  # noqa: S608 - our own names
        op.drop_table(table)
    _create_appeal()
    _create_post()
    for table, columns in _KEPT.items():
        op.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_before")  # noqa: S608 - as above
        op.drop_table(f"{table}_before")
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'appeal'")  # no number is used again
    numbered = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('appeal', :last)")
    op.get_bind().execute(numbered, {"last": last or 0})


def _create_appeal() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("by", sa.LargeBinary(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("flag_id", _NUMBER, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reminder", _MOMENT, nullable=True),
        sa.Column("chased", _NUMBER, nullable=True),
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


def _create_post() -> None:
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
        sa.Column("appeal_id", _NUMBER, nullable=True),
        sa.ForeignKeyConstraint(
            ["reader"], ["account.key"], name=op.f("post_reader_fk"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("post_pk")),
    )
    for column in ("flag_id", "message", "reader", "take_back"):
        op.create_index(op.f(f"post_{column}"), "post", [column], unique=False)
