"""Everything that happens at set times, declared in one place. Each may run twice or late."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.answering.front import Front
from bot.app import App
from bot.appeals.overdue import Overdue
from bot.commands.registry import menus
from bot.errors import AdapterError, ChatGone, ChatMoved
from bot.flags.amend import take_back_due
from bot.flags.care import CareLane
from bot.flags.informing import Informing
from bot.flags.undecided import Undecided
from bot.groups import Groups
from bot.groups.checks import Checks
from bot.groups.closing import Closings
from bot.model.dealing import BotRemoved, GroupMoved
from bot.model.ids import AccountRef, ChatId, ChatRef, Platform
from bot.model.member import Role, Sender
from bot.model.person import NOT_KNOWN, Person
from bot.people.absences import Returning
from bot.ports import LivePlatform, UnitOfWork
from bot.running.metrics import SILENCE, Metrics
from bot.running.scheduler import Job

CHECKING = timedelta(seconds=3)
"""So long groups are looked at in one go, the rest in the next: whoever stops the bot is not kept
waiting, and nothing is cut off."""

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
EVERY: Mapping[str, timedelta] = {
    "chores": 5 * _MINUTE,
    "alive": _MINUTE,
    "digests": _MINUTE,
    "menus": _HOUR,
    "checks": timedelta(seconds=10),
    "care": _MINUTE,
    "bursts": _MINUTE,
    "later": _MINUTE,
    "undecided": _HOUR,
    "absences": _MINUTE,
    "take_back": _MINUTE,
    "appeals": _HOUR,
    "overdue": _HOUR,
    "trial": _HOUR,
    "closings": timedelta(seconds=5),
    "waiting": timedelta(seconds=15),
}
"""How often each looks whether its time has come. What happens at a local time, such as a digest,
is looked for every minute: then a clock that is changed, or a machine that slept, skips nothing
and does nothing twice. Each has a sentence in `bot.texts`: `jobs.does.NAME`."""

log = logging.getLogger(__name__)

TimedWork = Callable[[UnitOfWork, datetime], Awaitable[object]]


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
        works: Mapping[str, Callable[[], Awaitable[object]]] = {
            "chores": self._chores,
            "alive": self._in_transaction(self._alive),
            "digests": self.app.digests.due,
            "menus": self._menus,
            "checks": self._checks,
            "care": self._in_transaction(care.escalate),
            "bursts": self._in_transaction(informing.together),
            "later": self._in_transaction(informing.again),
            "undecided": self._in_transaction(Undecided(self.front).remind),
            "absences": self._in_transaction(Returning(self.front).end_due),
            "take_back": self._in_transaction(take_back_due),
            "appeals": self._in_transaction(Overdue(self.front).chase),
            "overdue": self._in_transaction(self.groups.joining.overdue),
            "trial": self._in_transaction(self.groups.trial.ask),
            "closings": self._closings,
            "waiting": self._waiting,
        }
        return [Job(name, works[name], every) for name, every in EVERY.items()]

    def _in_transaction(self, timed: TimedWork) -> Callable[[], Awaitable[None]]:
        async def work() -> None:
            async with self.app.unit_of_work() as uow:
                await timed(uow, self.front.clock())
                await uow.commit()

        return work

    async def _chores(self) -> None:
        """Once a day, as the database has it: soon after midnight, or at the start."""
        await self.app.chores.daily(self.front.clock())

    async def _alive(self, uow: UnitOfWork, now: datetime) -> None:
        """How the jobs fared, for other processes; and while a platform answers that the bot runs:
        what it does not tell the bot misses as if it were off."""
        await self._note_runs(uow)
        heard = self.metrics.heard_at
        if heard is not None and now - heard <= SILENCE:
            await uow.life.beat(heard)

    async def _note_runs(self, uow: UnitOfWork) -> None:
        """That one succeeded before the bot was started counts too."""
        before = await uow.jobs.all()
        await uow.jobs.put(
            replace(one, worked=before[one.name].worked)
            if one.worked is None and one.name in before
            else one
            for one in self.metrics.runs.values()
        )

    async def _menus(self) -> None:
        for platform in self.platforms.values():
            for menu in menus(self.front.wordings):
                await platform.publish_commands(
                    menu.scope, menu.language, menu.commands, menu.hidden
                )

    async def _closings(self) -> None:
        closings = Closings(self.app.unit_of_work, self.front)
        for group in await closings.due():
            platform = self.platforms.get(group.chat.platform)
            if platform is not None:
                await closings.work(platform, group)

    async def _checks(self) -> None:
        now = self.front.clock()
        due = await self.checks.due(now)
        staff = await self.checks.staff() if due else ()
        for chat in due:
            platform = self.platforms.get(chat.platform)
            if platform is not None:
                self.checks.begin(chat, now)
                await self._check(platform, chat, now, staff)
            if self.front.clock() - now > CHECKING:
                break

    async def _check(
        self, platform: LivePlatform, chat: ChatRef, now: datetime, staff: Sequence[Person]
    ) -> None:
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
            await self.checks.run(chat, seen, staff)

    async def _waiting(self) -> None:
        async with self.app.unit_of_work() as uow:
            self.metrics.waiting.set(await uow.inbox.waiting())
