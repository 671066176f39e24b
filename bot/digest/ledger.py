"""What the audit tells a digest: which flags were raised, and what staff made of them. Pure."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.model.action import Audience
from bot.model.appeal import AppealState
from bot.model.audit import Audited, Facts, Told
from bot.model.digest import Decisions
from bot.model.flag import Verdict
from bot.model.ids import ArticleNumber, ChatRef, FlagId
from bot.model.retention import Kind


@dataclass(frozen=True, slots=True)
class Noted:
    """A flag that was raised or decided (*verdict*) then."""

    at: datetime
    flag_id: FlagId
    articles: tuple[ArticleNumber, ...] = ()
    verdict: Verdict | None = None


@dataclass(slots=True)
class Ledger:
    """Of each chat, in the order of time; only of what goes to the responsible staff. That
    something is for other eyes is told in no number either."""

    raised: defaultdict[str, list[Noted]] = field(default_factory=lambda: defaultdict(list))
    decided: defaultdict[str, list[Noted]] = field(default_factory=lambda: defaultdict(list))
    answered: defaultdict[str, list[Noted]] = field(default_factory=lambda: defaultdict(list))
    """Objections, by the flag that they were about; 0: about none."""
    runs: list[tuple[datetime, Mapping[Kind, int]]] = field(default_factory=list)

    def note(self, told: Told) -> None:
        if told.what is Audited.FLAG and "articles" in told.facts:
            self._put(self.raised, told)
        elif told.what is Audited.VERDICT:
            self._put(self.decided, told)
        elif told.what is Audited.RETENTION:
            self.runs.append((told.at, _swept(told.facts)))
        elif told.what is Audited.GROUP and told.facts.get("happened") == "moved":
            self._move(str(told.facts["chat"]), str(told.facts["to"]))
        elif told.what is Audited.APPEAL and "state" in told.facts:
            self._answer(told)

    def _put(self, into: defaultdict[str, list[Noted]], told: Told) -> None:
        facts = told.facts
        if facts.get("audience") == Audience.RESPONSIBLE:
            verdict = facts.get("verdict")
            noted = Noted(
                told.at,
                FlagId(int(facts["flag"])),
                tuple(ArticleNumber(one) for one in str(facts["articles"]).split(", ") if one),
                None if verdict is None else Verdict(str(verdict)),
            )
            into[str(facts["chat"])].append(noted)

    def _move(self, chat: str, to: str) -> None:
        """What was written down before names the group as it was called then."""
        for of in (self.raised, self.decided, self.answered):
            of[to] = sorted([*of.pop(chat, ()), *of[to]], key=lambda one: one.at)

    def _answer(self, told: Told) -> None:
        facts = told.facts
        if facts["state"] == AppealState.GRANTED:
            self._overturn(facts.get("flag"))
        if facts.get("audience") == Audience.RESPONSIBLE:
            noted = Noted(told.at, FlagId(int(facts.get("flag", 0))))
            self.answered[str(facts["chat"])].append(noted)

    def _overturn(self, flag: str | int | None) -> None:
        """The flag turned out to be none."""
        for found in self.decided.values():
            found[:] = [
                replace(one, verdict=Verdict.DISMISSED) if one.flag_id == flag else one
                for one in found
            ]

    def forget_before(self, moment: datetime) -> None:
        for of in (self.raised, self.decided, self.answered):
            for found in of.values():
                found[:] = [one for one in found if one.at >= moment]
        self.runs[:] = [(at, went) for at, went in self.runs if at >= moment]

    def flags(
        self, chat: ChatRef, since: datetime, until: datetime, without: Collection[FlagId]
    ) -> Sequence[Noted]:
        return _between(self.raised.get(str(chat), ()), since, until, without)

    def decisions(
        self, chat: ChatRef, since: datetime, until: datetime, without: Collection[FlagId]
    ) -> Decisions:
        found = _between(self.decided.get(str(chat), ()), since, until, without)
        upheld = sum(one.verdict is Verdict.UPHELD for one in found)
        return Decisions(upheld, len(found) - upheld)

    def answers(
        self, chat: ChatRef, since: datetime, until: datetime, without: Collection[FlagId]
    ) -> int:
        """How many objections staff answered."""
        return len(_between(self.answered.get(str(chat), ()), since, until, without))

    def swept(self, since: datetime) -> Counter[Kind]:
        """The flags that went after that. That a care signal did is nobody's business. A run comes
        before the digest that tells of it, at the same moment at most."""
        return sum((Counter(went) for at, went in self.runs if at > since), Counter[Kind]())


def _between(
    noted: Sequence[Noted], since: datetime, until: datetime, without: Collection[FlagId]
) -> Sequence[Noted]:
    begin, end = (bisect_left(noted, at, key=lambda one: one.at) for at in (since, until))
    return [one for one in noted[begin:end] if one.flag_id not in without]


def _swept(facts: Facts) -> Mapping[Kind, int]:
    kinds: Iterable[Kind] = (Kind.UNDECIDED, Kind.DISMISSED, Kind.UPHELD)
    return {kind: int(facts.get(kind, 0)) for kind in kinds}
