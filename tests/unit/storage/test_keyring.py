"""The keys of a database, wrapped by the school's."""

from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.errors import ConfigError, StorageError, WrongKey
from storage import keyring
from storage.keyring import KeyPurpose
from storage.master import KeyFile, MasterKey, written
from storage.tables import DataKeyRow, PersonRow
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Vault
from tests.contract.builders import MENTOR, a_flag
from tests.contract.conftest import empty_database, engine, postgresql, url
from tests.support.builders import NOON

__all__ = ["empty_database", "engine", "postgresql", "url"]

SCHOOL, OTHER = MasterKey((bytes(32),)), MasterKey((b"\x01" * 32,))


async def opened(engine: AsyncEngine, vault: Vault, *, commit: bool = True) -> Vault:
    async with SqlUnitOfWork(engine, vault) as uow:
        if commit:
            await uow.commit()
    return vault


async def purposes(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list(await connection.scalars(select(DataKeyRow.purpose)))


async def test_a_new_database_gets_a_key_for_each_purpose_once(engine: AsyncEngine) -> None:
    one = await opened(engine, Vault(SCHOOL))
    two = await opened(engine, Vault(SCHOOL))
    assert one.ring == two.ring
    assert sorted(await purposes(engine)) == sorted(KeyPurpose)
    ring = one.ring
    assert len({*ring.data.values(), ring.people, ring.events, ring.audit}) == len(KeyPurpose)


async def test_no_key_stands_in_the_database_as_it_is(engine: AsyncEngine) -> None:
    ring = (await opened(engine, Vault(SCHOOL))).ring
    async with engine.connect() as connection:
        wrapped = b"".join(await connection.scalars(select(DataKeyRow.wrapped)))
    for key in (*ring.data.values(), ring.people, ring.events, ring.audit):
        assert key not in wrapped
        assert repr(key) not in repr(ring)


async def test_another_schools_key_is_refused(engine: AsyncEngine) -> None:
    await opened(engine, Vault(SCHOOL))
    with pytest.raises(WrongKey):
        await opened(engine, Vault(OTHER))


async def test_a_database_that_lacks_a_key_is_refused(engine: AsyncEngine) -> None:
    await opened(engine, Vault(SCHOOL))
    async with engine.begin() as connection:
        gone = delete(DataKeyRow).where(DataKeyRow.purpose == KeyPurpose.PEOPLE)
        await connection.execute(gone)
    with pytest.raises(StorageError, match="lacks"):
        await opened(engine, Vault(SCHOOL))


async def test_keys_that_were_never_committed_are_not_used(engine: AsyncEngine) -> None:
    """Another process makes its own meanwhile, with the same numbers."""
    one = await opened(engine, Vault(SCHOOL), commit=False)
    assert await purposes(engine) == []
    two = await opened(engine, Vault(SCHOOL))
    assert one.ring.data != two.ring.data
    async with SqlUnitOfWork(engine, one) as uow:
        number = await uow.flags.add(a_flag())
        await uow.digests.claim(MENTOR, NOON.date(), NOON)
        await uow.commit()
    assert one.ring == two.ring
    async with SqlUnitOfWork(engine, two) as uow:
        assert await uow.flags.get(number) is not None
        assert await uow.digests.latest(MENTOR) == NOON


async def test_keys_that_were_rolled_back_are_made_again(engine: AsyncEngine) -> None:
    vault = await opened(engine, Vault(SCHOOL), commit=False)
    lost = vault.ring
    await opened(engine, vault)
    assert vault.ring != lost
    assert (await opened(engine, Vault(SCHOOL))).ring == vault.ring


async def test_a_change_that_was_rolled_back_is_forgotten(engine: AsyncEngine) -> None:
    vault = await opened(engine, Vault(SCHOOL))
    kept = vault.ring
    async with AsyncSession(engine) as session:
        await keyring.add(session, SCHOOL, KeyPurpose.DATA)
        await keyring.refresh(session, vault)
        assert max(vault.ring.data) > max(kept.data)
    await opened(engine, vault)
    assert vault.ring == kept


async def test_nothing_is_sealed_before_the_keys_were_opened() -> None:
    with pytest.raises(StorageError):
        Vault(SCHOOL).seal("geheim", "flag.matter")


async def test_a_school_key_that_was_changed_elsewhere_is_read_again(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    file = KeyFile(tmp_path / "klaswacht.key")
    file.create()
    bot = await opened(engine, Vault(file))
    both = MasterKey((*file().keys, *OTHER.keys))
    async with AsyncSession(engine) as session:
        await keyring.refresh(session, Vault(both))
        assert not await keyring.wrapped_by_latest(session, both)
        await keyring.rewrap(session, both)
        assert await keyring.wrapped_by_latest(session, both)
        await session.commit()
    with pytest.raises(WrongKey):
        await opened(engine, bot)
    file.path.write_bytes(written(OTHER))
    assert (await opened(engine, bot)).master == OTHER


async def test_the_latest_of_several_keys_seals_and_all_of_them_open(
    engine: AsyncEngine,
) -> None:
    vault = await opened(engine, Vault(SCHOOL))
    sealed = vault.seal("geheim", "person.body")
    async with AsyncSession(engine) as session:
        await keyring.add(session, SCHOOL, KeyPurpose.DATA)
        await session.commit()
    await opened(engine, vault)
    assert vault.open(sealed, "person.body") == "geheim"
    assert vault.seal("geheim", "person.body")[:9] > sealed[:9]
    async with AsyncSession(engine) as session:
        assert await keyring.destroy_older(session, KeyPurpose.DATA) == 1
        await session.commit()
    await opened(engine, vault)
    with pytest.raises(StorageError, match="destroyed"):
        vault.open(sealed, "person.body")


async def test_a_key_that_somebody_changed_is_noticed(engine: AsyncEngine) -> None:
    await opened(engine, Vault(SCHOOL))
    async with engine.begin() as connection:
        await connection.execute(update(DataKeyRow).values(wrapped=bytes(60)))
    with pytest.raises(WrongKey):
        await opened(engine, Vault(SCHOOL))


async def test_a_school_that_begins_gets_a_key_file(engine: AsyncEngine, tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "klaswacht.key")
    await keyring.first_key(engine, file)
    made = file()
    await keyring.first_key(engine, file)  # another that starts at the same moment
    assert file() == made


async def test_beside_a_database_with_keys_none_is_made(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await opened(engine, Vault(SCHOOL))
    file = KeyFile(tmp_path / "klaswacht.key")
    with pytest.raises(ConfigError, match="lost"):
        await keyring.first_key(engine, file)
    assert not file.path.exists()
    async with engine.connect() as connection:
        assert (await connection.scalars(select(PersonRow.key))).all() == []
