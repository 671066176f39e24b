"""Every detector by the name a rulebook calls it, and how it is built."""

from collections.abc import Callable, Mapping, Sequence

from bot.detectors.adverts import AdvertDetector
from bot.detectors.base import Detector
from bot.detectors.chain_letters import ChainLetterDetector
from bot.detectors.confidential import ConfidentialDetector
from bot.detectors.copyright import CopyrightDetector
from bot.detectors.hacking import HackingDetector
from bot.detectors.impersonation import ImpersonationDetector
from bot.detectors.insults import InsultDetector
from bot.detectors.lexicon import Vocabulary
from bot.detectors.links import LinkDetector
from bot.detectors.media import MediaDetector
from bot.detectors.order import OrderDetector
from bot.detectors.personal_data import PersonalDataDetector
from bot.detectors.sexual_language import SexualLanguageDetector
from bot.detectors.staff_duties import StaffDutiesDetector
from bot.detectors.test_time import TestTimeDetector
from bot.model.finding import Rule

Words = Mapping[str, Sequence[str]]
"""The school's own words, by the names of `[words]` in its rulebook and config; under "staff" the
names of its staff in exports."""

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
    "adverts": lambda _words, _vocabulary: AdvertDetector(),
    "sexual_language": lambda _words, vocabulary: SexualLanguageDetector(vocabulary),
    "confidential": lambda _words, vocabulary: ConfidentialDetector(vocabulary),
    "copyright": lambda _words, vocabulary: CopyrightDetector(vocabulary),
    "hacking": lambda _words, vocabulary: HackingDetector(vocabulary),
    "impersonation": lambda words, _vocabulary: ImpersonationDetector(words.get("staff", ())),
    "media": lambda _words, _vocabulary: MediaDetector(),
    "test_time": lambda _words, _vocabulary: TestTimeDetector(),
    "order": lambda _words, _vocabulary: OrderDetector(),
    "staff_duties": lambda _words, _vocabulary: StaffDutiesDetector(),
}

SERVES: Mapping[str, frozenset[Rule]] = {
    "insults": InsultDetector.rules,
    "personal_data": PersonalDataDetector.rules,
    "links": LinkDetector.rules,
    "chain_letters": ChainLetterDetector.rules,
    "adverts": AdvertDetector.rules,
    "sexual_language": SexualLanguageDetector.rules,
    "confidential": ConfidentialDetector.rules,
    "copyright": CopyrightDetector.rules,
    "hacking": HackingDetector.rules,
    "impersonation": ImpersonationDetector.rules,
    "media": MediaDetector.rules,
    "test_time": TestTimeDetector.rules,
    "order": OrderDetector.rules,
    "staff_duties": StaffDutiesDetector.rules,
    "harassment": frozenset({Rule.HARASSMENT}),
    "school_topic": frozenset({Rule.OFFTOPIC}),
    "care": frozenset(),
}
"""Which rules each detector can find. Topic, care and harassment are judged by themselves."""


def build(words: Words, vocabulary: Vocabulary) -> tuple[Detector, ...]:
    return tuple(factory(words, vocabulary) for factory in FACTORIES.values())
