"""Light, dark and paper: everything can be read in each."""

import base64
import hashlib
import re
from itertools import product

import pytest

from bot.texts import Language
from tests.unit.report.making import a_page, html
from tests.unit.report.test_page import RICH

PAGE = html(a_page(RICH))
STYLE = re.search("<style>(.*?)</style>", PAGE, re.DOTALL)[1]  # type: ignore[index]


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


_roots = [colours(block) for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)]
THEMES = dict(zip(("light", "dark", "paper"), _roots, strict=True))


def light_of(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((light_of(one), light_of(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_words_stand_out_from_what_they_stand_on(theme: str) -> None:
    palette = THEMES[theme]
    assert palette.keys() == THEMES["light"].keys()
    grounds = ("paper", "raised", "warn", "care")
    pairs = [*product(("ink", "soft"), grounds), *product(("link",), grounds)]
    pairs += [("on-marked", "marked"), ("care-ink", "care")]
    for words, ground in pairs:
        assert contrast(palette[words], palette[ground]) >= 4.5, (words, ground)


@pytest.mark.parametrize("theme", THEMES)
def test_bars_stand_out_from_the_paper(theme: str) -> None:
    for bar in ("school", "neutral", "offtopic", "findings"):
        assert contrast(THEMES[theme][bar], THEMES[theme]["paper"]) >= 3, bar


def test_the_measure_of_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_every_colour_has_a_name() -> None:
    rules = re.sub(r":root \{.*?\}", "", STYLE, flags=re.DOTALL)
    rules = re.sub(r"@page \{.*?\n\}", "", rules, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-f]{3,8}\b", rules) == []
    used = set(re.findall(r"var\(--([a-z-]+)\)", STYLE))
    assert used == THEMES["light"].keys()


def test_the_policy_allows_this_style_and_no_other() -> None:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in PAGE


def test_the_page_is_made_for_paper_too() -> None:
    printed = STYLE[STYLE.index("@page") :]
    assert "size: A4" in printed
    assert "break-inside: avoid" in printed
    assert "::details-content" in printed
    assert "Woorden van kinderen" in printed
    assert "Words of children" in html(a_page(RICH), Language.EN)


def test_whoever_goes_by_keyboard_sees_where_they_are() -> None:
    assert re.search(r":focus-visible \{ outline: 3px", STYLE)
