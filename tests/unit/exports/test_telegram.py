"""Telegram Desktop's `result.json`."""

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from bot.errors import ExportError
from bot.model.ids import ChatId, Platform
from bot.model.message import MediaKind
from tests.unit.exports.faults import Where, one_wrong_value, wrong_bytes
from tests.unit.exports.reading import AMSTERDAM, DATA, Seen, read, read_path, refusal

SAMPLE = (DATA / "telegram-result.json").read_bytes()
AS_JSON = SAMPLE.decode().replace("\\x0B", "\\u000b")
CHAT = json.loads(AS_JSON)
MESSAGE = {
    "id": 2,
    "type": "message",
    "date": "2026-09-14T08:01:00",
    "date_unixtime": "1789365660",
    "from": "Noa",
    "from_id": "user2",
    "text": "hoi",
    "text_entities": [{"type": "plain", "text": "hoi"}],
}
JUF, NOA, SEM, ZOE, DAAN = "Juf Jansen", "Noa Bakker", "Sem de Wit", "Zoë Özdemir", "Daan 🏀"


def chat(*messages: object, **head: object) -> dict[str, Any]:
    return {"name": "3B", "type": "private_group", "id": 7, **head, "messages": list(messages)}


def seen(*messages: object, **head: object) -> Seen:
    return read(json.dumps(chat(*messages, **head)))


def in_account(*chats: object, left: object = ()) -> str:
    return json.dumps(
        {
            "about": "Here is the data you requested.",
            "personal_information": {"user_id": 1, "phone_number": "+31 6 00000000"},
            "contacts": {"about": "", "list": [{"first_name": "Opa", "phone_number": "0031"}]},
            "chats": {"about": "", "list": list(chats)},
            "left_chats": {"about": "", "list": left},
        }
    )


def test_every_message_of_the_sample_is_read() -> None:
    sample = read(SAMPLE)
    assert sample.format == "Telegram Desktop"
    rows = [
        (
            int(m.ref.message_id),
            f"{m.sent_at:%d %H:%M:%S}",
            m.sender.name,
            m.text,
            m.media,
            m.reply_to,
        )
        for m in sample.messages
    ]
    welcome = (
        "Welkom in de groep van 3B! Het rooster staat op https://www.voorbeeldschool.nl/rooster"
    )
    poll = "Wie gaat er mee naar het museum?\nik\nik kan niet"
    assert rows == [
        (2, "14 08:01:00", JUF, welcome, None, None),
        (3, "14 15:32:40", NOA, "wat moeten we leren voor wiskunde?", None, None),
        (4, "14 15:34:05", SEM, "hoofdstuk 2, alleen paragraaf 3", None, "3"),
        (5, "14 15:36:21", ZOE, "mijn aantekeningen", MediaKind.PHOTO, None),
        (6, "14 15:37:02", DAAN, "samenvatting H2.pdf", MediaKind.DOCUMENT, None),
        (7, "14 15:40:48", NOA, "bel Zoë even, haar nummer is 06 12345678", None, None),
        (8, "14 15:41:30", ZOE, "dat wil ik niet in de groep 😡", None, "7"),
        (9, "14 16:02:11", SEM, "jij bent echt een sukkel Daan", None, None),
        (10, "14 16:04:00", DAAN, "", MediaKind.VOICE, None),
        (11, "14 17:15:00", JUF, poll, MediaKind.POLL, None),
        (13, "14 17:20:09", ZOE, "", MediaKind.STICKER, None),
        (14, "14 18:00:00", NOA, "", None, None),
        (15, "14 18:05:44", DAAN, "", MediaKind.LOCATION, None),
        (16, "14 18:06:10", SEM, "Opa de Wit", MediaKind.CONTACT, None),
        (19, "15 08:12:31", "Robin P.", "hoi allemaal 👋", None, None),
        (20, "15 08:15:02", "user5100000007", "ik stop met telegram, doei", None, None),
        (21, "15 08:20:45", NOA, "huiswerk:\n1. lezen\x0b2. maken", None, None),
        (22, "15 08:25:00", JUF, "Meenemen naar het museum\nlunch\nschoolpas", None, None),
        (23, "15 08:26:13", "Robin P.", "", MediaKind.VIDEO, None),
        (24, "15 09:00:00", "3B mentorgroep", "Let op: dit is een groep voor school.", None, None),
        (25, "15 09:01:20", DAAN, "ok", None, None),
    ]  # fmt: skip
    assert sample.ids == tuple(row[0] for row in rows)
    assert [m.ref.message_id for m in sample.messages if m.edited] == ["9"]
    assert [m.forwarded for m in sample.messages if m.forwarded] == [
        "Morgen valt het eerste uur uit"
    ]
    assert {m.group for m in sample.messages} == {"3B mentorgroep"}
    assert {m.ref.chat.chat_id for m in sample.messages} == {ChatId("1798765432")}


