"""What staff were told reads as it stands by now, and nothing of it outlives the flag."""

from dataclasses import replace
from datetime import timedelta

from bot.errors import MissingPermission, RateLimited
from bot.flags.amend import forget, take_back_due
from bot.model.audit import Audited
from bot.model.flag import FlagState, Line, NewVerdict, Verdict
from bot.model.outbox import NewOutboxItem, Outcome, Purpose, Say
from bot.model.retention import Retention
from bot.privacy.erasure import forget as erase
from bot.privacy.retention import RetentionRun
from tests.support.builders import CLASS_2B, COUNSELLOR, MENTOR
from tests.support.live import CLASS, JANSEN, WOLTERS, LiveSchool, Shown, open_live
from tests.support.school import BRAM, SANNE

GONE = "Melding 1: verlopen of gewist. De tekst is hier verwijderd."


async def told() -> tuple[LiveSchool, Shown, Shown]:
    """With what both who answer for the class read."""
    live = await open_live()
    await live.say("sukkel")
    (mentors,), (teachers,) = live.read_by(MENTOR), live.read_by(JANSEN.account)
    assert "Sanne" in mentors.text
    return live, mentors, teachers


async def test_everybody_reads_who_decided_what_and_when() -> None:
    live, mentors, teachers = await told()
    live.school.clock.forward(minutes=5)
    await live.press(mentors, "Verberg", by=WOLTERS)
    for shown in (mentors, teachers):
        assert "Terecht: besloten door mw. Wolters, 02-03 13:05." in shown.text
        assert "verborgen" in shown.text
        assert "Sanne" in shown.text
        assert shown.buttons == {}


async def test_whoever_was_wrongly_flagged_disappears_at_once() -> None:
    live, mentors, teachers = await told()
    await live.press(mentors, "Onterecht", by=WOLTERS)
    for shown in (mentors, teachers):
        assert "Onterecht: besloten door mw. Wolters" in shown.text
        assert "Sanne" not in shown.text
        assert "kel" not in shown.text
        assert shown.buttons == {}


async def test_what_is_put_off_can_still_be_decided_by_each() -> None:
    live, mentors, teachers = await told()
    await live.press(mentors, "Later", by=WOLTERS)
    assert "mw. Wolters kijkt er later naar" in teachers.text
    await live.press(teachers, "Terecht", by=JANSEN)
    assert (await live.flag()).state is FlagState.UPHELD


async def test_a_closed_care_signal_leaves_no_words() -> None:
    live = await open_live()
    await live.say("help")
    (shown,) = live.read_by(COUNSELLOR)
    flag = await live.flag()
    async with live.school.unit_of_work() as uow:
        await live.presses.review.decide_in(uow, flag.flag_id, Verdict.DISMISSED, by=COUNSELLOR)
        await live.school.app.outbox.amend(uow, flag.flag_id)
        await uow.commit()
    await live.deliver()
    assert "Afgesloten door mw. Smit" in shown.text
    assert "Sanne" not in shown.text


async def test_what_was_said_while_somebody_decided_is_put_right() -> None:
    """The other's message was on its way: who dismissed it could not have it changed."""
    live, mentors, _ = await told()
    flag = await live.flag()
    button = mentors.buttons["Onterecht"].press
    async with live.school.unit_of_work() as uow:
        late = Say(MENTOR, "Melding 1: Sanne")
        item = NewOutboxItem(Purpose.FLAG, late, live.front.clock(), about=flag.flag_id)
        await uow.outbox.add(item)
        await uow.commit()
    await live.press(mentors, "", by=WOLTERS, data=button)
    assert "Sanne" not in live.read_by(MENTOR)[1].text


async def test_what_asks_for_a_decision_is_not_sent_after_it() -> None:
    live = await open_live(group=replace(CLASS, responsible=(MENTOR,)))
    await live.school.decide()
    live.school.post("sukkel")
    await live.school.decide()  # and nothing is delivered
    flag = await live.flag()
    async with live.school.unit_of_work() as uow:
        by = NewVerdict(
            flag_id=flag.flag_id, verdict=Verdict.UPHELD, by=MENTOR, at=live.front.clock()
        )
        await uow.flags.decide(by)
        await uow.commit()
    await live.deliver()
    assert live.read_by(MENTOR) == []


