"""`klaswacht flags` and `klaswacht staff away` as staff type them."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.bootstrap.opening import school
from bot.model.action import Audience
from bot.model.audit import Audited, Entry
from bot.model.calendar import AMSTERDAM
from bot.model.finding import CareSignal, Reason
from bot.model.flag import (
    Evidence,
    Flag,
    FlagState,
    NewFlag,
    NewVerdict,
    Step,
    StepKind,
    Verdict,
)
from bot.model.group import ClassGroup
from bot.model.ids import (
    AccountRef,
    ChatId,
    ChatRef,
    FlagId,
    MessageId,
    MessageRef,
    PersonId,
    Platform,
    UserId,
)
from bot.model.member import Role, Sender
from bot.model.message import Span
from bot.model.person import AccountLink, Person
from bot.model.retention import Standing
from bot.people.codes import as_kept
from bot.ports import UnitOfWork
from tests.integration.conftest import Run
from tests.support.builders import a_finding

CLASS, OTHER_CLASS = (ChatRef(Platform.TELEGRAM, ChatId(number)) for number in ("-1001", "-1002"))


def account(number: str) -> AccountRef:
    return AccountRef(Platform.TELEGRAM, UserId(number))


SEM = Sender(account("11"), "Sem", Role.STUDENT)
STAFF = {
    "mentor": ("A. de Vries", Role.MENTOR, account("1")),
    "teacher": ("D. Kok", Role.TEACHER, account("2")),
    "lead": ("B. Bos", Role.TEAM_LEAD, account("3")),
    "care": ("C. Smit", Role.COUNSELLOR, account("4")),
    "stranger": ("E. Mulder", Role.MENTOR, account("5")),
    "director": ("F. Prins", Role.TEAM_LEAD, account("6")),
}
PLAIN, SECOND, CARE, URGENT, THREAT, OWN, ELSEWHERE = map(FlagId, range(1, 8))
REFUSED = "dit mag u niet"

T = TypeVar("T")


def raised(text: str, now: datetime, **more: Any) -> NewFlag:
    values: dict[str, Any] = {
        "message": MessageRef(CLASS, MessageId(text)),
        "sender": SEM,
        "sent_at": now,
        "audience": Audience.RESPONSIBLE,
        "urgent": False,
        "findings": (a_finding(),),
        "care": None,
        "evidence": Evidence(text),
        "rulebook": "school 1",
    }
    return NewFlag(**(values | more))


async def fill(uow: UnitOfWork, now: datetime) -> None:
    for number, (name, role, at) in STAFF.items():
        await uow.people.put(Person(person_id=PersonId(number), name=name, role=role))
        await uow.people.link(AccountLink(at, PersonId(number), work=True))
    await uow.people.put(Person(person_id=PersonId("sem"), name="Sem", role=Role.STUDENT))
    await uow.people.link(AccountLink(SEM.account, PersonId("sem")))
    group = ClassGroup(
        CLASS,
        "TL3B",
        responsible=(account("1"), account("2")),
        team_lead=account("3"),
        care=(account("4"),),
    )
    await uow.groups.put(group)
    await uow.groups.put(ClassGroup(OTHER_CLASS, "TL2A", responsible=(account("5"),)))
    signal = CareSignal(Span(0, 4), Reason("reason.care.self_harm"), 0.9)
    threat = a_finding()
    flags = (
        raised("jij sukkel", now),
        raised("nog een sukkel", now - timedelta(days=3)),
        raised("help", now, findings=(), care=signal, audience=Audience.CARE, urgent=True),
        raised("dringend", now, urgent=True),
        raised(
            "ik sla je",
            now,
            findings=(
                type(threat)(**{**fields(threat), "reason": Reason("reason.insult.threat")}),
            ),
        ),
        raised("over de mentor", now, target=account("1")),
        raised("elders", now, message=MessageRef(OTHER_CLASS, MessageId("9"))),
    )
    for flag in flags:
        await uow.flags.add(flag)


def fields(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text('[school]\nname = "De Brug"\n', encoding="utf-8")

    async def begin() -> None:
        async with school(tmp_path / "config.toml") as one, one.unit_of_work() as uow:
            await fill(uow, one.clock())
            await uow.commit()

    asyncio.run(begin())
    return tmp_path


def at(folder: Path, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    async def opened() -> T:
        async with school(folder / "config.toml") as one, one.unit_of_work() as uow:
            done = await work(uow)
            await uow.commit()
            return done

    return asyncio.run(opened())


@pytest.fixture
def run(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    def typed(by: str, *line: str, second: str = "") -> tuple[int, str, str]:
        """With a code of theirs; *second*: who signs along with one of their own."""

        async def issue(uow: UnitOfWork) -> None:
            until = datetime.fromisoformat("2100-01-01T00:00:00+00:00")
            await uow.people.issue(as_kept(f"code-{by}"), PersonId(by), until)
            if second:
                code = as_kept(f"own-{second}")
                await uow.people.issue(code, PersonId(second), until, own=True)

        at(folder, issue)
        monkeypatch.setenv("KLASWACHT_CODE", f"code-{by}")
        if second:
            monkeypatch.setenv("KLASWACHT_SECOND_CODE", f"own-{second}")
        code, out, err = run(*line, "--config", folder / "config.toml")
        return code, out, " ".join(err.split())

    return typed


def numbers(out: str) -> list[int]:
    return sorted(one["number"] for one in json.loads(out))


async def _states(uow: UnitOfWork) -> dict[FlagId, FlagState]:
    return {one.flag_id: one.state for one in await uow.flags.find()}


async def _verdict(uow: UnitOfWork) -> NewVerdict | None:
    return await uow.flags.verdict(PLAIN)


async def _verdicts(uow: UnitOfWork) -> list[Entry]:
    return [one async for one in uow.audit.entries() if one.what is Audited.VERDICT]


async def _flag(uow: UnitOfWork) -> Flag | None:
    return await uow.flags.get(PLAIN)


async def _standing(uow: UnitOfWork) -> Standing:
    return next(one for one in await uow.flags.standing() if one.flag_id == PLAIN)


# which they see


@pytest.mark.parametrize(
    ("by", "seen"),
    [
        ("mentor", [1, 2, 4, 5]),
        ("teacher", [1, 2, 4, 5, 6]),
        ("lead", [1, 2, 4, 5, 6]),
        ("care", [3]),
        ("stranger", [7]),
    ],
)
def test_everybody_finds_their_own_matters_and_no_other(
    run: Run, by: str, seen: list[int]
) -> None:
    code, out, _ = run(by, "flags", "list", "--json")
    assert code == 0
    assert numbers(out) == seen


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        (["--open"], [2, 4, 5]),
        (["--decided"], [1]),
        (["--urgent"], [4]),
        (["--class", "tl3b", "--open"], [2, 4, 5]),
        (["--group", "TL2A"], []),
        (["--article", "4.1"], [1, 2, 4, 5]),
        (["--article", "9.9"], []),
        (["--about", "sem"], [1, 2, 4, 5]),
        (["--about", "telegram:11", "--urgent"], [4]),
    ],
)
def test_only_what_is_asked_for_is_listed(run: Run, line: list[str], seen: list[int]) -> None:
    run("mentor", "flags", "decide", "1", "--terecht")
    code, out, _ = run("mentor", "flags", "list", "--json", *line)
    assert code == 0
    assert numbers(out) == seen


def test_days_count_from_midnight_to_midnight(run: Run) -> None:
    day = datetime.now(AMSTERDAM)
    _, out, _ = run("mentor", "flags", "list", "--json", "--since", f"{day:%Y-%m-%d}")
    assert numbers(out) == [1, 4, 5]
    earlier = day - timedelta(days=3)
    _, out, _ = run("mentor", "flags", "list", "--json", "--until", f"{earlier:%Y-%m-%d}")
    assert numbers(out) == [2]


def test_a_long_list_comes_in_pages(folder: Path, run: Run) -> None:
    async def more(uow: UnitOfWork) -> None:
        now = datetime.now(UTC)
        for number in range(30):
            await uow.flags.add(raised(f"meer {number}", now + timedelta(seconds=number)))

    at(folder, more)
    _, first, _ = run("mentor", "flags", "list", "--json")
    _, second, _ = run("mentor", "flags", "list", "--json", "--page", "2")
    _, every, _ = run("mentor", "flags", "list", "--json", "--all")
    assert (len(numbers(first)), len(numbers(second))) == (20, 14)
    assert numbers(every) == sorted(numbers(first) + numbers(second))
    _, shown, _ = run("mentor", "flags", "list")
    assert "20 van 34 meldingen" in shown


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["list", "--group", "9Z"], '"9Z" ken ik niet'),
        (["list", "--about", "nobody"], "Die persoon ken ik niet"),
        (["list", "--open", "--decided"], "niet allebei"),
        (["decide", "1"], "--terecht of --onterecht"),
        (["decide", "1", "--terecht", "--onterecht"], "--terecht of --onterecht"),
        (["decide", "1", "--onterecht", "--measure", "hide"], "geen maatregel"),
        (["decide", "1", "2", "--terecht", "--measure", "hide"], "geef één nummer"),
    ],
)
def test_what_is_asked_wrongly_is_said(run: Run, line: list[str], told: str) -> None:
    code, _, err = run("mentor", "flags", *line)
    assert code == 2
    assert told in err


# shown with all that happened


def test_a_flag_is_shown_with_its_history(folder: Path, run: Run) -> None:
    run("teacher", "flags", "show", "1")
    run(
        "mentor", "flags", "decide", "1", "--terecht", "--why", "dat kan niet", "--measure", "warn"
    )
    code, out, _ = run("lead", "flags", "show", "1")
    assert code == 0
    for told in (
        "sukkel",
        "De bot zag dit bericht",
        "Geopend door D. Kok",
        "Geopend door B. Bos",
        "Terecht: besloten door A. de Vries",
        "Maatregelen: waarschuwen",
        "Waarom: dat kan niet",
    ):
        assert told in out
    run("lead", "flags", "show", "1")

    async def seen(uow: UnitOfWork) -> int:
        return sum(one.kind is StepKind.SEEN for one in await uow.flags.steps(PLAIN))

    assert at(folder, seen) == 2  # of each person the first time


@pytest.mark.parametrize("number", ["3", "6", "7", "99"])
def test_nothing_leaks_by_its_number(folder: Path, run: Run, number: str) -> None:
    answers = set()
    for line in (["show", number], ["decide", number, "--onterecht"]):
        code, out, err = run("mentor", "flags", *line)
        assert code == 2
        assert out == ""
        answers.add(err)
    assert len(answers) == 1
    assert {*at(folder, _states).values()} == {FlagState.OPEN}


def test_care_is_only_closed_and_only_by_its_contacts(folder: Path, run: Run) -> None:
    code, _, err = run("care", "flags", "decide", "3", "--terecht")
    assert code == 2
    assert "Sluit het af met --onterecht" in err
    assert run("care", "flags", "decide", "3", "--onterecht")[0] == 0
    assert at(folder, _states)[CARE] is FlagState.DISMISSED


# decided


def test_the_first_decision_counts_and_others_read_who(folder: Path, run: Run) -> None:
    assert run("mentor", "flags", "decide", "1", "--onterecht", "--why", "grapje")[0] == 0
    code, _, err = run("teacher", "flags", "decide", "1", "--upheld")
    assert code == 2
    assert "A. de Vries was eerder: melding 1 is onterecht" in err
    verdict = at(folder, _verdict)
    assert verdict is not None
    assert (verdict.verdict, verdict.by, verdict.why) == (
        Verdict.DISMISSED,
        account("1"),
        "grapje",
    )


@pytest.mark.parametrize(
    ("ruled", "verdict", "agrees"),
    [
        (StepKind.GRANTED, "--terecht", "gegrond, en u zegt terecht"),
        (StepKind.DENIED, "--onterecht", "niet gegrond, en u zegt onterecht"),
    ],
)
def test_a_ruling_is_contradicted_by_whoever_says_that_they_mean_to(
    folder: Path, run: Run, ruled: StepKind, verdict: str, agrees: str
) -> None:
    async def rule(uow: UnitOfWork) -> None:
        at = datetime.now(UTC) - timedelta(minutes=1)
        await uow.flags.step(PLAIN, Step(ruled, at, account("2")))

    at(folder, rule)
    code, _, err = run("mentor", "flags", "decide", "1", verdict)
    assert code == 2
    assert f"Melding 1: D. Kok verklaarde een bezwaar over deze woorden {agrees}" in err
    assert "--anyway" in err
    assert at(folder, _verdict) is None
    code, out, _ = run("mentor", "flags", "decide", "1", "2", verdict)
    assert (code, "Melding 1: over deze woorden is al op een bezwaar beslist" in out) == (0, True)
    code, _, err = run("mentor", "flags", "decide", "1", "2", verdict, "--anyway")
    assert (code, "--anyway geldt voor één melding" in err) == (2, True)
    assert at(folder, _verdict) is None

    assert run("mentor", "flags", "decide", "1", verdict, "--anyway")[0] == 0
    _, out, _ = run("lead", "flags", "show", "1")
    assert "Dat is anders dan D. Kok besliste op het bezwaar" in " ".join(out.split())


def test_several_are_decided_together_but_those_that_need_a_look(folder: Path, run: Run) -> None:
    run("teacher", "flags", "decide", "2", "--terecht")
    code, out, _ = run(
        "mentor", "flags", "decide", *"1234567", "--dismissed", "--why", "zelfde grap"
    )
    assert code == 0
    assert "Onterecht: melding 1." in out
    assert "Melding 2: iemand was eerder" in out
    for number in (3, 6, 7):  # a care signal is told from what there is not by nobody
        assert f"Melding {number}: niet besloten. Die is er niet, of is niet voor u." in out
    assert "Melding 4: dringend" in out
    assert "Melding 5: mogelijk strafbaar" in out
    states = at(folder, _states)
    assert [states[FlagId(number)] for number in range(1, 8)] == [
        FlagState.DISMISSED,
        FlagState.UPHELD,
        *[FlagState.OPEN] * 5,
    ]
    entries = at(folder, _verdicts)
    assert [entry.facts["flag"] for entry in entries] == [2, 1]
    assert entries[-1].why == "zelfde grap"


# evidence for a report to the police


def test_two_have_evidence_kept_and_the_same_two_let_go_of_it(folder: Path, run: Run) -> None:
    code, _, err = run("lead", "flags", "report", "1")
    assert code == 2
    assert not at(folder, _standing).held

    code, out, _ = run("lead", "flags", "report", "1", "--why", "doxing", second="director")
    assert code == 0
    assert "wordt bewaard voor de aangifte" in out
    assert at(folder, _standing).held
    _, out, _ = run("mentor", "flags", "show", "1")
    assert "Aangifte: bewijs wordt bewaard." in out
    assert "Aangifte: F. Prins laat het bewijs bewaren" in out

    code, _, err = run("lead", "flags", "release", "1", second="care")
    assert code == 2
    assert "dezelfde twee" in err
    assert at(folder, _standing).held
    assert run("director", "flags", "release", "1", second="lead")[0] == 0
    assert not at(folder, _standing).held


@pytest.mark.parametrize(
    ("by", "number", "second"),
    [
        ("lead", "1", "lead"),
        ("lead", "1", "mentor"),
        ("mentor", "1", "lead"),
        ("director", "1", "lead"),
        ("lead", "3", "director"),
        ("lead", "99", "director"),
    ],
)
def test_nobody_else_has_evidence_kept(
    folder: Path, run: Run, by: str, number: str, second: str
) -> None:
    assert run(by, "flags", "aangifte", number, second=second)[0] == 2

    async def held(uow: UnitOfWork) -> bool:
        return any(one.held for one in await uow.flags.standing())

    assert not at(folder, held)


# away


def test_the_team_lead_says_who_is_away_and_who_stands_in(run: Run) -> None:
    assert numbers(run("stranger", "flags", "list", "--json")[1]) == [7]
    code, out, _ = run(
        "lead", "staff", "away", "mentor", "--until", "2099-01-12", "--deputy", "stranger"
    )
    assert code == 2  # no longer than a year
    code, out, _ = run(
        "lead", "staff", "away", "mentor", "--until", soon(), "--deputy", "stranger"
    )
    assert code == 0
    assert "E. Mulder neemt waar" in out
    assert numbers(run("stranger", "flags", "list", "--json")[1]) == [1, 2, 4, 5, 7]
    assert numbers(run("mentor", "flags", "list", "--json")[1]) == [1, 2, 4, 5]
    assert "is er weer" in run("mentor", "staff", "back", "mentor")[1]
    assert numbers(run("stranger", "flags", "list", "--json")[1]) == [7]


@pytest.mark.parametrize(
    ("by", "line", "told"),
    [
        ("teacher", ["away", "mentor", "--until", "SOON"], ""),
        ("teacher", ["back", "mentor"], ""),
        ("lead", ["away", "sem", "--until", "SOON"], "ken ik niet"),
        ("lead", ["away", "mentor", "--until", "2020-01-01"], "al voorbij"),
        ("lead", ["away", "mentor", "--until", "SOON", "--deputy", "sem"], "Die collega ken ik"),
        ("lead", ["away", "mentor", "--until", "SOON", "--deputy", "mentor"], "Die collega ken"),
    ],
)
def test_what_cannot_be_is_refused(
    folder: Path, run: Run, by: str, line: list[str], told: str
) -> None:
    typed = [soon() if one == "SOON" else one for one in line]
    code, _, err = run(by, "staff", *typed)
    assert code == 2
    assert told in err

    async def absences(uow: UnitOfWork) -> int:
        return len(await uow.people.absences())

    assert at(folder, absences) == 0


def soon() -> str:
    return f"{datetime.now(UTC) + timedelta(days=20):%Y-%m-%d}"
