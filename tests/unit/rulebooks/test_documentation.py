"""The rulebook's documentation, Dutch and English, shows a file that works and names every key."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.detectors.registry import SERVES
from bot.model.rulebook import Binds, Power, Severity
from bot.rulebooks.loader import ArticleTable, RulebookFile, RuleTable, WordsTable
from tests.unit.rulebooks.support import SMALL

DOCS = Path(__file__).parents[3] / "docs"
PAGES = [DOCS / "rulebook.md", DOCS / "nl" / "protocolbestand.md"]

both = pytest.mark.parametrize("page", PAGES, ids=["en", "nl"])


def every_word() -> Iterator[str]:
    for table in (RulebookFile, ArticleTable, RuleTable, WordsTable):
        yield from table.model_fields
    for choices in (Binds, Power, Severity):
        yield from (choice.value for choice in choices)
    for name, rules in SERVES.items():
        yield from (name, *(rule.value for rule in rules))


@both
def test_its_example_is_the_rulebook_that_these_tests_prove_right(page: Path) -> None:
    assert re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL) == [SMALL]


@both
@pytest.mark.parametrize("word", sorted(set(every_word()) - {"rules", "article", "words"}))
def test_it_explains_every_key_and_choice(page: Path, word: str) -> None:
    assert f"`{word}`" in page.read_text("utf-8")


def test_both_languages_name_the_same_things() -> None:
    english, dutch = (_code(page) for page in PAGES)
    assert english == dutch


def _code(page: Path) -> set[str]:
    """What stands between backticks in the tables: keys, choices and values."""
    rows = [line for line in page.read_text("utf-8").splitlines() if line.startswith("|")]
    return {word for row in rows for word in re.findall("`([^`]+)`", row)}
