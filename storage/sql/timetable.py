import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.timetable import Slot, SlotKind, Source
from storage.sql.ages import gone
from storage.tables import SlotRow, SourceRow, table_of
from storage.vault import Vault

_Columns = tuple[str, datetime, datetime, str, bool | None]

NAME = "timetable_source.name"
_ROWS = 1000
"""Of one statement."""


class SqlTimetableStore:
    """What a source is called may name somebody, so it is sealed; there are few, and each is
    looked at."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def put(self, source: str, slots: Sequence[Slot], at: datetime) -> None:
        number = await self._number(source)
        if number is None:
            name = self._vault.seal(source, NAME)
            row = insert(SourceRow).values(name=name, at=at).returning(SourceRow.id)
            number = (await self._session.scalars(row)).one()
        else:
            await self._clear(number)
            this = update(SourceRow).where(SourceRow.id == number).values(at=at)
            await self._session.execute(this.execution_options(synchronize_session=False))
        rows = [_row(number, slot) for slot in slots]
        for first in range(0, len(rows), _ROWS):
            await self._session.execute(insert(table_of(SlotRow)), rows[first : first + _ROWS])

    async def remove(self, source: str) -> int:
        number = await self._number(source)
        if number is None:
            return 0
        went = await self._clear(number)
        await gone(self._session, SourceRow, delete(SourceRow).where(SourceRow.id == number))
        return went

    async def sources(self) -> Sequence[Source]:
        slots = func.count(SlotRow.id)
        query = (
            select(SourceRow.name, SourceRow.at, slots)
            .outerjoin(SlotRow, SlotRow.source == SourceRow.id)
            .group_by(SourceRow.id)
            .order_by(SourceRow.id)
        )
        rows = await self._session.execute(query)
        return [Source(self._vault.open(name, NAME), at, count) for name, at, count in rows]

    async def of(self, source: str) -> Sequence[Slot]:
        number = await self._number(source)
        return (
            [] if number is None else await self._found(_slots().where(SlotRow.source == number))
        )

    async def between(
        self, begin: datetime, end: datetime, kind: SlotKind | None = None
    ) -> Sequence[Slot]:
        query = _slots().where(SlotRow.begin < end, SlotRow.end > begin)
        return await self._found(query if kind is None else query.where(SlotRow.kind == kind))

    async def forget_before(self, moment: datetime) -> int:
        return await gone(self._session, SlotRow, delete(SlotRow).where(SlotRow.end <= moment))

    async def _number(self, source: str) -> int | None:
        rows = await self._session.execute(select(SourceRow.id, SourceRow.name))
        named = (number for number, name in rows if self._vault.open(name, NAME) == source)
        return next(named, None)

    async def _clear(self, number: int) -> int:
        return await gone(self._session, SlotRow, delete(SlotRow).where(SlotRow.source == number))

    async def _found(self, query: Select[*_Columns]) -> Sequence[Slot]:
        rows = await self._session.execute(query)
        return sorted(
            (
                Slot(SlotKind(kind), begin, end, frozenset(json.loads(classes)), phones)
                for kind, begin, end, classes, phones in rows
            ),
            key=lambda slot: (slot.begin, slot.end, slot.kind, sorted(slot.classes)),
        )


def _slots() -> Select[*_Columns]:
    return select(SlotRow.kind, SlotRow.begin, SlotRow.end, SlotRow.classes, SlotRow.phones)


def _row(source: int, slot: Slot) -> dict[str, object]:
    return {
        "source": source,
        "kind": slot.kind.value,
        "begin": slot.begin,
        "end": slot.end,
        "classes": json.dumps(sorted(slot.classes)),
        "phones": slot.phones,
    }
