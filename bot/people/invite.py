"""Invitations: how somebody ties their account to who they are, with a link that works once."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.answering.front import Front
from bot.answering.offers import Offer, Offered
from bot.model.audit import Audited, Facts, Subject
from bot.model.button import Buttons
from bot.model.dealing import CommandGiven
from bot.model.ids import AccountRef, Platform
from bot.model.member import Identity
from bot.model.outbox import Purpose, Say
from bot.model.person import AccountLink, Person
from bot.people.signing import holders
from bot.ports import UnitOfWork
from bot.rights import Act, may, require, who_is

LASTS = timedelta(hours=24)
ASKED_FOR = timedelta(days=7)
"""So long the question about the work account can be answered."""
_BYTES = 24
_KIND = "invitation:"
"""No code that is typed at a machine reads so: the one never does for the other."""


@dataclass(frozen=True, slots=True)
class Invitation:
    token: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Invitations:
    front: Front

    async def invite(self, uow: UnitOfWork, person: Person, by: Subject) -> Invitation:
        """An earlier invitation or code of theirs works no more. Raises `Forbidden`. Whoever calls
        it sees to it that two sign for a role with power."""
        await require(uow.people, by, Act.MANAGE_PEOPLE, person.person_id)
        return await self.issue(uow, person, by)

    async def issue(self, uow: UnitOfWork, person: Person, by: Subject) -> Invitation:
        """As `invite`, for who has seen to it that *by* may."""
        now = self.front.clock()
        invitation = Invitation(secrets.token_urlsafe(_BYTES), now + LASTS)
        kept = f"{_KIND}{invitation.token}"
        await uow.people.issue(kept, person.person_id, invitation.expires)
        await self.front.note(uow, Audited.CODE, {"role": person.role}, by, person.person_id)
        return invitation

    async def accept(self, uow: UnitOfWork, command: CommandGiven) -> tuple[str, Buttons]:
        """What whoever came with a token is answered. Whatever is wrong with it, they read the
        same: it tells nobody whose it was."""
        texts = self.front.wording(command.sender).texts
        account = command.sender.account
        person = await uow.people.redeem(f"{_KIND}{command.argument}", self.front.clock())
        if person is None or not await self._may_be(uow, person, command):
            about = person.person_id if person else None
            facts: Facts = {"platform": account.platform}
            await self.front.refuse(uow, account, "invitation", facts, about)
            return texts("invite.refused"), ()
        known = await link_of(uow, account)
        await uow.people.link(known or AccountLink(account, person.person_id))
        await self._linked(uow, account, person)
        if not person.role.is_staff:
            return texts("invite.linked", name=person.name), ()
        return texts("invite.work", name=person.name), self._asked(command)

    async def taken(self, uow: UnitOfWork, account: AccountRef, work: bool) -> None:  # noqa: FBT001 - as the button says it
        """Whether it is a work account (art. 4.8). A private one gives no rights until the team
        lead agrees: whoever said that it is private does not undo that themselves."""
        link, person = await link_of(uow, account), await uow.people.who(account)
        if link is None or person is None:
            return
        work = work and link.work is not False
        await uow.people.link(replace(link, work=work))
        await self._linked(uow, account, person, {"work": int(work)})
        texts = self.front.wording().texts
        key = "invite.work.yes" if work else "invite.work.no"
        await self.front.say(uow, Purpose.NOTICE, Say(account, texts(key)), LASTS)
        if not work:
            text = texts("invite.lead", name=person.name, number=person.person_id)
            for lead in await _leads(uow, account.platform, person):
                await self.front.say(uow, Purpose.ALERT, Say(lead, text))

    async def agreed(self, uow: UnitOfWork, account: AccountRef) -> None:
        """Tell whoever waited for it that they may work with *account*."""
        text = self.front.wording().texts("invite.agreed")
        await self.front.say(uow, Purpose.NOTICE, Say(account, text), LASTS)

    async def _may_be(self, uow: UnitOfWork, person: Person, command: CommandGiven) -> bool:
        """A token that was seen in a group, or that somebody else came with, is used up."""
        owner = await uow.people.who(command.sender.account)
        alone = command.private and command.sender.identity is Identity.PERSON
        return alone and (owner is None or owner.person_id == person.person_id)

    def _asked(self, command: CommandGiven) -> Buttons:
        texts, account = self.front.wording(command.sender).texts, command.sender.account
        until = self.front.clock() + ASKED_FOR
        offers = {
            "invite.button.work": Offered.WORK_ACCOUNT,
            "invite.button.private": Offered.PRIVATE_ACCOUNT,
        }
        return (
            tuple(
                self.front.offers.button(texts(key), Offer(offered), account, until)
                for key, offered in offers.items()
            ),
        )

    async def _linked(
        self, uow: UnitOfWork, by: AccountRef, person: Person, more: Facts | None = None
    ) -> None:
        facts = {"platform": by.platform, "role": person.role, **(more or {})}
        await self.front.note(uow, Audited.LINKED, facts, by, person.person_id)


async def link_of(uow: UnitOfWork, account: AccountRef) -> AccountLink | None:
    known = (await uow.people.known([account])).get(account)
    links = known.links if known else ()
    return next((link for link in links if link.account == account), None)


async def _leads(uow: UnitOfWork, platform: Platform, person: Person) -> list[AccountRef]:
    """Where those can be told on *platform* who decide which accounts are that person's."""
    found = []
    for holder in await holders(uow.people):
        actor = await who_is(uow.people, holder.person.person_id)
        if may(actor, Act.MANAGE_PEOPLE, person.person_id):
            there = [link for link in holder.links if link.account.platform is platform]
            found += [link.account for link in there if link.gives_rights]
    return found
