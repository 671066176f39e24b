"""Staff order a measure: they see what the pupil will read, and nothing happens before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.memory import Rights
from bot.answering.offers import Offer, Offered
from bot.errors import AdapterError, ChatGone, IsAdmin, Unconfirmed
from bot.flags.history import History
from bot.flags.measures import Measures
from bot.model.action import MeasureKind, Terms
from bot.model.administration import Administration
from bot.model.appeal import AppealState, NewAppeal, NewDraft
from bot.model.audit import Audited
from bot.model.dealing import CommandGiven, PrivateMessage
from bot.model.flag import Flag, FlagState, Step, StepKind, Verdict
from bot.model.group import Stage
from bot.model.ids import AccountRef, ChatId, ChatRef, MessageId, UserId
from bot.model.member import Sender
from bot.model.rulebook import Proposed, Severity
from bot.outbox import ATTEMPTS
from tests.support.builders import (
    CLASS_2B,
    MENTOR,
    NOON,
    TEAM_LEAD,
    a_care_signal,
    a_finding,
    a_judgement,
)
from tests.support.live import BOS, CLASS, JANSEN, WOLTERS, LiveSchool, Shown, open_live
from tests.support.school import SANNE

HOUR = timedelta(hours=1)


async def flagged(text: str = "sukkel") -> tuple[LiveSchool, Shown]:
    live = await open_live()
    await live.say(text)
    (shown,) = live.read_by(MENTOR)
    return live, shown


def latest(live: LiveSchool, reader: AccountRef = MENTOR) -> Shown:
    return live.read_by(reader)[-1]


def measures(live: LiveSchool) -> Measures:
    return Measures(live.front, live.presses.review)


async def writes(
    live: LiveSchool, text: str, *, by: Sender = WOLTERS, edited: bool = False
) -> bool:
    """To the bot alone. Whether it was taken as an answer."""
    now = live.front.clock()
    message = PrivateMessage(
        chat=ChatRef(by.account.platform, ChatId(by.account.user_id)),
        at=now,
        message_id=MessageId("p1"),
        sender=by,
        text=text,
        edited_at=now if edited else None,
    )
    async with live.school.unit_of_work() as uow:
        taken = await measures(live).written(uow, message)
        await uow.commit()
    await live.deliver()
    return taken


async def state(live: LiveSchool) -> FlagState:
    return (await live.flag()).state


async def strikes(live: LiveSchool) -> int:
    async with live.school.unit_of_work() as uow:
        return len(await uow.strikes.of(SANNE.account))


def muted(live: LiveSchool) -> datetime | None:
    return live.school.platform.groups[CLASS_2B].muted.get(SANNE.account)


async def granted(live: LiveSchool) -> None:
    """A colleague found that an objection about the same words was right."""
    live.school.clock.forward(minutes=1)
    number = (await live.flag()).flag_id
    async with live.school.unit_of_work() as uow:
        await uow.flags.step(number, Step(StepKind.GRANTED, live.front.clock(), JANSEN.account))
        await uow.commit()
    live.school.clock.forward(minutes=1)


# a warning


async def test_nothing_is_decided_before_it_is_sent() -> None:
    live, shown = await flagged()
    assert await live.press(shown, "Waarschuw", by=WOLTERS) == "Ik stuur het u privé."
    preview = latest(live)
    assert list(preview.buttons) == ["Verstuur", "Toch niet"]
    assert "mw. Wolters van school heeft naar je bericht van 02-03 gekeken" in preview.text
    assert await state(live) is FlagState.OPEN
    assert live.school.told(SANNE.account) == []


async def test_the_pupil_reads_to_the_letter_what_was_shown() -> None:
    live, shown = await flagged()
    await live.press(shown, "Waarschuw", by=WOLTERS)
    preview = latest(live)
    await live.press(preview, "Verstuur", by=WOLTERS)
    (told,) = live.school.told(SANNE.account)
    assert told in preview.text
    assert await state(live) is FlagState.UPHELD
    assert await strikes(live) == 1
    (entry,) = await live.audited(Audited.VERDICT)
    assert (entry.by, entry.facts["measures"]) == (MENTOR, "warn")


async def test_a_measure_that_was_done_is_in_the_audit_with_its_flag() -> None:
    live, shown = await flagged()
    await live.press(shown, "Waarschuw", by=WOLTERS)
    await live.press(latest(live), "Verstuur", by=WOLTERS)
    (entry,) = await live.audited(Audited.MEASURE)
    flag = await live.flag()
    assert (entry.facts["flag"], entry.facts["outcome"]) == (flag.flag_id, "done")


async def test_staff_may_say_it_in_their_own_words() -> None:
    live, shown = await flagged()
    await live.press(shown, "Waarschuw", by=WOLTERS)
    first = latest(live)
    button = first.buttons["Verstuur"].press
    assert await writes(live, "Sanne, dit doen we niet. Kom morgen even langs.")
    preview = latest(live)
    said = await live.press(first, "", by=WOLTERS, data=button)
    assert said.startswith("Deze knop werkt niet meer")
    await live.press(preview, "Verstuur", by=WOLTERS)
    (told,) = live.school.told(SANNE.account)
    assert told.startswith("Sanne, dit doen we niet. Kom morgen even langs.\n\nGroet, mw. Wolters")
    assert "/bezwaar" in told
    assert told in preview.text


async def test_what_is_not_sent_after_all_is_forgotten() -> None:
    live, shown = await flagged()
    await live.press(shown, "Waarschuw", by=WOLTERS)
    preview = latest(live)
    send = preview.buttons["Verstuur"].press
    assert await live.press(preview, "Toch niet", by=WOLTERS) == "Goed, er gebeurt niets."
    said = await live.press(preview, "", by=WOLTERS, data=send)
    assert said.startswith("Deze knop werkt niet meer")
    assert await writes(live, "hoi") is False
    assert await state(live) is FlagState.OPEN


async def test_a_warning_is_sent_once() -> None:
    live, shown = await flagged()
    await live.press(shown, "Waarschuw", by=WOLTERS)
    preview = latest(live)
    send = preview.buttons["Verstuur"].press
    for _ in range(2):
        await live.press(preview, "", by=WOLTERS, data=send)
    assert len(live.school.told(SANNE.account)) == await strikes(live) == 1


@pytest.mark.parametrize(
    ("minutes", "taken"), [(29, "Groet"), (31, "Dat kwam te laat voor melding 1")]
)
async def test_own_words_are_taken_for_half_an_hour(minutes: int, taken: str) -> None:
    live, shown = await flagged()
    await live.press(shown, "Waarschuw", by=WOLTERS)
    live.school.clock.forward(minutes=minutes)
    assert await writes(live, "kom even langs")
    assert taken in latest(live).text


async def test_an_edit_and_what_nobody_asked_for_are_no_words_of_a_warning() -> None:
    live, shown = await flagged()
    assert await writes(live, "hoi") is False
    await live.press(shown, "Waarschuw", by=WOLTERS)
    assert await writes(live, "hoi", edited=True) is False
    assert await writes(live, "hoi", by=BOS) is False


async def test_the_last_question_is_the_one_that_is_answered() -> None:
    live, shown = await flagged()
    await live.press(shown, "Waarschuw", by=WOLTERS)
    live.school.clock.forward(minutes=1)
    async with live.school.unit_of_work() as uow:
        filed = NewAppeal(chat=CLASS_2B, by=SANNE.account, at=live.front.clock(), why="nee")
        number = await uow.appeals.add(filed)
        draft = NewDraft(appeal=number, state=AppealState.DENIED, by=MENTOR, at=live.front.clock())
        await uow.appeals.draft(draft)
        await uow.commit()
    assert await writes(live, "omdat het zo is") is False


async def test_too_long_a_warning_is_not_taken() -> None:
    live, shown = await flagged()
    await live.press(shown, "Waarschuw", by=WOLTERS)
    assert await writes(live, "a" * 1501)
    assert "Verstuur" not in latest(live).buttons


# who was first


async def test_of_two_who_order_at_once_the_first_wins() -> None:
    live, mentors = await flagged()
    (teachers,) = live.read_by(JANSEN.account)
    await live.press(mentors, "Waarschuw", by=WOLTERS)
    await live.press(teachers, "Waarschuw", by=JANSEN)
    mine, theirs = latest(live), latest(live, JANSEN.account)
    await live.press(mine, "Verstuur", by=WOLTERS)
    said = await live.press(theirs, "Verstuur", by=JANSEN)
    assert said == "mw. Wolters was eerder: terecht."
    assert len(live.school.told(SANNE.account)) == await strikes(live) == 1


async def test_a_dismissal_in_between_wins_too() -> None:
    live, mentors = await flagged()
    (teachers,) = live.read_by(JANSEN.account)
    await live.press(mentors, "Waarschuw", by=WOLTERS)
    await live.press(teachers, "Onterecht", by=JANSEN)
    said = await live.press(latest(live), "Verstuur", by=WOLTERS)
    assert said == "dhr. Jansen was eerder: onterecht."
    assert await strikes(live) == 0


async def test_whoever_upheld_it_meanwhile_may_still_send_it() -> None:
    live, mentors = await flagged()
    await live.press(mentors, "Waarschuw", by=WOLTERS)
    preview = latest(live)
    live.school.clock.forward(minutes=1)
    await live.press(mentors, "Terecht", by=WOLTERS)
    await live.press(preview, "Verstuur", by=WOLTERS)
    assert await strikes(live) == 1


# muting


async def chosen(live: LiveSchool, shown: Shown, what: str, *, by: Sender = WOLTERS) -> Shown:
    """By way of the menu."""
    await live.press(shown, "Meer…", by=by)
    menu = latest(live, by.account)
    await live.press(menu, what, by=by)
    return latest(live, by.account)


async def test_a_mute_lasts_until_school_begins() -> None:
    live, shown = await flagged()
    preview = await chosen(live, shown, "Demp tot morgen 8:00")
    assert muted(live) is None
    await live.press(preview, "Demp", by=WOLTERS)
    until = muted(live)
    assert until is not None
    local = until.astimezone(live.front.settings.timezone)
    assert (local.day, local.hour, local.minute) == (3, 8, 0)
    told = live.school.told(SANNE.account)[-1]
    assert "mw. Wolters heeft besloten" in told
    assert told in preview.text
    assert StepKind.MUTED in await live.steps((await live.flag()).flag_id)
    assert await strikes(live) == 0


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("vrijdag 16:00", "2026-03-06 16:00"),
        ("tot 12-3", "2026-03-12 08:00"),
        ("2026-03-04 om 9.30", "2026-03-04 09:30"),
        ("maandag", "2026-03-09 08:00"),
        ("1-2", "2027-02-01 08:00"),
    ],
)
async def test_staff_say_until_when(typed: str, until: str) -> None:
    live, shown = await flagged()
    asked = await chosen(live, shown, "Demp tot…")
    assert asked.buttons == {}
    assert await writes(live, typed)
    await live.press(latest(live), "Demp", by=WOLTERS)
    lasts = muted(live)
    assert lasts is not None
    assert f"{lasts.astimezone(live.front.settings.timezone):%Y-%m-%d %H:%M}" == until


@pytest.mark.parametrize("typed", ["straks", "31-2", "vandaag 9:00", "2028-01-01", "12-3 25:00"])
async def test_what_is_no_moment_to_come_is_asked_again(typed: str) -> None:
    live, shown = await flagged()
    await chosen(live, shown, "Demp tot…")
    assert await writes(live, typed)
    assert "Dat begrijp ik niet" in latest(live).text
    assert await writes(live, "vrijdag")
    assert "Demp" in latest(live).buttons


async def test_a_mute_is_lifted_by_staff() -> None:
    live, shown = await flagged()
    await live.press(await chosen(live, shown, "Demp een week"), "Demp", by=WOLTERS)
    assert muted(live) is not None
    done = latest(live)
    assert await live.press(done, "Dempen opheffen", by=WOLTERS) == "Het dempen wordt opgeheven."
    assert muted(live) is None
    again = await live.press(done, "Dempen opheffen", by=WOLTERS)
    assert again == "De leerling is niet (meer) gedempt om deze melding."
    assert "Je kunt weer schrijven" in live.school.told(SANNE.account)[-1]


async def both_muted(live: LiveSchool, *hours: int) -> list[Flag]:
    """A flag for each, with a mute of so many hours."""
    for _ in hours:
        await live.say("sukkel")
        live.school.clock.forward(minutes=1)
    flags = list(await live.school.flags())
    for flag, long in zip(flags, hours, strict=True):
        terms = {MeasureKind.MUTE: Terms(until=NOON + long * HOUR)}
        async with live.school.unit_of_work() as uow:
            await live.presses.review.decide_in(
                uow, flag.flag_id, Verdict.UPHELD, by=MENTOR, measures=terms.keys(), terms=terms
            )
            await uow.commit()
    await live.deliver()
    return flags


async def lifts(live: LiveSchool, flag: Flag) -> None:
    async with live.school.unit_of_work() as uow:
        assert await live.presses.review.lift_in(uow, flag.flag_id, by=MENTOR)
        await uow.commit()
    await live.deliver()


async def test_what_is_lifted_leaves_the_mute_of_another_flag() -> None:
    live = await open_live()
    first, second = await both_muted(live, 2, 5)
    await lifts(live, second)
    assert muted(live) == NOON + 2 * HOUR
    await lifts(live, first)
    assert muted(live) is None


async def test_a_second_mute_never_shortens_the_first() -> None:
    live = await open_live()
    await both_muted(live, 5, 2)
    assert muted(live) == NOON + 5 * HOUR


async def test_what_was_upheld_wrongly_mutes_nobody() -> None:
    live = await open_live()
    (flag,) = await both_muted(live, 5)
    async with live.school.unit_of_work() as uow:
        await live.presses.review.overturn_in(uow, flag, BOS.account)
        await uow.commit()
    await live.deliver()
    assert muted(live) is None


async def test_a_platform_that_cannot_mute_is_told_of_beforehand() -> None:
    live, shown = await flagged()
    seen = Administration(at=live.front.clock())
    await live.put(replace(CLASS, administration=seen))
    answer = await chosen(live, shown, "Demp een week")
    assert "Dempen kan ik in deze groep niet" in answer.text
    assert answer.buttons == {}


# out of the group


async def test_somebody_is_removed_after_a_second_look() -> None:
    live, shown = await flagged()
    sure = await chosen(live, shown, "Uit de groep")
    assert "Weet u het zeker?" in sure.text
    assert SANNE.account in live.school.platform.groups[CLASS_2B].members
    await live.press(sure, "Ja, uit de groep", by=WOLTERS)
    assert SANNE.account not in live.school.platform.groups[CLASS_2B].members
    told = live.school.told(SANNE.account)[-1]
    assert "/bezwaar" in told
    assert "artikel 4.1" in told


async def test_whoever_does_not_answer_for_the_group_removes_nobody() -> None:
    """In the staff's own chat a colleague reads the flag, and may not even decide it."""
    live, _ = await flagged()
    flag = await live.flag()
    offer = Offer(Offered.MEASURE, f"{flag.flag_id}-remove")
    until = live.front.clock() + HOUR
    other = replace(JANSEN, account=replace(JANSEN.account, user_id=UserId("vreemde")))
    button = live.front.offers.button("x", offer, other.account, until)
    said = await live.press(latest(live), "", by=other, data=button.press)
    assert said == "Deze knop is voor iemand anders, of werkt niet meer."


