"""Every few hours, and when something changed: who administers a group, what the bot may do."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.answering.front import Front
from bot.compliance import Drift, DriftKind, drifts_of, resolved
from bot.groups.binding import refresh
from bot.groups.contacts import staff
from bot.groups.words import Words
from bot.model.action import Audience
from bot.model.administration import Admin, Administration
from bot.model.audit import Audited
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, ChatRef
from bot.model.member import Role, Sender
from bot.model.person import Person
from bot.ports import UnitOfWork, UnitOfWorkFactory

EVERY = timedelta(hours=6)
RETRY = timedelta(minutes=10)
"""After a check that came to nothing, unless something changes."""


@dataclass(frozen=True, slots=True)
class Checks:
    """*asked*: groups that are to be looked at soon; *begun*: those of which a check has come to
    nothing yet, and since when. In memory only: what is lost with it is looked at when its time
    comes."""

    unit_of_work: UnitOfWorkFactory
    front: Front
    asked: set[ChatRef] = field(default_factory=set)
    begun: dict[ChatRef, datetime] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        return Words(self.front)

    async def due(self, now: datetime) -> Sequence[ChatRef]:
        """Those first that were asked for."""
        async with self.unit_of_work() as uow:
            groups = [group for group in await uow.groups.all() if group.stage.reads]
        for chat in self.begun.keys() - {group.chat for group in groups}:
            del self.begun[chat]
        due = [group.chat for group in groups if self._is_due(group, now)]
        return sorted(due, key=lambda chat: chat not in self.asked)

    def _is_due(self, group: ClassGroup, now: datetime) -> bool:
        if group.chat in self.asked:
            return True
        begun = self.begun.get(group.chat)
        return _is_old(group, now) if begun is None else begun + RETRY <= now

    def begin(self, chat: ChatRef, now: datetime) -> None:
        """Before the platform is asked: what changes from here on is looked at once more."""
        self.asked.discard(chat)
        self.begun[chat] = now

    async def staff(self) -> Sequence[Person]:
        """For the groups that are looked at now."""
        async with self.unit_of_work() as uow:
            return await staff(uow.people)

    async def run(
        self, chat: ChatRef, administration: Administration, among: Sequence[Person] | None = None
    ) -> None:
        """After `begin`. Staff are told once of what is wrong, and once of what is in order again.
        What nobody could be told of is found anew next time. *among*: the `staff` of now."""
        async with self.unit_of_work() as uow:
            group = await uow.groups.get(chat)
            if group is None or not group.stage.reads:
                return
            group = await refresh(self.words, uow, group, among)
            roles = await uow.people.roles(chat, _accounts(administration))
            seen = replace(administration, admins=tuple(_admins(administration, roles)))
            told = await self._told(uow, group, seen)
            if told:
                await uow.groups.put(replace(group, administration=seen))
            await uow.commit()
        if told:
            self.begun.pop(chat, None)

    async def _told(self, uow: UnitOfWork, group: ClassGroup, seen: Administration) -> bool:
        """Whether everybody knows what they have to."""
        before = tuple(drifts_of(group.administration)) if group.administration else ()
        found = tuple(drifts_of(seen))
        fresh, solved = [one for one in found if one not in before], resolved(before, found)
        if not fresh and not solved:
            return True
        text = self.front.wording().drifts(group.name, fresh, solved, sorted(seen.untold))
        told = await self.words.staff(uow, group, text, *_audiences(found, before))
        if told:
            facts = {"chat": str(group.chat), "drift": _kinds(fresh), "solved": _kinds(solved)}
            await self.front.note(uow, Audited.DRIFT, {**facts, "people": told})
        return told > 0

    def text(self, group: ClassGroup, reader: Sender | None = None) -> str:
        """How *group* stands, for staff who answer for it."""
        return "\n".join(self._lines(group, reader))

    def _lines(self, group: ClassGroup, reader: Sender | None) -> Iterator[str]:
        words, seen = self.words, group.administration
        stage = words.text(f"groups.stage.{group.stage}", reader)
        yield words.text("groups.status", reader, name=group.name, stage=stage)
        if group.since is not None:
            yield words.text("groups.status.since", reader, since=words.moment(group.since))
        if seen is None:
            yield words.text("groups.status.unchecked", reader)
            return
        yield words.text("groups.status.checked", reader, at=words.moment(seen.at))
        wording = self.front.wording(reader)
        found = tuple(drifts_of(seen))
        yield from wording.drift_lines(found)
        if not found:
            yield words.text("groups.status.fine", reader)
        yield from wording.untold(sorted(seen.untold))


def _is_old(group: ClassGroup, now: datetime) -> bool:
    return group.administration is None or group.administration.at + EVERY <= now


def _accounts(seen: Administration) -> frozenset[AccountRef]:
    return frozenset(admin.sender.account for admin in seen.admins)


def _admins(seen: Administration, roles: Mapping[AccountRef, Role]) -> Iterator[Admin]:
    """With what they are to the school, by their accounts alone."""
    for admin in seen.admins:
        role = roles.get(admin.sender.account, Role.STUDENT)
        yield replace(admin, sender=replace(admin.sender, role=role))


def _audiences(found: Collection[Drift], before: Collection[Drift]) -> Sequence[Audience]:
    """The team lead hears of it while no staff are left, and that some are back."""
    alone = any(one.kind is DriftKind.NO_STAFF for one in (*found, *before))
    return (Audience.RESPONSIBLE, Audience.TEAM_LEAD) if alone else (Audience.RESPONSIBLE,)


def _kinds(drifts: Collection[Drift]) -> str:
    return ", ".join(sorted({drift.kind for drift in drifts}))
