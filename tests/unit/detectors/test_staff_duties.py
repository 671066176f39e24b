import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.staff_duties import StaffDutiesDetector
from bot.model.finding import Rule, Sighting
from bot.model.member import Role
from bot.model.message import Span
from tests.support.builders import a_message, a_scene, a_sender

DETECTOR = StaffDutiesDetector()
FLAGGED_FROM = 0.6
HELD = tomllib.loads(
    Path(__file__).parents[2].joinpath("data", "held_staff_duties.toml").read_text("utf-8")
)


def seen(text: str, role: Role = Role.TEACHER, name: str = "Mw. Kok") -> list[Sighting]:
    """What is shown of it."""
    scene = a_scene(message=a_message(text, sender=a_sender(name, role)))
    return [each for each in DETECTOR.look(scene) if each.certainty >= FLAGGED_FROM]


@pytest.mark.parametrize(
    ("text", "why", "words"),
    [
        ("voeg me toe op snap", "account", "voeg me toe op snap"),
        ("Voeg mij maar toe op Insta hoor", "account", "Voeg mij maar toe op Insta"),
        ("volg me op tiktok jongens", "account", "volg me op tiktok"),
        ("jullie mogen me volgen op Instagram", "account", "volgen op Instagram"),
        ("follow me on insta", "account", "follow me on insta"),
        ("add my discord", "account", "add my discord"),
        ("mijn insta is @kok.foto", "account", "mijn insta"),
        ("mijn snap: meneerbos88", "account", "mijn snap"),
        ("hier mijn discord, dan praten we daar", "account", "mijn discord"),
        ("mijn privé facebook vind je onder bos123", "account", "mijn privé facebook"),
        ("ik heb jullie toegevoegd op snapchat", "account", "toegevoegd op snapchat"),
        ("ik volg je ook op insta Lotte", "account", "volg je ook op insta"),
        ("stuur me een dm op insta", "account", "stuur me een dm op insta"),
        ("zullen we verder praten op snap", "account", "praten op snap"),
        ("we kunnen gamen op de playstation, kom maar", "account", "gamen op de playstation"),
        ("Stuur me een vriendschapsverzoek", "friend", "vriendschapsverzoek"),
        ("je mag me een vriendverzoek sturen", "friend", "vriendverzoek"),
        ("word vrienden met mij op facebook", "friend", "vrienden met mij op facebook"),
        ("app me privé op 06-12345678", "number", "app me privé"),
        (
            "je kan me bereiken op mijn privénummer",
            "number",
            "kan me bereiken op mijn privénummer",
        ),
        ("bel me op mijn eigen nummer 0612345678", "number", "bel me op mijn eigen"),
        ("app me privé 06 12 34 56 78, niet tegen je ouders zeggen", "number", "app me privé"),
        ("voeg me toe op snap, niet verder vertellen", "account", "voeg me toe op snap"),
    ],
)
def test_staff_who_ask_pupils_to_a_private_account_are_told(
    text: str, why: str, words: str
) -> None:
    [sighting] = seen(text)
    assert sighting.rule is Rule.STAFF
    assert sighting.reason.key == f"reason.staff_duties.{why}"
    assert text[slice(*sighting.span)] == words


