"""Whenever the bot dies, a group that it closes is opened in time, with what members might do."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from typing_extensions import override

from bot.errors import AdapterError, Refused, Unconfirmed
from bot.groups.closing import Closings
from bot.model.closing import Permissions
from bot.model.ids import ChatRef
from bot.ports import Doors
from tests.support.live import LiveSchool, open_live
from tests.support.mortal import Died, Life, mortal
from tests.unit.groups.test_closing import (
    HALF_OPEN,
    OPEN,
    SHUT,
    closed,
    closing,
    in_group,
    kept,
    place,
    pressed,
    works,
)

SOON = 5
"""Minutes, after which a group is closed still."""
CLOSING, OPENING = 4, 2
"""In how many moments: asking what members may do, writing it down, closing, writing that down;
then opening, and writing that down."""


@dataclass
class MortalDoors:
    inner: Doors
    life: Life = field(default_factory=Life)

    async def permissions(self, chat: ChatRef) -> Permissions | None:
        self.life.before()
        found = await self.inner.permissions(chat)
        self.life.behind()
        return found

    async def close_to_members(self, chat: ChatRef, before: Permissions) -> None:
        self.life.before()
        await self.inner.close_to_members(chat, before)
        self.life.behind()

    async def open_to_members(self, chat: ChatRef, before: Permissions) -> bool:
        self.life.before()
        opened = await self.inner.open_to_members(chat, before)
        self.life.behind()
        return opened


async def dies(live: LiveSchool, life: Life) -> None:
    closings = Closings(mortal(live.school.unit_of_work, life), live.front)
    doors = MortalDoors(live.school.platform, life)
    (group,) = await closings.due()
    with pytest.raises(Died):
        await closings.work(doors, group)


def nothing(now: Permissions) -> Permissions:
    return now


def no_inviting(now: Permissions) -> Permissions:
    """An admin allows less beside writing."""
    return (("invite", False), *now[1:])


def by_hand(_: Permissions) -> Permissions:
    """An admin lets them write, and forbids something else."""
    return HALF_OPEN


ADMIN = pytest.mark.parametrize(
    ("changed", "left"), [(nothing, OPEN), (no_inviting, HALF_OPEN), (by_hand, HALF_OPEN)]
)
AFTER = pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
Change = Callable[[Permissions], Permissions]


def said_once(live: LiveSchool) -> bool:
    said = in_group(live)
    return said.count("is dicht tot") <= 1 and said.count("weer open") <= 1


@ADMIN
@AFTER
@pytest.mark.parametrize("moment", range(CLOSING))
@pytest.mark.parametrize("away", [0, SOON, 12, 20], ids="{} minutes".format)
async def test_who_died_while_closing(
    away: int, moment: int, after: bool, changed: Change, left: Permissions
) -> None:
    live = await open_live()
    await pressed(live)
    await dies(live, Life(moment, after))
    place(live).permissions = changed(place(live).permissions)
    live.school.clock.forward(minutes=away)
    await works(live)
    if away <= SOON and changed is not by_hand:
        assert not place(live).is_open
    live.school.clock.forward(minutes=20)
    await works(live)
    assert place(live).permissions == left
    assert await closing(live) is None
    assert said_once(live)


@ADMIN
@AFTER
@pytest.mark.parametrize("moment", range(OPENING))
async def test_who_died_while_opening(
    moment: int, after: bool, changed: Change, left: Permissions
) -> None:
    live = await closed()
    live.school.clock.forward(minutes=15)
    await dies(live, Life(moment, after))
    place(live).permissions = changed(place(live).permissions)
    await works(live, 2)
    assert place(live).permissions == left
    assert await closing(live) is None
    assert said_once(live)


@ADMIN
async def test_who_died_in_between(changed: Change, left: Permissions) -> None:
    live = await closed()
    assert place(live).permissions == SHUT
    place(live).permissions = changed(place(live).permissions)
    live.school.clock.forward(hours=30)
    await works(live)
    assert place(live).permissions == left
    assert await closing(live) is None


class Doubtful(MortalDoors):
    """The platform closes the group, and says something else."""

    error: AdapterError = Unconfirmed("x")

    @override
    async def close_to_members(self, chat: ChatRef, before: Permissions) -> None:
        await self.inner.close_to_members(chat, before)
        raise self.error


@pytest.mark.parametrize("error", [Unconfirmed("x"), Refused("x"), AdapterError("x")])
async def test_what_was_perhaps_closed_is_opened(error: AdapterError) -> None:
    live = await open_live()
    await pressed(live)
    doors = Doubtful(live.school.platform)
    doors.error = error
    closings = Closings(live.school.unit_of_work, live.front)
    await closings.work(doors, await kept(live))
    assert place(live).permissions == SHUT
    await works(live)
    assert place(live).is_open is (type(error) is AdapterError)
    live.school.clock.forward(minutes=15)
    await works(live)
    assert place(live).permissions == OPEN
    assert await closing(live) is None
