"""What happened to a flag since the bot saw it, in words for whoever may see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.answering.front import Front
from bot.flags.measures_done import AUDITED, is_done, why_not
from bot.flags.ruled import contradicts, latest
from bot.flags.telling import name_of
from bot.model.audit import Audited, Entry, Facts
from bot.model.flag import Flag, Step, StepKind
from bot.model.ids import AccountRef
from bot.model.outbox import Outcome
from bot.ports import UnitOfWork
from bot.rights import who_is
from bot.texts import Texts
from bot.wording import one_line

_KNOWN_AT_A_GLANCE = frozenset({StepKind.TOLD, StepKind.SEEN, StepKind.MORE})
MOST = 4
"""Things that happened, where there is little room; the latest."""


@dataclass(frozen=True, slots=True)
class History:
    """Writes into the unit of work it is given."""

    front: Front

    async def seen(self, uow: UnitOfWork, flag: Flag, by: AccountRef) -> None:
        """*by* opened it: that is written down, and of each person the first time is a step."""
        facts: Facts = {"flag": flag.flag_id, "step": StepKind.SEEN}
        what = Audited.FLAG if flag.raised.care is None else Audited.CARE
        await self.front.note(uow, what, facts, by, flag.raised.sender.account)
        theirs = (await who_is(uow.people, by)).accounts | {by}
        steps = await uow.flags.steps(flag.flag_id)
        if not any(one.kind is StepKind.SEEN and one.by in theirs for one in steps):
            step = Step(StepKind.SEEN, self.front.clock(), by)
            await uow.flags.step(flag.flag_id, step)

    async def lines(self, uow: UnitOfWork, flag: Flag) -> Sequence[str]:
        """All of it, oldest first."""
        raised = flag.raised.raised_at or flag.raised.sent_at
        told = [(raised, self._texts("history.raised", when=self._when(raised)))]
        came = await self.outcomes(uow, flag)
        said = {at for at, _ in came}
        steps = [
            one
            for one in await uow.flags.steps(flag.flag_id)
            if one.kind is not StepKind.NOT_DONE or one.at not in said
        ]
        told += [(one.at, await self._step(uow, one)) for one in steps]
        told += [*await self._verdict(uow, flag), *came]
        return [line for _, line in sorted(told, key=lambda one: one[0])]

    async def outcomes(self, uow: UnitOfWork, flag: Flag) -> Sequence[tuple[datetime, str]]:
        """What became of each measure on it, as the audit has it, oldest first."""
        return [
            (entry.at, await self._outcome(uow, entry))
            for entry in await uow.audit.about(flag.raised.sender.account)
            if entry.what is Audited.MEASURE
            and entry.facts.get("flag") == flag.flag_id
            and "outcome" in entry.facts
        ]

    async def _outcome(self, uow: UnitOfWork, entry: Entry) -> str:
        called = AUDITED[str(entry.facts["measure"])]
        outcome = Outcome(str(entry.facts["outcome"]))
        if is_done(called, outcome):
            key, why = "done", ""
        elif outcome is Outcome.UNKNOWN:
            key, why = "unknown", ""
        else:
            key, why = "not_done", self._texts(f"measure.why.{why_not(called, outcome)}")
        by = entry.by if isinstance(entry.by, AccountRef) else None
        return self._texts(
            f"history.measure.{key}",
            when=self._when(entry.at),
            what=self._texts(f"word.measure.{called}"),
            name=await name_of(uow, by, self._texts("press.somebody")),
            why=why,
        )

    async def short(self, uow: UnitOfWork, flag: Flag) -> Sequence[str]:
        """In two lines: who was told and opened it, and what else happened of late."""
        steps = await uow.flags.steps(flag.flag_id)
        lines = [line for line in [await self._seen_by(uow, steps)] if line]
        others = [one for one in steps if one.kind not in _KNOWN_AT_A_GLANCE][-MOST:]
        if others:
            happened = [await self._step(uow, one) for one in others]
            lines.append(self._texts("history.happened", what=" ".join(happened)))
        return lines

    async def _seen_by(self, uow: UnitOfWork, steps: Iterable[Step]) -> str:
        told = [one.at for one in steps if one.kind is StepKind.TOLD]
        names = [await self._name(uow, one) for one in steps if one.kind is StepKind.SEEN]
        if not told:
            return self._texts("history.seen", names=", ".join(names)) if names else ""
        when = self._when(told[0])
        if not names:
            return self._texts("history.told", when=when)
        return self._texts("history.told_and_seen", when=when, names=", ".join(names))

    async def _step(self, uow: UnitOfWork, step: Step) -> str:
        name = await self._name(uow, step)
        return self._texts(f"history.step.{step.kind}", when=self._when(step.at), name=name)

    async def _name(self, uow: UnitOfWork, step: Step) -> str:
        if step.by is None:
            return self._texts("history.bot")
        return await name_of(uow, step.by, self._texts("press.somebody"))

    async def _verdict(self, uow: UnitOfWork, flag: Flag) -> Sequence[tuple[datetime, str]]:
        verdict = await uow.flags.verdict(flag.flag_id)
        if verdict is None:
            return ()
        name = await name_of(uow, verdict.by, self._texts("press.somebody"))
        key, when = f"history.{verdict.verdict}", self._when(verdict.at)
        ordered = await self._ordered(uow, flag)
        words = [self._texts(key, when=when, name=name)]
        before = [one for one in await uow.flags.steps(flag.flag_id) if one.at < verdict.at]
        ruled = latest(before)
        if ruled is not None and contradicts(verdict.verdict, ruled):
            ruler = await self._name(uow, ruled)
            words.append(self._texts("history.otherwise", name=ruler))
        if ordered:
            words.append(self._texts("history.ordered", what=", ".join(ordered)))
        if verdict.why:
            words.append(self._texts("history.why", why=one_line(verdict.why)))
        return [(verdict.at, " ".join(words))]

    async def _ordered(self, uow: UnitOfWork, flag: Flag) -> Sequence[str]:
        """What the verdict ordered, as the audit has it."""
        for entry in reversed(await uow.audit.about(flag.raised.sender.account)):
            if entry.what is Audited.VERDICT and entry.facts.get("flag") == flag.flag_id:
                kinds = str(entry.facts.get("measures", "")).split(", ")
                return [self._texts(f"word.measure.{one}") for one in kinds if one]
        return ()

    def _when(self, moment: datetime) -> str:
        return self.front.wording().when(moment)

    @property
    def _texts(self) -> Texts:
        return self.front.wording().texts