def test_what_telegram_itself_says_and_what_it_did_not_know_stand_apart() -> None:
    sample = read(SAMPLE)
    assert sample.notices == [
        f"{JUF} create_group 3B mentorgroep {JUF} {NOA} {SEM} {ZOE} {DAAN}",
        "Juf Jansen pin_message",
        "Juf Jansen invite_members Robin P.",
        "Juf Jansen edit_group_title 3B mentorgroep",
    ]
    assert sample.not_understood == [(17, '{"id": 17, "type": "unsupported"}')]
    assert len(sample.events) == len(CHAT["messages"])


def test_the_account_stays_when_the_name_changes() -> None:
    first, second = seen(MESSAGE, MESSAGE | {"id": 3, "from": "Noa ⚽"}).messages
    assert first.sender.account == second.sender.account
    assert (first.sender.account.platform, first.sender.account.user_id) == (
        Platform.TELEGRAM,
        "user2",
    )
    assert (first.sender.name, second.sender.name) == ("Noa", "Noa ⚽")


def test_an_export_of_before_2022_has_local_time_bare_accounts_and_edits_of_1970() -> None:
    old = {
        "id": 5,
        "type": "message",
        "date": "2020-09-14T08:01:00",
        "edited": "1970-01-01T01:00:00",
        "from": "Noa",
        "from_id": 4294967298,
        "text": ["zie ", {"type": "link", "text": "voorbeeld.nl"}],
    }
    first, second = seen(old, old | {"id": 6, "edited": "2020-09-14T08:02:00"}).messages
    assert first.sent_at == datetime(2020, 9, 14, 8, 1, tzinfo=AMSTERDAM)
    assert first.sender.account.user_id == "4294967298"
    assert first.text == "zie voorbeeld.nl"
    assert (first.edited, second.edited) == (False, True)


def test_seconds_since_1970_count_and_not_the_clock_of_the_computer() -> None:
    (message,) = seen(MESSAGE | {"date": "2026-09-14T23:01:00"}).messages
    assert message.sent_at == datetime(2026, 9, 14, 8, 1, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("file", "more", "text"),
    [
        ("files/werkstuk.docx", {}, "werkstuk.docx"),
        ("(File not included. Change data exporting settings to download.)", {}, ""),
        ("(File exceeds maximum size.)", {"file_name": "(1) a.pdf"}, "(1) a.pdf"),
        ("files/file_1@14-09-2026_08-01-00.pdf", {}, ""),
        ("files/a.pdf", {"text": "lees dit"}, "a.pdf\nlees dit"),
        ("video_files/a.mp4", {"media_type": "video_file"}, ""),
    ],
)
def test_the_name_of_a_document_is_read_where_a_person_chose_it(
    file: str, more: dict[str, str], text: str
) -> None:
    assert seen(MESSAGE | {"text": "", "file": file} | more).texts == [text]


def test_a_place_without_a_point_on_the_map_is_a_location() -> None:
    (message,) = seen(MESSAGE | {"place_name": "Museum", "address": "Plein 1"}).messages
    assert message.media is MediaKind.LOCATION


def test_where_the_chat_itself_speaks_older_exports_name_nobody() -> None:
    post = {key: value for key, value in MESSAGE.items() if not key.startswith("from")}
    (message,) = seen(post, type="public_channel").messages
    assert (message.sender.name, message.sender.account.user_id) == ("3B", "7")


def test_messages_of_the_time_before_a_group_grew_have_ids_below_nought() -> None:
    found = seen(MESSAGE | {"id": -999999998}, MESSAGE | {"reply_to_message_id": -999999998})
    assert found.ids == ("-999999998", 2)
    assert found.messages[1].reply_to == "-999999998"


def test_a_control_character_is_mended_and_a_backslash_stays() -> None:
    text = json.dumps(chat(MESSAGE | {"text": "a\x0bb \\x0B c\\\x1f"}))
    broken = text.replace("\\u000b", "\\x0B").replace("\\u001f", "\\x1F")
    assert "\\u00" not in broken
    assert read(broken).texts == ["a\x0bb \\x0B c\\\x1f"]


@pytest.mark.parametrize(
    "kind", ["private_group", "private_supergroup", "public_supergroup", "private_channel"]
)
def test_groups_and_channels_are_read(kind: str) -> None:
    assert seen(MESSAGE, type=kind).texts == ["hoi"]


@pytest.mark.parametrize(
    "kind",
    ["personal_chat", "bot_chat", "saved_messages", "replies", "verify_codes", None, "nieuw", [1]],
)
def test_a_chat_of_two_people_or_of_an_unknown_kind_is_never_read(kind: object) -> None:
    refused = refusal(json.dumps(chat(MESSAGE, type=kind)))
    assert refused.key == "error.export.only_private"


def test_what_stands_before_its_kind_is_known_is_not_read() -> None:
    head = {"name": "3B", "id": 7, "messages": [MESSAGE], "type": "private_group"}
    assert refusal(json.dumps(head)).key == "error.export.only_private"


PERSONAL = chat(MESSAGE | {"text": "geheim"}, name="Noa", type="personal_chat", id=2)
LEFT = chat(MESSAGE | {"text": "oud"}, name="2B", id=8)


