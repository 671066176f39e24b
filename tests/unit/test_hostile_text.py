"""Whatever somebody writes, and however much of it, the judge answers.

A step whose time grows with the square of the text would take minutes on these.
"""

from collections.abc import Iterator

import pytest

from bot.bootstrap.choices import rules_judge, settings
from bot.detectors.normalize import read
from bot.judge.rules import RulesJudge
from bot.model.conversation import Context
from bot.model.finding import covered
from bot.model.judgement import Judgement
from bot.model.message import Span
from tests.support.builders import a_message
from tests.support.hostile import UNITS, made_of

SIZE = 50_000


@pytest.fixture(scope="module")
def judge() -> RulesJudge:
    return rules_judge(settings(config=None, rulebook_file=None))


def spans(judgement: Judgement) -> Iterator[Span]:
    for finding in judgement.findings:
        yield from (finding.span, *finding.more)
    if judgement.care:
        yield judgement.care.span


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_the_judge_answers_and_points_inside_the_text(judge: RulesJudge, unit: str) -> None:
    text = made_of(unit, SIZE)
    judgement = judge.judge(a_message(text), Context())
    assert all(0 <= start < end <= SIZE for start, end in spans(judgement))
    assert len(covered(text, judgement.findings)) == SIZE


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_the_reading_leads_back_into_the_text(unit: str) -> None:
    for view in read(made_of(unit, SIZE // 4)).views:
        assert len(view.words.split()) == len(view.spans)
        assert all(0 <= start < end <= SIZE // 4 for start, end in view.spans)


def test_what_stands_behind_a_thousand_harmless_words_is_still_found(judge: RulesJudge) -> None:
    text = "opdracht " * 10_000 + "0612345678, jij vieze hoer"
    found = {finding.rule for finding in judge.judge(a_message(text), Context()).findings}
    assert {"privacy", "respect"} <= found
