"""Sexual violence and self-harm that the sender turns to somebody else, in so many words.

*ik ga je verkrachten* is a threat and *pleeg zelfmoord lisa* bids somebody to; who says it is not
in need of care for it. Who tells of it, or speaks of oneself, turns it to nobody.
"""

from collections.abc import Sequence

from bot.detectors.templates import Found, Templates
from bot.detectors.wordlists import wordlist

_DATA = wordlist("turned")
_LISTS = _DATA["lists"]
_ROWS = _DATA["rows"]
_SEXUAL = Templates({name: _ROWS[name] for name in ("threat", "done")}, _LISTS)
_HARM = Templates({name: _ROWS[name] for name in ("bidden", "wished")}, _LISTS)
_WORDS = {name: frozenset(words) for name, words in _DATA["words"].items()}
_FILLER = frozenset(_LISTS["filler"])
_WILL = frozenset(_LISTS["will"])
_SKIPPED = _FILLER | _WILL | frozenset(_LISTS["i"])
_SOMEBODY = frozenset((*_LISTS["you"], *_LISTS["kin"]))
_NO_NAME = _WORDS["plain"] | _WORDS["me"] | _WORDS["negated"]
_SOON = 3
"""Words after a bidding within which a *niet* takes it back."""


def turned_to_another(words: Sequence[str]) -> bool:
    """Whether a message of these folded words threatens or bids somebody else."""
    return sexual_threat(words) is not None or _at_a_thing(words) or _bids(words)


def sexual_threat(words: Sequence[str]) -> Found | None:
    """Where the sender threatens somebody with sexual violence, wishes it or boasts of it."""
    if _SEXUAL.anchors.isdisjoint(words) or not _WORDS["told"].isdisjoint(words):
        return None
    for row in _SEXUAL.find(words):
        if row.name == "done" or _at_somebody(words, row):
            return row
    return None


def pretended(words: Sequence[str]) -> bool:
    """Whether it is said of a match or a story."""
    return not _WORDS["pretend"].isdisjoint(words)


def _at_somebody(words: Sequence[str], row: Found) -> bool:
    """*ik ga [je zus] verkrachten*, *ik ga [lisa] verkrachten*."""
    objects = _objects(words, row)
    return not _SOMEBODY.isdisjoint(objects) or _a_name(objects)


def _at_a_thing(words: Sequence[str]) -> bool:
    """*ik ga [deze toets] verkrachten*: nobody is the victim of it, whatever is meant."""
    if _SEXUAL.anchors.isdisjoint(words) or not _WORDS["told"].isdisjoint(words):
        return False
    return any(
        len(objects := _objects(words, row)) > 0 and _WORDS["talk"].isdisjoint(objects)
        for row in _SEXUAL.find(words)
        if row.name == "threat"
    )


def _objects(words: Sequence[str], row: Found) -> Sequence[str]:
    """Whom or what the verb is said of; nothing where it is the sender or taken back."""
    between = [word for word in words[row.first : row.last] if word not in _SKIPPED]
    free = _WORDS["negated"].isdisjoint(between) and _WORDS["me"].isdisjoint(between)
    return between if free else ()


def _bids(words: Sequence[str]) -> bool:
    if _HARM.anchors.isdisjoint(words) or not _WORDS["told"].isdisjoint(words):
        return False
    return any(
        row.name == "wished" or _at_another(words, row)
        for row in _HARM.find(words)
        if _WORDS["negated"].isdisjoint(words[row.last + 1 : row.last + 1 + _SOON])
    )


def _at_another(words: Sequence[str], row: Found) -> bool:
    """Where *ik* may be left out, only a word for somebody else tells that it is an order."""
    if not _WORDS["me"].isdisjoint(words):
        return False
    if not _WORDS["you"].isdisjoint(words) or words[row.first] == "kys":
        return True
    rest = [*words[: row.first], *words[row.last + 1 :]]
    rest = [word for word in rest if word not in _FILLER]
    return _a_name(rest) or (not rest and words[row.first] == "pleeg")


def _a_name(words: Sequence[str]) -> bool:
    return len(words) == 1 and words[0] not in _NO_NAME and words[0].isalpha()
