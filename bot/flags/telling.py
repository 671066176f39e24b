"""How staff are told of a flag where people write now: where, in which words, with buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answering.front import Front
from bot.answering.links import has_moved, is_private, message_link
from bot.answering.offers import Offer, Offered
from bot.flags.measures_proposed import proposed
from bot.flags.offence import may_be_offence, may_show_nude
from bot.flags.ruled import ruling
from bot.model.action import Audience
from bot.model.button import Button, Buttons
from bot.model.flag import Flag, FlagState, NewFlag, StepKind, holders
from bot.model.group import ClassGroup, Stage
from bot.model.ids import AccountRef, ChatRef
from bot.model.member import Identity
from bot.model.outbox import NewOutboxItem, Purpose, Say
from bot.model.person import NOT_KNOWN
from bot.model.rulebook import Proposed
from bot.ports import UnitOfWork
from bot.rights import Matter, matters_of, who_is
from bot.wording import REPORTED, Wording

Reader = AccountRef | ChatRef
"""Somebody in private, or the staff's own chat."""

_COUNTED = 3
"""Times that have a word of their own."""

_CARE = ((Offered.TAKE_UP,),)
_ABOUT_STAFF = ((Offered.UPHOLD, Offered.DISMISS), (Offered.LATER,))
"""What follows for a colleague the team lead settles with them, and not with a button."""
_ROWS = (
    (Offered.UPHOLD, Offered.DISMISS),
    (Offered.HIDE, Offered.WARN, Offered.MEASURE),
    (Offered.TO_LEAD, Offered.LATER),
)


@dataclass(frozen=True, slots=True)
class Telling:
    """Writes into the unit of work it is given."""

    front: Front

    @property
    def wording(self) -> Wording:
        return self.front.wording()

    async def tell(
        self,
        uow: UnitOfWork,
        flag: Flag,
        to: Reader,
        purpose: Purpose | None = None,
        *,
        below: Sequence[str] = (),
    ) -> None:
        """*below*: what else this reader is told."""
        group = await uow.groups.get(flag.raised.message.chat)
        if group is None:
            return
        text = "\n".join([await self.text(uow, flag, group), *below])
        say = Say(to, text, buttons=self.buttons(flag, group, to))
        why = purpose or purpose_of(flag.raised)
        await uow.outbox.add(NewOutboxItem(why, say, self.front.clock(), about=flag.flag_id))

    async def text(
        self, uow: UnitOfWork, flag: Flag, group: ClassGroup, *, to_decide: bool = True
    ) -> str:
        """*to_decide*: the reader gets its buttons, while it is open."""
        raised, wording = flag.raised, self.wording
        link = message_link(raised.message)
        below = [wording.texts("flag.link", link=link)] if link else []
        known = _by_nobody(raised) or await uow.people.who(raised.sender.account) is not None
        if raised.care is not None:
            care = wording.care(flag.flag_id, raised, raised.care, group.name, known=known)
            return "\n".join([care, *await self._more(uow, flag), *below])
        steps = await uow.flags.steps(flag.flag_id)
        above = [wording.texts("flag.held")] if holders(steps) else []
        if (ruled := ruling(flag, steps)) is not None:
            name = await name_of(uow, ruled.by, wording.texts("press.somebody"))
            when = wording.when(ruled.at)
            above.append(wording.texts(f"flag.ruled.{ruled.kind}", name=name, when=when))
        above += [wording.texts("flag.offence")] if may_be_offence(raised) else []
        if may_show_nude(raised):
            lead = await self.lead_name(uow, group)
            above.append(wording.texts("flag.image", lead=lead))
        if not _by_nobody(raised):
            below = [*await self._history(uow, flag), *below]
        decided = flag.state is not FlagState.OPEN or not to_decide
        return wording.flag(
            flag.flag_id,
            raised,
            group.name,
            known=known,
            above=above,
            below=below,
            decided=decided,
        )

    def buttons(self, flag: Flag, group: ClassGroup, to: Reader) -> Buttons:
        until = self.front.clock() + timedelta(days=self.front.settings.retention.undecided_days)

        def button(act: Offered) -> Button:
            label = self.wording.texts(f"flag.button.{act.name.lower()}")
            return self.front.offers.button(label, Offer(act, str(flag.flag_id)), to, until)

        unfit = set[Offered]()
        if to == group.team_lead or group.team_lead is None:
            unfit.add(Offered.TO_LEAD)
        if is_private(flag.raised.message) or has_moved(flag.raised.message):
            unfit.add(Offered.HIDE)
        if _by_nobody(flag.raised) or flag.raised.sender.identity is not Identity.PERSON:
            unfit |= {Offered.WARN, Offered.MEASURE}
        if group.stage is Stage.TRIAL:
            unfit |= {Offered.HIDE, Offered.WARN, Offered.MEASURE}
        rows = (
            tuple(button(act) for act in row if act not in unfit) for row in _rows(flag.raised)
        )
        return tuple(row for row in rows if row)

    async def _more(self, uow: UnitOfWork, flag: Flag) -> Sequence[str]:
        steps = await uow.flags.steps(flag.flag_id)
        count = sum(step.kind is StepKind.MORE for step in steps)
        return [self.wording.texts("care.more", count=count)] if count else []

    async def lead_name(self, uow: UnitOfWork, group: ClassGroup) -> str:
        lead = None if group.team_lead is None else await uow.people.who(group.team_lead)
        return lead.name if lead and lead.name else self.wording.texts("flag.lead")

    async def _history(self, uow: UnitOfWork, this: Flag) -> Sequence[str]:
        """Only how often before *this*: what it was about is nobody's business here."""
        accounts = (await who_is(uow.people, this.raised.sender.account)).accounts
        upheld = await uow.flags.upheld(accounts)
        strikes = [strike for one in accounts for strike in await uow.strikes.of(one)]
        others = [at for number, at in upheld.items() if number != this.flag_id]
        decided = this.state is not FlagState.OPEN
        verdict = await uow.flags.verdict(this.flag_id) if decided else None
        before = [one.at for one in strikes if verdict is None or one.at < verdict.at]
        flags, warned = (sum(map(self._this_year, moments)) for moments in (others, before))
        lines = [] if decided else self._proposal(this, flags, warned)
        if flags or warned:
            lines.insert(0, self.wording.texts("flag.history", flags=flags, strikes=warned))
        return lines

    def _proposal(self, flag: Flag, upheld: int, warned: int) -> list[str]:
        """From the rulebook; of what concerns a colleague or only a classmate saw, nothing."""
        if all(one.reason.key == REPORTED for one in flag.raised.findings):
            return []
        step = proposed(self.wording.rulebook, flag.raised.findings, warned)
        if step is Proposed.NOTHING or flag.raised.sender.role.is_staff:
            return []
        texts, times = self.wording.texts, upheld + 1
        often = texts(
            f"proposal.time.{times}" if times <= _COUNTED else "proposal.time", count=times
        )
        return [texts("flag.proposal", what=texts(f"proposal.{step}"), often=often)]

    def _this_year(self, at: datetime) -> bool:
        retention = self.front.settings.retention
        then, now = (retention.local_day(one) for one in (at, self.front.clock()))
        ends = retention.upheld_until.on_or_after
        return ends(then) == ends(now)


