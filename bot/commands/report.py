"""Somebody reports a message: staff look at it, and whom it is about does not learn who did.

Who wrote the reported message is what the platform says of it, never what somebody types: where
it hides that, or only words came, the flag is about nobody that is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from textwrap import wrap

from bot.answering.front import Front
from bot.answering.links import is_private
from bot.commands.listening import Listening, passed_on
from bot.commands.origins import Report, group_of, is_admin, linked, nothing, with_role
from bot.commands.where import place
from bot.effects import CONTEXT_LENGTH, CONTEXT_LINES
from bot.model.action import Audience, FlagToStaff
from bot.model.conversation import Context, Heard
from bot.model.dealing import CommandGiven, Original, PrivateMessage
from bot.model.decision import Decided, Decision
from bot.model.finding import Finding, Reason, Rule
from bot.model.flag import Flag, FlagState
from bot.model.ids import AccountRef, MessageRef
from bot.model.judgement import Judgement, Topic
from bot.model.member import Identity
from bot.model.message import Message, Span
from bot.model.rulebook import Power, Rulebook
from bot.ports import UnitOfWork
from bot.wording import REPORTED, called

A_DAY = 5
"""Reports of one account in 24 hours; who has more to tell had better tell a person."""


@dataclass(frozen=True, slots=True)
class Reports:
    front: Front
    listening: Listening

    async def given(self, uow: UnitOfWork, command: CommandGiven, *, in_need: bool = False) -> str:
        """*in_need*: their own words went to the care contacts, and to nobody else."""
        texts = self.front.wording(command.sender).texts
        original = None if command.private else command.reply_to
        group, words = await place(uow, command)
        if original is None and (link := await linked(uow, command)):
            group, original, words = link
        if original is None and not words:
            return texts("reported.how")
        if group is None:
            return texts("reported.which")
        if original is None and in_need:
            return ""
        original = original or nothing(command.at)
        words = "" if in_need else words
        return await self._report(uow, Report(command, group, original, words))

    async def passed_on(self, uow: UnitOfWork, message: PrivateMessage, original: Original) -> str:
        """A message that somebody forwarded to the bot in private."""
        group = await group_of(uow, message, original)
        if group is not None:
            return await self._report(uow, Report(message, group, original, ""))
        of_a_bot = original.sender is not None and original.sender.identity is Identity.BOT
        if not of_a_bot and await self.listening.hear(uow, message, original.text):
            return ""
        return self.front.wording(message.sender).texts("reported.which")

    async def _report(self, uow: UnitOfWork, report: Report) -> str:
        texts, author = self.front.wording(report.given.sender).texts, report.original.sender
        if author is not None and author.identity is Identity.BOT:
            return texts("reported.bot")
        message = await with_role(uow, report)
        judgement = self.listening.judge.judge(message, Context())
        if self.listening.is_care(judgement):
            await self._in_need(uow, report, message, judgement)
            return self.listening.answer(report.given.sender, told=bool(report.group.care))
        if await self._today(uow, report.given.sender.account) >= A_DAY:
            return texts("reported.enough", count=A_DAY)
        if report.words or not await _reported(uow, message.ref):
            await self._flag(uow, report, message, judgement)
        return texts("reported.thanks")

    async def _in_need(
        self, uow: UnitOfWork, report: Report, message: Message, judgement: Judgement
    ) -> None:
        """Whoever wrote it did not write to the bot: what is answered goes to whoever brought it.
        Only of what stands in the group they are the sender."""
        if is_private(message.ref):
            by = report.given.sender
            name = self.front.wording().texts(
                "care.passed_on", name=called(by.name), author=called(message.sender.name)
            )
            message = replace(message, sender=replace(by, name=name))
            message, judgement = passed_on(message, judgement)
        await self.listening.alert(uow, message, judgement)

    async def _flag(
        self, uow: UnitOfWork, report: Report, message: Message, judgement: Judgement
    ) -> None:
        about_staff = message.sender.role.is_staff or is_admin(message.sender)
        audience = Audience.TEAM_LEAD if about_staff else Audience.RESPONSIBLE
        findings, book = self._findings(judgement), self.front.settings.rulebook
        urgent = any(_is_urgent(finding, book) for finding in findings[:-1])
        decision = Decision(findings, (FlagToStaff(audience, urgent=urgent),), book.stamp)
        judgement = replace(judgement, target=report.given.sender.account)
        decided = Decided(message, judgement, decision)
        lines = [_said(report, line) for line in self._lines(report.words)]
        await self.listening.effects.carry_out(uow, decided, lines, message.sent_at)

    def _lines(self, words: str) -> Sequence[str]:
        """As much as goes with a flag."""
        texts = self.front.wording().texts
        if not words:
            return [texts("reported.no_words")]
        said = texts("reported.words", words=" ".join(words.split()))
        return wrap(said, CONTEXT_LENGTH, max_lines=CONTEXT_LINES, placeholder="…")

    def _findings(self, judgement: Judgement) -> tuple[Finding, ...]:
        """What a computer is sure of, and that somebody reported it: with a first guess of the
        article, for what it is, staff say."""
        book, reason = self.front.settings.rulebook, Reason(REPORTED)
        sure = [one for one in judgement.findings if one.probability >= book.policy(one).flag_from]
        if judgement.findings:
            return (*sure, replace(judgement.findings[0], reason=reason))
        rule = Rule.RESPECT if Rule.RESPECT in book.rules else next(iter(book.rules))
        return (Finding(rule, book.cite(rule), Span(0, 0), reason, 0.5),)

    async def _today(self, uow: UnitOfWork, account: AccountRef) -> int:
        since = self.front.clock() - timedelta(days=1)
        mine = [flag for flag in await uow.flags.about(account) if flag.raised.target == account]
        return sum(
            _is_report(flag) and (flag.raised.raised_at or flag.raised.sent_at) > since
            for flag in mine
        )


async def _reported(uow: UnitOfWork, message: MessageRef) -> bool:
    """Whether somebody did before, and staff are still to look at it."""
    return any(map(_is_report, await uow.flags.find(message=message, state=FlagState.OPEN)))


def _is_report(flag: Flag) -> bool:
    return any(finding.reason.key == REPORTED for finding in flag.raised.findings)


def _is_urgent(finding: Finding, book: Rulebook) -> bool:
    """As it would be at the first time it is seen in the group."""
    policy = book.policy(finding)
    at_once = Power.ALERT in policy.ladder.step(0)
    return at_once or finding.reason.key.rpartition(".")[2] in policy.alert_for


def _said(report: Report, line: str) -> Heard:
    """Under a pseudonym, beside the evidence; it goes when whoever said it is erased."""
    return Heard(
        report.given.message_id,
        report.given.sender.account,
        report.given.sender.role,
        line,
        line,
        Topic.NEUTRAL,
        report.original.at,
    )