# parents, and what comes later


async def test_talking_with_the_parents_is_a_note() -> None:
    live, shown = await flagged()
    await live.press(shown, "Meer…", by=WOLTERS)
    said = await live.press(latest(live), "Ouders gesproken", by=WOLTERS)
    assert said == "Genoteerd: ouders gesproken."
    assert await state(live) is FlagState.UPHELD
    assert "Ouders gesproken: mw. Wolters" in shown.text
    noted = (await live.audited(Audited.MEASURE))[-1]
    assert (noted.facts["measure"], noted.about) == ("parents", SANNE.account)
    assert live.school.told(SANNE.account) == []


OTHERWISE = "dhr. Jansen verklaarde een bezwaar over deze woorden gegrond"


@pytest.mark.parametrize(
    ("what", "button"),
    [("Waarschuw", "Verstuur"), ("Demp een week", "Demp"), ("Uit de groep", "Ja, uit de groep")],
)
async def test_whose_ruling_a_measure_contradicts_is_shown_with_it(what: str, button: str) -> None:
    live, shown = await flagged()
    await granted(live)
    preview = await chosen(live, shown, what)
    assert OTHERWISE in preview.text
    assert await state(live) is FlagState.OPEN
    await live.press(preview, button, by=WOLTERS)
    assert await state(live) is FlagState.UPHELD


