"""From what the detectors saw to one judgement."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.detectors.base import Scene
from bot.judge.rules import RulesJudge, merge
from bot.model.conversation import Context
from bot.model.finding import CareSignal, Reason, Rule, Sighting
from bot.model.judgement import Layer, Topic, TopicGuess
from bot.model.message import Span
from tests.support.builders import a_care_signal, a_message, a_rulebook

BOOK = a_rulebook()


def seen(rule: Rule, certainty: float, start: int = 0) -> Sighting:
    return Sighting(rule, Span(start, start + 1), Reason(f"reason.{start}"), certainty)


@dataclass(frozen=True, slots=True)
class Sees:
    """Detector, topic and care in one: the same whatever is said."""

    sightings: tuple[Sighting, ...] = ()
    care: CareSignal | None = None

    def look(self, scene: Scene) -> Iterable[Sighting]:
        del scene
        return self.sightings

    def guess(self, scene: Scene) -> TopicGuess:
        del scene
        return TopicGuess(Topic.SCHOOL, 0.7)

    def listen(self, scene: Scene) -> CareSignal | None:
        del scene
        return self.care


def a_judge(*sightings: Sighting, care: CareSignal | None = None) -> RulesJudge:
    sees = Sees(care=care)
    detectors = tuple(Sees((sighting,)) for sighting in sightings)
    return RulesJudge(detectors, sees, sees, BOOK, Layer("rules", "1"))


def test_one_finding_a_rule_told_by_its_surest_sighting() -> None:
    (finding,) = merge([seen(Rule.RESPECT, 0.6, 1), seen(Rule.RESPECT, 0.9, 2)], BOOK)
    assert (finding.span, finding.reason.key) == (Span(2, 3), "reason.2")


def test_two_lists_that_know_one_word_are_one_opinion() -> None:
    (finding,) = merge([seen(Rule.RESPECT, 0.6), seen(Rule.RESPECT, 0.6)], BOOK)
    assert finding.probability == 0.6


def test_the_most_probable_finding_comes_first_with_its_article() -> None:
    findings = merge([seen(Rule.RESPECT, 0.6), seen(Rule.PRIVACY, 0.9)], BOOK)
    assert [(one.rule, one.article) for one in findings] == [
        (Rule.PRIVACY, "4.2"),
        (Rule.RESPECT, "4.1"),
    ]


def test_a_rule_that_the_school_does_not_have_is_not_its_business() -> None:
    assert merge([seen(Rule.FAKE, 1.0)], BOOK) == ()


def test_a_judgement_says_what_everyone_saw_and_who_spoke() -> None:
    judge = a_judge(seen(Rule.RESPECT, 0.6), seen(Rule.PRIVACY, 0.9), care=a_care_signal(0.8))
    judgement = judge.judge(a_message(), Context(complete=False))
    assert judgement.topic == TopicGuess(Topic.SCHOOL, 0.7)
    assert len(judgement.findings) == 2
    assert (judgement.care, judgement.care_probability) == (a_care_signal(0.8), 0.8)
    assert judgement.layers == (Layer("rules", "1"),)
    assert not judgement.context_complete


def test_without_a_signal_there_is_no_chance_of_one() -> None:
    judgement = a_judge().judge(a_message(), Context())
    assert (judgement.care, judgement.care_probability) == (None, 0.0)
    assert judgement.context_complete
