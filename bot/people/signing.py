"""Who signs along when it is decided who has power; and who has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import Unsigned
from bot.model.audit import Audited, NewEntry
from bot.model.ids import PersonId, Platform
from bot.model.person import AccountLink, Person
from bot.people.codes import as_kept
from bot.ports import PeopleStore, UnitOfWork
from bot.rights import POWERFUL, Act, Actor, Changes, Signed, powerful, signed, who_is

_WHO_HAS_WHAT = frozenset({Audited.PEOPLE, Audited.LINKED, Audited.UNLINKED})


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody whose role has power. *changed*: when something about who they are last was."""

    person: Person
    links: Sequence[AccountLink]
    changed: datetime | None = None

    @property
    def can_sign(self) -> bool:
        """Whether they can make a code at a machine, as whoever signs does."""
        return any(link.account.platform is Platform.OS for link in self.links)

    @property
    def accounts(self) -> Mapping[Platform, int]:
        platforms = sorted(link.account.platform for link in self.links)
        return {platform: platforms.count(platform) for platform in platforms}


async def holders(people: PeopleStore) -> Sequence[Holder]:
    numbers = [one.person_id for one in await people.all() if one.role in POWERFUL]
    known = await people.known(numbers)
    return [Holder(one.person, one.links) for one in known.values()]


async def last_changed(uow: UnitOfWork, number: PersonId) -> datetime | None:
    """None: the audit does not tell, or tells it no more."""
    moments = [entry.at for entry in await uow.audit.about(number) if entry.what in _WHO_HAS_WHAT]
    return max(moments, default=None)


async def co_sign(
    uow: UnitOfWork,
    actor: Actor,
    changes: Changes,
    *,
    code: str,
    what: Audited,
    at: datetime,
    to_sign: bool = False,
) -> Signed:
    """Asked before anything is changed. Uses up *code*, where it takes two, and writes down who
    signed along. *to_sign*: it gives somebody an account to sign under; the first of those may be
    given alone, or nobody could ever sign.

    Raises `Unsigned` where it takes two and nobody who can be the second gave a code.
    """
    about = powerful(changes)
    second = await who_signs(uow, code, at) if about and code else None
    # A code that is wrong is no reason to go alone.
    others = bool(about) and (bool(code) or await _others(uow.people, actor, to_sign=to_sign))
    way = signed(actor, changes, second, others=others)
    if way is Signed.NOT:
        raise Unsigned(Act.CO_SIGN)
    if second is not None and second.person is not None:
        for one in about:
            entry = NewEntry(
                at=at, what=Audited.PEOPLE, by=second.person, about=one, facts={"second": what}
            )
            await uow.audit.append(entry)
    return way


async def who_signs(uow: UnitOfWork, code: str, now: datetime) -> Actor | None:
    """Whose own *code* it is; used up from now on."""
    person = await uow.people.redeem(as_kept(code), now, own=True)
    return await who_is(uow.people, person.person_id) if person else None


async def _others(people: PeopleStore, actor: Actor, *, to_sign: bool) -> bool:
    """Whether the school has begun: somebody else with power has an account, *to_sign* even one
    to sign under."""
    others = [one for one in await holders(people) if one.person.person_id != actor.person]
    return any(one.can_sign if to_sign else one.links for one in others)
