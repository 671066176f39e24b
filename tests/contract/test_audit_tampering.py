"""Somebody who has the database, or even its keys, changes the audit: it is found, and where."""

import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.model.audit import Audited, Checked, Facts, Head, NewEntry, Wrong
from bot.model.ids import PersonId
from storage.engine import create_engine
from storage.master import MasterKey
from storage.rotation import rotation
from storage.sqlite import url_of
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Vault
from tests.contract.builders import MINUTE
from tests.contract.conftest import VAULT
from tests.support.builders import NOON, an_account
from tests.support.databases import ONLY_HERE
from tests.support.tampering import Hand

SANNE, MENTOR = an_account("Sanne"), PersonId("4012")
COUNT, PUBLISHED = 8, 7
"""Entries, and the last of them whose head was published."""

Tamper = Callable[[Hand], Awaitable[object]]


async def forge(hand: Hand, first: int, key: bytes) -> None:
    """Other facts in entry 3, and all digests from *first* on made to fit."""
    await change_facts_and_commitment(hand)
    await hand.chain_anew(first, key)


async def change_facts(hand: Hand) -> None:
    await hand.write(3, "facts", '{"article":"5.1","what":"flag"}')


async def change_facts_and_commitment(hand: Hand) -> None:
    await hand.commit(3, "facts", await hand.write(3, "facts", '{"flag":3,"what":"flag"}'))


async def change_who(hand: Hand) -> None:
    await hand.commit(5, "by", await hand.write(5, "by", "person 9999"))


async def swap(hand: Hand, one: int, other: int) -> None:
    await hand.number_anew((one, 99), (other, one), (99, other))


async def move_to_the_end(hand: Hand) -> None:
    await hand.number_anew((3, 99), *((n, n - 1) for n in range(4, COUNT + 1)), (99, COUNT))


async def remove_and_close_up(hand: Hand, first: int, many: int = 1) -> None:
    await hand.remove(first, first + many - 1)
    await hand.number_anew(*((n, n - many) for n in range(first + many, COUNT + 1)))


async def insert_new(hand: Hand) -> None:
    await hand.make_room(4, COUNT)
    await hand.copy(3, 4)
    await hand.do("UPDATE audit SET digest = :other WHERE sequence = 4", other=b"o" * 32)


async def insert_copy(hand: Hand) -> None:
    await hand.make_room(5, COUNT)
    await hand.copy(2, 5)


async def overwrite_by_copy(hand: Hand) -> None:
    await hand.remove(5, 5)
    await hand.copy(2, 5)


async def move_opening(hand: Hand) -> None:
    await hand.do("DELETE FROM audit_opening WHERE sequence = 6 AND part = 'about'")
    await hand.do("UPDATE audit_opening SET sequence = 6 WHERE sequence = 4 AND part = 'about'")


