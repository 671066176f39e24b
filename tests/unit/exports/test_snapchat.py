"""Snapchat's history of chats."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings

from bot.errors import ExportError
from bot.model.ids import ChatId, ChatRef, Platform
from bot.model.member import Role
from bot.model.message import MediaKind
from tests.unit.exports.faults import Where, one_wrong_value, wrong_bytes
from tests.unit.exports.reading import DATA, read, read_path, refusal, zipped

SAMPLE = DATA / "snapchat-chat_history.json"
GROUP = "0f9d2c44-1b7e-4c0a-9a57-3f2b6f1d9e10"


def test_every_message_of_the_group() -> None:
    seen = read_path(SAMPLE, ["noor.2012"])
    assert seen.format == "Snapchat"
    assert [(message.sender.name, message.text, message.media) for message in seen.messages] == [
        ("zoe.bkr", "wie heeft de planning van wiskunde", None),
        ("daan_x07", "staat in Magister, niet “in je hoofd” 😂", None),
        ("amira.ek", "", None),
        ("amira.ek", "", MediaKind.UNKNOWN),
        ("daan_x07", "", MediaKind.VOICE),
        ("noor.2012", "", MediaKind.STICKER),
        ("daan_x07", "noor je bent echt dom", None),
        ("noor.2012", "één keer nog en ik zeg het tegen de mentor", None),
        ("zoe.bkr", "https://example.org/wiskunde", MediaKind.UNKNOWN),
        ("zoe.bkr", "", MediaKind.LOCATION),
        ("amira.ek", "", None),
        ("noor.2012", "oké doei, café na school?", None),
    ]
    assert seen.notices == [
        "STATUSCONVERSATIONNAMECHANGED",
        "STATUSERASEDMESSAGE",
        "STATUSPARTICIPANTREMOVED",
    ]
    assert seen.messages[-2].forwarded == "Ik ben een robot. Wat wil je weten?"
    assert {message.group for message in seen.messages} == {"3B 🔥"}
    assert seen.messages[0].ref.chat == ChatRef(Platform.SNAPCHAT, ChatId(GROUP))
    assert seen.messages[-1].sender.role is Role.TEACHER
    assert seen.times[0] == datetime(2026, 9, 14, 6, 1, 0, 123000, tzinfo=UTC)
    assert seen.times[7] == datetime(2026, 9, 14, 6, 9, tzinfo=UTC)
    assert seen.times == sorted(seen.times)
    assert not any(message.reply_to or message.edited for message in seen.messages)


def message(**more: Any) -> dict[str, Any]:
    usual = {"From": "noa.1", "Media Type": "TEXT", "Created": "2026-09-14 06:01:00 UTC"}
    group = {"Content": "hoi", "Conversation Title": "3B", "Created(microseconds)": 1789365660123}
    return usual | group | more


def history(*messages: Any, **more: Any) -> str:
    return json.dumps({"a1": messages or [message()]} | more)


def test_private_conversations_are_not_read() -> None:
    alone = {"sam.dv": [message(**{"Conversation Title": None, "Content": "geheim"})]}
    assert read(history(**alone)).texts == ["hoi"]
    titles: list[object] = [None, "", 4, [], {"a": 1}]
    for title in titles:
        alone["sam.dv"][0]["Conversation Title"] = title
        assert refusal(json.dumps(alone)).key == "error.export.only_private"


def test_one_message_with_the_title_makes_the_group() -> None:
    without = message(Content="zonder", **{"Conversation Title": None})
    assert sorted(read(history(without, message(), without)).texts) == ["hoi", "zonder", "zonder"]


def test_of_several_groups_one_is_read(tmp_path: Any) -> None:
    two = history(b2=[message(**{"Conversation Title": "Turnen", "Content": "salto"})])
    assert refusal(two).key == "error.export.several_groups"
    path = tmp_path / "chat_history.json"
    path.write_text(two)
    assert read_path(path, group="turnen").texts == ["salto"]
    assert read_path(path, group="a1").texts == ["hoi"]


OLD = {
    "Received Saved Chat History": [
        {"From": "sam", "Media Type": "TEXT", "Created": "2022-07-22 19:28:21 UTC", "Text": "hoi"}
    ],
    "Sent Saved Chat History": [
        {"To": "sam", "Media Type": "TEXT", "Created": "2022-07-22 19:28:22 UTC", "Text": "ja"}
    ],
}


def test_the_older_shape_tells_no_groups_apart() -> None:
    assert refusal(json.dumps(OLD)).key == "error.export.only_private"


def test_the_history_of_snaps_has_no_words() -> None:
    snap = {key: value for key, value in message().items() if key != "Content"}
    assert refusal(history(snap)).key == "error.export.unknown_json"
    whole = zipped(
        {
            "json/chat_history.json": history(),
            "json/friends.json": '{"Friends": [{"Username": "sam.dv", "Display Name": "Sam"}]}',
            "json/snap_history.json": history(snap),
        }
    )
    assert read(whole, name="mydata~1.zip").texts == ["hoi"]


@pytest.mark.parametrize(
    ("number", "at"),
    [
        (1789365660123, "2026-09-14T06:01:00.123+00:00"),
        (1789365660123456, "2026-09-14T06:01:00.123456+00:00"),
        ("1789365660123", "2026-09-14T06:01:00.123+00:00"),
        (0, "2026-09-14T06:01:00+00:00"),
        (None, "2026-09-14T06:01:00+00:00"),
    ],
)
def test_moments(number: object, at: str) -> None:
    seen = read(history(message(**{"Created(microseconds)": number})))
    assert seen.times == [datetime.fromisoformat(at)]


@pytest.mark.parametrize(
    ("kind", "media"),
    [
        ("TEXT", None),
        ("MEDIA", MediaKind.UNKNOWN),
        ("IMAGE", MediaKind.PHOTO),
        ("PHOTO", MediaKind.PHOTO),
        ("VIDEO", MediaKind.VIDEO),
        ("NOTE", MediaKind.VOICE),
        ("SHARESAVEDSTORY", MediaKind.UNKNOWN),
        ("IETSNIEUWS", MediaKind.UNKNOWN),
    ],
)
def test_kinds(kind: str, media: MediaKind | None) -> None:
    (posted,) = read(history(message(**{"Media Type": kind}))).messages
    assert (posted.text, posted.media) == ("hoi", media)


@pytest.mark.parametrize("kind", ["STATUS", "STATUSERASEDSNAPMESSAGE", "STATUSIETSNIEUWS"])
def test_what_snapchat_says_is_a_notice(kind: str) -> None:
    seen = read(history(message(**{"Media Type": kind, "Content": None})))
    assert (seen.texts, seen.notices) == ([], [kind])


def test_text_under_its_older_name() -> None:
    older = {
        key: value for key, value in message(Text="&#39;t &amp; zo").items() if key != "Content"
    }
    assert read(history(older)).texts == ["'t & zo"]
    assert read(history(message(Content="5 &lt; 6"))).texts == ["5 &lt; 6"]


@pytest.mark.parametrize(
    "spoilt",
    [
        None,
        "hoi",
        [],
        {},
        message(From=None),
        message(Content=4),
        message(**{"Media Type": None}),
        message(**{"Created(microseconds)": None, "Created": ""}),
        message(**{"Created(microseconds)": "x"}),
        message(**{"Created(microseconds)": 10**18}),
        message(**{"Created(microseconds)": [1]}),
    ],
)
def test_an_element_that_is_no_message_is_told(spoilt: object) -> None:
    seen = read(history(message(Content="voor"), spoilt, message(Content="na")))
    assert (seen.texts, [place for place, _ in seen.not_understood]) == (["voor", "na"], [2])


@given(one_wrong_value(SAMPLE.read_text()))
@settings(max_examples=200)
def test_no_wrong_value_breaks_the_reader(fault: tuple[Where, bytes]) -> None:
    read_or_refuse(fault[1])


@given(wrong_bytes(SAMPLE.read_bytes()))
@settings(max_examples=100)
def test_no_wrong_byte_breaks_the_reader(content: bytes) -> None:
    read_or_refuse(content)


def read_or_refuse(content: bytes) -> None:
    try:
        read(content)
    except ExportError:
        return
