"""The running bot reads the audit on from where it was, and keeps no more of it than it needs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.digest import book
from bot.digest.book import Book
from bot.digest.ledger import Ledger
from bot.model.action import Audience
from bot.model.audit import Audited, NewEntry, Told
from bot.model.ids import FlagId
from bot.ports import UnitOfWorkFactory
from tests.support.builders import CLASS_2B, NOON

DAY = timedelta(days=1)


async def raised(unit_of_work: UnitOfWorkFactory, *flags: tuple[int, datetime]) -> None:
    async with unit_of_work() as uow:
        for number, at in flags:
            facts: dict[str, str | int] = {
                "flag": number,
                "chat": str(CLASS_2B),
                "audience": Audience.RESPONSIBLE,
                "articles": "4.1",
            }
            await uow.audit.append(NewEntry(at=at, what=Audited.FLAG, facts=facts))
        await uow.commit()


def numbers(ledger: Ledger) -> Sequence[FlagId]:
    found = ledger.flags(CLASS_2B, NOON - 99 * DAY, NOON + 99 * DAY, ())
    return [one.flag_id for one in found]


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    """Each entry that is read."""
    seen, note = list[Told](), Ledger.note

    def look(self: Ledger, told: Told) -> None:
        seen.append(told)
        note(self, told)

    monkeypatch.setattr(Ledger, "note", look)
    return seen


async def test_each_entry_is_read_once(
    unit_of_work: UnitOfWorkFactory, noted: list[Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "_AT_ONCE", 2)
    kept = Book()
    await raised(unit_of_work, *((number, NOON + number * DAY) for number in range(1, 6)))
    assert numbers(await kept.read(unit_of_work, NOON)) == [1, 2, 3, 4, 5]
    assert len(noted) == 5
    await raised(unit_of_work, (6, NOON + 6 * DAY))
    assert numbers(await kept.read(unit_of_work, NOON + DAY)) == [1, 2, 3, 4, 5, 6]
    assert len(noted) == 6


async def test_what_is_needed_of_longer_ago_is_read_after_all(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    kept = Book()
    await raised(unit_of_work, (1, NOON), (2, NOON + DAY))
    assert numbers(await kept.read(unit_of_work, NOON + DAY)) == [2]
    assert numbers(await kept.read(unit_of_work, NOON)) == [1, 2]


async def test_what_nobody_needs_any_more_is_let_go_of(unit_of_work: UnitOfWorkFactory) -> None:
    kept = Book()
    await raised(unit_of_work, (1, NOON), (2, NOON + 20 * DAY))
    assert numbers(await kept.read(unit_of_work, NOON)) == [1, 2]
    assert numbers(await kept.read(unit_of_work, NOON + 15 * DAY)) == [2]
