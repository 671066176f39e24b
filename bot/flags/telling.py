"""How staff are told of a flag where people write now: where, in which words, with buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answering.front import Front
from bot.answering.links import has_moved, is_private, message_link
from bot.answering.offers import Offer, Offered
from bot.flags.offence import may_be_offence, may_show_nude
from bot.model.action import Audience
from bot.model.button import Button, Buttons
from bot.model.flag import Flag, FlagState, NewFlag
from bot.model.group import ClassGroup, Stage
from bot.model.ids import AccountRef, ChatRef
from bot.model.member import Identity
from bot.model.outbox import NewOutboxItem, Purpose, Say
from bot.model.person import NOT_KNOWN
from bot.ports import UnitOfWork
from bot.rights import Matter, matters_of, who_is
from bot.wording import Wording

Reader = AccountRef | ChatRef
"""Somebody in private, or the staff's own chat."""

_CARE = ((Offered.TAKE_UP,),)
_ABOUT_STAFF = ((Offered.UPHOLD, Offered.DISMISS), (Offered.LATER,))
"""What follows for a colleague the team lead settles with them, and not with a button."""
_ROWS = (
    (Offered.UPHOLD, Offered.DISMISS),
    (Offered.HIDE, Offered.WARN),
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
        self, uow: UnitOfWork, flag: Flag, to: Reader, purpose: Purpose | None = None
    ) -> None:
        group = await uow.groups.get(flag.raised.message.chat)
        if group is None:
            return
        text = await self.text(uow, flag, group)
        say = Say(to, text, buttons=self.buttons(flag, group, to))
        why = purpose or purpose_of(flag.raised)
        await uow.outbox.add(NewOutboxItem(why, say, self.front.clock(), about=flag.flag_id))

    async def text(self, uow: UnitOfWork, flag: Flag, group: ClassGroup) -> str:
        raised, wording = flag.raised, self.wording
        link = message_link(raised.message)
        below = [wording.texts("flag.link", link=link)] if link else []
        if raised.care is not None:
            care = wording.care(flag.flag_id, raised, raised.care, group.name)
            return "\n".join([care, *below])
        above = [wording.texts("flag.offence")] if may_be_offence(raised) else []
        if may_show_nude(raised):
            lead = await self.lead_name(uow, group)
            above.append(wording.texts("flag.image", lead=lead))
        if not _by_nobody(raised):
            below = [*await self._history(uow, flag), *below]
        decided = flag.state is not FlagState.OPEN
        return wording.flag(
            flag.flag_id, raised, group.name, above=above, below=below, decided=decided
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
            unfit.add(Offered.WARN)
        if group.stage is Stage.TRIAL:
            unfit |= {Offered.HIDE, Offered.WARN}
        rows = (
            tuple(button(act) for act in row if act not in unfit) for row in _rows(flag.raised)
        )
        return tuple(row for row in rows if row)

    async def lead_name(self, uow: UnitOfWork, group: ClassGroup) -> str:
        lead = None if group.team_lead is None else await uow.people.who(group.team_lead)
        return lead.name if lead and lead.name else self.wording.texts("flag.lead")

    async def _history(self, uow: UnitOfWork, this: Flag) -> Sequence[str]:
        """Only how often before *this*: what it was about is nobody's business here."""
        accounts = (await who_is(uow.people, this.raised.sender.account)).accounts
        flags = [flag for one in accounts for flag in await uow.flags.about(one)]
        strikes = [strike for one in accounts for strike in await uow.strikes.of(one)]
        upheld = {
            flag.flag_id
            for flag in flags
            if flag.state is FlagState.UPHELD and flag.raised.sender.account in accounts
            if self._this_year(flag.raised.sent_at) and flag.flag_id != this.flag_id
        }
        verdict = await uow.flags.verdict(this.flag_id)
        before = [one for one in strikes if verdict is None or one.at < verdict.at]
        warned = sum(self._this_year(one.at) for one in before)
        if not upheld and not warned:
            return ()
        return (self.wording.texts("flag.history", flags=len(upheld), strikes=warned),)

    def _this_year(self, at: datetime) -> bool:
        retention = self.front.settings.retention
        then, now = (retention.local_day(one) for one in (at, self.front.clock()))
        ends = retention.upheld_until.on_or_after
        return ends(then) == ends(now)


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


async def readers(uow: UnitOfWork, flag: NewFlag) -> Sequence[Reader]:
    """Whoever is told of it, all at once: the staff's own chat where it is for no particular
    eyes."""
    matter = await _matter(uow, flag)
    if matter is None:
        return ()
    chat = await _staff_chat(uow, flag, matter)
    return matter.told if chat is None else (chat,)


async def staff_chat(uow: UnitOfWork, flag: NewFlag) -> ChatRef | None:
    """Where all staff of a group may read it. None: there is no such place, or it is care, about a
    colleague, perhaps an offence, or a matter of one of those who would be told."""
    matter = await _matter(uow, flag)
    return None if matter is None else await _staff_chat(uow, flag, matter)


async def _matter(uow: UnitOfWork, flag: NewFlag) -> Matter | None:
    group = await uow.groups.get(flag.message.chat)
    return None if group is None else (await matters_of(uow.people, [(group, flag)]))[0]


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