async def test_what_was_ruled_since_a_measure_was_shown_is_asked_first() -> None:
    live, shown = await flagged()
    await live.press(shown, "Waarschuw", by=WOLTERS)
    preview = latest(live)
    assert OTHERWISE not in preview.text
    await granted(live)

    said = await live.press(preview, "Verstuur", by=WOLTERS)

    assert "privé een vraag" in said
    assert (await state(live), await strikes(live)) == (FlagState.OPEN, 0)
    assert OTHERWISE in latest(live).text
    await live.press(latest(live), "Verstuur", by=WOLTERS)
    assert (await state(live), await strikes(live)) == (FlagState.UPHELD, 1)


async def test_a_note_about_the_parents_contradicts_no_ruling_unasked() -> None:
    live, shown = await flagged()
    await granted(live)
    asked = await chosen(live, shown, "Ouders gesproken")
    assert OTHERWISE in asked.text
    assert await state(live) is FlagState.OPEN
    await live.press(asked, "Toch terecht, ouders gesproken", by=WOLTERS)
    assert await state(live) is FlagState.UPHELD


async def orders(live: LiveSchool, argument: str, *, by: Sender = WOLTERS) -> str:
    command = CommandGiven(
        chat=ChatRef(by.account.platform, ChatId(by.account.user_id)),
        at=live.front.clock(),
        message_id=MessageId("c1"),
        sender=by,
        name="maatregel",
        argument=argument,
        private=True,
    )
    async with live.school.unit_of_work() as uow:
        said = await measures(live).given(uow, command)
        await uow.commit()
    await live.deliver()
    return said


