"""How often the detectors are right on sentences that they were not made with."""

import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.bootstrap.choices import rules_judge, settings
from bot.judge.rules import RulesJudge
from bot.model.conversation import Context
from bot.model.finding import Rule
from tests.support.builders import a_message

DATA = Path(__file__).parents[2] / "data"


class Floor(NamedTuple):
    file: str
    table: str
    rules: frozenset[Rule]
    recall: float
    precision: float


LINKED = frozenset({Rule.SPAM, Rule.COPYRIGHT, Rule.SEXUAL})
FLOORS = [
    Floor("sexual", "", frozenset({Rule.SEXUAL}), 0.85, 0.95),
    Floor("threats", "", frozenset({Rule.RESPECT}), 0.8, 0.9),
    Floor("privacy", "", frozenset({Rule.PRIVACY}), 0.9, 0.9),
    Floor("spam", "spam", frozenset({Rule.SPAM}), 0.85, 0.95),
    Floor("spam", "links", LINKED, 0.9, 0.95),
    Floor("confidential", "", frozenset({Rule.CONFIDENTIAL}), 0.8, 1.0),
    Floor("copyright", "", frozenset({Rule.COPYRIGHT}), 0.85, 1.0),
    Floor("hacking", "", frozenset({Rule.HACKING}), 0.9, 1.0),
]


@pytest.fixture(scope="module")
def judge() -> RulesJudge:
    return rules_judge(settings(config=None, rulebook_file=None))


def cases(floor: Floor) -> tuple[list[str], list[str]]:
    data = tomllib.loads((DATA / f"held_{floor.file}.toml").read_text("utf-8"))
    table = data[floor.table] if floor.table else data
    return table["breaches"], table["innocent"]


def flagged(judge: RulesJudge, text: str, rules: frozenset[Rule]) -> bool:
    """As sure as the shipped rulebook wants before staff see it."""
    shown = judge.rulebook.rules
    findings = judge.judge(a_message(text), Context()).findings
    return any(
        each.rule in rules and each.probability >= shown[each.rule].flag_from for each in findings
    )


@pytest.mark.parametrize("floor", FLOORS, ids=lambda floor: floor.table or floor.file)
def test_what_was_measured_stays_so(judge: RulesJudge, floor: Floor) -> None:
    breaches, innocent = cases(floor)
    found = sum(flagged(judge, text, floor.rules) for text in breaches)
    wrong = sum(flagged(judge, text, floor.rules) for text in innocent)
    assert found / len(breaches) >= floor.recall
    assert found / (found + wrong) >= floor.precision


@pytest.mark.parametrize("floor", FLOORS, ids=lambda floor: floor.table or floor.file)
def test_each_list_is_large_and_says_nothing_twice(floor: Floor) -> None:
    breaches, innocent = cases(floor)
    assert len(set(breaches)) == len(breaches) >= 40
    assert len(set(innocent)) == len(innocent) >= 40