TAMPERINGS: Mapping[str, tuple[Tamper, int, Wrong]] = {
    "another moment": (
        lambda hand: hand.do(
            "UPDATE audit SET at = (SELECT at FROM audit WHERE sequence = 5) WHERE sequence = 3"
        ),
        3,
        Wrong.ALTERED,
    ),
    "other facts": (change_facts, 3, Wrong.OPENING),
    "other facts, committed to": (change_facts_and_commitment, 3, Wrong.ALTERED),
    "somebody else did it": (change_who, 5, Wrong.ALTERED),
    "another reason": (lambda hand: hand.write(4, "why", "een grapje"), 4, Wrong.OPENING),
    "a reason where there was none": (lambda hand: hand.write(5, "why", "zo"), 5, Wrong.OPENING),
    "a part that is none": (lambda hand: hand.write(5, "who", "zo"), 5, Wrong.OPENING),
    "another digest": (
        lambda hand: hand.do("UPDATE audit SET digest = :x WHERE sequence = 6", x=b"x" * 32),
        6,
        Wrong.ALTERED,
    ),
    "one taken out": (lambda hand: hand.remove(4, 4), 4, Wrong.MISSING),
    "one taken out and numbered anew": (
        lambda hand: remove_and_close_up(hand, 4),
        4,
        Wrong.MISSING,
    ),
    "three taken out and numbered anew": (
        lambda hand: remove_and_close_up(hand, 3, 3),
        3,
        Wrong.MISSING,
    ),
    "the first taken out": (lambda hand: hand.remove(1, 1), 1, Wrong.MISSING),
    "the first taken out and numbered anew": (
        lambda hand: remove_and_close_up(hand, 1),
        1,
        Wrong.MISSING,
    ),
    "the end cut off before what was published": (
        lambda hand: hand.remove(PUBLISHED, COUNT),
        PUBLISHED,
        Wrong.MISSING,
    ),
    "everything taken out": (lambda hand: hand.remove(1, COUNT), 1, Wrong.MISSING),
    "two neighbours swapped": (lambda hand: swap(hand, 4, 5), 4, Wrong.REORDERED),
    "two far apart swapped": (lambda hand: swap(hand, 2, 7), 2, Wrong.REORDERED),
    "one moved to the end": (move_to_the_end, 3, Wrong.REORDERED),
    "one moved behind the end": (
        lambda hand: hand.number_anew((3, COUNT + 1)),
        3,
        Wrong.REORDERED,
    ),
    "a new one put in between": (insert_new, 4, Wrong.INSERTED),
    "a copy put in between": (insert_copy, 5, Wrong.INSERTED),
    "a copy before the first": (lambda hand: hand.copy(2, 0), 0, Wrong.INSERTED),
    "a copy behind the last": (lambda hand: hand.copy(2, COUNT + 1), COUNT + 1, Wrong.ALTERED),
    "a copy in the place of another": (overwrite_by_copy, 5, Wrong.ALTERED),
    "facts taken away": (
        lambda hand: hand.do("DELETE FROM audit_opening WHERE sequence = 5 AND part = 'facts'"),
        5,
        Wrong.OPENING,
    ),
    "a name taken away": (
        lambda hand: hand.do("DELETE FROM audit_opening WHERE sequence = 5 AND part = 'about'"),
        5,
        Wrong.OPENING,
    ),
    "every reason taken away": (
        lambda hand: hand.do("DELETE FROM audit_opening WHERE part = 'why'"),
        2,
        Wrong.OPENING,
    ),
    "one to be found under somebody else": (
        lambda hand: hand.do(
            "UPDATE audit_opening SET account = :x WHERE sequence = 5 AND part = 'about'",
            x=b"x" * 32,
        ),
        5,
        Wrong.OPENING,
    ),
    "one to be found under nobody": (
        lambda hand: hand.do("UPDATE audit_opening SET account = NULL WHERE sequence > 5"),
        6,
        Wrong.OPENING,
    ),
    "one to be found under a person too": (
        lambda hand: hand.do(
            "UPDATE audit_opening SET person = :x WHERE sequence = 6 AND part = 'about'",
            x=b"x" * 32,
        ),
        6,
        Wrong.OPENING,
    ),
    "a reason kept from who is erased": (
        lambda hand: hand.do(
            "UPDATE audit_opening SET account = NULL WHERE sequence = 4 AND part = 'why'"
        ),
        4,
        Wrong.OPENING,
    ),
    "another flag": (
        lambda hand: hand.do(
            "UPDATE audit_opening SET flag_id = 9 WHERE sequence = 3 AND part = 'about'"
        ),
        3,
        Wrong.OPENING,
    ),
    "the name of one entry at another": (move_opening, 6, Wrong.OPENING),
    "rubbish in the place of facts": (
        lambda hand: hand.do(
            "UPDATE audit_opening SET body = :x WHERE sequence = 4 AND part = 'facts'", x=b"x"
        ),
        4,
        Wrong.OPENING,
    ),
    "all made anew without the key": (lambda hand: forge(hand, 1, bytes(32)), 1, Wrong.ALTERED),
    "all made anew with the key": (
        lambda hand: forge(hand, 1, hand.vault.ring.audit),
        PUBLISHED,
        Wrong.HEAD,
    ),
    "one changed with the key, and all behind it": (
        lambda hand: forge(hand, 3, hand.vault.ring.audit),
        PUBLISHED,
        Wrong.HEAD,
    ),
}


async def written(engine: AsyncEngine, count: int = COUNT) -> Sequence[Head]:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        heads = [
            await uow.audit.append(
                NewEntry(
                    at=NOON + number * MINUTE,
                    what=Audited.VERDICT,
                    by=MENTOR,
                    about=SANNE,
                    facts={"article": f"4.{number}", "flag": number},
                    why="tweede keer" if number % 2 == 0 else "",
                )
            )
            for number in range(1, count + 1)
        ]
        await uow.commit()
    return heads


async def checked(engine: AsyncEngine, *published: Head, vault: Vault = VAULT) -> Checked:
    async with SqlUnitOfWork(engine, vault) as uow:
        return await uow.audit.check(published)


@pytest.mark.parametrize("how", TAMPERINGS)
async def test_the_first_wrong_entry_is_found(engine: AsyncEngine, how: str) -> None:
    tamper, first, wrong = TAMPERINGS[how]
    heads = await written(engine)
    hand = Hand(engine.url, VAULT)
    assert (await checked(engine, heads[PUBLISHED - 1])).wrong is None
    await tamper(hand)
    found = await checked(engine, heads[PUBLISHED - 1])
    assert (found.first, found.wrong) == (first, wrong)
    assert found.entries == max(first - 1, 0)


