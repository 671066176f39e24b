"""What is held about the account that asks, in plain words: no word of anybody else.

Of care signals nothing is told here: whoever holds the phone may be the danger. Staff who may do
that make a full copy.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass

from bot.answering.front import Front
from bot.model.appeal import AppealState
from bot.model.dealing import CommandGiven
from bot.model.flag import Flag
from bot.model.ids import AccountRef
from bot.people.invite import link_of
from bot.ports import UnitOfWork
from bot.wording import Wording, called

MOST = 20
"""Flags that are listed one by one, the latest."""


@dataclass(frozen=True, slots=True)
class Data:
    front: Front

    async def tell(self, uow: UnitOfWork, command: CommandGiven) -> str:
        """Only ever in private."""
        wording = self.front.wording(command.sender)
        if not command.private:
            return wording.texts("data.in_private")
        account = command.sender.account
        lines = [
            wording.texts("data.head"),
            *[line async for line in self._link(uow, account, wording)],
            *await self._kept(uow, account, wording),
            *await self._flags(uow, account, wording),
            *self._terms(wording),
            wording.texts("data.ask", whom=self._whom(wording)),
        ]
        return "\n".join(lines)

    async def _link(
        self, uow: UnitOfWork, account: AccountRef, wording: Wording
    ) -> AsyncIterator[str]:
        link = await link_of(uow, account)
        person = None if link is None else await uow.people.get(link.person)
        if link is None or person is None:
            yield wording.texts("data.unknown")
            return
        yield wording.texts("data.linked", name=called(person.name), number=link.person)
        if link.work is not None:
            kind = wording.texts(f"people.account.{'work' if link.work else 'private'}")
            yield wording.texts("data.account", kind=kind)
        if person.classes:
            yield wording.texts("data.classes", classes=", ".join(person.classes))
        if person.born is not None:
            yield wording.texts("data.born", day=f"{person.born:%d-%m-%Y}")
        if person.parents_told is not None:
            yield wording.texts("data.parents", day=f"{person.parents_told:%d-%m-%Y}")

    async def _kept(self, uow: UnitOfWork, account: AccountRef, wording: Wording) -> Sequence[str]:
        appeals = await uow.appeals.of(account)
        counts = {
            "data.reminders": len(await uow.reminders.of(account)),
            "data.strikes": len(await uow.strikes.of(account)),
            "data.appeals": len(appeals),
            "data.appeals_open": sum(one.state is AppealState.OPEN for one in appeals),
        }
        return [wording.texts(key, count=count) for key, count in counts.items()]

    async def _flags(
        self, uow: UnitOfWork, account: AccountRef, wording: Wording
    ) -> Sequence[str]:
        flags = [
            flag
            for flag in await uow.flags.about(account)
            if flag.raised.care is None and account in flag.raised.parties
        ]
        lines = [wording.texts("data.flags", count=len(flags))]
        return [*lines, *(_flag(flag, account, wording) for flag in flags[-MOST:])]

    def _terms(self, wording: Wording) -> Iterator[str]:
        terms = self.front.settings.retention
        yield wording.texts(
            "data.terms",
            reminders=terms.reminder_days,
            undecided=terms.undecided_days,
            dismissed=terms.dismissed_days,
            upheld=wording.day_of_year(terms.upheld_until),
            ruled=terms.ruled_days,
            audit=terms.audit_days,
        )

    def _whom(self, wording: Wording) -> str:
        controller = self.front.settings.controller
        return controller.privacy_officer or controller.contact or wording.texts("data.office")


def _flag(flag: Flag, account: AccountRef, wording: Wording) -> str:
    raised = flag.raised
    part = "wrote" if raised.sender.account == account else "other"
    return wording.texts(
        f"data.flag.{part}",
        number=flag.flag_id,
        day=f"{raised.sent_at.astimezone(wording.timezone):%d-%m-%Y}",
        articles=", ".join(finding.article for finding in raised.findings),
        state=wording.texts(f"data.state.{flag.state}"),
    )