def test_the_one_group_of_an_account_is_read_and_nothing_beside_it() -> None:
    found = read(in_account(PERSONAL, chat(MESSAGE), chat(type="saved_messages", id=1)))
    assert found.texts == ["hoi"]
    assert len(found.events) == 1


def test_an_account_without_groups_is_refused() -> None:
    assert refusal(in_account(PERSONAL)).key == "error.export.only_private"


def test_a_chat_that_says_nothing_of_itself_is_not_taken_for_the_one_before() -> None:
    nameless = {"messages": [MESSAGE | {"text": "geheim"}]}
    assert read(in_account(chat(MESSAGE), nameless)).texts == ["hoi"]


def test_of_several_groups_one_must_be_named(tmp_path: Path) -> None:
    account = in_account(PERSONAL, chat(MESSAGE), left=[LEFT])
    refused = refusal(account)
    assert refused.key == "error.export.several_groups"
    assert refused.values == {"groups": "“3B”, “2B”"}
    path = tmp_path / "result.json"
    path.write_text(account)
    assert read_path(path, group="3b").texts == ["hoi"]
    assert read_path(path, group="8").texts == ["oud"]
    with pytest.raises(ExportError) as private:
        read_path(path, group="Noa")
    assert private.value.key == "error.export.no_such_group"


@pytest.mark.parametrize("key", ["personal_information", "contacts", "chats"])
def test_an_account_is_known_by_whatever_was_exported(key: str) -> None:
    whole = json.loads(in_account(chat(MESSAGE)))
    part = {name: whole[name] for name in whole if name in {"about", key, "chats"}}
    assert read(json.dumps(part)).texts == ["hoi"]


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        1,
        "hoi",
        [],
        {},
        MESSAGE | {"type": "unheard-of"},
        MESSAGE | {"id": None},
        MESSAGE | {"id": "x"},
        MESSAGE | {"date_unixtime": "gisteren"},
        MESSAGE | {"date_unixtime": "99999999999999"},
        MESSAGE | {"date_unixtime": None, "date": "2026-99-14T08:01:00"},
        MESSAGE | {"from_id": None},
        MESSAGE | {"from_id": ["user2"]},
        MESSAGE | {"from": {"name": "Noa"}},
        MESSAGE | {"text": None},
        MESSAGE | {"text": {"type": "plain", "text": "hoi"}},
        MESSAGE | {"text": ["hoi", 3]},
        MESSAGE | {"text": [{"type": "bold"}]},
        MESSAGE | {"poll": None},
        MESSAGE | {"poll": {"question": "wie?", "answers": 3}},
        MESSAGE | {"contact_information": {}},
        MESSAGE | {"media_type": []},
        MESSAGE | {"file": 3},
        MESSAGE | {"reply_to_message_id": {"id": 1}},
        MESSAGE | {"edited": 3},
        {"id": 1, "type": "service", "action": "create_group"},
    ],
    ids=str,
)
def test_a_damaged_message_is_shown_and_stops_nothing(wrong: object) -> None:
    found = seen(MESSAGE, wrong, MESSAGE | {"id": 3})
    assert found.ids == (2, 3)
    assert found.not_understood == [(2, json.dumps(wrong, ensure_ascii=False)[:500])]


def test_of_a_long_message_that_cannot_be_read_only_the_beginning_is_shown() -> None:
    wrong = MESSAGE | {"type": "unheard-of", "text": "a" * 900}
    assert seen(MESSAGE, wrong).not_understood == [(2, json.dumps(wrong)[:500])]


def test_a_service_message_of_a_kind_unheard_of_is_a_notice() -> None:
    service = {"id": 1, "type": "service", "date": "2026-09-14T08:01:00", "text": ""}
    found = seen(service | {"action": "fly_away", "members": 0}, service)
    assert found.notices == ["fly_away", ""]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (json.dumps(chat()), "empty"),
        (json.dumps({"messages": [MESSAGE]}), "unknown_json"),
        (json.dumps({"about": "iets", "messages": [MESSAGE]}), "unknown_json"),
        (json.dumps(chat(MESSAGE))[:-20], "json_broken"),
        (json.dumps(chat(MESSAGE)) + "}", "json_broken"),
        (json.dumps(chat(MESSAGE)).replace('"hoi"', "[" * 5000 + "]" * 5000), "too_deep"),
    ],
)
def test_what_is_no_such_file_is_refused(text: str, key: str) -> None:
    assert refusal(text).key == f"error.export.{key}"


@given(one_wrong_value(AS_JSON))
@settings(max_examples=150)
def test_one_wrong_value_costs_no_other_message(fault: tuple[Where, bytes]) -> None:
    where, content = fault
    try:
        found = read(content)
    except ExportError:
        return
    if where[0] == "messages" and len(where) > 2:
        assert len(found.events) == len(CHAT["messages"])
    for message in found.messages:
        f"{message.text}{message.forwarded}{message.sender.name}".encode()


@given(wrong_bytes(SAMPLE))
@settings(max_examples=100)
def test_no_bytes_break_the_reader(content: bytes) -> None:
    with suppress(ExportError):
        read(content)
