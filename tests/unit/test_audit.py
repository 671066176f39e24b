from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.audit.changes import InForce, note_changes
from bot.audit.heads import HeadsFile, head_of, publish
from bot.audit.show import Row, Wanted, show
from bot.audit.verify import publish as publish_by
from bot.audit.verify import verify
from bot.errors import Forbidden, InputError
from bot.model.audit import (
    BEFORE_ALL,
    BOT,
    NOBODY,
    Audited,
    Checked,
    Entry,
    Head,
    NewEntry,
    Published,
    PutBack,
    Subject,
    Wrong,
)
from bot.model.ids import PersonId
from bot.model.member import Role
from bot.model.person import AccountLink, Person
from bot.ports import UnitOfWorkFactory
from storage import chain
from storage.chain import PARTS, Kept, Opening
from storage.chain_check import check
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
    return await check(one_by_one(kept), KEY, published)


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
    assert file.read() == []
    file.add(a_head(3), NOON)
    file.add(a_head(9, "b"), NOON + MINUTE)
    assert file.read() == [
        Published(a_head(3), NOON),
        Published(a_head(9, "b"), NOON + MINUTE),
    ]
    assert file.path.read_text().splitlines() == [
        f"2026-03-02T12:00:00+00:00 3:{'a' * 64}",
        f"2026-03-02T12:01:00+00:00 9:{'b' * 64}",
    ]


def test_a_line_without_an_end_swallows_no_other(file: HeadsFile) -> None:
    file.add(a_head(3), NOON)
    file.path.write_text(file.path.read_text().rstrip("\n"))
    file.add(a_head(4), NOON)
    assert [one.head for one in file.read()] == [a_head(3), a_head(4)]


