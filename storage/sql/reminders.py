from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.finding import Rule
from bot.model.flag import Reminder
from bot.model.ids import AccountRef, ArticleNumber, ChatRef, MessageRef
from bot.model.record import GroupRecord, KeptReminder, MemberRecord
from bot.model.retention import Held
from storage.sql.accounts import Accounts, message_key
from storage.sql.ages import gone, held
from storage.tables import ReminderRow, table_of
from storage.vault import Vault

_REMINDER = table_of(ReminderRow).c
_OF_MEMBER = (
    select(_REMINDER.rule, _REMINDER.at)
    .where(_REMINDER.chat == bindparam("chat"), _REMINDER.account == bindparam("account"))
    .where(_REMINDER.at >= bindparam("since"), _REMINDER.withdrawn.is_(False))
    .order_by(_REMINDER.at, _REMINDER.id)
)
_LATEST = select(func.max(_REMINDER.at)).where(
    _REMINDER.chat == bindparam("chat"), _REMINDER.in_group.is_(True)
)


class SqlReminderStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._accounts = Accounts(session, vault)

    async def add(self, reminder: Reminder) -> None:
        row = {
            "chat": reminder.message.chat,
            "message": message_key(self._vault, reminder.message),
            "account": await self._accounts.keep(reminder.account),
            "rule": reminder.rule,
            "article": reminder.article,
            "in_group": reminder.in_group,
            "at": reminder.at,
            "withdrawn": False,
        }
        await self._session.execute(insert(table_of(ReminderRow)), row)

    async def member(self, chat: ChatRef, account: AccountRef, since: datetime) -> MemberRecord:
        asked = {"chat": chat, "account": self._accounts.key(account), "since": since}
        reminders: dict[Rule, tuple[datetime, ...]] = {}
        for name, at in await self._session.execute(_OF_MEMBER, asked):
            rule = Rule(name)
            reminders[rule] = (*reminders.get(rule, ()), at)
        return MemberRecord(reminders)

    async def group(self, chat: ChatRef) -> GroupRecord:
        # Withdrawn ones too: the group has still been spoken to.
        return GroupRecord(await self._session.scalar(_LATEST, {"chat": chat}))

    async def about(self, message: MessageRef) -> frozenset[Rule]:
        # Withdrawn ones too: saying it a second time would be worse.
        row = ReminderRow
        query = select(row.rule).where(row.message == message_key(self._vault, message))
        return frozenset(Rule(rule) for rule in await self._session.scalars(query))

    async def withdraw(self, message: MessageRef, rules: Collection[Rule]) -> Sequence[Reminder]:
        row = ReminderRow
        taken_back = (
            update(row)
            .where(row.message == message_key(self._vault, message))
            .where(row.rule.in_(rules), row.withdrawn.is_(False))
            .values(withdrawn=True)
            .returning(row)
            .execution_options(synchronize_session=False)
        )
        rows = (await self._session.scalars(taken_back)).all()
        return [await self._reminder(row, message) for row in sorted(rows, key=lambda row: row.id)]

    async def take_back(self, account: AccountRef, chat: ChatRef, at: datetime) -> int:
        row = ReminderRow
        taken_back = (
            update(row)
            .where(row.account == self._accounts.key(account), row.chat == chat, row.at == at)
            .where(row.withdrawn.is_(False))
            .values(withdrawn=True)
            .returning(row.id)
            .execution_options(synchronize_session=False)
        )
        return len((await self._session.scalars(taken_back)).all())

    async def given(self, since: datetime, until: datetime) -> Mapping[ChatRef, int]:
        row = ReminderRow
        query = select(row.chat, func.count()).where(row.at >= since, row.at < until)
        return dict((await self._session.execute(query.group_by(row.chat))).all())

    async def of(self, account: AccountRef) -> Sequence[KeptReminder]:
        row = ReminderRow
        query = (
            select(row.chat, row.rule, row.article, row.in_group, row.at, row.withdrawn)
            .where(row.account == self._accounts.key(account))
            .order_by(row.at, row.id)
        )
        return [
            KeptReminder(chat, Rule(rule), ArticleNumber(article), in_group, at, withdrawn)
            for chat, rule, article, in_group, at, withdrawn in await self._session.execute(query)
        ]

    async def forget(self, account: AccountRef) -> int:
        row = ReminderRow
        mine = delete(row).where(row.account == self._accounts.key(account))
        return await gone(self._session, row, mine)

    async def held(self, before: datetime | None = None) -> Held:
        return await held(self._session, ReminderRow.at, before)

    async def forget_before(self, moment: datetime) -> int:
        row = ReminderRow
        return await gone(self._session, row, delete(row).where(row.at < moment))

    async def _reminder(self, row: ReminderRow, message: MessageRef) -> Reminder:
        return Reminder(
            message=message,
            account=await self._accounts.get(row.account),
            rule=Rule(row.rule),
            article=ArticleNumber(row.article),
            in_group=row.in_group,
            at=row.at,
        )
