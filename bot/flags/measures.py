"""Staff order a measure in the chat: they choose, see what the pupil will read, and send it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answering.front import Front
from bot.answering.numbers import LONGEST, number_in
from bot.answering.offers import Offer, Offered
from bot.errors import AlreadyDecided, Forbidden
from bot.flags import measures_until
from bot.flags.amend import Amending
from bot.flags.history import History
from bot.flags.measures_running import muted_until
from bot.flags.measures_said import in_own_words, said
from bot.flags.review import Review
from bot.flags.ruled import ruled_otherwise
from bot.flags.telling import name_of
from bot.model.action import MeasureKind, Terms
from bot.model.administration import Right
from bot.model.button import Button
from bot.model.dealing import CommandGiven, PrivateMessage
from bot.model.flag import Flag, FlagState, Step, Verdict
from bot.model.group import ClassGroup, Stage
from bot.model.ids import AccountRef, FlagId
from bot.model.intent import Intent, NewIntent
from bot.model.member import Identity
from bot.model.person import NOT_KNOWN
from bot.ports import UnitOfWork
from bot.rights import Act, may_now, who_is
from bot.texts import Texts

TO_WRITE = timedelta(minutes=30)
"""Within which what somebody writes to the bot is what they were asked for."""
TO_SEND = timedelta(days=1)
MOST_WORDS = 1500

PRESSED = frozenset({Offered.WARN, Offered.MEASURE, Offered.ORDER, Offered.DROP})

_MENU = (("warn",), ("mute-day", "mute-week", "mute-own"), ("parents", "remove"))


@dataclass(frozen=True, slots=True)
class Choosing:
    """A flag that somebody may decide, and who that is."""

    flag: Flag
    group: ClassGroup
    by: AccountRef


@dataclass(frozen=True, slots=True)
class Measures:
    """Writes into the unit of work it is given; the pipeline commits."""

    front: Front
    review: Review

    async def pressed(self, uow: UnitOfWork, by: AccountRef, offer: Offer) -> str:
        """What whoever pressed reads over the chat. Raises `Forbidden`."""
        number, _, what = offer.about.partition("-")
        flag = await uow.flags.get(FlagId(int(number)))
        group = await uow.groups.get(flag.raised.message.chat) if flag else None
        if flag is None or group is None:
            return self._texts("press.gone")
        choosing = Choosing(flag, group, by)
        await self._must_be_theirs(uow, choosing)
        on_the_flag = offer.act is Offered.WARN and flag.state is not FlagState.OPEN
        if on_the_flag or flag.state is FlagState.DISMISSED:
            return await was_first(self.front, uow, flag.flag_id)
        match offer.act:
            case Offered.WARN:
                return await self._choose(uow, choosing, "warn")
            case Offered.MEASURE:
                return await self._choose(uow, choosing, what)
            case Offered.ORDER:
                return await self._order(uow, choosing, int(what))
            case _:
                return await self._drop(uow, choosing, int(what))

    async def written(self, uow: UnitOfWork, message: PrivateMessage) -> bool:
        """Whether it was what they were asked for: their own words, or until when."""
        by, text = message.sender.account, message.text.strip()
        intent = await uow.intents.of(by)
        if intent is None or message.edited_at is not None or not text:
            return False
        if not _asks(intent.meant) or await self._asked_of_appeal(uow, intent):
            return False
        if message.at - intent.meant.at > TO_WRITE:
            await uow.intents.drop(by)
            await self.front.tell(uow, by, self._texts("measure.late", number=intent.meant.flag))
            return True
        await self._take(uow, intent.meant, text)
        return True

    async def given(self, uow: UnitOfWork, command: CommandGiven) -> str:
        """`/maatregel 12`: also when it was upheld before."""
        texts, by = self.front.wording(command.sender).texts, command.sender.account
        digits = command.argument.strip().lstrip("#")
        if not digits:
            return texts("measure.how")
        choosing = await self._named(uow, by, digits)
        if choosing is None:
            await self.front.refuse(uow, by, command.name, {"platform": by.platform})
            return texts("measure.not_yours", number=digits[:LONGEST])
        said = await self._menu(uow, choosing)
        return "" if command.private else said

    async def _named(self, uow: UnitOfWork, by: AccountRef, digits: str) -> Choosing | None:
        """The flag of that number, where something may follow it and *by* may say what."""
        typed = number_in(digits)
        flag = None if typed is None else await uow.flags.get(FlagId(typed))
        group = await uow.groups.get(flag.raised.message.chat) if flag else None
        if flag is None or group is None or flag.state is FlagState.DISMISSED:
            return None
        with suppress(Forbidden):
            choosing = Choosing(flag, group, by)
            await self._must_be_theirs(uow, choosing)
            return choosing
        return None

    async def _must_be_theirs(self, uow: UnitOfWork, choosing: Choosing) -> None:
        """Never on care, never about staff, never in a trial, never against nobody."""
        raised, group = choosing.flag.raised, choosing.group
        if not await may_now(uow.people, choosing.by, Act.DECIDE_FLAG, (group, raised)):
            raise Forbidden(Act.DECIDE_FLAG)
        known = await who_is(uow.people, raised.sender.account)
        staff = raised.sender.role.is_staff or (known.role is not None and known.role.is_staff)
        nobody = raised.sender.account.user_id == NOT_KNOWN
        if raised.care is not None or staff or nobody or group.stage is Stage.TRIAL:
            raise Forbidden("no measure here")
        if raised.sender.identity is not Identity.PERSON:
            raise Forbidden("no measure against nobody")

    async def _choose(self, uow: UnitOfWork, choosing: Choosing, what: str) -> str:
        now, timezone = self.front.clock(), self.front.settings.timezone
        shown = {
            "warn": (MeasureKind.WARN, None),
            "mute-day": (MeasureKind.MUTE, measures_until.tomorrow(now, timezone)),
            "mute-week": (MeasureKind.MUTE, measures_until.next_week(now, timezone)),
            "remove": (MeasureKind.REMOVE, None),
        }
        if what in shown:
            return await self._ask(uow, choosing, *shown[what])
        others = {
            "mute-own": self._ask_until,
            "parents": self._parents,
            "parents-sure": self._talked,
            "lift": self._lift,
        }
        return await others.get(what, self._menu)(uow, choosing)

    async def _menu(self, uow: UnitOfWork, choosing: Choosing) -> str:
        flag, by = choosing.flag, choosing.by
        until = muted_until(await uow.flags.steps(flag.flag_id), self.front.clock())
        removes = await self._may_remove(uow, choosing)
        rows = [
            tuple(self._button(flag, what, by) for what in row if removes or what != "remove")
            for row in _MENU
        ]
        lines = [self._texts("measure.menu", number=flag.flag_id, group=choosing.group.name)]
        lines += [line for _, line in await History(self.front).outcomes(uow, flag)]
        if until is not None:
            when = self.front.wording().when(until)
            lines.append(self._texts("measure.menu.muted", until=when))
            rows.append((self._button(flag, "lift", by),))
        await self.front.tell(uow, by, "\n".join(lines), tuple(rows))
        return self._texts("measure.in_private")

    async def _ask(
        self,
        uow: UnitOfWork,
        choosing: Choosing,
        kind: MeasureKind,
        until: datetime | None = None,
    ) -> str:
        """Show what the member would read."""
        if kind is MeasureKind.REMOVE and not await self._may_remove(uow, choosing):
            raise Forbidden(Act.REMOVE_MEMBER)
        if kind is MeasureKind.MUTE and _cannot_mute(choosing.group):
            await self.front.tell(uow, choosing.by, self._texts("measure.cannot.mute"))
            return self._texts("measure.in_private")
        text = said(
            self.front.wording(),
            kind,
            choosing.flag.raised,
            name=await self._name(uow, choosing.by),
            group=choosing.group.name,
            until=until,
        )
        await self._show(uow, choosing, kind, text, until)
        return self._texts("measure.in_private")

    async def _ask_until(self, uow: UnitOfWork, choosing: Choosing) -> str:
        if _cannot_mute(choosing.group):
            return await self._ask(uow, choosing, MeasureKind.MUTE)
        await uow.intents.put(self._intent(choosing, MeasureKind.MUTE))
        await self.front.tell(uow, choosing.by, self._texts("measure.until.ask"))
        return self._texts("measure.in_private")

    async def _show(
        self,
        uow: UnitOfWork,
        choosing: Choosing,
        kind: MeasureKind,
        text: str,
        until: datetime | None,
    ) -> None:
        """Each text has a button of its own: an earlier one does nothing any more."""
        flag = choosing.flag
        number = await uow.intents.put(self._intent(choosing, kind, text, until))
        row = tuple(
            self._offer(act, f"{flag.flag_id}-{number}", label, choosing.by)
            for act, label in ((Offered.ORDER, f"order.{kind}"), (Offered.DROP, "drop"))
        )
        shown = self._texts(f"measure.ask.{kind}", number=flag.flag_id, text=text)
        ruled = await ruled_otherwise(uow, flag, Verdict.UPHELD)
        if ruled is not None:
            shown = f"{await otherwise(self.front, uow, flag, ruled)}\n\n{shown}"
        await self.front.tell(uow, choosing.by, shown, (row,))

    async def _take(self, uow: UnitOfWork, asked: NewIntent, text: str) -> None:
        flag = await uow.flags.get(asked.flag)
        group = await uow.groups.get(flag.raised.message.chat) if flag else None
        if flag is None or group is None:
            return
        choosing = Choosing(flag, group, asked.by)
        try:
            await self._must_be_theirs(uow, choosing)
        except Forbidden:
            await uow.intents.drop(asked.by)
            await self.front.tell(uow, asked.by, self._texts("press.gone"))
            return
        if asked.kind is MeasureKind.WARN:
            await self._take_words(uow, choosing, text)
        else:
            await self._take_until(uow, choosing, text)

    async def _take_words(self, uow: UnitOfWork, choosing: Choosing, words: str) -> None:
        if len(words) > MOST_WORDS:
            await self.front.tell(
                uow, choosing.by, self._texts("appeal.too_long", count=MOST_WORDS)
            )
            return
        name = await self._name(uow, choosing.by)
        text = in_own_words(self.front.wording(), words, choosing.flag.raised, name)
        await self._show(uow, choosing, MeasureKind.WARN, text, None)

    async def _take_until(self, uow: UnitOfWork, choosing: Choosing, typed: str) -> None:
        now, timezone = self.front.clock(), self.front.settings.timezone
        until = measures_until.typed(typed, now, timezone)
        if until is None:
            await self.front.tell(uow, choosing.by, self._texts("measure.until.how"))
        else:
            await self._ask(uow, choosing, MeasureKind.MUTE, until)

    async def _order(self, uow: UnitOfWork, choosing: Choosing, shown: int) -> str:
        flag_id, by, now = choosing.flag.flag_id, choosing.by, self.front.clock()
        intent = await self._meant(uow, choosing, shown)
        if intent is None or not intent.text or now - intent.at > TO_SEND:
            return self._texts("measure.stale")
        if intent.until is not None and intent.until <= now:
            return self._texts("measure.stale")
        kind, terms = intent.kind, Terms(intent.until, intent.text)
        ruled = await ruled_otherwise(uow, choosing.flag, Verdict.UPHELD)
        if ruled is not None and ruled.at > intent.at:
            await self._show(uow, choosing, kind, intent.text, intent.until)
            return self._texts("press.asked")
        try:
            await self._carry(uow, choosing, intent, terms)
        except AlreadyDecided:
            return await was_first(self.front, uow, flag_id)
        await uow.intents.drop(by)
        await Amending(self.front).amend(uow, flag_id, {kind})
        if kind is MeasureKind.MUTE and terms.until is not None:
            when = self.front.wording().when(terms.until)
            text = self._texts("measure.muted", number=flag_id, until=when)
            await self.front.tell(uow, by, text, ((self._button(choosing.flag, "lift", by),),))
        return self._texts(f"measure.ordered.{kind}")

    async def _carry(
        self, uow: UnitOfWork, choosing: Choosing, intent: NewIntent, terms: Terms
    ) -> None:
        """What was shown said whom it contradicts. Raises `AlreadyDecided` also where a colleague
        decided since."""
        flag_id, by, kind = choosing.flag.flag_id, choosing.by, intent.kind
        verdict = await uow.flags.verdict(flag_id)
        if verdict is None:
            await self.review.decide_in(
                uow,
                flag_id,
                Verdict.UPHELD,
                by=by,
                measures=(kind,),
                terms={kind: terms},
                anyway=True,
            )
        elif verdict.at > intent.at and verdict.by != by:
            raise AlreadyDecided(f"flag {flag_id}")
        else:
            await self.review.order_in(uow, flag_id, kind, by=by, terms=terms)

    async def _drop(self, uow: UnitOfWork, choosing: Choosing, shown: int) -> str:
        if await self._meant(uow, choosing, shown) is None:
            return self._texts("measure.stale")
        await uow.intents.drop(choosing.by)
        return self._texts("measure.dropped")

    async def _parents(self, uow: UnitOfWork, choosing: Choosing) -> str:
        flag, by = choosing.flag, choosing.by
        ruled = await ruled_otherwise(uow, flag, Verdict.UPHELD)
        if ruled is None:
            return await self._talked(uow, choosing)
        text = await otherwise(self.front, uow, flag, ruled)
        await self.front.tell(uow, by, text, ((self._button(flag, "parents-sure", by),),))
        return self._texts("press.asked")

    async def _talked(self, uow: UnitOfWork, choosing: Choosing) -> str:
        flag_id, by = choosing.flag.flag_id, choosing.by
        if choosing.flag.state is FlagState.OPEN:
            await self.review.decide_in(uow, flag_id, Verdict.UPHELD, by=by, anyway=True)
        await self.review.talked_in(uow, flag_id, by=by)
        await Amending(self.front).amend(uow, flag_id)
        return self._texts("measure.parents.noted")

    async def _lift(self, uow: UnitOfWork, choosing: Choosing) -> str:
        flag_id = choosing.flag.flag_id
        if choosing.flag.state is FlagState.OPEN:
            return self._texts("measure.not_muted")
        if not await self.review.lift_in(uow, flag_id, by=choosing.by):
            return self._texts("measure.not_muted")
        await Amending(self.front).amend(uow, flag_id)
        return self._texts("measure.lifted")

    async def _meant(self, uow: UnitOfWork, choosing: Choosing, shown: int) -> NewIntent | None:
        """What is behind that button; None: something else was asked for since, or ordered."""
        intent = await uow.intents.of(choosing.by)
        if intent is None or intent.intent_id != shown:
            return None
        return intent.meant if intent.meant.flag == choosing.flag.flag_id else None

    async def _asked_of_appeal(self, uow: UnitOfWork, intent: Intent) -> bool:
        """They were asked for a reason after that: it is the last question that is answered."""
        draft = await uow.appeals.draft_of(intent.meant.by)
        return draft is not None and draft.written.at > intent.meant.at

    async def _may_remove(self, uow: UnitOfWork, choosing: Choosing) -> bool:
        raised = (choosing.group, choosing.flag.raised)
        return await may_now(uow.people, choosing.by, Act.REMOVE_MEMBER, raised)

    def _intent(
        self,
        choosing: Choosing,
        kind: MeasureKind,
        text: str = "",
        until: datetime | None = None,
    ) -> NewIntent:
        return NewIntent(
            flag=choosing.flag.flag_id,
            kind=kind,
            by=choosing.by,
            at=self.front.clock(),
            until=until,
            text=text,
        )

    def _button(self, flag: Flag, what: str, by: AccountRef) -> Button:
        return self._offer(Offered.MEASURE, f"{flag.flag_id}-{what}", what, by)

    def _offer(self, act: Offered, about: str, label: str, by: AccountRef) -> Button:
        until = self.front.clock() + TO_SEND
        shown = self._texts(f"measure.button.{label}")
        return self.front.offers.button(shown, Offer(act, about), by, until)

    async def _name(self, uow: UnitOfWork, by: AccountRef) -> str:
        return await name_of(uow, by, "")

    @property
    def _texts(self) -> Texts:
        return self.front.wording().texts


def _asks(intent: NewIntent) -> bool:
    return intent.kind is MeasureKind.WARN or (
        intent.kind is MeasureKind.MUTE and intent.until is None
    )


def _cannot_mute(group: ClassGroup) -> bool:
    """As far as it was looked at."""
    return group.administration is not None and Right.RESTRICT not in group.administration.rights


async def was_first(front: Front, uow: UnitOfWork, flag_id: FlagId) -> str:
    """Who decided it already, and how."""
    texts, verdict = front.wording().texts, await uow.flags.verdict(flag_id)
    if verdict is None:
        return texts("press.gone")
    name = await name_of(uow, verdict.by, texts("press.somebody"))
    return texts(f"press.already.{verdict.verdict}", name=name)


async def otherwise(front: Front, uow: UnitOfWork, flag: Flag, ruled: Step) -> str:
    """Whose decision on an objection a verdict would contradict."""
    name = await name_of(uow, ruled.by, front.wording().texts("press.somebody"))
    return front.wording().texts(f"press.ask.{ruled.kind}", number=flag.flag_id, name=name)
