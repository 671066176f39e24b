"""A class with two teachers, a flag that one of them upheld, and a pupil who objects."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from bot.appeals.ruling import Rulings, ruling_of
from bot.flags.presses import Presses
from bot.flags.review import Review
from bot.model.action import MeasureKind
from bot.model.appeal import Appeal, AppealId, AppealState, Ruling
from bot.model.button import Button
from bot.model.dealing import ButtonPressed
from bot.model.finding import Rule
from bot.model.flag import Evidence, Flag, Reminder, Verdict
from bot.model.ids import AccountRef, ArticleNumber, FlagId, MessageId, MessageRef
from bot.model.member import Sender
from bot.model.outbox import Answer, Say
from tests.contract.builders import a_flag
from tests.support.builders import a_finding
from tests.unit.commands.making import (
    CHAT_2B,
    CLASS_2B,
    MENTOR,
    OTHER_MENTOR,
    SANNE,
    Around,
    Said,
    privately,
)

GROUP = replace(CLASS_2B, responsible=(MENTOR.account, OTHER_MENTOR.account))
GRANT, DENY, VIEW, SEND = "Gegrond", "Niet gegrond", "Bekijk", "Verstuur"
WHY = "Je gaf je eigen nummer. Dat mag."


@dataclass(slots=True)
class Learner:
    """Hears what was wrong."""

    corrected: list[FlagId] = field(default_factory=list)

    async def forget(self, accounts: object) -> int:
        raise NotImplementedError

    async def correct(self, flag: Flag) -> None:
        self.corrected.append(flag.flag_id)


@dataclass(slots=True)
class Case:
    around: Around
    learner: Learner = field(default_factory=Learner)
    _presses: "count[int]" = field(default_factory=lambda: count(1))
    _messages: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        around = self.around
        review = Review(around.store, around.clock, around.front.wording())
        rulings = Rulings(around.front, review, self.learner)
        answers = replace(around.commands.answers, rulings=rulings)
        around.commands = replace(around.commands, answers=answers)

    @property
    def rulings(self) -> Rulings:
        return self.around.commands.answers.rulings

    @property
    def presses(self) -> Presses:
        answers = self.around.commands.answers

        async def nothing(*_: object) -> None:
            raise NotImplementedError

        async def chosen(*_: object) -> str:
            raise NotImplementedError

        return Presses(self.around.front, answers.rulings.review, nothing, chosen, answers.pressed)

    async def flagged(self, pupil: Sender = SANNE, **parties: AccountRef) -> FlagId:
        """*parties*: its target, or whom somebody complained about."""
        message = MessageRef(CHAT_2B, MessageId(f"m{next(self._messages)}"))
        flag = replace(
            a_flag(sender=pupil, at=self.around.clock()),
            message=message,
            findings=(a_finding(),),
            evidence=Evidence("jij sukkel"),
            target=parties.get("target"),
            reported=parties.get("reported"),
        )
        async with self.around.work() as uow:
            return await uow.flags.add(flag)

    async def reminded(self, number: FlagId) -> None:
        flag = await self.flag(number)
        reminder = Reminder(
            message=flag.raised.message,
            account=flag.raised.sender.account,
            rule=Rule.RESPECT,
            article=ArticleNumber("4.1"),
            in_group=False,
            at=flag.raised.sent_at,
        )
        async with self.around.work() as uow:
            await uow.reminders.add(reminder)

    async def upheld(
        self,
        pupil: Sender = SANNE,
        by: Sender = MENTOR,
        *,
        warned: bool = True,
        **parties: AccountRef,
    ) -> FlagId:
        number = await self.flagged(pupil, **parties)
        measures = (MeasureKind.WARN,) if warned else ()
        async with self.around.work() as uow:
            await self.rulings.review.decide_in(
                uow, number, Verdict.UPHELD, by=by.account, measures=measures
            )
        await self.around.said(pupil)
        return number

    async def objects(self, why: str = "het was een citaat", by: Sender = SANNE) -> Said:
        return await self.around.give(by, "bezwaar", why)

    async def press(self, button: Button, by: Sender) -> tuple[str, Said]:
        """What they read over the chat, and all else that was said."""
        press = ButtonPressed(
            chat=privately(by),
            at=self.around.clock(),
            press=f"druk-{next(self._presses)}",
            message_id=MessageId("1"),
            by=by,
            data=button.press,
            private=True,
        )
        async with self.around.work() as uow:
            await self.presses.handle(uow, press)
        said = await self.around.said(by)
        (answer,) = [one for one in said.deliveries if isinstance(one, Answer)]
        return answer.text, said

    async def answers(
        self, notice: Said, by: Sender, label: str = GRANT, why: str = WHY
    ) -> tuple[str, Said]:
        """From the choice to what is sent."""
        await self.press(button(notice, by, label), by)
        shown = await self.around.write(by, why)
        return await self.press(button(shown, by, SEND), by)

    async def again(self) -> Said:
        """The buttons expired since: the objection is shown once more."""
        return await self.around.give(OTHER_MENTOR, "antwoord", "1")

    @property
    def warning(self) -> tuple[MeasureKind, ...]:
        return (MeasureKind.WARN,)

    def ruling(self, by: Sender, number: int = 1) -> Ruling:
        return ruling_of(self.around.front, AppealId(number), AppealState.GRANTED, by.account, WHY)

    async def appeal(self, number: int = 1) -> Appeal:
        async with self.around.store() as uow:
            one = await uow.appeals.get(AppealId(number))
        assert one is not None
        return one

    async def flag(self, number: FlagId) -> Flag:
        async with self.around.store() as uow:
            flag = await uow.flags.get(number)
        assert flag is not None
        return flag


async def a_case() -> Case:
    return Case(await Around().open(GROUP))


def labels(said: Said, reader: Sender) -> Sequence[str]:
    return [one.label for one in _buttons(said, reader)]


def button(said: Said, reader: Sender, label: str) -> Button:
    return next(one for one in _buttons(said, reader) if one.label == label)


def _buttons(said: Said, reader: Sender) -> Sequence[Button]:
    says = [one for one in said.deliveries if isinstance(one, Say) and one.to == reader.account]
    return [one for say in says for row in say.buttons for one in row]
