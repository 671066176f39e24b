"""Names inside what is quoted on the screen."""

import pytest

from bot.cli.overview import Naming
from bot.texts import Language, texts
from tests.support.builders import a_sender

PUPILS = ["Sanne de Vries", "Noa", "Al", "Yiğit Öz", "D'Arcy Jan-Piet", "Ömer_x", "🦄 Fleur"]


@pytest.fixture
def naming() -> Naming:
    return Naming.hidden([a_sender(name) for name in PUPILS], texts(Language.NL))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Sanne de Vries is er", "Leerling 1 is er"),
        ("SANNE en vries, sanne!", "Leerling 1 en Leerling 1, Leerling 1!"),
        ("Noa en Al", "Leerling 2 en Leerling 3"),
        ("noa en al die dingen", "Leerling 2 en al die dingen"),
        ("Sannes boek, Noah, Alles", "Leerling 1s boek, Noah, Alles"),
        ("de van der", "de van der"),
        ("YİĞİT ÖZ en yiğit", "Leerling 4 en Leerling 4"),
        ("d'arcy jan-piet", "Leerling 5"),
        ("_Sanne_ en *Fleur*", "_Leerling 1_ en *Leerling 7*"),
        ("ÖMER_X", "Leerling 6"),
        ("", ""),
        ("...", "..."),
    ],
)
def test_a_name_is_hidden_as_a_whole_word(naming: Naming, text: str, shown: str) -> None:
    assert naming.quote(text) == shown


SHORT = ["Sem", "Eva", "Bo", "Dan", "Ben Aan de Stegge", "lot 😎", "Max", "X", "El Amrani", "als"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("dat sem n 3,1 heeft", "dat Leerling 1 n 3,1 heeft"),
        ("iedereen naar sem", "iedereen naar Leerling 1"),
        ("sem, kom je? EVA!", "Leerling 1, kom je? Leerling 2!"),
        ("sem😂 @eva _bo_ (lot)", "Leerling 1😂 @Leerling 2 _Leerling 3_ (Leerling 6)"),
        ("sem's fiets, sems fiets", "Leerling 1's fiets, Leerling 1s fiets"),
        ("SEMS evas Eva's eva’s", "Leerling 1S Leerling 2s Leerling 2's Leerling 2’s"),
        ("max' boek is bo's boek", "Leerling 7' boek is Leerling 3's boek"),
        ("bo en amrani", "Leerling 3 en Leerling 9"),
        ("semester, semi, evaluatie, bos, bot", "semester, semi, evaluatie, bos, bot"),
    ],
)
def test_a_short_name_is_hidden_without_its_capital_too(text: str, shown: str) -> None:
    assert (
        Naming.hidden([a_sender(name) for name in SHORT], texts(Language.NL)).quote(text) == shown
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ik ben dan al aan het dansen, x", "ik ben dan al aan het dansen, x"),
        ("wil je een dans dan? als ik X zeg", "wil je een dans dan? als ik Leerling 8 zeg"),
        ("IK BEN DAN WEG", "IK BEN DAN WEG"),
        ("vraag Dan en Ben maar", "vraag Leerling 4 en Leerling 5 maar"),
        (
            "Dan's boek, Bens boek, Dans boek",
            "Leerling 4's boek, Leerling 5s boek, Leerling 4s boek",
        ),
    ],
)
def test_a_name_that_is_one_of_the_commonest_words_is_told_by_its_capital(
    text: str, shown: str
) -> None:
    assert (
        Naming.hidden([a_sender(name) for name in SHORT], texts(Language.NL)).quote(text) == shown
    )


def test_a_word_beside_a_name_is_no_name() -> None:
    naming = Naming.hidden([a_sender("ik ben Tim uit 2B")], texts(Language.NL))
    assert naming.quote("ben uit 2b, zei tim") == "ben uit 2b, zei Leerling 1"


def test_a_line_that_was_not_understood_shows_no_digit_either(naming: Naming) -> None:
    assert naming.line("Noa: 06 12") == "Leerling •: •• ••"


def test_ten_thousand_people_in_a_long_text() -> None:
    senders = [a_sender(f"Voornaam{number} Achternaam{number}") for number in range(10_000)]
    naming = Naming.hidden(senders, texts(Language.NL))
    text = "achternaam9999 zei iets tegen Voornaam0 Achternaam0. " * 1_000
    assert naming.quote(text) == "Leerling 10000 zei iets tegen Leerling 1. " * 1_000


def test_names_that_begin_alike_cost_no_more() -> None:
    senders = [a_sender("a " * length + "b") for length in range(1, 100)]
    naming = Naming.hidden(senders, texts(Language.NL))
    assert naming.quote("a " * 50_000) == "a " * 50_000
