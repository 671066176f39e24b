"""What is done to a database as a whole."""

from collections.abc import Awaitable, Callable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.model.keys import Rotated
from bot.ports import UnitOfWork
from storage import keyring
from storage.erasures import SealedErasures
from storage.errors import our_errors
from storage.postgresql import write_anew
from storage.rotation import rotation
from storage.sqlite import checkpoint
from storage.tables import DataKeyRow, InboxRow, OutboxRow
from storage.vault import Vault, key_day


class SqlDatabase:
    def __init__(
        self, engine: AsyncEngine, vault: Vault, erasures: SealedErasures | None = None
    ) -> None:
        self._engine = engine
        self._vault = vault
        self._erasures = erasures

    async def rotate(self, ask: Callable[[UnitOfWork], Awaitable[None]]) -> Rotated:
        """See `bot.ports.Database.rotate`."""
        done = Rotated()
        async for step in rotation(self._engine, self._vault, ask, erasures=self._erasures):
            done = step
        await write_anew(self._engine, DataKeyRow.__tablename__)
        await checkpoint(self._engine)
        return done

    async def tidy(self) -> int:
        """See `bot.ports.Database.tidy`."""
        with our_errors():
            async with AsyncSession(self._engine) as session:
                await keyring.refresh(session, self._vault)
                waiting = [
                    *await session.scalars(select(InboxRow.body)),
                    *await session.scalars(select(OutboxRow.effect)),
                ]
                days = {day for body in waiting if body is not None and (day := key_day(body))}
                destroyed = self._vault.day_keys.destroy(days)
                await session.commit()
        await write_anew(self._engine, DataKeyRow.__tablename__)
        await checkpoint(self._engine)
        return destroyed
