"""Instagram's download: the sample, which is one conversation in two files."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings

from adapters.exports import open_exports
from bot.errors import ExportError
from bot.model.event import MessagePosted
from bot.model.ids import ChatId, ChatRef, Platform
from bot.model.member import Role
from bot.model.message import MediaKind
from tests.unit.exports.faults import Where, one_wrong_value, wrong_bytes
from tests.unit.exports.reading import AMSTERDAM, DATA, read, read_path, zipped

NEWER, OLDER = (DATA / "instagram" / f"message_{part}.json" for part in (1, 2))
IN_ZIP = "instagram-juf-2026-09-15-aB3dE/your_instagram_activity/messages/inbox"
THREAD = f"{IN_ZIP}/3bmentorgroep_17890123456789012"


def test_every_message_of_the_older_part() -> None:
    seen = read_path(OLDER, ["mw. Jansen"])
    assert seen.format == "Instagram"
    assert {message.group for message in seen.messages} == {"3B 🎒 mentorgroep"}
    assert [(message.sender.name, message.text) for message in seen.messages] == [
        ("Zoë Bakker", "Zoë Bakker named the group 3B 🎒 mentorgroep."),
        ("mw. Jansen", "Goedemorgen! Denken jullie aan het biologieverslag? 📗"),
        ("Daan", "hoeveel bladzijden moet het zijn"),
        ("Amira El-Khatib", "twee, staat in Magister"),
        ("Zoë Bakker", "één mag ook, zei ze: “als het maar klopt”"),
        ("Daan", "mijn voorkant"),
    ]
    assert seen.notices == ["Liked a message"]
    assert [message.media for message in seen.messages] == [None] * 5 + [MediaKind.PHOTO]
    assert seen.messages[1].sender.role is Role.TEACHER
    assert seen.times[0] == datetime(2026, 9, 14, 6, 1, 0, 123000, tzinfo=UTC)
    assert seen.times == sorted(seen.times)


def test_every_message_of_the_newer_part() -> None:
    seen = read_path(NEWER)
    assert [(message.sender.name, message.text) for message in seen.messages] == [
        ("Daan", "https://www.instagram.com/reel/Cx0000000/"),
        ("Noor", ""),
        ("Daan", "wat ben jij een kneus, Noor"),
        ("Noor", "doe normaal"),
        ("Amira El-Khatib", "dit is het nummer van Daan: 06-12345678, bel maar 📞"),
        ("mw. Jansen", "Amira, zet geen nummers van anderen in de groep."),
        ("Amira El-Khatib", "sorry 😔"),
        ("Zoë Bakker", "hier staat de uitleg https://example.org/cel"),
        ("Noor", "https://example.org/plaatjes"),
        ("Noor", "Noor created a poll: Wie heeft hem al af?"),
        ("Daan", ""),
        ("Instagram User", "ik ga uit deze groep"),
    ]
    assert seen.notices == ["Reacted 😂 to your message ", "Daan started a video chat"]
    assert seen.messages[0].forwarded == "Zo maak je een cel van klei 🧫"
    assert seen.messages[1].media is MediaKind.VOICE
    assert not any(message.reply_to or message.edited for message in seen.messages)


def test_the_parts_of_a_conversation_are_exports_about_one_group(tmp_path: Path) -> None:
    path = tmp_path / "download.zip"
    parts = {f"{THREAD}/{part.name}": part.read_bytes() for part in (NEWER, OLDER)}
    path.write_bytes(zipped(parts))
    exports = open_exports(path, staff=(), timezone=AMSTERDAM)
    group = ChatRef(Platform.META, ChatId("3bmentorgroep_17890123456789012"))
    assert [(export.about, export.keeps_ids) for export in exports] == [(group, False)] * 2
    newer, older = (
        [event.message.text for event in export if isinstance(event, MessagePosted)]
        for export in exports
    )
    assert newer == read_path(NEWER).texts
    assert older == read_path(OLDER).texts


def test_of_several_groups_one_is_read(tmp_path: Path) -> None:
    other = (
        OLDER.read_text()
        .replace("3bmentorgroep_", "turnen_")
        .replace('"title": "3B', '"title": "')
    )
    path = tmp_path / "download.zip"
    path.write_bytes(
        zipped(
            {
                f"{THREAD}/message_2.json": OLDER.read_bytes(),
                f"{IN_ZIP}/turnen_17890123456789012/message_1.json": other,
            }
        )
    )
    with pytest.raises(ExportError) as refused:
        open_exports(path, staff=(), timezone=AMSTERDAM)
    assert refused.value.key == "error.export.several_groups"
    for group in ("3B 🎒 mentorgroep", "3bmentorgroep_17890123456789012"):
        messages = read_path(path, group=group).messages
        assert {message.group for message in messages} == {"3B 🎒 mentorgroep"}


@given(one_wrong_value(NEWER.read_text()))
@settings(max_examples=200)
def test_no_wrong_value_breaks_the_reader(fault: tuple[Where, bytes]) -> None:
    read_or_refuse(fault[1])


@given(wrong_bytes(NEWER.read_bytes()))
@settings(max_examples=100)
def test_no_wrong_byte_breaks_the_reader(content: bytes) -> None:
    read_or_refuse(content)


def read_or_refuse(content: bytes) -> None:
    try:
        read(content)
    except ExportError:
        return
