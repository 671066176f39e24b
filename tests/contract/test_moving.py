"""A platform gives a group another id: all that is kept of it follows, and its messages of before
are never taken for new ones of the same number."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import StorageError
from bot.model.action import HideMessage, MuteMember, RemoveMember, WarnMember
from bot.model.conversation import TopicWindow
from bot.model.dealing import (
    BotRemoved,
    ButtonPressed,
    CommandGiven,
    GroupMoved,
    GroupRenamed,
    Original,
    PrivateMessage,
)
from bot.model.event import Event, MessageDeleted, MessageEdited, MessagePosted
from bot.model.finding import Rule
from bot.model.group import ClassGroup
from bot.model.ids import ChatId, ChatRef, MessageId, PersonId, Platform, VerdictId
from bot.model.judgement import Topic
from bot.model.member import Role
from bot.model.outbox import Answer, Change, Delivery, Leave, Purpose, Say, TakeBack
from bot.model.person import Membership, Person
from bot.ports import UnitOfWork, UnitOfWorkFactory
from storage.tables import Base
from storage.unit_of_work import SqlUnitOfWork
from tests.contract.builders import (
    CLASS_3C,
    MENTOR,
    MINUTE,
    RESPECT,
    a_decision,
    a_flag,
    a_post,
    a_reminder,
    an_appeal,
    an_item,
    posted,
    ref,
)
from tests.contract.conftest import VAULT
from tests.support.builders import CLASS_2B, NOON, a_message, a_sender, an_account

TO = ChatRef(Platform.MEMORY, ChatId("klas-2b-super"))
BEFORE = ref("klas-2b/m1", TO)
"""What the message "m1" is called after it."""
SANNE = Person(person_id=PersonId("1001"), name="Sanne", role=Role.STUDENT)


async def fill(uow: UnitOfWork) -> None:
    await uow.groups.put(ClassGroup(CLASS_2B, "2B", staff_chat=CLASS_3C))
    await uow.groups.put(ClassGroup(CLASS_3C, "staf", staff_chat=CLASS_2B))
    for chat, topic in ((CLASS_2B, Topic.SCHOOL), (CLASS_3C, Topic.OFFTOPIC)):
        await uow.decisions.add(a_decision("m1", topic, chat=chat))
        await uow.reminders.add(a_reminder("m1", chat=chat, in_group=True))
        await uow.flags.add(a_flag("m1", chat=chat))
        await uow.appeals.add(an_appeal(chat=chat))
        await uow.posts.add(a_post("b1", chat=chat))


async def test_all_that_is_kept_follows(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await fill(uow)
        await uow.groups.move(CLASS_2B, TO)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.groups.all() == [
            ClassGroup(TO, "2B", staff_chat=CLASS_3C),
            ClassGroup(CLASS_3C, "staf", staff_chat=TO),
        ]
        for chat, count in ((CLASS_2B, 0), (TO, 1), (CLASS_3C, 1)):
            found: list[Sequence[object]] = [
                (await uow.decisions.window(chat, TopicWindow())).marks,
                [*(await uow.reminders.member(chat, an_account(), NOON)).reminders],
                await uow.flags.find(chat=chat),
                await uow.appeals.open(chat),
            ]
            assert [len(one) for one in found] == [count] * 4
            last = (await uow.reminders.group(chat)).last_reminded
            assert (last == NOON) is bool(count)
            tally = await uow.decisions.tally(chat, NOON, NOON + MINUTE)
            assert tally.messages == count


async def test_a_flag_is_found_by_its_message_and_so_is_what_was_said_because_of_it(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await fill(uow)
        await uow.groups.move(CLASS_2B, TO)
        await uow.commit()
    async with unit_of_work() as uow:
        (flag,) = await uow.flags.find(chat=TO)
        assert flag.raised == replace(a_flag("m1"), message=BEFORE)
        assert await uow.flags.find(message=BEFORE) == [flag]
        assert await uow.reminders.about(BEFORE) == {Rule.RESPECT}
        (taken_back,) = await uow.reminders.withdraw(BEFORE, [Rule.RESPECT])
        assert taken_back == replace(a_reminder("m1", in_group=True), message=BEFORE)
        post = await uow.posts.at(ref("klas-2b/b1", TO))
        assert post is not None
        assert post.post.message == ref("klas-2b/b1", TO)


async def test_what_was_written_privately_keeps_its_number(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await fill(uow)
        await uow.flags.add(a_flag("private/m1"))
        await uow.groups.move(CLASS_2B, TO)
        await uow.commit()
    async with unit_of_work() as uow:
        assert len(await uow.flags.find(message=ref("private/m1", TO))) == 1


async def test_the_new_message_of_the_same_number_is_another_one(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await fill(uow)
        await uow.groups.move(CLASS_2B, TO)
        assert await uow.flags.find(message=ref("m1", TO)) == []
        assert await uow.reminders.about(ref("m1", TO)) == frozenset()
        assert await uow.posts.at(ref("b1", TO)) is None
        await uow.decisions.add(a_decision("m1", chat=TO))
        assert (await uow.decisions.tally(TO, NOON, NOON + MINUTE)).messages == 2


async def test_where_a_group_is_already_none_can_move(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await fill(uow)
        await uow.commit()
    for to in (CLASS_3C, CLASS_2B):
        async with unit_of_work() as uow:
            with pytest.raises(StorageError):
                await uow.groups.move(CLASS_2B, to)
            assert len(await uow.flags.find(chat=CLASS_2B)) == 1


async def test_a_group_that_moves_again_keeps_its_messages_apart(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    again = ChatRef(Platform.MEMORY, ChatId("derde"))
    async with unit_of_work() as uow:
        await fill(uow)
        await uow.groups.move(CLASS_2B, TO)
        await uow.flags.add(a_flag("klas-2b", chat=TO))
        await uow.groups.move(TO, again)
        found = {flag.raised.message for flag in await uow.flags.find(chat=again)}
    number = "klas-2b-super/klas-2b"
    assert found == {ref(f"{number}/m1", again), ref(number, again)}


async def test_who_was_something_in_the_group_still_is(unit_of_work: UnitOfWorkFactory) -> None:
    bram = replace(SANNE, person_id=PersonId("1002"))
    async with unit_of_work() as uow:
        for person in (SANNE, bram):
            await uow.people.put(person)
            await uow.people.join(Membership(CLASS_2B, person.person_id, Role.GUARDIAN))
        await uow.people.join(Membership(TO, bram.person_id, Role.TEACHER))
        await uow.groups.move(CLASS_2B, TO)
        await uow.commit()
    async with unit_of_work() as uow:
        kept = [await uow.people.memberships(one.person_id) for one in (SANNE, bram)]
    assert kept == [
        [Membership(TO, SANNE.person_id, Role.GUARDIAN)],
        [Membership(TO, bram.person_id, Role.TEACHER)],
    ]


COMMAND = CommandGiven(
    chat=CLASS_2B,
    at=NOON,
    message_id=MessageId("m1"),
    sender=a_sender(),
    name="meld",
    reply_to=Original(message_id=MessageId("m0"), sender=None, text="jij", at=NOON, chat=CLASS_2B),
)
PRESSED = ButtonPressed(
    chat=CLASS_2B,
    at=NOON,
    press="p1",
    message_id=MessageId("m1"),
    by=a_sender(),
    data="x",
)
OLD = a_message("hoi", message_id="m1", reply_to=MessageId("m0"))
NEW = replace(OLD, ref=BEFORE, reply_to=MessageId("klas-2b/m0"))
EVENTS: list[tuple[Event, Event]] = [
    (MessagePosted(OLD), MessagePosted(NEW)),
    (MessageEdited(OLD, NOON), MessageEdited(NEW, NOON)),
    (MessageDeleted(ref("m1"), NOON), MessageDeleted(BEFORE, NOON)),
    (posted("m1", "x"), MessagePosted(replace(posted("m1", "x").message, ref=BEFORE))),
    (
        COMMAND,
        replace(
            COMMAND,
            chat=TO,
            message_id=BEFORE.message_id,
            reply_to=COMMAND.reply_to
            and replace(COMMAND.reply_to, chat=TO, message_id=MessageId("klas-2b/m0")),
        ),
    ),
    (PRESSED, replace(PRESSED, chat=TO, message_id=BEFORE.message_id)),
    (
        GroupRenamed(chat=CLASS_2B, at=NOON, name="2B!"),
        GroupRenamed(chat=TO, at=NOON, name="2B!"),
    ),
]
STAY: list[Event] = [
    GroupMoved(chat=CLASS_2B, at=NOON, to=TO),
    BotRemoved(chat=CLASS_2B, at=NOON, by=a_sender()),
    MessagePosted(replace(OLD, ref=ref("m1", CLASS_3C))),
    PrivateMessage(
        chat=ChatRef(Platform.MEMORY, ChatId("sanne")),
        at=NOON,
        message_id=MessageId("m1"),
        sender=a_sender(),
        text="help",
    ),
]


@pytest.mark.parametrize(
    ("event", "moved"),
    [*EVENTS, *((one, one) for one in STAY)],
    ids=[type(one).__name__ for one, _ in EVENTS] + [f"stays-{n}" for n in range(len(STAY))],
)
async def test_what_waits_to_be_judged_follows_and_is_still_known(
    unit_of_work: UnitOfWorkFactory, event: Event, moved: Event
) -> None:
    async with unit_of_work() as uow:
        await uow.inbox.add(event, lane=0)
        await uow.groups.move(CLASS_2B, TO)
        await uow.commit()
    async with unit_of_work() as uow:
        assert [row.event for row in await uow.inbox.take(0, 9, NOON)] == [moved]
        assert not await uow.inbox.add(event, lane=0)


VERDICT = VerdictId(7)
DELIVERIES: list[tuple[Delivery, Delivery]] = [
    (Say(CLASS_2B, "hoi", MessageId("m1")), Say(TO, "hoi")),
    (
        Say(MENTOR, "hoi", MessageId("m1"), within=CLASS_2B),
        Say(MENTOR, "hoi", within=TO),
    ),
    (Say(CLASS_3C, "hoi", MessageId("m1")), Say(CLASS_3C, "hoi", MessageId("m1"))),
    (Say(MENTOR, "hoi", MessageId("m1")), Say(MENTOR, "hoi", MessageId("m1"))),
    (HideMessage(ref("m1"), VERDICT), HideMessage(BEFORE, VERDICT)),
    (Change(ref("m1"), "anders"), Change(BEFORE, "anders")),
    (TakeBack(ref("m1")), TakeBack(BEFORE)),
    (TakeBack(ref("m1", CLASS_3C)), TakeBack(ref("m1", CLASS_3C))),
    (MuteMember(CLASS_2B, MENTOR, NOON, VERDICT), MuteMember(TO, MENTOR, NOON, VERDICT)),
    (RemoveMember(CLASS_2B, MENTOR, VERDICT), RemoveMember(TO, MENTOR, VERDICT)),
    (Leave(CLASS_2B), Leave(TO)),
    (Answer(Platform.MEMORY, "p1"), Answer(Platform.MEMORY, "p1")),
    (
        WarnMember(MENTOR, RESPECT, "pas op", VERDICT),
        WarnMember(MENTOR, RESPECT, "pas op", VERDICT),
    ),
]


@pytest.mark.parametrize(
    ("effect", "moved"), DELIVERIES, ids=[f"{n}" for n in range(len(DELIVERIES))]
)
async def test_what_waits_to_be_said_or_done_follows(
    unit_of_work: UnitOfWorkFactory, effect: Delivery, moved: Delivery
) -> None:
    async with unit_of_work() as uow:
        for _ in range(2):
            await uow.outbox.add(an_item(Purpose.MEASURE, effect))
        await uow.outbox.claim(NOON, 1)
        await uow.groups.move(CLASS_2B, TO)
        await uow.commit()
    async with unit_of_work() as uow:
        await uow.outbox.recover(NOON)
        assert [one.item.effect for one in await uow.outbox.claim(NOON, 9)] == [moved, moved]


async def test_a_move_that_is_not_committed_has_not_happened(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async def everything(uow: UnitOfWork) -> list[object]:
        return [
            await uow.groups.all(),
            await uow.decisions.window(CLASS_2B, TopicWindow()),
            await uow.reminders.about(ref("m1")),
            await uow.reminders.group(CLASS_2B),
            await uow.reminders.of(an_account()),
            await uow.flags.find(),
            await uow.appeals.open(),
            await uow.posts.at(ref("b1")),
            await uow.inbox.take(0, 9, NOON),
            await uow.outbox.of(MENTOR),
            await uow.people.memberships(SANNE.person_id),
        ]

    async with unit_of_work() as uow:
        await fill(uow)
        await uow.reminders.add(a_reminder("m2"))
        await uow.reminders.withdraw(ref("m2"), [*Rule])
        await uow.inbox.add(posted(), lane=0)
        await uow.outbox.add(an_item(effect=Say(MENTOR, "hoi", within=CLASS_2B)))
        await uow.people.put(SANNE)
        await uow.people.join(Membership(CLASS_2B, SANNE.person_id, Role.GUARDIAN))
        await uow.commit()
    async with unit_of_work() as uow:
        before = await everything(uow)
        await uow.reminders.add(a_reminder("m9"))
        await uow.groups.move(CLASS_2B, TO)
        await uow.reminders.add(a_reminder("m10", chat=TO))
        await uow.decisions.add(a_decision("m10", chat=TO))
        (row,) = await uow.inbox.take(0, 9, NOON)
        await uow.inbox.done(row.inbox_id)
        assert await everything(uow) != before
    async with unit_of_work() as uow:
        assert await everything(uow) == before


async def test_what_this_version_cannot_read_stops_no_move(engine: AsyncEngine) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await fill(uow)
        await uow.inbox.add(posted(), lane=0)
        await uow.outbox.add(an_item())
        await uow.commit()
    async with engine.begin() as connection:
        for table, column, context in (
            ("inbox", "body", "inbox.body"),
            ("outbox", "effect", "outbox.effect"),
        ):
            sealed = VAULT.seal_for_today("later {}", context)
            row = Base.metadata.tables[table]
            await connection.execute(row.update().values({column: sealed}))
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.groups.move(CLASS_2B, TO)
        assert await uow.groups.get(TO) is not None
        assert await uow.inbox.take(0, 9, NOON) == []
        assert await uow.outbox.claim(NOON, 9) == []
