"""People of whom everything is held that can be."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.model.absence import Absence
from bot.model.action import MeasureKind
from bot.model.administration import Admin, Administration
from bot.model.appeal import NewAppeal
from bot.model.audit import Audited, NewEntry
from bot.model.digest import Wish
from bot.model.event import MessagePosted
from bot.model.finding import Rule
from bot.model.flag import Evidence, Line, NewFlag, Step, StepKind, Strike, Verdict
from bot.model.ids import AccountRef, ArticleNumber, FlagId, PersonId
from bot.model.intent import NewIntent
from bot.model.member import Role, Sender
from bot.model.outbox import NewOutboxItem, Purpose, Say
from bot.model.person import AccountLink, Membership, Person
from bot.ports import UnitOfWork
from tests.contract.builders import (
    a_care_signal,
    a_draft,
    a_flag,
    a_post,
    a_reminder,
    a_ruling,
    a_verdict,
    an_appeal,
)
from tests.support.builders import CLASS_2B, MENTOR, NOON, a_group, a_message, an_account

EVA = Person(
    person_id=PersonId("nummer-77"),
    name="Eva Persoonsnaam",
    role=Role.MENTOR,
    classes=("klas-van-eva",),
    born=date(1990, 5, 6),
)
"""A mentor, because only staff decide and get digests; all else can be held of a pupil as well."""
SANNE = Person(
    person_id=PersonId("nummer-88"),
    name="Sanne Leerlingnaam",
    role=Role.STUDENT,
    classes=("2B",),
    born=date(2013, 5, 4),
)
BRAM = Sender(an_account("account-van-bram"), "Bram Anderman", Role.STUDENT)
OFFICER = Person(person_id=PersonId("fg"), name="dhr. Vos", role=Role.PRIVACY_OFFICER)
OFFICERS = an_account("account-van-de-fg")


def accounts_of(person: Person) -> tuple[AccountRef, AccountRef]:
    return (
        an_account(f"account-van-{person.person_id}"),
        an_account(f"tweede-van-{person.person_id}"),
    )


def traces_of(person: Person) -> tuple[str, ...]:
    """What nobody may find of them any more: names, numbers, accounts and words."""
    return (person.name, f"woord-van-{person.person_id}", person.person_id)


def words_of(person: Person, where: str) -> str:
    return f"woord-van-{person.person_id} in {where}"


@dataclass(frozen=True, slots=True)
class Flags:
    """The numbers of the flags that somebody is in."""

    upheld: FlagId
    dismissed: FlagId
    undecided: FlagId
    at_them: FlagId
    about_them: FlagId
    with_line: FlagId


async def enrol(uow: UnitOfWork, person: Person, *accounts: AccountRef) -> None:
    await uow.people.put(person)
    for account in accounts:
        await uow.people.link(AccountLink(account, person.person_id, work=person.role.is_staff))


async def open_office(uow: UnitOfWork) -> None:
    """A group of Eva's, and who gives access and erases."""
    group = a_group(name="groep 2B")
    await uow.groups.put(replace(group, responsible=(MENTOR, *accounts_of(EVA))))
    await enrol(uow, OFFICER, OFFICERS)


async def hold_everything(uow: UnitOfWork, person: Person) -> Flags:
    """Write all that can be held of *person*, but what only staff have."""
    first, second = accounts = accounts_of(person)
    await enrol(uow, person, *accounts)
    await uow.people.join(Membership(CLASS_2B, person.person_id, Role.GUARDIAN))
    await uow.people.issue(f"code {person.person_id}", person.person_id, NOON + timedelta(days=9))
    await uow.reminders.add(a_reminder(account=second, chat=CLASS_2B))
    await uow.inbox.add(
        MessagePosted(
            a_message(
                words_of(person, "postvak"),
                message_id=f"postvak {person.person_id}",
                sender=Sender(first, f"{person.name} in postvak", person.role),
            )
        ),
        lane=3,
    )
    say = Say(second, words_of(person, "bericht aan hen"))
    await uow.outbox.add(NewOutboxItem(Purpose.NOTICE, say, NOON))
    await uow.posts.add(a_post(f"bot aan {person.person_id}", reader=second))
    why = words_of(person, "bezwaar")
    appeal = NewAppeal(chat=CLASS_2B, by=first, at=NOON, why=why)
    await uow.appeals.add(appeal)
    answered = a_ruling(await uow.appeals.add(appeal))
    await uow.appeals.decide(replace(answered, why=words_of(person, "antwoord op bezwaar")))
    await _seen_as_admin(uow, Sender(second, f"{person.name} als beheerder", person.role))
    for subject in (person.person_id, *accounts):
        about = NewEntry(
            at=NOON,
            what=Audited.LINKED,
            by=MENTOR,
            about=subject,
            facts={"article": "4.9"},
            why=words_of(person, "logboek"),
        )
        await uow.audit.append(about)
        await uow.audit.append(NewEntry(at=NOON, what=Audited.REFUSED, by=subject))
    return await _flags(uow, person)


