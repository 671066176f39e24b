"""Everything about somebody is erased, but what a dossier may keep (AVG art. 17)."""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversations import ERASED
from bot.errors import InputError
from bot.flags import amend
from bot.model.administration import Administration
from bot.model.audit import Audited, Facts, NewEntry, Subject
from bot.model.closing import Closing
from bot.model.flag import Flag, FlagState
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, FlagId, PersonId, Platform
from bot.model.person import AccountLink, Person
from bot.model.privacy import Erasure, Forgotten, Part, Somebody, Stays, Why, why_it_stays
from bot.ports import Clock, Erasures, LearnedFrom, UnitOfWork, UnitOfWorkFactory
from bot.privacy.somebody import (
    administered,
    answers_for,
    flags_of,
    own_matters,
    rulings_of,
    somebody,
    steps_of,
    verdicts_of,
    waiting_of,
)
from bot.rights import POWERFUL, Act, require


@dataclass(frozen=True, slots=True)
class Eraser:
    unit_of_work: UnitOfWorkFactory
    erasures: Erasures
    learned: LearnedFrom
    tidy: Callable[[], Awaitable[int]]
    """See `bot.ports.Database`."""
    clock: Clock
    timezone: ZoneInfo

    async def erase(self, named: Subject, *, by: Subject, dry_run: bool = False) -> Erasure:
        """All or nothing, and a second time nothing is left to do. *dry_run*: what it would do;
        nothing happens. Raises `Forbidden`, `InputError`.

        What lies outside the database goes first, so that nobody can be erased here and come back
        from a backup. Dying in between leaves a promise that a restore keeps, and the next try.
        """
        now = self.clock()
        async with self.unit_of_work() as uow:
            who = await somebody(uow.people, named)
            officer = await require(uow.people, by, Act.ERASE, who.subject)
            spared = await own_matters(uow, officer, who)
            person = None if who.person is None else await uow.people.get(who.person)
            if person is not None and person.role in POWERFUL:
                raise InputError("error.privacy.powerful")
            forgotten = await forget(uow, who.accounts, who.person, now, spared)
            unjudged = await uow.inbox.waiting()
            if forgotten.gone and not dry_run:
                unlearned = await self.learned.forget(who.accounts)
                facts = _facts(forgotten, unlearned)
                about = who.subject
                entry = NewEntry(at=now, what=Audited.ERASURE, by=by, about=about, facts=facts)
                await _write_down(uow, who, entry)
                self.erasures.add(who.accounts, who.person, now)
                await uow.cursors.put(ERASED, now.isoformat())
                await uow.commit()
        if not dry_run:
            await self.tidy()
        today = now.astimezone(self.timezone).date()
        minor = person is not None and person.needs_parents(today)
        left = who.accounts if forgotten.stays else ()
        return Erasure(forgotten, minor, left, unjudged)


async def forget(
    uow: UnitOfWork,
    accounts: Collection[AccountRef],
    person: PersonId | None,
    at: datetime,
    spared: Collection[FlagId] = (),
) -> Forgotten:
    """Within the transaction of *uow*, of which the commit is the caller's; nothing is written
    down. What a judge learned is not in the database: see `bot.ports.LearnedFrom`.

    *spared*: flags that stay as they are, for they are the matter of whoever erases."""
    who = Somebody(tuple(accounts), person)
    gone, held = Counter[Part](), await _held(uow)
    await _forget_matters(uow, who, at, gone, {*spared, *held})
    await _forget_waiting(uow, who, at, gone)
    await _forget_duties(uow, who, gone)
    stays = await _flags_that_stay(uow, who, spared, held)
    await _forget_person(uow, who, gone, findable=bool(stays))
    digests = await uow.outbox.forget_digests() if gone.total() else 0
    stays = [*stays, *await _deeds_that_stay(uow, who)]
    return Forgotten({part: gone[part] for part in Part if gone[part]}, tuple(stays), digests)


async def _forget_matters(
    uow: UnitOfWork,
    who: Somebody,
    at: datetime,
    gone: Counter[Part],
    spared: Collection[FlagId],
) -> None:
    for number, flag in (await flags_of(uow, who)).items():
        cry = flag.raised.care is not None  # for help; it is not for others to take back
        party = _wrote(who, flag) or not (cry or flag.raised.parties.isdisjoint(who.accounts))
        if flag.state is FlagState.DISMISSED and party and number not in spared:
            await amend.forget(uow, [number], at)
            await uow.flags.remove(number)
            gone[Part.AUDIT] += await uow.audit.let_go(number)
            gone[Part.WRITTEN if _wrote(who, flag) else Part.INVOLVED] += 1
    await amend.forget(uow, await _with_lines_of(uow, who, spared), at)
    for account in who.accounts:
        gone[Part.LINES] += await uow.flags.forget_lines(account, but=spared)
        gone[Part.REMINDERS] += await uow.reminders.forget(account)
        theirs = [one.appeal_id for one in await uow.appeals.of(account)]
        await amend.forget_appeals(uow, theirs, at)
        gone[Part.WRITTEN] += await uow.appeals.forget(account)


async def _with_lines_of(
    uow: UnitOfWork, who: Somebody, spared: Collection[FlagId]
) -> Sequence[FlagId]:
    """Flags on the words of others that lose a line: what staff were sent still has it."""
    return [
        number
        for number, flag in (await flags_of(uow, who)).items()
        if number not in spared and not _wrote(who, flag)
        if any(line.account in who.accounts for line in flag.raised.evidence.context)
    ]


async def _forget_waiting(
    uow: UnitOfWork, who: Somebody, at: datetime, gone: Counter[Part]
) -> None:
    for row in await waiting_of(uow.inbox, who, at):
        await uow.inbox.done(row.inbox_id)
        gone[Part.UNJUDGED] += 1
    for account in who.accounts:
        gone[Part.UNSENT] += await uow.outbox.forget(account)
        gone[Part.UNSENT] += await uow.posts.forget(account)


