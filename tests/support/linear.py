"""Whether a pattern takes time in proportion to the text, read from the pattern itself.

A repeat is *long* when it has no bound, or one of more than `SMALL`. Upper and lower case count as
one. A pattern that keeps these rules reads no text twice:

1. After a long repeat comes nothing that can begin as the repeat does, so that giving back what it
   took never helps. Of one character it may, where nothing long comes behind: that is one walk
   back. A possessive repeat gives nothing back.
2. Inside a long repeat the same holds for every repeat, and no two alternatives begin alike.
3. In a pattern that is searched for, nothing behind a long repeat can fail, or no other search can
   begin in what it ran over: before it stands a character that it does not take, or the pattern
   begins with a lookbehind for all that it takes.
4. What is looked ahead for is not long, nor is what a backreference repeats.
"""

import importlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, NamedTuple

SMALL = 400

_PARSER: Any = importlib.import_module("re._parser")  # private to Python, and without types
_OP: Any = importlib.import_module("re._constants")
_REPEATS = (_OP.MAX_REPEAT, _OP.MIN_REPEAT, _OP.POSSESSIVE_REPEAT)
_KINDS: Mapping[str, Callable[[str], object]] = {
    "DIGIT": str.isdigit,
    "SPACE": str.isspace,
    "WORD": re.compile(r"\w").match,
}
_COMMON = frozenset(chr(code).lower()[0] for code in (*range(0x250), *range(0x2000, 0x2070)))

Chars = frozenset[str]
_NONE: Chars = frozenset()


@dataclass(frozen=True)
class _Part:
    """One of *chars*, or one of *bodies*, so many times."""

    chars: Chars = _NONE
    bodies: tuple[tuple["_Part", ...], ...] = ()
    low: int = 1
    high: int = 1
    firm: bool = False
    """Once read it gives nothing back."""
    look: bool = False
    """It takes nothing: a lookaround, an anchor, a border of a word."""

    @cached_property
    def empty(self) -> bool:
        """It may take nothing."""
        bodies = any(all(part.empty for part in body) for body in self.bodies)
        return self.look or not self.low or bodies

    @cached_property
    def taken(self) -> Chars:
        return self.chars.union(*(part.taken for body in self.bodies for part in body))

    @cached_property
    def widest(self) -> int:
        inner = (sum(part.widest for part in body) for body in self.bodies)
        return self.high * max(bool(self.chars), *inner, 0)

    @cached_property
    def begins(self) -> Chars:
        return self.chars.union(*(_begin(body, _NONE) for body in self.bodies))

    def plain(self) -> bool:
        """A repeat of single characters."""
        return all(len(body) == 1 and body[0].chars for body in self.bodies)

    def sure(self) -> list[Chars]:
        """Of each of these it takes a character in any case."""
        if self.low and not self.look and len(self.bodies) == 1:
            return [chars for part in self.bodies[0] for chars in part.sure()]
        return [self.chars] if self.chars else []

    def may_be_skipped(self) -> bool:
        """It cannot make a match fail."""
        return not self.low or (
            not self.look
            and len(self.bodies) == 1
            and all(part.may_be_skipped() for part in self.bodies[0])
        )


def _begin(parts: Iterable[_Part], follow: Chars) -> Chars:
    found = _NONE
    for part in parts:
        found |= _NONE if part.look else part.begins
        if not part.empty:
            return found
    return found | follow


def faults(pattern: re.Pattern[Any], *, searched: bool = True) -> set[int]:
    """The rules that *pattern* breaks. *searched*: it may begin anywhere in a text."""
    source = pattern.pattern
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    reader = _Reader(_COMMON | frozenset(text.lower()))
    items = _PARSER.parse(source, pattern.flags)
    parts = reader.parts(items)
    begin: Any = items[0] if parts else (None, None)
    behind = begin[0] is _OP.ASSERT_NOT and begin[1][0] < 0 and parts[0].plain()
    check = _Check(parts[0].taken if behind else _NONE, searched=searched)
    check.walk(parts, _NONE, [], _Place())
    return check.faults


class _Place(NamedTuple):
    """Where in a pattern a part stands."""

    ends: bool = True
    """Nothing behind it can fail."""
    inside: bool = False
    """It stands in a long repeat."""
    before_long: bool = False
    """Something long comes behind it."""


