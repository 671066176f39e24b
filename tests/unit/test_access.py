"""Somebody is given all that is held of them, and nothing of anybody else."""

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.cli.held import as_json
from bot.errors import Forbidden, InputError
from bot.model.audit import BOT, Audited, NewEntry, Subject
from bot.model.flag import Evidence, Line
from bot.model.ids import PersonId
from bot.model.member import Role
from bot.model.outbox import NewOutboxItem, Purpose, Say
from bot.model.privacy import Copy, Part
from bot.model.retention import Retention
from bot.ports import UnitOfWorkFactory
from bot.privacy.access import Access
from tests.contract.builders import a_care_signal, a_flag
from tests.support.builders import MENTOR, NOON, a_sender, an_account
from tests.support.privacy import (
    BRAM,
    EVA,
    OFFICERS,
    SANNE,
    accounts_of,
    enrol,
    hold_care,
    hold_duties,
    hold_everything,
    open_office,
    words_of,
)
from tests.support.school import NL, in_memory


async def a_school() -> UnitOfWorkFactory:
    store = in_memory()
    async with store() as uow:
        await open_office(uow)
        await hold_everything(uow, SANNE)
        await hold_everything(uow, EVA)
        await hold_duties(uow, EVA)
        await uow.commit()
    return store


async def copy_of(store: UnitOfWorkFactory, named: Subject, by: Subject = OFFICERS) -> Copy:
    return await Access(store, lambda: NOON, Retention()).copy(named, by=by)


async def test_the_whole_of_somebody_is_found_by_number_and_by_each_account() -> None:
    store = await a_school()
    found = [await copy_of(store, named) for named in (SANNE.person_id, *accounts_of(SANNE))]
    without_audit = [{**one.parts, Part.AUDIT: ()} for one in found]
    assert without_audit[0] == without_audit[1] == without_audit[2]
    assert without_audit[0][Part.PERSON][0]["name"] == SANNE.name


async def test_who_has_no_number_is_found_by_account() -> None:
    store = await a_school()
    async with store() as uow:
        await uow.people.unlink(accounts_of(SANNE)[0])
        await uow.commit()
    copy = await copy_of(store, accounts_of(SANNE)[0])
    assert copy.parts[Part.PERSON] == []
    assert copy.parts[Part.WRITTEN]
    assert copy.parts[Part.ACCOUNTS] == [{"account": "memory:account-van-nummer-88"}]


async def test_the_words_of_others_and_who_they_are_stay_theirs() -> None:
    told = as_json(await copy_of(await a_school(), EVA.person_id), NL)
    for secret in (BRAM.name, BRAM.account.user_id, "woord-van-bram", "woord-van-derde"):
        assert secret not in told
    assert MENTOR.user_id not in told.replace('"mentor"', "")
    assert SANNE.name not in told


async def test_who_is_in_a_flag_on_others_words_is_told_what_became_of_it() -> None:
    copy = await copy_of(await a_school(), SANNE.person_id)
    as_target, as_reported = copy.parts[Part.INVOLVED]
    assert (as_target["target"], as_target["reported"]) == (True, False)
    assert (as_reported["target"], as_reported["reported"]) == (False, True)
    assert as_target["group"] == "groep 2B"
    assert as_target["articles"] == ("4.1",)
    assert as_target["state"] == "open"


async def test_a_decision_is_told_with_what_whoever_decided_is() -> None:
    store = await a_school()
    async with store() as uow:
        mentor = replace(EVA, person_id=PersonId("m"), role=Role.TEAM_LEAD)
        await enrol(uow, mentor, MENTOR)
        await uow.commit()
    flag = (await copy_of(store, SANNE.person_id)).parts[Part.WRITTEN][0]
    assert flag["decided_by"] == "team_lead"
    assert words_of(SANNE, "waarom terecht") not in str(flag)


async def test_care_signals_are_told_to_the_officer_and_to_nobody_who_asks() -> None:
    store = await a_school()
    before = await copy_of(store, SANNE.person_id)
    async with store() as uow:
        await hold_care(uow, SANNE)
        await uow.commit()
    after = await copy_of(store, SANNE.person_id)
    assert (before.care, after.care) == (False, True)
    assert {part: len(rows) for part, rows in after.parts.items() if part is not Part.AUDIT} == {
        part: len(rows) for part, rows in before.parts.items() if part is not Part.AUDIT
    }
    assert Audited.CARE not in {row["what"] for row in after.parts[Part.AUDIT]}
    assert "zorg" not in as_json(after, NL)


@pytest.mark.parametrize(
    ("born", "minor"), [(date(2010, 3, 2), False), (date(2010, 3, 3), True), (None, True)]
)
async def test_for_a_pupil_under_sixteen_parents_must_ask(born: date | None, minor: bool) -> None:
    store = in_memory()
    async with store() as uow:
        await open_office(uow)
        await enrol(uow, replace(SANNE, born=born))
        await uow.commit()
    assert (await copy_of(store, SANNE.person_id)).needs_parents is minor


