"""Staff answer an objection in the chat, and nobody whose matter it is does."""

import json
from dataclasses import replace

import pytest

from bot.answering.offers import Offer, Offered
from bot.errors import Forbidden
from bot.model.appeal import AppealState
from bot.model.audit import Audited
from bot.model.flag import FlagState
from bot.model.ids import UserId
from bot.model.member import Sender
from bot.model.person import AccountLink
from tests.unit.appeals.making import (
    DENY,
    GRANT,
    SEND,
    VIEW,
    WHY,
    Case,
    a_case,
    button,
    labels,
)
from tests.unit.commands.making import (
    BRAM,
    CHAT_2B,
    COUNSELLOR,
    CRY,
    LEAD,
    MENTOR,
    OTHER_COUNSELLOR,
    OTHER_MENTOR,
    SANNE,
)


async def test_with_a_new_account_they_are_still_who_decided() -> None:
    case = await a_case()
    await case.upheld(by=MENTOR)
    new = replace(MENTOR, account=replace(MENTOR.account, user_id=UserId("1001")))
    async with case.around.work() as uow:
        person = await uow.people.who(MENTOR.account)
        assert person is not None
        await uow.people.unlink(MENTOR.account)
        await uow.people.link(AccountLink(new.account, person.person_id))
        group = await uow.groups.get(CHAT_2B)
        assert group is not None
        both = (new.account, OTHER_MENTOR.account)
        await uow.groups.put(replace(group, responsible=both))

    notice = await case.objects()

    assert notice.readers == {OTHER_MENTOR.account}
    async with case.around.work() as uow:
        with pytest.raises(Forbidden):
            await case.rulings.decide_in(uow, case.ruling(by=new))


async def test_who_did_not_decide_gets_it_with_buttons() -> None:
    case = await a_case()
    await case.upheld()

    notice = await case.objects()

    assert notice.readers == {OTHER_MENTOR.account}
    assert labels(notice, OTHER_MENTOR) == [VIEW, GRANT, DENY]
    assert "citaat" in notice.to(OTHER_MENTOR)


async def test_against_a_reminder_of_which_no_words_were_kept_there_is_nothing_to_view() -> None:
    case = await a_case()
    await case.around.remind(SANNE)

    notice = await case.objects()

    assert notice.readers == {MENTOR.account, OTHER_MENTOR.account}
    assert labels(notice, MENTOR) == [GRANT, DENY]
    assert "herinnering van 02-03 13:00, artikel 4.2" in notice.to(MENTOR)
    assert "geen woorden bewaard" in notice.to(MENTOR)


async def test_viewing_shows_the_words_and_who_decided_what() -> None:
    case = await a_case()
    await case.upheld()
    notice = await case.objects()

    _, said = await case.press(button(notice, OTHER_MENTOR, VIEW), OTHER_MENTOR)

    assert "»jij« sukkel" in said.text
    assert "Terecht: besloten door mw. Wolters" in said.text
    *_, viewed = await case.around.audited(Audited.APPEAL)
    assert (viewed.by, viewed.facts["step"]) == (OTHER_MENTOR.account, "viewed")


async def test_who_views_is_not_asked_to_decide_where_there_is_no_button() -> None:
    case = await a_case()
    number = await case.flagged()
    await case.reminded(number)
    notice = await case.objects()

    _, said = await case.press(button(notice, OTHER_MENTOR, VIEW), OTHER_MENTOR)

    assert "»jij« sukkel" in said.text
    assert "U beslist" not in said.text
    assert "U beslist" in (await case.around.give(OTHER_MENTOR, "open", str(number))).text


async def test_the_reason_is_asked_for_shown_and_only_then_sent() -> None:
    case = await a_case()
    await case.upheld()
    notice = await case.objects()

    over, asked = await case.press(button(notice, OTHER_MENTOR, GRANT), OTHER_MENTOR)
    assert "gegrond" in over
    assert "waarom" in asked.text
    shown = await case.around.write(OTHER_MENTOR, WHY)
    assert WHY in shown.text
    assert SANNE.account not in shown.readers
    assert (await case.appeal()).state is AppealState.OPEN

    over, sent = await case.press(button(shown, OTHER_MENTOR, SEND), OTHER_MENTOR)

    assert over == "Verstuurd. De leerling krijgt uw antwoord."
    assert sent.to(SANNE) in shown.text
    for told in ("is gegrond", "dhr. Vos", WHY, "onterecht", "Sorry"):
        assert told in sent.to(SANNE)
    assert "klacht" not in sent.to(SANNE)


