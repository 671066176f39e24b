"""JSONL, one message a line."""

import json
import math
from datetime import datetime
from pathlib import Path

import pytest

from adapters.exports import open_labelled
from bot.errors import ExportError
from bot.model.event import NotUnderstood
from bot.model.finding import Rule
from bot.model.judgement import Topic
from bot.model.labels import Labels
from bot.model.member import Role
from bot.model.message import MediaKind
from tests.unit.exports.reading import AMSTERDAM, read

ROW = {"id": 1, "ts": "2026-09-14T08:12:05+02:00", "sender": "Noa", "text": "hoi"}


def lines(*rows: object) -> str:
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def test_four_keys_are_enough() -> None:
    (message,) = (seen := read(lines(ROW), name="klas 2B.jsonl")).messages
    assert (message.group, message.sender.role, message.media) == ("klas 2B", Role.STUDENT, None)
    assert message.sent_at == datetime.fromisoformat("2026-09-14T08:12:05+02:00")
    assert seen.ids == (1,)


def test_a_time_without_offset_is_local() -> None:
    (message,) = read(lines(ROW | {"ts": "2026-09-14T08:12:05"})).messages
    assert message.sent_at == datetime(2026, 9, 14, 8, 12, 5, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("student", Role.STUDENT),
        ("teacher", Role.TEACHER),
        ("Teacher", Role.TEACHER),
        ("PARENT", Role.GUARDIAN),
        (None, Role.STUDENT),
    ],
)
def test_the_role_is_read(role: str | None, expected: Role) -> None:
    assert read(lines(ROW | {"role": role})).messages[0].sender.role is expected


def test_a_name_on_the_staff_is_staff_whatever_the_role() -> None:
    assert read(lines(ROW), staff=["noa"]).messages[0].sender.role is Role.TEACHER


def test_labels_and_unknown_keys_are_ignored() -> None:
    row = ROW | {"topic": 7, "rules": "x", "care": None, "lang": [], "note": {}, "more": 1}
    assert read(lines(row)).texts == ["hoi"]


def test_ids_may_be_words() -> None:
    seen = read(lines(ROW | {"id": "a-1"}, ROW | {"id": "b", "reply_to": "a-1"}))
    assert seen.ids == ("a-1", "b")
    assert seen.messages[1].reply_to == "a-1"


def test_each_id_keeps_its_own_type() -> None:
    ids = [1, "1", "abc", -3, "-3", '"1"', '"', 10**60, "01", "1.0", "é"]
    seen = read(lines(*(ROW | {"id": own, "reply_to": own} for own in ids)))
    assert list(seen.ids) == ids
    assert len({m.ref.message_id for m in seen.messages}) == len(ids)
    assert [m.reply_to for m in seen.messages] == [m.ref.message_id for m in seen.messages]


@pytest.mark.parametrize(
    "row", [ROW | {"text": None}, {k: ROW[k] for k in ("id", "ts", "sender")}]
)
def test_media_may_come_without_a_text(row: dict[str, object]) -> None:
    seen = read(lines(row | {"media": "photo"}))
    assert seen.texts == [""]
    assert seen.messages[0].media is MediaKind.PHOTO


def test_several_groups_are_several_chats() -> None:
    seen = read(lines(ROW | {"group": "2A"}, ROW | {"group": "2B"}))
    assert [m.ref.chat.chat_id for m in seen.messages] == ["2A", "2B"]


def test_media_of_a_kind_unheard_of_is_unknown() -> None:
    seen = read(lines(ROW | {"media": "voice"}, ROW | {"media": "hologram"}))
    assert [m.media for m in seen.messages] == [MediaKind.VOICE, MediaKind.UNKNOWN]


@pytest.mark.parametrize(
    "bad",
    [
        "geen json",
        '{"id": 2',
        "[]",
        "{}",
        "[" * 100_000,
        json.dumps(ROW | {"id": None}),
        json.dumps(ROW | {"id": True}),
        json.dumps(ROW | {"ts": "gisteren"}),
        json.dumps(ROW | {"ts": "0001-01-01T00:00:00+02:00"}),
        json.dumps(ROW | {"text": None}),
        json.dumps(ROW | {"text": "\ud800"}),
        json.dumps(ROW | {"sender": 4}),
        json.dumps(ROW | {"role": "boss"}),
        json.dumps(ROW | {"reply_to": [1]}),
        '{"id": ' + "9" * 5000 + "}",
        json.dumps(ROW | {"id": math.nan}),
        json.dumps(ROW | {"ts": math.inf}),
        json.dumps(ROW | {"text": -math.inf}),
        json.dumps(ROW | {"text": 0, "media": "photo"}),
        json.dumps({key: ROW[key] for key in ("id", "ts", "sender")}),
        json.dumps(ROW)[:-1] + ', "media": ' + "[" * 900 + "1" + "]" * 900 + ', "role": 3}',
        json.dumps(ROW)[:-1] + ', "media": ' + '{"a":' * 90_000 + "1" + "}" * 90_000 + "}",
        json.dumps(ROW)[:-1] + ', "reply_to": 1' + "0" * 5000 + "}",
    ],
)
def test_a_bad_line_is_not_understood_and_stops_nothing(bad: str) -> None:
    seen = read(f"{lines(ROW)}\n{bad}\n{lines(ROW)}")
    assert seen.texts == ["hoi", "hoi"]
    assert seen.not_understood == [(3, bad)]


# labels


def labelled(folder: Path, text: str) -> list[object]:
    path = folder / "klas.jsonl"
    path.write_text(text, "utf-8")
    (export,) = open_labelled(path, staff=(), timezone=AMSTERDAM)
    return list(export.labelled())


LABELLED = ROW | {"topic": "school", "rules": ["respect", "spam"], "care": False}


def test_the_labels_come_with_the_message(tmp_path: Path) -> None:
    cry = ROW | {"id": 2, "topic": "neutral", "rules": [], "care": True}
    told = labelled(tmp_path, lines(LABELLED, cry) + "geen JSON\n")
    assert [one[1] for one in told if isinstance(one, tuple)] == [
        Labels(Topic.SCHOOL, frozenset({Rule.RESPECT, Rule.SPAM}), care=False),
        Labels(Topic.NEUTRAL, frozenset(), care=True),
    ]
    assert told[2] == NotUnderstood(3, "geen JSON")


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic": "schol"},
        {"topic": None},
        {"rules": "respect"},
        {"rules": ["repsect"]},
        {"rules": ["offtopic"]},
        {"rules": [["respect"]]},
        {"rules": [None]},
        {"care": 1},
        {"care": None},
    ],
)
def test_a_label_that_is_not_known_is_refused_with_its_line(
    tmp_path: Path, wrong: dict[str, object]
) -> None:
    with pytest.raises(ExportError) as caught:
        labelled(tmp_path, lines(LABELLED, LABELLED | {"id": 2} | wrong))
    assert (caught.value.key, caught.value.values) == ("error.evaluate.labels", {"line": 2})


@pytest.mark.parametrize("missing", ["topic", "rules", "care"])
def test_a_message_without_labels_is_refused(tmp_path: Path, missing: str) -> None:
    row = {name: value for name, value in LABELLED.items() if name != missing}
    with pytest.raises(ExportError, match=r"error\.evaluate\.labels"):
        labelled(tmp_path, lines(row))


def test_no_other_export_has_labels(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("14-09-2026 08:12 - Noa: hoi\n", "utf-8")
    with pytest.raises(ExportError, match=r"error\.evaluate\.not_labelled"):
        open_labelled(path, staff=(), timezone=AMSTERDAM)
