"""Questions and answers while a test of the group is running. Outside it this sees nothing."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import pairwise

from bot.detectors.base import Scene
from bot.detectors.normalize import words_of
from bot.detectors.wordlists import wordlist
from bot.model.conversation import Heard
from bot.model.finding import Reason, Rule, Sighting
from bot.model.message import MediaKind, Span

_WORDS = {
    f"{table}.{name}": frozenset(words)
    for table, names in wordlist("test_time").items()
    for name, words in names.items()
}
_NOUNS, _TEST_ITSELF, _ANSWERS = _WORDS["item.noun"], _WORDS["item.whole"], _WORDS["item.answer"]

_ITEM = re.compile(r"q?[0-9]{1,2}[a-d]?")
"""*3*, *3b*, *q4*; *3e* is who comes third."""
_LETTERED = re.compile(r"(?:q[0-9]{1,2}|[0-9]{1,2}[a-d])")
_CHOICE = re.compile(
    r"[a-e]|[0-9]{1,6}(?:e|cm|m|km|kg|g|v|n|j|euro)?|ja|nee|waar|onwaar|true|false"
)
_LETTERS = frozenset("abcde")
_FEWEST_CHOICES = 4
"""Choices in a row, without their items: *A B B C*."""
_PAIR = re.compile(r"([0-9]{1,2})[a-e]")
_FEWEST_PAIRS = 3
"""Items with a choice each, in a row: *1a 2c 3b*."""
_SHORT = 14
"""Words of a message that may be an answer, said to whoever asked."""
_SHORTEST = 3
"""Words of one that may be an answer to the last question of the group."""
_VALUE = 6
"""Words of what an item *is*."""
_JUST_NOW = timedelta(minutes=4)
_SIGNS = frozenset(":=)")
_READ = 200
"""Words that are looked at."""

_TESTS = ("toets", "examen", "proefwerk", "tentamen")
"""Ends of words for a test."""
_ASKED = frozenset({"reason.test_time.asks"})
_PHOTOS = frozenset({MediaKind.PHOTO, MediaKind.DOCUMENT, MediaKind.VIDEO})


_BESIDE_BARE = frozenset({"en", "bij", "je", "jullie", "heeft"})
_WHAT_IS = 3
"""Words of *wat is 5*."""


class TestTimeDetector:
    """Looks only while `Context.testing`, and never at staff.

    Wishing luck, asking where or how late the test is, being ill: all of that may be said.
    """

    __test__ = False  # pytest takes every Test* for its own

    rules = frozenset({Rule.TESTTIME})

    def look(self, scene: Scene) -> Iterable[Sighting]:
        if not scene.context.testing or scene.message.sender.role.is_staff:
            return ()
        why = _photo(scene) or _gives(scene) or _asks(scene) or _answers(scene)
        if why is None:
            return ()
        reason = Reason(f"reason.test_time.{why[0]}")
        return [Sighting(Rule.TESTTIME, Span(0, len(scene.message.text)), reason, why[1])]


_Why = tuple[str, float] | None
"""End of the reason's key, and how certain."""


def _innocent(words: Sequence[str]) -> bool:
    late = any(
        then == "laat" and word in _WORDS["not.before_late"] for word, then in pairwise(words)
    )
    return late or not _WORDS["not.word"].isdisjoint(words)


def _item(word: str) -> bool:
    return _ITEM.fullmatch(word) is not None


def _items(scene: Scene, words: Sequence[str]) -> bool:
    """*vraag 4*, *3b*: a question of the test is named."""
    return any(
        _lettered(scene, words, place)
        or (word in _NOUNS and any(map(_item, words[place + 1 : place + 2])))
        for place, word in enumerate(words)
    )


def _lettered(scene: Scene, words: Sequence[str], place: int) -> bool:
    """*3b*, where it is no class."""
    if _LETTERED.fullmatch(words[place]) is None:
        return False
    of_class = not _WORDS["item.class"].isdisjoint(words[max(0, place - 1) : place])
    return not of_class and words[place] not in words_of(scene.message.group)


def _beside(words: Sequence[str]) -> bool:
    """*bij 7*."""
    return any(word == "bij" and _item(then) for word, then in pairwise(words))


# A photo


def _photo(scene: Scene) -> _Why:
    """*hier de toets*; without words only when somebody just asked for one."""
    if scene.message.media not in _PHOTOS:
        return None
    words = scene.reading.words[:_READ]
    said = frozenset(words)
    if not words:
        return ("photo", 0.7) if _asked(scene) else None
    if not _WORDS["photo.unless"].isdisjoint(said):
        return None
    shown = not _WORDS["photo.here"].isdisjoint(said) and any(map(_item, words))
    if shown or _items(scene, words) or not (_TEST_ITSELF | _ANSWERS | _NOUNS).isdisjoint(said):
        return "photo", 0.85
    return ("photo", 0.7) if _asked(scene) else None


