"""Whether the audit is still what was written, as far as the heads reach that were published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.audit import heads
from bot.audit.heads import HeadsFile
from bot.model.audit import Checked, Head, Published, PutBack, Subject, Wrong
from bot.ports import UnitOfWorkFactory
from bot.rights import Act, require


@dataclass(frozen=True, slots=True)
class Verified:
    """*published*: how many heads the chain was held against. *perhaps_lost*: the restore with
    which a head that somebody brought may have been lost; nothing here can tell."""

    checked: Checked
    published: int
    perhaps_lost: PutBack | None

    @property
    def sound(self) -> bool:
        return self.checked.wrong is None and not self.checked.unlisted


async def verify(
    unit_of_work: UnitOfWorkFactory,
    by: Subject,
    published: Sequence[Published],
    brought: Sequence[Head] = (),
) -> Verified:
    """*brought*: heads that somebody kept elsewhere. Raises `Forbidden`."""
    async with unit_of_work() as uow:
        await require(uow.people, by, Act.VERIFY_AUDIT)
        checked = await uow.audit.check(brought, published)
    expected = {*brought, *(one.head for one in published)}
    return Verified(checked, len(expected), _perhaps_lost(checked, brought))


def _perhaps_lost(checked: Checked, brought: Sequence[Head]) -> PutBack | None:
    if checked.wrong not in {Wrong.HEAD, Wrong.MISSING}:
        return None
    furthest = max((head.sequence for head in brought), default=0)
    if checked.first is None or furthest < checked.first:
        return None
    beyond = (one for one in checked.put_back if one.head.sequence < furthest)
    return next(beyond, None)


async def publish(
    unit_of_work: UnitOfWorkFactory, file: HeadsFile, by: Subject, at: datetime
) -> Head | None:
    """As `bot.audit.heads.publish`, for somebody who asks for it. Raises `Forbidden`."""
    async with unit_of_work() as uow:
        await require(uow.people, by, Act.VERIFY_AUDIT)
    return await heads.publish(unit_of_work, file, at, by)
