"""How whoever reads a digest wants it: when, by which way, and what on days without anything."""

from dataclasses import dataclass

from bot.answering.front import Front
from bot.commands.registry import Name
from bot.commands.staff import StaffOnly
from bot.commands.where import groups_on
from bot.digest.proving import in_time, letter_with, noted
from bot.digest.wishes import told
from bot.errors import InputError
from bot.model.audit import Audited
from bot.model.dealing import CommandGiven
from bot.model.digest import Wish
from bot.ports import UnitOfWork
from bot.rights import Act, may, who_is


@dataclass(frozen=True, slots=True)
class Overview:
    front: Front
    staff: StaffOnly

    async def tell(self, uow: UnitOfWork, command: CommandGiven) -> str:
        """In private alone: in a group an address would be read by all."""
        account = command.sender.account
        actor = await who_is(uow.people, account)
        groups = await groups_on(uow, command.chat.platform)
        if not any(may(actor, Act.READ_DIGEST, group) for group in groups):
            refused = await self.staff.refuse(uow, command, Name.OVERVIEW)
            if actor.role is None or not actor.role.is_staff or not command.private:
                return refused
            return self.front.wording(command.sender).texts("error.digest.no_groups")
        texts, choice = self.front.wording(command.sender).texts, self.front.settings.digest
        if not command.private:
            return texts("overview.private")
        wishes = await uow.digests.wishes()
        theirs = [one for one in (account, *sorted(actor.accounts, key=str)) if one in wishes]
        now = self.front.clock()
        before = in_time(wishes[theirs[0]] if theirs else Wish(), now)
        if not command.argument.strip():
            return told(before, choice, texts)
        try:
            done = noted(command.argument, before, choice, now)
        except InputError as error:
            return texts(error.key, **error.values)
        for other in theirs:
            await uow.digests.wish(other, None)
        await uow.digests.wish(account, done.wish)
        wish = done.wish or Wish()
        if done.code and wish.proof is not None:
            await uow.outbox.add(letter_with(done.code, wish.proof, account, texts, now))
        await self.front.note(uow, Audited.PEOPLE, {"happened": "digest_wish"}, account)
        return f"{texts(done.key)} {told(wish, choice, texts)}"
