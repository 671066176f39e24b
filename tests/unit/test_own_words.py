"""The words that a school writes are words: whatever signs stand in them, they are no patterns."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.bootstrap.choices import rules_judge, settings
from bot.config import load_config
from bot.detectors.insults import InsultDetector
from bot.detectors.links import LinkDetector
from bot.detectors.personal_data import PersonalDataDetector
from bot.detectors.school_topic import SchoolTopic
from bot.errors import ConfigError
from bot.model.conversation import Context
from bot.model.finding import Rule
from bot.texts import Language, texts
from tests.support.builders import a_message, a_scene

LISTS = (
    "insults",
    "not_insults",
    "school_topic",
    "blocked_domains",
    "allowed_domains",
    "own_contacts",
)
SIGNS = ["(a+)+$", ".*", "[", "\\", "", " ", "a|b", "a{9}", "[^x]", "a[.nl", "1*@.", "℀.nl", "\\d"]


def wrote(folder: Path, option: str, words: Sequence[str]) -> Path:
    path = folder / "config.toml"
    path.write_text(
        f'[school]\nname = "De Brug"\n[words]\n{option} = {json.dumps(words)}', "utf-8"
    )
    return path


def called(detector: InsultDetector, text: str) -> bool:
    return any(True for _ in detector.look(a_scene(text)))


def accepted(folder: Path, option: str, word: str) -> bool:
    """Whether the config takes it; if not, one sentence names it."""
    try:
        load_config(wrote(folder, option, [word]))
    except ConfigError as refused:
        for language in Language:
            sentence = texts(language)(refused.key, **refused.values)
            assert f"words.{option}[1]" in sentence
            assert "\n" not in sentence
        return False
    return True


@pytest.mark.parametrize("option", LISTS)
def test_signs_are_taken_as_they_stand_or_refused_in_one_sentence(
    tmp_path: Path, option: str
) -> None:
    words = [word for word in SIGNS if accepted(tmp_path, option, word)]
    chosen = settings(config=wrote(tmp_path, option, words), rulebook_file=None)
    text = "aaaaaaaaaaaaaaaaaaaaaaaa! morgen om 12 uur bij www.school.example"
    assert rules_judge(chosen).judge(a_message(text), Context()).findings == ()


def test_signs_in_a_word_stand_for_nothing() -> None:
    detector = InsultDetector(extra=["bin(k|g)+", "f.pje"])
    assert not called(detector, "jij bink")
    assert not called(detector, "jij bing")
    assert not called(detector, "jij fopje")
    assert called(detector, "jij bin(k|g)+")


def test_a_word_of_a_hundred_thousand_letters_is_found_as_any_other() -> None:
    word = "ab" * 50_000
    detector = InsultDetector(extra=[word])
    assert called(detector, f"jij {word}")
    assert not called(detector, f"jij {word[:-1]}")


def test_ten_thousand_words_are_each_found() -> None:
    words = [f"schim{number}" for number in range(10_000)]
    detector = InsultDetector(extra=words)
    assert called(detector, "jij schim0")
    assert called(detector, "jij schim9999")
    assert not called(detector, "jij schim10000")


def test_an_empty_list_adds_nothing() -> None:
    text = "jij bink, zie www.spel.example of bel 0612345678"
    scene = a_scene(text)
    assert list(InsultDetector(extra=(), allowed=()).look(scene)) == []
    assert list(LinkDetector(blocked=(), allowed=()).look(scene)) == []
    assert [seen.rule for seen in PersonalDataDetector(()).look(scene)] == [Rule.PRIVACY]
    assert SchoolTopic(()).guess(scene) == SchoolTopic().guess(scene)
