"""The bot is killed at any moment, again and again. Nothing is lost, and nothing is said twice
without a word about it.

`make crash-test` does it in full: `CRASHES=full`, and `SEED` for another run.
"""

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from random import Random
from typing import Any

import pytest
from aiogram.methods import SetChatPermissions

from bot.model.closing import Closing
from bot.school import School
from tests.integration.telegram.crashes import Story, plan, say, violations
from tests.support.classes import Classes
from tests.support.running import PATIENCE_S, Installation, Running
from tests.support.telegram import FakeTelegram, server
from tests.support.telegram.fixtures import ONLY_HERE
from tests.support.telegram.methods import SIMULATED
from tests.support.telegram.state import PERMISSIONS
from tests.support.telegram.world import World

pytestmark = [ONLY_HERE, pytest.mark.long]

IN_FULL = os.environ.get("CRASHES") == "full"
SEED = int(os.environ.get("SEED", "20261123"))
GROUPS, EACH, KILLS = (20, 25, 20) if IN_FULL else (4, 15, 3)
MOST_SENT = 6
"""Before the bot dies of what it sends; else it would die of the same again and again."""
LONG_AGO_S = 900
"""Telegram's clock, which goes a second further with each message, is never ahead of the bot's."""


class When(Enum):
    """In the middle of what."""

    ANYTHING = auto()
    ASKING = auto()
    """The bot has sent something, and Telegram did not take it."""
    SAID = auto()
    """Telegram took it, and the bot does not know."""


@dataclass(slots=True)
class Killer:
    story: Story
    rng: Random
    patch: pytest.MonkeyPatch

    async def kill(self, bot: Running, when: When) -> None:
        """At a random moment, or as soon as the bot is in the middle of it."""
        telegram, happens = self.story.telegram, asyncio.Event()
        patience = self.rng.uniform(0.0, 1.5) if when is When.ANYTHING else 3.0
        with self.patch.context() as armed, suppress(TimeoutError):
            if when is When.SAID:
                armed.setattr(telegram.world, "post", self._deadly(bot, happens))
            elif when is When.ASKING:
                telegram.delay_next("sendMessage", 0, times=self.rng.randrange(MOST_SENT))
                telegram.delay_next("sendMessage", 60)
            async with asyncio.timeout(patience):
                await telegram.until(lambda: happens.is_set() or self._is_asked())
        inside = happens.is_set() or self._is_asked()
        await bot.kill()
        telegram.server.faults.planned.clear()
        self.story.kills += 1
        self.story.note(f"killed: {when.name}, {'in' if inside else 'not in'} the middle of it")

    def _is_asked(self) -> bool:
        planned = self.story.telegram.server.faults.planned
        return any(one.delay and not one.times for one in planned)

    def _deadly(self, bot: Running, happens: asyncio.Event) -> Any:
        telegram, left = self.story.telegram, self.rng.randrange(MOST_SENT)
        post = telegram.world.post

        def posts(chat: Any, sender: Any, content: Any, **how: Any) -> Any:
            nonlocal left
            message = post(chat, sender, content, **how)
            left -= sender is telegram.bot_user
            if left < 0:
                bot.process.kill()
                happens.set()
            return message

        return posts


@pytest.fixture
def story(telegram: FakeTelegram) -> Story:
    telegram.clock.moves(seconds=-LONG_AGO_S)
    return Story(SEED, telegram)


async def test_killed_again_and_again(
    school: Installation, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng, classes = Random(SEED), Classes(school)
    groups = await classes.found(GROUPS)
    to_say = [*plan(rng, groups, EACH)]
    killer = Killer(story, rng, monkeypatch)
    share = -(-len(to_say) // KILLS)
    for number in range(KILLS):
        bot = Running(await school._start(("run",)))
        if rng.random() < 0.8:  # else it may be killed before it listens
            await story.telegram.until(lambda: story.telegram.updates.is_polled)
        for place, (where, kind) in enumerate(to_say[number * share : (number + 1) * share]):
            await say(story, rng, where, kind, number * share + place)
        await killer.kill(bot, rng.choice([*When]))
    async with school.running(), classes.school() as opened:
        await until_settled(opened)
    wrong = await violations(story, classes)
    assert not wrong, "\n".join([f"seed {SEED}", *wrong, *story.history])


@pytest.mark.parametrize("opening", [False, True], ids=["closing", "opening"])
async def test_killed_while_members_are_shut_out_or_let_in(
    school: Installation, monkeypatch: pytest.MonkeyPatch, opening: bool
) -> None:
    """Telegram did it, and the bot did not write that down."""
    classes, dead, carried_out = Classes(school), asyncio.Event(), SIMULATED[SetChatPermissions]
    (one,) = await classes.found(1)
    group = one.group
    group.everyone_may.discard("can_send_polls")
    might = set(group.everyone_may)
    closing = Closing(None, datetime.now(UTC), datetime.now(UTC) + timedelta(minutes=5))
    if opening:
        group.everyone_may = {name for name in might if "_send_" not in name and "web" not in name}
        before = tuple(sorted((name, name in might) for name in PERMISSIONS))
        closing = replace(closing, until=closing.at, before=before, shut=True)
    await put(classes, closing)
    bot = Running(await school._start(("run",)))

    def deadly(world: World, call: SetChatPermissions) -> Any:
        done = carried_out(world, call)
        bot.process.kill()
        dead.set()
        return done

    with monkeypatch.context() as armed:
        methods: dict[Any, Any] = {**SIMULATED, SetChatPermissions: deadly}
        armed.setattr(server, "SIMULATED", methods)
        await asyncio.wait_for(dead.wait(), PATIENCE_S)
        await bot.kill()
    assert (group.everyone_may == might) is opening
    left = await kept(classes)
    assert left is not None
    await put(classes, replace(left, until=datetime.now(UTC)))
    async with school.running(), asyncio.timeout(PATIENCE_S):
        while await kept(classes) is not None:  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.05)
    assert group.everyone_may == might


async def put(classes: Classes, closing: Closing) -> None:
    async with classes.school() as school, school.unit_of_work() as uow:
        (group,) = await uow.groups.all()
        await uow.groups.put(replace(group, closing=closing))
        await uow.commit()


async def kept(classes: Classes) -> Closing | None:
    async with classes.school() as school, school.unit_of_work() as uow:
        (group,) = await uow.groups.all()
    return group.closing


async def until_settled(school: School) -> None:
    async with asyncio.timeout(60):
        while await waiting(school):  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.1)


async def waiting(school: School) -> int:
    async with school.unit_of_work() as uow:
        return await uow.inbox.waiting() + (await uow.outbox.unsettled()).count
