from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.care import CareLexicon
from bot.detectors.care_wording import Wording
from bot.detectors.normalize import View, read
from bot.detectors.wordlists import wordlist
from tests.support.builders import a_scene

OURS = Wording.of(wordlist("care_wording"))


def wording(*, start: float = 0, least: int = 1, of_signs: float = 1) -> Wording:
    return Wording(
        pieces={"_pij": 1.0, "pijn": 2.0, "_haha": -4.0, "_ik_": 0.5, "kl": 9.0},
        spellings={"k": "ik"},
        start=start,
        least=least,
        of_signs=of_signs,
    )


def view(text: str) -> View:
    return read(text).views[0]


def sure(text: str, heard: float = 0.5, **changes: float) -> float:
    return wording(**changes).surer(heard, view(text))  # type: ignore[arg-type]


def test_words_speak_for_a_need_or_against_it() -> None:
    assert sure("pijn") > 0.5 > sure("haha")
    assert sure("pijn haha") < sure("pijn")
    assert sure("niets van dat alles") == 0.5


def test_a_word_that_was_never_seen_weighs_by_its_pieces() -> None:
    assert sure("hoofdpijntje") > 0.5
    assert sure("pijntje") > sure("hoofdpijntje")


def test_pieces_are_of_three_to_five_letters_or_a_whole_shorter_word() -> None:
    assert sure("kl") == 0.5
    assert sure("ik") > 0.5


def test_a_spelling_weighs_as_its_word() -> None:
    assert sure("k", least=2) == sure("ik", least=2)


def test_the_same_words_say_less_in_a_longer_message() -> None:
    assert sure("pijn") > sure("pijn en dan nog een heel verhaal") > 0.5


def test_a_very_short_message_says_no_more_than_one_of_the_least_letters() -> None:
    assert sure("pijn", least=4) == sure("pijn", least=1)
    assert sure("pijn", least=20) < sure("pijn", least=4)


def test_all_other_evidence_counts_too() -> None:
    assert sure("boom", heard=0.9) == pytest.approx(0.9)
    assert sure("boom", heard=0.9, of_signs=0.5) == pytest.approx(0.75)
    assert sure("boom", heard=0.5, start=-3) < 0.05


def test_the_loudest_words_are_those_that_say_most() -> None:
    assert wording().loudest(view("zo veel pijn en pijn haha")) == (2, 4)
    assert wording().loudest(view("dat is het")) == (0, 2)


def test_a_need_without_any_sign_is_heard_by_its_wording_alone() -> None:
    text = "elke dag masker op en thuis breek ik"
    signal = CareLexicon().listen(a_scene(text))
    assert CareLexicon(wordlist("care")).listen(a_scene(text)) is None
    assert signal is not None
    assert 0 <= signal.span.start < signal.span.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mijn vader slaat volledig door met zijn mountainbike.",
        "i haven't eaten since breakfast, hungry",
    ],
)
def test_ordinary_words_take_a_weak_sign_away(text: str) -> None:
    assert CareLexicon(wordlist("care")).listen(a_scene(text)) is not None
    assert CareLexicon().listen(a_scene(text)) is None


@pytest.mark.parametrize("word", ["haha", "pijn", "boom"])
def test_a_word_repeated_endlessly_is_no_overflow(word: str) -> None:
    assert 0 < sure(f"{word} " * 50_000) < 1


def test_every_piece_is_listed_once_and_can_be_found() -> None:
    data = wordlist("care_wording")
    pieces = [piece for listed in data["pieces"].values() for piece in listed.split()]
    assert len(pieces) == 7000
    assert [piece for piece, times in Counter(pieces).items() if times > 1] == []
    assert all(3 <= len(piece) <= 5 and piece == piece.lower() for piece in pieces)
    assert all(float(weight) for weight in data["pieces"])


@given(st.text(max_size=300), st.floats(min_value=0.001, max_value=0.999))
def test_no_text_makes_it_quite_certain(text: str, heard: float) -> None:
    for reading in read(text).views:
        assert 0 < OURS.surer(heard, reading) < 1


def test_a_text_of_new_words_does_not_fill_the_memory() -> None:
    own = Wording.of(wordlist("care_wording"))
    text = " ".join(f"woord{number}x" for number in range(20_000))
    assert own.surer(0.5, view(text)) == own.surer(0.5, view(text))
    assert own.remembered <= 8192


def test_an_endless_word_is_read_by_its_beginning() -> None:
    assert OURS.surer(0.5, view("a" * 50_000)) < 0.5
