"""Who administers a group is known by accounts alone, and what is wrong is told once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.groups.checks import EVERY, RETRY
from bot.model.administration import Administration, Right, Untold
from bot.model.audit import Audited
from bot.model.dealing import Presence
from bot.model.group import Stage
from bot.model.ids import AccountRef, PersonId
from bot.model.member import Identity, Role, Sender
from bot.model.person import AccountLink, Membership
from tests.unit.groups.making import (
    ALL_RIGHTS,
    BOT,
    GROUP,
    LEAD,
    MENTOR,
    OTHER_GROUP,
    PUPIL,
    STRANGER,
    TEACHER,
    Around,
    a_school,
    administered,
)


async def check(around: Around, seen: Administration) -> dict[str, str]:
    """Who was told what, by the number of their account."""
    around.checks.begin(GROUP, around.clock())
    await around.checks.run(GROUP, seen)
    told = await around.told()
    return {to.user_id: text for to, text in told.items() if isinstance(to, AccountRef)}


async def seen_with(
    around: Around,
    *admins: Sender,
    owner: Sender | None = MENTOR,
    rights: frozenset[Right] = ALL_RIGHTS,
    public: str = "",
) -> dict[str, str]:
    now = around.clock()
    seen = administered(*admins, at=now, owner=owner, rights=rights, public=public)
    return await check(around, seen)


JO, LEADER = MENTOR.account.user_id, LEAD.account.user_id


async def test_nobody_hears_of_a_healthy_group() -> None:
    around = await a_school()
    await around.bound()
    assert await seen_with(around, TEACHER) == {}
    assert await around.audit(Audited.DRIFT) == []


async def test_a_pupil_who_became_admin_is_told_once_and_so_is_that_it_is_over() -> None:
    around = await a_school()
    await around.bound()
    assert await seen_with(around) == {}
    told = await seen_with(around, PUPIL)
    assert set(told) == {JO}
    assert "Sanne is beheerder" in told[JO]
    around.clock.forward(hours=6)
    assert await seen_with(around, replace(PUPIL, name="Sanne 🔥")) == {}
    told = await seen_with(around)
    assert "Weer in orde" in told[JO]
    assert "Sanne" in told[JO]
    assert await seen_with(around) == {}
    kinds = [
        (one.facts["drift"], one.facts["solved"]) for one in await around.audit(Audited.DRIFT)
    ]
    assert kinds == [("not_staff", ""), ("", "not_staff")]


async def test_who_is_called_as_the_mentor_is_nobody() -> None:
    around = await a_school()
    await around.bound()
    told = await seen_with(around, STRANGER)
    assert "mw. Wolters is beheerder, maar niet bekend als medewerker" in told[JO]


async def test_once_the_account_is_linked_it_is_in_order() -> None:
    around = await a_school()
    await around.bound()
    await seen_with(around, STRANGER)
    async with around.work() as uow:
        await uow.people.link(AccountLink(STRANGER.account, PersonId("p2")))
    assert "Weer in orde" in (await seen_with(around, STRANGER))[JO]


async def test_a_parent_of_this_class_is_no_staff_admin_of_it() -> None:
    around = await a_school()
    await around.bound()
    async with around.work() as uow:
        await uow.people.join(Membership(GROUP, PersonId("p2"), Role.GUARDIAN))
    assert "Karel is beheerder" in (await seen_with(around, TEACHER))[JO]


async def test_with_no_staff_admin_left_the_team_lead_hears_of_it_and_that_it_is_over() -> None:
    around = await a_school()
    await around.bound()
    told = await seen_with(around, PUPIL, owner=None)
    assert set(told) == {JO, LEADER}
    assert "geen medewerker beheerder" in told[LEADER]
    told = await seen_with(around, TEACHER, owner=None)
    assert set(told) == {JO, LEADER}
    assert told[JO].count("Weer in orde") == 2
    assert set(await seen_with(around, TEACHER, PUPIL, owner=None)) == {JO}


async def test_an_owner_who_is_no_staff_is_another_matter_than_an_admin() -> None:
    around = await a_school()
    await around.bound()
    await seen_with(around, PUPIL)
    told = await seen_with(around, MENTOR, owner=PUPIL)
    assert "Sanne is eigenaar" in told[JO]
    assert "Weer in orde" not in told[JO]


async def test_an_anonymous_admin_is_told_and_guessed_at_by_nobody() -> None:
    around = await a_school()
    await around.bound()
    seen = administered(TEACHER, at=around.clock(), anonymous=[TEACHER])
    untold = seen.untold | {Untold.ANONYMOUS_ADMIN}
    text = (await check(around, replace(seen, untold=untold)))[JO]
    assert "beheert de groep anoniem" in text
    assert "Dit kan de bot niet zien" in text
    assert "wie er anoniem beheert" in text
    assert "Karel" not in text


async def test_another_bot_with_power_is_no_staff() -> None:
    around = await a_school()
    await around.bound()
    other = replace(BOT, name="Muziekbot", identity=Identity.BOT)
    assert "Muziekbot is beheerder" in (await seen_with(around, other))[JO]


@pytest.mark.parametrize(
    ("right", "switch"),
    [
        (Right.READ, "Maak de bot beheerder"),
        (Right.HIDE, "‘Berichten verwijderen’"),
        (Right.RESTRICT, "‘Gebruikers blokkeren’"),
    ],
    ids=lambda value: value if isinstance(value, Right) else "",
)
async def test_a_right_that_is_missing_is_told_with_the_switch_to_flip(
    right: Right, switch: str
) -> None:
    around = await a_school()
    await around.bound()
    assert switch in (await seen_with(around, rights=ALL_RIGHTS - {right}))[JO]
    assert "Weer in orde" in (await seen_with(around))[JO]


async def test_a_group_that_anybody_can_find_is_told() -> None:
    around = await a_school()
    await around.bound()
    assert "@klas2b" in (await seen_with(around, public="klas2b"))[JO]


async def test_what_nobody_could_be_told_of_is_told_later() -> None:
    around = await a_school()
    await around.bound()
    async with around.work() as uow:
        await uow.people.unlink(MENTOR.account)
        await uow.people.unlink(LEAD.account)
    assert await seen_with(around, PUPIL) == {}
    assert await around.audit(Audited.DRIFT) == []
    async with around.work() as uow:
        await uow.people.link(AccountLink(MENTOR.account, PersonId("p1")))
    assert "Sanne is beheerder" in (await seen_with(around, PUPIL))[JO]


async def test_it_is_due_when_asked_and_every_six_hours() -> None:
    around = await a_school()
    await around.bound()
    await around.add_bot(STRANGER, OTHER_GROUP)
    assert await around.checks.due(around.clock()) == [GROUP]
    await seen_with(around)
    assert await around.checks.due(around.clock()) == []
    around.checks.asked.add(GROUP)
    assert await around.checks.due(around.clock()) == [GROUP]
    await seen_with(around)
    assert around.checks.asked == set()
    around.clock.now += RETRY
    assert await around.checks.due(around.clock()) == []
    around.clock.now += EVERY - RETRY
    assert await around.checks.due(around.clock()) == [GROUP]


async def test_what_changes_while_the_platform_is_asked_is_looked_at_once_more() -> None:
    around = await a_school()
    await around.bound()
    around.checks.asked.add(GROUP)
    around.checks.begin(GROUP, around.clock())
    await around.member(PUPIL, Presence.MEMBER, Presence.ADMIN)
    await around.checks.run(GROUP, administered(at=around.clock()))
    assert await around.checks.due(around.clock()) == [GROUP]


async def test_what_nobody_could_be_told_of_is_not_looked_at_all_the_time() -> None:
    around = await a_school()
    await around.bound()
    async with around.work() as uow:
        await uow.people.unlink(MENTOR.account)
        await uow.people.unlink(LEAD.account)
    await seen_with(around, PUPIL)
    around.clock.now += RETRY - timedelta(seconds=1)
    assert await around.checks.due(around.clock()) == []
    around.clock.forward(seconds=1)
    assert await around.checks.due(around.clock()) == [GROUP]


async def test_a_platform_that_does_not_answer_is_asked_again_after_a_while() -> None:
    around = await a_school()
    await around.bound()
    await seen_with(around)
    around.checks.asked.add(GROUP)
    around.checks.begin(GROUP, around.clock())
    assert await around.checks.due(around.clock()) == []
    around.checks.asked.add(GROUP)
    assert await around.checks.due(around.clock()) == [GROUP]
    around.checks.asked.clear()
    around.clock.now += RETRY
    assert await around.checks.due(around.clock()) == [GROUP]


async def test_of_a_group_that_is_not_read_any_more_no_check_is_remembered() -> None:
    around = await a_school()
    group = await around.bound()
    around.checks.begin(GROUP, around.clock())
    async with around.work() as uow:
        await around.groups.binding.stop(uow, group, MENTOR)
    await around.checks.due(around.clock())
    assert around.checks.begun == {}


async def test_a_group_that_is_not_read_is_left_alone() -> None:
    around = await a_school()
    group = await around.bound()
    async with around.work() as uow:
        await around.groups.binding.stop(uow, group, MENTOR)
    await around.said()
    assert await seen_with(around, PUPIL) == {}
    assert await around.checks.due(around.clock()) == []
    await around.checks.run(OTHER_GROUP, administered(PUPIL, at=around.clock()))
    assert await around.said() == []


async def test_each_check_looks_who_answers_for_the_group_today() -> None:
    around = await a_school()
    await around.bound()
    async with around.work() as uow:
        await uow.people.unlink(MENTOR.account)
        await uow.people.link(AccountLink(STRANGER.account, PersonId("p1")))
    told = await seen_with(around, PUPIL, owner=STRANGER)
    assert set(told) == {STRANGER.account.user_id}


async def test_how_it_stands_is_said_in_a_few_lines() -> None:
    around = await a_school()
    group = await around.bound()
    assert around.checks.text(group).splitlines() == [
        "Groep 2B: op proef.",
        "Sinds 02-03-2026 13:00.",
        "Het beheer is nog niet gecontroleerd.",
    ]
    await seen_with(around)
    lines = around.checks.text(await around.the_group()).splitlines()
    assert lines[2:4] == ["Beheer gecontroleerd op 02-03-2026 13:00.", "Het beheer is in orde."]
    assert "nog nooit iets schreef" in lines[4]
    await seen_with(around, PUPIL)
    text = around.checks.text(await around.the_group())
    assert "Sanne is beheerder" in text
    assert "in orde" not in text


@pytest.mark.parametrize("stage", Stage)
async def test_every_stage_has_words_in_both_languages(stage: Stage) -> None:
    around = await a_school()
    group = replace(await around.bound(), stage=stage, since=None)
    english = replace(MENTOR, language="en")
    assert around.checks.text(group) != around.checks.text(group, english)
