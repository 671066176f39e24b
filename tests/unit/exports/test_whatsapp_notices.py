"""What WhatsApp itself says, and what only looks like it."""

import pytest

from tests.unit.exports.reading import read

M = "\u200e"
HOI = "14-09-2026 08:15 - Noa: hoi\n"
ENCRYPTED = (
    "Messages and calls are end-to-end encrypted."
    " Only people in this chat can read, listen to, or share them. Learn more."
)
DISAPPEARING = (
    "mw. Wolters turned on disappearing messages."
    " New messages will disappear from this chat 7 days after they’re sent, except when kept."
)
SAFE = "Berichten en gesprekken worden end-to-end versleuteld."


@pytest.mark.parametrize(
    "words",
    [
        SAFE,
        ENCRYPTED,
        "mw. Wolters heeft de groep ‘2B’ gemaakt",
        "mw. Wolters heeft de groepsnaam gewijzigd van ‘2A’ in ‘2B’",
        "mw. Wolters heeft Kyano en ~\u202fTygo toegevoegd",
        "mw. Wolters heeft Kyano verwijderd",
        "+31 6 12345678 heeft de groep verlaten",
        "Noa is lid geworden via de uitnodigingslink van deze groep",
        "mw. Wolters heeft de groepsbeschrijving gewijzigd",
        "U bent nu een beheerder",
        "De beveiligingscode van Romy is gewijzigd.",
        "Anita left",
        "You added Noa",
        "~\u202fTygo joined using this group’s invite link",
        "mw. Wolters changed this group's icon",
        DISAPPEARING,
        "You're now an admin",
        "Noa changed to +31 6 87654321",
    ],
)
def test_a_line_without_a_sender_is_a_notice(words: str) -> None:
    seen = read(f"{HOI}14-09-2026 08:16 - {words}\n")
    assert seen.notices == [words]
    assert seen.texts == ["hoi"]


def test_a_line_without_a_sender_that_whatsapp_does_not_write_is_not_understood() -> None:
    strange = "14-09-2026 08:16 - Noa zei iets\n\nmet een tweede regel"
    seen = read(f"{HOI}{strange}\n")
    assert not seen.notices
    assert seen.not_understood == [
        (2, "14-09-2026 08:16 - Noa zei iets"),
        (4, "met een tweede regel"),
    ]


def test_what_stands_below_a_notice_is_not_understood() -> None:
    seen = read(f"14-09-2026 08:14 - Anita left\njij bent een eikel\n{HOI}")
    assert seen.notices == ["Anita left"]
    assert seen.not_understood == [(2, "jij bent een eikel")]


@pytest.mark.parametrize(
    "words",
    [
        "mw. Wolters heeft de groep ‘2B: wiskunde’ gemaakt",
        'mw. Wolters created group "2B: maths"',
        "mw. Wolters heeft de groepsnaam gewijzigd van ‘2B: a’ in ‘2B: b’",
    ],
)
def test_a_group_with_a_colon_in_its_name_is_named_before_anybody_speaks(words: str) -> None:
    seen = read(f"14-09-2026 08:14 - {words}\n{HOI}")
    assert seen.notices == [words]
    assert seen.messages[0].group.startswith("2B: ")


@pytest.mark.parametrize("first", [HOI, ""], ids=["later", "first"])
def test_nobody_hides_behind_a_name_that_opens_a_notice(first: str) -> None:
    name = '~J created group "x'
    seen = read(
        f"{first}14-09-2026 08:16 - {name}: jij bent een eikel\n"
        f'14-09-2026 08:17 - {name}: jij bent een eikel"\n'
        f'14-09-2026 08:18 - {name}: jij ook"\n'
    )
    assert seen.texts[-3:] == ["jij bent een eikel", 'jij bent een eikel"', 'jij ook"']
    assert seen.messages[-1].sender.name == name.removeprefix("~")
    assert seen.messages[-1].group == "chat"


def test_nobody_hides_behind_a_long_name() -> None:
    (message,) = read(f"14-09-2026 08:16 - {'J' * 5000}: jij bent een eikel\n").messages
    assert message.text == "jij bent een eikel"
    assert message.sender.name == "J" * 200


