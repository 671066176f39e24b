"""What only staff may: asked of the school, by their account, at that moment."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import moments
from bot.model.audit import Audited
from bot.model.calendar import AMSTERDAM
from bot.model.group import Stage
from bot.model.ids import ChatRef
from bot.model.member import Identity, Role, Sender
from tests.support.builders import NOON
from tests.unit.commands.making import (
    BRAM,
    CHAT_2B,
    CHAT_3C,
    CLASS_2B,
    COUNSELLOR,
    CRY,
    FAKE,
    LEAD,
    MENTOR,
    OFFICER,
    OTHER_MENTOR,
    SANNE,
    Around,
    original,
)
from tests.unit.digest.making import a_flag

ORDERS = {"status": "", "stil": "20m", "toets": "14:00-15:00", "uit": "", "aan": "", "open": ""}


# who


@pytest.mark.parametrize("chat", [CHAT_2B, None], ids=["group", "private"])
@pytest.mark.parametrize(
    "by",
    [SANNE, FAKE, replace(FAKE, role=Role.TEAM_LEAD), OFFICER],
    ids=["pupil", "name of staff", "role of a platform", "privacy officer"],
)
@pytest.mark.parametrize("name", ORDERS)
async def test_nobody_else_may(name: str, by: Sender, chat: ChatRef | None) -> None:
    around = await Around().open()
    argument = ORDERS[name] if chat else f"2B {ORDERS[name]}"

    said = await around.give(by, name, argument, chat=chat)

    assert "alleen een medewerker van school" in said.text
    assert not said.readers
    assert await around.group() == CLASS_2B
    (entry,) = await around.audited(Audited.REFUSED)
    assert entry.by == by.account
    assert entry.facts["act"] == name


@pytest.mark.parametrize("identity", [one for one in Identity if one is not Identity.PERSON])
async def test_an_order_of_nobody_knows_whom_is_written_down_once_an_hour_a_group(
    identity: Identity,
) -> None:
    around = await Around().open()
    masked = replace(MENTOR, identity=identity)
    another = replace(OTHER_MENTOR, identity=identity)

    for by, name, chat in (
        (masked, "uit", CHAT_2B),
        (masked, "stil", CHAT_2B),
        (another, "uit", CHAT_2B),
        (masked, "uit", CHAT_3C),
        (masked, "help", CHAT_3C),
    ):
        assert not (await around.give(by, name, "20m", chat=chat)).items
    around.clock.forward(hours=1)
    await around.give(another, "quiet", chat=CHAT_2B)

    assert await around.group() == CLASS_2B
    refused = await around.audited(Audited.REFUSED)
    assert [(one.by, one.facts["act"], one.facts["chat"]) for one in refused] == [
        (MENTOR.account, "uit", str(CHAT_2B)),
        (MENTOR.account, "uit", str(CHAT_3C)),
        (OTHER_MENTOR.account, "stil", str(CHAT_2B)),
    ]


async def test_what_everybody_may_ask_is_no_order() -> None:
    around = await Around().open()

    await around.give(replace(MENTOR, identity=Identity.CHANNEL), "regels", chat=CHAT_2B)

    assert await around.audited(Audited.REFUSED) == []


async def test_staff_of_another_class_may_not() -> None:
    around = await Around().open()

    said = await around.give(OTHER_MENTOR, "stil", "20m", chat=CHAT_2B)

    assert "alleen een medewerker van school" in said.text
    assert (await around.group()).quiet_until is None


async def test_naming_a_class_of_others_gives_no_right_to_it() -> None:
    around = await Around().open()

    await around.give(OTHER_MENTOR, "uit", "2B")

    assert (await around.group()).stage is Stage.ON


async def test_an_audit_is_not_filled_by_trying() -> None:
    around = await Around().open()

    for _ in range(3):
        await around.give(SANNE, "status", chat=CHAT_2B)

    assert len(await around.audited(Audited.REFUSED)) == 1


# silence


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("20m", 20), ("2u", 120), ("90 min", 90), ("2 uur", 120), ("1h", 60), ("24u", 1440)],
)
async def test_silence(typed: str, minutes: int) -> None:
    around = await Around().open()

    said = await around.give(MENTOR, "stil", typed, chat=CHAT_2B)

    assert (await around.group()).quiet_until == NOON + timedelta(minutes=minutes)
    assert "Meldingen en zorgsignalen" in said.text
    (entry,) = await around.audited(Audited.GROUP)
    assert (entry.by, entry.facts["happened"]) == (MENTOR.account, "quiet")


async def test_silence_ends() -> None:
    around = await Around().open()
    await around.give(MENTOR, "stil", "2u", chat=CHAT_2B)

    await around.give(LEAD, "quiet", "off", chat=CHAT_2B)

    assert (await around.group()).quiet_until is None


@pytest.mark.parametrize("typed", ["", "lang", "0m", "25u", "-5m", "5", "9999999m"])
async def test_what_is_no_time_changes_nothing(typed: str) -> None:
    around = await Around().open()

    said = await around.give(MENTOR, "stil", typed, chat=CHAT_2B)

    assert "Hoe lang" in said.text
    assert (await around.group()).quiet_until is None


async def test_in_private_the_only_class_needs_no_name() -> None:
    around = await Around().open()

    await around.give(MENTOR, "stil", "20m")

    assert (await around.group(CHAT_2B)).quiet_until is not None
    assert (await around.group(CHAT_3C)).quiet_until is None


async def test_whoever_has_several_classes_names_one() -> None:
    around = await Around().open()

    asked = await around.give(LEAD, "stil", "20m")
    await around.give(LEAD, "stil", "3c 20m")

    assert "2B, 3C" in asked.text
    assert (await around.group(CHAT_2B)).quiet_until is None
    assert (await around.group(CHAT_3C)).quiet_until is not None


# tests


@pytest.mark.parametrize(
    ("typed", "begin", "end"),
    [
        ("13:30-14:00", "2026-03-02T13:30", "2026-03-02T14:00"),
        ("13.30 - 14.00", "2026-03-02T13:30", "2026-03-02T14:00"),
        ("9:00-10:00 morgen", "2026-03-03T09:00", "2026-03-03T10:00"),
        ("9:00-10:00 tomorrow", "2026-03-03T09:00", "2026-03-03T10:00"),
        ("9:00-10:00 24-3", "2026-03-24T09:00", "2026-03-24T10:00"),
        ("9:00-10:00 1-3", "2027-03-01T09:00", "2027-03-01T10:00"),
        ("9:00-10:00 24-3-2026", "2026-03-24T09:00", "2026-03-24T10:00"),
        ("9:00-10:00 2026-03-24", "2026-03-24T09:00", "2026-03-24T10:00"),
    ],
)
def test_a_test_as_people_type_it(typed: str, begin: str, end: str) -> None:
    found = moments.window(typed, NOON, AMSTERDAM)

    assert found is not None
    assert [f"{one:%Y-%m-%dT%H:%M}" for one in found] == [begin, end]
    assert all(one.tzinfo is AMSTERDAM for one in found)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "13:00",
        "14:00-13:00",
        "9:00-10:00",
        "25:00-26:00",
        "13:00-14:00 31-2",
        "13:00-14:00 ooit",
        "9:00-10:00 1-3-2026",
    ],
)
async def test_what_is_no_test_to_come_changes_nothing(typed: str) -> None:
    around = await Around().open()

    said = await around.give(MENTOR, "toets", typed, chat=CHAT_2B)

    assert "Wanneer" in said.text
    assert (await around.group()).tests == ()


async def test_tests_are_kept_until_they_are_over() -> None:
    around = await Around().open()
    await around.give(MENTOR, "toets", "13:30-14:00", chat=CHAT_2B)
    around.clock.forward(hours=3)

    await around.give(MENTOR, "toets", "9:00-10:00 morgen", chat=CHAT_2B)
    assert [f"{test.begin:%H:%M}" for test in (await around.group()).tests] == ["09:00"]
    await around.give(MENTOR, "toets", "uit", chat=CHAT_2B)
    assert (await around.group()).tests == ()
    assert len(await around.audited(Audited.GROUP)) == 3


# what waits


async def test_urgent_ones_come_first_and_are_marked() -> None:
    around = await Around().open()
    for number, urgent in (("1", False), ("2", True)):
        async with around.work() as uow:
            await uow.flags.add(replace(a_flag(int(number), chat=CHAT_2B).raised, urgent=urgent))
    lines = (await around.give(MENTOR, "open")).text.splitlines()
    assert [line.split()[:2] for line in lines[1:3]] == [["⚠", "2"], ["•", "1"]]


async def test_open_flags_are_numbers_and_articles_and_no_words() -> None:
    around = await Around().open()
    await around.give(SANNE, "meld", "hij begon", chat=CHAT_2B, reply_to=original("sukkel"))
    assert "• 1 · 2B · 4.1 · net binnen" in (await around.give(MENTOR, "open")).text
    around.clock.forward(hours=26)

    for chat in (CHAT_2B, None):
        said = await around.give(MENTOR, "open", chat=chat)
        assert "• 1 · 2B · 4.1 · 1 d. oud" in said.text
        assert not [word for word in ("sukkel", "begon", "Bram", "Sanne") if word in said.text]


async def test_in_private_a_flag_comes_again_with_its_words_and_buttons() -> None:
    around = await Around().open()
    await around.give(SANNE, "meld", chat=CHAT_2B, reply_to=original("sukkel"))
    assert "/open 1" in (await around.give(MENTOR, "open")).text

    said = await around.give(MENTOR, "open", "1")

    (again,) = said.answers
    assert "\nsukkel\n" in again.text
    assert again.buttons


async def test_a_flag_is_told_again_to_nobody_else_and_never_in_a_group() -> None:
    around = await Around().open()
    await around.give(SANNE, "meld", chat=CHAT_2B, reply_to=original("sukkel"))

    for by, number, chat in (
        (MENTOR, "1", CHAT_2B),
        (MENTOR, "2", None),
        (MENTOR, "een", None),
        (OTHER_MENTOR, "1", None),
    ):
        said = await around.give(by, "open", number, chat=chat)
        assert said.answers
        assert "sukkel" not in said.text
        assert not any(answer.buttons for answer in said.answers)
        assert not said.readers


async def test_of_what_is_their_own_matter_staff_see_nothing() -> None:
    around = await Around().open()
    await around.give(SANNE, "meld", chat=CHAT_2B, reply_to=original("dom kind", by=MENTOR))

    assert "wachten: 0" in (await around.give(MENTOR, "open")).text
    assert "wachten: 1" in (await around.give(LEAD, "open")).text


async def test_care_signals_are_told_to_care_contacts_and_never_in_a_group() -> None:
    around = await Around().open(CLASS_2B)
    await around.write(SANNE, CRY)

    assert "· zorg ·" in (await around.give(COUNSELLOR, "open")).text
    assert "zorg" not in (await around.give(COUNSELLOR, "open", chat=CHAT_2B)).text
    assert "wachten: 0" in (await around.give(MENTOR, "open")).text


# the group itself


async def test_status_tells_how_it_stands() -> None:
    around = await Around().open()

    said = await around.give(MENTOR, "status", chat=CHAT_2B)

    assert "2B" in said.text
    (entry,) = await around.audited(Audited.GROUP)
    assert (entry.by, entry.facts["happened"]) == (MENTOR.account, "status")


async def test_off_and_on() -> None:
    around = await Around().open()

    await around.give(MENTOR, "uit", chat=CHAT_2B)
    assert (await around.group()).stage is Stage.OFF
    await around.give(MENTOR, "aan", chat=CHAT_2B)
    assert (await around.group()).stage.reads
    assert {entry.by for entry in await around.audited(Audited.GROUP)} == {MENTOR.account}


@pytest.mark.parametrize("by", [SANNE, FAKE, BRAM], ids=["pupil", "name of staff", "another"])
async def test_a_pupil_binds_no_group(by: Sender) -> None:
    around = await Around().open(replace(CLASS_2B, stage=Stage.UNBOUND))

    await around.give(by, "klas", "3C", chat=CHAT_2B)

    group = await around.group()
    assert (group.name, group.stage) == ("2B", Stage.UNBOUND)
    assert len(await around.audited(Audited.REFUSED)) == 1


@pytest.mark.parametrize(("chat", "how"), [(CHAT_2B, "/klas 2B"), (None, "in de groep zelf")])
async def test_a_class_is_named_in_the_group(chat: ChatRef | None, how: str) -> None:
    said = await (await Around().open()).give(MENTOR, "klas", chat=chat)

    assert how in said.text


async def test_a_mentor_binds_a_group_to_their_class() -> None:
    unbound = replace(CLASS_2B, stage=Stage.UNBOUND, name="gezellig", responsible=())
    around = await Around().open(unbound)
    async with around.work() as uow:
        await around.enrol(uow, MENTOR, "2B")

    await around.give(MENTOR, "klas", "2b", chat=CHAT_2B)

    group = await around.group()
    assert (group.name, group.stage.reads) == ("2B", True)
