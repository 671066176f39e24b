"""What a rulebook has the bot say, and what is said to whoever wrote one with a mistake."""

from pathlib import Path

import pytest

from bot.detectors.registry import SERVES
from bot.model.rulebook import Binds, Power, Severity
from bot.rulebooks.loader import load_rulebook, said_everywhere
from bot.texts import Language, texts
from tests.unit.rulebooks.mistakes import FORM, MEANING
from tests.unit.rulebooks.support import refusal

BOTH = (
    "respect",
    "discrimination",
    "privacy",
    "spam",
    "copyright",
    "offtopic",
    "testtime",
    "order",
)
KEYS = [
    *(f"reminder.{name}.{way}" for name in BOTH for way in ("group", "private")),
    "reminder.hacking.group",
    "reminder.confidential.private",
    "reminder.media.private",
]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("key", KEYS)
def test_a_reminder_is_a_statement_of_reasons(key: str, language: Language) -> None:
    reminder = texts(language)(key, article="4.11a")
    assert len(reminder) <= 280
    assert "4.11a" in reminder
    assert "computer" in reminder.lower()


def test_the_shipped_rulebook_has_all_its_reminders() -> None:
    names = {key.split(".")[1] for key in KEYS}
    for article in load_rulebook(None, SERVES).articles.values():
        assert not article.reminder or article.reminder in names


def test_a_reminder_that_no_catalogue_has_is_not_said() -> None:
    assert not said_everywhere("reminder.xyzzy.group")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "key",
    [
        *(f"power.{power}" for power in Power),
        *(f"severity.{severity}" for severity in Severity),
        *(f"binds.{binds}" for binds in Binds),
        *(f"watcher.{name}" for name in (*SERVES, "compliance", "people")),
    ],
)
def test_the_table_of_articles_has_words_for_everything(key: str, language: Language) -> None:
    assert texts(language)(key)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("old", "new"), [mistake[:2] for mistake in (*FORM, *MEANING)])
def test_a_mistake_is_told_in_one_line_that_names_the_key(
    tmp_path: Path, old: str, new: str, language: Language
) -> None:
    error = refusal(tmp_path, old, new)
    sentence = texts(language)(error.key, **error.values)
    assert str(error.values["at"]) in sentence
    assert "\n" not in sentence
