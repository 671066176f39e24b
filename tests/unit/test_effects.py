"""What a decision leaves behind where people write now: who is told what, and what pupils read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.answering.links import message_link, written_privately
from bot.flags.informing import BURST, Informing
from bot.flags.offence import may_be_offence
from bot.flags.telling import Telling, staff_chat
from bot.model.audit import Audited
from bot.model.conversation import Heard
from bot.model.finding import Finding, Reason, Rule
from bot.model.flag import Flag, FlagState, NewVerdict, StepKind, Strike, Verdict
from bot.model.group import ClassGroup, Stage
from bot.model.ids import (
    AccountRef,
    ArticleNumber,
    ChatId,
    ChatRef,
    MessageId,
    MessageRef,
    Platform,
)
from bot.model.judgement import Judgement
from bot.model.member import Role, Sender
from bot.model.message import MediaKind
from bot.model.outbox import Purpose
from bot.wording import REPORTED
from tests.support.builders import (
    CLASS_2B,
    COUNSELLOR,
    MENTOR,
    NOON,
    TEAM_LEAD,
    a_finding,
    a_judgement,
    a_message,
    an_account,
    heard,
)
from tests.support.live import BOS, CLASS, JANSEN, STAFF_CHAT, WOLTERS, LiveSchool, open_live
from tests.support.school import BRAM, SANNE, enrol

DE_WIT = Sender(an_account("directeur"), "mw. De Wit", Role.TEAM_LEAD)


def found(rule: Rule, reason: str, probability: float = 0.6) -> Finding:
    """Not sure enough for a reminder."""
    why = Reason(reason, (("word", "…"),))
    return replace(a_finding(probability=probability), rule=rule, reason=why)


THREAT = a_judgement(found(Rule.RESPECT, "reason.insult.threat"))
HM = a_judgement(a_finding(probability=0.6))
THOUGHTS: Mapping[str, Judgement] = {
    "sukkel": a_judgement(a_finding()),
    "hm": HM,
    "dreiging": THREAT,
    "dringend": a_judgement(found(Rule.SEXUAL, "reason.sexual_language.talk")),
}


async def opened(group: ClassGroup | None = None) -> LiveSchool:
    return await open_live(THOUGHTS, group=group)


# where a message can be opened


@pytest.mark.parametrize(
    ("platform", "chat", "number", "link"),
    [
        (Platform.TELEGRAM, "-1001234567890", "42", "https://t.me/c/1234567890/42"),
        (Platform.TELEGRAM, "-4242", "42", ""),
        (Platform.TELEGRAM, "4242", "42", ""),
        (Platform.TELEGRAM, "-1001234567890", "7/42", ""),
        (Platform.MEMORY, "-1001234567890", "42", ""),
    ],
    ids=["supergroup", "basic group", "private", "whispered", "other platform"],
)
def test_only_a_supergroup_has_links(
    platform: Platform, chat: str, number: str, link: str
) -> None:
    ref = MessageRef(ChatRef(platform, ChatId(chat)), MessageId(number))
    assert message_link(ref) == link


def test_what_was_written_in_private_has_no_link() -> None:
    chat = ChatRef(Platform.TELEGRAM, ChatId("-1001234567890"))
    assert message_link(written_privately(chat, MessageId("42"))) == ""


# who is told what


async def test_staff_read_who_what_why_how_sure_and_what_came_before() -> None:
    live = await opened()
    await live.say("hoi", by=BRAM)
    await live.say("sukkel")
    (shown,) = live.read_by(MENTOR)
    head, before, words, why, decide = shown.text.splitlines()
    assert head == "Melding 1 · 2B · Sanne · naam in de app, niet bekend bij school"
    assert before.endswith("hoi")
    assert words == "»suk«kel"
    assert "4.1" in why
    assert "95%" in why
    assert "terecht of onterecht" in decide


async def test_a_flag_that_is_decided_asks_for_nothing_and_counts_itself_nowhere() -> None:
    live = await opened()
    await live.say("sukkel")
    flag = await live.flag()
    async with live.school.unit_of_work() as uow:
        text = await Telling(live.front).text(uow, replace(flag, state=FlagState.UPHELD), CLASS)
    assert "sukkel" in text.replace("»", "").replace("«", "")
    assert "terecht of onterecht" not in text
    assert "Eerder dit schooljaar" not in text


async def test_what_was_upheld_this_school_year_is_counted() -> None:
    live = await opened()
    await live.say("sukkel")
    raised, number = (await live.flag()).raised, (await live.flag()).flag_id
    async with live.school.unit_of_work() as uow:
        old = await uow.flags.add(replace(raised, sent_at=NOON - timedelta(days=300)))
        verdicts = [
            await uow.flags.decide(
                NewVerdict(flag_id=one, verdict=Verdict.UPHELD, by=MENTOR, at=NOON)
            )
            for one in (number, old)
        ]
        article = ArticleNumber("4.1")
        strike = Strike(SANNE.account, Rule.RESPECT, article, NOON, verdicts[0])
        await uow.strikes.add(strike)
        await uow.commit()
    await live.say("hm")
    assert "1 keer terecht gemeld, 1 keer gewaarschuwd" in live.read_by(MENTOR)[-1].text


async def test_a_flag_that_was_told_says_so_in_its_history() -> None:
    live = await opened()
    await live.say("sukkel")
    assert await live.steps((await live.flag()).flag_id) == [StepKind.TOLD]


async def test_what_may_be_an_offence_is_read_by_the_team_lead_too() -> None:
    live = await opened(replace(CLASS, staff_chat=STAFF_CHAT))
    await live.say("dreiging")
    assert live.read_by(STAFF_CHAT) == []
    for reader in (MENTOR, JANSEN.account, TEAM_LEAD):
        (shown,) = live.read_by(reader)
        assert shown.text.splitlines()[1] == "Mogelijk strafbaar: bewaren, niet doorsturen."
        assert "Sanne" in shown.text


async def test_another_leader_reads_only_that_there_is_an_offence() -> None:
    live = await opened()
    async with live.school.unit_of_work() as uow:
        await enrol(uow, DE_WIT)
        await uow.commit()
    await live.say("dreiging")
    (shown,) = live.read_by(DE_WIT.account)
    assert "Mogelijk strafbaar" in shown.text
    assert "Sanne" not in shown.text
    assert "dreiging" not in shown.text
    assert shown.buttons == {}
    await live.say("hm")
    assert len(live.read_by(DE_WIT.account)) == 1


async def test_no_leader_hears_of_an_offence_of_their_own() -> None:
    live = await open_live({"dreiging": replace(THREAT, target=TEAM_LEAD)})
    async with live.school.unit_of_work() as uow:
        await enrol(uow, DE_WIT)
        await uow.commit()
    await live.say("dreiging")
    assert live.read_by(TEAM_LEAD) == []
    assert len(live.read_by(DE_WIT.account)) == 1


async def test_no_other_leader_hears_of_an_offence_of_their_own() -> None:
    live = await open_live({"dreiging": replace(THREAT, target=DE_WIT.account)})
    async with live.school.unit_of_work() as uow:
        await enrol(uow, DE_WIT)
        await uow.commit()
    await live.say("dreiging")
    assert live.read_by(DE_WIT.account) == []
    assert len(live.read_by(TEAM_LEAD)) == 1


@pytest.mark.parametrize(
    ("findings", "media", "offence"),
    [
        ((found(Rule.RESPECT, "reason.insult.threat"),), None, True),
        ((found(Rule.HARASSMENT, "reason.harassment.threat"),), None, True),
        ((found(Rule.SEXUAL, "reason.sexual_language.request"),), None, True),
        ((found(Rule.SEXUAL, "reason.sexual_language.talk"),), None, False),
        ((found(Rule.SEXUAL, "reason.sexual_language.talk"),), MediaKind.PHOTO, True),
        ((found(Rule.MEDIA, "reason.media.person"),), MediaKind.PHOTO, False),
        ((found(Rule.HACKING, "reason.hacking.login"),), None, True),
        ((found(Rule.HACKING, "reason.hacking.cheat"),), None, False),
        ((found(Rule.DISCRIMINATION, "reason.insult.group"),), None, True),
        ((found(Rule.DISCRIMINATION, "reason.insult.slur"),), None, False),
        ((found(Rule.PRIVACY, "reason.personal_data.address"),), None, False),
        (
            (
                found(Rule.PRIVACY, "reason.personal_data.address"),
                found(Rule.RESPECT, "reason.insult.person"),
            ),
            None,
            True,
        ),
    ],
    ids=lambda one: "+".join(f.reason.key[7:] for f in one) if isinstance(one, tuple) else None,
)
async def test_what_may_be_an_offence(
    findings: tuple[Finding, ...], media: MediaKind | None, *, offence: bool
) -> None:
    live = await opened()
    await live.say("sukkel")
    raised = (await live.flag()).raised
    evidence = replace(raised.evidence, media=media)
    assert may_be_offence(replace(raised, findings=findings, evidence=evidence)) is offence


async def test_an_image_that_nobody_should_open_is_announced_as_that() -> None:
    live = await opened()
    live.school.platform.post(CLASS_2B, SANNE.account, "dringend", media=MediaKind.PHOTO)
    await live.school.turn()
    (shown,) = live.read_by(MENTOR)
    assert "Niet openen, niet doorsturen" in shown.text
    assert f"Bel {BOS.name}" in shown.text


# a burst


async def test_the_fourth_of_a_burst_is_told_as_a_number() -> None:
    live = await opened()
    for _ in range(7):
        await live.say("hm")
    assert len(live.read_by(MENTOR)) == 3
    live.school.clock.forward(minutes=9)
    await live.inform()
    assert len(live.read_by(MENTOR)) == 3
    live.school.clock.forward(minutes=1)
    for _ in range(2):
        await live.inform()
    for reader in (MENTOR, JANSEN.account):
        assert [one.text for one in live.read_by(reader)[3:]] == [
            "Nog 4 meldingen in 2B. U ziet ze met /open."
        ]


async def test_a_burst_about_old_messages_is_told_too() -> None:
    live = await opened()
    await live.say("hm")
    async with live.school.unit_of_work() as uow:
        raised = (await uow.flags.find())[0].raised
        long_ago = raised.sent_at - timedelta(days=40)
        await uow.flags.add(replace(raised, sent_at=long_ago, raised_at=live.school.clock()))
        await uow.commit()
    live.school.clock.forward(minutes=9)
    await live.inform()
    assert len(live.read_by(MENTOR)) == 1
    live.school.clock.forward(minutes=1)
    await live.inform()
    assert "Nog 1" in live.read_by(MENTOR)[-1].text


async def test_what_comes_behind_reports_about_old_messages_is_of_a_burst() -> None:
    live = await opened()
    await live.say("hm")
    async with live.school.unit_of_work() as uow:
        raised = (await uow.flags.find())[0].raised
        old = replace(raised, sent_at=NOON - timedelta(days=40), raised_at=live.school.clock())
        for _ in range(2):
            await Informing(live.front).raised(uow, Flag(await uow.flags.add(old), old))
        await uow.commit()
    await live.say("hm")
    assert len(live.read_by(MENTOR)) == 3


async def test_what_pupils_report_is_none_of_a_burst() -> None:
    live = await opened()
    await live.say("hm")
    reported = (replace(a_finding(), reason=Reason(REPORTED)),)
    async with live.school.unit_of_work() as uow:
        raised = replace((await uow.flags.find())[0].raised, findings=reported)
        for _ in range(2 * BURST):
            await Informing(live.front).raised(uow, Flag(await uow.flags.add(raised), raised))
        await uow.commit()
    for _ in range(BURST):
        await live.say("hm")

    assert len(live.read_by(MENTOR)) == 3 * BURST
    live.school.clock.forward(minutes=10)
    await live.inform()
    assert live.read_by(MENTOR)[-1].text.startswith("Nog 1 meldingen")


async def test_what_is_a_day_old_is_told_as_no_number() -> None:
    live = await opened()
    for _ in range(4):
        await live.say("hm")
    live.school.clock.forward(hours=25)
    await live.inform()
    assert len(live.read_by(MENTOR)) == 3


async def test_slowly_each_is_told() -> None:
    live = await opened()
    for _ in range(5):
        await live.say("hm")
        live.school.clock.forward(minutes=4)
    assert len(live.read_by(MENTOR)) == 5


async def test_what_was_told_is_not_counted_again() -> None:
    live = await opened()
    await live.say("hm")
    live.school.clock.forward(minutes=30)
    await live.inform()
    assert len(live.read_by(MENTOR)) == 1


async def test_urgent_ones_are_told_in_the_middle_of_a_burst() -> None:
    live = await opened()
    for text in ("hm", "hm", "hm", "hm", "dringend", "dreiging"):
        await live.say(text)
    assert ["DRINGEND" in one.text for one in live.read_by(MENTOR)][3:] == [True, False]


# the staff's own chat


async def test_a_flag_for_no_particular_eyes_goes_to_the_staff_chat() -> None:
    live = await opened(replace(CLASS, staff_chat=STAFF_CHAT))
    await live.say("hm")
    assert len(live.read_by(STAFF_CHAT)) == 1
    assert live.read_by(MENTOR) == live.read_by(JANSEN.account) == []


@pytest.mark.parametrize(
    ("finding", "media", "goes"),
    [
        (found(Rule.MEDIA, "reason.media.person"), None, True),
        (found(Rule.MEDIA, "reason.media.person"), MediaKind.PHOTO, False),
        (found(Rule.RESPECT, "reason.insult.threat"), None, False),
    ],
    ids=["words", "image", "offence"],
)
async def test_what_is_for_few_eyes_never_goes_there(
    finding: Finding, media: MediaKind | None, *, goes: bool
) -> None:
    live = await opened(replace(CLASS, staff_chat=STAFF_CHAT))
    await live.say("hm")
    raised = (await live.flag()).raised
    evidence = replace(raised.evidence, media=media)
    async with live.school.unit_of_work() as uow:
        where = await staff_chat(uow, replace(raised, findings=(finding,), evidence=evidence))
    assert where == (STAFF_CHAT if goes else None)


@pytest.mark.parametrize("target", [MENTOR, COUNSELLOR])
async def test_a_flag_about_a_colleague_never_goes_there(target: AccountRef) -> None:
    aimed = replace(HM, target=target)
    live = await open_live({"hm": aimed}, group=replace(CLASS, staff_chat=STAFF_CHAT))
    await live.say("hm")
    assert live.read_by(STAFF_CHAT) == []
    assert len(live.read_by(JANSEN.account)) == 1


async def test_what_a_colleague_wrote_never_goes_there() -> None:
    live = await opened(replace(CLASS, staff_chat=STAFF_CHAT))
    await live.say("sukkel", by=WOLTERS)
    assert live.read_by(STAFF_CHAT) == []
    assert len(live.read_by(TEAM_LEAD)) == 1


async def test_a_staff_chat_that_is_one_no_more_reads_nothing() -> None:
    live = await opened(replace(CLASS, staff_chat=STAFF_CHAT))
    live.school.post("hm")
    await live.school.decide()
    await live.put(CLASS)
    await live.deliver()
    assert live.read_by(STAFF_CHAT) == []


# on trial


async def test_on_trial_pupils_read_nothing_and_staff_what_they_would_have_read() -> None:
    live = await opened(replace(CLASS, stage=Stage.TRIAL))
    for _ in range(2):
        await live.say("sukkel")
        live.school.clock.forward(hours=2)
    assert live.school.in_group() == live.school.told(SANNE.account) == []
    notices = [one.text for one in live.read_by(MENTOR) if one.text.startswith("In de proef")]
    assert len(notices) == 2
    assert "artikel 4.1" in notices[0]
    assert "sukkel" not in notices[0]
    # The ladder did not move.
    assert notices[0] == notices[1]
    reminders = await live.audited(Audited.REMINDER)
    assert [entry.facts["trial"] for entry in reminders] == [1, 1]
    async with live.school.unit_of_work() as uow:
        assert (await uow.reminders.group(CLASS_2B)).last_reminded is None


# reminders


async def test_a_reminder_stands_under_the_words_for_a_time() -> None:
    live = await opened()
    await live.say("sukkel")
    (shown,) = live.read_by(CLASS_2B)
    assert shown.say.reply_to == (await live.flag()).raised.message.message_id
    assert shown.say.take_back_after == timedelta(hours=1)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en-GB", "Keep it kind here"), ("nl", "Houd het hier"), ("", "Houd het hier")],
)
async def test_a_reminder_is_in_the_language_of_whom_it_answers(language: str, words: str) -> None:
    live = await opened()
    amy = Sender(an_account("Amy"), "Amy", Role.STUDENT, language=language)
    live.school.platform.join(CLASS_2B, amy)
    await live.say("sukkel", by=amy)
    (shown,) = live.read_by(CLASS_2B)
    assert shown.say.reply_to == (await live.flag()).raised.message.message_id
    assert words in shown.text
    assert "U beslist" in live.read_by(MENTOR)[0].text


async def test_a_private_reminder_may_stand_where_only_one_sees_it() -> None:
    live = await opened()
    await live.say("sukkel")
    live.school.clock.forward(hours=2)
    await live.say("sukkel")
    (shown,) = live.read_by(SANNE.account)
    assert shown.say.within == CLASS_2B
    assert shown.say.reply_to is not None
    assert "4.1" not in shown.say.instead
    assert "privé" in shown.say.instead


async def test_when_staff_ask_for_silence_pupils_are_not_reminded() -> None:
    live = await opened(replace(CLASS, quiet_until=NOON + timedelta(hours=1)))
    await live.say("sukkel")
    assert live.school.in_group() == []
    assert len(live.read_by(MENTOR)) == 1
    live.school.clock.forward(hours=1)
    await live.say("sukkel")
    assert len(live.school.in_group()) == 1


# good night

LATE = NOON.replace(hour=22)
TALK = (
    heard("a", at=LATE - timedelta(minutes=2)),
    heard("b", at=LATE - timedelta(minutes=1), user_id="leerling-3"),
)


async def evening(
    live: LiveSchool, *earlier: Heard, by: Sender = SANNE, hours: int = 0
) -> list[str]:
    """What the group reads after somebody wrote at ten, or later."""
    at = LATE + timedelta(hours=hours)
    live.school.clock.now = at
    async with live.school.unit_of_work() as uow:
        moved = [replace(one, at=one.at + timedelta(hours=hours)) for one in earlier]
        effects = live.school.app.pipeline.effects
        await effects.good_night(uow, a_message(sender=by, at=at), moved)
        await uow.commit()
    await live.deliver()
    return [*live.school.in_group()]


async def test_in_quiet_hours_the_bot_says_good_night_once_an_evening() -> None:
    live = await opened()
    for hours in (0, 1, 4):  # past midnight it is still the same evening
        assert len(await evening(live, *TALK, hours=hours)) == 1
    assert len(await evening(live, *TALK, hours=24)) == 2


@pytest.mark.parametrize(
    ("earlier", "by", "group"),
    [
        ((), SANNE, CLASS),
        (TALK[:1], SANNE, CLASS),
        (TALK, JANSEN, CLASS),
        ((*TALK, heard("c", care=True, at=LATE)), SANNE, CLASS),
        (tuple(replace(one, account=SANNE.account) for one in TALK), SANNE, CLASS),
        (tuple(replace(one, at=LATE - timedelta(hours=1)) for one in TALK), SANNE, CLASS),
        (TALK, SANNE, replace(CLASS, stage=Stage.TRIAL)),
        (TALK, SANNE, replace(CLASS, quiet_until=LATE + timedelta(hours=1))),
    ],
    ids=["one", "two", "staff", "care", "alone", "long ago", "trial", "silence"],
)
async def test_nobody_is_sent_to_bed_who_does_not_keep_others_up(
    earlier: tuple[Heard, ...], by: Sender, group: ClassGroup
) -> None:
    live = await opened(group)
    assert await evening(live, *earlier, by=by) == []


async def test_an_urgent_flag_leaves_as_one() -> None:
    live = await opened()
    live.school.post("dringend")
    await live.school.decide()
    async with live.school.unit_of_work() as uow:
        waiting = await uow.outbox.of(MENTOR)
    assert [one.purpose for one in waiting] == [Purpose.ALERT]
