"""One normaliser for all detectors: it undoes evasion and maps every hit back to the raw span."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bot.detectors.disguise import DROPPED, HIDDEN, hides_something, lacks_vowels, uncover
from bot.detectors.lookalikes import BADGES, CAPITALS, DOTS, SINGLE, TURNED, UNSEEN
from bot.model.message import Span

_REMEMBERED = 4096
"""Foldings kept: a hostile text of every character there is must not fill the memory."""

_NEXT = re.compile(r"[^ ]+")

_INVISIBLE = {"Mn", "Me", "Cf"}

_WORD = re.compile(rf"[^\W_]+(?:['’`{DROPPED}]+[^\W_]+)*")
_HIDING_WORD = re.compile(rf"[^\W_]+(?:['’`{DROPPED}{HIDDEN}]+[^\W_]+)*")
_span: Callable[[tuple[int, int]], Span] = partial(tuple.__new__, Span)
"""As `Span(*place)`, which takes twice as long: a message may have hundreds of words."""
_SKELETON = re.compile(r"[b-df-hj-np-tv-xz]{3,}")


class _Folding(dict[int, str]):
    """Character -> its plain lower-case form, one for one; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_one(chr(code))
        if len(self) < _REMEMBERED:
            self[code] = folded
        return folded


def _fold_one(char: str) -> str:
    if char in UNSEEN or unicodedata.category(char) in _INVISIBLE:
        return DROPPED
    base = [
        c
        for c in unicodedata.normalize("NFKD", char).lower()
        if unicodedata.category(c) not in _INVISIBLE
    ]
    return base[0] if len(base) == 1 else char.lower()[:1]


_FOLDING = _Folding(CAPITALS | TURNED | BADGES | DOTS | SINGLE)


def fold(text: str) -> str:
    """Lower case without accents, styled letters or invisible marks; exactly as long as *text*."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


class View:
    """A text as words: `" a b c "`, one space between and around, and where each came from.

    Where the words are is worked out when it is first asked for: most messages hide nothing.
    """

    __slots__ = (
        "_spans", "_starts", "_text", "_word", "each", "found", "guesses", "searched_for", "words"
    )  # fmt: skip

    def __init__(
        self,
        each: tuple[str, ...],
        words: str,
        text: str,
        word: re.Pattern[str],
        guesses: Sequence[int] = (),
    ) -> None:
        """*text*: what the words were found in by *word*, as long as the raw text."""
        self.each = each
        self.words = words
        self.guesses = guesses
        """Indices of words that leave letters out: `*` for each (h*er), or all vowels (skkl)."""
        self.searched_for: object = None
        """What was last looked for in it: nobody need look for the same again."""
        self.found: Mapping[int, Sequence[tuple[int, int]]] = {}
        self._text = text
        self._word = word
        self._spans: Sequence[Span] | None = None
        self._starts: Sequence[int] | None = None

    @property
    def spans(self) -> Sequence[Span]:
        """Raw span of each word."""
        if self._spans is None:
            places = map(re.Match.span, self._word.finditer(self._text))
            self._spans = list(map(_span, places))
        return self._spans

    @property
    def starts(self) -> Sequence[int]:
        """Position in `words` of each word's first letter."""
        if self._starts is None:
            self._starts = [match.start() for match in _NEXT.finditer(self.words)]
        return self._starts

    def span(self, first: int, last: int) -> Span:
        """The raw span of these words, by their indices."""
        return Span(self.spans[first].start, self.spans[last].end)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the detectors read it. `views[0]` is what it says, the others what it hides."""

    raw: str
    words: tuple[str, ...]
    views: tuple[View, ...]


def words_of(text: str) -> tuple[str, ...]:
    """Its words as `Reading.words` has them, for who need not know more."""
    if text.isascii() and text.islower() and text.replace(" ", "").isalnum():
        return tuple(text.split())  # as most of a word list is
    return _words(fold(text), _WORD)[0]


def read(text: str) -> Reading:
    folded = fold(text)
    plain = _view(folded, _WORD)
    hidden = _hidden(folded, plain) if hides_something(folded) else ()
    return Reading(text, plain.each, (plain, *hidden))


def _view(folded: str, word: re.Pattern[str]) -> View:
    words, line = _words(folded, word)
    guesses = _guesses(words) if word is _HIDING_WORD or lacks_vowels(folded) else ()
    return View(words, f" {line} " if words else " ", folded, word, guesses)


def _words(folded: str, word: re.Pattern[str]) -> tuple[tuple[str, ...], str]:
    """The words, and all of them on one line."""
    words = tuple(word.findall(folded))
    line = " ".join(words)
    if not line.isascii() or "'" in line or "`" in line:
        words = tuple([_bare(each) for each in words])
        line = " ".join(words)
    return words, line


def _guesses(words: Sequence[str]) -> tuple[int, ...]:
    return tuple(
        index
        for index, word in enumerate(words)
        if HIDDEN in word or _SKELETON.fullmatch(word) is not None
    )


def _hidden(folded: str, plain: View) -> Iterator[View]:
    """The readings that say something else than *plain* and than each other."""
    seen = {plain.words}
    for text in dict.fromkeys(uncover(folded)):
        view = _view(text, _HIDING_WORD)
        if view.words not in seen:
            seen.add(view.words)
            yield view


def _bare(word: str) -> str:
    if word.isalnum() and word.isascii():
        return word
    plain = unicodedata.normalize("NFKD", word)
    return "".join(c for c in plain if c.isalnum() or c == HIDDEN) or "?"
