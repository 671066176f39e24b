"""From what the detectors saw to one judgement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pytest
from typing_extensions import override

from bot.detectors.base import Scene
from bot.detectors.harassment import HarassmentDetector, Weighed
from bot.judge.rules import SPREAD, RulesJudge, merge
from bot.model.conversation import Context
from bot.model.finding import CareSignal, Reason, Rule, Sighting
from bot.model.ids import MessageId
from bot.model.judgement import Judgement, Layer, Topic, TopicGuess
from bot.model.message import Span
from tests.support.builders import (
    a_care_signal,
    a_message,
    a_rulebook,
    a_sender,
    an_account,
    heard,
)

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


# the second pass


@dataclass(slots=True)
class Weighs(HarassmentDetector):
    """What it was given is kept; what it makes of it is the same whatever was seen."""

    weighed: Weighed
    given: list[tuple[tuple[Sighting, ...], bool]] = field(default_factory=list)

    @override
    def weigh(self, scene: Scene, seen: Sequence[Sighting], *, care: bool) -> Weighed:
        del scene
        self.given.append((tuple(seen), care))
        return self.weighed


def a_weighing_judge(
    weighs: Weighs, *seen: Sighting, care: CareSignal | None = None
) -> RulesJudge:
    plain = a_judge(*seen, care=care)
    return RulesJudge(
        plain.detectors, plain.topic, plain.care, plain.rulebook, plain.layer, weighs
    )


def test_what_the_conversation_adds_is_one_finding_with_what_was_seen() -> None:
    more = Weighed((seen(Rule.RESPECT, 0.9, 2),), an_account("Sanne"), (MessageId("m0"),))
    weighs = Weighs(more)
    judgement = a_weighing_judge(weighs, seen(Rule.RESPECT, 0.6, 1)).judge(a_message(), Context())
    (finding,) = judgement.findings
    assert (finding.probability, finding.span, finding.more) == (0.9, Span(2, 3), (Span(1, 2),))
    assert (judgement.target, judgement.settled) == (an_account("Sanne"), ("m0",))
    assert weighs.given == [((seen(Rule.RESPECT, 0.6, 1),), False)]


def test_the_second_pass_knows_of_a_cry_for_help() -> None:
    weighs = Weighs(Weighed())
    a_weighing_judge(weighs, care=a_care_signal(0.5)).judge(a_message(), Context())
    assert weighs.given == [((), True)]


def test_what_hurts_says_whom_and_what_does_not_says_nobody() -> None:
    context = Context(
        (heard("hoi", user_id="Sanne"),), people={an_account("Sanne"): a_sender("Sanne")}
    )
    message = a_message("sanne, jij", sender=a_sender("Daan"))
    assert a_judge(seen(Rule.RESPECT, 0.6)).judge(message, context).target == an_account("Sanne")
    assert a_judge(seen(Rule.PRIVACY, 0.9)).judge(message, context).target is None
    assert a_judge().judge(message, context).target is None


# what is passed on


@dataclass(frozen=True, slots=True)
class Reads:
    """Sees and hears what a message says, word by word."""

    care: CareSignal = field(default_factory=lambda: a_care_signal(0.8))

    def look(self, scene: Scene) -> Iterable[Sighting]:
        return [seen(rule, 0.9) for rule in Rule if rule.value in scene.reading.words]

    def guess(self, scene: Scene) -> TopicGuess:
        return TopicGuess(Topic.SCHOOL if scene.message.text else Topic.NEUTRAL, 0.7)

    def listen(self, scene: Scene) -> CareSignal | None:
        return self.care if "care" in scene.reading.words else None


def told(text: str, forwarded: str) -> Judgement:
    judge = RulesJudge((Reads(),), Reads(), Reads(), BOOK, Layer("rules", "1"))
    return judge.judge(a_message(text, forwarded=forwarded), Context())


@pytest.mark.parametrize("rule", sorted(SPREAD & BOOK.rules.keys()))
def test_what_may_not_be_spread_may_not_be_passed_on(rule: Rule) -> None:
    (finding,) = told("", rule.value).findings
    assert (finding.rule, finding.forwarded) == (rule, True)


@pytest.mark.parametrize("rule", sorted(BOOK.rules.keys() - SPREAD))
def test_who_shows_what_another_said_did_not_say_it(rule: Rule) -> None:
    assert told("", rule.value).findings == ()


def test_own_words_come_before_those_of_others() -> None:
    (finding,) = told("privacy", "privacy").findings
    assert not finding.forwarded


def test_a_cry_for_help_that_is_passed_on_is_heard() -> None:
    care = told("", "care").care
    assert care is not None
    assert care.forwarded
    own = told("care", "care").care
    assert own is not None
    assert not own.forwarded


def test_the_topic_is_of_the_own_words() -> None:
    assert told("", "school school").topic.topic is Topic.NEUTRAL
