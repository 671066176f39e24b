"""From what the stores know to a digest. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from bot.model.digest import Digest, GroupDay
from bot.model.flag import Flag, FlagState
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef
from bot.model.record import DayTally


def build(
    receiver: AccountRef,
    day: date,
    groups: Sequence[tuple[ClassGroup, DayTally]],
    flags: Sequence[Flag],
    *,
    today: Sequence[Flag],
    unknown_sends: int,
    unjudged: int,
) -> Digest:
    """*flags*: the open ones of these groups, oldest first. *today*: all those raised on *day*.

    A matter that is about the receiver, or for other eyes, is not in it.
    """
    mine = [flag for flag in flags if _for(flag, receiver, groups)]
    return Digest(
        day=day,
        open_flags=tuple(flag for flag in mine if flag.raised.care is None),
        open_care=sum(flag.raised.care is not None for flag in mine),
        unknown_sends=unknown_sends,
        unjudged=unjudged,
        groups=tuple(
            _group_day(group, tally, [flag for flag in today if _for(flag, receiver, groups)])
            for group, tally in groups
        ),
    )


def _for(flag: Flag, receiver: AccountRef, groups: Sequence[tuple[ClassGroup, DayTally]]) -> bool:
    raised = flag.raised
    contacts = (
        group.contacts(raised.audience) for group, _ in groups if group.chat == raised.message.chat
    )
    return raised.sender.account != receiver and any(receiver in names for names in contacts)


def _group_day(group: ClassGroup, tally: DayTally, flags: Sequence[Flag]) -> GroupDay:
    articles = Counter(
        finding.article
        for flag in flags
        if flag.raised.message.chat == group.chat and flag.state is not FlagState.DISMISSED
        for finding in flag.raised.findings
    )
    return GroupDay(group.name, tally, articles)
