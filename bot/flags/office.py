"""Flags at the school's own computer: found, shown and decided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bot.answering.front import Front
from bot.errors import AlreadyDecided, Forbidden, InputError
from bot.flags.amend import Amending
from bot.flags.history import History
from bot.flags.review import Review
from bot.flags.ruled import ruled_otherwise
from bot.flags.telling import Telling, name_of
from bot.flags.together import Left, Together
from bot.model.action import MeasureKind
from bot.model.audit import Audited, Subject
from bot.model.flag import Flag, FlagState, Verdict
from bot.model.group import ClassGroup, Stage
from bot.model.ids import AccountRef, ArticleNumber, FlagId, Platform
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.rights import WHO, Act, Actor, matters_of, may, may_now, who_is


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which flags somebody asks for. *decided*: None for open ones too. *since* and *until*: days
    on which the message was written, both included."""

    decided: bool | None = None
    group: str = ""
    article: str = ""
    since: date | None = None
    until: date | None = None
    about: Subject | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    flag: Flag
    group: str
    decided_by: str = ""
    decided_at: datetime | None = None

    @property
    def articles(self) -> tuple[ArticleNumber, ...]:
        return tuple(dict.fromkeys(one.article for one in self.flag.raised.findings))


@dataclass(frozen=True, slots=True)
class Opened:
    """A flag as whoever asked may read it, and what happened to it."""

    listed: Listed
    text: Sequence[str]
    history: Sequence[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which of several flags were decided, and why the others were not."""

    decided: Sequence[FlagId]
    left: Sequence[Left] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class FlagOffice:
    unit_of_work: UnitOfWorkFactory
    front: Front
    review: Review

    async def found(self, sought: Sought, by: Subject) -> Sequence[Listed]:
        """Of those that *by* may see, the newest message first. That they looked is written down.
        Raises `Forbidden`, and `InputError` for a group or a person that there is none of."""
        async with self.unit_of_work() as uow:
            actor = await self._actor(uow, by)
            theirs = await self._about(uow, sought)
            groups = {one.chat: one for one in await self._groups(uow, sought)}
            flags = [
                flag
                for flag in await self._read(uow, sought)
                if flag.raised.message.chat in groups and _fits(flag, sought, theirs)
            ]
            raised = [(groups[one.raised.message.chat], one.raised) for one in flags]
            matters = await matters_of(uow.people, raised)
            seen = [
                await self._listed(uow, flag, matter.group)
                for flag, matter in zip(flags, matters, strict=True)
                if may(actor, Act.SEE_FLAG, matter)
            ]
            await self.front.note(uow, Audited.FLAG, {"happened": "listed"}, by)
            await uow.commit()
        return seen[::-1]

    async def show(self, number: FlagId, by: Subject) -> Opened:
        """That it was opened is written down. Raises `Forbidden`, also where there is none."""
        async with self.unit_of_work() as uow:
            flag, group = await self.theirs(uow, number, by, Act.SEE_FLAG)
            history = History(self.front)
            await history.seen(uow, flag, await account_of(uow, by))
            said = await Telling(self.front).text(uow, flag, group)
            opened = Opened(
                await self._listed(uow, flag, group),
                said.splitlines(),
                await history.lines(uow, flag),
            )
            await uow.commit()
        return opened

    async def decide(
        self,
        numbers: Collection[FlagId],
        verdict: Verdict,
        *,
        by: Subject,
        why: str = "",
        measures: Collection[MeasureKind] = (),
        anyway: bool = False,
    ) -> Outcome:
        """One flag whatever it is; of several those that may be decided together. *anyway*: also
        otherwise than who decided on an objection. Raises `Forbidden`, and `InputError` for one
        flag that somebody decided before."""
        wanted = tuple(dict.fromkeys(numbers))
        if len(wanted) > 1 and anyway:
            raise InputError("error.flags.anyway_of_several")
        if len(wanted) > 1 and measures:
            raise InputError("error.flags.measures_of_several")
        async with self.unit_of_work() as uow:
            await self._actor(uow, by)
            account = await account_of(uow, by)
            if len(wanted) == 1:
                (number,) = wanted
                if not anyway:
                    await self._must_agree(uow, number, verdict, by)
                await self._one(uow, number, verdict, by=account, why=why, measures=measures)
                outcome = Outcome(wanted)
            else:
                together = Together(self.front, self.review)
                outcome = Outcome(*await together.decide_in(uow, wanted, verdict, account, why))
            await uow.commit()
        return outcome

    async def theirs(
        self, uow: UnitOfWork, number: FlagId, by: Subject, act: Act
    ) -> tuple[Flag, ClassGroup]:
        """Raises `Forbidden` where *by* may not do that to it, and where there is none."""
        await self._actor(uow, by)
        flag = await uow.flags.get(number)
        group = await uow.groups.get(flag.raised.message.chat) if flag else None
        account = await account_of(uow, by)
        if flag is None or group is None:
            raise Forbidden(act)
        if not await may_now(uow.people, account, act, (group, flag.raised)):
            raise Forbidden(act)
        return flag, group

    async def _one(
        self,
        uow: UnitOfWork,
        number: FlagId,
        verdict: Verdict,
        *,
        by: AccountRef,
        why: str,
        measures: Collection[MeasureKind],
    ) -> None:
        flag, group = await self.theirs(uow, number, by, Act.DECIDE_FLAG)
        if flag.raised.care is not None and verdict is Verdict.UPHELD:
            raise InputError("error.flags.care")
        if measures and group.stage is Stage.TRIAL:
            raise InputError("error.flags.trial")
        try:
            await self.review.decide_in(
                uow, number, verdict, by=by, why=why.strip(), measures=measures, anyway=True
            )
        except AlreadyDecided:
            await self._was_first(uow, number)
            raise
        await Amending(self.front).amend(uow, number, measures)

    async def _must_agree(
        self, uow: UnitOfWork, number: FlagId, verdict: Verdict, by: Subject
    ) -> None:
        flag, _ = await self.theirs(uow, number, by, Act.DECIDE_FLAG)
        ruled = await ruled_otherwise(uow, flag, verdict)
        if ruled is not None:
            name = await name_of(uow, ruled.by, self.front.wording().texts("press.somebody"))
            raise InputError(f"error.flags.ruled.{ruled.kind}", number=number, name=name)

    async def _was_first(self, uow: UnitOfWork, number: FlagId) -> None:
        verdict = await uow.flags.verdict(number)
        if verdict is not None:
            name = await name_of(uow, verdict.by, self.front.wording().texts("press.somebody"))
            key = f"error.flags.{verdict.verdict}"
            raise InputError(key, number=number, name=name)

    async def _actor(self, uow: UnitOfWork, by: Subject) -> Actor:
        actor = await who_is(uow.people, by)
        if actor.role not in WHO[Act.SEE_FLAG]:
            raise Forbidden(Act.SEE_FLAG)
        return actor

    async def _about(self, uow: UnitOfWork, sought: Sought) -> frozenset[AccountRef] | None:
        if sought.about is None:
            return None
        accounts = (await who_is(uow.people, sought.about)).accounts
        if not accounts:
            raise InputError("error.flags.nobody")
        return accounts

    async def _groups(self, uow: UnitOfWork, sought: Sought) -> Sequence[ClassGroup]:
        every = await uow.groups.all()
        wanted = sought.group.casefold()
        found = [one for one in every if not wanted or one.name.casefold() == wanted]
        if wanted and not found:
            raise InputError("error.flags.group", given=sought.group)
        return found

    async def _read(self, uow: UnitOfWork, sought: Sought) -> Sequence[Flag]:
        flags = await uow.flags.find(
            state=FlagState.OPEN if sought.decided is False else None,
            since=None if sought.since is None else self._begin(sought.since),
            until=None if sought.until is None else self._begin(sought.until + timedelta(days=1)),
        )
        if not sought.decided:
            return flags
        return [one for one in flags if one.state is not FlagState.OPEN]

    def _begin(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.front.settings.timezone)

    async def _listed(self, uow: UnitOfWork, flag: Flag, group: ClassGroup) -> Listed:
        verdict = await uow.flags.verdict(flag.flag_id)
        called = self.front.wording().group(flag.raised.message, group.name)
        if verdict is None:
            return Listed(flag, called)
        name = await name_of(uow, verdict.by, self.front.wording().texts("press.somebody"))
        return Listed(flag, called, name, verdict.at)


def _fits(flag: Flag, sought: Sought, theirs: frozenset[AccountRef] | None) -> bool:
    raised = flag.raised
    if sought.urgent and not raised.urgent:
        return False
    if theirs is not None and theirs.isdisjoint(raised.parties):
        return False
    return not sought.article or any(one.article == sought.article for one in raised.findings)


async def account_of(uow: UnitOfWork, by: Subject) -> AccountRef:
    """One of theirs that gives rights, under which it is kept. Raises `Forbidden`."""
    if isinstance(by, AccountRef):
        return by
    usable = [link.account for link in await uow.people.links(by) if link.gives_rights]
    usable.sort(key=lambda one: one.platform is Platform.OS)
    if not usable:
        raise Forbidden(Act.SEE_FLAG)
    return usable[0]
