"""What is done with digests at the command line, beside the running bot: it sends what waits."""

from dataclasses import dataclass
from datetime import date

from bot.digest.html import file
from bot.digest.page import Style
from bot.digest.proving import in_time, letter_with, noted
from bot.digest.render import render
from bot.digest.send import Digests, Ready
from bot.digest.wishes import told
from bot.errors import Forbidden, InputError
from bot.model.audit import Audited, Facts, NewEntry, Subject
from bot.model.digest import Channel, Names, Wish
from bot.model.ids import AccountRef
from bot.model.outbox import NewOutboxItem, Purpose, Say
from bot.ports import UnitOfWork
from bot.rights import Act, Actor, may, require, who_is
from bot.texts import Texts


@dataclass(frozen=True, slots=True)
class Shown:
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class DigestOffice:
    digests: Digests

    async def send(self, day: date, to: Subject, *, by: Subject) -> bool:
        """Whether it was put in the outbox; not where it went before, or nobody wants a line about
        nothing. Of today or of the last few school days. Only its reader reads it, so whoever
        answers for all of their groups may ask for it. Raises `Forbidden` or `InputError`."""
        async with self.digests.unit_of_work() as uow:
            reader, asks = await who_is(uow.people, to), await who_is(uow.people, by)
            groups = [one for one in await uow.groups.all() if may(reader, Act.READ_DIGEST, one)]
            if not groups:
                raise _gets_none(reader, to, by)
            if not all(may(asks, Act.READ_DIGEST, one) for one in groups):
                raise Forbidden(Act.READ_DIGEST)
            first, last = await self.digests.recent(uow)
            if not first <= day <= last:
                shown = {"first": f"{first:%d-%m-%Y}", "last": f"{last:%d-%m-%Y}"}
                raise InputError("error.digest.day", **shown)
            sent = {"happened": "sent", "digest": day.isoformat()}
            await self._note(uow, Audited.EXPORT, by, sent, to)
            await uow.commit()
        return await self.digests.send(day, reader.accounts) > 0

    async def show(self, day: date, to: Subject, *, by: Subject, reveal: bool = False) -> Shown:
        """Only one's own: what it tells is for its reader's eyes. *reveal*: with the names that
        the school hides, which is written down. Raises `Forbidden` or `InputError`."""
        async with self.digests.unit_of_work() as uow:
            actor = await self._oneself(uow, to, by)
            if reveal:
                await require(uow.people, by, Act.REVEAL_NAMES)
            what = Audited.REVEAL if reveal else Audited.EXPORT
            await self._note(uow, what, by, {"digest": day.isoformat()})
            await uow.commit()
        ready = await self.digests.show(day, actor.accounts)
        if ready is None:
            raise _gets_none(actor, to, by)
        return self._shown(ready, Names.FULL if reveal else self.digests.choice.names)

    async def wish(self, said: str, to: Subject, texts: Texts, *, by: Subject) -> str:
        """How it comes from now on; *said* as in the chat, or nothing to ask. Raises `Forbidden`
        or `InputError`. Somebody else says when, and back to the chat, and the reader is told;
        where their own goes nobody says but they."""
        async with self.digests.unit_of_work() as uow:
            actor = await who_is(uow.people, to)
            own = by in actor.accounts or by == actor.person
            if not own:
                await require(uow.people, by, Act.MANAGE_PEOPLE, actor.person)
            groups = await uow.groups.all()
            reads = [
                one
                for group in groups
                for one in (*group.responsible, group.team_lead)
                if one is not None and one in actor.accounts
                if may(actor, Act.READ_DIGEST, group)
            ]
            if not reads:
                raise _gets_none(actor, to, by)
            wishes = await uow.digests.wishes()
            theirs = [one for one in sorted(actor.accounts, key=str) if one in wishes]
            now, choice = self.digests.clock(), self.digests.choice
            before = in_time(wishes[theirs[0]] if theirs else Wish(), now)
            if not said:
                return told(before, choice, texts)
            done = noted(said, before, choice, now)
            if not own and _redirects(before, done.wish):
                raise InputError("overview.own_address")
            for one in theirs:
                await uow.digests.wish(one, None)
            await uow.digests.wish(reads[0], done.wish)
            wish = done.wish or Wish()
            if done.code and wish.proof is not None:
                await uow.outbox.add(letter_with(done.code, wish.proof, reads[0], texts, now))
            if not own:
                await self._tell(uow, reads[0], wish)
            await self._note(uow, Audited.PEOPLE, by, {"happened": "digest_wish"}, to)
            await uow.commit()
        return f"{texts(done.key)} {told(wish, choice, texts)}"

    async def _tell(self, uow: UnitOfWork, reader: AccountRef, wish: Wish) -> None:
        texts, now = self.digests.wording.texts, self.digests.clock()
        text = f"{texts('overview.by_other')} {told(wish, self.digests.choice, texts)}"
        await uow.outbox.add(NewOutboxItem(Purpose.ALERT, Say(reader, text), now))

    async def _oneself(self, uow: UnitOfWork, to: Subject, by: Subject) -> Actor:
        reader, asks = await who_is(uow.people, to), await who_is(uow.people, by)
        if asks.person is None or reader.person != asks.person:
            raise Forbidden(Act.READ_DIGEST)
        return asks

    async def _note(
        self,
        uow: UnitOfWork,
        what: Audited,
        by: Subject,
        facts: Facts,
        about: Subject | None = None,
    ) -> None:
        now = self.digests.clock()
        await uow.audit.append(NewEntry(at=now, what=what, by=by, about=about, facts=facts))

    def _shown(self, ready: Ready, names: Names) -> Shown:
        style, wording = Style(names), self.digests.wording
        text = render(ready.digest, wording, style)
        if ready.picture is not None:
            text = f"{text}\n\n{ready.picture.alt}"
        return Shown(text, file(ready.digest, wording, style, ready.picture))


def _gets_none(reader: Actor, to: Subject, by: Subject) -> InputError:
    if reader.person is None:
        return InputError("error.people.nobody", number=str(to))
    own = by in reader.accounts or by == reader.person
    return InputError("error.digest.no_groups" if own else "error.digest.nobody")


def _redirects(before: Wish, wish: Wish | None) -> bool:
    """Whether it goes elsewhere than it did, or would, but for back to the chat."""
    if wish is not None and wish.proof not in (None, before.proof):
        return True
    if wish is None or wish.channels == (Channel.CHAT,):
        return False
    return (wish.channels, wish.address) != (before.channels, before.address)
