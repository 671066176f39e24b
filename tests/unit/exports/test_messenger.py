"""Messenger's two downloads: Facebook's own, and that of the encrypted chats."""

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
from tests.unit.exports.reading import DATA, Seen, read, read_path, refusal

PLAIN = DATA / "messenger" / "message_1.json"
ENCRYPTED = DATA / "messenger" / "3B_7.json"


def test_every_message_of_an_older_download() -> None:
    seen = read_path(PLAIN, ["meneer De Wit"])
    assert seen.format == "Messenger"
    assert [(message.sender.name, message.text) for message in seen.messages] == [
        ("meneer De Wit", "Welkom in 1C! Morgen eerste uur gym, neem je spullen mee."),
        ("Finn", "binnen of buiten?"),
        ("Chloé Maas", ""),
        ("Yusuf", "dit ben jij"),
        ("Finn", "hou je bek sukkel"),
        ("Chloé Maas", "lijst voor het café-project"),
        ("Yusuf", ""),
        ("Yusuf", "kijk deze winnaar\nhttps://example.net/gratis-telefoon"),
        ("Finn", "The video chat ended."),
        ("meneer De Wit", "Finn, morgen even bij mij."),
        ("Finn", "oké 🙈"),
    ]
    assert seen.notices == [
        "meneer De Wit added Finn, Chloé Maas and 1 other to the group.",
        "unsent",
        "Finn started a video chat.",
        "Chloé Maas left the group.",
    ]
    assert {message.text: message.media for message in seen.messages if message.media} == {
        "": MediaKind.VIDEO,
        "dit ben jij": MediaKind.VIDEO,
        "lijst voor het café-project": MediaKind.DOCUMENT,
    }
    assert seen.messages[2].media is MediaKind.STICKER
    assert seen.messages[7].forwarded == "Jij hebt gewonnen!"
    assert {message.group for message in seen.messages} == {"Brugklas 1C ❤"}
    chat = seen.messages[0].ref.chat
    assert chat == ChatRef(Platform.META, ChatId("brugklas1c_qwertyuiop"))
    assert seen.messages[0].sender.role is Role.TEACHER
    assert seen.times[0] == datetime(2021, 10, 4, 6, 1, 0, 123000, tzinfo=UTC)
    assert seen.times == sorted(seen.times)


def test_every_message_of_an_encrypted_chat() -> None:
    seen = read_path(ENCRYPTED, ["mw. Jansen"])
    assert seen.format == "Messenger"
    assert [(message.sender.name, message.text, message.media) for message in seen.messages] == [
        ("mw. Jansen", "Wie mist er nog een boek? “Geen” is ook een antwoord.", None),
        ("Zoë Bakker", "geen 🙂", None),
        ("Daan", "één: Franse woordjes, café en zo", None),
        ("Noor", "", MediaKind.PHOTO),
        ("Daan", "haha wat een lelijk hoofd", MediaKind.VIDEO),
        ("Noor", "", MediaKind.UNKNOWN),
        ("Zoë Bakker", "https://example.org/boekenlijst", None),
        ("Daan", "", MediaKind.VOICE),
        ("mw. Jansen", "Daan, dit soort opmerkingen niet.", None),
        ("Daan", "ja mevrouw", None),
    ]
    assert seen.notices == ["unsent"]
    assert {message.group for message in seen.messages} == {"3B"}
    assert seen.messages[0].ref.chat == ChatRef(Platform.META, ChatId("3B_7"))
    assert seen.messages[0].sender.role is Role.TEACHER
    assert seen.times[0] == datetime(2026, 9, 21, 6, 0, 0, 123000, tzinfo=UTC)


def message(**more: Any) -> dict[str, Any]:
    usual = {"senderName": "Noa", "timestamp": 1789365660123, "text": "hoi", "type": "text"}
    return usual | more


def chat(*messages: Any, **more: Any) -> str:
    usual = {"participants": ["Noa", "Sem", "juf"], "threadName": "3B_7"}
    return json.dumps(usual | {"messages": messages or [message()]} | more)


def around(**more: Any) -> Seen:
    return read(chat(**more))


@pytest.mark.parametrize(
    ("thread", "group"), [("3B_7", "3B"), ("3B", "3B"), ("klas_3_12", "klas_3"), ("_7", "_7")]
)
def test_the_counter_is_no_part_of_the_name(thread: str, group: str) -> None:
    (posted,) = around(threadName=thread).messages
    assert (posted.group, posted.ref.chat.chat_id) == (group, thread)


def test_participants_may_be_objects() -> None:
    assert around(participants=[{"name": name} for name in "abc"]).texts == ["hoi"]


@pytest.mark.parametrize(
    "private",
    [
        {"participants": ["Noa", "Sem"]},
        {"participants": ["Noa", "Noa", "Sem"]},
        {"participants": ["Noa"]},
        {"participants": "Noa, Sem, juf"},
        {"threadName": "Sem_2"},
    ],
)
def test_what_may_be_private_is_not_read(private: dict[str, Any]) -> None:
    assert refusal(chat(**private)).key == "error.export.only_private"


def test_clean_text_is_not_repaired_twice() -> None:
    said = "hij schreef cafÃ©"
    assert read(chat(message(text=said, senderName="Zoë"))).texts == [said]


def test_time_decides_the_order() -> None:
    later = message(text="later", timestamp=1789365670000)
    for elements in ((later, message()), (message(), later)):
        assert read(chat(*elements)).texts == ["hoi", "later"]


def test_a_placeholder_is_no_message() -> None:
    kinds = message(type="placeholder", text="weg"), message(isUnsent=True, text="weg")
    assert read(chat(*kinds)).notices == ["unsent", "unsent"]


@pytest.mark.parametrize(
    "spoilt",
    [
        None,
        "hoi",
        [],
        {},
        message(senderName=None),
        message(timestamp=None),
        message(timestamp="x"),
        message(text=4),
        message(media=4),
        message(media=[4]),
        message(media=[{"uri": None}]),
    ],
)
def test_an_element_that_is_no_message_is_told(spoilt: object) -> None:
    seen = read(chat(message(text="voor"), spoilt, message(text="na")))
    assert (seen.texts, [place for place, _ in seen.not_understood]) == (["voor", "na"], [2])


@given(one_wrong_value(PLAIN.read_text()) | one_wrong_value(ENCRYPTED.read_text()))
@settings(max_examples=200)
def test_no_wrong_value_breaks_the_reader(fault: tuple[Where, bytes]) -> None:
    read_or_refuse(fault[1])


@given(wrong_bytes(PLAIN.read_bytes()) | wrong_bytes(ENCRYPTED.read_bytes()))
@settings(max_examples=100)
def test_no_wrong_byte_breaks_the_reader(content: bytes) -> None:
    read_or_refuse(content)


def read_or_refuse(content: bytes) -> None:
    try:
        read(content)
    except ExportError:
        return
