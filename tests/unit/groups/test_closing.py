"""A group is closed for a while and opened again, whatever happens to the bot in between."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.memory import Group
from bot.answering.offers import Offer, Offered
from bot.errors import AdapterError, AdapterUnavailable, ChatGone, Forbidden, MissingPermission
from bot.groups.closing import STALE_AFTER, Closed, Closings
from bot.model.audit import Audited
from bot.model.closing import Closing
from bot.model.dealing import ButtonPressed
from bot.model.group import ClassGroup, Stage
from bot.model.ids import MessageId
from bot.model.member import Sender
from tests.support.builders import CLASS_2B, COUNSELLOR, MENTOR, TEAM_LEAD
from tests.support.live import BOS, CLASS, JANSEN, SMIT, WOLTERS, LiveSchool, open_live
from tests.support.school import SANNE

OPEN = (("invite", True), ("write", True))
SHUT = (("invite", True), ("write", False))
HALF_OPEN = (("invite", False), ("write", True))


async def pressed(live: LiveSchool, what: str = "15", *, by: Sender = WOLTERS) -> str:
    """A button that was signed for them."""
    press = ButtonPressed(
        chat=CLASS_2B,
        at=live.front.clock(),
        press="p",
        message_id=MessageId("1"),
        by=by,
        data="",
        private=True,
    )
    offer = Offer(Offered.CLOSE, f"{what}_{CLASS_2B.chat_id}")
    async with live.school.unit_of_work() as uow:
        said = await Closed(live.front).pressed(uow, press, offer)
        await uow.commit()
    return said


async def works(live: LiveSchool, times: int = 1) -> None:
    closings = Closings(live.school.unit_of_work, live.front)
    for _ in range(times):
        for group in await closings.due():
            await closings.work(live.school.platform, group)
    await live.deliver()


def place(live: LiveSchool) -> Group:
    return live.school.platform.groups[CLASS_2B]


async def kept(live: LiveSchool) -> ClassGroup:
    async with live.school.unit_of_work() as uow:
        group = await uow.groups.get(CLASS_2B)
    assert group is not None
    return group


async def closing(live: LiveSchool) -> Closing | None:
    return (await kept(live)).closing


async def closed() -> LiveSchool:
    live = await open_live()
    await pressed(live)
    await works(live)
    return live


async def happened(live: LiveSchool) -> list[str | int]:
    return [entry.facts["happened"] for entry in await live.audited(Audited.GROUP)]


def in_group(live: LiveSchool) -> str:
    return "\n".join(live.school.in_group())


async def test_a_group_is_closed_and_opens_by_itself() -> None:
    live = await open_live()
    assert await pressed(live) == "De groep gaat dicht tot 13:15."
    await works(live)
    assert place(live).permissions == SHUT
    assert in_group(live).endswith(
        "Deze groep is dicht tot 13:15, zodat het gesprek tot rust kan komen."
    )
    with pytest.raises(MissingPermission):
        live.school.post("hoi")
    live.school.clock.forward(minutes=14, seconds=59)
    await works(live)
    assert place(live).permissions == SHUT
    live.school.clock.forward(seconds=1)
    await works(live)
    assert place(live).permissions == OPEN
    assert in_group(live).endswith("De groep is weer open.")
    assert await closing(live) is None
    assert await happened(live) == ["closing", "closed", "opened"]


async def test_who_closed_it_is_written_down_and_not_told() -> None:
    live = await closed()
    entry, _ = await live.audited(Audited.GROUP)
    assert entry.by == MENTOR
    assert "Wolters" not in in_group(live)
    assert live.school.told(TEAM_LEAD) == live.school.told(JANSEN.account) == []


async def test_an_hour_counts_from_when_it_was_closed() -> None:
    live = await closed()
    live.school.clock.forward(minutes=10)
    assert await pressed(live, "60", by=JANSEN) == "De groep gaat dicht tot 14:00."
    assert await pressed(live, "60", by=BOS) == "De groep is al dicht tot 14:00."
    await live.deliver()
    assert in_group(live).endswith("Deze groep blijft dicht tot 14:00.")
    live.school.clock.forward(minutes=49)
    await works(live)
    assert place(live).permissions == SHUT
    live.school.clock.forward(minutes=1)
    await works(live)
    assert place(live).permissions == OPEN


async def test_it_may_be_opened_sooner() -> None:
    live = await closed()
    assert await pressed(live, "open", by=BOS) == "De groep gaat weer open."
    await works(live)
    assert place(live).permissions == OPEN
    assert await pressed(live, "open") == "De groep is al open."
    assert await pressed(live, "60") == "De groep is al open."
    await works(live)
    assert place(live).permissions == OPEN


async def test_of_two_who_close_it_the_first_wins() -> None:
    live = await closed()
    assert await pressed(live, by=JANSEN) == "De groep is al dicht tot 13:15."
    assert await happened(live) == ["closing", "closed"]


@pytest.mark.parametrize("by", [SANNE, SMIT], ids=lambda one: one.name)
async def test_nobody_else_closes_a_group(by: Sender) -> None:
    live = await open_live()
    for what in ("15", "60", "open"):
        with pytest.raises(Forbidden):
            await pressed(live, what, by=by)
    assert await closing(live) is None


async def test_on_trial_a_group_is_not_closed() -> None:
    live = await open_live(group=replace(CLASS, stage=Stage.TRIAL))
    with pytest.raises(Forbidden):
        await pressed(live)


# whatever happens in between


async def test_what_was_allowed_before_is_what_comes_back() -> None:
    live = await open_live()
    place(live).permissions = HALF_OPEN
    await pressed(live)
    await works(live)
    live.school.clock.forward(minutes=15)
    await works(live)
    assert place(live).permissions == HALF_OPEN


async def test_who_died_while_closing_still_knows_what_was_allowed() -> None:
    """The platform had closed it, and nobody had written that down."""
    live = await open_live()
    await pressed(live)
    await works(live)
    group = await kept(live)
    assert group.closing is not None
    await live.put(replace(group, closing=replace(group.closing, shut=False)))
    await works(live)
    live.school.clock.forward(minutes=15)
    await works(live)
    assert place(live).permissions == OPEN
    assert await closing(live) is None


async def test_who_died_while_opening_opens_it_once_more() -> None:
    live = await closed()
    live.school.clock.forward(minutes=15)
    place(live).permissions = OPEN
    await works(live)
    assert in_group(live).endswith("De groep is weer open.")
    assert await happened(live) == ["closing", "closed", "opened"]


async def test_what_a_person_opened_stays_as_they_left_it() -> None:
    live = await closed()
    place(live).permissions = HALF_OPEN
    live.school.clock.forward(minutes=15)
    await works(live)
    assert place(live).permissions == HALF_OPEN
    assert await happened(live) == ["closing", "closed", "opened_by_hand"]
    assert not in_group(live).endswith("De groep is weer open.")


async def test_what_was_closed_already_is_left_alone() -> None:
    live = await open_live()
    place(live).permissions = SHUT
    await pressed(live)
    await works(live)
    live.school.clock.forward(minutes=15)
    await works(live)
    assert place(live).permissions == SHUT
    assert await closing(live) is None
    assert "dicht tot" not in in_group(live)


@pytest.mark.parametrize("fails", [1, 2])
async def test_an_outage_only_delays_it(fails: int) -> None:
    live = await open_live()
    await pressed(live)
    live.school.platform.fail_next(*[AdapterUnavailable("x")] * fails)
    await works(live, fails + 1)
    assert place(live).permissions == SHUT
    live.school.clock.forward(minutes=15)
    live.school.platform.fail_next(*[AdapterUnavailable("x")] * fails)
    await works(live, fails + 1)
    assert place(live).permissions == OPEN


async def test_what_could_not_be_closed_in_time_is_closed_no_more() -> None:
    live = await open_live()
    await pressed(live)
    live.school.clock.forward(seconds=STALE_AFTER.total_seconds() + 1)
    await works(live)
    assert place(live).permissions == OPEN
    assert await closing(live) is None


async def test_whoever_closed_it_reads_that_the_bot_may_not() -> None:
    live = await open_live()
    place(live).rights.restrict = False
    await pressed(live)
    await works(live, 3)
    (told,) = [one.text for one in live.read_by(MENTOR)]
    assert told.startswith("2B kan ik niet sluiten")
    assert await closing(live) is None
    assert "dicht" not in in_group(live)


async def test_staff_read_once_that_it_stays_closed_and_it_is_tried_on() -> None:
    live = await closed()
    place(live).rights.restrict = False
    live.school.clock.forward(minutes=15)
    await works(live, 3)
    for one in (MENTOR, JANSEN.account, TEAM_LEAD):
        told = [line for line in live.school.told(one) if "nog dicht" in line]
        assert len(told) == 1
    assert live.school.told(COUNSELLOR) == []
    place(live).rights.restrict = True
    await works(live)
    assert place(live).permissions == OPEN
    assert await closing(live) is None


@pytest.mark.parametrize("error", [ChatGone("x"), AdapterError("x")])
async def test_a_group_that_is_gone_is_nobodys_worry(error: AdapterError) -> None:
    live = await open_live()
    await pressed(live)
    live.school.platform.fail_next(error)
    await works(live)
    assert await closing(live) is None


async def test_another_closing_is_not_ended_by_the_one_before() -> None:
    live = await closed()
    stale = await kept(live)
    again = Closing(MENTOR, live.front.clock() + timedelta(minutes=1), live.front.clock())
    await live.put(replace(stale, closing=again))
    live.school.clock.forward(minutes=15)
    await Closings(live.school.unit_of_work, live.front).work(live.school.platform, stale)
    assert await closing(live) == again
