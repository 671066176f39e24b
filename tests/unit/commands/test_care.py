"""Somebody in need is answered at once, and a person is told; nothing else happens."""

from dataclasses import replace

import pytest

from bot.answering.links import is_private
from bot.model.action import Audience
from bot.model.audit import Audited
from bot.model.ids import ChatRef
from bot.model.member import Identity, Role, Sender
from bot.model.outbox import Purpose
from tests.support.builders import a_finding, a_judgement
from tests.unit.commands.making import (
    BRAM,
    CHAT_2B,
    CHAT_3C,
    CLASS_2B,
    COUNSELLOR,
    CRY,
    ENGLISH,
    HELP,
    MENTOR,
    OTHER_COUNSELLOR,
    SANNE,
    Around,
    original,
    somebody,
)

LIFELINES = ("0800-0113", "113.nl", "0800-0432", "112", HELP)


async def test_somebody_in_need_is_answered_at_once_and_kindly() -> None:
    around = await Around().open(CLASS_2B)

    said = await around.write(SANNE, CRY)

    assert all(word in said.text for word in LIFELINES)
    assert "niets verkeerd" in said.text
    assert len(said.answers) == 1


async def test_the_care_contacts_of_their_class_hear_it_and_nobody_else() -> None:
    around = await Around().open()
    await around.in_class(SANNE, "2B")

    said = await around.write(SANNE, CRY)

    assert said.readers == {COUNSELLOR.account}
    assert CRY in said.to(COUNSELLOR).replace("»", "").replace("«", "")
    (flag,) = await around.flags()
    assert (flag.raised.audience, flag.raised.message.chat) == (Audience.CARE, CHAT_2B)
    assert is_private(flag.raised.message)
    assert [item.purpose for item in said.items if item.about] == [Purpose.CARE]


async def test_of_whom_nobody_knows_the_class_all_care_contacts_hear() -> None:
    around = await Around().open()

    said = await around.write(SANNE, CRY)

    assert said.readers == {COUNSELLOR.account, OTHER_COUNSELLOR.account}
    assert "niet uit welke klas" in said.to(COUNSELLOR)


async def test_a_care_contact_of_two_classes_hears_it_once() -> None:
    both = replace(CLASS_2B, chat=CHAT_3C, name="3C")
    around = await Around().open(CLASS_2B, both)

    await around.write(SANNE, CRY)

    assert len(await around.flags()) == 1


@pytest.mark.parametrize(
    ("name", "argument"),
    [("bezwaar", CRY), ("meld", CRY), ("help", CRY), ("ik", CRY.removeprefix("ik "))],
)
async def test_commands_are_heard_too(name: str, argument: str) -> None:
    around = await Around().open(CLASS_2B)

    said = await around.give(SANNE, name, argument)

    assert LIFELINES[0] in said.text
    assert COUNSELLOR.account in said.readers
    assert [flag.raised.audience for flag in await around.flags()] == [Audience.CARE]


async def test_the_words_of_an_objection_in_need_are_kept_in_no_other_place() -> None:
    around = await Around().open(CLASS_2B)

    said = await around.give(SANNE, "bezwaar", CRY)

    async with around.store() as uow:
        (appeal,) = await uow.appeals.of(SANNE.account)
    assert appeal.filed.why == ""
    assert "Bezwaar 1" in said.to(MENTOR)
    assert CRY not in said.to(MENTOR)


async def test_a_report_of_somebody_in_need_keeps_the_reporter_s_own_words_apart() -> None:
    around = await Around().open(CLASS_2B)
    reported = original("je bent niks")

    said = await around.give(SANNE, "meld", CRY, chat=CHAT_2B, reply_to=reported)

    care, report = sorted(await around.flags(), key=lambda flag: flag.flag_id)
    assert care.raised.care is not None
    assert report.raised.care is None
    assert CRY not in said.to(MENTOR)
    assert all(CRY not in line for line in report.raised.evidence.before)


async def test_reported_words_of_somebody_in_need_go_to_care_alone() -> None:
    around = await Around().open(CLASS_2B)

    said = await around.give(SANNE, "meld", chat=CHAT_2B, reply_to=original(CRY))

    (flag,) = await around.flags()
    assert flag.raised.audience is Audience.CARE
    assert said.readers == {COUNSELLOR.account}


async def test_who_is_in_need_does_not_hear_that_somebody_passed_it_on() -> None:
    around = await Around().open(CLASS_2B)

    await around.write(SANNE, forwarded=original(CRY, chat=None, number=""))

    (flag,) = await around.flags()
    assert flag.raised.sender.account == SANNE.account
    assert (flag.raised.evidence.text, flag.raised.evidence.forwarded) == ("", CRY)


