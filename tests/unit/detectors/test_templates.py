"""Rows of words: what they find, and that what they find is where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.templates import Templates

LISTS = {"who": ["ik", "wij"], "filler": ["echt", "even"]}


def stands(row: str, text: str) -> list[tuple[int, int]]:
    rows = Templates({"row": [row]}, LISTS)
    return [(found.first, found.last) for found in rows.find(text.split())]


@pytest.mark.parametrize(
    ("row", "text", "first", "last"),
    [
        ("^koop", "wie koop dit", 1, 1),
        ("te ^koop", "alles te koop hier", 1, 2),
        ("{who} ^kom|ga", "wij ga", 0, 1),
        ("{who}|jij ^kom", "jij kom", 0, 1),
        ("{who} ^kom", "ik echt even kom", 0, 3),
        ("^kom nu? hier", "kom hier", 0, 1),
        ("^kom nu? hier", "kom nu hier", 0, 2),
        ("^win # euro", "win 50 euro", 0, 2),
        ("^win .. euro", "win a b c d e f euro", 0, 7),
        ("{who} .. ^kom", "ik a b kom", 0, 3),
        ("^kom $", "nou kom", 1, 1),
        ("^kom $", "kom even", 0, 0),
        ("< ^kom", "kom maar", 0, 0),
        ("^kom nu|$", "kom", 0, 0),
        ("^kom nu|$", "kom nu", 0, 1),
        ("^kom ..", "kom", 0, 0),
    ],
)
def test_a_row_is_found_where_it_stands(row: str, text: str, first: int, last: int) -> None:
    [(begin, end)] = stands(row, text)
    assert begin == first
    assert end >= last


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("te ^koop", "koop te"),
        ("te ^koop", "te x koop"),
        ("{who} ^kom", "jij kom"),
        ("{who} ^kom", "ik echt even echt even kom"),
        ("^kom $", "kom hier"),
        ("< ^kom", "en kom"),
        ("^kom nu|$", "kom hier"),
        ("^win # euro", "win veel euro"),
        ("^win .. euro", "win a b c d e f g euro"),
        ("^kom hier", "kom"),
        ("{who} ^kom", "kom"),
        ("^kom", ""),
    ],
)
def test_a_row_is_not_found_where_a_word_is_missing(row: str, text: str) -> None:
    assert stands(row, text) == []


def test_rows_are_told_apart_by_name() -> None:
    rows = Templates({"one": ["^a"], "two": ["^b"]}, {})
    assert [found.name for found in rows.find(["b", "a"])] == ["two", "one"]


def test_a_row_without_a_word_to_find_it_by_is_refused() -> None:
    with pytest.raises(ValueError, match="a b"):
        Templates({"row": ["a b"]}, {})


def test_a_list_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        Templates({"row": ["^{niemand}"]}, {})


def test_what_comes_after_very_many_anchors_is_left() -> None:
    assert len(stands("^a", "a " * 10_000)) < 1000


@given(st.lists(st.sampled_from(["ik", "kom", "echt", "nu", "5", "euro", "win"]), max_size=20))
def test_a_row_never_reaches_outside_the_words(words: list[str]) -> None:
    rows = Templates(
        {"row": ["{who} .. ^kom .. nu|$", "< ^win # euro?", "^kom ..", ".. ^nu"]}, LISTS
    )
    for found in rows.find(words):
        assert 0 <= found.first <= found.last < len(words)
