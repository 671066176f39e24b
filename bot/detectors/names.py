"""Display names as people read them, and whether one is taken for another."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.detectors.disguise import DROPPED
from bot.detectors.lookalikes import FOREIGN, IMITATING
from bot.detectors.normalize import fold, words_of
from bot.detectors.wordlists import wordlist

_LISTS = wordlist("names")
_MEN = frozenset(_LISTS["title"]["man"])
_WOMEN = frozenset(_LISTS["title"]["woman"])
TITLES = _MEN | _WOMEN | frozenset(_LISTS["title"]["either"])
SAID = TITLES - {"dr", "ir"}
"""Titles as they are said: *dr* is *haar* in a chat."""
PARTICLES = frozenset(_LISTS["part"]["particle"])
RELATIVES = frozenset(_LISTS["part"]["relative"])
_MARKS = frozenset(_LISTS["part"]["mark"])
_PRIVATE = frozenset(_LISTS["part"]["private"])
_SURE, _UNSURE, _ROLE, _BESIDE = (
    frozenset(_LISTS["system"][kind]) for kind in ("sure", "unsure", "role", "beside")
)
_FOREIGN = frozenset(map(chr, FOREIGN))
_LOOKS = str.maketrans("i1|0534", "lllosea")
"""Letters that are taken for each other in the letters of a screen."""
_LONGEST = 80
"""Characters of a name that are read; nobody sees more of it on a screen."""
_REMEMBERED = 2048
_FULL = 2
_LONG = 7
"""Fewest letters of a name that is still taken for itself with one letter off."""
_ALONE = 6
"""Fewest letters of a surname without a title that is told by its look alone."""


@dataclass(frozen=True, slots=True)
class Name:
    """*core*: the name itself. *look*: how it looks at a glance. *initials*: lone letters."""

    core: tuple[str, ...]
    look: str
    initials: frozenset[str]
    titles: frozenset[str]
    private: bool
    """It says to be a private account."""
    marked: bool
    """It says to be another phone or account of somebody."""
    relative: bool
    """It says whose parent, brother… they are."""
    disguised: bool
    """Letters of another script among ours, or unseen ones."""

    @property
    def full(self) -> bool:
        """A first name and a surname."""
        return len([word for word in self.core if word not in PARTICLES]) >= _FULL

    @property
    def surname(self) -> tuple[str, ...]:
        """What is behind the first name."""
        return self.core[1:] if self.full else self.core


@lru_cache(maxsize=_REMEMBERED)
def parse(name: str) -> Name:
    name = name[:_LONGEST]
    folded = fold(name)
    words = words_of(folded.replace(DROPPED, ""))
    plain = [_latin(word) for word in words]
    bare = [word.rstrip("0123456789") if word[0].isalpha() else "" for word in plain]
    titles = frozenset(bare[:2]) & TITLES
    core = tuple(word for word in bare if _own(word))
    return Name(
        core=core,
        look=_look(core),
        initials=frozenset(word for word in bare if len(word) == 1) - PARTICLES,
        titles=titles,
        private=not _PRIVATE.isdisjoint(bare),
        marked=not _MARKS.isdisjoint(bare) or any(map(_numbered, plain)),
        relative=not RELATIVES.isdisjoint(bare),
        disguised=tuple(plain) != words or _unseen(name),
    )


def _own(word: str) -> bool:
    return len(word) > 1 and word not in TITLES and word not in _MARKS and word not in _PRIVATE


def _numbered(word: str) -> bool:
    return word[-1].isdigit()


def _latin(word: str) -> str:
    """A word that mixes scripts, or is made of nothing but imitations, as it is taken to read."""
    if word.isascii() or _FOREIGN.isdisjoint(word):
        return word
    mixed = any("a" <= letter <= "z" for letter in word)
    return word.translate(FOREIGN) if mixed or IMITATING.issuperset(word) else word


def _unseen(name: str) -> bool:
    """An unseen character between letters: no emoji is made of it there."""
    return any(
        unicodedata.category(char) == "Cf" and name[place - 1].isalpha()
        for place, char in enumerate(name[:-1])
        if place and not char.isascii() and name[place + 1].isalpha()
    )


def _look(core: Sequence[str]) -> str:
    joined = "".join(core).translate(_LOOKS)
    return joined.replace("rn", "m").replace("vv", "w")


def like_staff(name: Name, staff: Name) -> float:
    """How sure *name* is taken for that of *staff*; 0.0 if it is not.

    A first name alone says nothing, nor does a surname without a title: teachers have children.
    """
    if not name.core or not staff.core or name.relative:
        return 0.0
    if name.initials and staff.initials and name.initials.isdisjoint(staff.initials):
        return 0.0
    sure = max(_same(name, core, staff) for core in {staff.core, staff.surname})
    if _other_sex(name, staff):
        sure -= 0.3
    return max(sure, 0.0)


def same_teacher(name: Name, staff: Name) -> bool:
    """*Mw Jansen* and *Mevr. Jansen*: it is said of the very same person."""
    same = bool(name.titles and staff.titles) and name.core == staff.core
    plain = not (name.disguised or name.marked or name.private)
    return same and plain and not _other_sex(name, staff)


def _other_sex(name: Name, other: Name) -> bool:
    his, hers = name.titles & _MEN, name.titles & _WOMEN
    return bool((his and other.titles & _WOMEN) or (hers and other.titles & _MEN))


def _same(name: Name, core: tuple[str, ...], staff: Name) -> float:
    whole = name.full and core == staff.core
    told = name.titles or whole
    if name.core == core:
        if told:
            return 0.9 if name.disguised or whole else 0.8
        return 0.7 if name.disguised and len(name.look) >= _ALONE else 0.0
    if name.look == _look(core) and (told or len(name.look) >= _ALONE):
        return 0.85
    if name.titles and name.full and not staff.full and name.surname == staff.core:
        return 0.7
    ours, theirs = "".join(name.core), "".join(core)
    near = len(name.look) >= _LONG and _one_off(ours, theirs)
    if not told or not near or (not name.titles and len(ours) != len(theirs)):
        return 0.0  # *Peter Smits* is another surname than *Peter Smit*
    return 0.65


def like_pupil(name: Name, other: Name, *, lately: bool) -> float:
    """The same of two pupils. Who says to have another phone has one.

    *lately*: the other one wrote only just now, so it is no old account of theirs.
    """
    if name.relative or other.relative or not name.core:
        return 0.0
    if name.core == other.core and name.disguised != other.disguised:
        return 0.8 if name.disguised else 0.6
    if name.core != other.core and name.look == other.look and len(name.look) >= _ALONE:
        return 0.8
    if not name.full or not other.full or name.marked or other.marked:
        return 0.0
    if name.core == other.core:
        return 0.6 if lately else 0.5
    ours, theirs = "".join(name.surname), "".join(other.surname)
    near = name.core[0] == other.core[0] and len(ours) >= _LONG and _one_off(ours, theirs)
    return 0.6 if near else 0.0


def system_name(name: Name, raw: str) -> float:
    """A name that is nobody's own: an office of the school, the platform, the bot."""
    words = [word for word in words_of(raw[:_LONGEST]) if word.isalpha()]
    core = [word for word in map(_latin, words) if word not in _BESIDE]
    if not core or name.relative:
        return 0.0
    if _SURE.issuperset(core):
        return 0.75
    if (_SURE | _UNSURE).issuperset(core):
        return 0.65
    return 0.5 if (_SURE | _UNSURE | _ROLE).issuperset(core) else 0.0


def _one_off(one: str, other: str) -> bool:
    """One letter more, less, other, or two that changed places."""
    short, long = sorted((one, other), key=len)
    if short == long or len(long) - len(short) > 1:
        return False
    same = next(
        (i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short)
    )
    if len(short) != len(long):
        return short[same:] == long[same + 1 :]
    swapped = short[same : same + 2] == long[same : same + 2][::-1]
    return short[same + 1 :] == long[same + 1 :] or (
        swapped and short[same + 2 :] == long[same + 2 :]
    )
