"""A platform may say of a group that moves that the bot was put out of it, and put in anew: before
or after it says that it moves."""

from collections.abc import Callable, Sequence

import pytest

from bot.intake import AT_ONCE
from bot.model.dealing import BotAdded, BotRemoved, GroupMoved
from bot.model.group import Stage
from bot.model.ids import AccountRef
from bot.model.member import Role, Sender
from bot.model.person import NOT_KNOWN
from tests.unit.groups.making import (
    GROUP,
    LEAD,
    MENTOR,
    OTHER_GROUP,
    PUPIL,
    Around,
    a_school,
)

NOBODY = Sender(AccountRef(GROUP.platform, NOT_KNOWN), "", Role.STUDENT)

Happening = BotAdded | BotRemoved | GroupMoved


def out(around: Around, by: Sender = MENTOR) -> BotRemoved:
    return BotRemoved(chat=GROUP, at=around.clock(), by=by)


def moved(around: Around) -> GroupMoved:
    return GroupMoved(chat=GROUP, at=around.clock(), to=OTHER_GROUP)


def added(around: Around) -> BotAdded:
    return BotAdded(chat=OTHER_GROUP, at=around.clock(), name="2B", by=MENTOR)


async def happens(around: Around, *events: Happening) -> Sequence[str]:
    """What staff hear of it."""
    for event in events:
        async with around.work() as uow:
            await around.groups.handle(uow, event)
    return [say.text for say in await around.said() if say.to == LEAD.account]


ORDERS: list[tuple[list[Callable[[Around], Happening]], int]] = [
    ([out, moved, added], 2),
    ([out, added, moved], 2),
    ([added, out, moved], 2),
    ([moved, out, added], 0),
    ([moved, added, out], 0),
    ([added, moved, out], 0),
]


@pytest.mark.parametrize(
    ("order", "heard"),
    ORDERS,
    ids=[" ".join(make.__name__ for make in order) for order, _ in ORDERS],
)
async def test_a_group_that_moves_is_guarded_as_before(
    order: Sequence[Callable[[Around], Happening]], heard: int
) -> None:
    around = await a_school()
    before = await around.bound()
    around.clock.forward(days=2)
    told = await happens(around, *(make(around) for make in order))
    group = await around.the_group(OTHER_GROUP)
    assert (group.stage, group.since) == (Stage.TRIAL, before.since)
    assert await around.group() is None
    assert len(told) == heard
    assert not told or "de bot leest gewoon mee" in told[-1]


async def test_whoever_put_it_out_before_did_put_it_out() -> None:
    around = await a_school()
    await around.bound()
    await happens(around, out(around, PUPIL))
    around.clock.forward(seconds=AT_ONCE.total_seconds() + 1)
    assert await happens(around, moved(around)) == []
    assert (await around.the_group(OTHER_GROUP)).stage is Stage.OFF


async def test_what_staff_said_since_is_not_undone() -> None:
    around = await a_school()
    await around.bound()
    await happens(around, out(around))
    group = await around.the_group()
    async with around.work() as uow:
        await around.groups.binding.resume(uow, group, MENTOR)
    group = await around.the_group()
    around.clock.forward(seconds=30)
    async with around.work() as uow:
        await around.groups.binding.stop(uow, group, MENTOR)
    await around.said()
    assert await happens(around, moved(around)) == []
    assert (await around.the_group(OTHER_GROUP)).stage is Stage.OFF


async def test_that_it_is_out_is_told_once_whoever_finds_out() -> None:
    around = await a_school()
    await around.bound()
    (told,) = await happens(around, out(around, NOBODY), out(around, PUPIL))
    assert "op 02-03-2026 13:00 bleek dat de bot er niet meer in zit" in told
    assert (await around.the_group()).stage is Stage.OFF
    entries = (await around.audit())[-2:]
    assert [entry.facts["happened"] for entry in entries] == ["removed", "removed"]
    assert [str(entry.by) for entry in entries] == ["bot", str(PUPIL.account)]
