"""Pictures of numbers: nothing outside the frame, and every number as high as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.report.charts import HEIGHT, TICKS, Column, chart, round_up

NUMBERS = st.lists(st.integers(0, 10**7), max_size=3)


@given(st.lists(NUMBERS, max_size=40))
def test_every_bar_stands_inside_the_frame(stacks: list[list[int]]) -> None:
    columns = [
        Column(str(place), [(str(kind), number) for kind, number in enumerate(stack)])
        for place, stack in enumerate(stacks)
    ]
    picture = chart("a", "titel", "woorden", columns)
    for part in picture.parts:
        assert part.x >= 0
        assert part.x + part.width <= 100.01
        assert part.height > 0
        assert part.y >= -1
        assert part.y + part.height <= HEIGHT + 1
    assert len(picture.parts) == sum(number > 0 for stack in stacks for number in stack)
    assert len(picture.ticks) == min(len(columns), TICKS)


def test_a_number_twice_as_big_is_twice_as_high() -> None:
    columns = [Column("ma", [("findings", 1)]), Column("di", [("findings", 2)])]
    first, second = chart("a", "t", "s", columns).parts
    assert (first.height, second.height) == (HEIGHT / 2, HEIGHT)
    assert first.x + first.width < second.x


def test_parts_of_one_bar_are_told_apart_without_colour() -> None:
    lower, upper = chart("a", "t", "s", [Column("ma", [("x", 5), ("y", 5)])]).parts
    assert upper.y + upper.height < lower.y
    assert (lower.x, lower.width) == (upper.x, upper.width)


@pytest.mark.parametrize(
    ("number", "rounded"),
    [(0, 2), (1, 2), (3, 4), (7, 8), (11, 12), (27, 30), (51, 60), (999, 1_000)],
)
def test_the_highest_line_is_a_round_number_with_a_half(number: int, rounded: int) -> None:
    assert round_up(number) == rounded


@given(st.integers(0, 10**9))
def test_the_highest_line_is_never_too_low(number: int) -> None:
    assert number <= round_up(number)
    assert round_up(number) % 2 == 0


@pytest.mark.parametrize("count", [1, 2, 5, 6, 26, 40])
def test_the_first_and_the_last_have_their_label(count: int) -> None:
    ticks = chart("a", "t", "s", [Column(str(n), [("x", 1)]) for n in range(count)]).ticks
    assert (ticks[0].text, ticks[-1].text) == ("0", str(count - 1))
    assert all(0 <= tick.x <= 100 for tick in ticks)