@pytest.mark.parametrize(
    ("button", "words"),
    [("Waarschuw", ""), ("Waarschuw", "Kom even langs."), ("Demp een week", "")],
)
async def test_whoever_is_measured_reads_which_message_and_what_the_article_says(
    button: str, words: str
) -> None:
    live, shown = await flagged()
    await live.press(shown, "Terecht", by=WOLTERS)
    live.school.clock.forward(days=2)
    assert await orders(live, "1", by=BOS) == ""
    label = next(one for one in latest(live, TEAM_LEAD).buttons if one.startswith(button))
    await live.press(latest(live, TEAM_LEAD), label, by=BOS)
    if words:
        assert await writes(live, words, by=BOS)
    preview = latest(live, TEAM_LEAD).text
    assert f"je bericht van {NOON:%d-%m} " in preview
    assert "“Doe aardig en laat iedereen in zijn waarde.”" in preview


async def test_a_measure_may_follow_days_later() -> None:
    live, shown = await flagged()
    await live.press(shown, "Terecht", by=WOLTERS)
    live.school.clock.forward(days=2)
    assert await orders(live, "#1", by=BOS) == ""
    menu = latest(live, TEAM_LEAD)
    await live.press(menu, "Waarschuw", by=BOS)
    await live.press(latest(live, TEAM_LEAD), "Verstuur", by=BOS)
    assert await strikes(live) == 1
    await live.press(menu, "Waarschuw", by=BOS)
    said = await live.press(latest(live, TEAM_LEAD), "Verstuur", by=BOS)
    assert said == "mw. Wolters was eerder: terecht."
    assert await strikes(live) == 1


