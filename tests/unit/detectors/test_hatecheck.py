"""Multilingual HateCheck, Dutch (Röttger et al. 2022, CC BY 4.0), where a copy of it lies.

Measured with, never written from: none of its sentences is in the project.
"""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from tests.support.builders import a_scene
from tests.support.detectors import INSULTS

CASES = Path(__file__).parents[4] / "shared" / "data" / "mhc-nl-dev.csv"
pytestmark = pytest.mark.skipif(not CASES.exists(), reason=f"no HateCheck at {CASES}")

DETECTOR = INSULTS

INNOCENT = (
    "ident_neutral_nh",
    "ident_pos_nh",
    "negate_neg_nh",
    "counter_quote_nh",
    "counter_ref_nh",
)
"""Who somebody is said neutrally or kindly, contempt denied, and contempt objected to."""


@cache
def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def seen(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if list(DETECTOR.look(a_scene(text)))]


@pytest.mark.parametrize("functionality", INNOCENT)
def test_nothing_is_seen_in_what_is_said_of_people_without_hate(functionality: str) -> None:
    texts = [case["test_case"] for case in cases() if case["functionality"] == functionality]
    assert texts
    assert seen(texts) == []


def test_four_in_ten_hateful_sentences_are_seen() -> None:
    """Many of the others are misspelt, or say it without any word of abuse."""
    texts = [case["test_case"] for case in cases() if case["label_gold"] == "hateful"]
    assert len(seen(texts)) >= 0.4 * len(texts)
