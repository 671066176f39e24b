"""Two whole conversations: what a phone exports is what was written."""

import json
from datetime import datetime
from typing import Any

import pytest

from bot.model.ids import Platform
from bot.model.member import Role
from bot.model.message import MediaKind, Message
from tests.unit.exports.reading import AMSTERDAM, DATA, Seen, read, read_path, zipped

STAFF = ("mw. Wolters", "MW.  de rijk", "dhr. Anand", "dhr. Kuipers")
EXPORTS = [("c1-whatsapp-android.txt", "c1.jsonl"), ("c2-whatsapp-ios.txt", "c2.jsonl")]
POLL = [
    "Volgorde presentaties LOB: wie wil woensdag als eerste?",
    "Iris",
    "Bram",
    "Ties en Romy samen",
    "mw. Wolters moet zelf",
]


def rows(name: str) -> dict[str, dict[str, Any]]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    return {str(row["id"]): row for row in map(json.loads, lines)}


def pairs(export: str, labelled: str) -> list[tuple[Message, dict[str, Any]]]:
    line_of = json.loads((DATA / "exports-map.json").read_text("utf-8"))[export]
    read_back = {str(m.ref.message_id): m for m in read_path(DATA / export, STAFF).messages}
    return [(read_back[str(line_of[key])], row) for key, row in rows(labelled).items()]


@pytest.mark.parametrize(("export", "labelled"), EXPORTS)
def test_every_message_has_its_sender_time_group_and_role(export: str, labelled: str) -> None:
    for message, row in pairs(export, labelled):
        sent = datetime.fromisoformat(row["ts"])
        known = sent if "ios" in export else sent.replace(second=0)
        assert (message.sender.name, message.sent_at) == (row["sender"], known)
        assert message.group == row["group"]
        assert (message.sender.role is Role.TEACHER) == (row["role"] == "teacher")


@pytest.mark.parametrize(("export", "labelled"), EXPORTS)
def test_every_text_is_whole_but_for_what_no_export_holds(export: str, labelled: str) -> None:
    for message, row in pairs(export, labelled):
        if row["media"] == "poll":
            assert message.text.split("\n") == POLL
        else:
            assert message.text == ("" if row["media"] == "voice" else row["text"])


@pytest.mark.parametrize(("export", "labelled"), EXPORTS)
def test_media_is_known_as_far_as_the_export_tells(export: str, labelled: str) -> None:
    for message, row in pairs(export, labelled):
        exact = "ios" in export or row["media"] in {None, "poll"}
        expected = row["media"] if exact else MediaKind.UNKNOWN
        assert message.media == expected


@pytest.mark.parametrize(
    ("export", "messages", "deleted", "notices"),
    [
        ("c1-whatsapp-android.txt", 235, ["72", "119", "163", "219"], 9),
        ("c2-whatsapp-ios.txt", 221, ["151"], 6),
    ],
)
def test_nothing_is_left_over(
    export: str, messages: int, deleted: list[str], notices: int
) -> None:
    seen = read_path(DATA / export)
    assert len(seen.messages) == messages
    assert seen.deleted == deleted
    assert len(seen.notices) == notices
    assert not seen.not_understood


def test_edited_messages_are_marked() -> None:
    edited = [m.text for m in read_path(DATA / "c1-whatsapp-android.txt").messages if m.edited]
    assert len(edited) == 2
    assert not any("bewerkt" in text for text in edited)


def test_formats_are_named_for_people() -> None:
    names = {
        name: read_path(DATA / name).format
        for name in ("c1-whatsapp-android.txt", "c2-whatsapp-ios.txt", "c1.jsonl")
    }
    assert list(names.values()) == ["WhatsApp (Android)", "WhatsApp (iOS)", "JSONL"]


def undated(seen: Seen) -> list[tuple[str, str]]:
    return [(m.ref.message_id, m.text) for m in seen.messages]


@pytest.mark.parametrize(
    ("export", "inside"),
    [
        ("c1-whatsapp-android.txt", "WhatsApp-chat met TL3B mentorgroep.txt"),
        ("c2-whatsapp-ios.txt", "_chat.txt"),
    ],
)
def test_a_zip_reads_as_the_text_in_it(export: str, inside: str) -> None:
    packed = zipped({"notities.txt": "geen chat", inside: (DATA / export).read_bytes()})
    assert undated(read(packed, name="export.dat")) == undated(read_path(DATA / export))


def test_a_labelled_conversation_is_read_without_its_labels() -> None:
    seen = read_path(DATA / "c1.jsonl")
    assert list(seen.ids) == [row["id"] for row in rows("c1.jsonl").values()]
    for message, row in zip(seen.messages, rows("c1.jsonl").values(), strict=True):
        assert message.ref.message_id == str(row["id"])
        assert message.ref.chat.platform is Platform.LABELLED
        assert message.sent_at.astimezone(AMSTERDAM).isoformat() == row["ts"]
        assert (message.sender.name, message.text) == (row["sender"], row["text"])
        assert message.media == row["media"]
        assert message.reply_to == (row["reply_to"] and str(row["reply_to"]))