@pytest.mark.parametrize("argument", ["2", "x", "9" * 40])
async def test_of_a_flag_that_is_not_theirs_nobody_learns_a_thing(argument: str) -> None:
    live, _ = await flagged()
    assert "kunt u hier niets kiezen" in await orders(live, argument)
    assert "kunt u hier niets kiezen" in await orders(live, "1", by=SANNE)
    assert "/maatregel 12" in await orders(live, "")


# what does not work out


@pytest.mark.parametrize(
    ("breaks", "why"),
    [
        (
            lambda live: setattr(group_of(live), "rights", Rights(restrict=False)),
            "Melding 1: de leerling is niet gedempt. Ik heb dat recht",
        ),
        (
            lambda live: live.school.platform.groups.pop(CLASS_2B),
            "Melding 1: dempen is niet gebeurd. De groep is er niet meer",
        ),
    ],
)
async def test_whoever_ordered_what_was_not_done_reads_why(
    breaks: Callable[[LiveSchool], object], why: str
) -> None:
    live, shown = await flagged()
    preview = await chosen(live, shown, "Demp een week")
    breaks(live)
    await live.press(preview, "Demp", by=WOLTERS)
    assert len([one for one in live.read_by(MENTOR) if one.text.startswith(why)]) == 1
    assert "Een maatregel is niet gelukt" in shown.text
    assert not any(one.text.startswith(why) for one in live.read_by(JANSEN.account))