async def test_the_text_that_was_shown_is_the_text_that_is_sent() -> None:
    """Of an earlier one, the button sends nothing."""
    case = await a_case()
    await case.upheld()
    notice = await case.objects()
    await case.press(button(notice, OTHER_MENTOR, DENY), OTHER_MENTOR)
    first = await case.around.write(OTHER_MENTOR, "omdat ik het zeg")
    second = await case.around.write(OTHER_MENTOR, "Het was geen citaat: je schreef het zelf.")

    over, said = await case.press(button(first, OTHER_MENTOR, SEND), OTHER_MENTOR)
    assert "niet de laatste" in over
    assert SANNE.account not in said.readers
    _, said = await case.press(button(second, OTHER_MENTOR, SEND), OTHER_MENTOR)
    assert "je schreef het zelf" in said.to(SANNE)
    assert "omdat ik het zeg" not in said.to(SANNE)
    assert (await case.appeal()).state is AppealState.DENIED


async def test_another_choice_needs_another_text() -> None:
    case = await a_case()
    await case.upheld()
    notice = await case.objects()
    await case.press(button(notice, OTHER_MENTOR, GRANT), OTHER_MENTOR)
    shown = await case.around.write(OTHER_MENTOR, WHY)
    await case.press(button(notice, OTHER_MENTOR, DENY), OTHER_MENTOR)

    over, _ = await case.press(button(shown, OTHER_MENTOR, SEND), OTHER_MENTOR)

    assert "niet de laatste" in over
    assert (await case.appeal()).state is AppealState.OPEN


async def test_after_half_an_hour_what_is_written_is_no_answer() -> None:
    case = await a_case()
    await case.upheld()
    notice = await case.objects()
    await case.press(button(notice, OTHER_MENTOR, GRANT), OTHER_MENTOR)

    case.around.clock.forward(minutes=31)
    late = await case.around.write(OTHER_MENTOR, "zie ik je straks bij de koffie?")
    assert "zijn voorbij" in late.text
    assert "koffie" not in late.text
    next_one = await case.around.write(OTHER_MENTOR, "hallo?")
    assert "kan geen gesprek voeren" in next_one.text


async def test_a_command_gives_the_answer_as_well() -> None:
    case = await a_case()
    await case.upheld()
    notice = await case.objects()
    await case.press(button(notice, OTHER_MENTOR, DENY), OTHER_MENTOR)
    case.around.clock.forward(hours=5)

    shown = await case.around.give(OTHER_MENTOR, "antwoord", f"1 {WHY}")

    assert labels(shown, OTHER_MENTOR) == [SEND]
    assert "niet gegrond" in shown.text


async def test_with_no_choice_yet_the_command_shows_the_objection() -> None:
    case = await a_case()
    await case.upheld()
    await case.objects()

    for words in ("1", f"1 {WHY}"):
        said = await case.around.give(OTHER_MENTOR, "antwoord", words)
        assert labels(said, OTHER_MENTOR) == [VIEW, GRANT, DENY]
    assert "Kies eerst" in said.text
    assert "NUMMER" not in (await case.around.give(OTHER_MENTOR, "antwoord")).text


async def test_an_answer_in_the_group_disappears_and_is_none() -> None:
    case = await a_case()
    await case.upheld()
    notice = await case.objects()
    await case.press(button(notice, OTHER_MENTOR, GRANT), OTHER_MENTOR)

    said = await case.around.give(OTHER_MENTOR, "antwoord", f"1 {WHY}", chat=CHAT_2B)

    assert len(said.removed) == 1
    assert "privé" in said.text
    assert labels(said, OTHER_MENTOR) == []


async def test_what_was_asked_survives_a_restart() -> None:
    case = await a_case()
    await case.upheld()
    notice = await case.objects()
    await case.press(button(notice, OTHER_MENTOR, GRANT), OTHER_MENTOR)

    again = Case(replace(case.around))
    shown = await again.around.write(OTHER_MENTOR, WHY)

    assert labels(shown, OTHER_MENTOR) == [SEND]


async def test_a_cry_for_help_is_never_taken_for_an_answer() -> None:
    case = await a_case()
    await case.upheld()
    notice = await case.objects()
    await case.press(button(notice, OTHER_MENTOR, GRANT), OTHER_MENTOR)

    said = await case.around.write(OTHER_MENTOR, CRY)

    assert "niets verkeerd gedaan" in said.text
    assert labels(said, OTHER_MENTOR) == []
    assert "ZORGSIGNAAL" in said.to(COUNSELLOR)
    assert (await case.appeal()).state is AppealState.OPEN


async def test_neither_a_command_nor_an_edit_is_taken_for_an_answer() -> None:
    case = await a_case()
    await case.upheld()
    notice = await case.objects()
    await case.press(button(notice, OTHER_MENTOR, GRANT), OTHER_MENTOR)

    assert "/bezwaar" in (await case.around.give(OTHER_MENTOR, "help")).text
    assert labels(await case.around.write(OTHER_MENTOR, WHY, edited=True), OTHER_MENTOR) == []
    assert labels(await case.around.write(OTHER_MENTOR, WHY), OTHER_MENTOR) == [SEND]


