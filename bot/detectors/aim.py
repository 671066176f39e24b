"""Is a hurtful word aimed at somebody? Only what stands in the message itself is used."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from itertools import pairwise

from bot.detectors.abuse import ANYTHING, END, ONE_OF
from bot.detectors.around import Around
from bot.detectors.wordlists import wordlist

_NEAR = 6
"""How many words away somebody may be addressed."""
_SHORT = 12
"""Words of a message that may be nothing but the insult."""
_GAP = 3
_OF_A = frozenset({"a", "an", "this", "the"})
_ME = frozenset({"mij", "me"})
"""Words that `ANYTHING` may stand for."""


class Aim(IntEnum):
    """How surely the word is meant for somebody."""

    NOBODY = 0
    """The sender's own self, a thing, or denied."""
    UNKNOWN = 1
    LOOSE = 2
    """At the end or the beginning of a sentence, as one calls a name."""
    POINTED = 3
    """*die sukkel*, *wat een sukkel*, *hij is een sukkel*."""
    DIRECT = 4
    """*jij sukkel*, *je bent een sukkel*, *vieze sukkel*, or nothing but the word."""


class Aimer:
    """The words that tell whom something is said to, from `words/insults.toml`."""

    def __init__(self, context: Mapping[str, Sequence[str]], roles: Sequence[str]) -> None:
        self._sets = {name: frozenset(words) for name, words in context.items()}
        self._roles = frozenset(roles)
        self.names = frozenset(wordlist("people")["names"])
        self._skipped = (
            self._sets["hostile"] | self._sets["modifier"] | self._sets["article"]
        ) | self._sets["filler"]

    def __getitem__(self, name: str) -> frozenset[str]:
        return self._sets[name]

    @property
    def skipped(self) -> frozenset[str]:
        """What may stand between *jij (bent)* and what somebody is called."""
        return self._skipped

    def directed(self, around: Around) -> bool:
        """It stands as if said to somebody."""
        return self.addressed(around) or self._at_somebody_near(around)

    def lesson(self, around: Around) -> bool:
        return not self["school"].isdisjoint(around.page.vocabulary)

    def studied(self, around: Around) -> bool:
        """A source or a chapter is spoken of."""
        return not self["source"].isdisjoint(around.page.vocabulary)

    def story(self, around: Around) -> bool:
        return not self["story"].isdisjoint(around.page.vocabulary)

    def hostile(self, around: Around) -> bool:
        """A hostile adjective stands right before the word."""
        return bool(around.before) and around.before[-1] in self["hostile"]

    def harsh(self, around: Around) -> bool:
        return bool(around.before) and around.before[-1] in self["harsh"]

    def denied(self, around: Around) -> bool:
        return not (
            self["negation"].isdisjoint(around.near[-2:])
            and self["nobody"].isdisjoint(around.near)
        )

    def self_said(self, around: Around) -> bool:
        """*ik ben zo'n sukkel*, *wat ben ik dom*."""
        near = set(around.before[-_NEAR:])
        if "im" in near or (self["self"] & near and self["self_is"] & near):
            return self["surely_you"].isdisjoint(near)
        return (
            self._i_before(around.before)
            or self._i_after(around.after)
            or self._we_are(around.before)
        )

    def _we_are(self, before: Sequence[str]) -> bool:
        """*wij zijn ...*, *wat zijn we toch een stelletje ...*, *vind je mij ...*."""
        at = len(before) - 1
        while at > 0 and before[at] in self._skipped | self["that"] and before[at] != "zijn":
            at -= 1
        pair = set(before[max(0, at - 1) : at + 1])
        if pair & {"zijn", "waren", "are"} and pair & {"we", "wij"}:
            return True
        return any(
            found in self["finds"] and not _ME.isdisjoint(before[place + 1 : place + _GAP])
            for place, found in enumerate(
                before[-_GAP - 1 :], start=max(0, len(before) - _GAP - 1)
            )
        )

    def _i_before(self, before: Sequence[str]) -> bool:
        at = self._back(before)
        return at >= 0 and before[at] in self["self"] and before[at - 1] not in self["finds"]

    def _i_after(self, after: Sequence[str]) -> bool:
        mine = after[:1] == ["ik"] and (after[1:2] in ([], ["ben"], ["was"]))
        return mine or any(
            first in self["self_is"] and second in self["self"]
            for first, second in pairwise(after[:4])
        )

    def a_thing(self, around: Around) -> bool:
        """*mongool van een toets*; *sukkel van een leraar* is somebody."""
        after = around.after
        return (
            len(after) > 1
            and after[0] in {"van", "of"}
            and after[1]
            in (_OF_A if after[0] == "of" else self["article"] | {"dit", "die", "deze"})
            and self._roles.isdisjoint(after[2:4])
        )

    def addressed(self, around: Around) -> bool:
        """*jij (bent een vieze) ...*, *... ben je*, *dat je een ... bent*, and nothing between."""
        after = around.after[:3]
        if after and (
            after[0] in {"jij", "gij"}
            or (len(after) > 1 and not around.comma and self._are_you(after[0], after[1]))
        ):
            return True
        at = self._back(around.before)
        if at < 0:
            return False
        word, previous = around.before[at], around.before[at - 1] if at else ""
        if word in {"bent", "zijt", "bint", "bende", "zijde", "youre", "ur"}:
            return True
        if word in self["you"]:
            named = previous in self["you_are"] | {"vind", "vindt"} or after[:1] == ["bent"]
            return word != "je" or named
        return word in self["you_are"] | {"zijn"} and previous in self["you"]

    def _are_you(self, first: str, second: str) -> bool:
        return first in {"ben", "bent", "zijt", "dat", "die", "are"} and second in self["you"]

    def _back(self, before: Sequence[str]) -> int:
        """The nearest word before that is no article, adjective or filler; -1 if there is none."""
        at = len(before) - 1
        while at >= 0 and before[at] in self._skipped and before[at] != "zijn":
            at -= 1
        return at

    def aim(self, around: Around) -> Aim:
        """How surely a word that names a person is meant for one."""
        if self.self_said(around) or self.denied(around):
            return Aim.NOBODY
        if self.addressed(around):
            return Aim.DIRECT
        return Aim.NOBODY if self.a_thing(around) else self._aim_at_others(around)

    def _aim_at_others(self, around: Around) -> Aim:
        if self._at_somebody_near(around) or self.hostile(around) or self.bare(around):
            return Aim.DIRECT
        if self._of_own(around.before):
            return Aim.UNKNOWN
        if self._pointed(around):
            return Aim.POINTED
        return Aim.LOOSE if self.called(around) else Aim.UNKNOWN

    def _at_somebody_near(self, around: Around) -> bool:
        return around.page.mention or not self["surely_you"].isdisjoint(around.before[-_NEAR:])

    def bare(self, around: Around) -> bool:
        """Nothing is said but the word."""
        words = around.page.words
        return len(words) <= _SHORT and all(
            word in self["filler"] or word in self["hostile"]
            for place, word in enumerate(words)
            if not around.first <= place <= around.last
        )

    def _pointed(self, around: Around) -> bool:
        before = around.before
        if tuple(before[-2:]) in {("wat", "een"), ("wat", "n"), ("what", "a")}:
            return True
        at = self._back(before)
        if any(word in self["that"] for word in before[at + 1 :] if word != "het"):
            return True
        if at < 0:
            return False
        if before[at] in self["that"]:
            return True
        subject = before[at - 1] if at else ""
        return before[at] in self["is"] | self["are"] and subject not in self["thing"]

    def _of_own(self, before: Sequence[str]) -> bool:
        """*onze kat is een ...*, *mijn broertje is een ...*; *onze mentor* is somebody here."""
        low = max(0, len(before) - _GAP - 1)
        verbs = self["is"] | self["are"]
        at = next((i for i in range(len(before) - 1, low, -1) if before[i] in verbs), 0)
        subject = before[max(0, at - _GAP - 1) : at]
        return not self["own"].isdisjoint(subject) and self._roles.isdisjoint(
            word for word in subject if word not in self["kin"]
        )

    def called(self, around: Around) -> bool:
        """As one calls a name: the last word of what is said, or the first; not *over ...*."""
        if all(word in self["filler"] for word in around.after):
            return bool(around.before) and around.before[-1] != "over"
        return all(word in self["interjection"] for word in around.before) and (
            around.comma or around.after[0] in self["you"] or self._told_next(around.after)
        )

    def _told_next(self, after: Sequence[str]) -> bool:
        """*..., ik haat je*, without the comma."""
        return after[0] in self["self"] and not self["you"].isdisjoint(after[1 : _GAP + 2])

    def _ends(self, word: str) -> bool:
        """A clause ends before it, or it is somebody's name who is spoken to."""
        return word in self["ends"] or word in self.names

    def follows(self, rest: Sequence[str], after: Sequence[str]) -> int:
        """How many words of *after* the *rest* of a phrase takes up; -1 where it does not fit."""
        place = 0
        anything = False
        for part in rest:
            if part == ANYTHING:
                anything = True
            elif part == END:
                if place < len(after) and not self._ends(after[place]):
                    return -1
            else:
                window = after[place : place + (_GAP if anything else 0) + 1]
                meant = self[part[1:]] if part.startswith(ONE_OF) else (part,)
                at = next((i for i, word in enumerate(window) if word in meant), -1)
                if at < 0:
                    return -1
                place += at + 1
                anything = False
        return place