@pytest.mark.parametrize(
    "text",
    [
        # of school, of work
        "volg de school op insta: @winklerprins",
        "volg onze schoolinsta",
        "de leerlingenraad zit op instagram, volg ze en stuur ze een dm",
        "voeg je toe aan het team in Teams",
        "voeg me toe aan je groepje in Magister",
        "mail me op mijn schoolmail",
        "bel me op mijn werktelefoon 06-12345678",
        "het noodnummer is 06-12345678, app als je kwijt bent",
        "mijn nummer is 06-12345678 voor de excursie, app als je te laat bent",
        "app me als je te laat bent",
        "stuur me even een privébericht",
        "app me even privé, dan zoeken we een oplossing",
        "stuur me je verslag via Magister",
        "Volg me op LinkedIn voor stages",
        # other senses
        "volgen jullie me nog?",
        "volg mij naar lokaal 12",
        "snap je me?",
        "ik snap je vraag, stuur hem maar via Teams",
        "add your name to the list",
        "je eigen telefoon blijft in de tas",
        "bel met je eigen telefoon je ouders",
        "neem je eigen nummer mee voor de sportdag",
        "vrienden van de mediatheek, kom langs",
        # no
        "ik accepteer geen vriendschapsverzoeken van leerlingen",
        "stuur me geen vriendschapsverzoek op facebook",
        "voeg me niet toe op snap, dat mag niet",
        "ik geef mijn privénummer niet, je kunt me mailen",
        "volg me niet op insta",
        "stop met mij toevoegen op snap",
        "wie heeft mij toegevoegd op insta?",
        "waarom volgen jullie mij op tiktok?",
        "mijn insta is gehackt, voeg niemand toe",
        "zet snapchat uit tijdens de les",
        "geen tiktok in de klas",
        "telefoons weg, ook insta",
        # lessons
        "maak een nep insta van Rembrandt en stuur hem naar mij",
        "de opdracht: volg een politicus op twitter en stuur mij wat je opvalt",
        "kijk het filmpje op discord is verboden",
        "presentatie over Facebook, stuur hem mij voor vrijdag",
        "",
    ],
)
def test_school_accounts_lessons_and_refusals_are_fine(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize("role", [Role.STUDENT, Role.GUARDIAN])
def test_others_may_follow_each_other(role: Role) -> None:
    assert seen("voeg me toe op snap", role, "Kim") == []


@pytest.mark.parametrize("role", [Role.MENTOR, Role.TEAM_LEAD, Role.COUNSELLOR])
def test_it_holds_for_all_staff(role: Role) -> None:
    assert len(seen("voeg me toe op snap", role)) == 1


def test_one_message_is_told_once() -> None:
    assert len(seen("voeg me toe op snap. volg me op insta. app me privé op 0612345678")) == 1


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Mw. Jansen privé", Role.STUDENT),
        ("Mw. Jansen (prive)", Role.STUDENT),
        ("meneer bos thuis", Role.STUDENT),
        ("Juf Kim persoonlijk", Role.GUARDIAN),
        ("Mr Jones private", Role.STUDENT),
        ("Dhr. Bos privé", Role.TEACHER),
        ("Marieke Jansen privé", Role.STUDENT),
    ],
)
def test_a_name_that_says_to_be_private_is_told_of_the_whole_message(
    name: str, role: Role
) -> None:
    staff = a_sender("Marieke Jansen", Role.TEACHER)
    message = a_message("hoi", sender=a_sender(name, role))
    [sighting] = DETECTOR.look(a_scene(message=message, people=[staff]))
    assert (sighting.certainty, sighting.span) == (0.6, Span(0, 3))
    assert sighting.reason.key == "reason.staff_duties.name"


@pytest.mark.parametrize(
    "name",
    [
        "Mw. Jansen",
        "Kim privé",
        "Sanne thuis",
        "Moeder Sanne privé",
        "Piet Jansen privé",
        "privé",
        "",
    ],
)
def test_other_names_are_fine(name: str) -> None:
    staff = a_sender("Marieke Jansen", Role.TEACHER)
    scene = a_scene(message=a_message("hoi", sender=a_sender(name, user_id="x")), people=[staff])
    assert list(DETECTOR.look(scene)) == []


def test_a_name_is_told_once() -> None:
    sender = a_sender("Mw. Jansen privé")
    scene = a_scene(message=a_message("hoi", sender=sender), people=[sender])
    assert list(DETECTOR.look(scene)) == []


def test_what_was_written_beforehand_is_told() -> None:
    """Measured: all of 16."""
    told = [bool(seen(text)) for text in HELD["breaches"]]
    assert sum(told) / len(told) >= 0.9


def test_nothing_innocent_that_was_written_beforehand_is_told() -> None:
    assert [text for text in HELD["innocent"] if seen(text)] == []


def test_long_nonsense_is_read_to_its_end() -> None:
    assert len(seen("voeg me op snap " * 3000)) <= 1
    assert seen("mijn privé " * 3000) == []


PIECES = ["voeg", "me", "op", "snap", "mijn", "privé", "nummer", "app", "06", "12345678", "niet",
          "vrienden", "met", "facebook", "ik", "volg", "je", ".", "wie", "verzoek"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_any_order_of_its_words_is_read(words: list[str]) -> None:
    text = " ".join(words)
    for sighting in seen(text):
        assert 0 <= sighting.span.start < sighting.span.end <= len(text)
