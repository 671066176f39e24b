"""The rulebook's documentation shows a file that works and names every key and choice."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.model.rulebook import Binds, Power, Severity
from bot.rulebooks.loader import ArticleTable, RulebookFile, RuleTable, WordsTable
from tests.unit.rulebooks.support import DETECTORS, SMALL

PAGE = (Path(__file__).parents[3] / "docs" / "rulebook.md").read_text("utf-8")


def every_word() -> Iterator[str]:
    for table in (RulebookFile, ArticleTable, RuleTable, WordsTable):
        yield from table.model_fields
    for choices in (Binds, Power, Severity):
        yield from (choice.value for choice in choices)
    for name, rules in DETECTORS.items():
        yield from (name, *(rule.value for rule in rules))


def test_its_example_is_the_rulebook_that_these_tests_prove_right() -> None:
    assert re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL) == [SMALL]


@pytest.mark.parametrize("word", sorted(set(every_word()) - {"rules", "article", "words"}))
def test_it_explains_every_key_and_choice(word: str) -> None:
    assert f"`{word}`" in PAGE