async def history(live: LiveSchool) -> list[str]:
    flag = await live.flag()
    async with live.school.unit_of_work() as uow:
        return [*await History(live.front).lines(uow, flag)]


async def test_what_was_done_is_in_the_history_with_who_ordered_it() -> None:
    live, shown = await flagged()
    await live.press(shown, "Verberg", by=WOLTERS)
    await orders(live, "1", by=BOS)
    await live.press(latest(live, TEAM_LEAD), "Demp een week", by=BOS)
    live.school.clock.forward(minutes=1)
    await live.press(latest(live, TEAM_LEAD), "Demp", by=BOS)
    *_, hidden, _, muted = await history(live)
    assert "Maatregel “verbergen”, op last van mw. Wolters: gelukt." in hidden
    assert f"{NOON.astimezone(live.front.settings.timezone):%d-%m}" in hidden
    assert "Maatregel “dempen”, op last van dhr. Bos: gelukt." in muted
    await orders(live, "1")
    menu = latest(live).text.splitlines()
    assert menu[1:3] == [hidden, muted]


@pytest.mark.parametrize(
    ("errors", "told"),
    [
        ([IsAdmin("x")], "niet gelukt. De afzender is zelf beheerder"),
        ([ChatGone("x")], "niet gelukt. De groep is er niet meer"),
        ([Unconfirmed("x")] * ATTEMPTS, "misschien gelukt, niet zeker."),
    ],
)
async def test_what_was_not_done_is_in_the_history_once_and_why(
    errors: list[AdapterError], told: str
) -> None:
    live, _ = await flagged()
    number = (await live.flag()).flag_id
    hide = (MeasureKind.HIDE,)
    await live.school.app.review.decide(number, Verdict.UPHELD, by=MENTOR, measures=hide)
    live.school.platform.fail_next(*errors)
    for _ in errors:
        await live.deliver()
        live.school.clock.forward(days=2)
    (line,) = [one for one in await history(live) if "aatregel" in one and "besloten" not in one]
    assert f"Maatregel “verbergen”, op last van mw. Wolters: {told}" in line


