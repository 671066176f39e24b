"""From what the stores know to a digest. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from bot.model.digest import Digest, GroupDay
from bot.model.flag import Flag, FlagState
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef
from bot.model.outbox import Outcome
from bot.model.record import DayTally


def build(
    receiver: AccountRef,
    day: date,
    groups: Sequence[tuple[ClassGroup, DayTally]],
    flags: Sequence[Flag],
    *,
    today: Sequence[Flag],
    undelivered: Mapping[Outcome, int],
    unjudged: int,
) -> Digest:
    """*flags*: the open ones of these groups, oldest first. *today*: all those raised on *day*.

    A matter that is about the receiver, or for other eyes, is not in it. A care signal that
    nobody could be told of is counted for everyone: it may not lie unseen.
    """
    mine = [flag for flag in flags if _for(flag, receiver, groups)]
    return Digest(
        day=day,
        open_flags=tuple(flag for flag in mine if flag.raised.care is None),
        open_care=sum(
            flag.raised.care is not None and _counts(flag, receiver, groups) for flag in flags
        ),
        undelivered=undelivered,
        unjudged=unjudged,
        groups=tuple(
            _group_day(group, tally, [flag for flag in today if _for(flag, receiver, groups)])
            for group, tally in groups
        ),
    )


def _for(flag: Flag, receiver: AccountRef, groups: Sequence[tuple[ClassGroup, DayTally]]) -> bool:
    return receiver in _told(flag, groups)


def _counts(
    flag: Flag, receiver: AccountRef, groups: Sequence[tuple[ClassGroup, DayTally]]
) -> bool:
    told = _told(flag, groups)
    return receiver in told or (not told and receiver != flag.raised.sender.account)


def _told(flag: Flag, groups: Sequence[tuple[ClassGroup, DayTally]]) -> set[AccountRef]:
    raised = flag.raised
    groups_of_it = (group for group, _ in groups if group.chat == raised.message.chat)
    about = raised.sender.account
    return {one for group in groups_of_it for one in group.told(raised.audience, about)}


def _group_day(group: ClassGroup, tally: DayTally, flags: Sequence[Flag]) -> GroupDay:
    articles = Counter(
        finding.article
        for flag in flags
        if flag.raised.message.chat == group.chat and flag.state is not FlagState.DISMISSED
        for finding in flag.raised.findings
    )
    return GroupDay(group.name, tally, articles)
