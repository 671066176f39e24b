from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from bot.model.audit import BOT, NOBODY, Audited, Checked, Entry, Head, NewEntry, Subject, Wrong
from bot.model.ids import FlagId, PersonId
from bot.ports import UnitOfWork, UnitOfWorkFactory
from tests.contract.builders import MINUTE
from tests.support.builders import NOON, an_account

SANNE, BRAM = an_account("Sanne"), an_account("Bram")
WOLTERS = PersonId("4012")
ANOTHER = Head(2, "ab" * 32)


def an_entry(
    what: Audited = Audited.FLAG,
    *,
    by: Subject = BOT,
    about: Subject | None = SANNE,
    why: str = "",
    minutes: int = 0,
    **facts: str | int,
) -> NewEntry:
    at = NOON + minutes * MINUTE
    return NewEntry(at=at, what=what, by=by, about=about, facts=facts, why=why)


async def written(uow: UnitOfWork, count: int) -> Sequence[Head]:
    return [await uow.audit.append(an_entry(flag=n, minutes=n)) for n in range(1, count + 1)]


async def read(entries: AsyncIterator[Entry]) -> Sequence[Entry]:
    return [entry async for entry in entries]


async def numbers(entries: AsyncIterator[Entry]) -> Sequence[int]:
    return [entry.head.sequence for entry in await read(entries)]


