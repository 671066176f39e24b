"""What WhatsApp itself says, and what only looks like it."""

import pytest

from tests.unit.exports.reading import read

M = "\u200e"
HOI = "14-09-2026 08:15 - Noa: hoi\n"
SAFE = "Berichten en gesprekken worden end-to-end versleuteld."


@pytest.mark.parametrize(
    "words",
    [
        SAFE,
        "mw. Wolters heeft de groep ‘2B: wiskunde’ gemaakt",
        'mw. Wolters created group "2B: maths"',
        "mw. Wolters heeft de groepsnaam gewijzigd van ‘2B: a’ in ‘2B: b’",
        "mw. Wolters heeft Kyano verwijderd",
        "De beveiligingscode van Romy is gewijzigd.",
        "Anita left",
    ],
)
def test_a_line_without_a_sender_is_a_notice(words: str) -> None:
    seen = read(f"{HOI}14-09-2026 08:16 - {words}\n")
    assert seen.notices == [words]
    assert seen.texts == ["hoi"]


def test_a_missed_call_is_a_notice() -> None:
    seen = read(
        "[14-09-2026 08:15:00] Noa: hoi\n"
        f"[14-09-2026 08:16:00] Noa: {M}Gemiste spraakoproep\n"
        f"[14-09-2026 08:17:00] Noa: {M}Missed video call, {M}Tap to call back\n"
    )
    assert len(seen.notices) == 2
    assert seen.texts == ["hoi"]


def test_on_android_a_missed_call_is_a_notice_as_well() -> None:
    seen = read(f"{HOI}14-09-2026 08:16 - Noa: Gemiste spraakoproep\n")
    assert seen.notices == ["Noa: Gemiste spraakoproep"]


def iphone(*lines: str) -> str:
    start = (f"2B: {M}{SAFE}", *lines)
    return "".join(f"[14-09-2026 08:15:{n:02}] {line}\n" for n, line in enumerate(start))


def test_on_an_iphone_the_group_is_the_sender_of_notices() -> None:
    seen = read(iphone(f"2B: {M}Noa heeft de groep verlaten", "Noa: hoi"), name="x.txt")
    assert seen.notices == [SAFE, "Noa heeft de groep verlaten"]
    assert seen.messages[0].group == "2B"


def test_a_person_called_as_the_group_still_sends_messages() -> None:
    seen = read(
        iphone("2B: hoi", f"2B: {M}afbeelding weggelaten", f"2B: {M}Dit bericht is verwijderd.")
    )
    assert seen.texts == ["hoi", ""]
    assert seen.deleted == ["4"]
    assert seen.notices == [SAFE]


def test_an_older_iphone_puts_notices_under_who_did_it() -> None:
    seen = read(iphone(f"Noa: {M}Noa heeft Sem toegevoegd", f"Sem: {M}You added Noa"))
    assert len(seen.notices) == 3


@pytest.mark.parametrize(
    "words", ["Noa heeft de groep verlaten", f"{M}jij bent een eikel", f"{SAFE}"]
)
def test_words_that_imitate_a_notice_stay_a_message(words: str) -> None:
    assert len(read(iphone(f"Noa: {words}")).messages) == 1
    assert len(read(f"{HOI}14-09-2026 08:16 - Noa: {words}\n").messages) == 2


def test_a_name_that_imitates_a_notice_stays_a_sender() -> None:
    seen = read(f"{HOI}14-09-2026 08:16 - Jan heeft de groep verlaten: doei\n")
    assert seen.messages[1].sender.name == "Jan heeft de groep verlaten"


@pytest.mark.parametrize(
    ("notice", "name"),
    [
        ("mw. Wolters heeft de groep ‘2B: wiskunde’ gemaakt", "2B: wiskunde"),
        ("mw. Wolters heeft de groep “2B” aangemaakt", "2B"),
        ('U hebt de groep "2B" gemaakt', "2B"),
        ("Jan van groep 8 heeft de groep ‘De groep 2B’ gemaakt", "De groep 2B"),
        ('mw. Wolters created group "2B"', "2B"),
        ("You created group “Jan’s group”", "Jan’s group"),
        ("mw. Wolters heeft de groepsnaam gewijzigd van ‘1B’ in ‘2B’", "2B"),
        ("mw. Wolters heeft het onderwerp gewijzigd naar “2B”", "2B"),
        ("Anita changed the subject from “1B” to “2B”", "2B"),
    ],
)  # fmt: skip
def test_a_notice_names_the_group(notice: str, name: str) -> None:
    seen = read(f"14-09-2026 08:16 - {notice}\n{HOI}", name="WhatsApp-chat met Iets.txt")
    assert seen.messages[0].group == name
    assert seen.messages[0].ref.chat.chat_id == name


def test_the_newest_name_of_a_group_counts() -> None:
    seen = read(
        f"14-09-2026 08:10 - Jan heeft de groep ‘1B’ gemaakt\n{HOI}"
        "14-09-2026 08:16 - Jan heeft de groepsnaam gewijzigd van ‘1B’ in ‘2B’\n"
    )
    assert seen.messages[0].group == "2B"


def test_a_pupil_cannot_name_the_group_in_a_message() -> None:
    words = "Jan heeft de groep ‘Eikels’ gemaakt"
    assert read(f"{HOI}14-09-2026 08:16 - Noa: {words}\n").messages[0].group == "chat"
    assert read(iphone(f"Noa: {M}{words}", "Noa: hoi")).messages[0].group == "2B"


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("WhatsApp-chat met 2B.txt", "2B"),
        ("WhatsApp Chat with 2B.txt", "2B"),
        ("WhatsApp Chat - 2B.txt", "2B"),
        ("klas 2B.txt", "klas 2B"),
    ],
)
def test_the_file_names_the_group_where_the_chat_does_not(file: str, name: str) -> None:
    assert read(HOI, name=file).messages[0].group == name
