"""Somebody objects: it is put down, and staff who had no hand in it are told."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.front import Front
from bot.appeals.contested import Contested, contested, flags_of, objected
from bot.appeals.telling import AppealTelling
from bot.appeals.whose import deciders
from bot.commands.where import place
from bot.flags.telling import name_of
from bot.model.appeal import Appeal, AppealId, AppealState, NewAppeal
from bot.model.audit import Audited
from bot.model.dealing import CommandGiven
from bot.model.flag import Flag, FlagState, Step, StepKind
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef
from bot.model.member import Sender
from bot.ports import UnitOfWork
from bot.texts import Texts
from bot.wording import one_line

MOST_OPEN = 3
LONGEST = 2000
"""Characters of a reason that are kept."""
_NUMBER = re.compile(r"[0-9]{1,9}")
_TOLD = 3
"""Of their own appeals, the latest, of which somebody reads how they stand."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is nothing to object to, as they read it."""

    text: str


@dataclass(frozen=True, slots=True)
class Appeals:
    front: Front

    async def file(self, uow: UnitOfWork, command: CommandGiven, *, in_need: bool = False) -> str:
        """*in_need*: the words were for the care contacts, and nobody else reads them."""
        texts, account = self.front.wording(command.sender).texts, command.sender.account
        group, why = await place(uow, command)
        theirs = await uow.appeals.of(account)
        if not why:
            return "\n\n".join([*await self._stand(uow, theirs, texts), texts("appeal.how")])
        if group is None:
            return texts("appeal.which")
        open_ones = [one for one in theirs if one.state is AppealState.OPEN]
        if len(open_ones) >= MOST_OPEN:
            return texts("appeal.enough", count=MOST_OPEN)
        number, words = _numbered(why)
        about = await self._about(uow, group, account, "" if in_need else number, texts)
        if isinstance(about, Refused):
            return about.text
        appeal = NewAppeal(
            chat=group.chat,
            by=account,
            at=self.front.clock(),
            why="" if in_need else words[:LONGEST],
            about=about.about if about else None,
            reminder=about.reminded if about else None,
        )
        for one in open_ones:
            if not in_need and _same(one.filed, appeal):
                return texts("appeal.twice", number=one.appeal_id)
        return await self._put_down(uow, appeal, about, command.sender)

    async def _put_down(
        self, uow: UnitOfWork, appeal: NewAppeal, about: Contested | None, sender: Sender
    ) -> str:
        texts = self.front.wording(sender).texts
        number = await uow.appeals.add(appeal)
        if appeal.about is not None:
            await uow.flags.step(appeal.about, Step(StepKind.APPEALED, appeal.at))
        await self._note(uow, number, appeal)
        readers, telling = await deciders(uow, appeal), AppealTelling(self.front)
        await telling.tell(uow, Appeal(number, appeal), readers, name=sender.name)
        day = await telling.told_day(uow, appeal)
        filed = texts("appeal.filed" if readers else "appeal.nobody", number=number, day=day)
        return "\n".join([filed, *self._which(about, texts)])

    async def _about(
        self,
        uow: UnitOfWork,
        group: ClassGroup,
        account: AccountRef,
        number: str,
        texts: Texts,
    ) -> Contested | Refused | None:
        """What it is against: the flag of theirs whose *number* they name, else the latest
        verdict or reminder. None: against the bot as such."""
        decisions, flags = (
            await contested(uow, group, account),
            await flags_of(uow, group, account),
        )
        named = next((flag for flag in flags if str(flag.flag_id) == number), None)
        if number and named is None:
            return Refused(texts("appeal.unknown", number=number))
        if named is not None:
            decisions = _of(named, decisions)
            if not decisions and named.state is FlagState.OPEN:
                return Refused(texts("appeal.undecided", number=named.flag_id))
            if not decisions:
                return Refused(texts("appeal.dismissed", number=named.flag_id))
        return await self._fresh(uow, account, decisions, texts) if decisions else None

    async def _fresh(
        self, uow: UnitOfWork, account: AccountRef, decisions: Sequence[Contested], texts: Texts
    ) -> Contested | Refused:
        """The latest of *decisions* to which nobody objected yet."""
        now, terms = self.front.clock(), self.front.settings.retention
        in_time = [one for one in decisions if one.is_in_time(terms, now)]
        if not in_time:
            return Refused(self._late(texts))
        appeals = await uow.appeals.of(account)
        fresh = [one for one in in_time if objected(one, appeals) is None]
        if fresh:
            return fresh[-1]
        before = objected(in_time[-1], appeals)
        key = "appeal.twice" if before and before.ruling is None else "appeal.once"
        return Refused(texts(key, number=before.appeal_id if before else ""))

    def _late(self, texts: Texts) -> str:
        days, link = self.front.settings.retention.appeal_days, self.front.settings.live.rules_link
        late = texts("appeal.late", days=days)
        return f"{late} {texts('ruling.rules', link=link)}" if link else late

    async def _stand(
        self, uow: UnitOfWork, theirs: Sequence[Appeal], texts: Texts
    ) -> Sequence[str]:
        """Of their own: what became of it."""
        lines = []
        for one in theirs[-_TOLD:]:
            day = f"{one.filed.at.astimezone(self.front.settings.timezone):%d-%m}"
            state = texts(f"appeal.state.{one.state}")
            line = texts("appeal.stands", number=one.appeal_id, day=day, state=state)
            if one.ruling is not None:
                name = await name_of(uow, one.ruling.by, texts("appeal.a_person"))
                why = one_line(one.ruling.why)
                line = f"{line} {texts('appeal.stands.why', name=name, why=why)}"
            lines.append(line)
        return ["\n".join(lines)] if lines else []

    def _which(self, about: Contested | None, texts: Texts) -> Sequence[str]:
        """Without words: somebody else may hold the phone."""
        zone = self.front.settings.timezone
        if about is None:
            return []
        if about.reminder is not None:
            sent = f"{about.reminder.at.astimezone(zone):%d-%m}"
            article = about.reminder.article
            return [texts("appeal.filed.reminder", sent=sent, article=article)]
        raised = about.flag.raised if about.flag else None
        articles = dict.fromkeys(finding.article for finding in raised.findings) if raised else ()
        sent = f"{raised.sent_at.astimezone(zone):%d-%m}" if raised else ""
        return [
            texts("appeal.filed.flag", flag=about.about, sent=sent, article=", ".join(articles))
        ]

    async def _note(self, uow: UnitOfWork, number: AppealId, appeal: NewAppeal) -> None:
        facts: dict[str, str | int] = {"chat": str(appeal.chat), "appeal": number}
        if appeal.about is not None:
            facts["flag"] = appeal.about
        await self.front.note(uow, Audited.APPEAL, facts, appeal.by, appeal.by)


def _of(flag: Flag, decisions: Sequence[Contested]) -> Sequence[Contested]:
    """The verdict on it; before there is one, the reminder of the same words."""
    about = [one for one in decisions if one.about == flag.flag_id]
    return [one for one in about if one.reminder is None] or about


def _numbered(why: str) -> tuple[str, str]:
    """The number of a flag with which they begin, if with any, and the other words."""
    first, *rest = why.split(maxsplit=1)
    number = first.removeprefix("#").rstrip(":,.")
    return (number, "".join(rest)) if _NUMBER.fullmatch(number) else ("", why)


def _same(one: NewAppeal, other: NewAppeal) -> bool:
    return (one.chat, one.about, one.reminder, one.why.casefold()) == (
        other.chat,
        other.about,
        other.reminder,
        other.why.casefold(),
    )
