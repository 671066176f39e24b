"""Every detector by the name a rulebook calls it, and how it is built."""

from collections.abc import Callable, Mapping, Sequence

from bot.detectors.base import Detector
from bot.detectors.chain_letters import ChainLetterDetector
from bot.detectors.insults import InsultDetector
from bot.detectors.lexicon import Vocabulary
from bot.detectors.links import LinkDetector
from bot.detectors.personal_data import PersonalDataDetector
from bot.model.finding import Rule

Words = Mapping[str, Sequence[str]]
"""The school's own words, by the names of `[words]` in its rulebook and config."""

FACTORIES: Mapping[str, Callable[[Words, Vocabulary], Detector]] = {
    "insults": lambda words, vocabulary: InsultDetector(
        extra=words.get("insults", ()),
        allowed=words.get("not_insults", ()),
        vocabulary=vocabulary,
    ),
    "personal_data": lambda words, _vocabulary: PersonalDataDetector(
        own_contacts=words.get("own_contacts", ())
    ),
    "links": lambda words, _vocabulary: LinkDetector(
        blocked=words.get("blocked_domains", ()), allowed=words.get("allowed_domains", ())
    ),
    "chain_letters": lambda _words, _vocabulary: ChainLetterDetector(),
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


def build(words: Words, vocabulary: Vocabulary) -> tuple[Detector, ...]:
    return tuple(factory(words, vocabulary) for factory in FACTORIES.values())