async def _seen_as_admin(uow: UnitOfWork, who: Sender) -> None:
    group = await uow.groups.get(CLASS_2B)
    if group is not None:
        before = group.administration.admins if group.administration else ()
        seen = Administration(at=NOON, admins=(*before, Admin(who)))
        await uow.groups.put(replace(group, administration=seen))


async def _flags(uow: UnitOfWork, person: Person) -> Flags:
    first, second = accounts_of(person)
    upheld = await uow.flags.add(_theirs(person, "terecht"))
    verdict = await uow.flags.decide(
        replace(a_verdict(upheld), why=words_of(person, "waarom terecht"))
    )
    article = ArticleNumber("4.1")
    await uow.strikes.add(Strike(first, Rule.RESPECT, article, NOON, verdict))
    dismissed = await uow.flags.add(_theirs(person, "onterecht"))
    await uow.flags.decide(a_verdict(dismissed, Verdict.DISMISSED))
    return Flags(
        upheld,
        dismissed,
        await uow.flags.add(_theirs(person, "open")),
        await uow.flags.add(replace(_of_bram(f"naar {person.role}"), target=second)),
        await uow.flags.add(replace(_of_bram(f"over {person.role}"), reported=first)),
        await uow.flags.add(
            _of_bram(
                f"met regel {person.role}",
                Line(first, f"Leerling 1: {words_of(person, 'regel ervoor')}"),
                Line(an_account("derde"), "Leerling 2: woord-van-derde"),
            )
        ),
    )


async def hold_care(uow: UnitOfWork, person: Person) -> FlagId:
    first, _ = accounts_of(person)
    sender = Sender(first, person.name, person.role)
    evidence = Evidence(words_of(person, "zorg"))
    flag = a_flag(
        f"zorg {person.person_id}", sender=sender, care=a_care_signal(), evidence=evidence
    )
    number = await uow.flags.add(flag)
    entry = NewEntry(at=NOON, what=Audited.CARE, about=first, facts={"flag": number})
    await uow.audit.append(entry)
    return number


async def hold_duties(uow: UnitOfWork, person: Person) -> FlagId:
    """What only staff have."""
    first, _ = accounts_of(person)
    own = person.person_id
    await uow.people.away(
        Absence(person=own, since=NOON, until=NOON + timedelta(days=1), deputy=own)
    )
    await uow.digests.claim(first, date(2026, 3, 1), NOON)
    await uow.digests.wish(first, Wish(address=f"woord-van-{person.person_id}@school.nl"))
    item = NewOutboxItem(Purpose.FLAG, Say(first, "woord-van-bram aan medewerkers"), NOON)
    await uow.outbox.add(item)
    flag_id = await uow.flags.add(_of_bram("dat zij besluit"))
    await uow.flags.step(flag_id, Step(StepKind.TAKEN_UP, NOON, first))
    await uow.flags.decide(a_verdict(flag_id, by=first))
    appeals = [await uow.appeals.add(an_appeal(BRAM.account)) for _ in range(2)]
    await uow.appeals.decide(a_ruling(appeals[0], by=first))
    await uow.appeals.draft(a_draft(appeals[1], by=first))
    words = words_of(person, "waarschuwing")
    await uow.intents.put(
        NewIntent(flag=flag_id, kind=MeasureKind.WARN, by=first, at=NOON, text=words)
    )
    return flag_id


def _theirs(person: Person, where: str) -> NewFlag:
    first, _ = accounts_of(person)
    return a_flag(
        f"{where} {person.person_id}",
        sender=Sender(first, f"{person.name} in {where}", person.role),
        evidence=Evidence(words_of(person, where), forwarded=words_of(person, "doorgestuurd")),
    )


def _of_bram(message_id: str, *context: Line) -> NewFlag:
    return a_flag(message_id, sender=BRAM, evidence=Evidence("woord-van-bram", context))