async def name_of(uow: UnitOfWork, account: AccountRef | None, otherwise: str) -> str:
    """As the school calls them."""
    person = None if account is None else await uow.people.who(account)
    return person.name if person and person.name else otherwise


def _by_nobody(raised: NewFlag) -> bool:
    return raised.sender.account.user_id == NOT_KNOWN


def _rows(raised: NewFlag) -> Sequence[Sequence[Offered]]:
    if raised.care is not None:
        return _CARE
    return _ABOUT_STAFF if raised.sender.role.is_staff else _ROWS


def purpose_of(raised: NewFlag) -> Purpose:
    if raised.care is not None:
        return Purpose.CARE
    return Purpose.ALERT if raised.urgent else Purpose.FLAG


async def readers(uow: UnitOfWork, flag: NewFlag, matter: Matter) -> Sequence[Reader]:
    """Whoever is told of it, all at once: the staff's own chat where it is for no particular
    eyes."""
    chat = await _staff_chat(uow, flag, matter)
    return matter.told if chat is None else (chat,)


async def staff_chat(uow: UnitOfWork, flag: NewFlag) -> ChatRef | None:
    """Where all staff of a group may read it. None: there is no such place, or it is care, about a
    colleague, perhaps an offence, or a matter of one of those who would be told."""
    group = await uow.groups.get(flag.message.chat)
    if group is None:
        return None
    (matter,) = await matters_of(uow.people, [(group, flag)])
    return await _staff_chat(uow, flag, matter)


async def _staff_chat(uow: UnitOfWork, flag: NewFlag, matter: Matter) -> ChatRef | None:
    group = matter.group
    if group.staff_chat is None or flag.audience is not Audience.RESPONSIBLE:
        return None
    if may_be_offence(flag) or may_show_nude(flag):
        return None
    roles = await uow.people.roles(flag.message.chat, flag.parties)
    if any(role.is_staff for role in roles.values()) or flag.sender.role.is_staff:
        return None
    return group.staff_chat if {*matter.told} == {*group.responsible} else None
