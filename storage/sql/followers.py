"""What is kept of a chat beside the group itself, and follows when the chat gets another id."""

from typing import Protocol

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.moving import Move
from storage.sql.batch import Batch
from storage.tables import AppealRow, DecisionRow, MembershipRow, ReminderRow


class Follower(Protocol):
    async def move(self, move: Move) -> None: ...


class RowsOfChats:
    """Rows that name the chat in a column. Decisions and reminders are found by the hash of their
    message too, and that stays: it is that of a message in the chat of before, which no message of
    the new one can have. So an old message that is edited is decided a second time, and whoever
    was reminded of it may be so again. Of messages with a flag the hashes follow as well."""

    def __init__(self, session: AsyncSession, batch: Batch) -> None:
        self._session = session
        self._batch = batch

    async def move(self, move: Move) -> None:
        await self._batch.flush()
        there = select(MembershipRow.person).where(MembershipRow.chat == move.to)
        theirs = MembershipRow.chat == move.chat
        double = delete(MembershipRow).where(theirs, MembershipRow.person.in_(there))
        await self._session.execute(double.execution_options(synchronize_session=False))
        for row in (AppealRow, DecisionRow, MembershipRow, ReminderRow):
            follow = update(row).where(row.chat == move.chat).values(chat=move.to)
            await self._session.execute(follow.execution_options(synchronize_session=False))
