"""The judge that knows only what people wrote down: lexicons, checksums, vocabulary."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter

from bot.detectors.base import CareDetector, Detector, Scene, TopicDetector
from bot.detectors.harassment import HarassmentDetector
from bot.detectors.normalize import read
from bot.model.conversation import Context
from bot.model.finding import CareSignal, Finding, Rule, Sighting
from bot.model.judgement import Judgement, Layer
from bot.model.message import Message
from bot.model.rulebook import Rulebook

SPREAD = frozenset(
    {
        Rule.DISCRIMINATION,
        Rule.SEXUAL,
        Rule.PRIVACY,
        Rule.CONFIDENTIAL,
        Rule.MEDIA,
        Rule.COPYRIGHT,
        Rule.SPAM,
        Rule.TESTTIME,
    }
)
"""What is a breach also by passing it on. An insult is not: who forwards one mostly shows what
somebody else did."""


@dataclass(frozen=True, slots=True)
class RulesJudge:
    detectors: tuple[Detector, ...]
    topic: TopicDetector
    care: CareDetector
    rulebook: Rulebook
    layer: Layer
    harassment: HarassmentDetector = field(default_factory=HarassmentDetector)
    """Weighs in a second pass what the others saw against the conversation."""

    def judge(self, message: Message, context: Context) -> Judgement:
        scene = Scene(message, read(message.text), context)
        care = self.care.listen(scene)
        seen = [sighting for detector in self.detectors for sighting in detector.look(scene)]
        weighed = self.harassment.weigh(scene, seen, care=care is not None)
        findings = merge([*seen, *weighed.sightings], self.rulebook)
        if weighed.respect_at_most < 1:
            findings = _at_most(weighed.respect_at_most, findings)
        if message.forwarded:
            passed_on = self._passed_on(message, context)
            findings = _both(findings, passed_on.findings)
            care = care or passed_on.care
        return Judgement(
            topic=self.topic.guess(scene),
            findings=findings,
            care=care,
            care_probability=care.probability if care else 0.0,
            layers=(self.layer,),
            context_complete=context.complete,
            target=weighed.target,
            settled=weighed.settled,
        )

    def _passed_on(self, message: Message, context: Context) -> "_PassedOn":
        """What others wrote is read as if the sender had, for what matters there."""
        scene = Scene(replace(message, text=message.forwarded), read(message.forwarded), context)
        seen = [sighting for detector in self.detectors for sighting in detector.look(scene)]
        care = self.care.listen(scene)
        return _PassedOn(
            tuple(
                replace(finding, forwarded=True)
                for finding in merge(seen, self.rulebook)
                if finding.rule in SPREAD
            ),
            replace(care, forwarded=True) if care else None,
        )


@dataclass(frozen=True, slots=True)
class _PassedOn:
    findings: tuple[Finding, ...]
    care: CareSignal | None


def _at_most(certainty: float, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """*findings*, of which that of respect is no surer than *certainty*."""
    less = (
        replace(finding, probability=min(certainty, finding.probability))
        if finding.rule is Rule.RESPECT
        else finding
        for finding in findings
    )
    return tuple(sorted(less, key=attrgetter("probability"), reverse=True))


def _both(own: tuple[Finding, ...], passed_on: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """One finding a rule: what the sender wrote comes before what they passed on."""
    known = {finding.rule for finding in own}
    more = (finding for finding in passed_on if finding.rule not in known)
    return tuple(sorted((*own, *more), key=attrgetter("probability"), reverse=True))


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
