"""Evidence that two people keep, and two who decide at once: the same on every kind of store."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.answering.front import Front
from bot.bootstrap.assembly import front
from bot.errors import AlreadyDecided, InputError, Unsigned
from bot.flags.hold import Holding
from bot.flags.office import FlagOffice
from bot.flags.review import Review
from bot.model.flag import FlagState, Step, StepKind, Verdict, holders
from bot.model.ids import AccountRef, FlagId, PersonId
from bot.model.member import Role, Sender
from bot.model.privacy import Why
from bot.model.retention import Retention
from bot.people.codes import as_kept
from bot.people.signing import who_signs
from bot.ports import UnitOfWorkFactory
from bot.privacy.erasure import forget
from bot.privacy.retention import RetentionRun
from bot.settings import Settings
from tests.contract.builders import MENTOR, a_flag, a_verdict
from tests.support.builders import NOON, a_finding, a_group, a_rulebook, a_sender, an_account
from tests.support.live import sign
from tests.support.school import SettableClock, enrol

DAY = timedelta(days=1)
COLLEAGUE = an_account("collega")
LEAD, DIRECTOR = an_account("teamleider"), an_account("directeur")
SANNE = a_sender("Sanne")


async def flagged(unit_of_work: UnitOfWorkFactory, *kinds: StepKind) -> FlagId:
    async with unit_of_work() as uow:
        number = await uow.flags.add(replace(a_flag(sender=SANNE), findings=(a_finding(),)))
        for place, kind in enumerate(kinds):
            for by in (LEAD, DIRECTOR):
                await uow.flags.step(number, Step(kind, NOON + place * DAY, by))
        await uow.commit()
    return number


@pytest.mark.parametrize(
    ("kinds", "held"),
    [
        ((), False),
        ((StepKind.TOLD,), False),
        ((StepKind.HELD,), True),
        ((StepKind.HELD, StepKind.SEEN), True),
        ((StepKind.HELD, StepKind.RELEASED), False),
        ((StepKind.HELD, StepKind.RELEASED, StepKind.HELD), True),
    ],
)
async def test_the_last_word_says_whether_it_is_held(
    unit_of_work: UnitOfWorkFactory, kinds: tuple[StepKind, ...], *, held: bool
) -> None:
    number = await flagged(unit_of_work, *kinds)
    async with unit_of_work() as uow:
        (standing,) = await uow.flags.standing()
        assert standing.held is held
        assert bool(holders(await uow.flags.steps(number))) is held


@pytest.mark.parametrize("verdict", [None, Verdict.DISMISSED, Verdict.UPHELD])
@pytest.mark.parametrize("held", [True, False])
async def test_nothing_that_is_held_goes_by_itself(
    unit_of_work: UnitOfWorkFactory, verdict: Verdict | None, *, held: bool
) -> None:
    number = await flagged(unit_of_work, *([StepKind.HELD] if held else []))
    if verdict is not None:
        async with unit_of_work() as uow:
            await uow.flags.decide(a_verdict(number, verdict))
            await uow.commit()
    report = await RetentionRun(unit_of_work, Retention()).daily(NOON + 800 * DAY)
    assert report is not None
    async with unit_of_work() as uow:
        assert (await uow.flags.get(number) is not None) is held
    assert report.flags == (0 if held else 1)


async def test_what_was_let_go_of_goes_at_its_term(unit_of_work: UnitOfWorkFactory) -> None:
    number = await flagged(unit_of_work, StepKind.HELD, StepKind.RELEASED)
    await RetentionRun(unit_of_work, Retention()).daily(NOON + 800 * DAY)
    async with unit_of_work() as uow:
        assert await uow.flags.get(number) is None


@pytest.mark.parametrize("verdict", [None, Verdict.DISMISSED])
async def test_whoever_is_erased_leaves_evidence_that_is_held_and_is_told_why(
    unit_of_work: UnitOfWorkFactory, verdict: Verdict | None
) -> None:
    number = await flagged(unit_of_work, StepKind.HELD)
    async with unit_of_work() as uow:
        before = await uow.flags.get(number)
        assert before is not None
        if verdict is not None:
            await uow.flags.decide(a_verdict(number, verdict))
        written = before.raised.evidence.context[0].account
        for account in (SANNE.account, written):
            forgotten = await forget(uow, [account], None, NOON)
            (stays,) = [one for one in forgotten.stays if number in one.flags]
            assert stays.why is Why.HELD
        after = await uow.flags.get(number)
        assert after is not None
        assert after.raised == before.raised


# two at once


async def opened(unit_of_work: UnitOfWorkFactory) -> tuple[FlagId, FlagOffice]:
    group = a_group(responsible=(MENTOR, COLLEAGUE))
    async with unit_of_work() as uow:
        await uow.groups.put(group)
        for account, name in ((MENTOR, "mw. Wolters"), (COLLEAGUE, "dhr. Vos")):
            await enrol(uow, Sender(account, name, Role.MENTOR))
        await uow.commit()
    number = await flagged(unit_of_work)
    clock, spoken = SettableClock(), _front()
    return number, FlagOffice(unit_of_work, spoken, Review(unit_of_work, clock, spoken.wording()))


def _front() -> Front:
    return front(Settings(rulebook=a_rulebook()), SettableClock(), sign)


async def test_of_two_who_decide_at_once_one_is_first_and_the_other_reads_who(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    number, office = await opened(unit_of_work)

    async def decide(by: AccountRef, verdict: Verdict) -> InputError | None:
        try:
            await office.decide([number], verdict, by=by)
        except InputError as error:
            return error
        return None

    said = await asyncio.gather(
        decide(MENTOR, Verdict.UPHELD), decide(COLLEAGUE, Verdict.DISMISSED)
    )
    (error,) = [one for one in said if one is not None]
    async with unit_of_work() as uow:
        verdict = await uow.flags.verdict(number)
        assert verdict is not None
        names = {MENTOR: "mw. Wolters", COLLEAGUE: "dhr. Vos"}
        assert (error.key, error.values["name"]) == (
            f"error.flags.{verdict.verdict}",
            names[verdict.by],
        )
        flag = await uow.flags.get(number)
        assert flag is not None
        assert flag.state is FlagState(verdict.verdict.value)


async def test_many_at_once_leave_one_verdict_for_each_flag(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    first, office = await opened(unit_of_work)
    numbers = [first, *[await flagged(unit_of_work) for _ in range(4)]]
    done = await asyncio.gather(
        *(office.decide(numbers, Verdict.DISMISSED, by=by) for by in (MENTOR, COLLEAGUE) * 2)
    )
    decided = [number for one in done for number in one.decided]
    assert sorted(decided) == sorted(numbers)
    async with unit_of_work() as uow:
        with pytest.raises(AlreadyDecided):
            await uow.flags.decide(a_verdict(first, Verdict.UPHELD))


@pytest.mark.parametrize("who", ["lead", "director", "party", "nobody"])
async def test_the_second_is_another_who_has_power_and_is_no_party(
    unit_of_work: UnitOfWorkFactory, who: str
) -> None:
    people = {"lead": LEAD, "director": DIRECTOR, "party": an_account("betrokkene")}
    async with unit_of_work() as uow:
        await uow.groups.put(a_group(team_lead=LEAD))
        for name, account in people.items():
            await enrol(uow, Sender(account, name, Role.TEAM_LEAD))
            person = PersonId(account.user_id)
            await uow.people.issue(as_kept(f"own {name}"), person, NOON + DAY, own=True)
        about = replace(a_flag("m2"), target=people["party"], findings=(a_finding(),))
        number = await uow.flags.add(about)
        await uow.commit()
    holding = Holding(unit_of_work, _front(), who_signs)
    if who == "director":
        await holding.hold(number, by=LEAD, code=f"own {who}")
    else:
        with pytest.raises(Unsigned):
            await holding.hold(number, by=LEAD, code=f"own {who}")
    async with unit_of_work() as uow:
        assert bool(holders(await uow.flags.steps(number))) is (who == "director")
