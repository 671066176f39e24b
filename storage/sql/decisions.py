from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.conversation import TopicMark, TopicWindow
from bot.model.ids import ChatRef
from bot.model.judgement import Topic
from bot.model.record import DayTally, DecisionRecord
from bot.model.retention import Held
from storage.codec import counted, labels
from storage.sql.accounts import message_key
from storage.sql.ages import gone, held
from storage.sql.batch import Batch
from storage.sql.upsert import put
from storage.tables import DecisionRow, table_of
from storage.tally import Counted, add_up
from storage.vault import Vault

LABELS = "decision.labels"


class SqlDecisionStore:
    def __init__(self, session: AsyncSession, batch: Batch, vault: Vault) -> None:
        self._session = session
        self._batch = batch
        self._vault = vault

    async def add(self, record: DecisionRecord) -> None:
        row = {
            "chat": record.message.chat,
            "message": message_key(self._vault, record.message),
            "at": record.at,
            "by_staff": record.by_staff,
            "topic": record.judgement.topic.topic,
            "labels": self._vault.seal(labels(record), LABELS),
            "rulebook": record.rulebook,
        }
        statement = put(self._session, table_of(DecisionRow), "chat", "message")
        self._batch.later(statement, row)

    async def window(self, chat: ChatRef, empty: TopicWindow) -> TopicWindow:
        await self._batch.flush()
        row = DecisionRow
        query = (
            select(row.at, row.topic)
            .where(row.chat == chat, row.by_staff.is_(False))
            .order_by(row.id.desc())
            .limit(empty.size)
        )
        window = empty
        for at, topic in reversed((await self._session.execute(query)).all()):
            window = window.then(TopicMark(at, Topic(topic)))
        return window

    async def tally(self, chat: ChatRef, since: datetime, until: datetime) -> DayTally:
        await self._batch.flush()
        row = DecisionRow
        query = select(row.topic, row.by_staff, row.labels).where(
            row.chat == chat, row.at >= since, row.at < until
        )
        found = await self._session.execute(query)
        decisions = (
            Counted(Topic(topic), by_staff, *counted(self._vault.open(sealed, LABELS)))
            for topic, by_staff, sealed in found
        )
        return add_up(chat, decisions)

    async def held(self, before: datetime | None = None) -> Held:
        await self._batch.flush()
        return await held(self._session, DecisionRow.at, before)

    async def forget_before(self, moment: datetime) -> int:
        await self._batch.flush()
        row = DecisionRow
        return await gone(self._session, row, delete(row).where(row.at < moment))
