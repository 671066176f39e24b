"""What becomes of a thing to say or do when the platform answers, refuses or falls silent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.errors import (
    AdapterError,
    AdapterUnavailable,
    ChatGone,
    MessageGone,
    MissingPermission,
    RateLimited,
)
from bot.model.action import HideMessage, MuteMember, RemoveMember, WarnMember
from bot.model.ids import (
    AccountRef,
    ArticleNumber,
    ChatId,
    ChatRef,
    MessageId,
    MessageRef,
    Platform,
    UserId,
    VerdictId,
)
from bot.model.outbox import STALE_AFTER, Delivery, NewOutboxItem, Outcome, Purpose, Say
from bot.outbox import ATTEMPTS, FIRST_WAIT, platform_of
from tests.support.builders import CLASS_2B, COUNSELLOR, MENTOR, NOON
from tests.support.school import SANNE, School, open_school

REMINDER = (Purpose.REMINDER, Say(CLASS_2B, "Blijf aardig."))
FLAG = (Purpose.FLAG, Say(MENTOR, "Melding 1"))
CARE = (Purpose.CARE, Say(COUNSELLOR, "Zorgsignaal 2"))
WARNING = WarnMember(SANNE.account, ArticleNumber("4.1"), "Let op.", VerdictId(1))
UNAVAILABLE = AdapterUnavailable("weg")


async def put(
    school: School, *items: tuple[Purpose, Delivery], expires: datetime | None = None
) -> None:
    async with school.unit_of_work() as uow:
        for purpose, effect in items:
            await uow.outbox.add(NewOutboxItem(purpose, effect, school.clock(), expires))
        await uow.commit()


async def counted(school: School) -> dict[Outcome, int]:
    counts = {outcome: await school.outbox(outcome) for outcome in Outcome}
    return {outcome: count for outcome, count in counts.items() if count}


async def die_while_sending(school: School) -> None:
    """The item is claimed, the process ends, and nobody knows whether it was sent."""
    async with school.unit_of_work() as uow:
        await uow.outbox.claim(school.clock(), 1)
        await uow.commit()
    school.restart()


async def test_what_is_due_is_said_where_it_belongs() -> None:
    school = await open_school()
    await put(school, REMINDER, FLAG)
    assert await school.app.outbox.deliver() == 2
    assert school.in_group() == ["Blijf aardig."]
    assert school.told(MENTOR) == ["Melding 1"]
    assert await counted(school) == {Outcome.DONE: 2}
    assert await school.app.outbox.deliver() == 0


async def test_what_is_not_due_waits() -> None:
    school = await open_school()
    await put(school, REMINDER)
    school.clock.forward(seconds=-1)
    assert await school.app.outbox.deliver() == 0
    assert await counted(school) == {Outcome.PENDING: 1}


async def test_somebody_in_danger_does_not_wait_behind_reminders() -> None:
    school = await open_school()
    await put(school, REMINDER, FLAG, CARE)
    school.platform.fail_next(MissingPermission())  # the first call of the platform
    await school.app.outbox.deliver()
    assert school.told(COUNSELLOR) == []
    assert len(school.in_group()) == len(school.told(MENTOR)) == 1


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (MessageGone(), Outcome.ALREADY_GONE),
        (ChatGone(), Outcome.ALREADY_GONE),
        (MissingPermission(), Outcome.NO_PERMISSION),
        (RateLimited(timedelta(seconds=5)), Outcome.PENDING),
        (UNAVAILABLE, Outcome.PENDING),
        (AdapterError("iets anders"), Outcome.FAILED),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
async def test_every_refusal_has_its_outcome(error: AdapterError, outcome: Outcome) -> None:
    school = await open_school()
    await put(school, REMINDER)
    school.platform.fail_next(error)
    await school.app.outbox.deliver()
    assert await counted(school) == {outcome: 1}
    assert school.in_group() == []


@pytest.mark.parametrize("purpose", Purpose)
async def test_staff_who_cannot_be_reached_are_no_success(purpose: Purpose) -> None:
    school = await open_school()
    school.platform.unreachable.add(MENTOR)
    await put(school, (purpose, Say(MENTOR, "Hoi")))
    await school.app.outbox.deliver()
    staff = {Purpose.FLAG, Purpose.ALERT, Purpose.CARE, Purpose.DIGEST}
    outcome = Outcome.FAILED if purpose in staff else Outcome.ALREADY_GONE
    assert await counted(school) == {outcome: 1}


async def test_what_comes_too_late_is_not_sent() -> None:
    school = await open_school()
    await put(school, REMINDER, expires=NOON + STALE_AFTER)
    school.clock.now = NOON + STALE_AFTER + timedelta(seconds=1)
    assert await school.app.outbox.deliver() == 0
    assert school.in_group() == []
    assert await counted(school) == {Outcome.EXPIRED: 1}


async def test_what_is_just_in_time_is_sent() -> None:
    school = await open_school()
    await put(school, REMINDER, expires=NOON + STALE_AFTER)
    school.clock.now = NOON + STALE_AFTER
    await school.app.outbox.deliver()
    assert len(school.in_group()) == 1


async def test_what_had_to_wait_too_long_for_the_platform_is_not_sent() -> None:
    school = await open_school()
    await put(school, REMINDER, expires=NOON + STALE_AFTER)
    school.platform.fail_next(RateLimited(timedelta(hours=2)))
    await school.app.outbox.deliver()
    school.clock.forward(hours=2)
    await school.app.outbox.deliver()
    assert school.in_group() == []
    assert await counted(school) == {Outcome.EXPIRED: 1}


async def test_a_refusal_does_not_hold_up_the_next() -> None:
    school = await open_school()
    await put(school, REMINDER, FLAG)
    school.platform.fail_next(ChatGone())
    await school.app.outbox.deliver()
    assert school.told(MENTOR) == ["Melding 1"]


async def test_a_platform_that_asks_for_patience_gets_it() -> None:
    school = await open_school()
    await put(school, REMINDER)
    school.platform.fail_next(RateLimited(timedelta(seconds=5)))
    await school.app.outbox.deliver()
    school.clock.forward(seconds=4)
    assert await school.app.outbox.deliver() == 0
    school.clock.forward(seconds=1)
    assert await school.app.outbox.deliver() == 1
    assert school.in_group() == ["Blijf aardig."]


async def test_the_waits_grow_and_then_it_is_given_up() -> None:
    school = await open_school()
    await put(school, REMINDER)
    school.platform.fail_next(*[UNAVAILABLE] * ATTEMPTS)
    for attempt in range(ATTEMPTS):
        assert await counted(school) == {Outcome.PENDING: 1}
        assert await school.app.outbox.deliver() == 1
        school.clock.now += FIRST_WAIT * 4**attempt - timedelta(seconds=1)
        assert await school.app.outbox.deliver() == 0
        school.clock.forward(seconds=1)
    assert await counted(school) == {Outcome.FAILED: 1}
    assert school.in_group() == []


async def test_a_platform_that_is_not_connected_fails_its_items_only() -> None:
    school = await open_school()
    elsewhere = AccountRef(Platform.MATRIX, UserId("@sanne:school.example"))
    await put(school, (Purpose.FLAG, Say(elsewhere, "Melding 1")), REMINDER)
    await school.app.outbox.deliver()
    assert await counted(school) == {Outcome.FAILED: 1, Outcome.DONE: 1}


# killed between sending and recording


@pytest.mark.parametrize("purpose", [Purpose.REMINDER, Purpose.DIGEST, Purpose.NOTICE])
async def test_what_may_have_been_said_is_not_said_twice(purpose: Purpose) -> None:
    school = await open_school()
    await put(school, (purpose, Say(SANNE.account, "Hoi")))
    await die_while_sending(school)
    assert await school.app.outbox.recover() == {Outcome.UNKNOWN: 1}
    await school.app.outbox.deliver()
    assert school.told(SANNE.account) == []
    assert await counted(school) == {Outcome.UNKNOWN: 1}


@pytest.mark.parametrize("purpose", [Purpose.FLAG, Purpose.ALERT, Purpose.CARE])
async def test_what_must_arrive_is_said_again_and_marked(purpose: Purpose) -> None:
    school = await open_school()
    await put(school, (purpose, Say(MENTOR, "Melding 1")))
    await die_while_sending(school)
    assert await school.app.outbox.recover() == {Outcome.PENDING: 1}
    await school.app.outbox.deliver()
    assert school.told(MENTOR) == ["(mogelijk dubbel)\nMelding 1"]
    assert await counted(school) == {Outcome.DONE: 1}


async def test_a_warning_that_may_come_twice_says_so() -> None:
    school = await open_school()
    await put(school, (Purpose.MEASURE, WARNING))
    await die_while_sending(school)
    await school.app.outbox.recover()
    await school.app.outbox.deliver()
    assert school.told(SANNE.account) == ["(mogelijk dubbel)\nLet op."]


async def test_a_measure_that_was_carried_out_already_is_a_success() -> None:
    school = await open_school()
    message = school.post("weg ermee")
    await put(school, (Purpose.MEASURE, HideMessage(message, VerdictId(1))))
    school.platform.delete(message)
    await die_while_sending(school)
    await school.app.outbox.recover()
    await school.app.outbox.deliver()
    assert await counted(school) == {Outcome.ALREADY_GONE: 1}


async def test_after_a_clean_stop_there_is_nothing_to_recover() -> None:
    school = await open_school()
    await put(school, REMINDER)
    await school.app.outbox.deliver()
    school.restart()
    assert await school.app.outbox.recover() == {}


# which platform


def effects(platform: Platform) -> Sequence[Delivery]:
    chat = ChatRef(platform, ChatId("klas"))
    account = AccountRef(platform, UserId("sanne"))
    verdict = VerdictId(1)
    return [
        Say(chat, "hoi"),
        Say(account, "hoi"),
        HideMessage(MessageRef(chat, MessageId("m1")), verdict),
        WarnMember(account, ArticleNumber("4.1"), "hoi", verdict),
        MuteMember(chat, account, NOON, verdict),
        RemoveMember(chat, account, verdict),
    ]


@pytest.mark.parametrize("platform", Platform)
def test_everything_goes_to_its_own_platform(platform: Platform) -> None:
    assert {platform_of(effect) for effect in effects(platform)} == {platform}
