"""Whom a request is about, and where they are found."""

from collections.abc import Sequence
from datetime import datetime

from bot.errors import InputError
from bot.model.administration import Admin
from bot.model.appeal import Appeal
from bot.model.audit import BOT, Subject
from bot.model.dealing import (
    BotAdded,
    BotRemoved,
    ButtonPressed,
    CommandGiven,
    GroupMoved,
    GroupRenamed,
    MemberChanged,
    NotRead,
    PrivateMessage,
)
from bot.model.event import (
    AdminsChanged,
    Event,
    GroupNotice,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
)
from bot.model.flag import Flag, NewVerdict, Step
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, FlagId, PersonId
from bot.model.privacy import Somebody
from bot.ports import AppealStore, FlagStore, InboxRow, InboxStore, PeopleStore, UnitOfWork
from bot.privacy.aging import waiting
from bot.rights import Actor


async def somebody(people: PeopleStore, named: Subject) -> Somebody:
    """Of an account that is somebody's, all of that somebody. Raises `InputError` for the bot."""
    if named == BOT:
        raise InputError("error.privacy.bot")
    if isinstance(named, AccountRef):
        owner = await people.who(named)
        return await _person(people, owner.person_id) if owner else Somebody((named,))
    return await _person(people, named)


async def _person(people: PeopleStore, person: PersonId) -> Somebody:
    return Somebody(tuple(link.account for link in await people.links(person)), person)


async def flags_of(uow: UnitOfWork, who: Somebody) -> dict[FlagId, Flag]:
    """Those that they are in, whatever as; by number."""
    found = {flag.flag_id: flag for one in who.accounts for flag in await uow.flags.about(one)}
    return dict(sorted(found.items()))


async def own_matters(uow: UnitOfWork, officer: Actor, who: Somebody) -> frozenset[FlagId]:
    """Flags that *officer* is a party to and so has no hand in, unless *who* is the officer."""
    if not officer.accounts.isdisjoint(who.accounts):
        return frozenset()
    theirs = await flags_of(uow, Somebody(tuple(officer.accounts)))
    return frozenset(
        number
        for number, flag in theirs.items()
        if not flag.raised.parties.isdisjoint(officer.accounts)
    )


async def verdicts_of(flags: FlagStore, who: Somebody) -> Sequence[NewVerdict]:
    """Those that they gave."""
    decided = [one for one in await flags.standing() if one.decided_at is not None]
    verdicts = [await flags.verdict(one.flag_id) for one in decided]
    return [one for one in verdicts if one is not None and one.by in who.accounts]


async def steps_of(flags: FlagStore, who: Somebody) -> Sequence[tuple[FlagId, Step]]:
    """What they did about a flag beside deciding it."""
    return [
        (one.flag_id, step)
        for one in await flags.standing()
        for step in await flags.steps(one.flag_id)
        if step.by in who.accounts
    ]


async def rulings_of(appeals: AppealStore, who: Somebody) -> Sequence[Appeal]:
    """Appeals that they decided."""
    return [one for account in who.accounts for one in await appeals.ruled_by(account)]


async def waiting_of(inbox: InboxStore, who: Somebody, now: datetime) -> Sequence[InboxRow]:
    """What they wrote or did, or was done to them, and was not looked at yet. Not what others
    passed on of theirs: that is a report, or a cry for help."""
    rows = await waiting(inbox, now)
    return [row for row in rows if not _named_in(row.event).isdisjoint(who.accounts)]


def answers_for(group: ClassGroup, who: Somebody) -> Sequence[str]:
    """As what they are among its staff."""
    lead = () if group.team_lead is None else (group.team_lead,)
    parts = {"responsible": group.responsible, "team_lead": lead, "care": group.care}
    return [part for part, accounts in parts.items() if not {*accounts}.isdisjoint(who.accounts)]


def administered(group: ClassGroup, who: Somebody) -> Sequence[Admin]:
    """As what they were among its admins when that was last looked at."""
    admins = group.administration.admins if group.administration else ()
    return [admin for admin in admins if admin.sender.account in who.accounts]


def _named_in(event: Event) -> frozenset[AccountRef]:
    match event:
        case MessagePosted(message) | MessageEdited(message):
            return frozenset({message.sender.account})
        case AdminsChanged(admins=admins):
            return frozenset(admin.account for admin in admins)
        case CommandGiven(sender=sender) | PrivateMessage(sender=sender):
            return frozenset({sender.account})
        case BotAdded(by=by) | BotRemoved(by=by) | ButtonPressed(by=by):
            return frozenset({by.account})
        case MemberChanged(member=member, by=by):
            return frozenset({member.account, by.account})
        case MessageDeleted() | GroupNotice() | GroupMoved() | GroupRenamed() | NotRead():
            return frozenset()
