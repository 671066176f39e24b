"""Everything goes but what a dossier may keep, all at once or not at all."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pytest
from typing_extensions import override

from bot.conversations import ERASED
from bot.errors import Forbidden, InputError
from bot.judge.learned import NothingLearned
from bot.model.audit import BOT, Audited, Entry, NewEntry, Subject
from bot.model.backup import Erased
from bot.model.calendar import AMSTERDAM
from bot.model.flag import Evidence, Flag, FlagState, Line, Step, StepKind, Verdict
from bot.model.ids import AccountRef, FlagId, PersonId
from bot.model.member import Role
from bot.model.outbox import NewOutboxItem, Purpose, Say
from bot.model.person import Person
from bot.model.privacy import Erasure, Part, Somebody, Stays, Why, why_it_stays
from bot.model.retention import Retention
from bot.ports import Erasures, LearnedFrom, UnitOfWorkFactory
from bot.privacy.erasure import Eraser, forget
from bot.privacy.holdings import Holdings
from storage.erasures import SealedErasures
from tests.contract.builders import a_care_signal, a_flag, a_verdict, posted
from tests.contract.conftest import VAULT
from tests.support.builders import CLASS_2B, COUNSELLOR, MENTOR, NOON, a_sender, an_account
from tests.support.privacy import (
    BRAM,
    EVA,
    OFFICER,
    OFFICERS,
    SANNE,
    Flags,
    accounts_of,
    enrol,
    hold_care,
    hold_duties,
    hold_everything,
    open_office,
)
from tests.support.school import in_memory


@dataclass(slots=True)
class Learned:
    """Something, from everybody."""

    forgot: list[AccountRef] = field(default_factory=list)

    async def forget(self, accounts: Collection[AccountRef]) -> int:
        self.forgot += accounts
        return 3

    async def correct(self, flag: Flag) -> None: ...


class Broken:
    async def forget(self, accounts: Collection[AccountRef]) -> int:
        raise OSError(f"no room to unlearn {len(accounts)}")

    async def correct(self, flag: Flag) -> None: ...


class Full(SealedErasures):
    @override
    def add(self, accounts: Collection[AccountRef], person: PersonId | None, at: datetime) -> None:
        raise OSError("no room in the ledger")


def a_ledger() -> SealedErasures:
    return SealedErasures(VAULT)


@dataclass(slots=True)
class Office:
    store: UnitOfWorkFactory
    flags: Flags
    ledger: Erasures = field(default_factory=a_ledger)
    learned: LearnedFrom = field(default_factory=NothingLearned)
    tidied: int = 0

    async def erase(
        self, named: Subject = SANNE.person_id, *, by: Subject = OFFICERS, dry_run: bool = False
    ) -> Erasure:
        eraser = Eraser(self.store, self.ledger, self.learned, self._tidy, lambda: NOON, AMSTERDAM)
        return await eraser.erase(named, by=by, dry_run=dry_run)

    async def _tidy(self) -> int:
        self.tidied += 1
        return 0

    async def held(self) -> Mapping[Part, int]:
        """How much of Sanne, under whatever account or number."""
        async with self.store() as uow:
            who = Somebody(accounts_of(SANNE), SANNE.person_id)
            parts = await (await Holdings.of(uow, who, NOON, Retention())).parts()
        counted = {part: len(rows) for part, rows in parts.items() if part is not Part.ACCOUNTS}
        return {part: count for part, count in counted.items() if count}

    async def latest(self) -> Entry:
        async with self.store() as uow:
            entries = [entry async for entry in uow.audit.entries()]
        return [entry for entry in entries if entry.what is Audited.ERASURE][-1]

    async def written(self) -> list[Audited | None]:
        async with self.store() as uow:
            return [entry.what async for entry in uow.audit.entries()]


async def an_office() -> Office:
    store = in_memory()
    async with store() as uow:
        await open_office(uow)
        flags = await hold_everything(uow, SANNE)
        await uow.commit()
    return Office(store, flags)


async def test_all_is_gone_but_what_a_dossier_may_keep() -> None:
    office = await an_office()
    before = await office.held()
    erasure = await office.erase()
    gone = {
        Part.PERSON: 1,
        Part.MEMBERSHIPS: 1,
        Part.ANSWERS_FOR: 1,
        Part.WRITTEN: 3,
        Part.LINES: 1,
        Part.REMINDERS: 1,
        Part.UNSENT: 2,
        Part.UNJUDGED: 1,
        Part.CODES: 1,
        Part.AUDIT: 9,
    }
    assert erasure.forgotten.gone == gone
    left = {Part.PERSON: 1, Part.WRITTEN: 2, Part.INVOLVED: 2, Part.STRIKES: 1}
    assert await office.held() == left
    assert before.keys() == gone.keys() | {Part.INVOLVED, Part.STRIKES}


async def test_a_bot_that_runs_is_told_that_somebody_was_erased() -> None:
    office = await an_office()
    await office.erase(dry_run=True)
    async with office.store() as uow:
        assert await uow.cursors.get(ERASED) is None
    await office.erase()
    async with office.store() as uow:
        assert await uow.cursors.get(ERASED) == NOON.isoformat()


async def test_whoever_holds_power_is_not_erased_before_another_role_is_theirs() -> None:
    office = await an_office()
    async with office.store() as uow:
        lead = Person(person_id=PersonId("M17"), name="Fatima Bos", role=Role.TEAM_LEAD)
        await uow.people.put(lead)
        await uow.commit()
    with pytest.raises(InputError, match="powerful"):
        await office.erase(lead.person_id)


async def test_the_number_stays_without_a_name_until_nothing_else_does() -> None:
    office = await an_office()
    await office.erase()
    async with office.store() as uow:
        left = await uow.people.get(SANNE.person_id)
        links = await uow.people.links(SANNE.person_id)
    assert left == Person(person_id=SANNE.person_id, name="", role=SANNE.role)
    assert {link.account for link in links} == set(accounts_of(SANNE))
    assert not (await office.erase()).forgotten.gone
    async with office.store() as uow:
        for flag in await uow.flags.find():
            await uow.flags.remove(flag.flag_id)
        await uow.commit()
    assert Part.PERSON in (await office.erase()).forgotten.gone
    async with office.store() as uow:
        assert await uow.people.get(SANNE.person_id) is None


async def test_what_stays_is_told_with_the_reason() -> None:
    office = await an_office()
    flags = office.flags
    assert (await office.erase()).forgotten.stays == (
        Stays(Why.DOSSIER, 1, (flags.upheld,)),
        Stays(Why.UNDECIDED, 1, (flags.undecided,)),
        Stays(Why.OF_OTHERS, 2, (flags.at_them, flags.about_them)),
    )


async def test_what_stays_is_found_by_account_from_now_on() -> None:
    office = await an_office()
    erasure = await office.erase()
    assert erasure.left == accounts_of(SANNE)
    again = await office.erase(erasure.left[0])
    assert [one.why for one in again.forgotten.stays] == [
        Why.DOSSIER,
        Why.UNDECIDED,
        Why.OF_OTHERS,
    ]


async def test_lines_of_others_stay_with_their_flag() -> None:
    office = await an_office()
    await office.erase()
    async with office.store() as uow:
        flag = await uow.flags.get(office.flags.with_line)
    assert flag is not None
    assert flag.raised.evidence.before == ("Leerling 2: woord-van-derde",)


async def test_it_is_written_down_without_saying_of_whom() -> None:
    office = await an_office()
    await office.erase()
    last = await office.latest()
    async with office.store() as uow:
        checked = await uow.audit.check()
    assert (last.what, last.by, last.about) == (Audited.ERASURE, OFFICERS, None)
    assert last.facts["stays"] == "dossier 1, undecided 1, of_others 2"
    assert checked.wrong is None
    assert office.ledger.all() == (Erased(frozenset(accounts_of(SANNE)), SANNE.person_id, NOON),)
    assert office.tidied == 1


async def test_a_second_time_nothing_is_left_to_do() -> None:
    office = await an_office()
    first = await office.erase()
    written = await office.written()
    again = await office.erase()
    assert again.forgotten.gone == {}
    assert first.forgotten.gone
    assert await office.written() == written
    assert len(office.ledger.all()) == 1


async def test_later_once_all_is_decided_the_rest_can_go() -> None:
    office = await an_office()
    await office.erase()
    async with office.store() as uow:
        flags = office.flags
        for number in (flags.undecided, flags.at_them, flags.about_them):
            await uow.flags.decide(a_verdict(number, Verdict.DISMISSED))
        await uow.flags.remove(flags.upheld)
        await uow.commit()
    for account in accounts_of(SANNE):
        assert (await office.erase(account)).forgotten.stays == ()
    assert await office.held() == {}


async def test_a_dry_run_says_the_same_and_does_nothing() -> None:
    office = await an_office()
    before, written = await office.held(), await office.written()
    planned = await office.erase(dry_run=True)
    assert await office.held() == before
    assert await office.written() == written
    assert (office.ledger.all(), office.tidied) == ((), 0)
    assert planned == await office.erase()


@pytest.mark.parametrize(
    "broken", [{"learned": Broken()}, {"ledger": Full(VAULT)}], ids=["learned", "ledger"]
)
async def test_what_breaks_in_the_middle_leaves_everything(broken: dict[str, object]) -> None:
    office = await an_office()
    before, written = await office.held(), await office.written()
    with pytest.raises(OSError, match="no room"):
        await replace(office, **broken).erase()  # type: ignore[arg-type]  # one of its fields
    assert await office.held() == before
    assert await office.written() == written
    assert (await office.erase()).forgotten.gone


async def test_what_a_judge_learned_is_undone() -> None:
    learned = Learned()
    office = replace(await an_office(), learned=learned)
    await office.erase()
    assert learned.forgot == [*accounts_of(SANNE)]
    last = await office.latest()
    assert last.facts["learned"] == 3


async def test_an_open_care_signal_stays_and_a_handled_one_goes() -> None:
    office = await an_office()
    async with office.store() as uow:
        still_open, handled = await hold_care(uow, SANNE), await hold_care(uow, SANNE)
        await uow.flags.decide(a_verdict(handled, Verdict.DISMISSED, by=COUNSELLOR))
        await uow.commit()
    stays = {one.why: one.flags for one in (await office.erase()).forgotten.stays}
    assert stays[Why.CARE] == (still_open,)


async def test_staff_who_leave_have_decided_all_the_same() -> None:
    office = await an_office()
    async with office.store() as uow:
        await hold_everything(uow, EVA)
        decided = await hold_duties(uow, EVA)
        await uow.commit()
    forgotten = (await office.erase(EVA.person_id)).forgotten
    stays = {one.why: one for one in forgotten.stays}
    assert stays[Why.VERDICTS] == Stays(Why.VERDICTS, 2, (decided,))  # and an objection
    assert stays[Why.ACTED].count == 3
    assert (forgotten.gone[Part.DIGESTS], forgotten.gone[Part.ANSWERS_FOR]) == (1, 3)
    async with office.store() as uow:
        group = await uow.groups.get(CLASS_2B)
        verdict = await uow.flags.verdict(decided)
    assert group is not None
    assert verdict is not None
    assert group.responsible == (MENTOR,)
    assert group.administration is not None
    assert not {one.sender.account for one in group.administration.admins} & {*accounts_of(EVA)}
    assert verdict.by == accounts_of(EVA)[0]
    assert (await office.erase(EVA.person_id)).forgotten.gone == {}


@pytest.mark.parametrize(("born", "minor"), [(date(2000, 1, 1), False), (None, True)])
async def test_for_a_pupil_under_sixteen_parents_must_ask(born: date | None, minor: bool) -> None:
    office = await an_office()
    async with office.store() as uow:
        await uow.people.put(replace(SANNE, born=born))
        await uow.commit()
    assert (await office.erase()).needs_parents is minor


async def test_an_account_without_a_number_is_erased_alone() -> None:
    office = await an_office()
    first, second = accounts_of(SANNE)
    async with office.store() as uow:
        await uow.people.unlink(first)
        await uow.commit()
    gone = (await office.erase(first)).forgotten.gone
    assert Part.PERSON not in gone
    assert Part.REMINDERS not in gone
    async with office.store() as uow:
        assert [link.account for link in await uow.people.links(SANNE.person_id)] == [second]


@pytest.mark.parametrize("by", [MENTOR, an_account("vreemde"), accounts_of(SANNE)[0]])
async def test_nobody_but_the_officer_erases(by: Subject) -> None:
    office = await an_office()
    before = await office.held()
    with pytest.raises(Forbidden):
        await office.erase(by=by)
    assert await office.held() == before
    assert office.ledger.all() == ()


@pytest.mark.parametrize("named", [OFFICER.person_id, OFFICERS])
async def test_nobody_erases_themselves(named: Subject) -> None:
    with pytest.raises(Forbidden):
        await (await an_office()).erase(named)


async def test_the_bot_is_nobody_to_erase() -> None:
    with pytest.raises(InputError, match=r"error\.privacy\.bot"):
        await (await an_office()).erase(BOT)


async def test_whoever_restores_a_backup_forgets_within_their_own_transaction() -> None:
    office = await an_office()
    before = await office.held()
    async with office.store() as uow:
        await forget(uow, accounts_of(SANNE), SANNE.person_id, NOON)
    assert await office.held() == before
    async with office.store() as uow:
        await forget(uow, accounts_of(SANNE), SANNE.person_id, NOON)
        await uow.commit()
    assert Part.MEMBERSHIPS not in await office.held()


async def office_with_own_matters() -> tuple[Office, Mapping[str, FlagId]]:
    """With flags on Sanne's words that are dismissed, aimed at the officer and not."""
    office = await an_office()
    sender = a_sender(accounts_of(SANNE)[0].user_id)
    async with office.store() as uow:
        own = replace(a_flag("naar fg", sender=sender), target=OFFICERS)
        by_them = a_flag("van fg", sender=a_sender(OFFICERS.user_id))
        flags = {
            "aimed": await uow.flags.add(own),
            "reported": await uow.flags.add(replace(own, target=None, reported=OFFICERS)),
            "written": await uow.flags.add(
                replace(by_them, target=accounts_of(SANNE)[0], evidence=Evidence("van de fg"))
            ),
            "care": await uow.flags.add(replace(own, care=a_care_signal(), findings=())),
        }
        for number in flags.values():
            by = COUNSELLOR if number == flags["care"] else MENTOR
            await uow.flags.decide(a_verdict(number, Verdict.DISMISSED, by=by))
        line = Line(accounts_of(SANNE)[0], "Leerling 1: woord van Sanne")
        context = replace(by_them, evidence=Evidence("van de fg", (line,)))
        flags["line"] = await uow.flags.add(context)
        await uow.commit()
    return office, flags


