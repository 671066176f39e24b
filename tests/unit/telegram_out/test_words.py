"""What is said arrives whole, and is never too long for Telegram."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.words import LONGEST, keyboard, parts, shortened, units
from bot.model.button import Button

ANY = st.text(st.sampled_from("a. \n!?é😀👩‍👧 b"), max_size=300) | st.text(max_size=300)


def bare(text: str) -> str:
    return "".join(text.split())


@given(ANY, st.integers(2, 40))
def test_nothing_is_lost_and_no_part_is_too_long(text: str, longest: int) -> None:
    cut = parts(text, longest)

    assert all(units(part) <= longest for part in cut if bare(part))
    assert bare("".join(cut)) == bare(text)


@given(ANY)
def test_what_fits_is_left_as_it_is(text: str) -> None:
    assert "".join(parts(text)) == text


@given(ANY, st.integers(2, 40))
def test_no_part_is_empty_beside_others(text: str, longest: int) -> None:
    cut = parts(text, longest)

    assert len(cut) == 1 or all(bare(part) for part in cut)


@given(ANY, st.integers(2, 40))
def test_shortened_is_short_and_begins_alike(text: str, longest: int) -> None:
    short = shortened(text, longest)

    assert units(short) <= longest
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Een twee. Drie vier.\n\nVijf zes.", ("Een twee. Drie vier.", "Vijf zes.")),
        ("Een twee. Drie.\nVier, vijf zes.", ("Een twee. Drie.", "Vier, vijf zes.")),
        ("Een twee drie. Vier vijf zes.", ("Een twee drie.", "Vier vijf zes.")),
        ("een twee drie vier vijf zes", ("een twee drie vier", "vijf zes")),
        ("A\n\neen twee drie vier vijf zes", ("A\n\neen twee drie vier", "vijf zes")),
        ("x" * 30, ("x" * 22, "x" * 8)),
        ("😀" * 12, ("😀" * 11, "😀")),
    ],
    ids=["paragraph", "line", "sentence", "word", "no lone heading", "nowhere", "pairs"],
)
def test_is_cut_where_a_reader_would(text: str, expected: tuple[str, ...]) -> None:
    assert parts(text, 22) == expected


def test_the_limit_counts_utf_16() -> None:
    assert len(parts("😀" * (LONGEST // 2))) == 1
    assert len(parts("😀" * (LONGEST // 2 + 1))) == 2


def test_half_a_pair_does_not_stop_the_rest() -> None:
    assert parts("a\ud83db") == ("a?b",)


def test_buttons_press_or_open() -> None:
    rows = keyboard(
        (
            (Button("Ja", "flag:1:yes"), Button("Nee", "flag:1:no")),
            (Button("?", link="https://x.nl"),),
        )
    )

    assert rows is not None
    assert [[button.text for button in row] for row in rows.inline_keyboard] == [
        ["Ja", "Nee"],
        ["?"],
    ]
    assert rows.inline_keyboard[0][0].callback_data == "flag:1:yes"
    assert rows.inline_keyboard[1][0].url == "https://x.nl"


@pytest.mark.parametrize("press", ["", "x" * 65, "é" * 33], ids=["none", "65", "66 bytes"])
def test_a_press_that_telegram_does_not_carry_is_refused(press: str) -> None:
    with pytest.raises(ValueError, match="1 to 64 bytes"):
        keyboard(((Button("Ja", press),),))


def test_no_buttons_no_keyboard() -> None:
    assert keyboard(()) is None
