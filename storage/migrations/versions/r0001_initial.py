"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001_initial"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)

_WHY = "no upheld verdict stands behind this strike"
_NO_VERDICT = """\
NOT EXISTS (
  SELECT 1 FROM verdict JOIN flag ON flag.id = verdict.flag_id
  WHERE verdict.id = NEW.verdict_id AND verdict.verdict = 'upheld'
  AND flag.sender = NEW.account AND NOT flag.care
)"""

_STRIKE_NEEDS_VERDICT = {
    "sqlite": [
        f"""\
CREATE TRIGGER strike_needs_verdict BEFORE INSERT ON strike
WHEN {_NO_VERDICT}
BEGIN SELECT RAISE(ABORT, '{_WHY}'); END"""
    ],
    "postgresql": [
        f"""\
CREATE FUNCTION strike_needs_verdict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_NO_VERDICT} THEN
    RAISE EXCEPTION '{_WHY}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$""",
        """\
CREATE TRIGGER strike_needs_verdict BEFORE INSERT ON strike
FOR EACH ROW EXECUTE FUNCTION strike_needs_verdict()""",
    ],
}


def upgrade() -> None:
    op.create_table(
        "buried",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("buried_pk")),
    )
    op.create_table(
        "class_group",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("class_group_pk")),
        sa.UniqueConstraint("chat", name=op.f("class_group_chat_key")),
    )
    op.create_table(
        "cursor",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("cursor_pk")),
    )
    op.create_table(
        "decision",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("labels", sa.LargeBinary(), nullable=False),
        sa.Column("rulebook", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("decision_pk")),
        sa.UniqueConstraint("chat", "message_id", name=op.f("decision_chat_message_id_key")),
    )
    op.create_index("decision_chat_at", "decision", ["chat", "at"], unique=False)
    op.create_table(
        "digest_claim",
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account", "day", name=op.f("digest_claim_pk")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "flag",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("sender", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("care", sa.Boolean(), nullable=False),
        sa.Column("matter", sa.LargeBinary(), nullable=False),
        sa.Column("rulebook", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("flag_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index("flag_chat_sent_at", "flag", ["chat", "sent_at"], unique=False)
    op.create_index(op.f("flag_sender"), "flag", ["sender"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("lane", _NUMBER, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("inbox_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index("inbox_lane_id", "inbox", ["lane", "id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("urgency", _NUMBER, nullable=False),
        sa.Column("effect", sa.LargeBinary(), nullable=True),
        sa.Column("not_before", _MOMENT, nullable=False),
        sa.Column("expires", _MOMENT, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("settled_at", _MOMENT, nullable=True),
        sa.Column("attempts", _NUMBER, nullable=False),
        sa.Column("maybe_double", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("outbox_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "outbox_state_urgency_not_before",
        "outbox",
        ["state", "urgency", "not_before"],
        unique=False,
    )
    op.create_table(
        "received",
        sa.Column("event", sa.LargeBinary(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("event", name=op.f("received_pk")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reminder",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_account", sa.LargeBinary(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("in_group", sa.Boolean(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("reminder_pk")),
    )
    op.create_index(
        "reminder_chat_account_at", "reminder", ["chat", "account", "at"], unique=False
    )
    op.create_index("reminder_chat_message_id", "reminder", ["chat", "message_id"], unique=False)
    op.create_table(
        "verdict",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("flag_id", _NUMBER, nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("by", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_by", sa.LargeBinary(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("flag_id", name=op.f("verdict_flag_id_key")),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name=op.f("verdict_flag_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("verdict_pk")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "strike",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("verdict_id", _NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("strike_verdict_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("strike_pk")),
    )
    op.create_index(op.f("strike_account"), "strike", ["account"], unique=False)
    for statement in _STRIKE_NEEDS_VERDICT[op.get_bind().dialect.name]:
        op.execute(statement)
