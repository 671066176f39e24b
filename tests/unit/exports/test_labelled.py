"""JSONL, one message a line."""

import json
import math
from datetime import datetime

import pytest

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
