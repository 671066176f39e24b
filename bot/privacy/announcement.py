"""Who was told that the bot reads along. A group that was not told is not read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.errors import Forbidden, InputError
from bot.model.audit import Audited, NewEntry, Subject
from bot.model.group import ClassGroup
from bot.model.ids import PersonId
from bot.model.person import Person
from bot.ports import Clock, UnitOfWork, UnitOfWorkFactory
from bot.rights import Act, Actor, may, require, who_is


@dataclass(frozen=True, slots=True)
class NotTold:
    """*groups*: of these every message is dropped unread. *pupils*: under 16, or without a date of
    birth, and their parents do not know yet; in the order of their numbers."""

    groups: tuple[ClassGroup, ...]
    pupils: tuple[Person, ...]

    @property
    def classes(self) -> dict[str, int]:
        """Class -> how many of *pupils* are in it; "" for those in none."""
        named = sorted(name for pupil in self.pupils for name in pupil.classes or ("",))
        return {name: named.count(name) for name in dict.fromkeys(named)}


@dataclass(frozen=True, slots=True)
class Announcements:
    unit_of_work: UnitOfWorkFactory
    clock: Clock
    timezone: ZoneInfo

    async def group(
        self,
        named: str,
        *,
        by: Subject,
        on: date | None = None,
        how: str = "",
        instead: bool = False,
    ) -> ClassGroup:
        """Its members were told; without *on*, now. *instead*: also where another day was put down
        before. Raises `InputError` for a group that nobody knows, for a day to come and for such
        another day, `Forbidden`."""
        async with self.unit_of_work() as uow:
            group = one_group(await uow.groups.all(), named)
            await require(uow.people, by, Act.ANNOUNCE, group)
            told = replace(group, announced=self._moment(on))
            if group.announced is not None and not instead:
                self._must_be_the_same(group.name, group.announced, self._moment(on))
                return group
            await uow.groups.put(told)
            facts = {"chat": str(told.chat), "on": self._day(on)}
            await self._note(uow, by, None, facts, how)
            await uow.commit()
        return told

    def _must_be_the_same(self, group: str, before: datetime, now: datetime) -> None:
        was = before.astimezone(self.timezone).date()
        if was != now.date():
            raise InputError("error.privacy.announced", group=group, day=f"{was:%d-%m-%Y}")

    async def parents(self, pupils: Collection[PersonId], *, by: Subject, on: date) -> None:
        """Their parents were told: all of them, or an error and none. Raises `InputError` for
        somebody who is not known or speaks for themselves and for a day to come, `Forbidden`."""
        self._moment(on)
        async with self.unit_of_work() as uow:
            actor, groups = await who_is(uow.people, by), await uow.groups.all()
            for number in dict.fromkeys(pupils):
                pupil = await uow.people.get(number)
                if not _may_tell_parents(actor, number, pupil, groups):
                    raise Forbidden(Act.ANNOUNCE)
                await uow.people.put(replace(self._minor(number, pupil), parents_told=on))
                await self._note(uow, by, number, {"who": "parents", "on": on.isoformat()})
            await uow.commit()

    async def status(self, *, by: Subject, numbers: bool = False) -> NotTold:
        """*numbers*: the reader wants to know which pupils; that is written down. Raises
        `Forbidden`."""
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.REVEAL_NAMES if numbers else Act.MAKE_RECORD)
            today = self._now().date()
            people, groups = await uow.people.all(), await uow.groups.all()
            untold = NotTold(
                tuple(group for group in groups if group.announced is None),
                tuple(one for one in people if one.needs_parents(today) and not one.parents_told),
            )
            if numbers:
                facts = {"pupils": len(untold.pupils)}
                entry = NewEntry(at=self.clock(), what=Audited.REVEAL, by=by, facts=facts)
                await uow.audit.append(entry)
                await uow.commit()
        return untold

    def _minor(self, number: PersonId, pupil: Person | None) -> Person:
        if pupil is None:
            raise InputError("error.privacy.nobody", number=number)
        if not pupil.needs_parents(self._now().date()):
            raise InputError("error.privacy.no_parents", number=number)
        return pupil

    def _now(self) -> datetime:
        return self.clock().astimezone(self.timezone)

    def _moment(self, on: date | None) -> datetime:
        now = self._now()
        if on is None or on == now.date():
            return now
        if on > now.date():
            raise InputError("error.privacy.future", day=on.isoformat())
        return datetime.combine(on, time(), self.timezone)

    def _day(self, on: date | None) -> str:
        return self._moment(on).date().isoformat()

    async def _note(
        self,
        uow: UnitOfWork,
        by: Subject,
        about: PersonId | None,
        facts: dict[str, str],
        how: str = "",
    ) -> None:
        entry = NewEntry(
            at=self.clock(), what=Audited.ANNOUNCED, by=by, about=about, facts=facts, why=how
        )
        await uow.audit.append(entry)


def one_group(groups: Sequence[ClassGroup], named: str) -> ClassGroup:
    """The group of that name, or of that PLATFORM:ID. Raises `InputError`."""
    found = [group for group in groups if str(group.chat) == named]
    found = found or [group for group in groups if group.name.casefold() == named.casefold()]
    if not found:
        raise InputError("error.group.unknown", given=named)
    if len(found) > 1:
        raise InputError("error.group.several", given=named)
    return found[0]


def _may_tell_parents(
    actor: Actor, number: PersonId, pupil: Person | None, groups: Sequence[ClassGroup]
) -> bool:
    """Whoever answers for a group of the pupil's class, and who manages people."""
    classes = {name.casefold() for name in pupil.classes} if pupil else set()
    own = [group for group in groups if group.name.casefold() in classes]
    return may(actor, Act.MANAGE_PEOPLE, number) or any(
        may(actor, Act.ANNOUNCE, group) for group in own
    )
