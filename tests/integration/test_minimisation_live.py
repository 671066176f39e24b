"""What people say to the bot, and what is said where it does not read, is nowhere once it is dealt
with: everything in the school's folder is searched, and all that is sealed is opened."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from adapters.telegram.convert import Converter
from bot.app import App
from bot.bootstrap.opening import school
from bot.intake import LANES, Received
from bot.model.group import ClassGroup, Stage
from bot.model.ids import ChatId, ChatRef, Platform
from bot.school import School
from storage.columns import SealedText
from storage.tables import Base
from storage.unit_of_work import SqlUnitOfWork
from tests.support.builders import NOON
from tests.support.guarding import unheard

CLASS, STRANGE, PUPIL = -1_001_000_000_001, -1_001_000_000_002, 555_777_999
NAME = "Zoekbare Leerlingnaam"


def telegram(chat: int) -> ChatRef:
    return ChatRef(Platform.TELEGRAM, ChatId(str(chat)))


@dataclass(frozen=True, slots=True)
class Guarded:
    """A school whose bot is in a group of a class, and in one of no class."""

    opened: School
    app: App
    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def arrives(self, chat: int, **content: Any) -> Received:
        number = next(self._numbers)
        kind = "private" if chat == PUPIL else "supergroup"
        message = {
            "message_id": number,
            "date": int(NOON.timestamp()),
            "chat": {"id": chat, "type": kind, "title": "Zoekbare Groepsnaam"},
            "from": {"id": PUPIL, "is_bot": False, "first_name": NAME},
            **content,
        }
        update = {"update_id": number, "message": message}
        events = Converter("klaswacht_bot").events(update, NOON)
        assert events
        return await self.app.intake.receive(events)

    async def is_dealt_with(self) -> None:
        for lane in range(LANES):
            await self.app.pipeline.work(lane)
        await self.app.outbox.deliver()

    def plain(self) -> str:
        """All that lies in the folder."""
        files = [path.read_bytes() for path in self.folder.rglob("*") if path.is_file()]
        return b"\n".join(files).decode("utf-8", "replace")

    async def readable(self) -> str:
        """And all that whoever has the keys can open."""
        return "\n".join([self.plain(), *await self._sealed()])

    async def _sealed(self) -> list[str]:
        async with self.opened.unit_of_work() as uow:
            assert isinstance(uow, SqlUnitOfWork)
            columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
            return [
                uow._vault.open(value, f"{column.table.name}.{column.name}")
                for column in columns
                if isinstance(column.type, SealedText)
                for value in await uow._session.scalars(select(column))
                if value is not None
            ]


@asynccontextmanager
async def guarded(folder: Path) -> AsyncIterator[Guarded]:
    config = folder / "config.toml"
    config.write_text('[school]\nname = "De Brug"\n', "utf-8")
    async with school(config, lambda: NOON) as opened:
        async with opened.unit_of_work() as uow:
            await uow.groups.put(ClassGroup(telegram(CLASS), "2B", announced=NOON))
            await uow.groups.put(ClassGroup(telegram(STRANGE), "?", stage=Stage.UNBOUND))
            await uow.commit()
        yield Guarded(opened, unheard(opened), folder)


ANOTHERS = "mijn cavia heet snuffelneusje"
REPLIED_TO: dict[str, Any] = {
    "message_id": 900,
    "date": int(NOON.timestamp()),
    "chat": {"id": PUPIL, "type": "private"},
    "from": {"id": 4, "is_bot": False, "first_name": "Zoekbare Ander"},
    "text": ANOTHERS,
}
REPLY = {"reply_to_message": REPLIED_TO}
OBJECTION = "dat was een grapje over pannenkoeken"


def command(words: str) -> dict[str, Any]:
    length = len(words.split(maxsplit=1)[0])
    entity = {"type": "bot_command", "offset": 0, "length": length}
    return {"text": words, "entities": [entity]}


TO_THE_BOT: Sequence[tuple[int, dict[str, Any], str]] = (
    (PUPIL, {"text": "mijn hamster heet kwispelstaartje"}, "kwispelstaartje"),
    (PUPIL, {"text": "mijn poes heet donderwolkje", **REPLY}, "donderwolkje"),
    (PUPIL, command("/regels mijn vis heet glittervinnetje"), "glittervinnetje"),
    (CLASS, command("/waarom mijn hond heet modderpootje"), "modderpootje"),
    (CLASS, {**command("/help het huiswerk over bliksemstaart"), **REPLY}, "bliksemstaart"),
    (CLASS, command("/onbekend mijn muis heet kaaskruimeltje"), "kaaskruimeltje"),
)
"""Where, what, and the word to search for. Of what everybody in the group reads one is about
school: three in a row that are not are told to staff, and kept for them."""

UNREAD: Mapping[str, dict[str, Any]] = {
    "regenjasje": {"text": "mijn regenjasje is nat"},
    "zonnebrilletje": {"photo": [{"file_id": "f1"}], "caption": "mijn zonnebrilletje"},
    "wandelschoen": {"poll": {"question": "wandelschoen of laars", "options": []}},
    "boodschappenlijst": {"document": {"file_name": "boodschappenlijst.pdf"}},
    "vergeetmijniet": {"text": "een vergeetmijniet", **REPLY},
    "nieuwegroepsnaam": {"new_chat_title": "nieuwegroepsnaam"},
}
"""What is said where the bot does not read, by the word to search for."""


@dataclass(frozen=True, slots=True)
class Lived:
    """What could be read at a moment. *plain*: without any key."""

    unread: Received
    waiting: str
    plain: str
    answered: str
    objected: str


async def live(folder: Path) -> Lived:
    async with guarded(folder) as group:
        unread = [await group.arrives(STRANGE, **content) for content in UNREAD.values()]
        unread.append(await group.arrives(STRANGE, **command("/meld een paraplubak"), **REPLY))
        for chat, content, _ in TO_THE_BOT:
            await group.arrives(chat, **content)
        waiting, plain = await group.readable(), group.plain()
        await group.is_dealt_with()
        answered = await group.readable()
        await group.arrives(CLASS, **command(f"/bezwaar {OBJECTION}"))
        await group.is_dealt_with()
        counted = Received(
            stored=sum(one.stored for one in unread), strange=sum(one.strange for one in unread)
        )
        return Lived(counted, waiting, plain, answered, await group.readable())


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    return asyncio.run(live(tmp_path_factory.mktemp("school")))


def test_what_is_said_to_the_bot_waits_under_the_key_of_the_day(lived: Lived) -> None:
    words = [word for _, _, word in TO_THE_BOT]
    assert [word for word in words if word not in lived.waiting] == []
    assert [word for word in words if word in lived.plain] == []


def test_once_it_is_answered_no_word_and_no_name_of_it_is_left(lived: Lived) -> None:
    words = [word for _, _, word in TO_THE_BOT]
    secrets = (*words, ANOTHERS, NAME, "Zoekbare Ander", str(PUPIL))
    assert [secret for secret in secrets if secret in lived.answered] == []


def test_what_is_said_where_the_bot_does_not_read_never_comes_in(lived: Lived) -> None:
    assert lived.unread == Received(stored=1, strange=len(UNREAD))
    seen = lived.waiting + lived.answered
    assert [word for word in (*UNREAD, "Zoekbare Groepsnaam") if word in seen] == []


def test_of_a_command_given_there_only_the_name_comes_in(lived: Lived) -> None:
    assert '"meld"' in lived.waiting
    assert "paraplubak" not in lived.waiting + lived.answered


def test_what_somebody_objects_to_is_kept_and_so_it_is_found(lived: Lived) -> None:
    assert OBJECTION in lived.objected
    assert str(PUPIL) in lived.objected
