"""Checking an export: everything in its order, nothing said to anybody."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.bootstrap.choices import rulebook
from bot.bootstrap.exporting import export_check
from bot.check import ExportCheck
from bot.errors import ExportError
from bot.model.action import AlertCare, FlagToStaff, RemindInGroup
from bot.model.decision import Decided
from bot.model.event import Event, GroupNotice, MessagePosted, NotUnderstood
from bot.model.ids import ChatId, ChatRef, MessageId, Platform
from bot.model.outbox import Outcome
from bot.settings import Settings
from tests.support.builders import CLASS_2B, NOON, a_finding, a_judgement, a_message
from tests.support.school import NL, School, open_school

CLASS_3C = ChatRef(Platform.MEMORY, ChatId("klas-3c"))


@dataclass(frozen=True, slots=True)
class Lines:
    items: Sequence[Event | NotUnderstood]
    format: str = "test"

    def own_id(self, message_id: MessageId) -> str:
        return message_id

    def __iter__(self) -> Iterator[Event | NotUnderstood]:
        return iter(self.items)


def posted(number: int, text: str = "hoi", chat: ChatRef = CLASS_2B) -> MessagePosted:
    at = NOON - timedelta(days=1) + timedelta(seconds=number)
    return MessagePosted(a_message(text, message_id=f"m{number}", chat=chat, at=at))


async def checked(school: School, *items: Event | NotUnderstood) -> list[Decided | NotUnderstood]:
    return [one async for one in checking(school).run(Lines(items))]


def checking(school: School) -> ExportCheck:
    return ExportCheck(lambda: school.app, school.app.wording)


def told(ones: Sequence[Decided | NotUnderstood]) -> list[str]:
    return [
        one.text if isinstance(one, NotUnderstood) else one.message.ref.message_id for one in ones
    ]


async def test_every_message_and_every_strange_line_comes_in_its_order() -> None:
    school = await open_school()
    many = [posted(number, chat=(CLASS_2B, CLASS_3C)[number % 2]) for number in range(130)]
    strange = NotUnderstood(61, "???")
    ones = await checked(school, *many[:60], strange, *many[60:])
    expected = [f"m{number}" for number in range(130)]
    assert told(ones) == [*expected[:60], "???", *expected[60:]]


async def test_a_notice_of_the_platform_is_no_message() -> None:
    notice = GroupNotice(CLASS_2B, NOON, "Sanne heeft de groep gemaakt")
    assert told(await checked(await open_school(), notice, posted(1))) == ["m1"]


async def test_a_second_message_under_the_same_id_is_the_same_message() -> None:
    ones = await checked(await open_school(), posted(1, "een"), posted(1, "twee"), posted(2))
    assert told(ones) == ["m1", "m2"]
    assert isinstance(ones[0], Decided)
    assert ones[0].message.text == "een"


async def test_what_the_judge_fails_on_is_counted() -> None:
    school = await open_school({"kapot": RuntimeError()})
    check = checking(school)
    ones = [one async for one in check.run(Lines([posted(1), posted(2, "kapot"), posted(3)]))]
    assert told(ones) == ["m1", "m3"]
    assert check.unjudged == 1


async def test_an_export_of_long_ago_is_simulated_whole_and_nothing_came_too_late() -> None:
    check = export_check(Settings(rulebook=rulebook(None)), NL)
    app = check.begin()
    lines = Lines([posted(1, "jij bent echt een sukkel"), posted(2, "ik wil niet meer leven")])
    ones = [one async for one in ExportCheck(lambda: app, app.wording).run(lines)]
    assert [
        type(action) for one in ones if isinstance(one, Decided) for action in one.decision.actions
    ] == [FlagToStaff, RemindInGroup, AlertCare]
    async with app.unit_of_work() as uow:
        counts = {outcome: await uow.outbox.count(outcome) for outcome in Outcome}
    assert {outcome for outcome, count in counts.items() if count} == {Outcome.SIMULATED}
    assert counts[Outcome.SIMULATED] == 1  # nobody answers for the group of an export


async def test_a_check_can_be_broken_off_half_way() -> None:
    check = checking(await open_school())
    many = Lines([posted(number) for number in range(1000)])
    seen = 0

    async def read() -> None:
        nonlocal seen
        async for _ in check.run(many):
            seen += 1

    reading = asyncio.create_task(read())
    await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert seen < 1000


async def test_more_groups_than_memory_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.check.MOST_GROUPS", 3)
    chats = [ChatRef(Platform.MEMORY, ChatId(f"klas-{number}")) for number in range(4)]
    many = [posted(number, chat=chat) for number, chat in enumerate(chats)]
    assert len(await checked(await open_school(), *many[:3], *many[:3])) == 3
    with pytest.raises(ExportError) as told:
        await checked(await open_school(), *many)
    assert told.value.key == "error.export.too_many_groups"


async def test_two_exports_of_one_group_share_no_ids() -> None:
    check = export_check(Settings(rulebook=rulebook(None)), NL)
    for text in ("hoi", "ik wil niet meer leven"):
        (one,) = [one async for one in check.run(Lines([posted(1, text)]))]
        assert isinstance(one, Decided)
        assert one.message.text == text


async def test_an_insult_is_decided_as_it_would_have_been() -> None:
    school = await open_school({"sukkel": a_judgement(a_finding())})
    (one,) = await checked(school, posted(1, "sukkel"))
    assert isinstance(one, Decided)
    assert len(one.decision.actions) == 2
