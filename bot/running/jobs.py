"""Everything that happens at set times, declared in one place. Each may run twice or late."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.answering.front import Front
from bot.app import App
from bot.commands.registry import menus
from bot.errors import AdapterError, ChatGone, ChatMoved
from bot.flags.amend import take_back_due
from bot.flags.care import CareLane
from bot.flags.informing import Informing
from bot.groups import Groups
from bot.groups.checks import Checks
from bot.model.dealing import BotRemoved, GroupMoved
from bot.model.ids import AccountRef, ChatId, ChatRef, Platform
from bot.model.member import Role, Sender
from bot.model.person import NOT_KNOWN
from bot.ports import LivePlatform, UnitOfWork
from bot.running.metrics import Metrics
from bot.running.scheduler import Job

DIGEST_AT = time(16, 30)
"""Local. From then on, once a school day."""

_SATURDAY = 5

log = logging.getLogger(__name__)

Step = Callable[[UnitOfWork, datetime], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    app: App
    front: Front
    groups: Groups
    checks: Checks
    platforms: Mapping[Platform, LivePlatform]
    metrics: Metrics

    def all(self) -> Sequence[Job]:
        informing, care = Informing(self.front), CareLane(self.front)
        minute, hour = timedelta(minutes=1), timedelta(hours=1)
        return (
            Job("chores", self._chores, 5 * minute),
            Job("digests", self._digests, 5 * minute),
            Job("menus", self._menus, hour),
            Job("checks", self._checks, timedelta(seconds=10)),
            Job("care", self._step(care.escalate), minute),
            Job("bursts", self._step(informing.together), minute),
            Job("later", self._step(informing.again), minute),
            Job("take_back", self._step(take_back_due), minute),
            Job("overdue", self._step(self.groups.joining.overdue), hour),
            Job("trial", self._step(self.groups.trial.ask), hour),
            Job("waiting", self._waiting, timedelta(seconds=15)),
        )

    def _step(self, step: Step) -> Callable[[], Awaitable[None]]:
        """In a transaction of its own."""

        async def work() -> None:
            async with self.app.unit_of_work() as uow:
                await step(uow, self.front.clock())
                await uow.commit()

        return work

    async def _chores(self) -> None:
        """Once a day, as the database has it: soon after midnight, or at the start."""
        await self.app.chores.daily(self.front.clock())

    async def _digests(self) -> None:
        now = self._local()
        if now.weekday() < _SATURDAY and now.time() >= DIGEST_AT:
            await self.app.digests.send(now.date())

    def _local(self) -> datetime:
        return self.front.clock().astimezone(self.front.settings.timezone)

    async def _menus(self) -> None:
        for platform in self.platforms.values():
            for menu in menus(self.front.wordings):
                await platform.publish_commands(
                    menu.scope, menu.language, menu.commands, menu.hidden
                )

    async def _checks(self) -> None:
        now = self.front.clock()
        for chat in await self.checks.due(now):
            platform = self.platforms.get(chat.platform)
            if platform is not None:
                self.checks.begin(chat, now)
                await self._check(platform, chat, now)

    async def _check(self, platform: LivePlatform, chat: ChatRef, now: datetime) -> None:
        """Who is admin; a group that cannot be asked now is asked again. What happened to a group
        while the bot was off, and was never told, comes out here."""
        try:
            seen = await platform.administration(chat, now)
        except ChatMoved as moved:
            to = ChatRef(chat.platform, ChatId(moved.to))
            await self.app.intake.receive([GroupMoved(chat=chat, at=now, to=to)])
        except ChatGone:
            nobody = Sender(AccountRef(chat.platform, NOT_KNOWN), "", Role.STUDENT)
            await self.app.intake.receive([BotRemoved(chat=chat, at=now, by=nobody)])
        except AdapterError as error:
            log.warning("a group's admins cannot be seen: %s", type(error).__name__)
        else:
            await self.checks.run(chat, seen)

    async def _waiting(self) -> None:
        async with self.app.unit_of_work() as uow:
            self.metrics.waiting.set(await uow.inbox.waiting())