@pytest.mark.parametrize(
    "words",
    [
        "Je bent een eikel, ik heb je verwijderd",
        "Je hebt gehuild en de groep verlaten",
        "U hebt Sem een eikel gemaakt",
        "Je hebt die eikel verwijderd",
        "You removed that eikel",
        "You left and everybody changed",
        "Missed you, eikel",
        "Gemiste kans, eikel",
        "Gemiste spraakoproep van die eikel",
        "Spraakoproep, eikel",
        "Noa heeft die eikel verwijderd",
        SAFE,
    ],
)
@pytest.mark.parametrize("safe", [True, False], ids=["whole", "cut off"])
def test_a_mark_in_front_makes_no_notice(words: str, safe: bool) -> None:
    if safe:
        seen = read(iphone(f"Noa: {M}{words}", f"Noa: {words}"), name="Noa.txt")
    else:
        hoi = "[14-09-2026 08:15:00] Sem: hoi\n"
        marked = f"[14-09-2026 08:15:00] Noa: {M}{words}\n"
        seen = read(hoi + marked + marked, name="Noa.txt")
    assert [message.text.strip(M) for message in seen.messages[-2:]] == [words, words]


def test_what_the_group_says_without_a_known_sentence_is_a_message() -> None:
    seen = read(iphone(f"2B: {M}jij bent een eikel", "2B: Anita left", f"2B: {M}Anita left"))
    assert seen.texts == ["jij bent een eikel", "Anita left"]
    assert seen.notices == [SAFE, "Anita left"]


def test_an_iphone_group_may_have_a_colon_in_its_name() -> None:
    seen = read(
        f"[14-09-2026 08:15:00] 2B: wiskunde: {M}{SAFE}\n"
        f"[14-09-2026 08:15:00] 2B: wiskunde: {M}Anita left\n"
        "[14-09-2026 08:15:00] Noa: hoi\n"
    )
    assert seen.notices == [SAFE, "Anita left"]
    assert seen.messages[0].group == "2B: wiskunde"


@pytest.mark.parametrize("first", ["Noa: hoi", "Noa heeft de groep ‘a: b’ gemaakt: hoi"])
def test_on_an_iphone_a_line_with_a_sender_is_a_message_even_if_it_is_the_first(
    first: str,
) -> None:
    assert len(read(f"[14-09-2026 08:15:00] {first}\n").messages) == 1


def test_the_name_whatsapp_gave_the_zip_is_the_sender_of_notices_too() -> None:
    text = f"[14-09-2026 08:15:00] Noa: hoi\n[14-09-2026 08:15:01] 2B: {M}Anita left\n"
    assert read(text, name="WhatsApp Chat - 2B.txt").notices == ["Anita left"]
    assert read(text, name="2B.txt").notices == []


def test_a_chat_of_notices_only_has_no_messages() -> None:
    seen = read(f"14-09-2026 08:15 - {SAFE}\n14-09-2026 08:15 - Anita left\n")
    assert len(seen.notices) == 2
    assert not seen.messages
    assert not seen.not_understood


def test_a_missed_call_is_a_notice() -> None:
    seen = read(
        "[14-09-2026 08:15:00] Noa: hoi\n"
        f"[14-09-2026 08:16:00] Noa: {M}Gemiste spraakoproep\n"
        f"[14-09-2026 08:17:00] Noa: {M}Missed video call, {M}Tap to call back\n"
    )
    assert len(seen.notices) == 2
    assert seen.texts == ["hoi"]


@pytest.mark.parametrize("before", ["", M, "\u2068", f"\u202a{M}", "\u00a0"])
@pytest.mark.parametrize(
    "call",
    [
        "Gemiste groepsvideo-oproep",
        "Missed voice call",
        "Silenced video call",
        "Spraakoproep, 3 min",
        "Video-oproep, Geen antwoord",
        "Groepsoproep, 1 uur 2 min",
        "Voice call, 12 min",
        "Video call, No answer",
        "Group call, 2 hrs",
    ],
)
def test_every_call_is_a_notice_whatever_mark_it_opens_with(call: str, before: str) -> None:
    seen = read(f"{HOI}14-09-2026 08:16 - Noa: {before}{call}\n")
    assert [notice.endswith(call) for notice in seen.notices] == [True]


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
