"""Everything the bot says exists in both languages, and nothing else does."""

import ast
import gettext
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.model.finding import Reason
from bot.texts import Language, Texts

ROOT = Path(__file__).parent.parent.parent
TEXTS = ROOT / "bot" / "texts"


def catalogue(language: Language) -> dict[str, str]:
    with (TEXTS / language / "LC_MESSAGES" / "klaswacht.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


DUTCH, ENGLISH = catalogue(Language.NL), catalogue(Language.EN)


def test_both_languages_say_the_same_things() -> None:
    assert DUTCH.keys() == ENGLISH.keys()


def test_both_languages_name_the_same_values() -> None:
    differ = [
        key
        for key in DUTCH
        if not (DUTCH[key] and ENGLISH[key])
        or placeholders(DUTCH[key]) != placeholders(ENGLISH[key])
    ]
    assert differ == []


@pytest.mark.parametrize("file", sorted(TEXTS.glob("*/LC_MESSAGES/*.po")), ids=str)
def test_compiled_catalogues_are_up_to_date(file: Path) -> None:
    with file.open("rb") as source:
        sentences = {str(m.id): str(m.string) for m in read_po(source) if m.id}
    with file.with_suffix(".mo").open("rb") as compiled:
        said = gettext.GNUTranslations(compiled)

    assert {key: said.gettext(key) for key in sentences} == sentences, "run `make texts`"


def constants() -> Iterator[ast.AST]:
    for package in ("bot", "adapters", "storage"):
        for file in (ROOT / package).rglob("*.py"):
            yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def written() -> tuple[set[str], set[str]]:
    """String constants in the code, and the beginnings of its f-strings."""
    whole, begun = set(), set()
    for node in constants():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            whole.add(node.value)
        elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            begun.add(str(node.values[0].value))
    return whole, {begin for begin in begun if begin.endswith(".")}


def test_no_sentence_is_left_over() -> None:
    whole, begun = written()
    data = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot").rglob("*.toml"))
    left = [
        key
        for key in DUTCH
        if key not in whole and not key.startswith(tuple(begun)) and f'"{key}"' not in data
    ]
    assert left == []


SPEAKERS = {
    "texts",
    "_texts",
    "Reason",
    "ConfigError",
    "ExportError",
    "RulebookError",
    "PydanticCustomError",
}
"""Calls whose first argument is a key."""


def asked() -> Iterator[str]:
    for node in constants():
        if isinstance(node, ast.Call) and node.args:
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            key = node.args[0]
            if called in SPEAKERS and isinstance(key, ast.Constant):
                yield str(key.value)


def test_no_sentence_is_missing() -> None:
    assert [key for key in asked() if key not in DUTCH] == []


def test_an_unknown_key_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        Texts(Language.NL)("nowhere")


def test_a_reason_is_said_with_its_values() -> None:
    reason = Reason("reason.offtopic.window", (("count", "4"), ("of", "5")))

    assert "4 van de laatste 5 berichten" in Texts(Language.NL).reason(reason)
