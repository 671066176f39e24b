"""Somebody in need is answered at once, and a person is told; nothing else happens."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.answering.links import is_private
from bot.flags.care import CareLane
from bot.flags.telling import Telling
from bot.model.action import Audience
from bot.model.audit import Audited
from bot.model.finding import CareSignal, Reason
from bot.model.flag import Flag, NewVerdict, Step, StepKind, Verdict
from bot.model.group import Stage
from bot.model.ids import ChatRef, MessageId, MessageRef
from bot.model.member import Identity, Role, Sender
from bot.model.outbox import Change, Purpose
from bot.model.post import NewPost
from tests.support.builders import NOON, a_care_signal, a_finding, a_judgement
from tests.unit.commands.making import (
    BRAM,
    CHAT_2B,
    CHAT_3C,
    CLASS_2B,
    COUNSELLOR,
    CRY,
    ENGLISH,
    HELP,
    LEAD,
    MENTOR,
    OTHER_COUNSELLOR,
    SANNE,
    Around,
    original,
    privately,
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


async def test_no_class_is_named_where_nobody_knows_it() -> None:
    around = await Around().open()

    told = [(await around.write(SANNE, CRY)).to(COUNSELLOR) for _ in range(2)]

    assert all("ZORGSIGNAAL" in one and "klas onbekend" in one for one in told)
    assert not any("2B" in one for one in told)
    shown = await around.give(COUNSELLOR, "open")
    assert "klas onbekend" in shown.text
    assert "2B" not in shown.text


async def test_of_whom_wrote_in_two_groups_no_class_is_named() -> None:
    around = await Around().open()
    for chat in (CHAT_2B, CHAT_3C):
        await around.remind(SANNE, chat)

    assert "klas onbekend" in (await around.write(SANNE, CRY)).to(COUNSELLOR)


async def test_of_whom_the_school_knows_the_class_it_is_named() -> None:
    around = await Around().open()
    await around.in_class(SANNE, "2B", "3C")

    assert " · 2B · " in (await around.write(SANNE, CRY)).to(COUNSELLOR)


async def test_the_team_lead_reads_no_class_either_where_nobody_knows_it() -> None:
    around = await Around().open(CLASS_2B)
    await around.write(SANNE, CRY)
    lane = CareLane(around.front)

    for _ in range(3):
        around.clock.forward(minutes=60)
        async with around.work() as uow:
            await lane.escalate(uow, around.clock())

    told = (await around.said(LEAD)).text
    assert "welke klas" in told
    assert "2B" not in told


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


async def flooded(around: Around) -> Sequence[Flag]:
    for _ in range(5):
        await around.write(SANNE, CRY)
    flags = await around.flags()
    assert len(flags) == 5
    return sorted(flags, key=lambda flag: flag.flag_id)


async def test_care_contacts_read_how_often_somebody_went_on() -> None:
    around = await Around().open(CLASS_2B)
    last = (await flooded(around))[-1]

    told = [(await around.write(SANNE, CRY)).to(COUNSELLOR) for _ in range(45)]

    assert f"ZORGSIGNAAL {last.flag_id} " in told[0]
    assert "nog zeker 1 keer zoiets" in told[0]
    assert not any(told[1:])
    async with around.store() as uow:
        assert "nog zeker 45 keer" in await Telling(around.front).text(uow, last, CLASS_2B)
    assert len(await around.flags()) == 5


async def test_what_was_told_is_put_right_at_every_doubling() -> None:
    around = await Around().open(CLASS_2B)
    last = (await flooded(around))[-1]
    where = MessageRef(privately(COUNSELLOR), MessageId("1"))
    async with around.work() as uow:
        await uow.posts.add(
            NewPost(
                message=where,
                purpose=Purpose.CARE,
                at=NOON,
                about=last.flag_id,
                reader=COUNSELLOR.account,
            )
        )

    said = [await around.write(SANNE, CRY) for _ in range(9)]

    changed = [[one.text for one in each.deliveries if isinstance(one, Change)] for each in said]
    assert [len(one) for one in changed] == [1, 1, 0, 1, 0, 0, 0, 1, 0]
    assert "nog zeker 8 keer" in changed[7][0]


@pytest.mark.parametrize(
    "signal",
    [
        a_care_signal(0.91),
        replace(a_care_signal(0.6), reason=Reason("reason.care.home")),
    ],
    ids=["surer", "of another kind"],
)
async def test_what_is_worse_is_told_however_much_came_before(signal: CareSignal) -> None:
    around = await Around().open(CLASS_2B)
    await flooded(around)
    around.thoughts["erger"] = a_judgement(care=signal)

    said = await around.write(SANNE, "erger")

    assert "ZORGSIGNAAL 6 " in said.to(COUNSELLOR)
    assert (await around.flags())[-1].raised.evidence.text == "erger"


async def test_what_comes_after_it_was_closed_is_told() -> None:
    around = await Around().open(CLASS_2B)
    for flag in await flooded(around):
        closing = NewVerdict(
            flag_id=flag.flag_id,
            verdict=Verdict.DISMISSED,
            by=COUNSELLOR.account,
            at=around.clock(),
        )
        async with around.work() as uow:
            await uow.flags.decide(closing)

    assert "ZORGSIGNAAL 6 " in (await around.write(SANNE, CRY)).to(COUNSELLOR)


@pytest.mark.parametrize("kind", [StepKind.TAKEN_UP, StepKind.PASSED_ON])
async def test_whoever_looks_after_it_hears_that_it_goes_on(kind: StepKind) -> None:
    both = (COUNSELLOR.account, OTHER_COUNSELLOR.account)
    around = await Around().open(replace(CLASS_2B, care=both))
    last = (await flooded(around))[-1]
    async with around.work() as uow:
        by = OTHER_COUNSELLOR.account if kind is StepKind.TAKEN_UP else None
        await uow.flags.step(last.flag_id, Step(kind, around.clock(), by))

    said = await around.write(SANNE, CRY)

    alone = {OTHER_COUNSELLOR.account}
    assert said.readers == (alone if kind is StepKind.TAKEN_UP else {*both})


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


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("help", CRY),
        ("regels", CRY),
        ("stil", CRY),
        ("klas", CRY),
        ("ik", CRY.removeprefix("ik ")),
    ],
)
async def test_an_open_cry_is_answered_with_care_alone(name: str, argument: str) -> None:
    around = await Around().open(CLASS_2B)
    cry = CRY if name != "ik" else f"/{CRY}"
    around.thoughts[cry] = a_judgement(care=a_care_signal())

    said = await around.give(SANNE, name, argument, chat=CHAT_2B)

    (answer,) = said.answers
    assert (answer.to, answer.within) == (SANNE.account, CHAT_2B)
    assert all(word in answer.text for word in LIFELINES)
    assert "anderen kunnen het ook lezen" in answer.text
    assert "hoor je dat van mij" not in answer.text
    assert said.readers == set()  # the group's own way tells the care contacts
    assert await around.flags() == []
    assert await around.audited(Audited.REFUSED) == []


@pytest.mark.parametrize("change", [{"care": ()}, {"stage": Stage.OFF}])
async def test_an_open_cry_that_nobody_hears_promises_nothing(change: dict[str, Any]) -> None:
    around = await Around().open(replace(CLASS_2B, **change))

    said = await around.give(SANNE, "help", CRY, chat=CHAT_2B)

    assert "niemand op school bereiken" in said.text
