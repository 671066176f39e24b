"""The days that the golden files tell of."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from bot.digest.build import build
from bot.digest.days import Days, begin_of
from bot.model.administration import Admin, Administration
from bot.model.appeal import Appeal, AppealId, NewAppeal
from bot.model.audit import Head
from bot.model.calendar import AMSTERDAM, FreeDays, SchoolCalendar, TestWindow
from bot.model.digest import Channel, Digest, Doubt, Gap
from bot.model.finding import Rule
from bot.model.flag import FlagState, Verdict
from bot.model.ids import ChatRef, FlagId
from bot.model.outbox import Outcome
from tests.support.builders import CLASS_2B, NOON, a_group
from tests.support.school import BRAM, SANNE
from tests.unit.digest.making import (
    CLASS_3C,
    FRIDAY_BEFORE,
    MONDAY,
    a_flag,
    counts,
    known,
    ledger,
    period,
    reading,
    told,
    weeks,
)

TWO = (a_group(), a_group(CLASS_3C, name="3C"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def quiet_day() -> Digest:
    return build(reading(groups=TWO), MONDAY, period(), known())


def good_day() -> Digest:
    everything = replace(known(), counts=weeks(TWO, counts(12, 4, 4)))
    happened = period(counts={CLASS_2B: counts(14, 4, 3, staff=2)})
    return build(reading(groups=TWO), MONDAY, happened, everything)


def first_day() -> Digest:
    begin = begin_of(SchoolCalendar(), MONDAY)
    happened = period(begin, counts={CLASS_2B: counts(3, 1)})
    raised = [a_flag(1)]
    everything = known(*raised, raised=raised)
    return replace(build(reading(), MONDAY, happened, everything), is_first=True)


def bad_day() -> Digest:
    seen = Administration(at=NOON, admins=(Admin(SANNE, owner=True),), public="klas2b")
    groups = [replace(TWO[0], administration=seen, announced=NOON), TWO[1], a_group(name="1A")]
    groups[2] = replace(groups[2], chat=ChatRef(CLASS_2B.platform, CLASS_2B.chat_id + "-1a"))  # type: ignore[arg-type]
    opened = [a_flag(7), a_flag(9, Rule.PRIVACY, sender=BRAM, at=NOON + HOUR)]
    raised = [*opened, a_flag(3, state=FlagState.UPHELD), a_flag(4, state=FlagState.DISMISSED)]
    verdicts = [
        told(FRIDAY_BEFORE - 9 * DAY, 1, verdict=Verdict.UPHELD),
        told(FRIDAY_BEFORE - 8 * DAY, 2, verdict=Verdict.DISMISSED),
        told(NOON, 3, verdict=Verdict.UPHELD),
        told(NOON, 4, verdict=Verdict.DISMISSED),
    ]
    flags = [told(FRIDAY_BEFORE - 9 * DAY, 1), told(NOON, 3), told(NOON, 4), told(NOON, 7)]
    tests = (TestWindow(NOON + DAY, NOON + DAY + HOUR, frozenset({"2B"})),)
    free = (FreeDays(date(2026, 3, 6), date(2026, 3, 15), "voorjaarsvakantie"),)
    everything = replace(
        known(*opened, groups=groups, raised=raised),
        calendar=SchoolCalendar(tests=tests, free=free),
        appeals=[
            Appeal(
                AppealId(3),
                NewAppeal(chat=CLASS_2B, by=SANNE.account, at=NOON, why="", about=FlagId(7)),
            ),
            Appeal(AppealId(4), NewAppeal(chat=CLASS_3C, by=BRAM.account, at=NOON + HOUR, why="")),
        ],
        counts=weeks(groups[:1], counts(6, 4, 2)),
        ledger=ledger(*sorted([*verdicts, *flags], key=lambda one: one.at)),
    )
    happened = period(
        counts={CLASS_2B: counts(10, 20, 14, staff=4), CLASS_3C: counts(1)},
        reminders={CLASS_2B: 2},
        undelivered={Outcome.UNKNOWN: 2, Outcome.FAILED: 1, Outcome.NO_PERMISSION: 4},
        unjudged=3,
        gaps=[(Gap(NOON - 2 * DAY, NOON), {CLASS_2B: 12})],
    )
    digest = build(
        replace(reading(groups=groups), decides={AppealId(3), AppealId(4)}),
        MONDAY,
        happened,
        everything,
        doubts=[
            Doubt(MONDAY - 3 * DAY, Channel.CHAT, Outcome.UNKNOWN),
            Doubt(MONDAY - 3 * DAY, Channel.MAIL, Outcome.FAILED),
        ],
        head=Head(12, "ab" * 32),
    )
    return replace(digest, open_care=2, care_untouched=1, swept=3, never_decided=1)


def flooded_day() -> Digest:
    """400 flags."""
    flags = [a_flag(number, at=NOON - timedelta(minutes=400 - number)) for number in range(1, 401)]
    everything = replace(
        known(*flags, raised=flags),
        counts=weeks(TWO, counts(12, 4, 4)),
        ledger=ledger(*(told(flag.raised.sent_at, flag.flag_id) for flag in flags)),
    )
    happened = period(counts={CLASS_2B: counts(0, 100, 900)})
    return build(reading(groups=TWO), MONDAY, happened, everything)


def _around(sunday: date) -> Digest:
    """A message in each hour of the time, in which the clock was changed, and of the Sunday."""
    monday = sunday + DAY
    until = datetime(monday.year, monday.month, monday.day, 16, 30, tzinfo=AMSTERDAM)
    since = until - 3 * DAY  # by the clock on the wall
    days = Days(monday - 31 * DAY, 32, AMSTERDAM)
    hours = round((until.timestamp() - since.timestamp()) / 3600)
    bounds = [one.timestamp() for one in days.bounds]
    each = [counts(neutral=round((end - begin) / 3600)) for begin, end in pairwise(bounds)]
    happened = replace(period(since, counts={CLASS_2B: counts(neutral=hours)}), until=until)
    everything = replace(known(), days=days, counts={CLASS_2B: each})
    return build(reading(), monday, happened, everything)


def long_day() -> Digest:
    return _around(date(2026, 10, 25))


def short_day() -> Digest:
    return _around(date(2026, 3, 29))


STORIES: Mapping[str, Callable[[], Digest]] = {
    "stil": quiet_day,
    "goed": good_day,
    "eerste": first_day,
    "slecht": bad_day,
    "vierhonderd": flooded_day,
    "vijfentwintig-uur": long_day,
    "drieentwintig-uur": short_day,
}
