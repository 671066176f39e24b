"""The choice of one group, its order and its senders, whatever the format."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest

from adapters.exports import open_exports
from adapters.exports.post import Format, PlatformLine, Post, Row, Talk, Unread
from bot.errors import ExportError
from bot.model.event import GroupNotice, MessagePosted, NotUnderstood
from bot.model.ids import ChatId, ChatRef, MessageId, Platform
from bot.model.member import Role
from bot.model.message import MediaKind, Message
from bot.ports import Export
from tests.unit.exports.reading import AMSTERDAM, zipped

START = datetime(2026, 9, 14, 8, tzinfo=UTC)
GROUP = Talk("7", "3B")
OTHER = Talk("8", "2B")
PRIVATE = Talk("9", "Noa", private=True)


class Opened(Protocol):
    def __call__(
        self, *files: Sequence[Row], group: str | None = None, staff: Collection[str] = ()
    ) -> Sequence[Export]: ...


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Opened:
    """Opens a zip with a file for each list of rows, in a format that only this test knows."""

    def open_rows(
        *files: Sequence[Row], group: str | None = None, staff: Collection[str] = ()
    ) -> Sequence[Export]:
        rows = {f"{place}.json": list(file) for place, file in enumerate(files)}
        shape = Format(
            "Proef", Platform.X, lambda _: True, lambda source: iter(rows[source.member or ""])
        )
        monkeypatch.setattr("adapters.exports.open.FORMATS", (shape,))
        path = tmp_path / "proef.zip"
        path.write_bytes(zipped(dict.fromkeys(rows, "{}")))
        return open_exports(path, staff=staff, timezone=AMSTERDAM, group=group)

    return open_rows


def post(
    text: str, talk: Talk = GROUP, *, at: int = 0, by: str = "12 Noa", place: int = 1
) -> Post:
    """*at*: minutes after the start. *by*: account and name."""
    account, _, name = by.partition(" ")
    moment = START + timedelta(minutes=at)
    return Post(talk=talk, place=place, account=account, name=name, at=moment, text=text)


def messages(exports: Sequence[Export]) -> list[Message]:
    events = (event for export in exports for event in export)
    return [event.message for event in events if isinstance(event, MessagePosted)]


def texts(exports: Sequence[Export]) -> list[str]:
    return [message.text for message in messages(exports)]


def roles(exports: Sequence[Export]) -> dict[str, Role]:
    """By what was written."""
    return {message.text: message.sender.role for message in messages(exports)}


def test_the_only_group_needs_no_name(opened: Opened) -> None:
    rows = [post("hoi"), post("geheim", PRIVATE), post("doei", at=1, place=3)]
    (export,) = opened(rows)
    assert texts([export]) == ["hoi", "doei"]
    assert (export.format, export.about) == ("Proef", ChatRef(Platform.X, ChatId("7")))
    assert {message.group for message in messages([export])} == {"3B"}


@pytest.mark.parametrize("group", ["3b", "3B", " 3B\u200e", "7"])
def test_of_several_groups_one_is_named_in_any_case_or_by_its_id(
    opened: Opened, group: str
) -> None:
    rows = [post("hoi"), post("oud", OTHER), post("geheim", PRIVATE)]
    assert texts(opened(rows, group=group)) == ["hoi"]


def refused(opened: Opened, rows: Sequence[Row], group: str | None = None) -> ExportError:
    with pytest.raises(ExportError) as error:
        opened(rows, group=group)
    assert error.value.where.endswith("proef.zip")
    return error.value


def test_of_several_groups_one_must_be_named(opened: Opened) -> None:
    error = refused(opened, [post("hoi"), post("oud", OTHER), post("geheim", PRIVATE)])
    assert error.key == "error.export.several_groups"
    assert error.values == {"groups": "“3B”, “2B”"}


@pytest.mark.parametrize("group", ["4C", "Noa", "9", "3", ""])
def test_a_group_that_is_not_there_is_told_with_those_that_are(opened: Opened, group: str) -> None:
    rows = [post("hoi"), post("oud", OTHER), post("geheim", PRIVATE)]
    error = refused(opened, rows, group)
    assert error.key == "error.export.no_such_group"
    assert error.values == {"group": group, "groups": "“3B”, “2B”"}


def test_the_only_group_is_not_read_under_another_name(opened: Opened) -> None:
    assert refused(opened, [post("hoi")], "4C").key == "error.export.no_such_group"


def test_two_groups_of_one_name_are_told_apart_by_id(opened: Opened) -> None:
    rows = [post("hoi"), post("oud", Talk("8", "3b")), post("iets", Talk("5", "2B"))]
    error = refused(opened, rows, "3B")
    assert error.key == "error.export.same_name"
    assert error.values == {"group": "3B", "ids": "7, 8"}
    assert texts(opened(rows, group="8")) == ["oud"]


def test_at_most_eight_names_are_shown(opened: Opened) -> None:
    rows = [post("hoi", Talk(str(number), f"groep {number}")) for number in range(9)]
    shown = str(refused(opened, rows).values["groups"])
    assert (shown.count("“"), shown[-3:]) == (8, ", …")
    assert "…" not in str(refused(opened, rows[:8]).values["groups"])


def test_there_must_be_a_group(opened: Opened) -> None:
    assert refused(opened, [post("geheim", PRIVATE)]).key == "error.export.only_private"
    assert refused(opened, [post("geheim", PRIVATE)], "Noa").key == "error.export.only_private"
    assert refused(opened, []).key == "error.export.empty"


def test_a_private_conversation_with_the_id_of_a_group_is_not_read(opened: Opened) -> None:
    rows = [post("geheim", Talk("7", "Noa", private=True)), post("hoi")]
    assert texts(opened(rows)) == ["hoi"]


def test_thousands_of_groups_are_no_export(opened: Opened) -> None:
    rows = [post("hoi", Talk(str(number), "3B")) for number in range(10_001)]
    assert refused(opened, rows).key == "error.export.too_many_groups"
    assert texts(opened(rows[:10_000], group="3")) == ["hoi"]


def test_the_newest_name_of_a_group_counts(opened: Opened) -> None:
    rows = [post("hoi", Talk("7", "2B")), post("doei", at=1), post("oud", OTHER)]
    assert {message.group for message in messages(opened(rows, group="3B"))} == {"3B"}
    assert texts(opened(rows, group="2B")) == ["oud"]


def test_one_group_in_several_files_is_several_exports(opened: Opened) -> None:
    exports = opened([post("hoi")], [post("oud", OTHER)], [post("doei", at=1)], group="3B")
    assert [texts([export]) for export in exports] == [["hoi"], ["doei"]]
    assert len({export.about for export in exports}) == 1


def order(rows: Sequence[Row], opened: Opened) -> list[str]:
    (export,) = opened(rows)
    return [
        event.message.text if isinstance(event, MessagePosted) else event.text
        for event in export
        if isinstance(event, MessagePosted | GroupNotice | NotUnderstood)
    ]


def test_what_begins_with_the_newest_is_turned_around_with_all_that_stands_in_it(
    opened: Opened,
) -> None:
    rows: list[Row] = [
        post("drie", at=2),
        PlatformLine(GROUP, START + timedelta(minutes=2), "notitie"),
        post("twee b", at=1),
        post("twee a", at=1),
        Unread(GROUP, 5, "raar"),
        post("een"),
    ]
    assert order(rows, opened) == ["een", "raar", "twee a", "twee b", "notitie", "drie"]


def test_what_begins_with_the_oldest_stays_as_it_is(opened: Opened) -> None:
    rows = [post("een"), post("twee a", at=1), post("twee b", at=1), post("drie", at=2)]
    assert order(rows, opened) == ["een", "twee a", "twee b", "drie"]
    assert order([post("a"), post("b"), post("c")], opened) == ["a", "b", "c"]


def test_one_step_back_in_time_turns_nothing_around(opened: Opened) -> None:
    rows = [post("een", at=5), post("twee", at=6), post("drie", at=1), post("vier", at=7)]
    assert order(rows, opened) == ["een", "twee", "drie", "vier"]


def test_the_order_of_other_conversations_does_not_matter(opened: Opened) -> None:
    others = [post("geheim", PRIVATE, at=-minute) for minute in range(20)]
    older = [post("oud", OTHER, at=-minute) for minute in range(20)]
    rows = [*others, post("een"), *older, post("twee", at=1)]
    assert texts(opened(rows, group="3B")) == ["een", "twee"]


def test_too_much_is_not_turned_around_in_memory(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.exports.posts._MOST_TURNED", 3 * 501)
    rows = [post(str(minute), at=minute) for minute in range(4)]
    assert texts(opened(rows)) == ["0", "1", "2", "3"]
    assert texts(opened(rows[2::-1])) == ["0", "1", "2"]
    with pytest.raises(ExportError) as error:
        messages(opened(rows[::-1]))
    assert error.value.key == "error.export.too_many_messages"


@pytest.mark.parametrize("staff", ["Juf Jansen", "juf  jansen", "JUF JANSEN\u200e", "1"])
def test_a_teacher_is_known_by_name_in_any_case_or_by_account(opened: Opened, staff: str) -> None:
    rows = [post("welkom", by="1 Juf Jansen"), post("hoi")]
    assert roles(opened(rows, staff=[staff])) == {"welkom": Role.TEACHER, "hoi": Role.STUDENT}


def test_a_name_that_two_accounts_share_makes_neither_a_teacher(opened: Opened) -> None:
    rows = [post("welkom", by="1 Juf Jansen"), post("nep", by="12 juf jansen"), post("hoi")]
    assert set(roles(opened(rows, staff=["Juf Jansen"])).values()) == {Role.STUDENT}


def test_an_account_makes_a_teacher_whoever_bears_the_name(opened: Opened) -> None:
    rows = [post("welkom", by="1 Juf Jansen"), post("nep", by="12 juf jansen")]
    for staff in (["1"], ["1", "Juf Jansen"]):
        assert roles(opened(rows, staff=staff)) == {"welkom": Role.TEACHER, "nep": Role.STUDENT}


def test_a_name_is_shared_whichever_file_its_bearers_wrote_in(opened: Opened) -> None:
    first, second = [post("welkom", by="1 Juf Jansen")], [post("nep", at=1, by="12 Juf Jansen")]
    exports = opened(first, second, staff=["Juf Jansen"])
    assert set(roles(exports).values()) == {Role.STUDENT}


def test_who_bears_the_name_in_another_group_does_not_matter(opened: Opened) -> None:
    in_other = [post("oud", OTHER, by=f"{account} Juf Jansen") for account in (12, 13)]
    rows = [post("welkom", by="1 Juf Jansen"), *in_other]
    exports = opened(rows, group="3B", staff=["Juf Jansen"])
    assert roles(exports) == {"welkom": Role.TEACHER}


def test_a_pupil_who_takes_the_name_of_a_teacher_later_does_not_become_one(
    opened: Opened,
) -> None:
    rows = [
        post("welkom", by="1 Juf Jansen"),
        post("hoi", at=1),
        post("nep", at=2, by="12 Juf Jansen"),
    ]
    assert roles(opened(rows, staff=["Juf Jansen"]))["nep"] is Role.STUDENT
    senders = [message.sender for message in messages(opened(rows))]
    assert senders[1].account == senders[2].account
    assert [sender.name for sender in senders] == ["Juf Jansen", "Noa", "Juf Jansen"]


def test_a_teacher_who_takes_another_name_is_one_by_account(opened: Opened) -> None:
    rows = [post("welkom", by="1 Juf Jansen"), post("hoi", at=1, by="1 Juf J.")]
    assert set(roles(opened(rows, staff=["1"])).values()) == {Role.TEACHER}
    assert roles(opened(rows, staff=["Juf Jansen"]))["welkom"] is Role.TEACHER


def test_all_that_a_post_says_arrives(opened: Opened) -> None:
    row = Post(
        talk=GROUP,
        place=4,
        account="12",
        name=" Noa\u200e  B ",
        at=datetime(2026, 9, 14, 8, 1),  # noqa: DTZ001 - some exports do not say their zone
        text="hoi",
        own_id="55",
        reply_to="54",
        forwarded="van een ander",
        media=MediaKind.PHOTO,
        edited=True,
    )
    (message,) = messages(exports := opened([row]))
    assert message.sent_at == datetime(2026, 9, 14, 8, 1, tzinfo=AMSTERDAM)
    assert (message.sender.account.user_id, message.sender.name) == ("12", "Noa B")
    assert (message.ref.message_id, message.reply_to) == ("55", "54")
    assert (message.text, message.forwarded, message.quoted) == ("hoi", "van een ander", "")
    assert (message.media, message.edited) == (MediaKind.PHOTO, True)
    assert exports[0].keeps_ids


def test_moments_are_told_on_the_clock_of_the_school(opened: Opened) -> None:
    (message,) = messages(exports := opened([post("hoi"), PlatformLine(GROUP, START, "x")]))
    assert (message.sent_at, message.sent_at.tzinfo) == (START, AMSTERDAM)
    assert [e.at.tzinfo for e in exports[0] if isinstance(e, GroupNotice)] == [AMSTERDAM]


def test_without_ids_of_the_platform_a_message_is_known_by_its_place(opened: Opened) -> None:
    (export,) = opened([post("hoi", place=3), Unread(GROUP, 4, "raar")])
    assert not export.keeps_ids
    assert [message.ref.message_id for message in messages([export])] == ["3"]
    assert [event for event in export if isinstance(event, NotUnderstood)] == [
        NotUnderstood(4, "raar")
    ]


@pytest.mark.parametrize(
    ("own_id", "shown"),
    [
        ("7", 7),
        ("9" * 15, 10**15 - 1),
        ("1" + "0" * 15, "1" + "0" * 15),
        ("-7", "-7"),
        ("٣", "٣"),
        ("x", "x"),
    ],
)
def test_a_short_number_is_shown_as_one(opened: Opened, own_id: str, shown: int | str) -> None:
    (export,) = opened([post("hoi")])
    assert export.own_id(MessageId(own_id)) == shown
