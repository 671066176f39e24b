"""A channel as DiscordChatExporter writes it in JSON."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from adapters.exports import open_exports
from bot.errors import ExportError
from bot.model.event import MessagePosted
from bot.model.ids import Platform
from bot.model.message import MediaKind
from tests.unit.exports.faults import Where, one_wrong_value, wrong_bytes
from tests.unit.exports.reading import AMSTERDAM, DATA, Seen, read, read_path, refusal, zipped

SAMPLE = (DATA / "discord.json").read_bytes()
CHANNEL = json.loads(SAMPLE)
SERVER = {"id": "1", "name": "Voorbeeldschool"}
HERE = {"id": "2", "type": "GuildTextChat", "name": "huiswerk"}
NOA = {"id": "12", "name": "noa_b", "discriminator": "0000", "nickname": "Noa", "isBot": False}
MESSAGE: dict[str, Any] = {
    "id": "30",
    "type": "Default",
    "timestamp": "2026-09-14T08:01:00.5+02:00",
    "timestampEdited": None,
    "content": "hoi",
    "author": NOA,
    "attachments": [],
    "embeds": [],
    "stickers": [],
}
JUF, NOA_B, SEM, ZOE = "Juf Jansen", "Noa Bakker", "Sem", "Zoë Özdemir"


def channel(*messages: object, guild: object = SERVER, **more: object) -> str:
    return json.dumps(
        {"guild": guild, "channel": HERE | more, "dateRange": {}, "messages": messages}
    )


def seen(*messages: object) -> Seen:
    return read(channel(*messages))


def file(name: object) -> dict[str, object]:
    return {"id": "5", "url": "https://voorbeeld.nl/x", "fileName": name, "fileSizeBytes": 1}


def test_every_message_of_the_sample_is_read() -> None:
    sample = read(SAMPLE)
    assert sample.format == "Discord"
    rows = [
        (
            int(m.ref.message_id) % 100,
            f"{m.sent_at:%d %H:%M:%S}",
            m.sender.name,
            m.text,
            m.media,
            m.reply_to and int(m.reply_to) % 100,
        )
        for m in sample.messages
    ]
    files = "samenvatting_H2.pdf\nbegrippen.docx"
    link = "https://www.youtube.com/watch?v=voorbeeld"
    assert rows == [
        (2, "14 08:01:10", JUF, "Welkom! Hier alleen vragen over huiswerk.", None, None),
        (4, "14 15:32:40", NOA_B, "wat moeten we leren voor wiskunde?", None, None),
        (5, "14 15:34:05", SEM, "hoofdstuk 2, alleen paragraaf 3", None, 4),
        (6, "14 15:36:21", ZOE, "mijn aantekeningen", MediaKind.PHOTO, None),
        (7, "14 15:37:02", "daan", files, MediaKind.DOCUMENT, None),
        (8, "14 15:40:48", NOA_B, "@Sem bel Zoë even, haar nummer is 06 12345678", None, None),
        (9, "14 15:41:30", ZOE, "dat wil ik niet in de groep 😡", None, 8),
        (10, "14 16:02:11", SEM, "jij bent echt een sukkel @daan", None, None),
        (11, "14 16:04:00", "daan", "", MediaKind.VOICE, None),
        (12, "14 16:20:00", ZOE, "", MediaKind.STICKER, None),
        (13, "14 17:15:00", JUF, "", MediaKind.UNKNOWN, None),
        (14, "14 17:40:00", NOA_B, "", MediaKind.PHOTO, None),
        (15, "14 18:00:45", "daan", f"kijk deze uitleg {link}", None, None),
        (17, "14 18:12:00", "Roosterbot", "Dinsdag begint 3B om 9.15 uur.", None, None),
        (19, "15 17:20:00", NOA_B, "ok :blij:\n**tot morgen**", None, None),
    ]  # fmt: skip
    assert sample.ids[0] == "710000000000000002"
    assert [int(m.ref.message_id) % 100 for m in sample.messages if m.edited] == [10]
    assert {m.group for m in sample.messages} == {"Voorbeeldschool 3B - huiswerk"}
    assert {m.ref.chat.chat_id for m in sample.messages} == {"700000000000000002"}


def test_what_others_said_stands_apart() -> None:
    others = {int(m.ref.message_id) % 100: m.forwarded for m in read(SAMPLE).messages}
    assert {number: text for number, text in others.items() if text} == {
        14: "Morgen valt het eerste uur uit",
        15: "Stelling van Pythagoras in vijf minuten\nUitleg bij hoofdstuk 2",
    }


def test_what_discord_itself_says_is_a_notice() -> None:
    sample = read(SAMPLE)
    assert sample.notices == [
        "Juf Jansen: Joined the server.",
        "Juf Jansen: Pinned a message.",
        "Juf Jansen: Started a thread.",
        "Juf Jansen: 46",
    ]
    assert not sample.not_understood
    assert len(sample.events) == len(CHANNEL["messages"])


def test_the_account_stays_when_the_name_changes() -> None:
    first, second = seen(
        MESSAGE, MESSAGE | {"id": "31", "author": NOA | {"nickname": "N"}}
    ).messages
    assert first.sender.account == second.sender.account
    assert first.sender.account.platform is Platform.DISCORD
    assert first.sender.account.user_id == "12"
    assert (first.sender.name, second.sender.name) == ("Noa", "N")


@pytest.mark.parametrize("author", [{"id": "12", "name": "noa_b"}, NOA | {"nickname": None}])
def test_without_a_nickname_the_name_of_the_account_is_shown(author: dict[str, Any]) -> None:
    assert seen(MESSAGE | {"author": author}).messages[0].sender.name == "noa_b"


@pytest.mark.parametrize(
    ("stamp", "micro"),
    [
        ("2026-09-14T06:01:00Z", 0),
        ("2026-09-14T06:01:00.1+00:00", 100_000),
        ("2026-09-14T08:01:00.1234567+02:00", 123_456),
    ],
)
def test_moments_say_their_zone(stamp: str, micro: int) -> None:
    (message,) = seen(MESSAGE | {"timestamp": stamp}).messages
    assert message.sent_at == datetime(2026, 9, 14, 6, 1, 0, micro, UTC)
    assert message.sent_at.tzinfo is AMSTERDAM


def test_older_versions_leave_keys_out_and_number_a_reply() -> None:
    bare = {key: MESSAGE[key] for key in ("id", "timestamp", "content")} | {"author": NOA}
    reply = {"reference": {"messageId": "30", "channelId": "2"}}
    first, second = seen(
        bare | {"type": "Default"}, bare | {"id": "31", "type": "19"} | reply
    ).messages
    assert (first.text, first.reply_to, first.media, first.edited) == ("hoi", None, None, False)
    assert second.reply_to == first.ref.message_id


@pytest.mark.parametrize("reference", [None, {}, {"messageId": None}])
def test_a_reply_to_nothing_known_is_still_a_message(reference: object) -> None:
    (message,) = seen(MESSAGE | {"type": "Reply", "reference": reference}).messages
    assert message.reply_to is None


def test_a_followed_message_of_another_channel_is_no_reply() -> None:
    (message,) = seen(MESSAGE | {"reference": {"messageId": "9", "channelId": "88"}}).messages
    assert message.reply_to is None


def test_what_older_versions_passed_on_is_left_out_of_the_export() -> None:
    reference = {"type": "Forward", "messageId": "9", "channelId": "88"}
    (message,) = seen(MESSAGE | {"content": "", "reference": reference}).messages
    assert (message.media, message.reply_to) == (MediaKind.UNKNOWN, None)


def test_words_that_were_passed_on_are_no_media() -> None:
    (message,) = seen(MESSAGE | {"content": "", "forwardedMessage": {"content": "lees"}}).messages
    assert (message.text, message.forwarded, message.media) == ("", "lees", None)


def test_a_poll_is_its_question_and_its_answers() -> None:
    poll = {"question": "Wie gaat mee?", "answers": [{"id": 1, "text": "ik"}, {"text": "niet"}]}
    (message,) = seen(MESSAGE | {"content": "", "poll": poll}).messages
    assert (message.text, message.media) == ("Wie gaat mee?\nik\nniet", MediaKind.POLL)


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("a.PNG", MediaKind.PHOTO, "hoi"),
        ("a.gif", MediaKind.VIDEO, "hoi"),
        ("a.mp3", MediaKind.VOICE, "hoi"),
        ("werkstuk.pdf", MediaKind.DOCUMENT, "werkstuk.pdf\nhoi"),
        ("zonder", MediaKind.DOCUMENT, "zonder\nhoi"),
        (".png", MediaKind.DOCUMENT, ".png\nhoi"),
    ],
)
def test_a_file_is_known_by_its_name(name: str, kind: MediaKind, text: str) -> None:
    (message,) = seen(MESSAGE | {"attachments": [file(name)]}).messages
    assert (message.media, message.text) == (kind, text)


DIRECT = {"id": "0", "name": "Direct Messages"}


def test_a_conversation_of_a_group_is_read() -> None:
    found = read(channel(MESSAGE, guild=DIRECT, type="DirectGroupTextChat", name="3B"))
    assert (found.texts, found.messages[0].group) == (["hoi"], "3B")


@pytest.mark.parametrize(
    ("guild", "kind"),
    [
        (DIRECT, "DirectTextChat"),
        (SERVER, "DirectTextChat"),
        (DIRECT, "GuildTextChat"),
        (DIRECT, None),
        ({"id": None}, "GuildTextChat"),
        ({"id": 5}, ["GuildTextChat"]),
    ],
)
def test_a_conversation_of_two_people_or_of_an_unknown_kind_is_never_read(
    guild: object, kind: object
) -> None:
    refused = refusal(channel(MESSAGE, guild=guild, type=kind))
    assert refused.key == "error.export.only_private"


@pytest.mark.parametrize("wrong", [None, 3, ["id"]])
def test_a_channel_that_says_nothing_of_itself_is_never_read(wrong: object) -> None:
    for head in ("guild", "channel"):
        whole = json.loads(channel(MESSAGE))
        text = json.dumps(whole | {head: wrong} | {"messages": [MESSAGE]})
        # The first of two counts for what the file is, the last for what it holds.
        text = f'{{"{head}": {json.dumps(whole[head])}, {text[1:]}'
        assert refusal(text).key == "error.export.only_private"


@pytest.mark.parametrize("kind", ["GuildVoiceChat", "GuildPublicThread", "GuildNews", "16"])
def test_every_channel_of_a_server_is_a_group(kind: str) -> None:
    assert read(channel(MESSAGE, type=kind)).texts == ["hoi"]


@pytest.mark.parametrize("late", ["guild", "channel"])
def test_what_stands_before_its_channel_is_known_is_not_read(late: str) -> None:
    whole = json.loads(channel(MESSAGE))
    whole[late] = whole.pop(late)
    assert refusal(json.dumps(whole)).key == "error.export.only_private"


def test_of_several_channels_one_must_be_named(tmp_path: Path) -> None:
    path = tmp_path / "server.zip"
    other = channel(MESSAGE | {"content": "wie gaat mee?"}, id="3", name="uitje")
    private = channel(MESSAGE, guild=DIRECT, type="DirectTextChat", id="4", name="Noa")
    path.write_bytes(zipped({"a.json": channel(MESSAGE), "b.json": other, "c.json": private}))
    with pytest.raises(ExportError) as several:
        read_path(path)
    assert several.value.values == {
        "groups": "“Voorbeeldschool - huiswerk”, “Voorbeeldschool - uitje”"
    }
    assert read_path(path, group="voorbeeldschool - UITJE").texts == ["wie gaat mee?"]
    assert read_path(path, group="2").texts == ["hoi"]


def test_parts_of_a_channel_are_several_exports_of_one_group(tmp_path: Path) -> None:
    path = tmp_path / "delen.zip"
    parts = {
        "x [2].json": channel(MESSAGE),
        "x [2] [part 2].json": channel(MESSAGE | {"id": "31", "content": "doei"}),
    }
    path.write_bytes(zipped(parts))
    exports = open_exports(path, staff=(), timezone=AMSTERDAM)
    assert len({export.about for export in exports}) == 1
    assert all(export.keeps_ids for export in exports)
    events = [event for export in exports for event in export]
    assert [e.message.text for e in events if isinstance(e, MessagePosted)] == ["hoi", "doei"]


def test_a_file_that_begins_with_the_newest_is_turned_around() -> None:
    zone = timezone(timedelta(hours=2))
    start = datetime(2026, 9, 14, 8, tzinfo=zone)
    late = [
        MESSAGE | {"id": str(n), "timestamp": (start + timedelta(hours=n)).isoformat()}
        for n in (3, 2, 1)
    ]
    assert seen(*late).ids == (1, 2, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        1,
        "hoi",
        [],
        {},
        MESSAGE | {"id": 30},
        MESSAGE | {"id": "x\n1"},
        MESSAGE | {"type": 0},
        MESSAGE | {"type": []},
        MESSAGE | {"timestamp": "gisteren"},
        MESSAGE | {"timestamp": None},
        MESSAGE | {"timestamp": "0001-01-01T00:00:00+02:00"},
        MESSAGE | {"content": None},
        MESSAGE | {"author": None},
        MESSAGE | {"author": {"id": "12"}},
        MESSAGE | {"author": NOA | {"id": 12}},
        MESSAGE | {"author": NOA | {"nickname": ["Noa"]}},
        MESSAGE | {"attachments": 3},
        MESSAGE | {"attachments": [file(None)]},
        MESSAGE | {"embeds": [{"title": 3}]},
        MESSAGE | {"poll": {"question": "wie?"}},
        MESSAGE | {"forwardedMessage": {"attachments": []}},
        MESSAGE | {"type": "Reply", "reference": {"messageId": "x"}},
        MESSAGE | {"type": "Reply", "reference": "30"},
        MESSAGE | {"type": "46", "content": {}},
    ],
    ids=str,
)
def test_a_damaged_message_is_shown_and_stops_nothing(wrong: object) -> None:
    found = seen(MESSAGE, wrong, MESSAGE | {"id": "31"})
    assert found.ids == (30, 31)
    assert found.not_understood == [(2, json.dumps(wrong, ensure_ascii=False)[:500])]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (channel(), "empty"),
        (json.dumps({"guild": SERVER, "messages": [MESSAGE]}), "unknown_json"),
        (json.dumps({"guild": SERVER, "channel": HERE}), "unknown_json"),
        (channel(MESSAGE)[:-20], "json_broken"),
        (channel(MESSAGE) + "]", "json_broken"),
        (channel(MESSAGE).replace('"hoi"', "[" * 5000 + "]" * 5000), "too_deep"),
    ],
)
def test_what_is_no_such_file_is_refused(text: str, key: str) -> None:
    assert refusal(text).key == f"error.export.{key}"


@given(one_wrong_value(SAMPLE.decode()))
@settings(max_examples=150)
def test_one_wrong_value_costs_no_other_message(fault: tuple[Where, bytes]) -> None:
    where, content = fault
    try:
        found = read(content)
    except ExportError:
        return
    if where[0] == "messages" and len(where) > 2:
        assert len(found.events) == len(CHANNEL["messages"])
    for message in found.messages:
        f"{message.text}{message.forwarded}{message.sender.name}".encode()


@given(wrong_bytes(SAMPLE))
@settings(max_examples=100)
def test_no_bytes_break_the_reader(content: bytes) -> None:
    with suppress(ExportError):
        read(content)
