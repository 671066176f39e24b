from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.audit.changes import InForce, note_changes
from bot.audit.show import Row, Wanted, show
from bot.audit.verify import publish as publish_by
from bot.audit.verify import verify
from bot.errors import Forbidden, InputError
from bot.heads import HeadsFile, Published, Restored, head_of, publish
from bot.model.audit import BOT, NOBODY, Audited, Checked, Entry, Head, NewEntry, Subject, Wrong
from bot.model.ids import PersonId
from bot.model.member import Role
from bot.model.person import AccountLink, Person
from bot.ports import UnitOfWorkFactory
from storage import chain
from storage.chain import PARTS, Kept, Opening
from storage.memory import MemoryDatabase, MemoryUnitOfWork
from tests.contract.builders import MINUTE, a_flag
from tests.support.builders import NOON, a_rulebook, a_sender, an_account
from tests.support.school import NL, in_memory

OFFICER, LEAD, ADMIN = PersonId("7"), PersonId("8"), PersonId("9")
SANNE, BOS, WOLTERS = PersonId("1234"), an_account("bos"), an_account("wolters")
SANNES, UNKNOWN = an_account("sanne"), an_account("vreemde")
PEOPLE = (
    Person(person_id=OFFICER, name="Kim de Wit", role=Role.PRIVACY_OFFICER),
    Person(person_id=LEAD, name="dhr. Bos", role=Role.TEAM_LEAD),
    Person(person_id=ADMIN, name="Ali ICT", role=Role.TECHNICAL_ADMIN),
    Person(person_id=PersonId("4012"), name="mw. Wolters", role=Role.MENTOR),
    Person(person_id=SANNE, name="Sanne Bakker", role=Role.STUDENT),
)
LINKS = {SANNES: SANNE, BOS: LEAD, WOLTERS: PersonId("4012")}
KEY = b"k" * 32


async def a_school(*entries: NewEntry) -> UnitOfWorkFactory:
    unit_of_work = in_memory()
    async with unit_of_work() as uow:
        for person in PEOPLE:
            await uow.people.put(person)
        for account, person_id in LINKS.items():
            await uow.people.link(AccountLink(account, person_id))
        for entry in entries:
            await uow.audit.append(entry)
        await uow.commit()
    return unit_of_work


def an_entry(
    what: Audited = Audited.VERDICT,
    about: Subject | None = SANNES,
    *,
    by: Subject = WOLTERS,
    why: str = "tweede keer",
    at: datetime = NOON,
    **facts: str | int,
) -> NewEntry:
    return NewEntry(at=at, what=what, by=by, about=about, facts=facts, why=why)


async def all_of(unit_of_work: UnitOfWorkFactory) -> Sequence[Entry]:
    async with unit_of_work() as uow:
        return [entry async for entry in uow.audit.entries()]


# The chain


def written(count: int = 6) -> list[Kept]:
    kept: list[Kept] = []
    for number in range(count):
        last = kept[-1].head if kept else None
        why = "" if number % 2 else "zomaar"
        entry = an_entry(at=NOON + number * MINUTE, why=why, flag=number)
        kept.append(chain.chained(entry, last, KEY))
    return kept


async def one_by_one(kept: Sequence[Kept]) -> AsyncIterator[Kept]:
    for one in kept:
        yield one


async def checked(kept: Sequence[Kept], *published: Head) -> Checked:
    return await chain.check(one_by_one(kept), KEY, published)


digests = st.binary(min_size=32, max_size=32)
moments = st.datetimes(timezones=st.just(UTC))


def _with_commitment(kept: Kept, place: int, commitment: bytes) -> Kept:
    commitments = list(kept.link.commitments)
    commitments[place] = commitment
    return replace(kept, link=replace(kept.link, commitments=tuple(commitments)))


def _with_opening(kept: Kept, part: str, opening: Opening | None) -> Kept:
    return replace(kept, openings={**kept.openings, part: opening})


