"""The bot speaks no faster than Telegram allows, and one chat never waits for another."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.limits import Limits
from bot.errors import RateLimited


@dataclass
class Time:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def waits(limits: Limits, chat: str, *, group: bool = False, messages: int = 1) -> float:
    """Seconds; 0 where there was room."""
    try:
        limits.take(chat, group=group, messages=messages)
    except RateLimited as limited:
        wait = limited.retry_after
    else:
        return 0
    assert wait > timedelta(0)
    return wait.total_seconds()


def eager(time: Time, limits: Limits, chats: list[str], *, group: bool) -> list[float]:
    """When each of *chats* got through that never waits longer than it is told to."""
    moments = []
    for chat in chats:
        while wait := waits(limits, chat, group=group):
            time.now += wait
        moments.append(time.now)
    return moments


def most_within(moments: list[float], seconds: float) -> int:
    return max(sum(at <= b < at + seconds for b in moments) for at in moments)


PAUSES = st.lists(st.floats(0, 30), min_size=1, max_size=60)


@given(PAUSES)
def test_never_more_than_twenty_a_minute_in_a_group(pauses: list[float]) -> None:
    time = Time()
    limits, moments = Limits(time), eager(time, Limits(time), ["-1"] * 60, group=True)
    assert most_within(moments, 60) <= 20

    moments = []
    for pause in pauses:
        time.now += pause
        moments += eager(time, limits, ["-1"], group=True)
    assert most_within(moments, 60) <= 20


def test_never_more_than_thirty_a_second_in_all() -> None:
    time = Time()
    moments = eager(time, Limits(time), [str(chat) for chat in range(100)], group=False)

    assert most_within(moments, 1) <= 30


@pytest.mark.parametrize(
    ("group", "pause"), [(False, 1.0), (True, 5.0)], ids=["one a second", "one in five seconds"]
)
def test_whoever_waits_as_long_as_told_gets_through(group: bool, pause: float) -> None:
    time = Time()
    limits = Limits(time)
    for _ in range(50):
        while wait := waits(limits, "-1", group=group):
            assert wait <= pause + 1e-6
            time.now += wait
    assert time.now <= 1000 + 50 * pause


def test_a_full_chat_leaves_the_others_alone() -> None:
    limits = Limits(Time())
    for _ in range(3):
        assert not waits(limits, "1")

    assert waits(limits, "1") == pytest.approx(1)
    assert not waits(limits, "2")


def test_refused_takes_no_room() -> None:
    time = Time()
    limits = Limits(time)
    for _ in range(40):
        waits(limits, "1")

    time.now += 1
    assert not waits(limits, "1")


def test_what_belongs_together_goes_at_once_and_is_paid_afterwards() -> None:
    time = Time()
    limits = Limits(time)

    assert not waits(limits, "1", messages=6)
    assert waits(limits, "1") == pytest.approx(4)


def test_one_chat_that_telegram_slows_down_freezes_no_other() -> None:
    time = Time()
    limits = Limits(time)
    limits.freeze("1", timedelta(seconds=30))

    assert waits(limits, "1") == pytest.approx(30)
    assert not waits(limits, "2")
    time.now += 30
    assert not waits(limits, "1")


def test_memory_stays_flat() -> None:
    time = Time()
    limits = Limits(time)
    for number in range(5000):
        time.now += 0.1
        assert not waits(limits, f"-{number}", group=True)
    assert len(limits._full_at) < 2500

    time.now += 3600
    limits.take("1", group=False)
    assert len(limits._full_at) == 2


def test_every_wait_is_more_than_nothing() -> None:
    time = Time(0.1 + 0.2)
    limits = Limits(time)
    for _ in range(200):
        if wait := waits(limits, "1"):
            time.now += wait
            assert not waits(limits, "1")