async def _forget_duties(uow: UnitOfWork, who: Somebody, gone: Counter[Part]) -> None:
    for group in await uow.groups.all():
        parts = len(answers_for(group, who)) + len(administered(group, who))
        if parts:
            await uow.groups.put(_without(group, who.accounts))
            gone[Part.ANSWERS_FOR] += parts
    if who.person is not None:
        gone[Part.ANSWERS_FOR] += await uow.people.back(who.person)
    for subject in who.subjects:
        gone[Part.DIGESTS] += await uow.digests.forget(subject)
    for account in who.accounts:
        gone[Part.VERDICTS] += await uow.appeals.drop_draft(account)
        gone[Part.VERDICTS] += await uow.intents.drop(account)


async def _forget_person(
    uow: UnitOfWork, who: Somebody, gone: Counter[Part], *, findable: bool
) -> None:
    """Last, when everything that refers to them is gone. *findable*: something stays, so their
    number stays with their accounts: it has to be found for access, and by the next erasure."""
    person = None if who.person is None else await uow.people.get(who.person)
    outsider = await _never_acted_for_the_school(uow, who, person)
    for subject in who.subjects:
        gone[Part.AUDIT] += await uow.audit.forget(subject, deeds=outsider)
    if person is not None:
        gone[Part.CODES] += await uow.people.code_until(person.person_id) is not None
        gone[Part.MEMBERSHIPS] += len(await uow.people.memberships(person.person_id))
        if findable:
            bare = Person(person_id=person.person_id, name="", role=person.role)
            gone[Part.PERSON] += person != bare
            await uow.people.remove(person.person_id)
            await uow.people.put(bare)
            for account in who.accounts:
                await uow.people.link(AccountLink(account, person.person_id))
        else:
            gone[Part.PERSON] += await uow.people.remove(person.person_id)
    for account in who.accounts:
        gone[Part.ACCOUNTS] += await uow.people.forget(account)


async def _held(uow: UnitOfWork) -> frozenset[FlagId]:
    """Evidence of a report to the police, which stays whole."""
    return frozenset(one.flag_id for one in await uow.flags.standing() if one.held)


async def _flags_that_stay(
    uow: UnitOfWork, who: Somebody, spared: Collection[FlagId], held: Collection[FlagId]
) -> Sequence[Stays]:
    flags: dict[Why, list[FlagId]] = {}
    for number, flag in (await flags_of(uow, who)).items():
        care, own = flag.raised.care is not None, number in spared
        why = why_it_stays(flag.state, care=care, theirs=_wrote(who, flag), own=own)
        if number in held and not own:
            why = Why.HELD
        if why is not None:
            flags.setdefault(why, []).append(flag.flag_id)
    return [Stays(why, len(flags[why]), tuple(flags[why])) for why in Why if why in flags]


async def _never_acted_for_the_school(
    uow: UnitOfWork, who: Somebody, person: Person | None
) -> bool:
    """A pupil or a parent, most of whom are linked to nobody; nobody who was staff once, and none
    of this machine."""
    if person is not None:
        return not person.role.is_staff
    if any(one.platform is Platform.OS for one in who.accounts):
        return False
    acted = [*await verdicts_of(uow.flags, who), *await steps_of(uow.flags, who)]
    return not (acted or await rulings_of(uow.appeals, who))


async def _deeds_that_stay(uow: UnitOfWork, who: Somebody) -> Sequence[Stays]:
    verdicts = [one.flag_id for one in await verdicts_of(uow.flags, who)]
    steps = [number for number, _ in await steps_of(uow.flags, who)]
    flags = tuple(dict.fromkeys((*verdicts, *steps)))
    alone = [one for one in await rulings_of(uow.appeals, who) if one.filed.about is None]
    acted = [one async for one in uow.audit.entries() if one.by in who.subjects]
    stays = (Stays(Why.VERDICTS, len(flags) + len(alone), flags), Stays(Why.ACTED, len(acted)))
    return [one for one in stays if one.count]


def _facts(forgotten: Forgotten, learned: int) -> Facts:
    return {
        "gone": ", ".join(f"{part} {count}" for part, count in forgotten.gone.items()),
        "stays": ", ".join(f"{one.why} {one.count}" for one in forgotten.stays),
        "digests": forgotten.digests,
        "learned": learned,
    }


async def _write_down(uow: UnitOfWork, who: Somebody, entry: NewEntry) -> None:
    """That somebody was erased stays; who that was is a commitment from the beginning."""
    await uow.audit.append(entry)
    await uow.audit.forget(who.subject)
    for account in who.accounts:
        await uow.people.forget(account)


def _without(group: ClassGroup, gone: Collection[AccountRef]) -> ClassGroup:
    return replace(
        group,
        responsible=tuple(one for one in group.responsible if one not in gone),
        team_lead=None if group.team_lead in gone else group.team_lead,
        care=tuple(one for one in group.care if one not in gone),
        administration=group.administration and _unseen(group.administration, gone),
        closing=group.closing and _unsigned(group.closing, gone),
    )


def _unsigned(closing: Closing, gone: Collection[AccountRef]) -> Closing:
    """It is opened again, whoever closed it."""
    return replace(closing, by=None if closing.by in gone else closing.by)


def _unseen(seen: Administration, gone: Collection[AccountRef]) -> Administration:
    """Whoever administers the group still is seen again at the next look."""
    return replace(
        seen, admins=tuple(one for one in seen.admins if one.sender.account not in gone)
    )


def _wrote(who: Somebody, flag: Flag) -> bool:
    return flag.raised.sender.account in who.accounts