@st.composite
def changes(draw: st.DrawFn) -> Callable[[Kept], Kept]:
    """One field of an entry, made into something else or taken away."""
    match draw(st.sampled_from(["moment", "number", "digest", "commitment", "opening", "facts"])):
        case "moment":
            at = draw(moments)
            return lambda kept: replace(kept, link=replace(kept.link, at=at))
        case "number":
            number = draw(st.integers(-3, 40))
            return lambda kept: replace(kept, link=replace(kept.link, sequence=number))
        case "digest":
            digest = draw(digests)
            return lambda kept: replace(kept, digest=digest)
        case "commitment":
            place, commitment = draw(st.integers(0, len(PARTS) - 1)), draw(digests)
            return lambda kept: _with_commitment(kept, place, commitment)
        case "opening":
            part = draw(st.sampled_from([*PARTS, "other"]))
            made = st.builds(Opening, st.binary(max_size=20), st.text(max_size=9))
            opening = draw(st.none() | made)
            return lambda kept: _with_opening(kept, part, opening)
        case _:
            return lambda kept: replace(
                kept, openings={k: v for k, v in kept.openings.items() if k != "facts"}
            )


@given(change=changes(), place=st.integers(0, 5))
async def test_any_single_change_of_any_entry_is_found(
    change: Callable[[Kept], Kept], place: int
) -> None:
    kept = written()
    changed = change(kept[place])
    assume(changed != kept[place])
    number = changed.link.sequence
    found = await checked([*kept[:place], changed, *kept[place + 1 :]])
    assert found.wrong is not None
    assert found.first == min(number, place + 1)


@given(order=st.permutations(range(6)))
async def test_any_other_order_is_found(order: Sequence[int]) -> None:
    kept = written()
    mixed = [
        replace(kept[old], link=replace(kept[old].link, sequence=new + 1))
        for new, old in enumerate(order)
    ]
    first = next((new + 1 for new, old in enumerate(order) if new != old), None)
    assert (await checked(mixed)).first == first


@given(removed=st.sets(st.integers(1, 6), min_size=1), anew=st.booleans())
async def test_whatever_is_taken_out_is_missed(removed: set[int], anew: bool) -> None:
    kept = written()
    left = [one for one in kept if one.link.sequence not in removed]
    if anew:
        left = [
            replace(one, link=replace(one.link, sequence=number))
            for number, one in enumerate(left, 1)
        ]
    assert (await checked(left, kept[-1].head)).first == min(removed)


async def test_a_commitment_says_nothing_of_what_it_stands_for() -> None:
    one, other = (chain.chained(an_entry(), None, KEY).link for _ in range(2))
    assert not {*one.commitments} & {*other.commitments}


async def test_memory_that_keeps_the_latest_is_whole_and_can_be_taken_back() -> None:
    database = MemoryDatabase(keep=20)
    for number in range(200):
        async with MemoryUnitOfWork(database) as uow:
            await uow.audit.append(an_entry(flag=number))
            await uow.commit()
    async with MemoryUnitOfWork(database) as uow:
        head = await uow.audit.append(an_entry())
        assert head.sequence == 201
    async with MemoryUnitOfWork(database) as uow:
        found = await uow.audit.check()
        left = [entry.head.sequence async for entry in uow.audit.entries()]
        assert await uow.audit.head() == found.head
    assert left == [*range(181, 201)]
    assert (found.entries, found.wrong) == (20, None)


# The file of heads


def a_head(number: int, digit: str = "a") -> Head:
    return Head(number, digit * 64)


@pytest.fixture
def file(tmp_path: Path) -> HeadsFile:
    return HeadsFile(tmp_path / "klaswacht-audit.txt")


def test_heads_are_read_as_they_were_written(file: HeadsFile) -> None:
    assert file.read() == Published()
    file.add(a_head(3), NOON)
    file.add(a_head(9, "b"), NOON + MINUTE)
    assert file.read() == Published((a_head(3), a_head(9, "b")))
    assert file.path.read_text().splitlines() == [
        f"2026-03-02T12:00:00+00:00 3:{'a' * 64}",
        f"2026-03-02T12:01:00+00:00 9:{'b' * 64}",
    ]


def test_a_line_without_an_end_swallows_no_other(file: HeadsFile) -> None:
    file.add(a_head(3), NOON)
    file.path.write_text(file.path.read_text().rstrip("\n"))
    file.add(a_head(4), NOON)
    assert file.read().heads == (a_head(3), a_head(4))


