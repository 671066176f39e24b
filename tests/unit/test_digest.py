"""What a staff admin reads at the end of a day, and what is not theirs to read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from textwrap import dedent

from bot.digest.build import build
from bot.digest.render import render
from bot.model.action import Audience
from bot.model.administration import Admin, Administration
from bot.model.audit import Head
from bot.model.digest import Digest, GroupDay
from bot.model.finding import Rule
from bot.model.flag import Evidence, Flag, FlagState, NewFlag
from bot.model.group import ClassGroup, Stage
from bot.model.ids import (
    AccountRef,
    ArticleNumber,
    ChatId,
    ChatRef,
    FlagId,
    MessageId,
    MessageRef,
    Platform,
)
from bot.model.judgement import Topic
from bot.model.member import Role, Sender
from bot.model.message import Span
from bot.model.outbox import NewOutboxItem, Outcome, Purpose, Say
from bot.model.record import DayTally
from tests.support.builders import (
    CLASS_2B,
    COUNSELLOR,
    MENTOR,
    NOON,
    TEAM_LEAD,
    a_care_signal,
    a_finding,
    a_group,
    a_judgement,
    an_account,
)
from tests.support.school import BRAM, SANNE, School, a_wording, open_school

CLASS_3C = ChatRef(Platform.MEMORY, ChatId("klas-3c"))
MONDAY = date(2026, 3, 2)
COLLEAGUE = an_account("docent")
WOLTERS = Sender(MENTOR, "mw. Wolters", Role.MENTOR)
WORDING = a_wording()
NOTHING: Mapping[Outcome, int] = {}


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


def a_tally(
    chat: ChatRef = CLASS_2B, messages: int = 0, *, reminders: int = 0, **topics: int
) -> DayTally:
    return DayTally(chat, messages, topics, {}, reminders)


def _told(flag: Flag, groups: Sequence[ClassGroup]) -> tuple[AccountRef, ...]:
    raised = flag.raised
    theirs = [group for group in groups if group.chat == raised.message.chat]
    return tuple(one for group in theirs for one in group.told(raised.audience, raised.parties))


def built(
    *flags: Flag,
    receiver: AccountRef = MENTOR,
    groups: Sequence[ClassGroup] = (a_group(),),
    today: Sequence[Flag] = (),
) -> Digest:
    return build(
        receiver,
        MONDAY,
        [(group, a_tally(group.chat)) for group in groups],
        flags,
        today=today,
        told={flag.flag_id: _told(flag, groups) for flag in (*flags, *today)},
        undelivered={},
        unjudged=0,
    )


def a_digest(
    *,
    open_flags: tuple[Flag, ...] = (),
    open_care: int = 0,
    undelivered: Mapping[Outcome, int] = NOTHING,
    unjudged: int = 0,
    groups: tuple[GroupDay, ...] = (),
) -> Digest:
    return Digest(
        day=MONDAY,
        open_flags=open_flags,
        open_care=open_care,
        undelivered=undelivered,
        unjudged=unjudged,
        groups=groups,
    )


# what is in it


def test_open_flags_of_the_receivers_groups_come_in_the_order_given() -> None:
    flags = (a_flag(1), a_flag(2))
    assert built(*flags).open_flags == flags


def test_a_matter_about_the_receiver_is_not_in_their_digest() -> None:
    lead_too = a_group(team_lead=MENTOR)
    about_me = a_flag(audience=Audience.TEAM_LEAD, sender=WOLTERS)
    digest = built(about_me, groups=[lead_too], today=[about_me])
    assert digest.open_flags == ()
    assert digest.groups[0].flags == {}


def test_a_matter_for_other_eyes_is_not_in_it() -> None:
    for_the_lead = a_flag(audience=Audience.TEAM_LEAD, sender=WOLTERS)
    assert built(for_the_lead).open_flags == ()
    assert built(for_the_lead, receiver=TEAM_LEAD).open_flags == (for_the_lead,)


def test_a_matter_that_the_team_lead_cannot_hear_of_is_the_responsible_staffs() -> None:
    about_a_colleague = a_flag(audience=Audience.TEAM_LEAD, sender=WOLTERS)
    about_the_lead = a_flag(
        audience=Audience.TEAM_LEAD, sender=Sender(TEAM_LEAD, "dhr. Bos", Role.TEAM_LEAD)
    )
    leaderless = a_group(responsible=(MENTOR, COLLEAGUE), team_lead=None)
    assert built(about_a_colleague, receiver=COLLEAGUE, groups=[leaderless]).open_flags
    assert not built(about_a_colleague, groups=[leaderless]).open_flags
    assert built(about_the_lead).open_flags == (about_the_lead,)


def test_flags_of_a_group_that_is_not_the_receivers_are_not_in_it() -> None:
    assert built(a_flag(chat=CLASS_3C)).open_flags == ()


def test_care_is_counted_for_a_care_contact_and_told_nobody() -> None:
    signal = a_flag(audience=Audience.CARE)
    contact = built(signal, receiver=COUNSELLOR, today=[signal])
    assert (contact.open_care, contact.open_flags) == (1, ())
    assert contact.groups[0].flags == {}
    mentor = built(signal)
    assert (mentor.open_care, mentor.open_flags) == (0, ())


def test_a_care_signal_that_nobody_could_be_told_of_is_counted_for_all() -> None:
    signal = a_flag(audience=Audience.CARE)
    assert built(signal, groups=[a_group(care=())]).open_care == 1
    about_the_contact = a_flag(
        audience=Audience.CARE, sender=Sender(COUNSELLOR, "mw. Smit", Role.COUNSELLOR)
    )
    assert built(about_the_contact).open_care == 1
    assert built(about_the_contact, receiver=COUNSELLOR).open_care == 0


def test_todays_flags_are_counted_per_article_and_group_and_not_the_dismissed_ones() -> None:
    today = [
        a_flag(1),
        a_flag(2, state=FlagState.UPHELD),
        a_flag(3, state=FlagState.DISMISSED),
        a_flag(4, Rule.PRIVACY),
        a_flag(5, chat=CLASS_3C),
    ]
    digest = built(groups=[a_group(), a_group(CLASS_3C, name="3C")], today=today)
    assert [(day.name, day.flags) for day in digest.groups] == [
        ("2B", {"4.1": 2, "4.2": 1}),
        ("3C", {"4.1": 1}),
    ]


# how it reads


def test_a_quiet_day_is_one_line() -> None:
    digest = a_digest(groups=(GroupDay("2B", a_tally(), {}),))
    assert render(digest, WORDING) == (
        "Dagoverzicht van maandag 2 maart 2026: er is niets gebeurd en niets wacht op u."
    )


def test_a_bad_day_reads_like_this() -> None:
    tally = a_tally(messages=20, reminders=2, school=4, neutral=8, offtopic=4)
    flags = {ArticleNumber("4.1"): 2, ArticleNumber("4.2"): 1}
    digest = a_digest(
        open_flags=(a_flag(7), a_flag(9, Rule.PRIVACY, sender=BRAM, at=NOON + timedelta(hours=1))),
        open_care=1,
        undelivered={Outcome.UNKNOWN: 2, Outcome.FAILED: 1, Outcome.NO_PERMISSION: 4},
        unjudged=3,
        groups=(GroupDay("2B", tally, flags), GroupDay("3C", a_tally(), {})),
    )
    expected = """\
        Dagoverzicht van maandag 2 maart 2026

        WACHT OP U
          • zorgsignalen die nog open staan: 1
          • berichten of maatregelen van de bot die niet aankwamen: 1
          • berichten van de bot waarvan niet zeker is of ze aankwamen: 2
          • berichten of maatregelen waarvoor de bot geen recht had: 4
          • berichten die de bot niet kon beoordelen: 3
          • melding 7, 02-03 13:00, Sanne, art. 4.1: wat een »sukkel« ben jij toch
          • melding 9, 02-03 14:00, Bram, art. 4.2: wat een »••••••« ben jij toch

        WAT ER GEBEURDE
          2B: 20 berichten bekeken
            school 25% · neutraal 50% · niet over school 25%
            herinneringen gegeven: 2
            meldingen over art. 4.1: 2
            meldingen over art. 4.2: 1
          3C: 0 berichten bekeken"""
    assert render(digest, WORDING) == dedent(expected)


def test_a_good_day_says_that_nothing_waits() -> None:
    digest = a_digest(groups=(GroupDay("2B", a_tally(messages=3, school=3), {}),))
    assert "WACHT OP U\n  • niets\n" in render(digest, WORDING)


def test_only_staff_wrote_and_no_shares_are_told() -> None:
    digest = a_digest(groups=(GroupDay("2B", a_tally(messages=1), {}),))
    assert "%" not in render(digest, WORDING)


# how it is sent


async def test_every_responsible_staff_member_gets_one_digest_a_day() -> None:
    school = await open_school(group=a_group(responsible=(MENTOR, TEAM_LEAD)))
    assert await school.app.digests.send(MONDAY) == 2
    assert await school.app.digests.send(MONDAY) == 0
    assert await school.app.digests.send(MONDAY + timedelta(days=1)) == 2
    await school.app.outbox.deliver()
    assert len(school.told(MENTOR)) == len(school.told(TEAM_LEAD)) == 2
    assert school.told(COUNSELLOR) == []


async def test_a_day_is_from_midnight_to_midnight_in_the_schools_own_time() -> None:
    school = await open_school({"weg": a_judgement(topic=Topic.OFFTOPIC)})
    for at in (
        datetime(2026, 3, 1, 22, 59, tzinfo=UTC),  # Sunday, a minute before midnight
        datetime(2026, 3, 1, 23, 0, tzinfo=UTC),
        datetime(2026, 3, 2, 22, 59, tzinfo=UTC),
        datetime(2026, 3, 2, 23, 0, tzinfo=UTC),  # Tuesday
    ):
        school.clock.now = at
        school.post("hoi")
    await school.turn()
    await school.app.digests.send(MONDAY)
    await school.app.outbox.deliver()
    assert "2B: 2 berichten bekeken" in school.told(MENTOR)[0]


async def test_a_day_in_the_life_of_the_bot_is_told_whole() -> None:
    school = await open_school(
        {
            "sukkel": a_judgement(a_finding()),
            "help": a_judgement(care=a_care_signal()),
            "kapot": RuntimeError(),
        }
    )
    for text in ("sukkel", "help", "kapot"):
        school.post(text)
    await school.decide()
    async with school.unit_of_work() as uow:
        await uow.outbox.claim(school.clock(), 100)
        await uow.commit()
    await school.app.outbox.recover()
    await school.app.digests.send(MONDAY)
    await school.app.outbox.deliver()
    digest = school.told(MENTOR)[-1]
    assert "melding 1, 02-03 13:00, Sanne, art. 4.1: »suk«kel" in digest
    assert "niet kon beoordelen: 1" in digest
    assert "niet zeker is of ze aankwamen: 1" in digest
    assert "zorgsignalen" not in digest
    assert "help" not in digest
    assert await school.outbox(Outcome.UNKNOWN) == 1


async def digest_of(school: School, day: date) -> str:
    await school.app.digests.send(day)
    await school.app.outbox.deliver()
    return school.told(MENTOR)[-1]


async def test_what_went_wrong_is_told_once() -> None:
    school = await open_school({"kapot": RuntimeError()})
    school.post("kapot")
    await school.turn()
    school.clock.forward(hours=1)
    assert "niet kon beoordelen: 1" in await digest_of(school, MONDAY)
    school.clock.forward(hours=6)  # after the digest, on the same day
    school.post("kapot")
    school.post("kapot")
    await school.turn()
    school.clock.forward(days=1)
    assert "niet kon beoordelen: 2" in await digest_of(school, MONDAY + timedelta(days=1))
    school.clock.forward(days=1)
    assert "niet kon" not in await digest_of(school, MONDAY + timedelta(days=2))


async def test_what_went_wrong_in_a_weekend_is_told_on_monday() -> None:
    school = await open_school({"kapot": RuntimeError()})
    await digest_of(school, MONDAY - timedelta(days=3))
    school.clock.forward(days=1)
    school.post("kapot")
    await school.turn()
    school.clock.forward(days=2)
    assert "niet kon beoordelen: 1" in await digest_of(school, MONDAY)


async def test_a_colleague_who_cannot_be_reached_is_not_passed_over_in_silence() -> None:
    school = await open_school({"help": a_judgement(care=a_care_signal())})
    school.platform.unreachable.add(COUNSELLOR)
    school.post("help")
    await school.turn()
    digest = await digest_of(school, MONDAY)
    assert "die niet aankwamen: 1" in digest
    assert "help" not in digest
    school.clock.forward(days=1)
    await digest_of(school, MONDAY + timedelta(days=1))
    school.clock.forward(days=1)
    assert "aankwamen" not in await digest_of(school, MONDAY + timedelta(days=2))


async def test_what_the_bot_had_no_right_to_is_told() -> None:
    school = await open_school()
    async with school.unit_of_work() as uow:
        number = await uow.outbox.add(
            NewOutboxItem(Purpose.REMINDER, Say(CLASS_2B, "Blijf aardig."), school.clock())
        )
        await uow.outbox.settle(number, Outcome.NO_PERMISSION, school.clock())
        await uow.commit()
    assert "geen recht had: 1" in await digest_of(school, MONDAY)


async def test_a_group_without_responsible_staff_is_in_the_team_leads_digest() -> None:
    school = await open_school({"sukkel": a_judgement(a_finding())}, group=a_group(responsible=()))
    school.post("sukkel")
    await school.turn()
    assert await school.app.digests.send(MONDAY) == 1
    await school.app.outbox.deliver()
    flag, digest = school.told(TEAM_LEAD)
    assert "Melding 1" in flag
    assert "2B: 1 berichten bekeken" in digest
    assert "melding 1" in digest


def test_the_digest_holds_the_head_of_the_audit_as_verify_takes_it() -> None:
    head = Head(12, "ab" * 32)
    digest = replace(a_digest(unjudged=1), head=head)
    assert f": {head}" in render(digest, a_wording())


def test_who_wrongly_administers_a_group_stands_there_until_it_is_right() -> None:
    seen = Administration(at=NOON, admins=(Admin(SANNE, owner=True),), public="tl3b")
    astray = replace(a_group(), administration=seen, announced=NOON)
    for group, told in ((astray, True), (replace(astray, stage=Stage.OFF), False)):
        digest = build(
            MENTOR,
            MONDAY,
            [(group, a_tally())],
            [],
            today=[],
            told={},
            undelivered=NOTHING,
            unjudged=0,
        )
        said = render(digest, WORDING)
        assert digest.quiet is not told
        assert ("Sanne" in said) is ("tl3b" in said) is told
