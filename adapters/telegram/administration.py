"""Who administers a group, what the bot may do in it, and what it does to members."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from telegram import (
    Bot,
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatPermissions,
    User,
)

from adapters.telegram import people
from bot.model.administration import Admin, Administration, Right, Untold
from bot.model.ids import AccountRef
from bot.model.outbox import Outcome

SHORTEST_MUTE = timedelta(minutes=1)
LONGEST_MUTE = timedelta(days=365)
"""Telegram takes less than 30 seconds, and more than 366 days, for "for ever"."""
SUPERGROUPS_BELOW = -1_000_000_000_000


def read(
    chat: ChatFullInfo, members: Sequence[ChatMember], me: User, at: datetime
) -> Administration:
    """*members*: those who administer it, the bot among them where it does."""
    mine = next((member for member in members if member.user.id == me.id), None)
    admins = tuple(_admin(member) for member in members if member.user.id != me.id)
    return Administration(
        at=at,
        admins=admins,
        rights=frozenset(_rights(chat, mine, me)),
        public=chat.username or "",
        untold=frozenset(_untold(chat, admins, mine)),
    )


def _admin(member: ChatMember) -> Admin:
    hides = isinstance(member, ChatMemberAdministrator | ChatMemberOwner) and member.is_anonymous
    owner = isinstance(member, ChatMemberOwner)
    return Admin(people.user(member.user.to_dict(), {}), owner=owner, anonymous=hides)


def _rights(chat: ChatFullInfo, mine: ChatMember | None, me: User) -> Iterator[Right]:
    if mine is not None or me.can_read_all_group_messages:
        yield Right.READ
    if isinstance(mine, ChatMemberAdministrator):
        if mine.can_delete_messages:
            yield Right.HIDE
        # Nobody can be muted in a basic group, whatever the admin's rights say.
        if mine.can_restrict_members and chat.type == chat.SUPERGROUP:
            yield Right.RESTRICT


def _untold(
    chat: ChatFullInfo, admins: Sequence[Admin], mine: ChatMember | None
) -> Iterator[Untold]:
    yield Untold.MEMBERS
    yield Untold.OTHER_BOTS
    if any(admin.anonymous for admin in admins):
        yield Untold.ANONYMOUS_ADMIN
    # Telegram tells it of supergroups only, and to admins only.
    if mine is None or chat.type != chat.SUPERGROUP:
        yield Untold.HISTORY


async def mute(
    bot: Bot, account: AccountRef, until: datetime, now: datetime, chat_id: int
) -> Outcome:
    """In a supergroup only. A mute that is over by the time it gets here would be for ever."""
    if until <= now:
        return Outcome.EXPIRED
    end = now + min(max(until - now, SHORTEST_MUTE), LONGEST_MUTE)
    nothing = ChatPermissions.no_permissions()
    await bot.restrict_chat_member(chat_id, int(account.user_id), nothing, until_date=end)
    return Outcome.DONE


async def remove(bot: Bot, account: AccountRef, chat_id: int) -> Outcome:
    """Out, and free to come back when invited. Only supergroups remember a ban."""
    user_id = int(account.user_id)
    await bot.ban_chat_member(chat_id, user_id)
    if chat_id < SUPERGROUPS_BELOW:
        await bot.unban_chat_member(chat_id, user_id, only_if_banned=True)
    return Outcome.DONE
