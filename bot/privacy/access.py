"""All that is held of somebody, put together for themselves to read (AVG art. 15).

Rights of others come first where the two meet (art. 15(4)): nobody learns from it who wrote about
them, or what. Care signals are not in it at all: whoever asks may be the danger. Nor are matters
of whoever makes the copy: they would read what others say of them.
"""

from dataclasses import dataclass

from bot.errors import InputError
from bot.model.audit import Audited, NewEntry, Subject
from bot.model.privacy import Copy
from bot.model.retention import Retention
from bot.ports import Clock, UnitOfWorkFactory
from bot.privacy.holdings import Holdings
from bot.privacy.somebody import own_matters, somebody
from bot.rights import Act, require


@dataclass(frozen=True, slots=True)
class Access:
    unit_of_work: UnitOfWorkFactory
    clock: Clock
    terms: Retention

    async def copy(self, named: Subject, *, by: Subject) -> Copy:
        """Raises `InputError` when nothing is held of them, `Forbidden`."""
        now = self.clock()
        async with self.unit_of_work() as uow:
            who = await somebody(uow.people, named)
            officer = await require(uow.people, by, Act.ACCESS, who.subject)
            without = await own_matters(uow, officer, who)
            holdings = await Holdings.of(uow, who, now, self.terms, without)
            parts = await holdings.parts()
            if not (holdings.care or holdings.left_out or any(parts.values())):
                raise InputError("error.privacy.nothing")
            entry = NewEntry(at=now, what=Audited.ACCESS, by=by, about=who.subject)
            await uow.audit.append(entry)
            await uow.commit()
        today = self.terms.local_day(now)
        minor = holdings.person is not None and holdings.person.needs_parents(today)
        return Copy(
            at=now,
            parts=parts,
            care=holdings.care,
            needs_parents=minor,
            left_out=holdings.left_out,
        )
