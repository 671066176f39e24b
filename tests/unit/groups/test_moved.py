"""A group gets another id or name, people come and go, the bot is put out."""

from collections.abc import Sequence

import pytest

from bot.model.dealing import BotRemoved, GroupMoved, GroupRenamed, Presence
from bot.model.group import Stage
from bot.model.ids import ChatRef
from bot.model.member import Sender
from tests.unit.groups.making import (
    BOT,
    GROUP,
    LEAD,
    MENTOR,
    OTHER_GROUP,
    PUPIL,
    STRANGER,
    TEACHER,
    Around,
    a_school,
    on_telegram,
    somebody,
)

AWAY, MEMBER, ADMIN, OWNER = Presence.AWAY, Presence.MEMBER, Presence.ADMIN, Presence.OWNER


async def remove_bot(around: Around, by: Sender = PUPIL) -> None:
    async with around.work() as uow:
        await around.groups.handle(uow, BotRemoved(chat=GROUP, at=around.clock(), by=by))


async def move(around: Around, to: ChatRef = OTHER_GROUP) -> None:
    async with around.work() as uow:
        await around.groups.handle(uow, GroupMoved(chat=GROUP, at=around.clock(), to=to))


async def rename(around: Around, name: str) -> None:
    async with around.work() as uow:
        event = GroupRenamed(chat=GROUP, at=around.clock(), name=name)
        await around.groups.handle(uow, event)


async def test_staff_hear_at_once_that_nobody_guards_the_group() -> None:
    around = await a_school()
    await around.bound()
    around.clock.forward(minutes=5)
    await remove_bot(around)
    told = await around.told(group=True)
    assert set(told) == {MENTOR.account, LEAD.account}
    assert "onbewaakt sinds 02-03-2026 13:05" in told[MENTOR.account]
    assert "Sanne" in told[MENTOR.account]
    group = await around.the_group()
    assert (group.stage, group.since) == (Stage.OFF, around.clock())


async def test_of_a_group_that_was_nobodys_nothing_stays() -> None:
    around = await a_school()
    await around.add_bot(STRANGER)
    await around.said()
    await remove_bot(around, STRANGER)
    assert await around.group() is None
    assert await around.said() == []
    await remove_bot(around, STRANGER)
    assert await around.happened() == ["added", "removed"]


async def test_everything_follows_the_group_to_its_new_id() -> None:
    around = await a_school()
    before = await around.bound()
    around.groups.asked.add(GROUP)
    await move(around)
    assert await around.group() is None
    moved = await around.the_group(OTHER_GROUP)
    assert (moved.name, moved.responsible) == ("2B", before.responsible)
    assert around.groups.asked == {OTHER_GROUP}
    await move(around)
    assert await around.happened() == ["added", "bound", "moved"]


async def test_what_the_new_id_brought_along_gives_way() -> None:
    around = await a_school()
    await around.bound()
    await around.add_bot(STRANGER, OTHER_GROUP)
    await move(around)
    assert (await around.the_group(OTHER_GROUP)).stage is Stage.TRIAL


async def test_what_is_bound_already_stays() -> None:
    around = await a_school()
    await around.bound()
    await around.add_bot(TEACHER, OTHER_GROUP)
    async with around.work() as uow:
        await around.groups.binding.bind(uow, OTHER_GROUP, "3C", TEACHER)
    await move(around)
    assert (await around.the_group()).stage is Stage.OFF
    assert (await around.the_group(OTHER_GROUP)).name == "3C"
    await move(around, GROUP)
    assert (await around.the_group()).name == "2B"


async def test_what_both_groups_say_of_the_move_is_heard_once() -> None:
    around = await a_school()
    await around.bound()
    await around.add_bot(TEACHER, OTHER_GROUP)
    async with around.work() as uow:
        await around.groups.binding.bind(uow, OTHER_GROUP, "3C", TEACHER)
    await move(around)
    since = around.clock()
    around.clock.forward(seconds=1)
    await move(around)
    assert (await around.the_group()).since == since
    assert (await around.happened()).count("replaced") == 1


async def test_a_class_keeps_its_name_whatever_the_group_is_called() -> None:
    around = await a_school()
    await around.bound()
    await rename(around, "🔥 beste klas 🔥")
    assert (await around.the_group()).name == "2B"
    renamed = (await around.audit())[-1]
    assert renamed.facts == {"chat": str(GROUP), "happened": "renamed"}


async def test_what_is_nobodys_group_is_renamed_without_a_trace() -> None:
    around = await a_school()
    await rename(around, "onbekend")
    assert (await around.group(), await around.audit()) == (None, [])


@pytest.mark.parametrize(
    ("member", "was", "now", "asked"),
    [
        (BOT, MEMBER, ADMIN, True),
        (BOT, ADMIN, MEMBER, True),
        (BOT, AWAY, MEMBER, True),
        (PUPIL, MEMBER, ADMIN, True),
        (PUPIL, ADMIN, MEMBER, True),
        (MENTOR, OWNER, AWAY, True),
        (LEAD, ADMIN, OWNER, True),
        (PUPIL, AWAY, MEMBER, False),
        (PUPIL, MEMBER, AWAY, False),
    ],
    ids=[
        "bot becomes admin",
        "bot loses it",
        "bot is member",
        "pupil becomes admin",
        "pupil loses it",
        "owner leaves",
        "other owner",
        "pupil comes",
        "pupil goes",
    ],
)
async def test_what_changes_who_administers_it_is_looked_at(
    member: Sender, was: Presence, now: Presence, *, asked: bool
) -> None:
    around = await a_school()
    await around.bound()
    await around.member(member, was, now)
    assert (GROUP in around.groups.asked) is asked


async def unapproved(around: Around, *members: Sender) -> Sequence[str]:
    for one in members:
        await around.member(one, AWAY, MEMBER, by=one, unapproved=True)
    told = await around.said()
    assert {say.to for say in told} <= {MENTOR.account}
    return [say.text.split(" kwam in ")[0] for say in told]


async def test_responsible_staff_hear_once_of_each_who_came_in_unapproved() -> None:
    around = await a_school()
    await around.bound()
    other = somebody("8", "Bram")
    assert await unapproved(around, STRANGER, other, STRANGER) == ["mw. Wolters", "Bram"]
    around.clock.forward(days=3)
    assert await unapproved(around, STRANGER, TEACHER) == []
    about = [entry.about for entry in await around.audit() if entry.about]
    assert about == [STRANGER.account, on_telegram("8")]


async def test_approved_or_while_nothing_is_read_nobody_hears_of_it() -> None:
    around = await a_school()
    await around.member(PUPIL, AWAY, MEMBER, unapproved=True)
    group = await around.bound()
    await around.member(PUPIL, AWAY, MEMBER)
    await around.member(PUPIL, MEMBER, AWAY, unapproved=True)
    async with around.work() as uow:
        await around.groups.binding.stop(uow, group, MENTOR)
    await around.said()
    await around.member(PUPIL, AWAY, MEMBER, unapproved=True)
    assert await around.said() == []