async def test_nobody_erases_a_matter_that_is_their_own() -> None:
    office, flags = await office_with_own_matters()
    stays = {one.why: one for one in (await office.erase()).forgotten.stays}
    async with office.store() as uow:
        left = {flag.flag_id: flag for flag in await uow.flags.find()}
    assert {*flags.values()} <= left.keys()
    assert left[flags["line"]].raised.evidence.context
    assert stays[Why.OFFICERS].flags == tuple(
        number for name, number in flags.items() if name != "care"
    )
    assert Why.CARE not in stays


async def test_another_officer_may_erase_it() -> None:
    office, flags = await office_with_own_matters()
    other = replace(OFFICER, person_id=PersonId("fg-2"))
    async with office.store() as uow:
        await enrol(uow, other, an_account("andere fg"))
        await uow.commit()
    stays = {one.why for one in (await office.erase(by=other.person_id)).forgotten.stays}
    async with office.store() as uow:
        left = {flag.flag_id for flag in await uow.flags.find()}
    assert left.isdisjoint({number for name, number in flags.items() if name != "line"})
    assert Why.OFFICERS not in stays


async def test_overviews_that_wait_are_not_sent_and_what_waits_is_told() -> None:
    office = await an_office()
    async with office.store() as uow:
        digest = NewOutboxItem(Purpose.DIGEST, Say(MENTOR, "over Sanne"), NOON)
        await uow.outbox.add(digest)
        await uow.outbox.add(replace(digest, purpose=Purpose.ALERT, effect=Say(MENTOR, "anders")))
        await uow.inbox.add(posted("van een ander"), lane=1)
        await uow.commit()
    done = await office.erase()
    assert (done.forgotten.digests, done.unjudged) == (1, 1)
    again = await office.erase()
    assert (again.forgotten.gone, again.forgotten.digests) == ({}, 0)
    async with office.store() as uow:
        assert [item.purpose for item in await uow.outbox.of(MENTOR)] == [Purpose.ALERT]


