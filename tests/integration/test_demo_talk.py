"""`klaswacht demo --interactive`: type as anybody, and be told what happens and why."""

import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest

from bot.cli.demo_prompt import COMMANDS
from bot.cli.demo_typing import later
from bot.texts import Language, texts
from tests.integration.conftest import Run
from tests.support.builders import NOON

Talk = Callable[..., str]

INSULT = "yusuf je bent een kankerlijer"
DUTCH = texts(Language.NL)


@pytest.fixture
def talk(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """Types the lines; gives what the screen shows, on one line so that no width matters."""

    def type_in(*lines: str, lang: str = "nl") -> str:
        monkeypatch.setattr("sys.stdin", StringIO("".join(f"{line}\n" for line in lines)))
        monkeypatch.setenv("COLUMNS", "70")
        code, out, err = run("demo", "-i", "--lang", lang, "--out", tmp_path)
        assert (code, err) == (0, "")
        assert "\x1b" not in out
        return " ".join(out.replace("▌", " ").split())

    return type_in


def test_it_begins_with_who_there_is_and_ends_when_the_pipe_does(talk: Talk) -> None:
    out = talk()
    assert "▸ 1 TH2C mentorgroep" in out
    assert "Mw. Brandsma mentor" in out
    assert "Tijn leerling" in out
    assert "Meldingen uit deze groep gaan naar: Mw. Brandsma" in out
    assert out.count("Tot ziens.") == 1


def test_an_insult_is_shown_as_each_sees_it_and_decided_by_staff(talk: Talk) -> None:
    out = talk("/als tijn", INSULT, "/terecht 1", "/als brandsma", "/terecht 1 waarschuwen")
    for shown in (
        "U typt nu als Tijn (leerling).",
        "Klaswacht Houd het hier vriendelijk",
        "Aan Mw. Brandsma Melding 1 · TH2C mentorgroep · Tijn",
        "Bericht 1 · Onderwerp: neutraal",
        "Gezien: art. 4.1,",
        "Alleen medewerkers beslissen. Hier is dat: Mw. Brandsma",
        "✔ 10:00 Mw. Brandsma beslist: terecht.",
        "alleen aan Tijn Een medewerker van school heeft naar je bericht van",
    ):
        assert shown in out


def test_a_flag_that_was_wrong_takes_the_reminder_back(talk: Talk) -> None:
    out = talk("/als tijn", INSULT, "/als 1", "/onterecht 1", "/onterecht 1", "/terecht 99")
    assert "✘ 10:00 Mw. Brandsma beslist: onterecht." in out
    assert "alleen aan Tijn Eerder kreeg je een herinnering" in out
    assert "Over deze melding is al beslist." in out
    assert "Melding 99 is er niet." in out


def test_it_says_why_nothing_happens(talk: Talk) -> None:
    out = talk(
        "welk lokaal hebben we wiskunde?",
        "wie gaat er zo fortnite?",
        "/klok 22:30",
        INSULT,
        "/klok 10:00",
        INSULT,
        INSULT,
        "/als dhr. el",
        INSULT,
    )
    for why in (
        "Waarom: Er is niets gezien dat met een artikel botst.",
        "Waarom: Niet over school, maar nog geen gesprek: 1 van de laatste 2",
        "Waarom: Rusttijd (22.00 tot 7.00 uur)",
        "minder dan 60 minuten geleden al een herinnering.",
        "Waarom: Over een medewerker zegt de bot niets in de groep: alleen de teamleider",
    ):
        assert why in out


def test_a_cry_for_help_is_for_the_care_contacts(talk: Talk) -> None:
    out = talk(
        "/als sterre", "ik wil niet meer leven", "/als nijland", "/terecht 1", "/onterecht 1"
    )
    assert "Alleen aan Dhr. Nijland ♥ ZORGSIGNAAL 1" in out
    assert "Waarom: Dit is zorg, geen overtreding" in out
    assert "het is nooit terecht. Was het vals alarm? Typ /onterecht 1." in out
    assert "Dhr. Nijland beslist: onterecht." in out


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        (["/als 1", "/terecht 2"], "Melding 2 is er niet."),
        (["/als 1", f"/terecht {'9' * 30}"], f"Melding {'9' * 30} is er niet."),
        (["/als dhr. el", "/terecht 1"], "Melding 1 is niet voor Dhr. El Idrissi."),
        (["/als nijland", "/onterecht 1"], "Melding 1 is niet voor Dhr. Nijland."),
        (
            ["/als 2", "voeg me toe op mijn privé-snapchat", "/terecht 2"],
            "Melding 2 gaat over Dhr. El Idrissi zelf. Een ander beslist erover.",
        ),
    ],
)
def test_who_may_not_decide_is_told_the_one_reason(
    talk: Talk, lines: list[str], shown: str
) -> None:
    out = talk("/als tijn", INSULT, *lines)
    assert f"> {lines[-1]} {shown} Tot ziens." in out


