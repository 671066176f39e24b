"""The false-positive gate: what classes say that breaks no rule, past all detectors at once."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from bot.bootstrap.choices import rules_judge, settings
from bot.judge.rules import RulesJudge
from bot.model.conversation import Context
from bot.model.finding import Rule
from tests.support.builders import a_message

DATA = Path(__file__).parents[2] / "data"
CHOSEN = settings(config=None, rulebook_file=None)

ENOUGH = 1000
ALLOWED = 0.003
"""Share of the sentences in which some rule is flagged."""

THEMES = {
    "names", "names_that_are_insults", "places", "places_and_words_inside_words", "biology",
    "history_and_social_studies", "literature_and_arts", "science_and_it",
    "geography_and_economics", "reported_and_quoted", "asking_for_help", "self_directed",
    "identity_neutral", "identity_proud", "banter_of_friends", "civil_criticism", "no_target",
    "sports", "games", "figurative", "english", "flemish", "street_language", "numbers",
    "links_and_systems", "teachers", "matters_of_others",
}  # fmt: skip


def tables() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(DATA.glob("innocent*.toml")):
        yield from tomllib.loads(path.read_text(encoding="utf-8")).items()


@cache
def judge_with(own_contacts: tuple[str, ...]) -> RulesJudge:
    return rules_judge(replace(CHOSEN, words={**CHOSEN.words, "own_contacts": own_contacts}))


def flagged(table: dict[str, Any]) -> Iterator[str]:
    """What staff would be shown; `own_contacts` are the school's of that table."""
    judge = judge_with(tuple(table.get("own_contacts", ())))
    for text in table["sentences"]:
        for finding in judge.judge(a_message(text), Context()).findings:
            policy = CHOSEN.rulebook.rules[finding.rule]
            if finding.rule is not Rule.OFFTOPIC and finding.probability >= policy.flag_from:
                yield f"{finding.rule}: {text}"


def test_every_theme_that_tempts_a_filter_is_there() -> None:
    assert THEMES - {name for name, _ in tables()} == set()


def test_hardly_an_innocent_sentence_is_flagged() -> None:
    every = list(tables())
    count = sum(len(table["sentences"]) for _, table in every)
    wrong = [one for _, table in every for one in flagged(table)]
    assert count >= ENOUGH
    assert len(wrong) <= ALLOWED * count, wrong