async def test_what_is_being_sent_to_them_is_not_sent_again() -> None:
    office = await an_office()
    async with office.store() as uow:
        (item,) = await uow.outbox.claim(NOON, 1)
        await uow.commit()
    assert Part.UNSENT in (await office.erase()).forgotten.gone
    async with office.store() as uow:
        await uow.outbox.postpone(item.outbox_id, NOON)
        assert await uow.outbox.claim(NOON, 9) == []


async def test_a_flag_that_goes_is_nobodys_in_the_audit() -> None:
    office = await an_office()
    of_bram = replace(a_flag("naar Sanne", sender=BRAM), target=accounts_of(SANNE)[0])
    async with office.store() as uow:
        number = await uow.flags.add(of_bram)
        await uow.flags.decide(a_verdict(number, Verdict.DISMISSED))
        await uow.audit.append(
            NewEntry(
                at=NOON,
                what=Audited.VERDICT,
                by=MENTOR,
                about=BRAM.account,
                facts={"flag": number},
                why="Sanne begon",
            )
        )
        await uow.commit()
    await office.erase()
    async with office.store() as uow:
        (entry,) = [one async for one in uow.audit.entries() if one.facts.get("flag") == number]
    assert (entry.by, entry.about, entry.why) == (MENTOR, None, None)


@pytest.mark.parametrize("state", FlagState)
@pytest.mark.parametrize("care", [False, True])
@pytest.mark.parametrize("theirs", [False, True])
def test_only_what_was_found_wrong_goes(state: FlagState, care: bool, theirs: bool) -> None:
    assert (why_it_stays(state, care=care, theirs=theirs) is None) == (
        state is FlagState.DISMISSED
    )


async def test_staff_who_took_a_flag_up_are_known_as_long_as_it_is_there() -> None:
    office = await an_office()
    async with office.store() as uow:
        await enrol(uow, EVA, *accounts_of(EVA))
        step = Step(StepKind.TAKEN_UP, NOON, accounts_of(EVA)[0])
        await uow.flags.step(office.flags.at_them, step)
        await uow.commit()
    stays = (await office.erase(EVA.person_id)).forgotten.stays
    assert stays == (Stays(Why.VERDICTS, 1, (office.flags.at_them,)),)
