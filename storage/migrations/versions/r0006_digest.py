"""What staff wish of their digest, by which way it went, and when the bot was off."""

import sqlalchemy as sa
from alembic import op

revision = "0006_digest"
down_revision = "0005_appeals"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.execute("CREATE TABLE claim_before AS SELECT account, day, at FROM digest_claim")
    op.drop_table("digest_claim")
    op.create_table(
        "digest_claim",
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("outbox_id", _NUMBER, nullable=True),
        sa.UniqueConstraint(
            "person", "day", "channel", name=op.f("digest_claim_person_day_channel_key")
        ),
        sa.ForeignKeyConstraint(
            ["account"], ["account.key"], name=op.f("digest_claim_account_fk"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.key"],
            name=op.f("digest_claim_person_fk"),
            onupdate="CASCADE",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("account", "day", "channel", name=op.f("digest_claim_pk")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO digest_claim (account, day, channel, at, person) "
        "SELECT account, day, 'chat', at, person FROM claim_before "
        "JOIN account ON account.key = claim_before.account WHERE true ON CONFLICT DO NOTHING"
    )
    op.drop_table("claim_before")
    op.drop_index("decision_chat_at", table_name="decision")
    counted = ["chat", "at", "topic", "by_staff"]
    op.create_index("decision_chat_at_topic_by_staff", "decision", counted, unique=False)
    op.create_table(
        "digest_wish",
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.key"], name=op.f("digest_wish_account_fk"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account", name=op.f("digest_wish_pk")),
    )
    op.create_table(
        "sign_of_life",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("began", _MOMENT, nullable=False),
        sa.Column("seen", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("sign_of_life_pk")),
    )