async def test_a_change_that_came_too_late_brings_no_word_back() -> None:
    live, mentors, _ = await told()
    button = mentors.buttons["Onterecht"].press
    await live.press(mentors, "Later", by=WOLTERS)
    flag = await live.flag()
    async with live.school.unit_of_work() as uow:
        await live.school.app.outbox.amend(uow, flag.flag_id)
        await uow.commit()
    live.school.platform.fail_next(*[RateLimited(timedelta(seconds=30))] * 2)
    await live.deliver()
    await live.press(mentors, "", by=WOLTERS, data=button)
    live.school.clock.forward(minutes=1)
    await live.deliver()
    assert "Sanne" not in mentors.text
    assert await live.school.outbox(Outcome.EXPIRED) == 2


# when the flag goes


async def test_when_a_flag_expires_its_words_go_everywhere() -> None:
    live, mentors, teachers = await told()
    live.school.clock.forward(days=40)
    await RetentionRun(live.school.unit_of_work, Retention()).daily(live.front.clock())
    await live.deliver()
    assert [mentors.text, teachers.text] == [GONE, GONE]
    assert mentors.buttons == {}


async def test_a_preview_of_retention_changes_nothing() -> None:
    live, mentors, _ = await told()
    live.school.clock.forward(days=40)
    async with live.school.unit_of_work() as uow:
        await forget(uow, [(await uow.flags.find())[0].flag_id], live.front.clock())
    await live.deliver()
    assert "Sanne" in mentors.text


async def test_who_is_erased_goes_from_what_staff_were_told() -> None:
    live, mentors, _ = await told()
    await live.press(mentors, "Onterecht", by=WOLTERS)
    async with live.school.unit_of_work() as uow:
        await erase(uow, [SANNE.account], None, live.front.clock())
        await uow.commit()
    await live.deliver()
    assert mentors.text == GONE


async def test_a_line_of_who_is_erased_goes_with_them() -> None:
    live = await open_live()
    await live.say("hoi allemaal", by=BRAM)
    await live.say("sukkel")
    (shown,) = live.read_by(MENTOR)
    assert "hoi allemaal" in shown.text
    flag = await live.flag()
    assert isinstance(flag.raised.evidence.context[0], Line)
    async with live.school.unit_of_work() as uow:
        await erase(uow, [BRAM.account], None, live.front.clock())
        await uow.commit()
    await live.deliver()
    assert shown.text == GONE
    assert (await live.flag()).state is FlagState.OPEN


async def test_a_change_that_waited_brings_no_line_of_the_erased_back() -> None:
    live = await open_live(group=replace(CLASS, responsible=(MENTOR,)))
    await live.say("hoi allemaal", by=BRAM)
    await live.say("sukkel")
    (shown,) = live.read_by(MENTOR)
    flag = await live.flag()
    async with live.school.unit_of_work() as uow:
        await live.school.app.outbox.amend(uow, flag.flag_id)
        await uow.commit()
    live.school.platform.fail_next(RateLimited(timedelta(seconds=30)))
    await live.deliver()
    async with live.school.unit_of_work() as uow:
        await erase(uow, [BRAM.account], None, live.front.clock())
        await uow.commit()
    await live.deliver()
    live.school.clock.forward(minutes=1)
    await live.deliver()
    assert shown.text == GONE


async def test_what_could_not_be_changed_is_written_down() -> None:
    live, mentors, _ = await told()
    async with live.school.unit_of_work() as uow:
        await forget(uow, [(await uow.flags.find())[0].flag_id], live.front.clock())
        await uow.commit()
    live.school.platform.fail_next(MissingPermission("te laat"))
    await live.deliver()
    (entry,) = await live.audited(Audited.AMENDED)
    assert entry.facts == {"measure": "Change", "outcome": "no_permission"}
    assert "Sanne" in mentors.text


# what stands for a time only


async def test_a_reminder_in_the_group_is_gone_after_an_hour() -> None:
    live = await open_live()
    await live.say("sukkel")
    assert len(live.school.in_group()) == 1
    for minutes, left in ((59, 1), (1, 0)):
        live.school.clock.forward(minutes=minutes)
        async with live.school.unit_of_work() as uow:
            await take_back_due(uow, live.front.clock())
            await uow.commit()
        await live.deliver()
        assert len(live.school.in_group()) == left


async def test_a_private_reminder_stays_with_its_reader() -> None:
    live = await open_live()
    await live.say("sukkel")
    live.school.clock.forward(hours=2)
    await live.say("sukkel")
    assert len(live.school.told(SANNE.account)) == 1
    async with live.school.unit_of_work() as uow:
        due = await uow.posts.due(live.front.clock() + timedelta(days=1))
    assert [one.post.message.chat for one in due] == [CLASS_2B]
