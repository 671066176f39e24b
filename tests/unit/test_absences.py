"""While somebody is away a colleague reads what is theirs, and nothing is lost."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.appeals.whose import deciders, lead_for
from bot.commands.moments import AwaySaid, away
from bot.digest.gather import receivers
from bot.errors import Forbidden, InputError
from bot.model.absence import Absence
from bot.model.action import Audience
from bot.model.appeal import NewAppeal
from bot.model.audit import Audited
from bot.model.calendar import AMSTERDAM
from bot.model.flag import NewFlag
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, PersonId
from bot.model.member import Role, Sender
from bot.model.person import Membership
from bot.model.privacy import Part
from bot.people.absences import Absences, Returning
from bot.ports import UnitOfWork
from bot.privacy.access import Access
from bot.privacy.erasure import forget
from bot.rights import Act, matters_of, may, may_now, told_of, who_is
from tests.contract.builders import a_care_signal, a_flag
from tests.support.builders import NOON
from tests.support.school import chores
from tests.unit.commands.making import (
    CHAT_2B,
    CLASS_2B,
    CLASS_3C,
    COUNSELLOR,
    LEAD,
    MENTOR,
    OFFICER,
    OTHER_COUNSELLOR,
    OTHER_MENTOR,
    SANNE,
    Around,
    somebody,
)

COLLEAGUE = somebody("7", "mw. Kaya", Role.TEACHER)
TWO = replace(CLASS_2B, responsible=(MENTOR.account, COLLEAGUE.account))
PLAIN = replace(a_flag(chat=CHAT_2B, sender=SANNE), target=None)
CARE = a_flag(chat=CHAT_2B, sender=SANNE, care=a_care_signal())
ABOUT_STAFF = replace(PLAIN, audience=Audience.TEAM_LEAD)
DAY = timedelta(days=1)


def number(one: Sender) -> PersonId:
    return PersonId(f"p{one.account.user_id}")


async def school(*away: Sender, deputy: Sender | None = None, group: ClassGroup = TWO) -> Around:
    around = await Around().open(group, CLASS_3C)
    async with around.work() as uow:
        await around.enrol(uow, COLLEAGUE)
        for one in away:
            await uow.people.away(absence(one, deputy))
    return around


def absence(one: Sender, deputy: Sender | None = None) -> Absence:
    instead = None if deputy is None else number(deputy)
    return Absence(person=number(one), since=NOON, until=NOON + 3 * DAY, deputy=instead)


async def told(around: Around, flag: NewFlag = PLAIN, group: ClassGroup = TWO) -> list[AccountRef]:
    async with around.store() as uow:
        (matter,) = await matters_of(uow.people, [(group, flag)])
        return [*matter.told]


def accounts(*those: Sender) -> list[AccountRef]:
    return [one.account for one in those]


@pytest.mark.parametrize(
    ("away", "deputy", "flag", "readers"),
    [
        ((), None, PLAIN, (MENTOR, COLLEAGUE)),
        ((MENTOR,), OTHER_MENTOR, PLAIN, (OTHER_MENTOR, COLLEAGUE)),
        ((MENTOR,), None, PLAIN, (COLLEAGUE,)),
        ((MENTOR,), COLLEAGUE, PLAIN, (COLLEAGUE,)),
        ((MENTOR, COLLEAGUE), None, PLAIN, (LEAD,)),
        ((MENTOR, COLLEAGUE, LEAD), None, PLAIN, (MENTOR, COLLEAGUE)),
        ((LEAD,), OTHER_MENTOR, ABOUT_STAFF, (OTHER_MENTOR,)),
        ((LEAD,), None, ABOUT_STAFF, (MENTOR, COLLEAGUE)),
        ((LEAD,), OTHER_MENTOR, PLAIN, (MENTOR, COLLEAGUE)),
        ((MENTOR,), OFFICER, PLAIN, (COLLEAGUE,)),
        ((COUNSELLOR,), OTHER_COUNSELLOR, CARE, (OTHER_COUNSELLOR,)),
        ((COUNSELLOR,), MENTOR, CARE, (COUNSELLOR,)),
        ((COUNSELLOR,), None, CARE, (COUNSELLOR,)),
        ((MENTOR,), OTHER_MENTOR, CARE, (COUNSELLOR,)),
    ],
)
async def test_who_reads_it_instead(
    away: Collection[Sender], deputy: Sender | None, flag: NewFlag, readers: Sequence[Sender]
) -> None:
    assert await told(await school(*away, deputy=deputy), flag) == accounts(*readers)


async def test_nobody_stands_in_in_their_own_matter_or_in_that_of_whoever_is_away() -> None:
    around = await school(MENTOR, deputy=OTHER_MENTOR)
    theirs = replace(PLAIN, target=OTHER_MENTOR.account)
    assert await told(around, theirs) == accounts(COLLEAGUE)
    about_away = replace(PLAIN, target=MENTOR.account)
    assert await told(around, about_away) == accounts(COLLEAGUE)


async def test_a_deputy_who_is_away_too_hands_nothing_on() -> None:
    around = await school(MENTOR, OTHER_MENTOR, deputy=OTHER_MENTOR)
    assert await told(around) == accounts(COLLEAGUE)


async def test_a_parent_in_the_group_stands_in_for_nobody_there() -> None:
    around = await school(MENTOR, deputy=OTHER_MENTOR)
    async with around.work() as uow:
        await uow.people.join(Membership(CHAT_2B, number(OTHER_MENTOR), Role.GUARDIAN))
    assert await told(around) == accounts(COLLEAGUE)


async def test_whoever_is_away_may_decide_all_the_same_and_so_may_who_stands_in() -> None:
    around = await school(MENTOR, deputy=OTHER_MENTOR)
    async with around.store() as uow:
        for one, able in ((MENTOR, True), (OTHER_MENTOR, True), (COUNSELLOR, False)):
            for act in (Act.SEE_FLAG, Act.DECIDE_FLAG):
                assert await may_now(uow.people, one.account, act, (TWO, PLAIN)) is able
        await uow.people.back(number(MENTOR))
        assert not await may_now(uow.people, OTHER_MENTOR.account, Act.SEE_FLAG, (TWO, PLAIN))


async def test_standing_in_gives_no_more_than_what_was_to_be_read() -> None:
    around = await school(MENTOR, deputy=OTHER_MENTOR)
    async with around.store() as uow:
        actor = await who_is(uow.people, OTHER_MENTOR.account)
        assert may(actor, Act.READ_DIGEST, TWO)
        for act in (Act.ANNOUNCE, Act.SET_LESSON):
            assert not may(actor, act, TWO)
        assert not await may_now(uow.people, OTHER_MENTOR.account, Act.SEE_FLAG, (TWO, CARE))


async def test_digests_and_what_groups_tell_go_to_the_deputy() -> None:
    around = await school(MENTOR, deputy=OTHER_MENTOR, group=CLASS_2B)
    async with around.store() as uow:
        groups = [CLASS_2B, CLASS_3C]
        found = {
            one.account: [group.name for group in one.groups]
            for one in await receivers(uow, groups)
        }
        assert found == {OTHER_MENTOR.account: ["2B", "3C"]}
        (readers,) = await told_of(uow.people, [CLASS_2B], Audience.RESPONSIBLE)
        assert [*readers] == accounts(OTHER_MENTOR)


async def test_an_appeal_waits_for_the_deputy() -> None:
    around = await school(MENTOR, LEAD, deputy=OTHER_MENTOR, group=CLASS_2B)
    async with around.work() as uow:
        filed = NewAppeal(chat=CHAT_2B, by=SANNE.account, at=NOON, why="grapje")
        assert [*await deciders(uow, filed)] == accounts(OTHER_MENTOR)
        assert [*await lead_for(uow, filed)] == accounts(OTHER_MENTOR)


# said in the chat


async def test_somebody_says_that_they_are_away_and_who_stands_in() -> None:
    around = await school()
    said = await around.give(MENTOR, "afwezig", f"tot {NOON + 3 * DAY:%d-%m} vos")
    assert "gaan ze naar dhr. Vos" in said.text
    assert "mw. Wolters is er niet" in said.to(OTHER_MENTOR)
    assert "2B" in said.to(OTHER_MENTOR)
    assert await told(around) == accounts(OTHER_MENTOR, COLLEAGUE)
    status = await around.give(COLLEAGUE, "status", "2B")
    assert "mw. Wolters is afwezig tot" in status.text
    assert "dhr. Vos neemt waar" in status.text

    assert "Welkom terug" in (await around.give(MENTOR, "terug")).text
    assert await told(around) == accounts(MENTOR, COLLEAGUE)
    assert "niet als afwezig" in (await around.give(MENTOR, "terug")).text
    entries = await around.audited(Audited.ABSENCE)
    assert [one.facts["happened"] for one in entries] == ["away", "stands_in", "back"]
    assert all("Vos" not in str(one.facts) for one in entries)


async def test_a_deputy_finds_what_waits_with_open() -> None:
    around = await school(MENTOR, deputy=OTHER_MENTOR)
    assert "wacht" in (await around.give(OTHER_MENTOR, "open")).text
    assert not await around.audited(Audited.REFUSED)


@pytest.mark.parametrize(
    ("words", "told_so"),
    [
        ("", "/afwezig tot"),
        ("zomaar", "/afwezig tot"),
        ("tot 31-02", "/afwezig tot"),
        ("tot 2020-01-01", "/afwezig tot"),
        ("tot SOON niemand", "Die collega ken ik niet"),
        ("tot SOON Sanne", "Die collega ken ik niet"),
        ("tot SOON Wolters", "Die collega ken ik niet"),
        ("tot SOON mw. Kuiper", "Die collega ken ik niet"),
    ],
)
async def test_what_nobody_can_follow_is_asked_again(words: str, told_so: str) -> None:
    around = await school()
    soon = f"{NOON + 3 * DAY:%d-%m}"
    assert told_so in (await around.give(MENTOR, "afwezig", words.replace("SOON", soon))).text
    async with around.store() as uow:
        assert [*await uow.people.absences()] == []


async def test_of_two_with_that_name_the_number_is_asked() -> None:
    around = await school()
    namesake = somebody("8", "mw. Vos", Role.TEACHER)
    async with around.work() as uow:
        await around.enrol(uow, namesake)
    soon = f"{NOON + 3 * DAY:%d-%m}"
    asked = await around.give(MENTOR, "afwezig", f"tot {soon} Vos")
    assert "dhr. Vos (p2), mw. Vos (p8)" in asked.text
    await around.give(MENTOR, "afwezig", f"tot {soon} P8")
    assert await told(around) == accounts(namesake, COLLEAGUE)


@pytest.mark.parametrize("who", [SANNE, OFFICER])
async def test_who_reads_no_flags_is_not_away(who: Sender) -> None:
    around = await school()
    for name in ("afwezig", "terug"):
        text = (await around.give(who, name, "tot 12-01")).text
        assert "afwezig" not in text
    assert len(await around.audited(Audited.REFUSED)) == 2


async def test_it_is_said_in_private_alone() -> None:
    around = await school()
    said = await around.give(MENTOR, "afwezig", "tot 12-01", chat=CHAT_2B)
    assert "privébericht" in said.text
    async with around.store() as uow:
        assert [*await uow.people.absences()] == []


async def test_it_ends_by_itself_and_they_are_told() -> None:
    around = await school(MENTOR, deputy=OTHER_MENTOR)
    async with around.work() as uow:
        await Returning(around.front).end_due(uow, NOON + 2 * DAY)
    assert await told(around) == accounts(OTHER_MENTOR, COLLEAGUE)
    async with around.work() as uow:
        for _ in range(2):
            await Returning(around.front).end_due(uow, NOON + 3 * DAY)
    said = await around.said(MENTOR)
    assert said.text.count("Uw afwezigheid is voorbij") == 1
    assert await told(around) == accounts(MENTOR, COLLEAGUE)


async def test_who_came_back_while_the_bot_was_off_is_told_so_once() -> None:
    """At a start what is to be done every day may come before what is done every minute."""
    around = await school(MENTOR, deputy=OTHER_MENTOR)
    around.clock.forward(days=10)
    for _ in range(2):
        await chores(around.store).daily(around.clock())
        async with around.work() as uow:
            await Returning(around.front).end_due(uow, around.clock())
        around.clock.forward(days=1)
    said = await around.said(MENTOR)
    assert said.text.count("Uw afwezigheid is voorbij") == 1
    assert await told(around) == accounts(MENTOR, COLLEAGUE)


# by somebody else


async def test_the_team_lead_says_it_of_somebody_who_is_told() -> None:
    around = await school()
    await say(around, LEAD, MENTOR, OTHER_MENTOR)
    said = await around.said(LEAD)
    assert "Een collega heeft gezegd dat u afwezig bent" in said.to(MENTOR)
    assert await told(around) == accounts(OTHER_MENTOR, COLLEAGUE)


@pytest.mark.parametrize("words", ["mw. Wolters tot SOON Vos", "P1 t/m DAY dhr. Vos"])
async def test_the_team_lead_says_it_in_the_chat(words: str) -> None:
    around = await school()
    soon, before = (f"{NOON + days * DAY:%d-%m}" for days in (3, 2))
    typed = words.replace("SOON", soon).replace("DAY", before)
    said = await around.give(LEAD, "afwezig", typed)
    assert f"mw. Wolters is afwezig tot {soon}. dhr. Vos neemt waar." in said.text
    assert "Een collega heeft gezegd dat u afwezig bent" in said.to(MENTOR)
    assert "mw. Wolters is er niet" in said.to(OTHER_MENTOR)
    assert await told(around) == accounts(OTHER_MENTOR, COLLEAGUE)
    entry, _ = await around.audited(Audited.ABSENCE)
    assert (entry.facts["happened"], entry.by, entry.about) == (
        "away",
        LEAD.account,
        number(MENTOR),
    )


async def test_the_team_lead_who_names_nobody_to_stand_in_reads_where_it_goes() -> None:
    around = await school()
    said = await around.give(LEAD, "afwezig", f"Wolters {NOON + 3 * DAY:%d-%m}")
    assert "mw. Wolters is afwezig tot" in said.text
    assert "naar collega's van de groep" in said.text
    assert await told(around) == accounts(COLLEAGUE)


async def test_the_team_lead_reads_which_name_is_unknown_or_of_several() -> None:
    around = await school()
    async with around.work() as uow:
        await around.enrol(uow, somebody("8", "mw. Vos", Role.TEACHER))
    soon = f"{NOON + 3 * DAY:%d-%m}"
    for words, told_so in (
        (f"mw. Kok tot {soon}", "of die mag geen meldingen lezen: mw. Kok."),
        (f"Sanne tot {soon}", "of die mag geen meldingen lezen: Sanne."),
        (f"Wolters tot {soon} Kuiper", "of die mag geen meldingen lezen: Kuiper"),
        (f"Vos tot {soon}", "dhr. Vos (p2), mw. Vos (p8)"),
        (f"Wolters tot {soon} mw. Wolters", "of die mag geen meldingen lezen: mw. Wolters"),
        ("Wolters", "/afwezig mw. Kok tot 12-01"),
    ):
        assert told_so in (await around.give(LEAD, "afwezig", words)).text
    async with around.store() as uow:
        assert await absences(uow) == []


async def test_a_colleague_says_it_of_nobody_else_and_learns_no_names() -> None:
    around = await school()
    async with around.work() as uow:
        await around.enrol(uow, somebody("8", "mw. Vos", Role.TEACHER))
    soon = f"{NOON + 3 * DAY:%d-%m}"
    for words in ("Vos", "niemand", "ik ben er niet"):
        said = (await around.give(COLLEAGUE, "afwezig", f"{words} tot {soon}")).text
        assert said.startswith("Zeg tot welke dag")
    assert not await around.audited(Audited.REFUSED)
    said = (await around.give(COLLEAGUE, "afwezig", f"Wolters tot {soon}")).text
    assert said.startswith("Dat kan alleen de teamleider")
    (entry,) = await around.audited(Audited.REFUSED)
    assert (entry.by, entry.about) == (COLLEAGUE.account, number(MENTOR))
    async with around.store() as uow:
        assert await absences(uow) == []


async def test_whoever_names_themselves_says_it_of_themselves() -> None:
    around = await school()
    said = await around.give(MENTOR, "afwezig", f"Wolters tot {NOON + 3 * DAY:%d-%m}")
    assert "krijgt u uw meldingen weer zelf" in said.text
    assert await told(around) == accounts(COLLEAGUE)


async def test_nobody_else_says_it_of_another() -> None:
    around = await school()
    for by in (COLLEAGUE, COUNSELLOR, SANNE):
        with pytest.raises(Forbidden):
            await say(around, by, MENTOR, OTHER_MENTOR)


async def test_who_is_away_stands_in_for_nobody() -> None:
    around = await school(OTHER_MENTOR)
    with pytest.raises(InputError, match="deputy_away"):
        await say(around, MENTOR, MENTOR, OTHER_MENTOR)


async def say(around: Around, by: Sender, who: Sender, deputy: Sender) -> None:
    async with around.work() as uow:
        absences = Absences(around.front)
        until = NOON + 3 * DAY
        await absences.say(uow, number(who), until, number(deputy), by=by.account)


# what is kept of it


async def test_it_is_in_their_copy_and_goes_with_them() -> None:
    around = await school(MENTOR, deputy=OTHER_MENTOR)
    access = Access(around.store, around.clock, around.front.settings.retention)
    for one, row in ((MENTOR, "away"), (OTHER_MENTOR, "deputy")):
        copy = await access.copy(number(one), by=OFFICER.account)
        rows = [row for row in copy.parts[Part.ANSWERS_FOR] if "until" in row]
        assert rows == [{"as": row, "until": NOON + 3 * DAY}]
    async with around.work() as uow:
        forgotten = await forget(uow, accounts(MENTOR), number(MENTOR), NOON)
        assert forgotten.gone[Part.ANSWERS_FOR] >= 1
        assert await absences(uow) == []


async def absences(uow: UnitOfWork) -> list[Absence]:
    return [*await uow.people.absences()]


# as people type it


@pytest.mark.parametrize(
    ("text", "until", "rest", "who"),
    [
        ("tot 12-03", (12, 3), "", ""),
        ("12-03", (12, 3), "", ""),
        ("t/m 12-03 mw. Kok", (13, 3), "mw. Kok", ""),
        ("tot en met 11-3-2026, Kok", (12, 3), "Kok", ""),
        ("until 2026-03-12 p8", (12, 3), "p8", ""),
        ("tot morgen", (3, 3), "", ""),
        ("tot vrijdag", (6, 3), "", ""),
        ("mw. Vos t/m Monday mw. Kok", (10, 3), "mw. Kok", "mw. Vos"),
        ("mw. Vos tot 12-03", (12, 3), "", "mw. Vos"),
        ("Van der  Vos, t/m 12-03, mw. Kok", (13, 3), "mw. Kok", "Van der Vos"),
        ("p8 12-03 p9", (12, 3), "p9", "p8"),
        ("4021 tot 12-03 4017", (12, 3), "4017", "4021"),
    ],
)
def test_a_day_and_perhaps_names(text: str, until: tuple[int, int], rest: str, who: str) -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=AMSTERDAM)
    day, month = until
    morning = datetime(2026, month, day, 7, tzinfo=AMSTERDAM)
    assert away(text, now, AMSTERDAM) == AwaySaid(morning, rest, who)