@pytest.mark.parametrize(
    "line",
    [
        "3:" + "a" * 64,
        "gisteren 3:" + "a" * 64,
        "2026-03-02T12:00:00 3:" + "a" * 64,
        "2026-03-02T12:00:00+00:00 3:" + "a" * 63,
        "2026-03-02T12:00:00+00:00 verplaatst 3:" + "a" * 64,
        "2026-03-02T12:00:00+00:00 -3:" + "a" * 64,
    ],
)
def test_a_line_that_is_no_head_is_named(file: HeadsFile, line: str) -> None:
    file.add(a_head(3), NOON)
    file.path.write_text(f"{file.path.read_text()}{line}\n")
    with pytest.raises(InputError, match="number=2"):
        file.read()


def test_what_cannot_be_written_or_read_is_said(tmp_path: Path) -> None:
    file = HeadsFile(tmp_path / "no folder" / "heads.txt")
    with pytest.raises(InputError, match=r"error\.heads\.unwritable"):
        file.add(a_head(3), NOON)
    with pytest.raises(InputError, match=r"error\.heads\.unreadable"):
        HeadsFile(tmp_path).read()
    with pytest.raises(InputError, match=r"error\.heads\.missing"):
        file.read_with(file)


@pytest.mark.parametrize("text", ["", "3", "3:abc", "x:" + "a" * 64, "3:" + "g" * 64])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        head_of(text)


def test_a_head_may_be_typed_from_paper() -> None:
    assert head_of(f" 12:{'AB' * 32} ") == Head(12, "ab" * 32)


def test_what_a_backup_did_not_hold_is_lost(file: HeadsFile) -> None:
    for number in (3, 6, 9):
        file.add(a_head(number), NOON)
    file.restored(a_head(5, "c"), NOON + MINUTE)
    file.add(a_head(8, "d"), NOON + 2 * MINUTE)
    assert file.read() == Published(
        heads=(a_head(3), a_head(5, "c"), a_head(8, "d")),
        restored=(Restored(NOON + MINUTE, a_head(5, "c"), lost=9),),
        lost=frozenset({a_head(6), a_head(9)}),
    )


def test_a_backup_of_before_the_first_entry_loses_all(file: HeadsFile) -> None:
    file.add(a_head(3), NOON)
    file.restored(None, NOON)
    (restored,) = file.read().restored
    assert (restored.head.sequence, restored.lost) == (0, 3)


def test_a_copy_kept_elsewhere_counts_with_it(file: HeadsFile, tmp_path: Path) -> None:
    copy = HeadsFile(tmp_path / "copy.txt")
    for number in (3, 6):
        file.add(a_head(number), NOON + number * MINUTE)
        copy.add(a_head(number), NOON + number * MINUTE)
    copy.add(a_head(9), NOON + 9 * MINUTE)
    file.restored(a_head(6), NOON + 10 * MINUTE)
    read = file.read_with(copy)
    assert read.heads == (a_head(3), a_head(6), a_head(6))
    assert read.lost == {a_head(9)}


async def test_a_head_is_published_once(file: HeadsFile) -> None:
    unit_of_work = in_memory()
    assert await publish(unit_of_work, file, NOON) is None
    async with unit_of_work() as uow:
        head = await uow.audit.append(an_entry())
        await uow.commit()
    assert await publish(unit_of_work, file, NOON) == head
    assert await publish(unit_of_work, file, NOON + MINUTE) is None
    assert file.read() == Published((head,))


# Verifying


async def test_a_chain_is_held_against_what_was_published_and_brought() -> None:
    unit_of_work = await a_school(an_entry(), an_entry())
    first, second = (entry.head for entry in await all_of(unit_of_work))
    whole = await verify(unit_of_work, ADMIN, Published((first,)), [second])
    assert (whole.checked, whole.published) == (Checked(2, second), 2)
    wrong = await verify(unit_of_work, ADMIN, Published((first,)), [a_head(2)])
    assert (wrong.checked.first, wrong.checked.wrong) == (2, Wrong.HEAD)


async def test_a_head_that_was_lost_is_no_tampering() -> None:
    unit_of_work = await a_school(an_entry())
    published = Published(lost=frozenset({a_head(5)}))
    verified = await verify(unit_of_work, OFFICER, published, [a_head(5)])
    assert (verified.checked.wrong, verified.lost) == (None, 1)