async def test_an_answer_that_no_pupil_would_read_is_refused() -> None:
    case = await a_case()
    await case.upheld()
    notice = await case.objects()
    await case.press(button(notice, OTHER_MENTOR, GRANT), OTHER_MENTOR)

    assert "te lang" in (await case.around.write(OTHER_MENTOR, "bla " * 400)).text
    assert labels(await case.around.write(OTHER_MENTOR, WHY), OTHER_MENTOR) == [SEND]


# whose matter it is


@pytest.mark.parametrize("by", [SANNE, BRAM, MENTOR, COUNSELLOR, OTHER_COUNSELLOR])
@pytest.mark.parametrize("label", [VIEW, GRANT, DENY])
async def test_nobody_else_presses_or_forges(by: Sender, label: str) -> None:
    """Neither with the button of another, nor with one that was signed for them."""
    case = await a_case()
    await case.upheld()
    notice = await case.objects()
    theirs = button(notice, OTHER_MENTOR, label)

    over, said = await case.press(theirs, by)
    assert "voor iemand anders" in over
    own = case.around.front.offers.button(
        label, _offer(theirs.press), by.account, case.around.clock.now.replace(year=2027)
    )
    over, said = await case.press(own, by)
    assert "voor iemand anders" in over
    assert not said.answers
    assert (await case.appeal()).state is AppealState.OPEN
    assert (await case.around.write(by, WHY)).text.count(WHY) == 0


def _offer(press: str) -> Offer:
    return Offer(Offered(press[0]), press[1:].partition(".")[0])


async def test_the_command_of_another_tells_them_nothing() -> None:
    case = await a_case()
    await case.upheld()
    await case.objects()

    for by in (SANNE, BRAM, MENTOR, COUNSELLOR):
        for number in ("1", "2", "١", "9" * 30, "-1", "\n"):
            said = await case.around.give(by, "antwoord", f"{number} {WHY}")
            assert "citaat" not in json.dumps([say.text for say in said.answers])
            assert not labels(said, by)
    assert (await case.around.audited(Audited.REFUSED)) != []


async def test_two_who_decide_at_once_the_first_wins_and_the_other_reads_who() -> None:
    case = await a_case()
    await case.around.remind(SANNE)
    notice = await case.objects()
    await case.press(button(notice, MENTOR, DENY), MENTOR)
    slow = await case.around.write(MENTOR, "nee")
    await case.answers(notice, OTHER_MENTOR)

    for pressed in (button(slow, MENTOR, SEND), button(notice, MENTOR, DENY)):
        over, said = await case.press(pressed, MENTOR)
        assert over == "dhr. Vos was eerder: gegrond."
        assert not said.readers
    appeal = await case.appeal()
    assert appeal.ruling is not None
    assert (appeal.state, appeal.ruling.by) == (AppealState.GRANTED, OTHER_MENTOR.account)
    assert "kan geen gesprek" in (await case.around.write(MENTOR, "nog iets")).text


async def test_pressing_twice_sends_once() -> None:
    case = await a_case()
    await case.upheld()
    notice = await case.objects()
    await case.press(button(notice, OTHER_MENTOR, DENY), OTHER_MENTOR)
    shown = await case.around.write(OTHER_MENTOR, WHY)
    sent = [await case.press(button(shown, OTHER_MENTOR, SEND), OTHER_MENTOR) for _ in range(3)]

    assert [bool(said.to(SANNE)) for _, said in sent] == [True, False, False]


async def test_who_became_a_party_meanwhile_sends_nothing() -> None:
    case = await a_case()
    await case.upheld()
    notice = await case.objects()
    await case.press(button(notice, OTHER_MENTOR, GRANT), OTHER_MENTOR)
    shown = await case.around.write(OTHER_MENTOR, WHY)
    async with case.around.work() as uow:
        await uow.people.unlink(OTHER_MENTOR.account)

    over, _ = await case.press(button(shown, OTHER_MENTOR, SEND), OTHER_MENTOR)

    assert "voor iemand anders" in over
    assert (await case.appeal()).state is AppealState.OPEN


async def test_where_nobody_else_is_left_the_team_lead_decides() -> None:
    case = await a_case()
    number = await case.upheld(reported=OTHER_MENTOR.account)

    notice = await case.objects()
    assert notice.readers == {LEAD.account}
    await case.answers(notice, LEAD)

    assert (await case.flag(number)).state is FlagState.DISMISSED


async def test_where_nobody_at_all_may_the_pupil_is_told_whom_to_talk_to() -> None:
    case = await a_case()
    await case.upheld(by=LEAD, target=MENTOR.account, reported=OTHER_MENTOR.account)

    notice = await case.objects()

    assert notice.readers == set()
    assert "niemand die opnieuw mag kijken" in notice.text
