"""What a teacher says of phones in the lesson that is running."""

from datetime import datetime, timedelta

import pytest

from bot.commands import moments
from bot.model.audit import Audited
from bot.model.calendar import AMSTERDAM
from bot.model.group import ClassGroup
from bot.model.member import Role, Sender
from bot.model.timetable import Slot, SlotKind
from bot.timetable import TIMETABLE
from tests.support.builders import NOON
from tests.unit.commands.making import (
    CHAT_2B,
    CHAT_3C,
    COUNSELLOR,
    LEAD,
    MENTOR,
    OFFICER,
    OTHER_MENTOR,
    SANNE,
    Around,
    somebody,
)

KOK = somebody("21", "D. Kok", Role.TEACHER)
LOCAL = NOON.astimezone(AMSTERDAM)
END = NOON + timedelta(minutes=50)
LESSON = Slot(SlotKind.LESSON, NOON - timedelta(minutes=10), END, frozenset({"2B"}))


async def at_school(*slots: Slot) -> Around:
    """Kok teaches 2B, and answers for no group."""
    around = await Around().open()
    async with around.work() as uow:
        await around.enrol(uow, KOK, "2B")
        await uow.timetable.put("rooster.ics", slots, NOON)
        await uow.cursors.put(TIMETABLE, "1")
    return around


def said(group: ClassGroup) -> list[tuple[datetime, datetime, bool]]:
    return [(one.begin, one.end, one.phones) for one in group.lessons]


@pytest.mark.parametrize(
    ("typed", "phones"),
    [
        ("telefoons weg", False),
        ("weg", False),
        ("Telefoon uit", False),
        ("phones away", False),
        ("mag", True),
        ("telefoons mogen", True),
        ("allowed", True),
        ("phones on", True),
    ],
)
@pytest.mark.parametrize("by", [KOK, MENTOR, LEAD])
async def test_until_the_lesson_is_over(typed: str, phones: bool, by: Sender) -> None:
    around = await at_school(LESSON)
    answer = await around.give(by, "les", typed, chat=CHAT_2B)
    assert said(await around.group()) == [(LESSON.begin, END, phones)]
    assert f"{END.astimezone(AMSTERDAM):%H:%M}" in answer.text
    assert not answer.readers
    entry = (await around.audited(Audited.GROUP))[-1]
    assert entry.by == by.account
    assert entry.facts["happened"] == ("phones_allowed" if phones else "phones_away")


@pytest.mark.parametrize("name", ["les", "lesson"])
@pytest.mark.parametrize(
    "typed", ["weg tot {0:%H:%M}", "away until {0:%H.%M}", "weg 20m", "telefoons weg 20 minuten"]
)
async def test_until_a_time_where_there_is_no_timetable(name: str, typed: str) -> None:
    around, until = await at_school(), LOCAL + timedelta(minutes=20)
    await around.give(KOK, name, typed.format(until), chat=CHAT_2B)
    assert said(await around.group()) == [(NOON, until, False)]


async def test_in_private_with_the_name_of_the_class() -> None:
    around = await at_school(LESSON)
    answer = await around.give(KOK, "les", "2B weg")
    assert "2B" in answer.text
    assert said(await around.group()) == [(LESSON.begin, END, False)]
    assert said(await around.group(CHAT_3C)) == []


async def test_without_a_lesson_or_a_time_it_asks_until_when() -> None:
    around = await at_school()
    assert "tot hoe laat" in (await around.give(KOK, "les", "weg", chat=CHAT_2B)).text
    assert said(await around.group()) == []


@pytest.mark.parametrize(
    "typed", ["iets", "weg tot gisteren", "weg tot 99:99", "weg tot 00:00", "weg 23u", "tot 11:20"]
)
async def test_what_is_not_understood_changes_nothing(typed: str) -> None:
    around = await at_school(LESSON)
    assert "/les weg" in (await around.give(KOK, "les", typed, chat=CHAT_2B)).text
    assert said(await around.group()) == []


async def test_off_takes_back_what_was_said_and_tells_what_goes() -> None:
    around = await at_school(LESSON)
    await around.give(KOK, "les", "weg", chat=CHAT_2B)
    answer = await around.give(KOK, "les", "uit", chat=CHAT_2B)
    assert said(await around.group()) == []
    assert "telefoons mogen" in answer.text
    assert (await around.audited(Audited.GROUP))[-1].facts["happened"] == "lesson_off"


async def test_alone_it_tells_what_goes_now() -> None:
    around = await at_school(LESSON)
    await around.give(KOK, "les", "weg", chat=CHAT_2B)
    assert "telefoons zijn weg" in (await around.give(KOK, "les", chat=CHAT_2B)).text
    nothing = await at_school()
    assert "ken het rooster van 2B niet" in (await nothing.give(KOK, "les", chat=CHAT_2B)).text


async def test_who_changes_their_mind_is_of_the_same_lesson_and_old_ones_go() -> None:
    around = await at_school()
    until = f"{LOCAL + timedelta(minutes=50):%H:%M}"
    await around.give(KOK, "les", f"weg tot {until}", chat=CHAT_2B)
    around.clock.forward(minutes=5)
    await around.give(KOK, "les", "mag", chat=CHAT_2B)
    assert [one[0] for one in said(await around.group())] == [NOON, NOON]
    around.clock.forward(hours=2)
    await around.give(KOK, "les", "weg 10m", chat=CHAT_2B)
    assert len(said(await around.group())) == 1


@pytest.mark.parametrize("by", [SANNE, OTHER_MENTOR, OFFICER, COUNSELLOR])
async def test_nobody_else_says_so(by: Sender) -> None:
    around = await at_school(LESSON)
    answer = await around.give(by, "les", "weg", chat=CHAT_2B)
    assert "alleen een medewerker van school" in answer.text
    assert said(await around.group()) == []
    (entry,) = await around.audited(Audited.REFUSED)
    assert (entry.by, entry.facts["act"]) == (by.account, "les")


async def test_who_teaches_a_class_may_order_nothing_else_there() -> None:
    around = await at_school(LESSON)
    for name in ("stil", "toets", "uit"):
        await around.give(KOK, name, "20m", chat=CHAT_2B)
    group = await around.group()
    assert (group.quiet_until, group.tests, group.stage.reads) == (None, (), True)


def test_a_lesson_is_no_longer_than_a_school_day() -> None:
    assert moments.phones("weg 10u", NOON, AMSTERDAM) is not None
    assert moments.phones("weg 11u", NOON, AMSTERDAM) is None