@pytest.mark.parametrize("by", [SANNE, PersonId("4012"), BOT, UNKNOWN])
async def test_not_everybody_may_look(by: Subject, file: HeadsFile) -> None:
    unit_of_work = await a_school(an_entry())
    with pytest.raises(Forbidden):
        await verify(unit_of_work, by, Published())
    with pytest.raises(Forbidden):
        await publish_by(unit_of_work, file, by, NOON)
    with pytest.raises(Forbidden):
        await listed(unit_of_work, by)
    assert not file.path.exists()


# Showing


async def listed(
    unit_of_work: UnitOfWorkFactory,
    by: Subject,
    *,
    since: datetime | None = None,
    about: PersonId | None = None,
    reveal: bool = False,
) -> Sequence[Row]:
    wanted = Wanted(since=since, about=about, reveal=reveal)
    return await show(unit_of_work, by, wanted, NL, NOON + 9 * MINUTE)


async def test_without_names_it_shows_pseudonyms_and_no_reasons() -> None:
    unit_of_work = await a_school(
        an_entry(), an_entry(about=SANNE, by=LEAD), an_entry(about=UNKNOWN), an_entry(by=BOT)
    )
    rows = await listed(unit_of_work, ADMIN)
    assert [(row.by, row.about, row.why) for row in rows] == [
        ("Medewerker 1", "Leerling 1", ""),
        ("Medewerker 2", "Leerling 1", ""),
        ("Medewerker 1", "Onbekende 1", ""),
        ("de bot", "Leerling 1", ""),
    ]
    assert len(await all_of(unit_of_work)) == 4


async def test_names_and_reasons_are_shown_to_who_may_and_that_is_written_down() -> None:
    left = PersonId("555")
    unit_of_work = await a_school(an_entry(), an_entry(about=UNKNOWN, by=left, why=""))
    rows = await listed(unit_of_work, OFFICER, reveal=True)
    assert [(row.by, row.about, row.why) for row in rows[:2]] == [
        ("mw. Wolters (4012)", "Sanne Bakker (1234)", "tweede keer"),
        ("555", "memory vreemde", ""),
    ]
    entry = (await all_of(unit_of_work))[-1]
    assert (entry.what, entry.by, entry.about) == (Audited.REVEAL, OFFICER, NOBODY)
    assert [row.what for row in rows] == [Audited.VERDICT, Audited.VERDICT, Audited.REVEAL]


@pytest.mark.parametrize("wanted", [Wanted(reveal=True), Wanted(about=SANNE)], ids=str)
async def test_a_technical_admin_learns_no_names(wanted: Wanted) -> None:
    unit_of_work = await a_school(an_entry())
    with pytest.raises(Forbidden):
        await show(unit_of_work, ADMIN, wanted, NL, NOON)
    assert len(await all_of(unit_of_work)) == 1


async def test_what_is_about_somebody_is_found_by_number_and_account() -> None:
    unit_of_work = await a_school(
        an_entry(flag=1), an_entry(about=WOLTERS), an_entry(Audited.ACCESS, about=SANNE)
    )
    rows = await listed(unit_of_work, OFFICER, about=SANNE)
    assert [(row.number, row.about) for row in rows] == [
        (1, "Leerling 1"),
        (3, "Leerling 1"),
        (4, "Leerling 1"),
    ]
    assert (await all_of(unit_of_work))[-1].about == SANNE


async def test_only_what_happened_since_a_moment_is_shown() -> None:
    unit_of_work = await a_school(an_entry(), an_entry(at=NOON + MINUTE))
    rows = await listed(unit_of_work, ADMIN, since=NOON + timedelta(seconds=1))
    assert [row.number for row in rows] == [2]
    about = await listed(unit_of_work, LEAD, since=NOON + MINUTE, about=SANNE)
    assert [row.number for row in about] == [2, 3]


async def test_what_was_erased_is_said_to_be() -> None:
    unit_of_work = await a_school(an_entry())
    async with unit_of_work() as uow:
        await uow.audit.forget(SANNES)
        await uow.commit()
    (row, _) = await listed(unit_of_work, OFFICER, reveal=True)
    assert (row.about, row.why) == ("gewist", "gewist")


async def test_a_care_signal_is_closed_to_all() -> None:
    unit_of_work = await a_school(
        an_entry(Audited.CARE, by=BOT, why="", flag=1, reason="reason.care.self_harm"),
        an_entry(flag=1, rules="", verdict="dismissed"),
        an_entry(flag=2, rules="respect"),
    )
    rows = await listed(unit_of_work, OFFICER, reveal=True)
    assert [(row.about, dict(row.facts), row.why) for row in rows[:2]] == [("", {}, "")] * 2
    assert [row.closed for row in rows[:3]] == [True, True, False]
    assert [row.number for row in await listed(unit_of_work, LEAD, about=SANNE)] == [3, 5]


