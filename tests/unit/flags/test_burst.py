"""A burst is told as a number, looked at as a list, and decided together after a question."""

from dataclasses import replace

from bot.model.audit import Audited
from bot.model.finding import Reason
from bot.model.flag import Flag, FlagState, Step, StepKind, Verdict
from bot.model.member import Sender
from tests.support.builders import CLASS_2B, MENTOR, a_finding, a_judgement, a_sender
from tests.support.live import JANSEN, THOUGHTS, WOLTERS, LiveSchool, Shown, open_live
from tests.support.school import BRAM, SANNE

TOLD, MORE = 3, 5
REFUSED = "Deze knop is voor iemand anders, of werkt niet meer."
PUPILS = (SANNE, BRAM, a_sender("Daan"), a_sender("Eva"))


async def burst(more: int = MORE) -> tuple[LiveSchool, Shown]:
    """As many flags as are told one by one, and then *more*; with what the mentor reads last."""
    live = await open_live(THOUGHTS)
    for one in PUPILS[2:]:
        live.school.platform.join(CLASS_2B, one)
    for number in range(TOLD + more):
        await live.say("sukkel", by=PUPILS[number % len(PUPILS)])
    live.school.clock.forward(minutes=11)
    await live.inform()
    shown = live.read_by(MENTOR)[-1]
    assert list(shown.buttons) == [f"Alle {more} bekijken"]
    return live, shown


async def viewed(live: LiveSchool, shown: Shown, by: Sender = WOLTERS) -> Shown:
    await live.press(shown, next(iter(shown.buttons)), by=by)
    return live.read_by(by.account)[-1]


async def states(live: LiveSchool) -> list[FlagState]:
    return [flag.state for flag in await ordered(live)]


async def ordered(live: LiveSchool) -> list[Flag]:
    return sorted(await live.school.flags(), key=lambda one: one.flag_id)


async def test_all_are_shown_with_their_own_buttons_and_then_together() -> None:
    live, shown = await burst()
    before = len(live.read_by(MENTOR))
    listed = await viewed(live, shown)
    assert list(listed.buttons) == ["Alle terecht", "Alle onterecht"]
    assert "sukkel" not in listed.text
    assert "Sanne" not in listed.text
    each = live.read_by(MENTOR)[before:-1]
    assert len(each) == MORE
    assert all("Terecht" in one.buttons for one in each)
    for number in range(TOLD + 1, TOLD + MORE + 1):
        assert f"{number} (art." in listed.text
        kinds = await live.steps((await ordered(live))[number - 1].flag_id)
        assert kinds == [StepKind.TOLD, StepKind.SEEN]


async def test_nothing_is_decided_before_whoever_decides_is_sure() -> None:
    live, shown = await burst()
    listed = await viewed(live, shown)
    await live.press(listed, "Alle onterecht", by=WOLTERS)
    asked = live.read_by(MENTOR)[-1]
    assert "Dit zijn 5 meldingen over 4 leerlingen" in asked.text
    assert set(await states(live)) == {FlagState.OPEN}

    said = await live.press(asked, "Ja, alle 5", by=WOLTERS)

    assert said == "Besloten: 5 keer onterecht."
    assert await states(live) == [FlagState.OPEN] * TOLD + [FlagState.DISMISSED] * MORE
    entries = await live.audited(Audited.VERDICT)
    assert [entry.facts["flag"] for entry in entries] == [4, 5, 6, 7, 8]
    assert {entry.by for entry in entries} == {MENTOR}


async def test_what_a_colleague_decided_first_stays_and_is_named() -> None:
    live, shown = await burst()
    listed = await viewed(live, shown)
    await live.press(listed, "Alle terecht", by=WOLTERS)
    asked = live.read_by(MENTOR)[-1]
    first = (await ordered(live))[TOLD].flag_id
    await live.school.app.review.decide(first, Verdict.DISMISSED, by=JANSEN.account)

    said = await live.press(asked, "Ja, alle 5", by=WOLTERS)

    assert said == "Besloten: 4 keer terecht."
    assert f"Melding {first}: iemand was eerder" in live.read_by(MENTOR)[-1].text
    assert (await states(live))[TOLD:] == [FlagState.DISMISSED] + [FlagState.UPHELD] * 4
    assert await live.press(asked, "Ja, alle 5", by=WOLTERS) == (
        "Deze meldingen wachten niet meer op u."
    )


async def test_what_was_ruled_on_is_left_out_and_named() -> None:
    live, shown = await burst()
    listed = await viewed(live, shown)
    await live.press(listed, "Alle terecht", by=WOLTERS)
    asked = live.read_by(MENTOR)[-1]
    ruled = (await ordered(live))[TOLD].flag_id
    async with live.school.unit_of_work() as uow:
        step = Step(StepKind.GRANTED, live.front.clock(), JANSEN.account)
        await uow.flags.step(ruled, step)
        await uow.commit()

    said = await live.press(asked, "Ja, alle 5", by=WOLTERS)

    assert said == "Besloten: 4 keer terecht."
    told = f"Melding {ruled}: over deze woorden is al op een bezwaar beslist"
    assert told in live.read_by(MENTOR)[-1].text
    assert (await states(live))[TOLD] is FlagState.OPEN


async def test_nobody_decides_what_came_after_they_looked() -> None:
    live, shown = await burst(more=12)
    listed = await viewed(live, shown)
    await live.press(listed, "Alle onterecht", by=WOLTERS)
    asked = live.read_by(MENTOR)[-1]
    await live.press(asked, "Ja, alle 10", by=WOLTERS)
    assert (await states(live)).count(FlagState.DISMISSED) == 10
    rest = await viewed(live, shown)
    assert "Dit zijn 2 meldingen" in rest.text


async def test_a_button_is_its_readers_alone() -> None:
    live, shown = await burst()
    listed = await viewed(live, shown)
    for by in (JANSEN, SANNE):
        for one in (shown, listed):
            for label in one.buttons:
                assert await live.press(one, label, by=by) == REFUSED
    assert set(await states(live)) == {FlagState.OPEN}


async def test_who_lost_their_right_meanwhile_decides_nothing() -> None:
    live, shown = await burst()
    async with live.school.unit_of_work() as uow:
        await uow.people.unlink(MENTOR)
        await uow.commit()
    assert await live.press(shown, "Alle 5 bekijken", by=WOLTERS) == REFUSED


async def test_what_needs_a_look_by_itself_is_never_in_a_burst() -> None:
    threat = replace(a_finding(), reason=Reason("reason.insult.threat", (("word", "dreig"),)))
    live = await open_live({**THOUGHTS, "dreig": a_judgement(threat)})
    for _ in range(TOLD + 2):
        await live.say("sukkel")
    for text in ("dreig", "help"):
        await live.say(text)
    live.school.clock.forward(minutes=11)
    await live.inform()
    listed = await viewed(live, live.read_by(MENTOR)[-1])
    assert "Dit zijn 2 meldingen" in listed.text
    assert len(await states(live)) == TOLD + 2 + 2
