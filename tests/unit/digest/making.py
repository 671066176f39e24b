"""What tests of digests are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.digest.build import Known, Period, Reader, build
from bot.digest.days import Days
from bot.digest.ledger import Ledger
from bot.model.action import Audience
from bot.model.audit import Audited, Told
from bot.model.calendar import AMSTERDAM, SchoolCalendar
from bot.model.digest import Digest
from bot.model.finding import Rule
from bot.model.flag import Evidence, Flag, FlagState, NewFlag, Verdict
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, ChatId, ChatRef, FlagId, MessageId, MessageRef, Platform
from bot.model.judgement import Topic
from bot.model.member import Role, Sender
from bot.model.message import Span
from bot.model.record import Counts
from tests.support.builders import (
    CLASS_2B,
    MENTOR,
    NOON,
    a_care_signal,
    a_finding,
    a_group,
    an_account,
)
from tests.support.school import SANNE, a_wording

CLASS_3C = ChatRef(Platform.MEMORY, ChatId("klas-3c"))
MONDAY = date(2026, 3, 2)
HALF_PAST_FOUR = datetime(2026, 3, 2, 16, 30, tzinfo=AMSTERDAM)
FRIDAY_BEFORE = HALF_PAST_FOUR - timedelta(days=3)
COLLEAGUE = an_account("docent")
WOLTERS = Sender(MENTOR, "mw. Wolters", Role.MENTOR)
WORDING = a_wording()
FIRST_DAY = MONDAY - timedelta(days=32)


def a_flag(
    number: int = 1,
    rule: Rule = Rule.RESPECT,
    *,
    chat: ChatRef = CLASS_2B,
    audience: Audience = Audience.RESPONSIBLE,
    sender: Sender = SANNE,
    state: FlagState = FlagState.OPEN,
    text: str = "wat een sukkel ben jij toch",
    at: datetime = NOON,
) -> Flag:
    care = a_care_signal() if audience is Audience.CARE else None
    raised = NewFlag(
        message=MessageRef(chat, MessageId(f"m{number}")),
        sender=sender,
        sent_at=at,
        audience=audience,
        urgent=False,
        findings=() if care else (a_finding(rule, span=Span(8, 14)),),
        care=care,
        evidence=Evidence(text),
        rulebook="onze-school 1",
    )
    return Flag(FlagId(number), raised, state)


def counts(school: int = 0, neutral: int = 0, offtopic: int = 0, staff: int = 0) -> Counts:
    topics = {Topic.SCHOOL: school, Topic.NEUTRAL: neutral, Topic.OFFTOPIC: offtopic}
    told = {str(topic): count for topic, count in topics.items() if count}
    return Counts(school + neutral + offtopic + staff, told)


def told(
    at: datetime, number: int, *, verdict: Verdict | None = None, chat: ChatRef = CLASS_2B
) -> Told:
    """What the audit has of a flag over article 4.1, or of its verdict."""
    facts: dict[str, str | int] = {
        "flag": number,
        "chat": str(chat),
        "audience": Audience.RESPONSIBLE,
        "articles": "4.1",
    }
    if verdict is None:
        return Told(at, Audited.FLAG, facts)
    return Told(at, Audited.VERDICT, {**facts, "verdict": verdict})


def ledger(*entries: Told) -> Ledger:
    made = Ledger()
    for entry in entries:
        made.note(entry)
    return made


def weeks(
    groups: Sequence[ClassGroup], day: Counts, last: date = MONDAY
) -> Mapping[ChatRef, list[Counts]]:
    """The same on each school day before *last*, and nothing in weekends."""
    days = Days(FIRST_DAY, (last - FIRST_DAY).days + 1, AMSTERDAM)
    each = [day if one.weekday() < 5 and one < last else Counts() for one in days.all]
    return {group.chat: each for group in groups}


def known(
    *flags: Flag, groups: Sequence[ClassGroup] = (a_group(),), raised: Sequence[Flag] = ()
) -> Known:
    """*flags*: the open ones."""
    return Known(
        calendar=SchoolCalendar(),
        open_flags=flags,
        raised=raised,
        told={flag.flag_id: who_hears(flag, groups) for flag in (*flags, *raised)},
        days=Days(FIRST_DAY, (MONDAY - FIRST_DAY).days + 1, AMSTERDAM),
    )


def who_hears(flag: Flag, groups: Sequence[ClassGroup]) -> tuple[AccountRef, ...]:
    raised = flag.raised
    theirs = [group for group in groups if group.chat == raised.message.chat]
    return tuple(one for group in theirs for one in group.told(raised.audience, raised.parties))


def reading(account: AccountRef = MENTOR, groups: Sequence[ClassGroup] = (a_group(),)) -> Reader:
    return Reader(account=account, accounts=frozenset({account}), groups=groups)


def period(since: datetime = FRIDAY_BEFORE, **happened: object) -> Period:
    return replace(Period(since=since, until=HALF_PAST_FOUR), **happened)  # type: ignore[arg-type]  # each its own


def built(
    *flags: Flag,
    receiver: AccountRef = MENTOR,
    groups: Sequence[ClassGroup] = (a_group(),),
    raised: Sequence[Flag] = (),
) -> Digest:
    """Of Monday, with these flags open and those raised in its time."""
    everything = known(*flags, groups=groups, raised=raised)
    return build(reading(receiver, groups), MONDAY, period(), everything)
