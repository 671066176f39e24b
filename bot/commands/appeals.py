"""Somebody objects: it is put down, and staff who had no hand in it are told."""

from dataclasses import dataclass
from datetime import timedelta

from bot.answering.front import Front
from bot.commands.where import place
from bot.model.action import Audience
from bot.model.appeal import AppealId, AppealState, NewAppeal
from bot.model.audit import Audited, NewEntry
from bot.model.dealing import CommandGiven
from bot.model.flag import Flag, FlagState
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef
from bot.model.member import Sender
from bot.model.outbox import Purpose, Say
from bot.ports import UnitOfWork
from bot.rights import Act, may, who_is
from bot.texts import Texts
from bot.wording import called, one_line, shortened

MOST_OPEN = 3
LONGEST = 2000
"""Characters of a reason that are kept."""
SHOWN = 500
"""Characters of it that go with the notice: a whole page would bury the rest."""
ANSWERED_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Appeals:
    front: Front

    async def file(self, uow: UnitOfWork, command: CommandGiven, *, in_need: bool = False) -> str:
        """*in_need*: the words were for the care contacts, and nobody else reads them."""
        texts, account = self.front.wording(command.sender).texts, command.sender.account
        group, why = await place(uow, command)
        if not why:
            return texts("appeal.how")
        if group is None:
            return texts("appeal.which")
        open_ones = [one for one in await uow.appeals.of(account) if one.state is AppealState.OPEN]
        if len(open_ones) >= MOST_OPEN:
            return texts("appeal.enough", count=MOST_OPEN)
        flag = await _about(uow, group, account, why)
        appeal = NewAppeal(
            chat=group.chat,
            by=account,
            at=self.front.clock(),
            why="" if in_need else why[:LONGEST],
            about=flag.flag_id if flag else None,
        )
        for one in open_ones:
            if not in_need and _same(one.filed, appeal):
                return texts("appeal.twice", number=one.appeal_id)
        number = await uow.appeals.add(appeal)
        await self._note(uow, number, appeal)
        known = await uow.people.who(account) is not None
        notice = self._notice(number, appeal, group, self._called(command.sender, known=known))
        for reader in await _hearing(uow, group, flag, account):
            await self.front.say(uow, Purpose.FLAG, Say(reader, notice))
        filed = texts("appeal.filed", number=number, day=self._answered_by(appeal))
        return filed if flag is None else f"{filed}\n{self._which(flag, texts)}"

    def _which(self, flag: Flag, texts: Texts) -> str:
        """Without words: somebody else may hold the phone."""
        articles = dict.fromkeys(finding.article for finding in flag.raised.findings)
        sent = flag.raised.sent_at.astimezone(self.front.settings.timezone)
        return texts(
            "appeal.filed.flag",
            flag=flag.flag_id,
            sent=f"{sent:%d-%m}",
            article=", ".join(articles),
        )

    def _answered_by(self, appeal: NewAppeal) -> str:
        return f"{(appeal.at + ANSWERED_WITHIN).astimezone(self.front.settings.timezone):%d-%m-%Y}"

    def _called(self, sender: Sender, *, known: bool) -> str:
        name = called(sender.name)
        return name if known else self.front.wording().texts("appeal.stranger", name=name)

    def _notice(self, number: AppealId, appeal: NewAppeal, group: ClassGroup, name: str) -> str:
        texts, why = self.front.wording().texts, shortened(one_line(appeal.why), SHOWN)
        return "\n".join(
            [
                texts("appeal.notice", number=number, group=group.name, name=name),
                _subject(appeal, texts),
                texts("appeal.why", why=why) if why else texts("appeal.no_why"),
                texts("appeal.other_eyes", day=self._answered_by(appeal)),
            ]
        )

    async def _note(self, uow: UnitOfWork, number: AppealId, appeal: NewAppeal) -> None:
        facts: dict[str, str | int] = {"chat": str(appeal.chat), "appeal": number}
        if appeal.about is not None:
            facts["flag"] = appeal.about
        entry = NewEntry(
            at=appeal.at, what=Audited.APPEAL, by=appeal.by, about=appeal.by, facts=facts
        )
        await uow.audit.append(entry)


def _same(one: NewAppeal, other: NewAppeal) -> bool:
    return (one.chat, one.about, one.why.casefold()) == (
        other.chat,
        other.about,
        other.why.casefold(),
    )


async def _about(uow: UnitOfWork, group: ClassGroup, account: AccountRef, why: str) -> Flag | None:
    """The flag of theirs whose number they name, else the latest that staff upheld; None: it is
    against a reminder. Care signals are no breach, and nobody learns here that there is one."""
    theirs = [
        flag
        for flag in await uow.flags.about(account)
        if flag.raised.sender.account == account
        and flag.raised.care is None
        and flag.raised.message.chat == group.chat
    ]
    number = why.split(maxsplit=1)[0].lstrip("#")
    named = [flag for flag in theirs if str(flag.flag_id) == number]
    upheld = [flag for flag in theirs if flag.state is FlagState.UPHELD]
    return next(reversed(named or upheld), None)


async def _hearing(
    uow: UnitOfWork, group: ClassGroup, flag: Flag | None, by: AccountRef
) -> tuple[AccountRef, ...]:
    """Responsible staff, or who stands in for them: none who decided or whose matter it is."""
    verdict = await uow.flags.verdict(flag.flag_id) if flag else None
    involved = {by, *(flag.raised.parties if flag else ()), *((verdict.by,) if verdict else ())}
    without: set[AccountRef] = set()
    for account in involved:
        without |= (await who_is(uow.people, account)).accounts
    for account in group.contacts:
        if not may(await who_is(uow.people, account), Act.READ_DIGEST, group):
            without.add(account)
    return group.told(Audience.RESPONSIBLE, without)


def _subject(appeal: NewAppeal, texts: Texts) -> str:
    if appeal.about is None:
        return texts("appeal.about_reminder")
    return texts("appeal.about_flag", number=appeal.about)
