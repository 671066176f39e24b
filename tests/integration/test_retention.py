"""Retention over real use cases, on every kind of store, by the bytes, and as people type it."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.bootstrap.assembly import chores
from bot.bootstrap.opening import school
from bot.model.action import MeasureKind
from bot.model.audit import Audited, Entry, NewEntry
from bot.model.calendar import AMSTERDAM
from bot.model.finding import Rule
from bot.model.flag import Evidence, FlagState, Line, Strike, Verdict
from bot.model.ids import FlagId, PersonId
from bot.model.member import Role
from bot.model.outbox import Outcome, Purpose
from bot.model.person import AccountLink, Person
from bot.model.retention import Held, Kind, Retention
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.privacy.retention import RetentionRun
from bot.school import os_account
from tests.contract.builders import (
    RESPECT,
    a_care_signal,
    a_decision,
    a_flag,
    a_reminder,
    a_verdict,
    an_item,
    posted,
)
from tests.integration.conftest import Run
from tests.support.builders import COUNSELLOR, MENTOR, NOON, a_finding, a_judgement, an_account
from tests.support.builders import a_care_signal as a_seen_care_signal
from tests.support.databases import KINDS
from tests.support.school import SANNE, open_school

TERMS = Retention()
OFFICER = PersonId("fg-1")
WORDS, CONTEXT, WHY = "jij sukkel van een klas", "hou nou eens op", "dit is de derde keer"


def local(day: str, at: str = "12:00") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(at), AMSTERDAM)


# every limit, on every kind of store

CASES: list[tuple[FlagState, bool, datetime, str]] = [
    (FlagState.OPEN, False, local("2026-09-01", "00:00"), "2026-10-01"),
    (FlagState.OPEN, False, local("2027-03-01", "23:59"), "2027-03-31"),
    (FlagState.DISMISSED, False, local("2026-10-20", "23:59"), "2026-10-27"),
    (FlagState.UPHELD, False, local("2026-08-01", "00:00"), "2027-07-31"),
    (FlagState.UPHELD, False, local("2026-11-22"), "2027-07-31"),
    (FlagState.UPHELD, False, local("2027-07-30"), "2027-08-06"),
    (FlagState.UPHELD, False, local("2027-07-31", "23:59"), "2027-08-07"),
    (FlagState.DISMISSED, True, local("2027-02-01"), "2027-03-03"),
]
"""State, care, from when its term counts, and the last day that it is kept."""


async def put_flag(uow: UnitOfWork, state: FlagState, care: bool, since: datetime) -> FlagId:
    signal = a_care_signal() if care else None
    number = await uow.flags.add(a_flag(f"m{since}", at=since, care=signal))
    if state is not FlagState.OPEN:
        verdict = await uow.flags.decide(replace(a_verdict(number, Verdict(state)), at=since))
        if state is FlagState.UPHELD:
            sanne = an_account("Sanne")
            await uow.strikes.add(Strike(sanne, Rule.RESPECT, RESPECT, since, verdict))
    return number


async def test_a_flag_is_there_to_the_last_minute_and_gone_the_next(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        numbers = [await put_flag(uow, *case[:3]) for case in CASES]
        care = await put_flag(uow, FlagState.OPEN, True, local("2026-09-01"))
        await uow.commit()
    run = RetentionRun(unit_of_work, TERMS)
    for last in sorted({case[3] for case in CASES}):
        for now in (local(last, "23:59"), local(last, "00:00") + timedelta(days=1)):
            await run.daily(now)
            today = TERMS.local_day(now).isoformat()
            expected = {
                number for number, case in zip(numbers, CASES, strict=True) if case[3] >= today
            }
            async with unit_of_work() as uow:
                assert {flag.flag_id for flag in await uow.flags.find()} == {*expected, care}
    async with unit_of_work() as uow:
        assert await uow.strikes.of(an_account("Sanne")) == []


@pytest.mark.long
async def test_a_whole_year_of_days_leaves_nothing_overdue(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    begin = local("2026-08-17", "08:00")
    async with unit_of_work() as uow:
        await uow.people.put(Person(person_id=OFFICER, name="Noor", role=Role.PRIVACY_OFFICER))
        for number in range(0, 350, 7):
            at = begin + timedelta(days=number)
            for standing in FlagState:
                await put_flag(uow, standing, care=False, since=at)
            await uow.reminders.add(a_reminder(f"m{number}", at=at))
            await uow.decisions.add(a_decision(f"m{number}", at=at))
            await uow.outbox.settle(await uow.outbox.add(an_item()), Outcome.DONE, at)
            await uow.digests.claim(MENTOR, at.date(), at)
        await uow.commit()
    run = RetentionRun(unit_of_work, TERMS)
    for number in range(0, 420, 15):
        now = begin + timedelta(days=number, hours=9)
        await run.daily(now)
        state = await run.state(now, OFFICER)
        assert state.overdue == 0
        kept = (Kind.REMINDER, Kind.DECISION, Kind.SETTLED, Kind.UNDECIDED, Kind.DISMISSED)
        for kind in kept:
            oldest = state.kept[kind].held.oldest
            assert oldest is None or now - oldest < timedelta(days=TERMS.days[kind] + 1)
    assert state.kept[Kind.UPHELD].held.count == 0


async def test_events_that_came_in_are_forgotten_in_time(unit_of_work: UnitOfWorkFactory) -> None:
    sent = posted().message.sent_at
    async with unit_of_work() as uow:
        await uow.inbox.add(posted("m1"), lane=0)
        (row,) = await uow.inbox.take(0, 1, sent)
        await uow.inbox.bury(row.inbox_id, "ValueError", sent)
        await uow.commit()
    run = RetentionRun(unit_of_work, TERMS)
    for days, left in [(30, 2), (31, 0)]:
        report = await run.daily(sent + timedelta(days=days))
        assert report is not None
        assert report.went[Kind.RECEIVED] == 2 - left
    async with unit_of_work() as uow:
        assert (await uow.inbox.held()).count == 0


# what is left of a matter


async def entries(unit_of_work: UnitOfWorkFactory) -> Sequence[Entry]:
    async with unit_of_work() as uow:
        return [entry async for entry in uow.audit.entries()]


async def test_afterwards_the_audit_still_answers_without_a_word_of_it(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    opened = await open_school({WORDS: a_judgement(a_finding())}, unit_of_work=unit_of_work)
    opened.post(CONTEXT)
    opened.post(WORDS)
    await opened.turn()
    (flag,) = await opened.flags()
    await opened.app.review.decide(
        flag.flag_id, Verdict.UPHELD, by=MENTOR, measures={MeasureKind.WARN}
    )
    await opened.app.outbox.deliver()
    opened.clock.forward(days=400)
    report = await opened.app.chores.daily(opened.clock())
    assert report is not None
    assert report.flags == 1
    assert await opened.flags() == []
    async with unit_of_work() as uow:
        assert await uow.flags.verdict(flag.flag_id) is None
        assert await uow.strikes.of(SANNE.account) == []
        assert await uow.reminders.of(SANNE.account) == []
    written = {entry.what: entry for entry in await entries(unit_of_work)}
    raised, decided = written[Audited.FLAG], written[Audited.VERDICT]
    assert raised.facts["flag"] == decided.facts["flag"] == flag.flag_id
    assert raised.facts["articles"] == decided.facts["articles"] == "4.1"
    assert raised.facts["reasons"] == "reason.personal_data.phone"
    assert (decided.by, decided.about) == (MENTOR, None)
    assert decided.at == opened.clock() - timedelta(days=400)
    assert decided.facts["verdict"] == Verdict.UPHELD
    told = repr([*written.values()])
    assert not [words for words in (WORDS, CONTEXT) if words in told]


@pytest.mark.parametrize("care", [False, True])
async def test_once_a_flag_is_gone_no_entry_of_it_names_the_pupil(
    unit_of_work: UnitOfWorkFactory, care: bool
) -> None:
    thought = a_judgement(care=a_seen_care_signal()) if care else a_judgement(a_finding())
    opened = await open_school({WORDS: thought}, unit_of_work=unit_of_work)
    opened.post(WORDS)
    await opened.turn()
    (flag,) = await opened.flags()
    by = COUNSELLOR if care else MENTOR
    await opened.app.review.decide(flag.flag_id, Verdict.DISMISSED, by=by, why=WHY)
    opened.clock.forward(days=60)
    await opened.app.chores.daily(opened.clock())
    assert await opened.flags() == []
    of_it = [one for one in await entries(unit_of_work) if one.facts.get("flag") == flag.flag_id]
    assert len(of_it) >= 2
    assert [(one.about, one.why) for one in of_it if one.about or one.why] == []
    (verdict,) = [one for one in of_it if one.what is Audited.VERDICT]
    assert (verdict.by, verdict.at) == (by, opened.clock() - timedelta(days=60))
    async with unit_of_work() as uow:
        assert (await uow.audit.check()).wrong is None


async def test_whom_else_the_audit_is_about_goes_after_its_own_term(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    at = local("2026-03-02")
    new = NewEntry(at=at, what=Audited.REMINDER, by=MENTOR, about=SANNE.account, why=WHY)
    async with unit_of_work() as uow:
        await uow.people.put(Person(person_id=OFFICER, name="Noor", role=Role.PRIVACY_OFFICER))
        await uow.audit.append(replace(new, facts={"article": "4.1"}))
        await uow.commit()
    run = RetentionRun(unit_of_work, TERMS)
    for days, about, overdue in [(365, SANNE.account, 0), (366, None, 0)]:
        now = at + timedelta(days=days)
        assert (await run.state(now, OFFICER)).kept[Kind.AUDIT].overdue == overdue
        await run.daily(now)
        (entry,) = [one for one in await entries(unit_of_work) if one.what is Audited.REMINDER]
        assert (entry.at, entry.by, entry.about) == (at, MENTOR, about)
        assert entry.facts["article"] == "4.1"
        assert (entry.why is None) is (about is None)
    async with unit_of_work() as uow:
        assert (await uow.audit.check()).wrong is None


async def test_what_never_settles_ends_after_a_week(unit_of_work: UnitOfWorkFactory) -> None:
    sent = posted().message.sent_at
    purposes = (Purpose.CARE, Purpose.DIGEST)
    async with unit_of_work() as uow:
        await uow.people.put(Person(person_id=OFFICER, name="Noor", role=Role.PRIVACY_OFFICER))
        await uow.inbox.add(posted("m1"), lane=3)
        for purpose in purposes:
            await uow.outbox.add(an_item(purpose, not_before=sent))
        await uow.outbox.claim(sent, 1)
        await uow.commit()
    run = RetentionRun(unit_of_work, TERMS)
    for days, went, overdue in [(7, 0, 0), (8, 3, 0)]:
        now = sent + timedelta(days=days)
        state = await run.state(now, OFFICER)
        assert state.kept[Kind.WAITING].held == Held(3, sent)
        assert state.kept[Kind.WAITING].overdue == overdue
        late = await run.state(now + timedelta(days=1), OFFICER)
        assert late.kept[Kind.WAITING].overdue == went
        report = await run.daily(now)
        assert report is not None
        assert report.went[Kind.WAITING] == went
    async with unit_of_work() as uow:
        assert (await uow.inbox.waiting(), await uow.inbox.buried(now)) == (0, 1)
        assert (await uow.outbox.unsettled()).count == 0
        assert await uow.outbox.count(Outcome.FAILED, now) == 1
        assert await uow.outbox.count(Outcome.EXPIRED, now) == 1


async def test_codes_that_expired_go(unit_of_work: UnitOfWorkFactory) -> None:
    now = local("2026-03-02")
    async with unit_of_work() as uow:
        for number, minutes in (("1", 0), ("2", 1)):
            await uow.people.put(Person(person_id=PersonId(number), name="A", role=Role.TEACHER))
            await uow.people.issue(number, PersonId(number), now + timedelta(minutes=minutes))
        await uow.commit()
    report = await RetentionRun(unit_of_work, TERMS).daily(now)
    assert report is not None
    assert report.codes == 1
    async with unit_of_work() as uow:
        left = [await uow.people.code_until(PersonId(number)) is None for number in "12"]
    assert left == [True, False]


# by the bytes, and at the desk


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("KLASWACHT_KEY", "KLASWACHT_CODE"):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "config.toml"
    file.write_text('[school]\nname = "De Brug"\n')
    return file


def begin(config: Path, role: Role, at: datetime) -> None:
    """A school with a matter of *at*, in which whoever runs the tests is somebody."""

    async def fill() -> None:
        async with school(config) as opened, opened.unit_of_work() as uow:
            await uow.people.put(Person(person_id=OFFICER, name="Noor", role=role))
            await uow.people.link(AccountLink(os_account(), OFFICER))
            evidence = Evidence(WORDS, (Line(an_account("Bram"), CONTEXT),))
            for message in ("m1", "m2"):
                await uow.flags.add(a_flag(message, at=at, evidence=evidence))
            verdict = replace(a_verdict(FlagId(1), Verdict.DISMISSED), at=at, why=WHY)
            await uow.flags.decide(verdict)
            await uow.flags.add(a_flag("m3", at=at, care=a_care_signal()))
            await uow.reminders.add(a_reminder(at=at))
            await uow.commit()

    asyncio.run(fill())


def on_disk(config: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(config.parent.glob("klaswacht.db*")))


def sealed(config: Path) -> list[bytes]:
    """What is kept of matters and of the accounts that are only in them."""
    queries = (
        "SELECT matter FROM flag WHERE id < 3",
        "SELECT why FROM verdict",
        """SELECT body FROM account WHERE key IN (SELECT account FROM flag_party)
           AND key NOT IN (SELECT account FROM flag_party WHERE flag_id = 3)""",
    )
    with closing(sqlite3.connect(config.parent / "klaswacht.db")) as database:
        return [value for query in queries for (value,) in database.execute(query)]


def long_ago() -> datetime:
    return datetime.now(AMSTERDAM) - timedelta(days=40)


def test_not_a_sealed_byte_is_left_in_the_files(config: Path) -> None:
    begin(config, Role.TEAM_LEAD, long_ago())
    kept = sealed(config)
    assert len(kept) == 4
    assert all(one in on_disk(config) for one in kept)

    async def days() -> None:
        async with school(config) as opened:
            await chores(opened).daily(opened.clock())

    asyncio.run(days())
    found = on_disk(config)
    assert not [one for one in kept if one in found or one[-16:] in found]
    assert config.with_name("klaswacht-audit.txt").exists()


@pytest.fixture(params=KINDS)
def anywhere(request: pytest.FixtureRequest, config: Path) -> Path:
    """A config with a database of each kind."""
    if request.param == "postgresql":
        address = request.getfixturevalue("blank")
        config.write_text(f'{config.read_text()}[storage]\ndatabase = "{address}"\n')
    return config


def test_what_goes_is_shown_before_and_after(run: Run, anywhere: Path) -> None:
    begin(anywhere, Role.PRIVACY_OFFICER, long_ago())
    code, before, _ = run("retention", "show", "--config", anywhere)
    assert code == 0
    assert "Er is nog nooit gewist." in before
    assert "Achterstallig: 3" in before
    assert "zorgsignalen die langer dan de termijn van 30 dagen open staan: 1" in before
    _, dry, _ = run("retention", "run", "--dry-run", "--config", anywhere)
    code, done, _ = run("retention", "run", "--config", anywhere)
    assert code == 0
    assert dry.replace("Nu zou gewist worden:", "Gewist:") == done
    for line in ("Meldingen zonder besluit: 1", "Onterechte meldingen: 1", "Herinneringen: 1"):
        assert line in done
    assert "Zonder dat iemand besliste, meldingen nummer: 2." in done
    _, after, _ = run("retention", "show", "--config", anywhere)
    assert "Achterstallig: 0" in after
    assert "Laatst gewist:" in after


def test_the_terms_that_are_shown_are_those_of_the_config(run: Run, config: Path) -> None:
    begin(config, Role.TECHNICAL_ADMIN, datetime.now(AMSTERDAM))
    terms = '[retention]\nundecided_days = 44\nupheld_until = "07-18"\n'
    config.write_text(config.read_text() + terms)
    code, out, _ = run("retention", "show", "--config", config)
    assert code == 0
    for shown in ("44 dagen", "tot en met 18 juli", "wordt nooit vanzelf gewist"):
        assert shown in out
    assert "Achterstallig: 0" in out
    assert not [words for words in (WORDS, CONTEXT, WHY, "Sanne") if words in out]


@pytest.mark.parametrize("arguments", [["show"], ["run"], ["run", "--dry-run"]])
def test_who_may_not_is_told_so_and_it_is_written_down(
    run: Run, config: Path, arguments: list[str]
) -> None:
    begin(config, Role.TEACHER, long_ago())
    code, out, err = run("retention", *arguments, "--config", config)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1

    async def look() -> tuple[int, list[Audited | None]]:
        async with school(config) as opened, opened.unit_of_work() as uow:
            found = [entry.what async for entry in uow.audit.entries(newest_first=True)]
            return len(await uow.flags.find()), found

    flags, written = asyncio.run(look())
    assert flags == 3
    assert written[0] is Audited.REFUSED


async def test_the_digest_says_once_that_flags_went_and_that_some_were_never_decided(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    opened = await open_school(unit_of_work=unit_of_work)
    day = timedelta(days=1)
    async with unit_of_work() as uow:
        for number in range(3):
            flag = await uow.flags.add(a_flag(f"m{number}", at=opened.clock()))
        verdict = a_verdict(flag, Verdict.DISMISSED)
        await uow.flags.decide(replace(verdict, at=opened.clock() + 24 * day))
        care = await uow.flags.add(a_flag("m3", at=opened.clock(), care=a_care_signal()))
        closed = a_verdict(care, Verdict.DISMISSED)
        await uow.flags.decide(replace(closed, at=opened.clock() + day))
        await uow.commit()
    said = []
    for number in (29, 32, 33):
        opened.clock.forward(days=number - (opened.clock() - NOON).days)
        await opened.app.chores.daily(opened.clock())
        await opened.app.digests.send(opened.clock().date())
        await opened.app.outbox.deliver()
        said.append(opened.told(MENTOR)[-1])
    assert ["Opgeruimd" in text for text in said] == [False, True, False]
    assert "in de hele school: meldingen (3)" in said[1]
    assert "gewist zijn zonder dat iemand besliste, in de hele school: 2" in said[1]