class _Check:
    def __init__(self, behind: Chars, *, searched: bool) -> None:
        self.faults: set[int] = set()
        self._searched = searched
        self._behind = behind

    def walk(
        self, parts: tuple[_Part, ...], follow: Chars, met: list[Chars], place: _Place
    ) -> None:
        """*met*: sets of which a character stands before *parts*."""
        met = list(met)
        for index, part in enumerate(parts):
            rest = parts[index + 1 :]
            here = place._replace(
                ends=place.ends and all(each.may_be_skipped() for each in rest),
                before_long=place.before_long or any(each.widest > SMALL for each in rest),
            )
            self._part(part, _begin(rest, follow), met, here)
            met += part.sure()

    def _part(self, part: _Part, after: Chars, met: list[Chars], place: _Place) -> None:
        long, begins, taken = part.high > SMALL, part.begins, part.taken
        if part.look:
            self._note(4, part.widest > SMALL)
            return
        loops = (long or place.inside) and not part.firm
        one_walk = part.plain() and not (place.inside or place.before_long)
        self._note(1, loops and part.low != part.high and begins & after and not one_walk)
        firsts = [_begin(body, after) for body in part.bodies]
        self._note(2, loops and any(one & other for one, other in combinations(firsts, 2)))
        guarded = taken <= self._behind or any(not taken & each for each in met)
        self._note(3, long and self._searched and not place.ends and not guarded)
        again = begins if part.high > 1 else _NONE
        inner = place._replace(ends=place.ends and part.low <= 1, inside=loops)
        for body in part.bodies:
            self.walk(body, after | again, met, inner)

    def _note(self, rule: int, broken: object) -> None:
        if broken:
            self.faults.add(rule)


class _Reader:
    """What Python makes of a pattern, as parts."""

    def __init__(self, alphabet: Chars) -> None:
        self._alphabet = alphabet
        self._groups: dict[int, tuple[_Part, ...]] = {}

    def parts(self, items: Any) -> tuple[_Part, ...]:
        return tuple(self._part(op, arg) for op, arg in items or ())

    def _part(self, op: Any, arg: Any) -> _Part:
        if op in _REPEATS:
            firm = op is _OP.POSSESSIVE_REPEAT
            return _Part(bodies=(self.parts(arg[2]),), low=arg[0], high=int(arg[1]), firm=firm)
        if op is _OP.AT:
            return _Part(look=True)
        bodies = self._bodies(op, arg)
        look = op in {_OP.ASSERT, _OP.ASSERT_NOT}
        if op is _OP.GROUPREF and _Part(bodies=bodies).widest > SMALL:
            look = True  # rule 4 holds for both
        return _Part(self._chars(op, arg), bodies, firm=op is _OP.ATOMIC_GROUP, look=look)

    def _bodies(self, op: Any, arg: Any) -> tuple[tuple[_Part, ...], ...]:
        if op is _OP.SUBPATTERN:
            self._groups[arg[0]] = self.parts(arg[3])
        if op in {_OP.SUBPATTERN, _OP.GROUPREF}:
            return (self._groups[arg if op is _OP.GROUPREF else arg[0]],)
        if op is _OP.BRANCH:
            return tuple(map(self.parts, arg[1]))
        if op in {_OP.GROUPREF_EXISTS, _OP.ASSERT, _OP.ASSERT_NOT}:
            return tuple(map(self.parts, arg[1:]))
        return (self.parts(arg),) if op is _OP.ATOMIC_GROUP else ()

    def _chars(self, op: Any, arg: Any) -> Chars:
        if op is _OP.ANY:
            return self._alphabet
        if op in {_OP.LITERAL, _OP.NOT_LITERAL}:
            one = frozenset({chr(arg).lower()})
            return one if op is _OP.LITERAL else self._alphabet - one
        if op is _OP.RANGE:
            low, high = arg
            ends = {chr(low).lower()[0], chr(high).lower()[0]}
            return frozenset({c for c in self._alphabet if low <= ord(c) <= high} | ends).union(
                c for c in self._alphabet if low <= ord(c.upper()[0]) <= high
            )
        if op is _OP.CATEGORY:
            name = str(arg).removeprefix("CATEGORY_")
            kind = _KINDS[name.removeprefix("NOT_")]
            return frozenset(c for c in self._alphabet if bool(kind(c)) != name.startswith("NOT_"))
        if op is _OP.IN:
            found = _NONE.union(*(self._chars(*each) for each in arg))
            return self._alphabet - found if arg[0][0] is _OP.NEGATE else found
        return _NONE
