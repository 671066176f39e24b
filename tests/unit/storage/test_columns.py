from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, MetaData, Table, create_engine, insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from bot.model.ids import ChatId, ChatRef, Platform
from storage.columns import Chat, HashedKey, PlainText, SealedText, UtcDateTime
from storage.vault import KeyedHash, Sealed

ROW = Table(
    "row",
    MetaData(),
    Column("sealed", SealedText),
    Column("hashed", HashedKey),
    Column("at", UtcDateTime),
    Column("chat", Chat),
    Column("plain", PlainText),
)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def database() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        ROW.create(connection)
        yield connection
    engine.dispose()


def stored(database: Connection, **values: object) -> object:
    """One value after its way through the database."""
    database.execute(insert(ROW).values(**values))
    return database.scalar(select(ROW.c[next(iter(values))]))


@pytest.mark.parametrize("value", ["hoi", b"hoi", KeyedHash(b"hoi"), bytearray(b"hoi")])
def test_only_what_a_vault_sealed_lands_in_a_sealed_column(
    database: Connection, value: object
) -> None:
    with pytest.raises(StatementError, match="only sealed text"):
        stored(database, sealed=value)


@pytest.mark.parametrize("value", ["hoi", b"hoi", Sealed(b"hoi")])
def test_only_a_keyed_hash_lands_in_a_hashed_column(database: Connection, value: object) -> None:
    with pytest.raises(StatementError, match="only a keyed hash"):
        stored(database, hashed=value)


def test_sealed_text_and_hashes_come_back_as_what_they_are(database: Connection) -> None:
    sealed, hashed = stored(database, sealed=Sealed(b"\x01abc")), None
    assert (type(sealed), sealed) == (Sealed, Sealed(b"\x01abc"))
    database.execute(ROW.delete())
    hashed = stored(database, hashed=KeyedHash(bytes(32)))
    assert (type(hashed), hashed) == (KeyedHash, KeyedHash(bytes(32)))


@pytest.mark.parametrize(
    "moment",
    [
        NOON,
        datetime(2026, 7, 1, 0, 30, tzinfo=ZoneInfo("Europe/Amsterdam")),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Amsterdam")),
        datetime(2026, 1, 1, tzinfo=timezone(-timedelta(hours=11))),
    ],
)
def test_a_moment_comes_back_as_the_same_moment_in_utc(
    database: Connection, moment: datetime
) -> None:
    found = stored(database, at=moment)
    assert isinstance(found, datetime)
    assert found == moment.astimezone(UTC)
    assert found.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(database: Connection) -> None:
    with pytest.raises(StatementError, match="time zone"):
        stored(database, at=NOON.replace(tzinfo=None))


def test_moments_are_compared_as_moments(database: Connection) -> None:
    stored(database, at=NOON)
    amsterdam = datetime(2026, 3, 2, 12, 59, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert database.scalar(select(ROW.c.at).where(ROW.c.at > amsterdam)) == NOON


def test_a_chat_comes_back_whatever_its_id_holds(database: Connection) -> None:
    chat = ChatRef(Platform.MATRIX, ChatId("!room:school.example"))
    assert stored(database, chat=chat) == chat


@pytest.mark.parametrize("name", ["sealed", "hashed", "at", "chat", "plain"])
def test_nothing_stays_nothing(database: Connection, name: str) -> None:
    assert stored(database, **{name: None}) is None


@given(st.text(st.characters(codec=None) | st.sampled_from("\\\0u05c\ud83d")))
def test_any_text_is_stored_as_what_every_database_takes(text: str) -> None:
    column, dialect = PlainText(), sqlite.dialect()
    stored = column.process_bind_param(text, dialect)
    assert stored is not None
    assert "\0" not in stored
    stored.encode()
    assert column.process_result_value(stored, dialect) == text


@pytest.mark.parametrize("text", ["klas-2b", "!kamer:school.example", "4.11a", "groep 💕"])
def test_an_ordinary_id_is_stored_as_it_is(database: Connection, text: str) -> None:
    stored(database, plain=text)
    assert database.exec_driver_sql("SELECT plain FROM row").scalar() == text