@pytest.mark.parametrize("by", [MENTOR, accounts_of(EVA)[0], an_account("vreemde")])
async def test_nobody_but_the_officer_gets_it(by: Subject) -> None:
    with pytest.raises(Forbidden):
        await copy_of(await a_school(), SANNE.person_id, by)


async def test_it_is_written_down_and_later_part_of_the_copy() -> None:
    store = await a_school()
    await copy_of(store, SANNE.person_id)
    last = (await copy_of(store, SANNE.person_id)).parts[Part.AUDIT][-1]
    assert (last["what"], last["about_them"], last["by"]) == (Audited.ACCESS, True, "another")


@pytest.mark.parametrize("named", [PersonId("9"), an_account("niemand"), BOT])
async def test_of_whom_nothing_is_held_there_is_no_copy(named: Subject) -> None:
    store = await a_school()
    with pytest.raises(InputError):
        await copy_of(store, named)
    async with store() as uow:
        written = [entry.what async for entry in uow.audit.entries()]
    assert Audited.ACCESS not in written


async def test_as_json_the_keys_are_stable_and_moments_can_be_read() -> None:
    read = json.loads(as_json(await copy_of(await a_school(), EVA.person_id), NL))
    assert read["at"] == "2026-03-02T12:00:00+00:00"
    assert [*read["parts"]] == [part.value for part in Part]
    assert all(read["parts"][part] for part in Part)
    assert read["parts"]["codes"] == [{"until": "2026-03-11T12:00:00+00:00"}]
    assert "sukkel" in read["parts"]["flags_written"][0]["reasons"][0]


async def test_of_each_it_is_told_until_when_it_is_kept() -> None:
    parts = (await copy_of(await a_school(), EVA.person_id)).parts
    kept = {part: {row.get("kept_until") for row in parts[part]} for part in Part}
    assert kept[Part.REMINDERS] == {date(2026, 4, 1)}
    assert kept[Part.STRIKES] == {date(2026, 7, 31)}
    written = {date(2026, 7, 31), date(2026, 3, 9), date(2026, 4, 1), date(2026, 3, 16), None}
    assert kept[Part.WRITTEN] == written
    assert kept[Part.VERDICTS] == {date(2026, 7, 31), date(2026, 3, 16), None}
    assert kept[Part.DIGESTS] == {date(2026, 4, 1), None}  # a wish stays until there is another
    assert kept[Part.LINES] == {None}


async def test_a_matter_of_the_officers_own_is_left_out_and_said_so() -> None:
    store = await a_school()
    sender = a_sender(accounts_of(SANNE)[0].user_id)
    before = await copy_of(store, SANNE.person_id)
    async with store() as uow:
        own = replace(a_flag("naar fg", sender=sender), target=OFFICERS)
        numbers = [
            await uow.flags.add(own),
            await uow.flags.add(replace(own, target=None, reported=OFFICERS)),
            await uow.flags.add(
                replace(
                    a_flag("van fg", sender=a_sender(OFFICERS.user_id)),
                    evidence=Evidence("x", (Line(sender.account, "Leerling 1: geheim"),)),
                )
            ),
            await uow.flags.add(replace(own, care=a_care_signal(), findings=())),
        ]
        about = NewEntry(
            at=NOON,
            what=Audited.VERDICT,
            by=MENTOR,
            about=sender.account,
            facts={"flag": numbers[0], "articles": "4.1"},
            why="geheim",
        )
        await uow.audit.append(about)
        await uow.outbox.add(
            NewOutboxItem(Purpose.NOTICE, Say(sender.account, "geheim"), NOON, about=numbers[0])
        )
        await uow.commit()
    after = await copy_of(store, SANNE.person_id)
    assert (before.left_out, before.care) == (0, False)
    assert (after.left_out, after.care) == (3, False)
    assert {**after.parts, Part.AUDIT: ()} == {**before.parts, Part.AUDIT: ()}
    assert "geheim" not in as_json(after, NL)


async def test_another_officer_gives_what_the_first_may_not_and_oneself_is_no_other() -> None:
    store = await a_school()
    other = replace(EVA, person_id=PersonId("fg-2"), role=Role.PRIVACY_OFFICER)
    sender = a_sender(accounts_of(SANNE)[0].user_id)
    async with store() as uow:
        await enrol(uow, other, an_account("andere fg"))
        await uow.flags.add(replace(a_flag("naar fg", sender=sender), target=OFFICERS))
        await uow.commit()
    mine = await copy_of(store, OFFICERS, OFFICERS)
    theirs = await copy_of(store, SANNE.person_id, other.person_id)
    assert (mine.left_out, theirs.left_out) == (0, 0)
    assert len(mine.parts[Part.INVOLVED]) == 1
    assert {row.get("message") for row in theirs.parts[Part.WRITTEN]} >= {"naar fg"}