# Giving answers


def _gives(scene: Scene) -> _Why:
    words = scene.reading.words[:_READ]
    if _pairs(words) >= _FEWEST_PAIRS or _listed(scene) >= _FEWEST_PAIRS:
        return "gives", 0.85
    if _choices(words):
        return "gives", 0.75
    if "?" in scene.message.text or _innocent(words):
        return None
    sure = max((_told(scene, words, place) for place in range(len(words))), default=0.0)
    sure = max(sure, _fetched(words))
    return ("gives", sure) if sure else None


def _choices(words: Sequence[str]) -> bool:
    """*A B B C D A*: nothing but choices; not the alphabet."""
    choices = len(words) >= _FEWEST_CHOICES and _LETTERS.issuperset(words)
    return choices and any(one >= then for one, then in pairwise(words)) and len({*words}) > 1


def _fetched(words: Sequence[str]) -> float:
    """*chatgpt zegt 42 bij 5*: where the answer is from."""
    source = next((at for at, word in enumerate(words) if word in _WORDS["give.source"]), None)
    if source is None or _WORDS["give.says"].isdisjoint(words[source + 1 : source + 3]):
        return 0.0
    after = words[source + 2 : source + 2 + _VALUE]
    if not _WORDS["not.refusal"].isdisjoint(after):
        return 0.0
    return 0.8 if any(_ITEM.fullmatch(word) or word in _LETTERS for word in after) else 0.0


def _listed(scene: Scene) -> int:
    """*1: 24, 2 = x, 3) hoek a*: items in rising order, each with a sign behind it."""
    listed = 0
    for word, span in zip(scene.reading.words, scene.reading.views[0].spans[:_READ], strict=False):
        signed = scene.message.text[span.end : span.end + 2].strip()[:1] in _SIGNS
        if word == str(listed + 1) and signed:
            listed += 1
    return 0 if _innocent(scene.reading.words[:_READ]) else listed


def _pairs(words: Sequence[str]) -> int:
    """Items in rising order with a choice each: *1a 2c 3b*, *1: a, 2: c, 3: b*."""
    pairs, last = 0, 0
    for place, word in enumerate(words):
        together = word if len(word) > 1 and not word.isdigit() else "".join(words[place:][:2])
        found = _PAIR.fullmatch(together)
        if found and int(found[1]) > last:
            pairs, last = pairs + 1, int(found[1])
    return pairs


def _told(scene: Scene, words: Sequence[str], place: int) -> float:
    """*3b is 12*, *vraag 3 = b*, *bij 4 heb ik 12*: how sure; 0 where nothing is told."""
    if not _item(words[place]):
        return _worded(words, place)
    before, after = words[max(0, place - 1) : place], words[place + 1 : place + 1 + _VALUE]
    value = [word for word in after if word not in _WORDS["give.unsure"]]
    if not value or not _WORDS["not.refusal"].isdisjoint(after):
        return 0.0
    noun = not (_NOUNS | _ANSWERS | {"bij"}).isdisjoint(before)
    named = noun or _lettered(scene, words, place)
    end = scene.reading.views[0].spans[place].end
    equals = "=" in scene.message.text[end : end + 2]
    told = equals or not _WORDS["give.is"].isdisjoint(after[:2])
    chosen = _CHOICE.fullmatch(value[0]) is not None
    if chosen and (equals or (named and (told or len(after) == 1))):
        return 0.85
    if named and told and (equals or len(value) <= _SHORTEST):
        return 0.75
    if equals and place == 0 and len(value) == 1 and value[0].isalpha():
        return 0.65
    again = after[:1] == ("is",) and chosen and any(map(_item, after[2:3]))
    return 0.65 if again or (told and chosen and place == 0 and len(value) == 1) else 0.0


def _worded(words: Sequence[str], place: int) -> float:
    """*het antwoord is mitochondrium*."""
    after = words[place + 1 : place + 1 + _VALUE]
    if words[place] not in _ANSWERS or not after:
        return 0.0
    told = after[0] in {"is", "was", "op", "van"} and "is" in after
    return 0.7 if told and _WORDS["not.refusal"].isdisjoint(after) else 0.0


# Asking for them


