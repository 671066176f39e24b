"""One objection a decision, and within the term."""

from dataclasses import replace

from bot.model.appeal import AppealState
from bot.model.ids import AccountRef
from bot.model.member import Sender
from tests.unit.appeals.making import DENY, Case, a_case
from tests.unit.commands.making import MENTOR, OTHER_MENTOR, SANNE


async def states(case: Case, by: AccountRef = SANNE.account) -> list[AppealState]:
    async with case.around.store() as uow:
        return [one.state for one in await uow.appeals.of(by)]


async def test_after_the_term_it_is_kindly_said_whom_to_talk_to() -> None:
    case = await a_case()
    await case.upheld()
    case.around.clock.forward(days=7)
    assert (await case.objects()).readers
    case = await a_case()
    await case.upheld()
    case.around.clock.forward(days=8)

    said = await case.objects()

    assert not said.readers
    assert "tot 7 dagen" in said.text
    assert "mentor" in said.text
    assert await states(case) == []


async def test_the_term_is_the_one_of_the_school() -> None:
    case = await a_case()
    settings = case.around.front.settings
    longer = replace(settings, retention=replace(settings.retention, appeal_days=20))
    case.around.front = replace(case.around.front, settings=longer)
    case.around.commands = replace(case.around.commands, front=case.around.front)
    await case.upheld()
    case.around.clock.forward(days=20)

    assert (await case.objects()).readers


async def test_a_second_objection_to_the_same_decision_is_none() -> None:
    case = await a_case()
    number = await case.upheld()
    notice = await case.objects()

    for words in ("toch niet", f"{number} toch niet"):
        assert "al binnen (nummer 1)" in (await case.objects(words)).text
    await case.answers(notice, OTHER_MENTOR, DENY, "Nee.")
    for words in ("toch niet", f"#{number} toch niet"):
        said = await case.objects(words)
        assert not said.readers
        assert "daar is antwoord op gekomen" in said.text
    assert await states(case) == [AppealState.DENIED]


async def test_each_decision_has_its_own() -> None:
    case = await a_case()
    first = await case.upheld()
    case.around.clock.forward(hours=1)
    await case.upheld(by=OTHER_MENTOR)

    latest = await case.objects("dat was een grap")
    other = await case.objects(f"{first} en dat ook")

    assert latest.readers == {MENTOR.account}
    assert other.readers == {OTHER_MENTOR.account}


async def test_of_two_messages_of_one_moment_it_is_the_one_that_brought_the_reminder() -> None:
    case = await a_case()
    await case.flagged()
    second = await case.flagged()
    await case.reminded(second)

    await case.objects()

    assert (await case.appeal()).filed.about == second


async def test_the_latest_decision_is_meant() -> None:
    case = await a_case()
    await case.upheld()
    case.around.clock.forward(hours=1)
    await case.around.remind(SANNE)

    assert "herinnering van 02-03, artikel 4.2" in (await case.objects()).text
    assert "melding 1" in (await case.objects()).text


async def test_what_nobody_decided_yet_and_what_was_wrong_already_need_none() -> None:
    case = await a_case()
    number = await case.flagged()
    assert "nog niemand besloten" in (await case.objects(f"{number} nee")).text
    other = await case.upheld()
    await case.answers(await case.objects(), OTHER_MENTOR)
    assert "al onterecht verklaard" in (await case.objects(f"{other} nee")).text
    assert await states(case) == [AppealState.GRANTED]


async def test_what_became_of_it_can_be_read_again() -> None:
    case = await a_case()
    await case.upheld()
    notice = await case.objects()
    assert "Bezwaar 1 van 02-03: open." in (await case.around.give(SANNE, "bezwaar")).text
    await case.answers(notice, OTHER_MENTOR, DENY, "Dit was geen citaat.")

    said = await case.around.give(SANNE, "bezwaar")

    assert (
        "Bezwaar 1 van 02-03: niet gegrond. dhr. Vos schreef: “Dit was geen citaat.”" in said.text
    )


async def test_nobody_reads_the_objections_of_another() -> None:
    case = await a_case()
    await case.upheld()
    await case.objects()
    other = Sender(replace(SANNE.account, user_id=MENTOR.account.user_id), "Bram", SANNE.role)

    assert "Bezwaar 1" not in (await case.around.give(other, "bezwaar")).text
