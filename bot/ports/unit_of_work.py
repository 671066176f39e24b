"""One transaction over all stores."""

from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from bot.ports.ages import ChoreStore
from bot.ports.flags import AppealStore, FlagStore, ReminderStore, StrikeStore
from bot.ports.groups import DecisionStore, GroupStore
from bot.ports.inbox import CursorStore, InboxStore
from bot.ports.outbox import DigestStore, OutboxStore, PostStore
from bot.ports.people import AuditStore, PeopleStore


class UnitOfWork(Protocol):
    """One transaction. Leaving without `commit` rolls back. A store never commits."""

    @property
    def inbox(self) -> InboxStore: ...
    @property
    def cursors(self) -> CursorStore: ...
    @property
    def groups(self) -> GroupStore: ...
    @property
    def decisions(self) -> DecisionStore: ...
    @property
    def reminders(self) -> ReminderStore: ...
    @property
    def flags(self) -> FlagStore: ...
    @property
    def strikes(self) -> StrikeStore: ...
    @property
    def posts(self) -> PostStore: ...
    @property
    def appeals(self) -> AppealStore: ...
    @property
    def outbox(self) -> OutboxStore: ...
    @property
    def digests(self) -> DigestStore: ...
    @property
    def chores(self) -> ChoreStore: ...
    @property
    def people(self) -> PeopleStore: ...
    @property
    def audit(self) -> AuditStore: ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        tb: TracebackType | None,
    ) -> None: ...

    async def commit(self) -> None: ...


UnitOfWorkFactory = Callable[[], UnitOfWork]
