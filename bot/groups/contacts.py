"""Which staff answer for a group, by the accounts on its platform that are theirs."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.model.action import Audience
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef
from bot.model.person import Person
from bot.ports import PeopleStore
from bot.rights import Act, may, stands_for, who_is


async def staff(people: PeopleStore) -> Sequence[Person]:
    """In the order of their numbers. Whoever looks at many groups asks it once: a school has far
    more pupils, and all are read for it."""
    return [person for person in await people.all() if person.role.is_staff]


async def with_contacts(
    people: PeopleStore,
    group: ClassGroup,
    by: AccountRef | None = None,
    among: Sequence[Person] | None = None,
) -> ClassGroup:
    """*group* with those of today: its name is that of the class. *by*: who bound it. *among*:
    the staff, where they were asked for already. A team lead who answers for it stays, though no
    class is theirs."""
    found = await _able(people, group, by, await staff(people) if among is None else among)
    leads = [(person, one) for person, one in found if _as(Audience.TEAM_LEAD, person)]
    leads.sort(key=lambda lead: (lead[1] != group.team_lead, group.name not in lead[0].classes))
    stay = {by, *(one for _, one in leads)} & {by, *group.responsible}
    return replace(
        group,
        responsible=tuple(
            one for person, one in found if group.name in person.classes or one in stay
        ),
        team_lead=leads[0][1] if leads else None,
        care=tuple(one for person, one in found if _as(Audience.CARE, person)),
    )


async def _able(
    people: PeopleStore, group: ClassGroup, by: AccountRef | None, among: Sequence[Person]
) -> Sequence[tuple[Person, AccountRef]]:
    """Whom it may concern and who may hear of it, in the order of their numbers."""
    found = []
    for person in among:
        concerned = group.name in person.classes or not _as(Audience.RESPONSIBLE, person)
        if concerned:
            account = await _account(people, person, group, {by, *group.contacts})
            if account is not None:
                found.append((person, account))
    return found


async def _account(
    people: PeopleStore, person: Person, group: ClassGroup, used: Collection[AccountRef | None]
) -> AccountRef | None:
    """One a person: the one *used* here, else a work account. None: they may not, or have none."""
    links = await people.links(person.person_id)
    there = [link for link in links if link.account.platform is group.chat.platform]
    here = [link for link in there if link.gives_rights]
    here.sort(key=lambda link: (link.account not in used, link.work is not True))
    if not here:
        return None
    account, actor = here[0].account, await who_is(people, person.person_id)
    theirs = replace(group, responsible=(account,))
    return account if may(actor, Act.READ_DIGEST, theirs) else None


def _as(audience: Audience, person: Person) -> bool:
    return stands_for(person.role) is audience
