"""Marks, placeholders, polls, mentions."""

import pytest

from bot.model.message import MediaKind
from tests.unit.exports.reading import one, read

M = "\u200e"


@pytest.mark.parametrize(
    "mark",
    ["<Dit bericht is bewerkt>", f"{M}<This message was edited>", "<This message was edited>"],
)
def test_an_edited_mark_is_taken_off(mark: str) -> None:
    message = one(f"eerste regel\ntweede {mark}")
    assert (message.text, message.edited) == ("eerste regel\ntweede", True)


@pytest.mark.parametrize(
    "words",
    [
        "Dit bericht is verwijderd",
        f"{M}Dit bericht is verwijderd.",
        "U hebt dit bericht verwijderd",
        "Je hebt dit bericht verwijderd",
        f"{M}You deleted this message.",
        "This message was deleted",
        f"{M}This message was deleted by admin mw. Wolters.",
        "Dit bericht is verwijderd door beheerder mw. Wolters",
        f"{M}This message was deleted by admin \u2068~\u202fTygo\u2069.",
    ],
)
def test_a_deleted_message_is_a_deletion(words: str) -> None:
    seen = read(
        "14-09-2026 08:15 - mw. Wolters: hoi\n14-09-2026 08:15 - ~ Tygo: hoi\n"
        f"14-09-2026 08:15 - Noa: {words}\n"
    )
    assert seen.deleted == ["3"]


@pytest.mark.parametrize(
    "words",
    [
        "Dit bericht is verwijderd door beheerder omdat jij een eikel bent",
        "Dit bericht is verwijderd hoor",
        "<eikel weggelaten>",
        "eikel <Media weggelaten>",
        "jij bent een document weggelaten",
        "PEILING: wie is de domste",
        "locatie: https://example.org/eikel",
    ],
)
def test_words_that_imitate_a_mark_stay_words(words: str) -> None:
    message = one(words)
    assert (message.text, message.media) == (words, None)


@pytest.mark.parametrize(
    ("words", "kind", "text"),
    [
        ("<Media weggelaten>", MediaKind.UNKNOWN, ""),
        ("<Media omitted>\nkijk dan\nhier", MediaKind.UNKNOWN, "kijk dan\nhier"),
        ("<Video note omitted>", MediaKind.VIDEO, ""),
        ("<View once voice message omitted>", MediaKind.VOICE, ""),
        ("", MediaKind.UNKNOWN, ""),
        ("IMG-20260914-WA0001.jpg (bestand bijgevoegd)", MediaKind.PHOTO, ""),
        (f"{M}VID-20260914-WA0001.mp4 (file attached)\nkijk", MediaKind.VIDEO, "kijk"),
        ("PTT-20260914-WA0001.opus (bestand bijgevoegd)", MediaKind.VOICE, ""),
        ("STK-20260914-WA0001.webp (bestand bijgevoegd)", MediaKind.STICKER, ""),
        ("DOC-20260914-WA0001.pdf (file attached)", MediaKind.DOCUMENT, ""),
        (
            "antwoorden (h3).pdf (bestand bijgevoegd)\nhier",
            MediaKind.DOCUMENT,
            "antwoorden (h3).pdf\nhier",
        ),
        ("Noa de Vries.vcf (bestand bijgevoegd)", MediaKind.CONTACT, "Noa de Vries"),
        ("locatie: https://maps.google.com/?q=52.1,5.1", MediaKind.LOCATION, ""),
        ("location: https://maps.google.com/?q=52.1,5.1 kom", MediaKind.LOCATION, "kom"),
        ("live locatie gedeeld", MediaKind.LOCATION, ""),
    ],
)
def test_media_of_an_android_phone(words: str, kind: MediaKind, text: str) -> None:
    message = one(words)
    assert (message.media, message.text) == (kind, text)


@pytest.mark.parametrize(
    ("words", "kind", "text"),
    [
        (f"{M}afbeelding weggelaten", MediaKind.PHOTO, ""),
        ("afbeelding weggelaten", MediaKind.PHOTO, ""),
        (f"kijk\ndan {M}image omitted", MediaKind.PHOTO, "kijk\ndan"),
        (f"{M}video weggelaten", MediaKind.VIDEO, ""),
        (f"{M}GIF omitted", MediaKind.VIDEO, ""),
        (f"{M}sticker weggelaten", MediaKind.STICKER, ""),
        (f"{M}audio omitted", MediaKind.VOICE, ""),
        (f"{M}Contact card omitted", MediaKind.CONTACT, ""),
        (f"rooster.pdf • {M}2 pagina’s {M}document weggelaten", MediaKind.DOCUMENT, "rooster.pdf"),
        (f"rooster.pdf • {M}1 page {M}document omitted", MediaKind.DOCUMENT, "rooster.pdf"),
        (f"{M}<bijgevoegd: 00000012-PHOTO-2026-09-14-07-55-00.jpg>", MediaKind.PHOTO, ""),
        (f"kijk {M}<attached: 00000012-AUDIO-2026-09-14-07-55-00.opus>", MediaKind.VOICE, "kijk"),
        (f"{M}<attached: 00000012-rooster.pdf>", MediaKind.DOCUMENT, "rooster.pdf"),
        (f"{M}Locatie: https://maps.google.com/?q=52.1,5.1", MediaKind.LOCATION, ""),
    ],
)
def test_media_of_an_iphone(words: str, kind: MediaKind, text: str) -> None:
    message = one(words, ios=True)
    assert (message.media, message.text) == (kind, text)


def test_an_edited_caption_is_edited_media() -> None:
    message = one("<Media weggelaten>\nkijk <Dit bericht is bewerkt>")
    assert (message.media, message.text, message.edited) == (MediaKind.UNKNOWN, "kijk", True)


@pytest.mark.parametrize(
    "poll",
    [
        "PEILING:\nWanneer?\nOPTIE: Ma (1 stem)\nOPTIE: Di (om 3) (12 stemmen)",
        f"{M}POLL:\nWanneer?\n{M}OPTION: Ma ({M}1 vote)\n{M}OPTION: Di (om 3) ({M}0 votes)\n",
    ],
)
def test_a_poll_is_its_question_and_options_without_votes(poll: str) -> None:
    message = one(poll)
    assert (message.media, message.text) == (MediaKind.POLL, "Wanneer?\nMa\nDi (om 3)")


def test_mentions_keep_the_name_and_lose_the_marks() -> None:
    text = "dank @\u2068Noa\u2069 en @\u2068~\u202fTygo\u2069!"
    assert one(text).text == "dank @Noa en @Tygo!"


def test_blank_lines_inside_a_message_stay() -> None:
    assert one("een\n\n\ntwee\n\n").text == "een\n\n\ntwee"


def test_a_colon_at_the_end_of_the_head_still_names_the_sender() -> None:
    (message,) = read("14-09-2026 08:15 - Noa:\nmet tekst\n").messages
    assert (message.sender.name, message.text) == ("Noa", "met tekst")
