"""Several exports of one group as one chat: nothing twice, nothing lost, oldest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.merge import Merged, together
from bot.model.event import Event, GroupNotice, MessageDeleted, MessagePosted, NotUnderstood
from bot.model.ids import AccountRef, ChatId, ChatRef, MessageId, MessageRef, Platform, UserId
from bot.model.member import Role, Sender
from bot.model.message import MediaKind, Message

CHAT = ChatRef(Platform.WHATSAPP, ChatId("3B"))
START = datetime.fromisoformat("2026-09-14T08:00:00+02:00")


@dataclass(frozen=True)
class Part:
    """An export that a test spells out."""

    items: Sequence[Event | NotUnderstood]
    path: Path = Path("a.txt")
    keeps_ids: bool = False
    about: ChatRef | Platform = CHAT
    format: str = "test"
    second_chat: int | None = None

    def own_id(self, message_id: MessageId) -> int | str:
        return int(message_id)

    def __iter__(self) -> Iterator[Event | NotUnderstood]:
        return iter(self.items)


def said(
    text: str, *, place: int, second: int = 0, by: str = "Noa", chat: ChatRef = CHAT
) -> MessagePosted:
    sender = Sender(AccountRef(chat.platform, UserId(by)), by, Role.STUDENT)
    return MessagePosted(
        Message(
            ref=MessageRef(chat, MessageId(str(place))),
            group="3B",
            sender=sender,
            sent_at=START + timedelta(seconds=second),
            text=text,
        )
    )


def lines(*exports: Part) -> list[tuple[str, str]]:
    merged = Merged(exports)
    posted = [item.message for item in merged if isinstance(item, MessagePosted)]
    return [(message.sender.name, message.text) for message in posted]


def test_one_export_passes_as_it_is() -> None:
    items = [said("hoi", place=7), said("hoi", place=8)]
    merged = Merged([Part([*items, NotUnderstood(9, "???")])])
    *posted, strange = merged
    assert posted == items
    assert isinstance(strange, NotUnderstood)
    assert [merged.own_id(one.message.ref.message_id) for one in items] == [7, 8]
    assert merged.doubles == 0


def test_a_message_of_both_counts_once_and_the_order_is_of_time() -> None:
    first = Part([said("a", place=1), said("b", place=2, second=60)])
    second = Part([said("b", place=1, second=60), said("c", place=2, second=120)])
    merged = Merged([second, first])
    assert [one.message.text for one in merged if isinstance(one, MessagePosted)] == [*"abc"]
    assert merged.doubles == 1


def test_a_phone_without_seconds_and_one_with_tell_the_same() -> None:
    android = Part([said("ja", place=1), said("nee", place=2)])
    iphone = Part([said("ja", place=1, second=12), said("nee", place=2, second=40)])
    assert lines(android, iphone) == [("Noa", "ja"), ("Noa", "nee")]


def test_who_says_the_same_twice_in_a_minute_has_said_it_twice() -> None:
    twice = [said("ja", place=1), said("ja", place=2)]
    assert lines(Part(twice), Part(twice)) == [("Noa", "ja")] * 2
    assert lines(Part(twice), Part(twice[:1])) == [("Noa", "ja")] * 2
    assert lines(Part(twice[:1]), Part(twice)) == [("Noa", "ja")] * 2


def test_the_same_words_of_two_people_or_of_two_minutes_are_two_messages() -> None:
    assert len(lines(Part([said("ja", place=1)]), Part([said("ja", place=1, by="Sam")]))) == 2
    assert len(lines(Part([said("ja", place=1)]), Part([said("ja", place=1, second=60)]))) == 2


def test_the_same_place_in_two_files_is_not_the_same_message() -> None:
    first = Part([said("a", place=5)], Path("een.txt"))
    second = Part([said("b", place=5, second=61)], Path("twee.txt"))
    merged = Merged([first, second])
    ids = [one.message.ref.message_id for one in merged if isinstance(one, MessagePosted)]
    assert len(set(ids)) == 2
    assert [merged.own_id(own) for own in ids] == ["een.txt:5", "twee.txt:5"]


def test_exports_that_keep_ids_know_a_message_by_it() -> None:
    old = Part([said("ja", place=41), said("ja", place=42)], keeps_ids=True)
    new = Part([said("ja", place=42), said("ja", place=43)], keeps_ids=True)
    merged = Merged([old, new])
    ids = [one.message.ref.message_id for one in merged if isinstance(one, MessagePosted)]
    assert [merged.own_id(own) for own in ids] == [41, 42, 43]


def test_of_a_message_that_was_edited_between_two_exports_both_versions_are_there() -> None:
    old = Part([said("goed", place=41)], Path("oud.json"), keeps_ids=True)
    new = Part([said("fout", place=41)], Path("nieuw.json"), keeps_ids=True)
    for exports in ([old, new], [new, old]):
        merged = Merged(exports)
        both = [one.message for one in merged if isinstance(one, MessagePosted)]
        assert {message.text for message in both} == {"goed", "fout"}
        assert len({message.ref for message in both}) == 2


def test_the_same_id_in_two_groups_is_two_messages() -> None:
    other = ChatRef(Platform.LABELLED, ChatId("4H"))
    one = Part([said("ja", place=1)], keeps_ids=True)
    two = Part([said("ja", place=1, chat=other)], keeps_ids=True)
    assert len(lines(one, two)) == 2


def test_words_that_were_passed_on_and_pictures_are_part_of_a_message() -> None:
    plain = said("", place=1)
    passed_on = replace(plain, message=replace(plain.message, forwarded="stuur door"))
    picture = replace(plain, message=replace(plain.message, media=MediaKind.PHOTO))
    unnamed = replace(plain, message=replace(plain.message, media=MediaKind.UNKNOWN))
    assert len(lines(Part([plain]), Part([passed_on]), Part([picture]))) == 3
    assert len(lines(Part([picture]), Part([unnamed]))) == 1


def test_a_double_is_known_though_the_clock_ran_back() -> None:
    late = [said("a", place=1, second=600), said("b", place=2), said("c", place=3, second=1200)]
    assert sorted(lines(Part(late), Part(late))) == [("Noa", "a"), ("Noa", "b"), ("Noa", "c")]


def test_a_reply_stays_a_reply_to_a_message_of_its_own_file() -> None:
    reply = said("nee", place=2, second=60)
    reply = replace(reply, message=replace(reply.message, reply_to=MessageId("1")))
    other = Part([said("wat", place=1, second=30)])
    posted = [
        one.message
        for one in Merged([other, Part([said("ja", place=1), reply])])
        if isinstance(one, MessagePosted)
    ]
    by_text = {message.text: message for message in posted}
    assert by_text["nee"].reply_to == by_text["ja"].ref.message_id


def test_files_of_one_name_are_told_apart() -> None:
    first = Part([said("a", place=5)], Path("p/message_1.json"))
    second = Part([said("b", place=5, second=61)], Path("q/message_1.json"))
    merged = Merged([first, second])
    ids = [one.message.ref.message_id for one in merged if isinstance(one, MessagePosted)]
    own = [str(merged.own_id(message_id)) for message_id in ids]
    assert own == [f"{part.path}:5" for part in (first, second)]


def test_what_was_taken_back_belongs_to_its_own_export() -> None:
    gone = MessageDeleted(MessageRef(CHAT, MessageId("2")), START + timedelta(seconds=90))
    own, other = said("a", place=2), said("b", place=2, second=61)
    merged = list(Merged([Part([other]), Part([own, gone])]))
    posted = {
        one.message.text: one.message.ref for one in merged if isinstance(one, MessagePosted)
    }
    (taken_back,) = (one.ref for one in merged if isinstance(one, MessageDeleted))
    assert taken_back == posted["a"] != posted["b"]


def test_what_is_no_message_passes_and_says_from_which_file() -> None:
    notice = GroupNotice(CHAT, START, "Sam joined")
    strange = NotUnderstood(3, "???")
    merged = list(Merged([Part([said("a", place=1), strange]), Part([notice], Path("twee.txt"))]))
    assert notice in merged
    assert NotUnderstood(3, "???", "a.txt") in merged


def test_only_exports_about_the_same_come_together() -> None:
    other = ChatRef(Platform.WHATSAPP, ChatId("4H"))
    one, two, three = Part([]), Part([], about=other), Part([], Path("b.txt"))
    assert [list(merged.exports) for merged in together([one, two, three])] == [
        [one, three],
        [two],
    ]


SPOKEN = st.tuples(st.sampled_from("AB"), st.sampled_from(["ja", "nee"]), st.integers(0, 90))


@given(spoken=st.lists(SPOKEN), minutes=st.tuples(st.integers(0, 15), st.integers(0, 15)))
def test_two_parts_that_meet_or_overlap_are_the_chat(
    spoken: list[tuple[str, str, int]], minutes: tuple[int, int]
) -> None:
    begin, end = sorted(minutes)
    seconds = list(accumulate(pause for _, _, pause in spoken))
    chat = [(at, by, text) for at, (by, text, _) in zip(seconds, spoken, strict=True)]
    older = [line for line in chat if line[0] // 60 < end]
    newer = [line for line in chat if line[0] // 60 >= begin]
    assert lines(numbered(older), numbered(newer)) == [(by, text) for _, by, text in chat]


def numbered(chat: Sequence[tuple[int, str, str]]) -> Part:
    return Part(
        [said(text, place=n, by=by, second=at) for n, (at, by, text) in enumerate(chat, 1)]
    )
