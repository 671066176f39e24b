"""Is a hurtful word told rather than said? *hij noemde mij een ...*, *het woord ... kwetst*."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from bot.detectors.around import Around, outside, quotation
from bot.detectors.templates import Templates
from bot.model.message import Span

_NEAR = 12
"""Words between what was said and who said it."""
_BEHIND = 5
"""*... zei hij*, *... naar haar geroepen*."""
_FEW = 4
_ASKED = frozenset({"je", "jij", "jullie"})
"""Behind the verb they are who tells: *waarom noemen jullie haar ...?*"""
_YOU = frozenset({"je", "jij", "u", "you"})
_POINTING = (["die"], ["deze"])
"""*die ... is racistisch* says it of somebody, not of the word."""
_IF = frozenset({"als", "zodra", "wanneer", "if"})
_PRONOUNS = frozenset({"wat", "dat", "die", "wie", "ik", "what"})
_FIRST = frozenset({"ik", "k", "ikke", "we", "wij", "i"})


class Telling:
    """The words of telling, from `[told]` of `words/insults.toml`."""

    def __init__(
        self,
        told: Mapping[str, Sequence[str]],
        skipped: frozenset[str],
        addressing: frozenset[str],
        names: frozenset[str] = frozenset(),
    ) -> None:
        """*skipped*: what may stand between *addressing* (*jij bent*) and an insult. *names*:
        first names."""
        self._names = names
        self._sets = {name: frozenset(words) for name, words in told.items()}
        self._verbs = self._sets["past"] | self._sets["now"]
        self._beside_a_quote = (
            self._verbs | self._sets["written"] | self._sets["word_before"] | self._sets["piece"]
        ) | self._sets["word_after"]
        self._skipped = skipped - addressing
        self._addressing = addressing
        rows = {name: told[name] for name in ("heard", "heard_behind", "rebuked")}
        self._rows = Templates(rows, {**told, "filler": told["loose"]})

    def reported(self, around: Around, *, directed: bool, threat: bool = False) -> bool:
        """*directed*: it stands as if said to somebody; then only who told it first counts.

        *threat*: *als je het zegt ...* tells nothing, it warns.
        """
        if threat and self._warned(around.before):
            return False
        return (
            self._heard(around)
            or self._stopped(around)
            or self._act(around)
            or self._sorry(around)
            or self._told_before(around, directed=directed)
            or self._told_behind(around, directed=directed)
            or self._stands_written(around)
            or (not directed and self._spoken_of(around))
        )

    def quoted(self, around: Around, span: Span, *, lesson: bool) -> bool:
        """Between quotation marks, and somebody else's words: told, written or in a *lesson*."""
        quote = quotation(around.page.raw, span)
        if quote is None:
            return False
        before, behind = outside(around.page, quote)
        if self._aimed_by(before):
            return False
        example = before[-1:] and before[-1] in {"als", "zoals", "like"}
        rebuked = any(found.name == "rebuked" for found in self._rows.find(behind))
        beside = self._beside_a_quote | self._sets["rebuke"]
        return lesson or bool(example) or rebuked or not beside.isdisjoint((*before, *behind))

    def _warned(self, before: Sequence[str]) -> bool:
        """*als je het zegt ...*"""
        near = before[-_NEAR:]
        at = next((place for place, word in enumerate(near) if word in _IF), len(near))
        told = not self._verbs.isdisjoint(near[:at])
        tells = not self._verbs.isdisjoint(near[at:])
        return tells and not told and not _ASKED.isdisjoint(near[at + 1 : at + 3])

    def _heard(self, around: Around) -> bool:
        """*ze sturen mij ...*, *..., dat hoor ik elke dag*, *... kreeg ik naar mijn hoofd*."""
        before, after = around.before[-_NEAR:], around.after[:_NEAR]
        for found in self._rows.find(before):
            if found.name == "heard" and self._bridged(
                [word for word in before[found.last + 1 :] if word not in self._sets["loose"]]
            ):
                return True
        return any(
            found.name == "heard_behind" and found.first <= 1 for found in self._rows.find(after)
        )

    def _stopped(self, around: Around) -> bool:
        """*kap met ... zeggen*: whoever asks that says it of nobody."""
        before = around.before[-_FEW:]
        return (
            "met" in before
            and not self._sets["stop"].isdisjoint(before)
            and not self._sets["uttering"].isdisjoint(around.after[:_FEW])
        )

    def _act(self, around: Around) -> bool:
        """*... roepen is verboden*, *... zeggen mag niet*."""
        after = around.after
        return not self._sets["uttering"].isdisjoint(after[:1]) and not self._sets[
            "verdict"
        ].isdisjoint(after[1:2])

    def _sorry(self, around: Around) -> bool:
        """*sorry, ik zei ...*: what the sender did."""
        words, before = around.page.words, around.before
        said = [at for at in range(len(before)) if before[at] in self._sets["past"]]
        if not said or self._sets["sorry"].isdisjoint(
            words[max(0, around.first - 2 * _NEAR) : around.first]
        ):
            return False
        between = before[said[-1] + 1 :]
        mine = not _FIRST.isdisjoint(before[max(0, said[-1] - 1) : said[-1] + 2])
        return (
            mine and "maar" not in words and self._bridged([w for w in between if w not in _FIRST])
        )

    def _aimed_by(self, before: Sequence[str]) -> bool:
        """*je bent een "..."*: the marks are around the sender's own insult."""
        place = len(before) - 1
        while place >= 0 and before[place] in {"een", "n", "zon", "echt", "gewoon", "zo", "a"}:
            place -= 1
        named = place > 0 and before[place - 1] in self._verbs
        return place >= 0 and before[place] in {"bent", "jij", "gij", "are"} and not named

    def _told_before(self, around: Around, *, directed: bool) -> bool:
        """A verb of telling before it in the clause, whose subject is somebody else."""
        before = around.before
        low = max(0, len(before) - _NEAR)
        at = next((i for i in range(len(before) - 1, low - 1, -1) if before[i] in self._verbs), -1)
        if at < 0 or self._commanded(before, at):
            return False
        asked = not _ASKED.isdisjoint(before[at + 1 : at + 2])
        between = before[at + 1 + asked :]
        if directed and not self._bridged(between):
            return False
        if self._own(before, at):
            return self._confessed(before, at)
        near = len(before) - len(around.near) <= at
        return near or directed or not self._sets["object"].isdisjoint(between)

    def _commanded(self, before: Sequence[str], at: int) -> bool:
        """*noem haar maar ...* asks for it; *noem je haar ...?* does not."""
        return before[at] == "noem" and at == 0 and before[1:2] not in (["je"], ["jij"])

    def _bridged(self, between: Sequence[str]) -> bool:
        """*zei (tegen mij) jij bent een*: nothing else stands between."""
        end = len(between)
        while end and between[end - 1] in self._skipped:
            end -= 1
        for _ in range(2):
            end -= bool(end) and between[end - 1] in self._addressing
        return all(word in self._sets["bridge"] for word in between[:end])

    def _own(self, before: Sequence[str], at: int) -> bool:
        """The one who tells is the sender, or *iedereen*."""
        for word in reversed(before[max(0, at - _FEW) : at]):
            if word in _FIRST or word in self._sets["everyone"]:
                return True
            if word in self._sets["third"] or word in {"jij", "jullie", "you"}:
                return False
        return not _FIRST.isdisjoint(before[at + 1 : at + 2])

    def _confessed(self, before: Sequence[str], at: int) -> bool:
        """*ik noemde hem een ...*: what the sender did, not does."""
        return before[at] in self._sets["naming"] and self._sets["everyone"].isdisjoint(
            before[max(0, at - _FEW) : at]
        )

    def _told_behind(self, around: Around, *, directed: bool) -> bool:
        """*... zei hij*, *dat ze mij altijd ... noemen*."""
        behind, before = around.after[:_BEHIND], around.before[-_BEHIND - 1 :]
        at = next((i for i, word in enumerate(behind) if word in self._verbs), -1)
        if at < 0 or (directed and at):
            return self._said_behind(around.after[:_NEAR])
        if behind[at] in self._sets["naming"]:
            return True
        somebody = self._sets["third"] | self._sets["object"]
        told = not somebody.isdisjoint((*before, *behind[: at + 3])) or (
            at + 1 == len(around.after) and "dat" in around.before
        )
        mine = self._own(before, len(before)) or not _FIRST.isdisjoint(behind[: at + 2])
        return (told and not mine) or self._said_behind(around.after[:_NEAR])

    def _said_behind(self, behind: Sequence[str]) -> bool:
        """*... zei Sem*; not *dat zei je moeder ook*."""
        for place, word in enumerate(behind[:-1]):
            if word in self._sets["said"]:
                return behind[place + 1] not in _FIRST | _YOU | self._sets["everyone"] and (
                    not place or behind[place - 1] not in _PRONOUNS
                )
        return False

    def _spoken_of(self, around: Around) -> bool:
        before, after = around.before, around.after
        if self._equated(around):
            return True
        if any(
            word in self._sets["word_before"] and following in {"als", "zoals", "like"}
            for word, following in pairwise(before[-_NEAR:])
        ):
            return True
        named = [i for i, w in enumerate(before[-_FEW:]) if w in self._sets["word_before"]]
        if named and before[-_FEW:][max(0, named[-1] - 1)] != "geen":
            return True
        if not self._sets["word_after"].isdisjoint(after[:_FEW]):
            return True
        said = (*before[-_NEAR:], *after[:_NEAR])
        return not self._sets["judged"].isdisjoint(said) and before[-1:] not in _POINTING

    def _stands_written(self, around: Around) -> bool:
        """*er staat ... op de muur*."""
        before, after = around.before[-_NEAR:], around.after[:_BEHIND]
        return not (
            self._sets["written"].isdisjoint((*before, *after))
            or self._sets["surface"].isdisjoint((*before, *after))
        )

    def _equated(self, around: Around) -> bool:
        """*asinus = ezel*."""
        if around.before[-1:] and around.before[-1] in self._names:
            return False  # *lisa = varken*
        page, start = around.page, around.first - len(around.before)
        low = page.view.spans[start - 1].end if start else 0
        return "=" in page.raw[low : page.view.spans[around.first].start]
