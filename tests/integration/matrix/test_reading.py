"""What a real homeserver tells, read as our events; and who it lets do what, as we read it."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

import httpx
import pytest
import pytest_asyncio

from adapters.matrix.convert import Converter
from adapters.matrix.reactions import Reaction
from adapters.matrix.relations import points_at
from adapters.matrix.room import Room
from bot.model.dealing import MemberChanged, Presence
from bot.model.event import (
    AdminsChanged,
    Event,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
)
from bot.model.ids import ChatId, ChatRef, MessageId, MessageRef, Platform
from tests.support.matrix import Person, Synapse
from tests.support.matrix.people import Json

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
VERSIONS = pytest.mark.parametrize("version", ["10", "11", "12"])


@dataclass(frozen=True, slots=True)
class Class:
    room_id: str
    bot: Person
    mentor: Person
    sem: Person

    async def room(self) -> Room:
        return Room.read(self.room_id, await self.bot.state(self.room_id))

    async def heard(self) -> list[Event | Reaction]:
        """What the bot hears of what happened since the last time."""
        raw = await self.bot.hears(self.room_id)
        known = {one["event_id"]: one for one in raw}
        room, found = await self.room(), list[Event | Reaction]()
        for one in raw:
            original = points_at(one)
            if original is not None and original not in known:
                known[original] = await self.bot.asks(
                    "GET", f"/rooms/{self.room_id}/event/{original}"
                )
            found += Converter(self.bot.user_id).events(
                one,
                room,
                datetime.now(UTC),
                encrypted=False,
                state="state_key" in one,
                known=known,
            )
        return found

    async def power(self) -> Json:
        """The content of the power levels."""
        state = await self.bot.state(self.room_id)
        found: Json = next(one["content"] for one in state if one["type"] == "m.room.power_levels")
        return found

    def at(self, event_id: str) -> MessageRef:
        return MessageRef(ChatRef(Platform.MATRIX, ChatId(self.room_id)), MessageId(event_id))


@pytest_asyncio.fixture
async def school(synapse: Synapse, version: str) -> AsyncIterator[Class]:
    async with AsyncExitStack() as people:
        bot, mentor, sem = [
            await people.enter_async_context(Person(synapse, name))
            for name in ("Klaswacht", "Wolters", "Sem")
        ]
        room_id = await mentor.makes_room(version, bot, sem)
        one = Class(room_id, bot, mentor, sem)
        await one.heard()
        yield one


async def is_let(doing: Awaitable[None]) -> bool:
    try:
        await doing
    except httpx.HTTPStatusError as refused:
        if refused.response.status_code != httpx.codes.FORBIDDEN:
            raise
        return False
    return True


@VERSIONS
async def test_who_says_what(school: Class) -> None:
    first = await school.sem.says(school.room_id, "wat is het huiswerk?")
    answer = {"m.relates_to": {"m.in_reply_to": {"event_id": first}}}
    second = await school.mentor.says(school.room_id, "hoofdstuk 4", **answer)

    asked, told = await school.heard()

    assert isinstance(asked, MessagePosted)
    assert isinstance(told, MessagePosted)
    assert (asked.message.ref, asked.message.text) == (school.at(first), "wat is het huiswerk?")
    assert (asked.message.sender.name, asked.message.group) == ("Sem", "TL3B")
    assert (told.message.ref, told.message.reply_to) == (school.at(second), first)


@VERSIONS
async def test_other_words_and_none(school: Class) -> None:
    said = await school.sem.says(school.room_id, "hoi")
    assert len(await school.heard()) == 1
    new = {"m.new_content": {"msgtype": "m.text", "body": "doei"}}
    relates = {"m.relates_to": {"rel_type": "m.replace", "event_id": said}}
    await school.sem.says(school.room_id, "* doei", **new, **relates)
    await school.sem.redacts(school.room_id, said)

    edited, deleted = await school.heard()

    assert isinstance(edited, MessageEdited)
    assert (edited.message.ref, edited.message.text) == (school.at(said), "doei")
    assert isinstance(deleted, MessageDeleted)
    assert deleted.ref == school.at(said)


@VERSIONS
async def test_staff_answer_with_a_sign(school: Class) -> None:
    said = await school.bot.says(school.room_id, "Melding 12")
    relates = {"rel_type": "m.annotation", "event_id": said, "key": "✅"}
    await school.mentor.sends(school.room_id, "m.reaction", {"m.relates_to": relates})

    (sign,) = await school.heard()

    assert isinstance(sign, Reaction)
    assert (sign.to, sign.key) == (school.at(said), "✅")


@VERSIONS
async def test_who_governs_and_who_leaves(school: Class) -> None:
    room_id, sem = school.room_id, school.sem.user_id
    given = await school.power()
    await school.mentor.sets(
        room_id, "m.room.power_levels", {**given, "users": {**given["users"], sem: 50}}
    )
    (promoted,) = await school.heard()
    assert isinstance(promoted, AdminsChanged)
    assert sem in {one.account.user_id for one in promoted.admins}

    await school.mentor.sets(room_id, "m.room.power_levels", given)
    (demoted,) = await school.heard()
    assert isinstance(demoted, AdminsChanged)
    assert sem not in {one.account.user_id for one in demoted.admins}

    await school.sem.asks("POST", f"/rooms/{room_id}/leave")
    (left,) = await school.heard()
    assert isinstance(left, MemberChanged)
    assert left.now is Presence.AWAY
    assert sem not in (await school.room()).members


@VERSIONS
async def test_the_server_lets_redact_who_we_read_that_may(school: Class) -> None:
    room_id, sem = school.room_id, school.sem.user_id
    given = await school.power()
    given.pop("redact", None)
    for power, needed in product((0, 49, 50), ({}, {"redact": 0}, {"redact": 75})):
        levels = {**given, **needed, "users": {**given["users"], sem: power}}
        await school.mentor.sets(room_id, "m.room.power_levels", levels)
        read = (await school.room()).levels
        for one in (school.sem, school.mentor):
            said = await school.bot.says(room_id, "hoi")
            allowed = await is_let(one.redacts(room_id, said))
            assert allowed == (read.of(one.user_id) >= read.to("redact"))