async def test_a_matter_of_ones_own_is_closed() -> None:
    unit_of_work = await a_school()
    async with unit_of_work() as uow:
        flag = replace(a_flag(sender=a_sender(user_id="sanne")), reported=BOS)
        number = await uow.flags.add(flag)
        await uow.audit.append(an_entry(flag=number))
        await uow.audit.append(an_entry(about=BOS))
        await uow.audit.append(an_entry(Audited.LINKED, about=LEAD))
        await uow.commit()
    theirs = await listed(unit_of_work, LEAD, reveal=True)
    assert [row.closed for row in theirs] == [True, True, True, False]
    others = await listed(unit_of_work, OFFICER, reveal=True)
    assert [row.closed for row in others] == [False] * 5


# What changed


BOOK = a_rulebook()
CONFIG = {"school": {"name": "OSG"}, "words": {"insults": ["sukkel"]}, "test": []}


async def noted(unit_of_work: UnitOfWorkFactory, config: object, book: object = BOOK) -> None:
    in_force = (
        InForce(Audited.CONFIG, "0.1", config),
        InForce(Audited.RULEBOOK, BOOK.stamp, book),
    )
    async with unit_of_work() as uow:
        await note_changes(uow, in_force, WOLTERS, NOON)
        await uow.commit()


async def test_what_is_in_force_is_written_down_once() -> None:
    unit_of_work = in_memory()
    for _ in range(3):
        await noted(unit_of_work, CONFIG)
    config, book = await all_of(unit_of_work)
    assert (config.what, book.what) == (Audited.CONFIG, Audited.RULEBOOK)
    assert (config.by, book.facts["version"]) == (WOLTERS, BOOK.stamp)
    assert "changed" not in config.facts


async def test_a_change_is_written_down_by_name_and_never_by_value() -> None:
    unit_of_work = in_memory()
    await noted(unit_of_work, CONFIG)
    await noted(unit_of_work, {**CONFIG, "words": {"insults": ["oen"]}, "quiet": {"end": "7:00"}})
    *_, changed = await all_of(unit_of_work)
    assert (changed.what, changed.facts["changed"]) == (
        Audited.CONFIG,
        "quiet.end, words.insults",
    )
    assert "oen" not in str(changed.facts)


async def test_a_changed_article_is_named() -> None:
    unit_of_work = in_memory()
    await noted(unit_of_work, CONFIG)
    articles = dict(BOOK.articles)
    first = next(iter(articles))
    articles[first] = replace(articles[first], text="Iets anders.")
    await noted(unit_of_work, CONFIG, replace(BOOK, articles=articles))
    *_, changed = await all_of(unit_of_work)
    assert (changed.what, changed.facts["changed"]) == (Audited.RULEBOOK, f"articles.{first}")


async def test_a_change_back_is_a_change() -> None:
    unit_of_work = in_memory()
    for config in (CONFIG, {}, CONFIG):
        await noted(unit_of_work, config)
    kinds = [entry.what for entry in await all_of(unit_of_work)]
    assert kinds.count(Audited.CONFIG) == 3


async def test_a_set_is_in_no_order_of_its_own() -> None:
    unit_of_work = in_memory()
    for names in (["a", "b", "c", "d"], ["d", "c", "b", "a"]):
        await noted(unit_of_work, {"powers": frozenset(names)})
    assert len(await all_of(unit_of_work)) == 2


@pytest.mark.parametrize("cursor", ["", "3", "99", "x"])
async def test_a_cursor_that_somebody_changed_hides_nothing(cursor: str) -> None:
    unit_of_work = in_memory()
    await noted(unit_of_work, CONFIG)
    async with unit_of_work() as uow:
        await uow.audit.append(an_entry())
        await uow.cursors.put("audit config", cursor)
        await uow.commit()
    await noted(unit_of_work, CONFIG)
    await noted(unit_of_work, {})
    kinds = [entry.what for entry in await all_of(unit_of_work)]
    assert kinds == [Audited.CONFIG, Audited.RULEBOOK, Audited.VERDICT, Audited.CONFIG]
