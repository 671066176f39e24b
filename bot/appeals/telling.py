"""How staff are told of an appeal: who, in which words, with which buttons."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.answering.front import Front
from bot.answering.offers import Offer, Offered
from bot.appeals.whose import flag_of, reminder_of
from bot.flags.telling import Telling, name_of
from bot.model.appeal import Appeal, NewAppeal
from bot.model.button import Buttons
from bot.model.flag import Flag
from bot.model.ids import AccountRef
from bot.model.outbox import Change, NewOutboxItem, Purpose, Say
from bot.ports import UnitOfWork
from bot.texts import Texts
from bot.wording import called, one_line, shortened

SHOWN = 500
"""Characters of a reason that go with the notice: a whole page would bury the rest."""

ANSWERED_WITHIN = 5
"""School days; then staff are reminded of it."""


@dataclass(frozen=True, slots=True)
class AppealTelling:
    """Writes into the unit of work it is given."""

    front: Front

    async def tell(
        self,
        uow: UnitOfWork,
        appeal: Appeal,
        readers: Collection[AccountRef],
        *,
        name: str = "",
        above: str = "",
    ) -> None:
        """*name*: as what whoever objects appears now. *above*: why staff are told again."""
        text = await self.text(uow, appeal, name)
        said = f"{above}\n{text}" if above else text
        for reader in readers:
            buttons = self._buttons(appeal, reader)
            say = Say(reader, said, buttons=buttons, appeal=appeal.appeal_id)
            await self.front.say(uow, Purpose.FLAG, say)

    async def text(self, uow: UnitOfWork, appeal: Appeal, name: str = "") -> str:
        group = await uow.groups.get(appeal.filed.chat)
        why = shortened(one_line(appeal.filed.why), SHOWN)
        lines = [
            self._texts(
                "appeal.notice",
                number=appeal.appeal_id,
                group=group.name if group else "",
                name=await self._name(uow, appeal.filed, name),
            ),
            *[line async for line in self._subject(uow, appeal.filed)],
            self._texts("appeal.why", why=why) if why else self._texts("appeal.no_why"),
            await self._stands(uow, appeal),
        ]
        return "\n".join(lines)

    async def view(self, uow: UnitOfWork, appeal: Appeal) -> tuple[str, Flag | None]:
        """The words again, with what was decided about them and by whom."""
        flag = await flag_of(uow, appeal.filed)
        group = await uow.groups.get(appeal.filed.chat)
        if flag is None or group is None:
            return self._texts("appeal.no_words"), None
        said = await Telling(self.front).text(uow, flag, group, to_decide=False)
        return "\n".join([said, *await self._decided(uow, flag)]), flag

    async def close(self, uow: UnitOfWork, appeal: Appeal) -> None:
        """Every message to staff about it says what it became; the words of whoever objected go
        from it, and so do the buttons."""
        if appeal.ruling is None:
            return
        group = await uow.groups.get(appeal.filed.chat)
        text = self._texts(
            f"appeal.closed.{appeal.state}",
            number=appeal.appeal_id,
            group=group.name if group else "",
            name=await name_of(uow, appeal.ruling.by, self._texts("press.somebody")),
            when=self.front.wording().when(appeal.ruling.at),
        )
        for post in await uow.posts.of_appeal(appeal.appeal_id):
            change = Change(post.post.message, text)
            item = NewOutboxItem(Purpose.AMEND, change, self.front.clock())
            await uow.outbox.add(item)

    async def due(self, uow: UnitOfWork, filed: NewAppeal, count: int = ANSWERED_WITHIN) -> date:
        """The *count*th school day after it came in."""
        calendar = await self.front.calendar(uow)
        day = filed.at.astimezone(self.front.settings.timezone).date()
        return calendar.school_day_after(day, count)

    async def told_day(self, uow: UnitOfWork, filed: NewAppeal) -> str:
        return f"{await self.due(uow, filed):%d-%m-%Y}"

    async def _name(self, uow: UnitOfWork, filed: NewAppeal, name: str) -> str:
        """As the school calls them, else as they call themselves."""
        person = await uow.people.who(filed.by)
        if person is not None and person.name:
            return called(person.name)
        flag = await flag_of(uow, filed)
        name = name or (flag.raised.sender.name if flag else self._texts("appeal.somebody"))
        return self._texts("appeal.stranger", name=called(name))

    async def _subject(self, uow: UnitOfWork, filed: NewAppeal) -> AsyncIterator[str]:
        if filed.reminder is None:
            key = "appeal.about_bot" if filed.about is None else "appeal.about_flag"
            yield self._texts(key, number=filed.about)
            return
        when = self.front.wording().when(filed.reminder)
        found = await reminder_of(uow, filed)
        article = found.article if found else "?"
        yield self._texts("appeal.about_reminder", when=when, article=article)
        if filed.about is None:
            yield self._texts("appeal.no_words")
        else:
            yield self._texts("appeal.same_words", number=filed.about)

    async def _stands(self, uow: UnitOfWork, appeal: Appeal) -> str:
        """What is asked of the reader, or what somebody answered."""
        ruling = appeal.ruling
        if ruling is None:
            return self._texts("appeal.other_eyes", day=await self.told_day(uow, appeal.filed))
        name = await name_of(uow, ruling.by, self._texts("press.somebody"))
        when = self.front.wording().when(ruling.at)
        said = self._texts(f"appeal.answered.{appeal.state}", name=name, when=when)
        return f"{said}\n{self._texts('ruling.why', why=one_line(ruling.why))}"

    async def _decided(self, uow: UnitOfWork, flag: Flag) -> Sequence[str]:
        verdict, wording = await uow.flags.verdict(flag.flag_id), self.front.wording()
        if verdict is None:
            return [wording.texts("appeal.undecided_yet")]
        name = await name_of(uow, verdict.by, wording.texts("press.somebody"))
        key = f"appeal.decided.{verdict.verdict}"
        lines = [wording.texts(key, name=name, when=wording.when(verdict.at))]
        if verdict.why:
            lines.append(wording.texts("appeal.decided.why", why=one_line(verdict.why)))
        return lines

    def _buttons(self, appeal: Appeal, reader: AccountRef) -> Buttons:
        until = self.front.clock() + timedelta(days=self.front.settings.retention.undecided_days)
        view = ((Offered.VIEW_APPEAL,),) if appeal.filed.about is not None else ()
        rows = (*view, (Offered.GRANT, Offered.DENY))
        return tuple(
            tuple(
                self.front.offers.button(
                    self._texts(f"appeal.button.{act.name.lower()}"),
                    Offer(act, str(appeal.appeal_id)),
                    reader,
                    until,
                )
                for act in row
            )
            for row in rows
        )

    @property
    def _texts(self) -> Texts:
        return self.front.wording().texts
