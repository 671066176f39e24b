"""What forgeries and poses have in common: the words, who does it, who is in the group."""

from collections.abc import Callable, Collection, Sequence
from collections.abc import Set as AbstractSet

from bot.detectors.fake.claims import Claim
from bot.detectors.names import RELATIVES, SAID
from bot.detectors.normalize import Reading
from bot.detectors.sentences import Sentence
from bot.detectors.wordlists import wordlist

_LISTS = wordlist("impersonation")
FORGED = {name: frozenset(words) for name, words in _LISTS["forged"].items()}
POSING = {name: frozenset(words) for name, words in _LISTS["posing"].items()}
OFFICES = frozenset(_LISTS["says"]["office"])
SOMEBODY = SAID | RELATIVES | OFFICES
NEAR = 3
"""Words from *van* or *als* to whom it is."""

People = Callable[[], AbstractSet[str]]
"""First names of who is in the group: worked out only where it matters."""
Look = Callable[[Reading, Sentence, People], Claim | None]


def places_of(words: Sequence[str], wanted: Collection[str]) -> list[int]:
    return [place for place, word in enumerate(words) if word in wanted]


def does_it(words: Sequence[str]) -> bool:
    """The sender does it, or plans it with others; nobody else is said to."""
    if words[0] in FORGED["request"]:
        return True
    doers = places_of(words, FORGED["doer"])
    others = places_of(words, FORGED["other_doer"])
    if not doers:
        return False
    return not others or words[others[0]] in {"er", "je"} or doers[0] < others[0]
