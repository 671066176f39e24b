"""One-time codes: how somebody shows at a machine that is not theirs who they are."""

import secrets
from datetime import timedelta

from bot.model.audit import Audited, NewEntry
from bot.model.ids import AccountRef
from bot.model.person import Person
from bot.ports import Clock, UnitOfWorkFactory

LASTS = timedelta(minutes=10)
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32, without those that are taken for another."""
_MISREAD = str.maketrans("OIL", "011", " -\u2010\u2011\u2013")
_GROUPS, _GROUP = 3, 5
"""15 letters are 75 bits: nobody guesses one, so nobody's attempts need counting."""


def new_code() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def as_kept(code: str) -> str:
    """*code* as it is compared: however somebody typed it."""
    return code.strip().upper().translate(_MISREAD)


async def redeem(
    unit_of_work: UnitOfWorkFactory, clock: Clock, code: str, *, at: AccountRef
) -> Person | None:
    """Whose *code* it is; used up from now on. *at*: the account under which it was typed."""
    async with unit_of_work() as uow:
        now = clock()
        person = await uow.people.redeem(as_kept(code), now)
        if person is None:
            entry = NewEntry(at=now, what=Audited.REFUSED, by=at, facts={"act": "code"})
        else:
            about = person.person_id
            entry = NewEntry(at=now, what=Audited.CODE, by=at, about=about, facts={"used": 1})
        await uow.audit.append(entry)
        await uow.commit()
    return person
