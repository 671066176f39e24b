"""The judge that knows only what people wrote down: lexicons, checksums, vocabulary."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from bot.detectors.base import CareDetector, Detector, Scene, TopicDetector
from bot.detectors.normalize import read
from bot.model.conversation import Context
from bot.model.finding import Finding, Rule, Sighting
from bot.model.judgement import Judgement, Layer
from bot.model.message import Message
from bot.model.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class RulesJudge:
    detectors: tuple[Detector, ...]
    topic: TopicDetector
    care: CareDetector
    rulebook: Rulebook
    layer: Layer

    def judge(self, message: Message, context: Context) -> Judgement:
        scene = Scene(message, read(message.text), context)
        care = self.care.listen(scene)
        return Judgement(
            topic=self.topic.guess(scene),
            findings=merge(
                [sighting for detector in self.detectors for sighting in detector.look(scene)],
                self.rulebook,
            ),
            care=care,
            care_probability=care.probability if care else 0.0,
            layers=(self.layer,),
            context_complete=context.complete,
        )


def merge(sightings: Sequence[Sighting], rulebook: Rulebook) -> tuple[Finding, ...]:
    """One finding a rule, told by its surest sighting, with the article the rulebook cites.

    Sightings add no certainty to each other: two lists that know one word are one opinion. A rule
    that the school's rulebook does not have is not its business.
    """
    if not sightings:
        return ()
    by_rule: dict[Rule, list[Sighting]] = {}
    for sighting in sightings:
        if sighting.rule in rulebook.rules:
            by_rule.setdefault(sighting.rule, []).append(sighting)
    findings = [_told(rule, seen, rulebook) for rule, seen in by_rule.items()]
    return tuple(sorted(findings, key=attrgetter("probability"), reverse=True))


def _told(rule: Rule, seen: list[Sighting], rulebook: Rulebook) -> Finding:
    surest = max(seen, key=attrgetter("certainty"))
    more = tuple(sighting.span for sighting in seen if sighting is not surest)
    return Finding(rule, rulebook.cite(rule), surest.span, surest.reason, surest.certainty, more)
