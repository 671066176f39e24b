"""What a platform shows as one message is judged as one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.albums import COMPLETE_AFTER, gather
from bot.model.event import MessagePosted
from bot.model.ids import ChatId, ChatRef, Platform
from bot.ports import InboxId, InboxRow
from tests.support.builders import CLASS_2B, NOON, a_message

LATER = NOON + COMPLETE_AFTER
OTHER_GROUP = ChatRef(Platform.MEMORY, ChatId("klas-3a"))


def row(number: int, text: str = "", *, album: str = "", chat: ChatRef = CLASS_2B) -> InboxRow:
    message = replace(a_message(text, message_id=f"m{number}", chat=chat), album=album)
    return InboxRow(InboxId(number), MessagePosted(message))


def test_an_album_is_one_message_with_all_its_words() -> None:
    (one,) = gather([row(1, album="a"), row(2, "kijk", album="a"), row(3, album="a")], LATER)
    assert isinstance(one.row.event, MessagePosted)
    message = one.row.event.message
    assert (message.text, message.ref.message_id, message.others) == ("kijk", "m1", ("m2", "m3"))
    assert one.rest == (2, 3)


def test_two_albums_and_what_stands_between_keep_their_order() -> None:
    rows = [row(1, album="a"), row(2, album="a"), row(3, "hoi"), row(4, album="b")]
    assert [one.row.inbox_id for one in gather(rows, LATER)] == [1, 3, 4]


def test_an_album_that_may_still_grow_waits_and_holds_up_nobody_else() -> None:
    rows = [row(1, "hoi"), row(2, album="a"), row(3, "hoi", chat=OTHER_GROUP), row(4, album="a")]
    assert [one.row.inbox_id for one in gather(rows, NOON)] == [1, 3]


def test_what_comes_after_an_album_shows_that_it_is_complete() -> None:
    rows = [row(1, album="a"), row(2, album="a"), row(3, "hoi")]
    assert [one.row.inbox_id for one in gather(rows, NOON)] == [1, 3]


@pytest.mark.parametrize("late", [COMPLETE_AFTER, timedelta(days=1), -timedelta(minutes=1)])
def test_a_wrong_clock_makes_no_album_wait_for_ever(late: timedelta) -> None:
    assert len(gather([row(1, album="a")], NOON + late)) == 1


def test_the_same_album_in_two_groups_is_two() -> None:
    rows = [row(1, album="a"), row(2, album="a", chat=OTHER_GROUP)]
    assert len(gather(rows, LATER)) == 2


def numbers(rows: list[InboxRow], *, full: bool) -> list[int]:
    return [one.row.inbox_id for one in gather(rows, LATER, full=full)]


def test_what_a_full_batch_cuts_off_waits_for_the_next() -> None:
    rows = [row(1, "hoi"), row(2, "hoi"), row(3, album="a"), row(4, "hoi", chat=OTHER_GROUP)]
    assert numbers(rows, full=True) == [1, 2, 4]
    assert numbers(rows, full=False) == [1, 2, 3, 4]


def test_in_the_next_batch_it_waits_no_more() -> None:
    rows = [row(1, album="a"), row(2, album="a"), *(row(n, chat=OTHER_GROUP) for n in (3, 4))]
    assert numbers(rows, full=True) == [1, 3, 4]


@pytest.mark.parametrize("count", [1, 2, 50])
def test_an_album_without_end_holds_nobody_up(count: int) -> None:
    rows = [row(number, album="a") for number in range(1, count + 1)]
    assert numbers(rows, full=True) == [1]


def test_an_album_that_something_follows_is_cut_off_by_no_batch() -> None:
    rows = [row(1, "hoi"), row(2, "hoi"), row(3, album="a"), row(4, "hoi")]
    assert numbers(rows, full=True) == [1, 2, 3, 4]
