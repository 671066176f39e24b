"""Whether the audit is still what was written, as far as the heads reach that were published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import heads
from bot.heads import HeadsFile, Published, Restored
from bot.model.audit import Checked, Head, Subject
from bot.ports import UnitOfWorkFactory
from bot.rights import Act, require


@dataclass(frozen=True, slots=True)
class Verified:
    """*published*: how many heads the chain was held against. *restored*: the backups that were
    put back; *lost*: how many of the heads that somebody brought were lost with them."""

    checked: Checked
    published: int
    restored: tuple[Restored, ...]
    lost: int


async def verify(
    unit_of_work: UnitOfWorkFactory,
    by: Subject,
    published: Published,
    brought: Sequence[Head] = (),
) -> Verified:
    """*brought*: heads that somebody kept elsewhere. Raises `Forbidden`."""
    expected = {*published.heads, *brought} - published.lost
    async with unit_of_work() as uow:
        await require(uow.people, by, Act.VERIFY_AUDIT)
        checked = await uow.audit.check(sorted(expected, key=str))
    lost = len(published.lost.intersection(brought))
    return Verified(checked, len(expected), published.restored, lost)


async def publish(
    unit_of_work: UnitOfWorkFactory, file: HeadsFile, by: Subject, at: datetime
) -> Head | None:
    """As `bot.heads.publish`, for somebody who asks for it. Raises `Forbidden`."""
    async with unit_of_work() as uow:
        await require(uow.people, by, Act.VERIFY_AUDIT)
    return await heads.publish(unit_of_work, file, at)