@pytest.mark.parametrize(
    "rubbish",
    [
        "UPDATE audit SET at = 'gisteren' WHERE sequence = 4",
        "UPDATE audit SET facts = 'niets' WHERE sequence = 4",
        "UPDATE audit SET digest = 12 WHERE sequence = 4",
        "UPDATE audit_opening SET body = 'niets' WHERE sequence = 4 AND part = 'by'",
    ],
)
async def test_what_is_of_another_type_is_found(
    tmp_path: Path, empty_database: Path, rubbish: str
) -> None:
    """PostgreSQL takes no other types."""
    path = tmp_path / "school.db"
    shutil.copy(empty_database, path)
    engine = create_engine(url_of(path))
    await written(engine)
    await Hand(engine.url, VAULT).do(rubbish)
    found = await checked(engine)
    async with SqlUnitOfWork(engine, VAULT) as uow:
        assert len([entry async for entry in uow.audit.entries()]) == COUNT
    await engine.dispose()
    assert (found.first, found.wrong) == (4, Wrong.ALTERED)


async def test_without_a_published_head_who_has_the_key_goes_unseen(engine: AsyncEngine) -> None:
    heads = await written(engine)
    await forge(Hand(engine.url, VAULT), 1, VAULT.ring.audit)
    assert (await checked(engine)).wrong is None
    assert (await checked(engine, heads[2])).first == 3


async def test_what_is_beside_a_tampered_entry_can_still_be_read(engine: AsyncEngine) -> None:
    await written(engine)
    hand = Hand(engine.url, VAULT)
    await hand.do("DELETE FROM audit_opening WHERE sequence = 2 AND part = 'facts'")
    async with SqlUnitOfWork(engine, VAULT) as uow:
        entries = [entry async for entry in uow.audit.entries()]
    assert [entry.what for entry in entries[:3]] == [Audited.VERDICT, None, Audited.VERDICT]
    assert entries[1].by == MENTOR


async def test_erasing_somebody_breaks_nothing(engine: AsyncEngine) -> None:
    heads = await written(engine)
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.audit.forget(SANNE)
        await uow.audit.forget(MENTOR, deeds=True)
        await uow.commit()
    found = await checked(engine, *heads)
    assert (found.wrong, found.entries, found.erased) == (None, COUNT + 2, 2 * COUNT + COUNT // 2)


async def test_what_was_taken_away_beside_an_erasure_is_found(engine: AsyncEngine) -> None:
    await written(engine)
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.audit.forget(SANNE)
        await uow.commit()
    hand = Hand(engine.url, VAULT)
    await hand.do("DELETE FROM audit_opening WHERE sequence IN (6, 9) AND part = 'by'")
    found = await checked(engine)
    assert (found.entries, found.head, found.first, found.wrong) == (5, None, 6, Wrong.OPENING)


async def test_an_entry_excuses_nothing_that_comes_later(engine: AsyncEngine) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        facts: Facts = {"count": 1, "openings": "2.why"}
        await uow.audit.append(NewEntry(at=NOON, what=Audited.LET_GO, facts=facts))
        await uow.audit.append(NewEntry(at=NOON, what=Audited.FLAG, about=SANNE, why="zo"))
        await uow.commit()
    await Hand(engine.url, VAULT).do("DELETE FROM audit_opening WHERE part = 'why'")
    assert (await checked(engine)).first == 2


async def test_other_keys_break_nothing(engine: AsyncEngine) -> None:
    vault = Vault(MasterKey((bytes(32),)))
    heads = await written(engine)

    async def may(_: object) -> None: ...

    async for _ in rotation(engine, vault, may):
        pass
    assert (await checked(engine, *heads, vault=vault)).wrong is None
    async with SqlUnitOfWork(engine, vault) as uow:
        assert len(await uow.audit.about(SANNE)) == COUNT
        assert await uow.audit.forget(MENTOR, deeds=True) == COUNT


FORBIDDEN = (
    "UPDATE audit SET digest = digest",
    "UPDATE audit SET at = at WHERE sequence = 1",
    "DELETE FROM audit",
    "DELETE FROM audit WHERE sequence = 2",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_the_database_itself_refuses_any_change(engine: AsyncEngine, statement: str) -> None:
    heads = await written(engine, 2)
    with pytest.raises(DBAPIError, match="only ever added to"):
        await said(engine, statement)
    assert await checked(engine, *heads) == Checked(2, heads[-1])


@ONLY_HERE
async def test_postgresql_refuses_to_empty_it(postgresql: URL) -> None:
    engine = create_engine(postgresql)
    with pytest.raises(DBAPIError, match="only ever added to"):
        await said(engine, "TRUNCATE audit CASCADE")
    await engine.dispose()


async def said(engine: AsyncEngine, statement: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement))
