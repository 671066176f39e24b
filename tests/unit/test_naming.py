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
        ("noa en al die dingen", "noa en al die dingen"),
        ("Sannes boek, Noah, Alles", "Sannes boek, Noah, Alles"),
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
