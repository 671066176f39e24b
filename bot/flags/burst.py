"""Flags that were told as one number: looked at as a list, and decided together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.answering.front import Front
from bot.answering.offers import Offer, Offered
from bot.errors import Forbidden
from bot.flags.history import History
from bot.flags.review import Review
from bot.flags.telling import Telling
from bot.flags.together import Alone, Left, Together
from bot.model.button import Button, Buttons
from bot.model.flag import Flag, StepKind, Verdict
from bot.model.ids import AccountRef, FlagId
from bot.model.outbox import Purpose, Say
from bot.ports import UnitOfWork
from bot.rights import Act
from bot.texts import Texts

MOST = 10
"""Flags that somebody reads and decides in one go: each is a message."""
TO_DECIDE = timedelta(days=1)

PRESSED = frozenset(
    {
        Offered.VIEW_BURST,
        Offered.UPHOLD_ALL,
        Offered.DISMISS_ALL,
        Offered.SURELY_UPHOLD,
        Offered.SURELY_DISMISS,
    }
)
_ASKING = {
    Offered.UPHOLD_ALL: Offered.SURELY_UPHOLD,
    Offered.DISMISS_ALL: Offered.SURELY_DISMISS,
}
_SURE = {
    Offered.SURELY_UPHOLD: Verdict.UPHELD,
    Offered.SURELY_DISMISS: Verdict.DISMISSED,
}


@dataclass(frozen=True, slots=True)
class Bursts:
    """Writes into the unit of work it is given; the pipeline commits."""

    front: Front
    review: Review

    async def pressed(self, uow: UnitOfWork, by: AccountRef, offer: Offer) -> str:
        """What whoever pressed reads over the chat. A button is about the first flag of a burst
        and the last that its reader was shown, so that nobody decides what came after. Raises
        `Forbidden`."""
        first, _, last = offer.about.partition("-")
        numbers = await burst(uow, FlagId(int(first)))
        shown = [one for one in numbers if not last or one <= int(last)]
        able, left = await Together(self.front, self.review).sorted_out(uow, shown, by)
        if not able:
            if all(one.why is Alone.NOT_YOURS for one in left):
                raise Forbidden(Act.DECIDE_FLAG)
            return self._texts("burst.none")
        if offer.act is Offered.VIEW_BURST:
            await self._list(uow, by, able[:MOST], left, FlagId(int(first)))
            return ""
        if offer.act in _ASKING:
            await self._ask(uow, by, able, offer)
            return ""
        return await self._decide(uow, by, shown, _SURE[offer.act])

    async def _list(
        self,
        uow: UnitOfWork,
        by: AccountRef,
        flags: Sequence[Flag],
        left: Sequence[Left],
        first: FlagId,
    ) -> None:
        for flag in flags:
            await Telling(self.front).tell(uow, flag, by)
            await History(self.front).seen(uow, flag, by)
        numbers = ", ".join(map(self._line, flags))
        lines = [self._texts("burst.head", count=len(flags), numbers=numbers)]
        lines += self._left_out(left)
        about = f"{first}-{max(one.flag_id for one in flags)}"
        row = tuple(
            self._button(f"burst.button.{act.name.lower()}", Offer(act, about), by)
            for act in _ASKING
        )
        await self._say(uow, by, "\n".join(lines), (row,))

    async def _ask(
        self, uow: UnitOfWork, by: AccountRef, flags: Sequence[Flag], offer: Offer
    ) -> None:
        people = len({one.raised.sender.account for one in flags})
        sure = _ASKING[offer.act]
        text = self._texts(f"burst.{sure.name.lower()}", count=len(flags), people=people)
        button = self._button("burst.button.sure", Offer(sure, offer.about), by, count=len(flags))
        await self._say(uow, by, text, ((button,),))

    async def _decide(
        self, uow: UnitOfWork, by: AccountRef, numbers: Sequence[FlagId], verdict: Verdict
    ) -> str:
        together = Together(self.front, self.review)
        decided, left = await together.decide_in(uow, numbers, verdict, by)
        done = self._texts(f"burst.done.{verdict}", count=len(decided))
        lines = [done, *self._left_out([one for one in left if one.why is not Alone.NOT_YOURS])]
        await self._say(uow, by, "\n".join(lines))
        return done

    def _line(self, flag: Flag) -> str:
        """No word of it, and no name: the flags themselves say those, and can be put right."""
        articles = ", ".join(dict.fromkeys(one.article for one in flag.raised.findings))
        return self._texts("burst.line", number=flag.flag_id, article=articles)

    def _left_out(self, left: Sequence[Left]) -> Sequence[str]:
        return [
            self._texts(f"flags.left.{one.why}", number=one.flag_id)
            for one in left
            if one.why is not Alone.NOT_YOURS
        ]

    def _button(self, key: str, offer: Offer, by: AccountRef, **values: object) -> Button:
        until = self.front.clock() + TO_DECIDE
        return self.front.offers.button(self._texts(key, **values), offer, by, until)

    async def _say(
        self, uow: UnitOfWork, by: AccountRef, text: str, buttons: Buttons = ()
    ) -> None:
        await self.front.say(uow, Purpose.FLAG, Say(by, text, buttons=buttons))

    @property
    def _texts(self) -> Texts:
        return self.front.wording().texts


async def burst(uow: UnitOfWork, first: FlagId) -> Sequence[FlagId]:
    """Those of the same group that were told in the same moment as *first*, in their order."""
    flag = await uow.flags.get(first)
    told = [one.at for one in await uow.flags.steps(first) if one.kind is StepKind.TOLD]
    if flag is None or not told:
        return ()
    moment, chat = told[0], flag.raised.message.chat
    later = await uow.flags.numbers(chat=chat, step=StepKind.TOLD, since=moment)
    return [
        number
        for number in later
        if any(
            one.kind is StepKind.TOLD and one.at == moment for one in await uow.flags.steps(number)
        )
    ]
