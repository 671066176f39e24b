"""Every detector by the name a rulebook calls it, and how it is built."""

from collections.abc import Callable, Mapping, Sequence

from bot.detectors.base import Detector
from bot.detectors.chain_letters import ChainLetterDetector
from bot.detectors.insults import InsultDetector
from bot.detectors.links import LinkDetector
from bot.detectors.personal_data import PersonalDataDetector
from bot.model.finding import Rule

Words = Mapping[str, Sequence[str]]
"""The school's own words, by the names of `[words]` in its rulebook and config."""

FACTORIES: Mapping[str, Callable[[Words], Detector]] = {
    "insults": lambda words: InsultDetector(
        extra=words.get("insults", ()), allowed=words.get("not_insults", ())
    ),
    "personal_data": lambda words: PersonalDataDetector(
        own_contacts=words.get("own_contacts", ())
    ),
    "links": lambda words: LinkDetector(
        blocked=words.get("blocked_domains", ()), allowed=words.get("allowed_domains", ())
    ),
    "chain_letters": lambda _words: ChainLetterDetector(),
}

SERVES: Mapping[str, frozenset[Rule]] = {
    "insults": InsultDetector.rules,
    "personal_data": PersonalDataDetector.rules,
    "links": LinkDetector.rules,
    "chain_letters": ChainLetterDetector.rules,
    "school_topic": frozenset({Rule.OFFTOPIC}),
    "care": frozenset(),
}
"""Which rules each detector can find. Topic and care are judged on every message anyway."""


def build(words: Words) -> tuple[Detector, ...]:
    return tuple(factory(words) for factory in FACTORIES.values())
