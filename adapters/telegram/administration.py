"""Who administers a group, what the bot may do in it, and what it does to members."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from telegram import (
    Bot,
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatMemberRestricted,
    ChatPermissions,
    User,
)

from adapters.telegram import people
from adapters.telegram.errors import asked
from bot.errors import AdapterUnavailable, RateLimited, Unconfirmed
from bot.model.administration import Admin, Administration, Right, Untold
from bot.model.ids import AccountRef
from bot.model.outbox import Outcome

SHORTEST_MUTE = timedelta(minutes=1)
LONGEST_MUTE = timedelta(days=365)
"""Telegram takes less than 30 seconds, and more than 366 days, for "for ever"."""
SUPERGROUPS_BELOW = -1_000_000_000_000
_OUT = frozenset({ChatMember.LEFT, ChatMember.BANNED})


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
    user_id, end = int(account.user_id), now + min(max(until - now, SHORTEST_MUTE), LONGEST_MUTE)
    nothing = ChatPermissions.no_permissions()
    await bot.restrict_chat_member(chat_id, user_id, nothing, until_date=end)
    return Outcome.DONE if _is_muted(await member_now(bot, chat_id, user_id)) else Outcome.FAILED


async def lift(bot: Bot, account: AccountRef, chat_id: int) -> Outcome:
    """Whoever has every permission is restricted no more."""
    user_id = int(account.user_id)
    if not isinstance(await bot.get_chat_member(chat_id, user_id), ChatMemberRestricted):
        return Outcome.ALREADY_GONE
    everything = ChatPermissions.all_permissions()
    await bot.restrict_chat_member(chat_id, user_id, everything)
    return Outcome.FAILED if _is_muted(await member_now(bot, chat_id, user_id)) else Outcome.DONE


async def remove(bot: Bot, account: AccountRef, chat_id: int) -> Outcome:
    """Out, and free to come back when invited. Only supergroups remember a ban."""
    user_id = int(account.user_id)
    await bot.ban_chat_member(chat_id, user_id)
    if chat_id < SUPERGROUPS_BELOW:
        await bot.unban_chat_member(chat_id, user_id, only_if_banned=True)
    return Outcome.DONE if _is_out(await member_now(bot, chat_id, user_id)) else Outcome.FAILED


async def member_now(bot: Bot, chat_id: int, user_id: int) -> ChatMember:
    """What became of somebody. That it cannot be seen leaves what was done in doubt."""
    try:
        return await asked(bot.get_chat_member(chat_id, user_id))
    except RateLimited:
        raise
    except AdapterUnavailable:
        raise Unconfirmed("done, and nobody said so") from None


def _is_muted(member: ChatMember) -> bool:
    return isinstance(member, ChatMemberRestricted) and not member.can_send_messages


def _is_out(member: ChatMember) -> bool:
    stays = isinstance(member, ChatMemberRestricted) and member.is_member
    return not stays and member.status in {*_OUT, ChatMember.RESTRICTED}
