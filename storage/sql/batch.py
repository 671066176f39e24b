"""Writes that need no answer wait here, so that fifty messages cost a handful of statements."""

from collections.abc import Mapping

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncSession


class Batch:
    """Statements of one transaction with all the rows they are for.

    A store that reads what it writes here calls `flush` first; the unit of work does before it
    commits.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._waiting: dict[Executable, list[Mapping[str, object]]] = {}

    def later(self, statement: Executable, values: Mapping[str, object]) -> None:
        """*statement* has to be one object made once: rows are gathered by it."""
        self._waiting.setdefault(statement, []).append(values)

    async def flush(self) -> None:
        while self._waiting:
            statement = next(iter(self._waiting))
            await self._session.execute(statement, self._waiting.pop(statement))