@pytest.mark.parametrize(
    "line",
    [
        "3:" + "a" * 64,
        "gisteren 3:" + "a" * 64,
        "2026-03-02T12:00:00 3:" + "a" * 64,
        "2026-03-02T12:00:00+00:00 3:" + "a" * 63,
        "2026-03-02T12:00:00+00:00 restored 3:" + "a" * 64,
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
        file.read_copy()


@pytest.mark.parametrize("text", ["", "3", "3:abc", "x:" + "a" * 64, "3:" + "g" * 64])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        head_of(text)


def test_a_head_may_be_typed_from_paper() -> None:
    assert head_of(f" 12:{'AB' * 32} ") == Head(12, "ab" * 32)


def test_a_copy_that_was_kept_elsewhere_is_there(file: HeadsFile) -> None:
    file.add(a_head(3), NOON)
    assert file.read_copy() == [a_head(3)]


async def test_a_head_is_published_once(file: HeadsFile) -> None:
    unit_of_work = in_memory()
    assert await publish(unit_of_work, file, NOON) is None
    async with unit_of_work() as uow:
        head = await uow.audit.append(an_entry())
        await uow.commit()
    assert await publish(unit_of_work, file, NOON) == head
    assert await publish(unit_of_work, file, NOON + MINUTE) is None
    assert file.read() == [Published(head, NOON)]
    (_, told) = await all_of(unit_of_work)
    assert (told.what, told.facts) == (Audited.PUBLISHED, {"head": str(head)})


async def test_who_dies_while_publishing_does_it_again(file: HeadsFile) -> None:
    unit_of_work = await a_school(an_entry())
    (entry,) = await all_of(unit_of_work)
    file.add(entry.head, NOON)
    assert await publish(unit_of_work, file, NOON + MINUTE) == entry.head
    assert file.read() == [Published(entry.head, NOON)]


# Verifying


async def test_a_chain_is_held_against_what_was_published_and_brought() -> None:
    unit_of_work = await a_school(an_entry(), an_entry())
    first, second = (entry.head for entry in await all_of(unit_of_work))
    published = [Published(first, NOON)]
    whole = await verify(unit_of_work, ADMIN, published, [second])
    assert (whole.checked, whole.published) == (Checked(2, second), 2)
    wrong = await verify(unit_of_work, ADMIN, published, [a_head(2)])
    assert (wrong.checked.first, wrong.checked.wrong) == (2, Wrong.HEAD)


def a_restore(head: Head, at: datetime = NOON + 5 * MINUTE) -> NewEntry:
    return NewEntry(at=at, what=Audited.RESTORED, facts={"head": str(head)})


async def restored(count: int = 2) -> UnitOfWorkFactory:
    """Whose chain ended in entry *count* when a backup was put back, and went on."""
    unit_of_work = await a_school(*(an_entry() for _ in range(count)))
    async with unit_of_work() as uow:
        await uow.audit.append(a_restore(await uow.audit.head() or BEFORE_ALL))
        await uow.audit.append(an_entry())
        await uow.commit()
    return unit_of_work


@pytest.mark.parametrize("number", [3, 4, 9])
async def test_a_head_that_was_lost_with_a_restore_is_no_tampering(number: int) -> None:
    unit_of_work = await restored()
    _, before, *_ = await all_of(unit_of_work)
    published = [Published(a_head(number), NOON)]
    verified = await verify(unit_of_work, OFFICER, published)
    lost = PutBack(NOON + 5 * MINUTE, before.head, number)
    assert (verified.sound, verified.checked.put_back) == (True, (lost,))


@pytest.mark.parametrize("number", [2, 3, 9])
async def test_a_head_published_after_the_restore_or_held_by_it_was_not_lost(number: int) -> None:
    unit_of_work = await restored()
    at = NOON if number == 2 else NOON + 6 * MINUTE
    verified = await verify(unit_of_work, OFFICER, [Published(a_head(number), at)])
    assert (verified.checked.first, verified.perhaps_lost) == (min(number, 5), None)


@pytest.mark.parametrize("number", [3, 9])
async def test_a_head_that_somebody_brought_is_never_excused(number: int) -> None:
    unit_of_work = await restored()
    published = [Published(a_head(number), NOON)]
    verified = await verify(unit_of_work, OFFICER, published, [a_head(number)])
    assert not verified.sound
    assert verified.perhaps_lost == verified.checked.put_back[0]


async def test_a_restore_that_does_not_follow_the_head_it_names_excuses_nothing() -> None:
    unit_of_work = await a_school(an_entry(), a_restore(a_head(1)), a_restore(BEFORE_ALL))
    verified = await verify(unit_of_work, OFFICER, [Published(a_head(9), NOON)])
    assert (verified.checked.wrong, verified.checked.put_back) == (Wrong.MISSING, ())


async def test_a_file_from_which_heads_went_is_missed(file: HeadsFile) -> None:
    unit_of_work = await a_school(an_entry())
    (entry,) = await all_of(unit_of_work)
    await publish(unit_of_work, file, NOON)
    assert (await verify(unit_of_work, OFFICER, file.read())).sound
    lost = await verify(unit_of_work, OFFICER, [])
    assert (lost.sound, lost.checked.wrong, lost.checked.unlisted) == (False, None, 1)
    assert (await verify(unit_of_work, OFFICER, [], [entry.head])).sound


async def test_the_file_may_be_lost_with_the_database() -> None:
    unit_of_work = await a_school()
    async with unit_of_work() as uow:
        told = NewEntry(at=NOON, what=Audited.PUBLISHED, facts={"head": str(a_head(7))})
        await uow.audit.append(a_restore(await uow.audit.append(told)))
        await uow.commit()
    assert (await verify(unit_of_work, OFFICER, [])).sound


@pytest.mark.parametrize("by", [SANNE, PersonId("4012"), BOT, UNKNOWN])
async def test_not_everybody_may_look(by: Subject, file: HeadsFile) -> None:
    unit_of_work = await a_school(an_entry())
    with pytest.raises(Forbidden):
        await verify(unit_of_work, by, [])
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
        ("555", "memory:vreemde", ""),
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
        an_entry(), an_entry(about=WOLTERS), an_entry(Audited.ACCESS, about=SANNE)
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
    (row, *_) = await listed(unit_of_work, OFFICER, reveal=True)
    assert (row.about, row.why) == ("gewist", "gewist")


async def test_a_care_signal_is_closed_to_all() -> None:
    unit_of_work = await a_school(
        an_entry(Audited.CARE, by=BOT, why="", flag=1, reason="reason.care.self_harm"),
        an_entry(flag=1, rules="", verdict="dismissed"),
        an_entry(rules="respect"),
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


@pytest.mark.parametrize("by", [OFFICER, LEAD])
async def test_whose_matter_a_flag_was_that_is_gone_is_closed_to_all(by: PersonId) -> None:
    unit_of_work = await a_school()
    async with unit_of_work() as uow:
        number = await uow.flags.add(
            replace(a_flag(sender=a_sender(user_id="sanne")), reported=BOS)
        )
        await uow.audit.append(an_entry(flag=number, article="4.1"))
        await uow.flags.remove(number)
        await uow.commit()
    (row, _) = await listed(unit_of_work, by, reveal=True)
    assert (row.about, row.why, row.facts["article"]) == ("afgeschermd", "", "4.1")
    assert [row.what for row in await listed(unit_of_work, by, about=SANNE)] == [Audited.REVEAL]


async def test_a_code_in_ones_own_name_is_seen() -> None:
    unit_of_work = await a_school(
        an_entry(Audited.CODE, about=OFFICER, by=ADMIN, why="", used=0),
        an_entry(Audited.CODE, about=OFFICER, by=OFFICER, why="", used=1),
        an_entry(Audited.PEOPLE, about=OFFICER, by=ADMIN),
    )
    rows = await listed(unit_of_work, OFFICER, reveal=True)
    assert [(row.closed, row.by) for row in rows[:3]] == [
        (False, "Ali ICT (9)"),
        (False, "Kim de Wit (7)"),
        (True, "Medewerker 1"),
    ]
    assert [row.number for row in await listed(unit_of_work, OFFICER, about=OFFICER)] == [1, 2]


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
