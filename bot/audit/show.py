"""The audit as somebody may see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from bot.model.audit import BOT, NOBODY, Audited, Entry, Facts, NewEntry, Subject
from bot.model.ids import AccountRef, FlagId, PersonId
from bot.model.person import Person
from bot.ports import FlagStore, PeopleStore, UnitOfWork, UnitOfWorkFactory
from bot.pseudonyms import Pseudonyms
from bot.rights import Act, Actor, require, who_is
from bot.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries, and whether with names and reasons."""

    since: datetime | None = None
    about: PersonId | None = None
    reveal: bool = False

    @property
    def names(self) -> bool:
        """Who is asked for by number is as good as named."""
        return self.reveal or self.about is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry. *closed*: all but that it is there is for other eyes."""

    number: int
    at: datetime
    what: Audited | None
    by: str
    about: str = ""
    facts: Facts = field(default_factory=dict)
    why: str = ""
    closed: bool = False


async def show(
    unit_of_work: UnitOfWorkFactory, by: Subject, wanted: Wanted, texts: Texts, at: datetime
) -> Sequence[Row]:
    """Oldest first, under pseudonyms and without reasons unless these are revealed; that they are
    is written down before. Care signals and matters of one's own are closed, and are not there at
    all where somebody is asked for; nor are entries of a flag that is gone. Raises `Forbidden`."""
    async with unit_of_work() as uow:
        actor = await require(uow.people, by, Act.READ_AUDIT)
        if wanted.names:
            await require(uow.people, by, Act.REVEAL_NAMES)
            await uow.audit.append(_revealed(by, wanted, at))
            await uow.commit()
    async with unit_of_work() as uow:
        if wanted.about is not None:
            return await _about(uow, actor, wanted.about, wanted, texts)
        closed, rows = _Closed(uow.flags, actor), _Rows(uow.people, texts, reveal=wanted.reveal)
        return [
            await rows.of(entry, await closed.view(entry))
            async for entry in uow.audit.entries(since=wanted.since)
        ]


async def _about(
    uow: UnitOfWork, actor: Actor, person: PersonId, wanted: Wanted, texts: Texts
) -> Sequence[Row]:
    closed, rows = _Closed(uow.flags, actor), _Rows(uow.people, texts, reveal=wanted.reveal)
    subjects: Sequence[Subject] = (person, *(await who_is(uow.people, person)).accounts)
    found = [entry for subject in subjects for entry in await uow.audit.about(subject)]
    return [
        await rows.of(entry, View.OPEN)
        for entry in sorted(found, key=lambda entry: entry.head.sequence)
        if wanted.since is None or entry.at >= wanted.since
        if await closed.view(entry) is View.OPEN
    ]


def _revealed(by: Subject, wanted: Wanted, at: datetime) -> NewEntry:
    facts: dict[str, str | int] = {"names": int(wanted.reveal)}
    if wanted.since is not None:
        facts["since"] = wanted.since.date().isoformat()
    return NewEntry(at=at, what=Audited.REVEAL, by=by, about=wanted.about, facts=facts)


class View(Enum):
    OPEN = auto()
    NAMELESS = auto()
    """All but whom it is about and why."""
    CLOSED = auto()
    """No more than that it is there."""


class _Closed:
    """What *actor* may see: the right to names goes neither for care signals nor for one's own
    matters, and nobody can say any more whose matter a flag was that is gone. What was done with a
    code in one's name one may know."""

    def __init__(self, flags: FlagStore, actor: Actor) -> None:
        self._flags = flags
        self._actor = actor
        self._seen: dict[int, View] = {}

    async def view(self, entry: Entry) -> View:
        if entry.what is Audited.CARE or entry.facts.get("rules") == "":
            return View.CLOSED  # what staff made of a care signal rests on no rule either
        if entry.about in {self._actor.person, *self._actor.accounts} - {None}:
            return View.OPEN if entry.what is Audited.CODE else View.CLOSED
        number = entry.facts.get("flag")
        return await self._view_of(number) if isinstance(number, int) else View.OPEN

    async def _view_of(self, number: int) -> View:
        if number not in self._seen:
            flag = await self._flags.get(FlagId(number))
            if flag is None:
                self._seen[number] = View.NAMELESS
            else:
                others = flag.raised.parties.isdisjoint(self._actor.accounts)
                self._seen[number] = View.OPEN if others else View.CLOSED
        return self._seen[number]


class _Rows:
    def __init__(self, people: PeopleStore, texts: Texts, *, reveal: bool) -> None:
        self._people = people
        self._texts = texts
        self._reveal = reveal
        self._pseudonyms = Pseudonyms(texts)
        self._known: dict[Subject, Person | None] = {}

    async def of(self, entry: Entry, view: View) -> Row:
        number, at, what = entry.head.sequence, entry.at, entry.what
        by = await self._called(entry.by, reveal=self._reveal and view is not View.CLOSED)
        if view is View.CLOSED:
            return Row(number=number, at=at, what=what, by=by, closed=True)
        if view is View.NAMELESS:
            about = self._texts("audit.erased" if entry.about is None else "audit.closed")
            return Row(number=number, at=at, what=what, by=by, about=about, facts=entry.facts)
        why = self._texts("audit.erased") if entry.why is None else entry.why
        return Row(
            number=number,
            at=at,
            what=what,
            by=by,
            about=await self._called(entry.about, reveal=self._reveal),
            facts=entry.facts,
            why=why if self._reveal else "",
        )

    async def _called(self, subject: Subject | None, *, reveal: bool) -> str:
        if subject is None:
            return self._texts("audit.erased")
        if subject in {BOT, NOBODY}:
            return self._texts("audit.bot") if subject == BOT else ""
        person = await self._who(subject)
        if reveal:
            return f"{person.name} ({person.person_id})" if person else str(subject)
        if person is None:
            return self._pseudonyms.of(subject, None)
        return self._pseudonyms.of(person.person_id, person.role)

    async def _who(self, subject: Subject) -> Person | None:
        if subject not in self._known:
            if isinstance(subject, AccountRef):
                self._known[subject] = await self._people.who(subject)
            else:
                self._known[subject] = await self._people.get(subject)
        return self._known[subject]