async def test_nothing_is_promised_where_nobody_hears_it() -> None:
    around = await Around().open(replace(CLASS_2B, care=()))

    said = await around.write(SANNE, CRY)

    assert "niemand op school bereiken" in said.text
    assert LIFELINES[0] in said.text
    assert len(await around.flags()) == 1


async def test_a_school_without_groups_still_answers() -> None:
    around = Around()

    said = await around.write(SANNE, CRY)

    assert LIFELINES[0] in said.text
    assert await around.flags() == []


async def test_whoever_reads_english_is_answered_in_english() -> None:
    around = await Around().open(CLASS_2B)

    said = await around.write(ENGLISH, CRY)

    assert "nothing wrong" in said.text


async def test_no_other_rule_is_held_against_private_words() -> None:
    around = Around({"rot op": a_judgement(a_finding())})
    await around.open(CLASS_2B)

    said = await around.write(SANNE, "rot op")

    assert await around.flags() == []
    assert said.readers == set()


async def test_small_talk_is_answered_once_an_hour() -> None:
    around = await Around().open(CLASS_2B)
    answered = []

    for _ in range(3):
        answered.append(len((await around.write(SANNE, "hoi")).answers))
        around.clock.forward(minutes=40)

    assert answered == [1, 0, 1]


async def test_in_need_one_is_answered_every_time() -> None:
    around = await Around().open(CLASS_2B)

    for _ in range(2):
        assert LIFELINES[0] in (await around.write(SANNE, CRY)).text


@pytest.mark.parametrize("identity", [one for one in Identity if one is not Identity.PERSON])
async def test_who_is_no_person_is_not_answered(identity: Identity) -> None:
    around = await Around().open(CLASS_2B)
    channel = replace(somebody("1", "2B", Role.MENTOR), identity=identity)

    assert not (await around.write(channel, CRY)).items
    assert not (await around.give(channel, "status", chat=CHAT_2B)).items


async def test_who_goes_on_is_answered_but_does_not_bury_the_others() -> None:
    around = await Around().open(CLASS_2B)

    said = [await around.write(SANNE, CRY) for _ in range(12)]

    assert all("0800-0113" in one.text for one in said)
    assert len(await around.flags()) == 5


@pytest.mark.parametrize("by", [BRAM, None], ids=["somebody", "hidden"])
async def test_a_cry_that_is_passed_on_is_heard_wherever_it_was(by: Sender | None) -> None:
    around = await Around().open()

    said = await around.write(SANNE, forwarded=original(CRY, by=by, chat=None, number=""))

    assert said.readers == {COUNSELLOR.account, OTHER_COUNSELLOR.account}
    assert "niet uit welke klas" in said.to(COUNSELLOR)
    assert "doorgestuurd" in said.to(COUNSELLOR)
    assert LIFELINES[0] in said.text
    assert len(said.answers) == 1
    assert {flag.raised.sender.account for flag in await around.flags()} == {SANNE.account}


async def test_what_a_bot_says_of_it_is_no_cry() -> None:
    around = await Around().open()
    bot = replace(BRAM, identity=Identity.BOT)

    await around.write(SANNE, forwarded=original(CRY, by=bot, chat=None, number=""))

    assert await around.flags() == []


async def test_an_edit_is_heard_and_not_answered_otherwise() -> None:
    around = await Around().open(CLASS_2B)

    assert not (await around.write(SANNE, "hoi", edited=True)).items
    said = await around.write(SANNE, CRY, edited=True)

    assert LIFELINES[0] in said.text
    assert COUNSELLOR.account in said.readers


@pytest.mark.parametrize("chat", [CHAT_2B, None], ids=["group", "private"])
@pytest.mark.parametrize("name", ["start", "waarom", "gegevens", "meld", "bezwaar"])
async def test_in_need_nothing_else_is_answered(name: str, chat: ChatRef | None) -> None:
    around = await Around().open(CLASS_2B)

    said = await around.give(SANNE, name, CRY, chat=chat)

    assert len(said.answers) == 1
    assert LIFELINES[0] in said.text
    assert COUNSELLOR.account in said.readers
    assert len(said.removed) == (chat is not None)
    assert await around.audited(Audited.REFUSED) == []


@pytest.mark.parametrize("name", ["stil", "status", "help"])
async def test_in_need_no_order_is_refused(name: str) -> None:
    said = await (await Around().open(CLASS_2B)).give(SANNE, name, CRY)

    assert len(said.answers) == 1
    assert LIFELINES[0] in said.text