def _asks(scene: Scene) -> _Why:
    words, raw = scene.reading.words[:_READ], scene.message.text
    said = frozenset(words)
    if not words or _innocent(words):
        return None
    asked = "?" in raw
    asking = asked or not _WORDS["ask.word"].isdisjoint(said)
    hurry = not _WORDS["ask.hurry"].isdisjoint(said)
    sending = not _WORDS["ask.send"].isdisjoint(said)
    inside = _inside(said)
    fact = not _WORDS["ask.fact"].isdisjoint(said)
    item = _items(scene, words) or (_beside(words) and (asked or sending or hurry))
    cases = (
        (item and asking and (asked or hurry), 0.85),
        (item and (asking or hurry or sending), 0.75),
        (not _ANSWERS.isdisjoint(said) and (asking or sending), 0.75),
        ("foto" in said and sending and not _TEST_ITSELF.isdisjoint(said), 0.75),
        (inside and asking and hurry, 0.75),
        (inside and asked and not _WORDS["ask.what"].isdisjoint(said), 0.7),
        (asked and _numbered(scene), 0.7),
        (_what_is(words) or _which(words), 0.7),
        ((asked or not _WORDS["ask.have"].isdisjoint(said)) and _bare(words), 0.7),
        (fact and asking and (hurry or inside), 0.65),
        (not (_WORDS["ask.what"].isdisjoint(said) or _WORDS["ask.rush"].isdisjoint(said)), 0.6),
    )
    return next((("asks", certainty) for holds, certainty in cases if holds), None)


def _bare(words: Sequence[str]) -> bool:
    """*en 5?*, *iemand 4?*, *wat heb je bij 3*: a number and nothing else that it could count."""
    numbers = [word for word in words if _item(word)]
    rest = [word for word in words if word not in numbers]
    return bool(numbers) and _WORDS["ask.word"].union(_BESIDE_BARE) >= {*rest}


def _what_is(words: Sequence[str]) -> bool:
    """*..., wat is 5*: at the end, so that nothing is counted."""
    return (
        len(words) >= _WHAT_IS
        and _item(words[-1])
        and words[-2] in _WORDS["ask.is"]
        and words[-3] in _WORDS["ask.what"]
    )


def _which(words: Sequence[str]) -> bool:
    """*which one is right at 8*, *welke is goed bij 3*."""
    right = [at for at, word in enumerate(words) if word in _WORDS["ask.right"]]
    return any(
        not _WORDS["ask.what"].isdisjoint(words[max(0, at - 4) : at])
        and _item("".join(words[at + 2 : at + 3]))
        and words[at + 1] in _WORDS["ask.at"]
        for at in right
    )


def _numbered(scene: Scene) -> bool:
    """*en 5? ...*, *iemand 4b? ...*: an item with its question mark."""
    words, raw = scene.reading.words[:_READ], scene.message.text
    asked = _WORDS["ask.word"] | {"en", "bij", "psst", "and"}
    return any(
        _item(word)
        and raw[span.end : span.end + 1] == "?"
        and (place == 0 or words[place - 1] in asked)
        for place, (word, span) in enumerate(
            zip(words, scene.reading.views[0].spans, strict=False)
        )
    )


def _inside(said: frozenset[str]) -> bool:
    """*ik zit nu in de toets*."""
    test = not _TEST_ITSELF.isdisjoint(said) or any(word.endswith(_TESTS) for word in said)
    return test and not _WORDS["ask.inside"].isdisjoint(said)


# Answering


def _answers(scene: Scene) -> _Why:
    """A few words to whoever asked, or a choice right after the question."""
    words = scene.reading.words
    if not words or "?" in scene.message.text or not _WORDS["not.refusal"].isdisjoint(words):
        return None
    parent = scene.context.parent
    if parent is not None:
        replied = _asks_too(parent) and parent.account != scene.message.sender.account
        return ("answer", 0.75) if replied and len(words) <= _SHORT else None
    value = [word for word in words if word not in _WORDS["give.unsure"]]
    short = len(value) == 1 and len(words) <= _SHORTEST + 1
    if short and _CHOICE.fullmatch(value[0]) and _asked(scene):
        return "answer", 0.7
    return None


def _asked(scene: Scene) -> bool:
    """Somebody else asked for an answer just now."""
    me, now = scene.message.sender.account, scene.message.sent_at
    return any(
        heard.account != me and now - heard.at <= _JUST_NOW and _asks_too(heard)
        for heard in scene.context.earlier
    )


def _asks_too(heard: Heard) -> bool:
    return any(finding.reason.key in _ASKED for finding in heard.findings)
