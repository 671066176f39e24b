"""What the bot says to a colleague about what they write, to them alone."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.model.calendar import QuietHours, SchoolCalendar
from bot.model.finding import Rule
from bot.model.group import GroupKind, Stage
from bot.model.ids import ArticleNumber
from bot.model.member import Sender
from tests.support.builders import (
    COUNSELLOR,
    MENTOR,
    TEAM_LEAD,
    a_care_signal,
    a_finding,
    a_judgement,
)
from tests.support.live import BOS, CLASS, JANSEN, SMIT, WOLTERS, LiveSchool, Shown, open_live
from tests.support.school import BRAM, SANNE

THOUGHTS = {
    "sukkel": a_judgement(a_finding()),
    "misschien": a_judgement(a_finding(probability=0.2)),
    "06": a_judgement(a_finding(Rule.PRIVACY)),
    "help": a_judgement(care=a_care_signal()),
}


async def guarded(article: str = "5.1.3", **group: object) -> LiveSchool:
    live = await open_live(THOUGHTS, group=replace(CLASS, **group))  # type: ignore[arg-type]
    for sender in (JANSEN, SMIT, BOS):
        live.school.platform.join(CLASS.chat, sender)
    number = ArticleNumber(article) if article else None
    for language, one in live.front.wordings.items():
        book = replace(one.rulebook, derailing_article=number)
        live.front.wordings[language] = replace(one, rulebook=book)
    return live


async def goes(live: LiveSchool, *said: tuple[Sender, str]) -> None:
    for by, text in said:
        live.school.clock.forward(seconds=20)
        await live.say(text, by=by)


def asked(live: LiveSchool, who: Sender = WOLTERS) -> list[Shown]:
    """To stop."""
    return [one for one in live.read_by(who.account) if "uit de hand" in one.text]


FIGHT = ((SANNE, "sukkel"), (WOLTERS, "rustig"), (BRAM, "sukkel"), (SANNE, "sukkel"))


async def test_whoever_takes_part_is_asked_to_stop_and_nobody_else_knows() -> None:
    live = await guarded()
    await goes(live, *FIGHT)
    (told,) = asked(live)
    assert "5.1.3" in told.text
    assert "dhr. Bos" in told.text
    assert list(told.buttons) == ["Sluit de groep 15 minuten"]
    assert "uit de hand" not in "\n".join(live.school.in_group())
    for other in (JANSEN, BOS, SMIT, SANNE, BRAM):
        assert asked(live, other) == []
    assert all(flag.raised.sender.account != MENTOR for flag in await live.school.flags())


async def test_whoever_is_rude_is_asked_at_once() -> None:
    live = await guarded()
    await goes(live, (WOLTERS, "sukkel"))
    assert len(asked(live)) == 1


@pytest.mark.parametrize(
    "said",
    [
        ((SANNE, "sukkel"), (WOLTERS, "rustig"), (BRAM, "sukkel")),  # not often enough
        ((SANNE, "sukkel"), (BRAM, "sukkel"), (SANNE, "sukkel")),  # nobody of staff
        ((SANNE, "sukkel"), (BRAM, "sukkel"), (SANNE, "sukkel"), (WOLTERS, "stop")),  # it ended
        ((SANNE, "misschien"), (WOLTERS, "hm"), (BRAM, "misschien"), (SANNE, "misschien")),
    ],
)
async def test_what_does_not_derail_is_left_alone(said: tuple[tuple[Sender, str], ...]) -> None:
    live = await guarded()
    await goes(live, *said)
    assert asked(live) == []


async def test_what_was_said_long_ago_does_not_count() -> None:
    live = await guarded()
    await goes(live, *FIGHT[:3])
    live.school.clock.forward(minutes=10)
    await goes(live, *FIGHT[3:])
    assert asked(live) == []


async def test_at_most_once_an_hour() -> None:
    live = await guarded()
    await goes(live, *FIGHT, *FIGHT)
    assert len(asked(live)) == 1
    live.school.clock.forward(hours=1)
    await goes(live, *FIGHT)
    assert len(asked(live)) == 2


@pytest.mark.parametrize(
    ("minutes", "times"), [(1, 1), (58, 1), (62, 2), (23 * 60 + 58, 2), (24 * 60, 2)]
)
async def test_an_hour_is_an_hour_wherever_it_begins(minutes: int, times: int) -> None:
    live = await guarded()
    live.school.clock.now = live.school.clock.now.replace(hour=23, minute=40)
    await goes(live, *FIGHT)
    live.school.clock.forward(minutes=minutes)
    await goes(live, *FIGHT)
    assert len(asked(live)) == times


async def test_each_who_takes_part_is_asked() -> None:
    live = await guarded()
    await goes(live, (JANSEN, "hoi"), *FIGHT)
    assert len(asked(live)) == len(asked(live, JANSEN)) == 1


async def test_while_somebody_may_be_in_need_nobody_is_asked_to_stop() -> None:
    live = await guarded()
    await goes(live, (BRAM, "help"), *FIGHT)
    assert asked(live) == []


async def test_a_protocol_without_such_an_article_asks_nobody() -> None:
    live = await guarded("")
    await goes(live, *FIGHT)
    assert asked(live) == []


async def test_only_who_may_close_the_group_gets_the_button() -> None:
    live = await guarded()
    await goes(live, (SANNE, "sukkel"), (SMIT, "rustig"), (BRAM, "sukkel"), (SANNE, "sukkel"))
    (told,) = asked(live, SMIT)
    assert told.buttons == {}


async def test_on_trial_the_bot_closes_nothing() -> None:
    live = await guarded(stage=Stage.TRIAL)
    await goes(live, *FIGHT)
    (told,) = asked(live)
    assert told.buttons == {}


async def test_the_staffs_own_group_is_theirs() -> None:
    live = await guarded(kind=GroupKind.STAFF)
    await goes(live, *FIGHT, (WOLTERS, "06"))
    assert asked(live) == []
    assert "verwijderen" not in "\n".join(one.text for one in live.read_by(MENTOR))


# data of pupils


async def test_whoever_shares_data_of_a_pupil_reads_it_themselves() -> None:
    live = await guarded()
    await goes(live, (WOLTERS, "06"))
    told = [one.text for one in live.read_by(MENTOR) if "zelf verwijderen" in one.text]
    assert len(told) == 1
    assert "artikel 4.2" in told[0]
    for other in (JANSEN.account, TEAM_LEAD, COUNSELLOR):
        assert not any("zelf verwijderen" in one.text for one in live.read_by(other))


async def test_of_a_pupil_that_is_not_said() -> None:
    live = await guarded()
    await goes(live, (SANNE, "06"))
    assert not any("zelf verwijderen" in one for one in live.school.told(SANNE.account))


# late


async def late(live: LiveSchool, *, chosen: bool) -> list[str]:
    """What the mentor reads of writing at half past eleven, three times."""
    hours = SchoolCalendar(quiet=QuietHours(time(22), time(7)))
    live.school.app = replace(
        live.school.app, pipeline=replace(live.school.app.pipeline, calendar=hours, timetable=None)
    )
    settings = live.front.settings
    object.__setattr__(
        live.front, "settings", replace(settings, live=replace(settings.live, staff_late=chosen))
    )
    live.school.clock.now = live.school.clock.now.replace(hour=22, minute=30)
    for _ in range(3):
        await goes(live, (WOLTERS, "morgen toets"))
    return [one.text for one in live.read_by(MENTOR) if "Het is laat" in one.text]


async def test_that_it_is_late_is_said_once_an_evening_where_the_school_wants_it() -> None:
    live = await guarded()
    assert len(await late(live, chosen=True)) == 1
    live.school.clock.now += timedelta(days=1)
    await goes(live, (WOLTERS, "en nog iets"))
    assert len([one for one in live.read_by(MENTOR) if "Het is laat" in one.text]) == 2


async def test_else_it_is_not_said() -> None:
    assert await late(await guarded(), chosen=False) == []
