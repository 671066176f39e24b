"""From what the stores know to a digest. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from bot.compliance import drifts_of
from bot.model.administration import Administration
from bot.model.audit import Head
from bot.model.digest import Digest, GroupDay
from bot.model.flag import Flag, FlagState
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, FlagId
from bot.model.outbox import Outcome
from bot.model.record import DayTally

Told = Mapping[FlagId, Collection[AccountRef]]
"""Who is told of each flag, as `bot.rights` says now."""


def build(
    receiver: AccountRef,
    day: date,
    groups: Sequence[tuple[ClassGroup, DayTally]],
    flags: Sequence[Flag],
    *,
    today: Sequence[Flag],
    told: Told,
    undelivered: Mapping[Outcome, int],
    unjudged: int,
    swept: int = 0,
    never_decided: int = 0,
    head: Head | None = None,
) -> Digest:
    """*flags*: the open ones of these groups, oldest first. *today*: all those raised on *day*.

    A matter that is about the receiver, or for other eyes, is not in it. A care signal that
    nobody could be told of is counted for everyone: it may not lie unseen.
    """
    mine = [flag for flag in flags if receiver in told[flag.flag_id]]
    of_today = [flag for flag in today if receiver in told[flag.flag_id]]
    return Digest(
        day=day,
        open_flags=tuple(flag for flag in mine if flag.raised.care is None),
        open_care=sum(
            flag.raised.care is not None and _counts(flag, receiver, told) for flag in flags
        ),
        undelivered=undelivered,
        unjudged=unjudged,
        groups=tuple(_group_day(group, tally, of_today) for group, tally in groups),
        astray={group.name: seen for group, _ in groups if (seen := _astray(group))},
        swept=swept,
        never_decided=never_decided,
        head=head,
    )


def _counts(flag: Flag, receiver: AccountRef, told: Told) -> bool:
    whose = told[flag.flag_id]
    return receiver in whose or (not whose and receiver not in flag.raised.parties)


def _astray(group: ClassGroup) -> Administration | None:
    seen = group.administration if group.is_read else None
    return seen if seen is not None and any(drifts_of(seen)) else None


def _group_day(group: ClassGroup, tally: DayTally, flags: Sequence[Flag]) -> GroupDay:
    articles = Counter(
        finding.article
        for flag in flags
        if flag.raised.message.chat == group.chat and flag.state is not FlagState.DISMISSED
        for finding in flag.raised.findings
    )
    return GroupDay(group.name, tally, articles)
