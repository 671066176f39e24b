from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Integer, bindparam, column, delete, func, select, true, values
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.conversation import TopicMark, TopicWindow
from bot.model.ids import ChatRef
from bot.model.judgement import Topic
from bot.model.record import Counts, DayTally, DecisionRecord
from bot.model.retention import Held
from storage.codec import counted, labels
from storage.columns import Chat, UtcDateTime
from storage.sql.accounts import message_key
from storage.sql.ages import gone, held
from storage.sql.batch import Batch
from storage.sql.upsert import put
from storage.tables import DecisionRow, table_of
from storage.tally import NONE, Counted, add_up
from storage.vault import Vault

LABELS = "decision.labels"

_DECISION = table_of(DecisionRow).c
_LATEST = (
    select(_DECISION.at, _DECISION.topic)
    .where(_DECISION.chat == bindparam("chat"), _DECISION.by_staff.is_(False))
    .order_by(_DECISION.id.desc())
    .limit(bindparam("size"))
)


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
        window, asked = empty, {"chat": chat, "size": empty.size}
        for at, topic in reversed((await self._session.execute(_LATEST, asked)).all()):
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

    async def tallies(
        self, chats: Collection[ChatRef], bounds: Sequence[datetime]
    ) -> Mapping[ChatRef, Sequence[Counts]]:
        """Each number is a count in one stretch of an index, which is several times quicker than
        to group the rows."""
        await self._batch.flush()
        row, places = DecisionRow, [(n, *ends) for n, ends in enumerate(pairwise(bounds))]
        where = values(column("chat", Chat), name="c").data([(one,) for one in chats]).cte("c")
        begin, end = column("since", UtcDateTime), column("until", UtcDateTime)
        when = values(column("place", Integer), begin, end, name="b").data(places).cte("b")
        inside = (
            select(func.count())
            .select_from(row)
            .where(row.chat == where.c.chat, row.at >= when.c.since, row.at < when.c.until)
        )
        own = inside.where(row.by_staff.is_(False))
        topics = [own.where(row.topic == topic).scalar_subquery() for topic in Topic]
        query = select(where.c.chat, when.c.place, inside.scalar_subquery(), *topics)
        found = {chat: [NONE] * len(places) for chat in chats}
        if chats:
            for chat, place, messages, *each in await self._session.execute(
                query.select_from(where.join(when, true()))
            ):
                told = {
                    str(topic): count for topic, count in zip(Topic, each, strict=True) if count
                }
                found[chat][place] = Counts(messages, told) if messages else NONE
        return found

    async def held(self, before: datetime | None = None) -> Held:
        await self._batch.flush()
        return await held(self._session, DecisionRow.at, before)

    async def forget_before(self, moment: datetime) -> int:
        await self._batch.flush()
        row = DecisionRow
        return await gone(self._session, row, delete(row).where(row.at < moment))
