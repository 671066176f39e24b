"""Properties that hold for every text: what the bot sees in it, and what it shows of it."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bootstrap.choices import rules_judge, settings
from bot.cli.check import _harmless
from bot.cli.output import safe
from bot.detectors.normalize import read
from tests.support.builders import a_scene
from tests.support.hostile import UNITS

JUDGE = rules_judge(settings(config=None, rulebook_file=None))
DETECTORS = {type(detector).__name__: detector for detector in JUDGE.detectors}

SURROGATES = "\ud83d\ude00\ud800\udfff"
CHARACTER = st.one_of(
    st.characters(),
    st.characters(categories=["Cs", "Mn", "Me", "Mc", "Cf"]),
    st.sampled_from("aeik0136@.-_/*'’ \n\u200b\u0335😂🅰" + SURROGATES),
)
TEXT = st.lists(st.one_of(CHARACTER, st.sampled_from(list(UNITS.values()))), max_size=30).map(
    "".join
)
TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@pytest.mark.parametrize("name", DETECTORS)
@given(text=TEXT)
def test_a_detector_points_inside_the_text(name: str, text: str) -> None:
    for sighting in DETECTORS[name].look(a_scene(text)):
        assert 0 <= sighting.span.start < sighting.span.end <= len(text)
        assert 0 <= sighting.certainty <= 1


@given(TEXT)
def test_care_points_inside_the_text_and_a_topic_is_always_guessed(text: str) -> None:
    scene = a_scene(text)
    assert 0 <= JUDGE.topic.guess(scene).probability <= 1
    if signal := JUDGE.care.listen(scene):
        assert 0 <= signal.span.start < signal.span.end <= len(text)


@given(TEXT, TEXT)
def test_how_a_text_reads_does_not_hang_on_what_was_read_before(text: str, other: str) -> None:
    def told() -> list[tuple[str, list[int], list[tuple[int, int]]]]:
        return [
            (v.words, list(v.guesses), [(s.start, s.end) for s in v.spans])
            for v in read(text).views
        ]

    first = told()
    read(other)
    assert told() == first


@given(TEXT)
def test_what_is_shown_is_one_line_that_steers_no_terminal(text: str) -> None:
    shown = safe(text)
    assert len(shown.splitlines()) <= 1
    for char in shown:
        assert unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"}
        assert unicodedata.bidirectional(char) not in TURNING
    assert safe(shown) == shown


@given(
    st.recursive(TEXT, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=5)
)
def test_json_made_harmless_says_the_same(value: object) -> None:
    line = _harmless(json.dumps(value, ensure_ascii=False))
    assert json.loads(line) == value
    assert len(line.splitlines()) <= 1
    for char in line:
        assert unicodedata.category(char) not in {"Cc", "Zl", "Zp"}
        assert unicodedata.bidirectional(char) not in TURNING
