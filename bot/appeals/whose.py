"""Who may decide an appeal, and what it is about."""

from collections.abc import Sequence

from bot.model.action import Audience
from bot.model.appeal import Appeal, NewAppeal
from bot.model.flag import Flag
from bot.model.ids import AccountRef
from bot.model.record import KeptReminder
from bot.ports import UnitOfWork
from bot.rights import Act, Actor, Matter, may, objection, stands_for


async def flag_of(uow: UnitOfWork, filed: NewAppeal) -> Flag | None:
    return None if filed.about is None else await uow.flags.get(filed.about)


async def reminder_of(uow: UnitOfWork, filed: NewAppeal) -> KeptReminder | None:
    theirs = await uow.reminders.of(filed.by)
    found = (one for one in theirs if (one.chat, one.at) == (filed.chat, filed.reminder))
    return next(found, None)


async def deciders(uow: UnitOfWork, filed: NewAppeal) -> Sequence[AccountRef]:
    """Who is told that it waits; where nobody of the group is left, other team leads."""
    matter = await objection(uow, filed)
    if matter is None:
        return ()
    return matter.told or await _leads(uow, matter)


async def lead_for(uow: UnitOfWork, filed: NewAppeal) -> Sequence[AccountRef]:
    """The team lead, or whoever stands in where it is their own matter too."""
    matter = await objection(uow, filed)
    if matter is None:
        return ()
    return matter.lead or await _leads(uow, matter)


async def may_decide(uow: UnitOfWork, actor: Actor, appeal: Appeal) -> bool:
    matter = await objection(uow, appeal.filed)
    return matter is not None and may(actor, Act.DECIDE_APPEAL, matter)


async def waiting_for(uow: UnitOfWork, actor: Actor) -> Sequence[Appeal]:
    """Those that are open and *actor* may decide."""
    return [one for one in await uow.appeals.open() if await may_decide(uow, actor, one)]


async def _leads(uow: UnitOfWork, matter: Matter) -> Sequence[AccountRef]:
    """Of other groups: each on one account where the group is."""
    found = list[AccountRef]()
    for person in await uow.people.all():
        if stands_for(person.role) is not Audience.TEAM_LEAD:
            continue
        links = await uow.people.links(person.person_id)
        if matter.parties.isdisjoint(link.account for link in links):
            usable = [link.account for link in links if link.gives_rights]
            found += [one for one in usable if one.platform is matter.group.chat.platform][:1]
    return found