async def test_an_entry_is_read_as_it_was_written(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        first = await uow.audit.append(
            an_entry(Audited.VERDICT, by=WOLTERS, why="tweede keer", article="4.1", flag=7)
        )
        second = await uow.audit.append(an_entry(Audited.CONFIG, about=None, minutes=1))
        assert await read(uow.audit.entries()) == [
            Entry(
                head=first,
                at=NOON,
                what=Audited.VERDICT,
                facts={"article": "4.1", "flag": 7},
                by=WOLTERS,
                about=SANNE,
                why="tweede keer",
            ),
            Entry(
                head=second,
                at=NOON + MINUTE,
                what=Audited.CONFIG,
                facts={},
                by=BOT,
                about=NOBODY,
                why="",
            ),
        ]


async def test_the_head_is_that_of_the_latest_entry(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        assert await uow.audit.head() is None
        heads = await written(uow, 3)
        assert [head.sequence for head in heads] == [1, 2, 3]
        assert len({head.digest for head in heads}) == 3
        assert await uow.audit.head() == heads[-1]


async def test_what_was_not_committed_was_never_written(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        (head,) = await written(uow, 1)
        await uow.commit()
    async with unit_of_work() as uow:
        await written(uow, 2)
        await uow.audit.forget(SANNE)
    async with unit_of_work() as uow:
        assert await uow.audit.head() == head
        assert len(await uow.audit.about(SANNE)) == 1
        assert await uow.audit.check([head]) == Checked(1, head)


async def test_entries_are_read_from_either_end_and_since_a_moment(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await written(uow, 4)
        assert await numbers(uow.audit.entries()) == [1, 2, 3, 4]
        assert await numbers(uow.audit.entries(newest_first=True)) == [4, 3, 2, 1]
        assert await numbers(uow.audit.entries(since=NOON + 3 * MINUTE)) == [3, 4]
        backwards = uow.audit.entries(since=NOON + 3 * MINUTE, newest_first=True)
        assert await numbers(backwards) == [4, 3]


async def test_one_entry_is_read_by_its_number(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        _, head, _ = await written(uow, 3)
        entry = await uow.audit.get(2)
        assert entry is not None
        assert (entry.head, entry.facts) == (head, {"flag": 2})
        assert await uow.audit.get(4) is None


async def test_more_entries_than_fit_on_a_page_are_all_read(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        head = (await written(uow, 1001))[-1]
        assert await numbers(uow.audit.entries()) == [*range(1, 1002)]
        assert await numbers(uow.audit.entries(newest_first=True)) == [*range(1001, 0, -1)]
        assert await uow.audit.check([head]) == Checked(1001, head)


async def test_what_is_about_somebody_is_found(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        for about in (SANNE, BRAM, WOLTERS, SANNE, None):
            await uow.audit.append(an_entry(by=BRAM, about=about))
        found = {
            who: [entry.head.sequence for entry in await uow.audit.about(who)]
            for who in (SANNE, BRAM, WOLTERS, PersonId("Sanne"))
        }
        assert found == {SANNE: [1, 4], BRAM: [2], WOLTERS: [3], PersonId("Sanne"): []}


async def test_who_is_forgotten_leaves_the_facts_and_a_whole_chain(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await uow.audit.append(an_entry(by=WOLTERS, why="schold Bram uit", article="4.1"))
        await uow.audit.append(an_entry(by=SANNE, about=BRAM, why="zei sorry"))
        head = await uow.audit.append(an_entry(about=None, why="proef"))
        assert await uow.audit.forget(SANNE) == 2
        assert await uow.audit.forget(SANNE) == 0
        *left, told = await read(uow.audit.entries())
        assert told.what is Audited.LET_GO
        assert told.facts == {"count": 2, "openings": "1.about,1.why"}
        assert [(entry.by, entry.about, entry.why) for entry in left] == [
            (WOLTERS, None, None),
            (SANNE, BRAM, "zei sorry"),
            (BOT, NOBODY, "proef"),
        ]
        assert left[0].facts == {"article": "4.1"}
        assert await uow.audit.about(SANNE) == []
        assert await uow.audit.check([head]) == Checked(4, told.head, erased=2)


async def test_what_somebody_did_is_forgotten_only_when_asked_for(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        head = await uow.audit.append(an_entry(by=SANNE, about=BRAM, why="zei sorry"))
        assert await uow.audit.forget(SANNE) == 0
        assert await uow.audit.forget(SANNE, deeds=True) == 1
        entry, told = await read(uow.audit.entries())
        assert (entry.by, entry.about, entry.why) == (None, BRAM, "zei sorry")
        assert told.facts["openings"] == "1.by"
        assert await uow.audit.check([head]) == Checked(2, told.head, erased=1)


async def test_of_a_flag_that_went_nobody_is_named_any_more(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        for flag in (7, 8, 7):
            await uow.audit.append(an_entry(by=WOLTERS, why="zei sorry", flag=flag))
        await uow.audit.append(an_entry(verdict=7, why="zei sorry"))
        assert await uow.audit.let_go(FlagId(7)) == 4
        assert await uow.audit.let_go(FlagId(7)) == 0
        *left, told = await read(uow.audit.entries())
        assert [entry.about for entry in left] == [None, SANNE, None, SANNE]
        assert [entry.by for entry in left] == [WOLTERS, WOLTERS, WOLTERS, BOT]
        assert told.facts == {"count": 4, "openings": "1.about,1.why,3.about,3.why"}
        assert (await uow.audit.check()).wrong is None


async def test_of_what_is_old_enough_nobody_is_named_any_more(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        for minutes in (0, 1, 2):
            await uow.audit.append(an_entry(by=WOLTERS, why="zei sorry", minutes=minutes))
        assert await uow.audit.forget_before(NOON + 2 * MINUTE) == 4
        assert await uow.audit.forget_before(NOON + 2 * MINUTE) == 0
        *left, told = await read(uow.audit.entries())
        assert [entry.why for entry in left] == [None, None, "zei sorry"]
        assert {entry.by for entry in left} == {WOLTERS}
        assert told.at == NOON + 2 * MINUTE
        assert (await uow.audit.check()).wrong is None


async def test_what_went_is_told_in_entries_that_are_not_too_long(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await written(uow, 1001)
        assert await uow.audit.forget(SANNE) == 1001
        told = (await read(uow.audit.entries()))[1001:]
        assert [entry.facts["count"] for entry in told] == [1000, 1]
        assert (await uow.audit.check()).wrong is None


async def test_a_chain_goes_on_behind_what_was_forgotten(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        first = await uow.audit.append(an_entry())
        await uow.audit.forget(SANNE)
        head = await uow.audit.append(an_entry())
        assert await uow.audit.check([first, head]) == Checked(3, head, erased=1)


async def test_an_empty_chain_is_whole(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        assert await uow.audit.check() == Checked(0, None)
        assert await uow.audit.check([ANOTHER]) == Checked(0, None, 0, 1, Wrong.MISSING)


async def test_a_chain_leads_to_what_was_published(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        heads = await written(uow, 3)
        beyond = replace(ANOTHER, sequence=5)
        assert await uow.audit.check(heads) == Checked(3, heads[2])
        assert await uow.audit.check([ANOTHER]) == Checked(1, heads[0], 0, 2, Wrong.HEAD)
        assert await uow.audit.check([*heads, beyond]) == Checked(3, heads[2], 0, 4, Wrong.MISSING)


@pytest.mark.parametrize("what", Audited)
async def test_every_kind_can_be_written(unit_of_work: UnitOfWorkFactory, what: Audited) -> None:
    async with unit_of_work() as uow:
        await uow.audit.append(an_entry(what, why="Zoë \0 \ud800 {x}"))
        (entry,) = await read(uow.audit.entries())
    assert (entry.what, entry.why) == (what, "Zoë \0 \ud800 {x}")


async def test_what_happened_is_read_without_whom_it_names(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await written(uow, 3)
        await uow.audit.forget(SANNE)
        told = [one async for one in uow.audit.told(NOON + 2 * MINUTE)]
    assert [(one.at, one.what, one.facts) for one in told[:2]] == [
        (NOON + 2 * MINUTE, Audited.FLAG, {"flag": 2}),
        (NOON + 3 * MINUTE, Audited.FLAG, {"flag": 3}),
    ]
    assert {one.what for one in told[2:]} == {Audited.LET_GO}
