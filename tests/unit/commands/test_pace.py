"""The same is answered once in a while, and what is remembered for it stays small."""

from datetime import timedelta

from bot.answering.front import REMEMBERED, Pace
from tests.support.builders import NOON, an_account


def test_once_an_hour_each_and_for_each_thing() -> None:
    one = Pace()

    assert one.allows(an_account("a"), "status", NOON)
    assert not one.allows(an_account("a"), "status", NOON + timedelta(minutes=59))
    assert one.allows(an_account("a"), "open", NOON)
    assert one.allows(an_account("b"), "status", NOON)
    assert one.allows(an_account("a"), "status", NOON + timedelta(hours=1))


def test_a_clock_that_is_put_back_silences_nobody() -> None:
    one = Pace()
    one.allows(an_account("a"), "status", NOON)

    assert one.allows(an_account("a"), "status", NOON - timedelta(days=1))


def test_it_remembers_so_many() -> None:
    one = Pace()
    for number in range(REMEMBERED + 1):
        one.allows(an_account(str(number)), "status", NOON)

    assert one.allows(an_account("0"), "status", NOON)
    assert not one.allows(an_account(str(REMEMBERED)), "status", NOON)
