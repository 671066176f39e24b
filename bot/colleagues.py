"""What the bot says to a colleague about what they write, to them alone: nobody else learns of it,
and it counts for nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.answering.front import Front
from bot.answering.links import message_link
from bot.answering.offers import Offer, Offered
from bot.model.button import Buttons
from bot.model.conversation import Heard
from bot.model.decision import Decided
from bot.model.finding import Finding, Rule
from bot.model.group import ClassGroup, GroupKind, Stage
from bot.model.ids import AccountRef
from bot.model.message import Message
from bot.model.outbox import STALE_AFTER, Purpose, Say
from bot.ports import UnitOfWork
from bot.rights import Act, may, who_is

WHILE = timedelta(minutes=10)
SEVERAL = 3
"""Rough messages of pupils within `WHILE`, the last of them behind what a colleague wrote."""
MINUTES = 15
"""For which the one button closes the group."""

_ROUGH = frozenset({Rule.RESPECT, Rule.DISCRIMINATION, Rule.SEXUAL, Rule.HARASSMENT})
_OF_PUPILS = frozenset({Rule.PRIVACY, Rule.CONFIDENTIAL})
_HALF_A_DAY = timedelta(hours=12)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Writes into the unit of work it is given; the pipeline commits."""

    front: Front

    async def heard(
        self, uow: UnitOfWork, decided: Decided, earlier: Sequence[Heard], *, care: bool
    ) -> None:
        """*care*: somebody nearby may be in need; then nobody is asked to stop."""
        message = decided.message
        group = await uow.groups.get(message.ref.chat)
        if group is None or not group.stage.reads or group.kind is GroupKind.STAFF:
            return
        if message.sender.role.is_staff:
            await self._shared(uow, group, decided)
        if not care and self.front.wording().rulebook.derailing_article:
            for one in taking_part(decided, earlier, self._is_rough):
                await self._stop(uow, group, one)

    async def late(self, uow: UnitOfWork, message: Message) -> None:
        """Once an evening, where the school wants that."""
        group = await uow.groups.get(message.ref.chat)
        if not self.front.settings.live.staff_late or not message.sender.role.is_staff:
            return
        if group is None or group.stage is not Stage.ON or group.kind is GroupKind.STAFF:
            return
        local = (message.sent_at - _HALF_A_DAY).astimezone(self.front.settings.timezone)
        account = message.sender.account
        name = f"late {self.front.offers.sign(str(account))}"
        if await uow.chores.claim(name, local.date(), self.front.clock()):
            text = self.front.wording().texts("colleague.late", group=group.name)
            await self._tell(uow, account, text)

    async def _shared(self, uow: UnitOfWork, group: ClassGroup, decided: Decided) -> None:
        """So that they can take it away themselves."""
        articles = [one.article for one in decided.decision.findings if one.rule in _OF_PUPILS]
        account = decided.message.sender.account
        if not articles or not self._first(account, f"data {decided.message.ref}"):
            return
        texts = self.front.wording().texts
        lines = [texts("colleague.data", group=group.name, article=articles[0])]
        if link := message_link(decided.message.ref):
            lines.append(texts("flag.link", link=link))
        await self._tell(uow, account, "\n".join(lines))

    async def _stop(self, uow: UnitOfWork, group: ClassGroup, account: AccountRef) -> None:
        if not await self._first_in_an_hour(uow, group, account):
            return
        wording = self.front.wording()
        lead = None if group.team_lead is None else await uow.people.who(group.team_lead)
        text = wording.texts(
            "colleague.derailing",
            group=group.name,
            article=wording.rulebook.derailing_article,
            lead=lead.name if lead and lead.name else wording.texts("flag.lead"),
        )
        await self._tell(uow, account, text, await self._closing(uow, group, account))

    async def _first_in_an_hour(
        self, uow: UnitOfWork, group: ClassGroup, account: AccountRef
    ) -> bool:
        """In the database: a restart is no reason to say it again."""
        now, who = self.front.clock(), self.front.offers.sign(f"{group.chat} {account}")
        before, this = (f"derailing {at:%H} {who}" for at in (now - _HOUR, now))
        last = await uow.chores.latest(before)
        if last is not None and now - last < _HOUR:
            return False
        return await uow.chores.claim(this, now.date(), now)

    async def _closing(self, uow: UnitOfWork, group: ClassGroup, account: AccountRef) -> Buttons:
        """For who may close the group. None where its id fits under no button."""
        able = may(await who_is(uow.people, account), Act.CLOSE_GROUP, group)
        if group.stage is not Stage.ON or group.closing is not None or not able:
            return ()
        label = self.front.wording().texts("closing.button.close", count=MINUTES)
        offer = Offer(Offered.CLOSE, f"{MINUTES}_{group.chat.chat_id}")
        until = self.front.clock() + STALE_AFTER
        try:
            return ((self.front.offers.button(label, offer, account, until),),)
        except ValueError:
            return ()

    def _is_rough(self, findings: Sequence[Finding]) -> bool:
        rules = self.front.wording().rulebook.rules
        return any(
            one.rule in _ROUGH
            and not one.forwarded
            and one.rule in rules
            and one.probability >= rules[one.rule].flag_from
            for one in findings
        )

    def _first(self, account: AccountRef, what: str) -> bool:
        return self.front.pace.allows(account, what, self.front.clock())

    async def _tell(
        self, uow: UnitOfWork, to: AccountRef, text: str, buttons: Buttons = ()
    ) -> None:
        await self.front.say(uow, Purpose.NOTICE, Say(to, text, buttons=buttons), STALE_AFTER)


def taking_part(
    decided: Decided, earlier: Sequence[Heard], is_rough: Callable[[Sequence[Finding]], bool]
) -> Sequence[AccountRef]:
    """The colleagues in a conversation that derails: who is rough themselves, and who wrote before
    it went on being rough."""
    message = decided.message
    sender, rough = message.sender, is_rough(decided.decision.findings)
    if sender.role.is_staff and rough:
        return (sender.account,)
    now = message.sent_at
    recent = [
        (one.account, one.role.is_staff, is_rough(one.findings))
        for one in earlier
        if timedelta(0) <= now - one.at < WHILE and not one.settled
    ]
    recent.append((sender.account, sender.role.is_staff, rough))
    pupils = [place for place, (_, staff, hurts) in enumerate(recent) if hurts and not staff]
    if len(pupils) < SEVERAL:
        return ()
    before = [account for account, staff, _ in recent[: pupils[-1]] if staff]
    return tuple(dict.fromkeys(before))