def test_a_care_signal_is_not_for_the_mentor(talk: Talk) -> None:
    out = talk("/als sterre", "ik wil niet meer leven", "/als 1", "/terecht 1")
    assert "Melding 1 is niet voor Mw. Brandsma." in out
    assert "vals alarm" not in out


def test_what_was_wrong_has_no_measure(talk: Talk) -> None:
    out = talk("/als tijn", INSULT, "/als 1", "/onterecht 1 verbergen")
    assert f"/onterecht {DUTCH('demo.help.wrong')}" in out
    assert "✘" not in out


def test_a_test_makes_the_difference(talk: Talk) -> None:
    asked = "wat is het antwoord op vraag 4? snel"
    before, during, after = (
        part.count("art. 4.10")
        for part in talk(asked, "/toets aan", asked, "/toets uit", asked).split("De toets ")
    )
    assert (before, after) == (0, 0)
    assert during > 0


def test_a_message_is_edited_deleted_and_replied_to(talk: Talk) -> None:
    out = talk(
        "goeie presentatie lotte",
        "/wijzig goeie presentatie lotte",
        "/wijzig lotte je bent een dom wijf",
        "/antwoord 1",
        "doe normaal",
        "/antwoord 9 hallo",
        "/foto stiekem een foto van lotte gemaakt",
        "/verwijder",
        "/verwijder",
        "/verwijder",
        "/verwijder",
    )
    assert "Waarom: Er veranderde niets aan de woorden." in out
    assert "dom »wijf«" in out
    assert "Het volgende bericht is een antwoord op bericht 1." in out
    assert "Bericht ‘9’ is er niet in deze groep." in out
    assert "[foto] stiekem" in out
    assert out.count("haalt een bericht weg") == 3
    assert "Amara heeft hier geen bericht (meer)" in out


def test_who_was_muted_cannot_write(talk: Talk) -> None:
    out = talk(
        "/als tijn", INSULT, "/als 1", "/terecht 1 dempen", "/als tijn", "hoi", "/klok +2d", "hoi"
    )
    assert "Tijn kan een dag niet schrijven" in out
    assert "Tijn kan nu niet schrijven" in out
    assert "Tijn hoi niets Bericht 2" in out


def test_somebody_new_passes_for_a_teacher(talk: Talk) -> None:
    out = talk("/nieuw Mw. Brandsmа", "jullie zijn vrij")
    assert "Mw. Brandsmа komt in de groep" in out
    assert "art. 4.11d" in out


def test_a_digest_is_one_a_person_and_day(talk: Talk) -> None:
    out = talk("hoi", "/dagoverzicht", "/dagoverzicht", "/klok +2d")
    assert "Voor Mw. Brandsma" in out
    assert "Het dagoverzicht van vandaag is al verstuurd" in out
    assert "16:30 Dagoverzicht naar Mw. Brandsma en Dhr. Verhoeven" in out
    assert "Het is nu 10:00, woensdag 7 oktober 2026." in out


def test_a_digest_that_left_is_shown_and_can_be_read_again(talk: Talk) -> None:
    out = talk("/als tijn", INSULT, "/klok +1d", "/dagoverzicht", "/dagoverzicht")
    _, clock, first, again = re.split(" > /(?:klok|dagoverzicht)", out)
    assert "16:30 Dagoverzicht naar Mw. Brandsma" in clock
    assert "Voor Mw. Brandsma WACHT OP U • melding 1" in clock
    assert "is al verstuurd" not in first
    assert "Voor Mw. Brandsma" in first
    assert "Het dagoverzicht van vandaag is al verstuurd" in again
    assert "Voor Mw. Brandsma WACHT OP U • melding 1" in again


def test_a_digest_says_its_words_once_however_many_days_pass(talk: Talk) -> None:
    out = talk("hoi", "/klok +9d")
    assert out.count("16:30 Dagoverzicht naar") == 9
    assert out.count("Voor Mw. Brandsma") <= 3


def test_a_digest_leaves_when_its_hour_strikes_while_somebody_types(talk: Talk) -> None:
    assert "16:30 Dagoverzicht naar Mw. Brandsma" in talk("/klok 16:29", "hoi", "hoi", "hoi")


def test_each_group_has_its_own_people_and_staff(talk: Talk) -> None:
    out = talk("/groep 3", "/als samira", "mijn nummer is 06-12345679", "/groep 2", "/als samira")
    assert "▸ 3 Ouders TH2C" in out
    assert "Samira (moeder Yusuf) leerling" not in out
    assert "Melding 1 · Ouders TH2C" in out
    assert "‘samira’ is hier niet." in out