def group_of(live: LiveSchool) -> object:
    return live.school.platform.groups[CLASS_2B]


async def test_a_pupil_who_cannot_be_reached_is_for_staff_to_tell() -> None:
    live, shown = await flagged()
    live.school.platform.unreachable.add(SANNE.account)
    await live.press(shown, "Waarschuw", by=WOLTERS)
    await live.press(latest(live), "Verstuur", by=WOLTERS)
    assert any("de waarschuwing is niet aangekomen" in one.text for one in live.read_by(MENTOR))


# never


async def test_never_in_a_trial() -> None:
    live, shown = await flagged()
    button = shown.buttons["Meer…"].press
    await live.put(replace(CLASS, stage=Stage.TRIAL))
    said = await live.press(shown, "", by=WOLTERS, data=button)
    assert said.startswith("Deze knop is voor iemand anders")


async def test_never_on_care() -> None:
    live = await open_live({"help": a_judgement(care=a_care_signal())})
    await live.say("help")
    flag = await live.flag()
    offer = Offer(Offered.MEASURE, f"{flag.flag_id}-warn")
    until = live.front.clock() + HOUR
    for reader in (WOLTERS, BOS):
        button = live.front.offers.button("x", offer, reader.account, until)
        (shown,) = list(live.screens.shown.values())[:1]
        said = await live.press(shown, "", by=reader, data=button.press)
        assert said == "Deze knop is voor iemand anders, of werkt niet meer."


async def test_never_about_a_colleague() -> None:
    live = await open_live({"sukkel": a_judgement(a_finding())})
    await live.say("sukkel", by=WOLTERS)
    (shown,) = live.read_by(TEAM_LEAD)
    assert list(shown.buttons) == ["Terecht", "Onterecht", "Later"]
    assert "Voorstel" not in shown.text
    offer = Offer(Offered.MEASURE, "1-warn")
    button = live.front.offers.button("x", offer, TEAM_LEAD, live.front.clock() + HOUR)
    said = await live.press(shown, "", by=BOS, data=button.press)
    assert said == "Deze knop is voor iemand anders, of werkt niet meer."


# what the bot proposes


def proposing(live: LiveSchool, *steps: Proposed) -> None:
    wording = live.front.wording()
    ladder = dict.fromkeys(Severity, steps)
    book = replace(wording.rulebook, measures=ladder)
    for language, one in live.front.wordings.items():
        live.front.wordings[language] = replace(one, rulebook=book)


async def test_the_bot_proposes_by_how_often_somebody_was_warned() -> None:
    live = await open_live()
    proposing(live, Proposed.WARN, Proposed.MUTE)
    await live.say("sukkel")
    first = latest(live)
    assert "Voorstel: waarschuwen (eerste keer dit schooljaar)" in first.text
    await live.press(first, "Waarschuw", by=WOLTERS)
    await live.press(latest(live), "Verstuur", by=WOLTERS)
    assert "Voorstel" not in first.text
    assert muted(live) is None
    live.school.clock.forward(days=1)
    await live.say("sukkel")
    assert "Voorstel: een tijdje dempen (tweede keer dit schooljaar)" in latest(live).text


async def test_what_the_rulebook_does_not_propose_the_bot_does_not() -> None:
    live = await open_live()
    await live.say("sukkel")
    assert "Voorstel" not in latest(live).text
    proposing(live, Proposed.NOTHING)
    live.school.clock.forward(days=1)
    await live.say("sukkel")
    assert "Voorstel" not in latest(live).text
