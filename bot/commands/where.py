"""Of which group somebody speaks to the bot."""

from collections.abc import Collection, Sequence

from bot.answering.links import is_of_no_group
from bot.model.dealing import CommandGiven
from bot.model.group import ClassGroup, Stage
from bot.model.ids import AccountRef, Platform
from bot.ports import UnitOfWork


async def groups_on(uow: UnitOfWork, platform: Platform) -> Sequence[ClassGroup]:
    return [
        group
        for group in await uow.groups.all()
        if group.chat.platform is platform and group.stage is not Stage.UNBOUND
    ]


async def own_groups(uow: UnitOfWork, account: AccountRef) -> Sequence[ClassGroup]:
    """Those that they are known to be in: by the school, or else by what is kept of them."""
    groups = await groups_on(uow, account.platform)
    by_school = await _by_school(uow, account, groups)
    if by_school:
        return by_school
    reminders, flags = await uow.reminders.of(account), await uow.flags.about(account)
    messages = (one.raised.message for one in flags if not is_of_no_group(one.raised.message))
    chats = {one.chat for one in reminders} | {one.chat for one in messages}
    return [group for group in groups if group.chat in chats]


async def _by_school(
    uow: UnitOfWork, account: AccountRef, groups: Sequence[ClassGroup]
) -> Sequence[ClassGroup]:
    known = (await uow.people.known([account])).get(account)
    classes = {name.casefold() for name in known.person.classes} if known else set()
    chats = {member.chat for member in known.memberships} if known else set()
    return [
        group
        for group in groups
        if group.name.casefold() in classes or group.chat in chats or account in group.contacts
    ]


async def place(uow: UnitOfWork, command: CommandGiven) -> tuple[ClassGroup | None, str]:
    """The group it is about, and what is left of the words; None: it may be any of several."""
    if not command.private:
        return await uow.groups.get(command.chat), command.argument
    groups = await groups_on(uow, command.chat.platform)
    own = await own_groups(uow, command.sender.account)
    return named(own, command.argument, groups)


def named(
    likely: Sequence[ClassGroup], words: str, groups: Sequence[ClassGroup] = ()
) -> tuple[ClassGroup | None, str]:
    """The group with whose name *words* begin, else the one and only that is *likely*, or that
    there is at all."""
    begun = [group for group in (*likely, *groups) if _begins(words, group.name)]
    if begun:
        longest = max(len(group.name) for group in begun)
        found = [group for group in begun if len(group.name) == longest]
        rest = words.lstrip()[longest:].strip()
        return (found[0], rest) if _one(found) else (None, rest)
    for some in (likely, groups):
        if _one(some):
            return some[0], words
    return None, words


def _one(groups: Collection[ClassGroup]) -> bool:
    return len({group.chat for group in groups}) == 1


def _begins(words: str, name: str) -> bool:
    words, name = words.lstrip().casefold(), name.casefold()
    return bool(name) and words.startswith(name) and not words[len(name) : len(name) + 1].isalnum()
