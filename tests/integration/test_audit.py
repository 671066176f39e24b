"""`klaswacht audit`, as a person of the school types it."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.audit.heads import FILE, HeadsFile
from bot.bootstrap.opening import school
from bot.model.audit import Audited, Entry, Head, NewEntry
from bot.model.ids import PersonId
from bot.model.member import Role
from bot.model.person import AccountLink, Person
from bot.ports import UnitOfWork
from bot.school import os_account
from tests.integration.conftest import Run
from tests.support.builders import an_account

ME, SANNE = PersonId("77"), PersonId("1234")
SANNES = an_account("sanne-1")
WHY = "schold Bram uit in de pauze"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("KLASWACHT_KEY", "KLASWACHT_CODE"):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "config.toml"
    file.write_text('[school]\nname = "OSG"\n[words]\ninsults = ["sukkel"]\n')
    return file


def within(config: Path, do: Callable[[UnitOfWork], Awaitable[object]]) -> None:
    async def opened() -> None:
        async with school(config) as found, found.unit_of_work() as uow:
            await do(uow)
            await uow.commit()

    asyncio.run(opened())


def begin(config: Path, role: Role) -> None:
    """A school in which whoever runs the tests is somebody, with a verdict about Sanne."""

    async def fill(uow: UnitOfWork) -> None:
        await uow.people.put(Person(person_id=ME, name="Kim de Wit", role=role))
        await uow.people.put(Person(person_id=SANNE, name="Sanne Bakker", role=Role.STUDENT))
        await uow.people.link(AccountLink(os_account(), ME))
        await uow.people.link(AccountLink(SANNES, SANNE))
        entry = NewEntry(
            at=datetime(2026, 3, 2, 11, 30, tzinfo=UTC),
            what=Audited.VERDICT,
            by=ME,
            about=SANNES,
            facts={"articles": "4.1", "rules": "respect"},
            why=WHY,
        )
        await uow.audit.append(entry)

    within(config, fill)


def entries(config: Path) -> Sequence[Entry]:
    read: list[Entry] = []

    async def look(uow: UnitOfWork) -> None:
        read.extend([entry async for entry in uow.audit.entries()])

    within(config, look)
    return read


def without_triggers(config: Path, statement: str) -> None:
    with closing(sqlite3.connect(config.with_name("klaswacht.db"))) as database, database:
        database.execute("DROP TRIGGER audit_never_changes")
        database.execute("DROP TRIGGER audit_never_shrinks")
        database.execute(statement)


def test_a_whole_audit_is_said_to_be(config: Path, run: Run) -> None:
    begin(config, Role.TECHNICAL_ADMIN)
    code, out, _ = run("audit", "verify", "--config", config)
    assert (code, "klopt: 3 regels" in out) == (0, True)
    assert "Er staat nu geen stand" in out


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit SET at = '2026-03-02 11:31:00.000000' WHERE sequence = 2", "Regel 2 is"),
        ("DELETE FROM audit WHERE sequence = 2", "Regel 2 ontbreekt"),
        ("DELETE FROM audit WHERE sequence = 3", "Regel 3 ontbreekt"),
        ("DELETE FROM audit_opening WHERE sequence = 3 AND part = 'facts'", "Bij regel 3"),
    ],
)
def test_a_tampered_audit_ends_in_3_and_one_sentence(
    config: Path, run: Run, statement: str, said: str
) -> None:
    begin(config, Role.PRIVACY_OFFICER)
    assert run("audit", "publish", "--config", config)[0] == 0
    without_triggers(config, statement)
    code, out, err = run("audit", "verify", "--config", config)
    assert (code, err) == (3, "")
    assert said in out


def test_a_head_is_published_beside_the_database_once(config: Path, run: Run) -> None:
    begin(config, Role.TECHNICAL_ADMIN)
    head = entries(config)[-1].head
    assert str(head) in run("audit", "publish", "--config", config)[1]
    assert "al in" in run("audit", "publish", "--config", config)[1].replace("\n", " ")
    assert HeadsFile(config.with_name(FILE)).read()[0].head == head
    assert "opgeschreven: 1." in run("audit", "verify", "--config", config)[1].replace("\n", " ")


def test_a_head_from_elsewhere_is_held_against_it(config: Path, run: Run, tmp_path: Path) -> None:
    begin(config, Role.TECHNICAL_ADMIN)
    head = entries(config)[-1].head
    assert run("audit", "verify", "--head", head, "--config", config)[0] == 0
    other = f"3:{'a' * 64}"
    assert run("audit", "verify", "--head", other, "--config", config)[0] == 3
    copy = tmp_path / "copy.txt"
    copy.write_text(f"2026-03-02T12:00:00+01:00 {other}\n")
    assert run("audit", "verify", "--heads", copy, "--config", config)[0] == 3


@pytest.mark.parametrize(
    "arguments", [("--head", "812"), ("--heads", "nergens.txt")], ids=["head", "heads"]
)
def test_a_head_that_is_none_is_refused(
    config: Path, run: Run, arguments: tuple[str, str]
) -> None:
    begin(config, Role.TECHNICAL_ADMIN)
    code, out, err = run("audit", "verify", *arguments, "--config", config)
    assert (code, out) == (2, "")
    assert arguments[1] in err


def test_a_cut_audit_is_hidden_by_no_line_in_the_file(config: Path, run: Run) -> None:
    begin(config, Role.TECHNICAL_ADMIN)
    (*_, before, last) = entries(config)
    run("audit", "publish", "--config", config)
    file = config.with_name(FILE)
    without_triggers(config, "DELETE FROM audit WHERE sequence > 2")
    with file.open("a") as lines:
        lines.write(f"2026-03-03T10:00:00+01:00 restored {before.head}\n")
    code, _, err = run("audit", "verify", "--head", last.head, "--config", config)
    assert (code, "regel 2 is geen stand" in err) == (2, True)
    file.write_text(f"2026-03-03T10:00:00+01:00 {before.head}\n")
    assert run("audit", "verify", "--head", last.head, "--config", config)[0] == 3


def test_what_was_lost_with_a_restore_is_said_and_is_no_tampering(config: Path, run: Run) -> None:
    begin(config, Role.TECHNICAL_ADMIN)
    last = entries(config)[-1].head
    at = datetime(2026, 3, 3, 9, tzinfo=UTC)
    lost = Head(9, "a" * 64)

    async def restore(uow: UnitOfWork) -> None:
        facts = {"head": str(last)}
        await uow.audit.append(NewEntry(at=at, what=Audited.RESTORED, by=ME, facts=facts))

    within(config, restore)
    HeadsFile(config.with_name(FILE)).add(lost, at)
    code, out, _ = run("audit", "verify", "--config", config)
    said = out.replace("\n", " ")
    assert code == 0
    assert "Op 03-03-2026 10:00:00 is een back-up teruggezet, tot en met regel 3" in said
    assert "tot en met regel 9, zijn toen verloren gegaan" in said
    code, out, _ = run("audit", "verify", "--head", lost, "--config", config)
    assert code == 3
    assert "toen op 03-03-2026 10:00:00 een back-up is" in out.replace("\n", " ")


def test_a_file_of_heads_that_is_gone_is_missed(config: Path, run: Run, tmp_path: Path) -> None:
    begin(config, Role.TECHNICAL_ADMIN)
    run("audit", "publish", "--config", config)
    copy = config.with_name(FILE).rename(tmp_path / "copy.txt")
    code, out, _ = run("audit", "verify", "--config", config)
    said = out.replace("\n", " ")
    assert (code, "ontbreken 1 standen" in said, "Er staat nu geen" in said) == (3, True, False)
    assert run("audit", "verify", "--heads", copy, "--config", config)[0] == 0


def test_a_technical_admin_reads_no_names_and_no_words(config: Path, run: Run) -> None:
    begin(config, Role.TECHNICAL_ADMIN)
    code, out, _ = run("audit", "show", "--config", config)
    assert code == 0
    assert "Leerling 1" in out
    assert "02-03-2026 12:30:00" in out
    for arguments in (("--reveal",), ("--about", SANNE)):
        code, more, err = run("audit", "show", *arguments, "--config", config)
        assert (code, more, "mag u niet" in err) == (2, "", True)
        out += err
    for hidden in ("Sanne", "Kim", "sanne-1", SANNE, WHY):
        assert hidden not in out
    refused = [entry.facts["act"] for entry in entries(config) if entry.what is Audited.REFUSED]
    assert refused == ["reveal_names", "reveal_names"]


def test_what_happened_is_told_in_words(config: Path, run: Run) -> None:
    begin(config, Role.TECHNICAL_ADMIN)
    run("audit", "show", "--reveal", "--config", config)  # which they may not
    out = run("audit", "show", "--config", config)[1]
    assert "regel: respect" in out
    assert "handeling: namen bekijken" in out
    for code in ("reveal_names", "rules", "act:", "fingerprint"):
        assert code not in out


def test_on_a_narrow_screen_an_entry_is_a_paragraph(
    config: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(config, Role.TECHNICAL_ADMIN)
    monkeypatch.setenv("COLUMNS", "40")
    out = run("audit", "show", "--config", config)[1]
    assert "Regel: 3\n  Moment: 02-03-2026 12:30:00\n  Wat: besluit\n  Door: Medewerker 1\n" in out
    assert max(map(len, out.splitlines())) <= 40


def test_names_are_shown_to_who_may_see_them(config: Path, run: Run) -> None:
    begin(config, Role.PRIVACY_OFFICER)
    code, out, _ = run("audit", "show", "--reveal", "--about", SANNE, "--config", config)
    assert code == 0
    assert "Kim de Wit" in out
    assert "schold" in out
    last = entries(config)[-1]
    assert (last.what, last.by, last.about) == (Audited.REVEAL, os_account(), SANNE)


def test_only_entries_of_the_days_asked_for_are_shown(config: Path, run: Run) -> None:
    begin(config, Role.TEAM_LEAD)
    assert "Leerling 1" not in run("audit", "show", "--since", "2026-03-03", "--config", config)[1]
    out = run("audit", "show", "--since", "2099-01-01", "--config", config)[1]
    assert out == "Hierover staat niets in het logboek.\n"


@pytest.mark.parametrize("command", ["verify", "show", "publish"])
def test_staff_without_the_right_are_refused(config: Path, run: Run, command: str) -> None:
    begin(config, Role.MENTOR)
    code, out, err = run("audit", command, "--config", config)
    assert (code, out, "mag u niet" in err) == (2, "", True)


def test_a_changed_config_is_written_down_by_who_started(config: Path, run: Run) -> None:
    begin(config, Role.TECHNICAL_ADMIN)
    changed = config.read_text().replace("sukkel", "oen")
    config.write_text(f'{changed}[storage]\nday_keys = "other.daykeys"\n')
    run("audit", "show", "--config", config)
    *_, last = entries(config)
    assert (last.what, last.by) == (Audited.CONFIG, os_account())
    assert last.facts["changed"] == "storage.day_keys, words.insults"
    assert "oen" not in str(last.facts)


def test_a_tampered_entry_is_shown_as_unreadable(config: Path, run: Run) -> None:
    begin(config, Role.TECHNICAL_ADMIN)
    without_triggers(config, "DELETE FROM audit_opening WHERE sequence = 3 AND part = 'facts'")
    code, out, _ = run("audit", "show", "--config", config)
    assert (code, "onleesbaar" in out) == (0, True)
