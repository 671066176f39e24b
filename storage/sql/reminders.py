from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.finding import Rule
from bot.model.flag import Reminder
from bot.model.ids import AccountRef, ArticleNumber, ChatRef, MessageRef
from bot.model.record import GroupRecord, KeptReminder, MemberRecord
from bot.model.retention import Held
from storage.sql.accounts import Accounts, message_key
from storage.sql.ages import gone, held
from storage.tables import ReminderRow
from storage.vault import Vault


class SqlReminderStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._accounts = Accounts(session, vault)

    async def add(self, reminder: Reminder) -> None:
        await self._session.execute(
            insert(ReminderRow).values(
                chat=reminder.message.chat,
                message=message_key(self._vault, reminder.message),
                account=await self._accounts.keep(reminder.account),
                rule=reminder.rule,
                article=reminder.article,
                in_group=reminder.in_group,
                at=reminder.at,
                withdrawn=False,
            )
        )

    async def member(self, chat: ChatRef, account: AccountRef, since: datetime) -> MemberRecord:
        row = ReminderRow
        query = (
            select(row.rule, row.at)
            .where(row.chat == chat, row.account == self._accounts.key(account))
            .where(row.at >= since, row.withdrawn.is_(False))
            .order_by(row.at, row.id)
        )
        reminders: dict[Rule, tuple[datetime, ...]] = {}
        for name, at in await self._session.execute(query):
            rule = Rule(name)
            reminders[rule] = (*reminders.get(rule, ()), at)
        return MemberRecord(reminders)

    async def group(self, chat: ChatRef) -> GroupRecord:
        # Withdrawn ones too: the group has still been spoken to.
        row = ReminderRow
        query = select(func.max(row.at)).where(row.chat == chat, row.in_group.is_(True))
        return GroupRecord(await self._session.scalar(query))

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