def test_two_of_one_name_are_told_apart_by_number(talk: Talk) -> None:
    out = talk("/als aya", "/nieuw Tijn", "/als aya", "/als tijn", "hoi", "/als 15", "hallo")
    assert "Wie bedoelt u: 15 Tijn, 18 Tijn? Typ /als met het nummer." in out
    assert "10:00 Aya hoi" in out
    assert "10:00 Tijn hallo" in out


def test_a_whole_name_is_not_mistaken_for_a_longer_one(talk: Talk) -> None:
    out = talk("/nieuw Tijntje", "/als tijn", "/als mw")
    assert "U typt nu als Tijn (leerling)." in out
    assert "Wie bedoelt u: 1 Mw. Brandsma, 3 Mw. Terpstra?" in out


@pytest.mark.parametrize("given", ["9", "0", "x", "9" * 30])
def test_a_group_that_is_not_there(talk: Talk, given: str) -> None:
    out = talk("/groep 2", f"/groep {given}", "hoi")
    assert f"Groep ‘{given}’ is er niet. Met /wie ziet u de groepen." in out
    assert out.count("▸ 2 H5 wiskunde A") == 1
    assert "H5 wiskunde A · ma 10:00 · Bilal > hoi" in out


def test_what_is_mistyped_breaks_nothing(talk: Talk) -> None:
    mistyped = ["/as", "/als", "/als 0", "/als 99", "/als ²", "/klok straks", "/toets misschien"]
    mistyped += ["/terecht", "/terecht x", "/terecht 1 schorsen", "/xyz", "/", "", "   ", "/foto"]
    mistyped += ["/wijzig", "/nieuw", "/antwoord", "/antwoord x", "/groep 9", "/groep x", "//"]
    out = talk(*mistyped, "/als tijn", INSULT)
    assert "/xyz is geen opdracht." in out
    assert f"/klok {DUTCH('demo.help.clock')}" in out
    assert "Melding 1 · TH2C mentorgroep · Tijn" in out


def test_the_help_tells_every_command_in_both_languages(talk: Talk) -> None:
    dutch, english = talk("/help"), talk("/help", lang="en")
    for name in COMMANDS:
        for out, language in ((dutch, Language.NL), (english, Language.EN)):
            said = texts(language)
            assert f"/{said(f'demo.command.{name}')} {said(f'demo.help.{name}')}" in out


def test_it_speaks_english_and_understands_both(talk: Talk) -> None:
    out = talk(
        "/as tijn", INSULT, "/wie", "/as brandsma", "/right 1 hide", "/stop", "hoi", lang="en"
    )
    assert "You now type as Tijn (pupil)." in out
    assert "Seen: art. 4.1," in out
    assert "message taken away by a member of staff" in out
    assert out.count("Tijn pupil") == 2
    assert "Goodbye." in out
    assert "> hoi" not in out


def test_a_strange_character_steers_nothing(talk: Talk) -> None:
    assert "\u202e" not in talk("\x1b[2J \u202e \ud800 \x00 hoi " + "a" * 10_000)


def test_ctrl_c_ends_it_cleanly(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hoi() -> Iterator[str]:
        yield "hoi\n"
        raise KeyboardInterrupt

    typist = hoi()
    typist_type = type("Typist", (StringIO,), {"__iter__": lambda _: typist})
    monkeypatch.setattr("sys.stdin", typist_type())
    code, out, err = run("demo", "-i", "--out", tmp_path)
    assert (code, err) == (0, "")
    assert "Tot ziens." in out
    assert not list(tmp_path.glob("*-wal"))


def test_ctrl_d_ends_it_cleanly_on_a_terminal(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["hoi", "/als tijn"]
    asked: list[str] = []

    def keyboard(prompt: str) -> str:
        asked.append(prompt)
        if not lines:
            raise EOFError
        return lines.pop(0)

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", keyboard)
    code, out, err = run("demo", "-i", "--out", tmp_path)
    assert (code, err) == (0, "")
    assert asked[-1] == "TH2C mentorgroep · ma 10:00 · Tijn > "
    assert "Tot ziens." in out


@pytest.mark.parametrize(
    ("given", "minutes"),
    [("+30m", 30), ("+2u", 120), ("+2H", 120), ("+1d", 1440), ("13:00", 60), ("11:59", 1439)],
)
def test_time_passes(given: str, minutes: int) -> None:
    moment = later(NOON, given)
    assert moment is not None
    assert (moment - NOON).total_seconds() == 60 * minutes


@pytest.mark.parametrize("given", ["", "30m", "+m", "+1000m", "25:00", "straks", "+٣m"])
def test_time_that_is_not_understood_does_not_pass(given: str) -> None:
    assert later(NOON, given) is None
