"""Whatever people write stays inside its own line, and nobody's half name is left over."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.overview import Naming
from bot.model.message import Span
from bot.report.words import AROUND, LONGEST_NAME, beginning, harmless, name, quoted
from bot.texts import Language, texts
from tests.support.builders import a_sender
from tests.support.hostile import UNITS, made_of

FULL = Naming.full()
HIDDEN = Naming.hidden([a_sender("Sanne de Vries")], texts(Language.NL))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("hoi <b>", "hoi <b>"),
        ("een\ntwee\tdrie", "een twee drie"),
        ("\u202efdp.exe", "�fdp.exe"),
        ("\u2066a\u2069", "�a�"),
        ("\x00\x1b[2J\x85\ud800\ue000", "��[2J���"),
        ("\ufeffhoi\u200e", "�hoi"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("Việt Nam, e\u0301\u0302", "Việt Nam, e\u0301\u0302"),
        ("مرحبا", "مرحبا"),
        ("h\u0335\u0301\u0316\u0320\u034f\u0489oi", "h\u0335\u0301\u0316oi"),
        ("h\u0335\u0301\u200d\u0316\u0320oi", "h\u0335\u0301\u200d\u0316oi"),
    ],
)
def test_nothing_steers_and_nothing_piles_up(text: str, shown: str) -> None:
    assert harmless(text) == shown


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_of_any_text_nothing_is_left_that_steers(text: str) -> None:
    left = {unicodedata.category(char) for char in harmless(text) if char != "\u200d"}
    assert left & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} == set()
    assert harmless(harmless(text)) == harmless(text)


def test_the_words_stand_apart_from_what_is_around_them() -> None:
    quote = quoted("jij bent een  sukkel , echt", Span(14, 20), FULL)
    assert (quote.before, quote.words, quote.after) == ("jij bent een ", "sukkel", " , echt")


def test_names_are_hidden_before_in_and_after_the_words() -> None:
    quote = quoted("Sanne: sanne is Vries", Span(7, 15), HIDDEN)
    parts = (quote.before, quote.words, quote.after)
    assert parts == ("Leerling 1: ", "Leerling 1 is", " Leerling 1")


@pytest.mark.parametrize(
    ("span", "words"),
    [(Span(4, 7), "Leerling 1"), (Span(6, 10), "Leerling 1 "), (Span(0, 6), "hoi Leerling 1")],
)
def test_no_half_name_is_left_where_the_words_end_inside_one(span: Span, words: str) -> None:
    quote = quoted("hoi Sanne dag", span, HIDDEN)
    shown = f"{quote.before}{quote.words}{quote.after}"
    assert (quote.words, shown) == (words, "hoi Leerling 1 dag")


def test_of_a_word_that_is_no_name_only_the_part_is_marked() -> None:
    quote = quoted("wat een rotkop zeg", Span(8, 11), HIDDEN)
    assert (quote.before, quote.words, quote.after) == ("wat een ", "rot", "kop zeg")


@pytest.mark.parametrize("spare", range(8))
def test_no_half_name_is_left_where_a_long_text_is_cut(spare: int) -> None:
    filler = "x " * (AROUND // 2 - 4) + "x" * spare
    after = quoted(f"hier {filler} Sanne {filler}", Span(0, 4), HIDDEN).after
    before = quoted(
        f"{filler} Sanne {filler} hier", Span(len(filler) * 2 + 8, len(filler) * 2 + 12), HIDDEN
    ).before
    start = beginning(f"{filler} Sanne {filler}", HIDDEN)
    for shown in (before, after, start):
        assert not any(half in shown for half in ("San", "nne"))
        assert "…" in shown


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_of_endless_text_only_a_part_is_shown(unit: str) -> None:
    text = made_of(unit, 100_000)
    quote = quoted(text, Span(50_000, 50_001), FULL)
    assert len(quote.before) + len(quote.words) + len(quote.after) <= 2 * AROUND + 5
    assert len(beginning(text, FULL)) <= AROUND + 2


def test_nobody_fills_the_page_with_their_name() -> None:
    assert name("Sanne") == "Sanne"
    assert name("a" * 1_000) == "a" * LONGEST_NAME + "…"
