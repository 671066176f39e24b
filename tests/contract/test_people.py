"""Who people are to the school: the same on every kind of store."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import LinkedElsewhere, StorageError
from bot.model.audit import Subject
from bot.model.ids import AccountRef, ChatId, ChatRef, PersonId, Platform, UserId
from bot.model.member import Role
from bot.model.person import AccountLink, Known, Membership, Person
from bot.ports import UnitOfWork, UnitOfWorkFactory
from storage.unit_of_work import SqlUnitOfWork
from tests.contract.builders import CLASS_3C, MINUTE
from tests.contract.conftest import VAULT
from tests.support.builders import CLASS_2B, NOON, an_account

WOLTERS = Person(person_id=PersonId("M17"), name="mw. Wolters", role=Role.MENTOR, classes=("2B",))
SANNE = Person(
    person_id=PersonId("1001"),
    name="Sanne de Vries",
    role=Role.STUDENT,
    classes=("2B", "2B-wiskunde"),
    born=date(2013, 5, 4),
    parents_told=date(2026, 9, 1),
)
WORK, PRIVATE, OTHER = an_account("werk"), an_account("prive"), an_account("ander")
CODE = "K7QX-22AB"
SOON = NOON + 10 * MINUTE
STRANGE = [
    "nul\0nul",
    "\\",
    "\\u0000",
    "'; DROP TABLE person; --",
    "%s $1 :a",
    "",
    "💕",
    "a\u202eb",
]


async def known(uow: UnitOfWork) -> None:
    """Both people, and the mentor with two accounts."""
    for person in (WOLTERS, SANNE):
        await uow.people.put(person)
    await uow.people.link(AccountLink(WORK, WOLTERS.person_id, work=True))
    await uow.people.link(AccountLink(PRIVATE, WOLTERS.person_id, work=False))


async def links(uow: UnitOfWork) -> Sequence[AccountLink]:
    return await uow.people.links(WOLTERS.person_id)


# people


async def test_people_come_back_whole_and_in_order(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await known(uow)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.people.get(SANNE.person_id) == SANNE
        assert await uow.people.get(PersonId("999")) is None
        assert list(await uow.people.all()) == [SANNE, WOLTERS]


async def test_a_changed_person_keeps_accounts_and_groups(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    changed = replace(WOLTERS, name="mw. Wolters-Bos", role=Role.TEAM_LEAD)
    membership = Membership(CLASS_3C, WOLTERS.person_id, Role.GUARDIAN)
    async with unit_of_work() as uow:
        await known(uow)
        await uow.people.join(membership)
        await uow.people.put(changed)
        assert await uow.people.who(WORK) == changed
        assert len(await links(uow)) == 2
        assert list(await uow.people.memberships(WOLTERS.person_id)) == [membership]


async def test_what_was_not_committed_has_not_happened(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await known(uow)
        await uow.people.issue(CODE, WOLTERS.person_id, SOON)
        await uow.commit()
    async with unit_of_work() as uow:
        await uow.people.remove(WOLTERS.person_id)
        await uow.people.put(replace(SANNE, role=Role.TEAM_LEAD))
        await uow.people.link(AccountLink(OTHER, SANNE.person_id))
        await uow.people.join(Membership(CLASS_2B, SANNE.person_id, Role.TEACHER))
    async with unit_of_work() as uow:
        assert await uow.people.get(SANNE.person_id) == SANNE
        assert await uow.people.who(WORK) == WOLTERS
        assert await uow.people.who(OTHER) is None
        assert list(await uow.people.memberships(SANNE.person_id)) == []
        assert await uow.people.redeem(CODE, NOON) == WOLTERS


async def test_whoever_is_removed_leaves_nothing_behind(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await known(uow)
        await uow.people.join(Membership(CLASS_2B, WOLTERS.person_id, Role.GUARDIAN))
        await uow.people.issue(CODE, WOLTERS.person_id, SOON)
        assert await uow.people.remove(WOLTERS.person_id)
        assert not await uow.people.remove(WOLTERS.person_id)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.people.who(WORK) is None
        assert await uow.people.roles(CLASS_2B, [WORK, PRIVATE]) == {}
        assert await uow.people.redeem(CODE, NOON) is None
        await uow.people.put(WOLTERS)  # the same number again is not the same person again
        assert await links(uow) == []
        assert list(await uow.people.memberships(WOLTERS.person_id)) == []
        await uow.people.link(AccountLink(WORK, SANNE.person_id))
        assert list(await uow.people.links(SANNE.person_id)) == [
            AccountLink(WORK, SANNE.person_id, work=None)
        ]


# accounts


async def test_an_account_finds_its_person_and_a_person_their_accounts(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        assert not await uow.people.anybody()
        await known(uow)
        assert await uow.people.anybody()
        assert await uow.people.who(WORK) == await uow.people.who(PRIVATE) == WOLTERS
        assert await uow.people.who(OTHER) is None
        assert list(await links(uow)) == [
            AccountLink(PRIVATE, WOLTERS.person_id, work=False),
            AccountLink(WORK, WOLTERS.person_id, work=True),
        ]


async def test_the_same_id_on_another_platform_is_another_account(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await known(uow)
        assert await uow.people.who(AccountRef(Platform.TELEGRAM, WORK.user_id)) is None


async def test_linking_again_only_says_what_kind_of_account_it_is(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await known(uow)
        await uow.people.link(AccountLink(PRIVATE, WOLTERS.person_id, work=True))
        assert [link.work for link in await links(uow)] == [True, True]


async def test_an_account_is_never_taken_from_somebody(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await known(uow)
        with pytest.raises(LinkedElsewhere):
            await uow.people.link(AccountLink(WORK, SANNE.person_id))
        assert await uow.people.who(WORK) == WOLTERS
        assert await uow.people.unlink(WORK)
        assert not await uow.people.unlink(WORK)
        await uow.people.link(AccountLink(WORK, SANNE.person_id))
        assert await uow.people.who(WORK) == SANNE


async def test_nobody_is_linked_to_joins_or_signs_for_a_number_that_is_nobodys(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    nobody = PersonId("999")
    async with unit_of_work() as uow:
        with pytest.raises(StorageError, match="nobody has this number"):
            await uow.people.link(AccountLink(WORK, nobody))
        with pytest.raises(StorageError, match="nobody has this number"):
            await uow.people.join(Membership(CLASS_2B, nobody, Role.TEACHER))
        with pytest.raises(StorageError, match="nobody has this number"):
            await uow.people.issue(CODE, nobody, SOON)
        assert await uow.people.who(WORK) is None
        assert not await uow.people.unlink(WORK)


async def test_many_are_known_at_once_by_number_or_account(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    memberships = (
        Membership(CLASS_2B, WOLTERS.person_id, Role.TEACHER),
        Membership(CLASS_3C, WOLTERS.person_id, Role.GUARDIAN),
    )
    private, work = (AccountLink(one, WOLTERS.person_id, one == WORK) for one in (PRIVATE, WORK))
    mentor = Known(WOLTERS, (private, work), memberships)
    pupil, nobody = Known(SANNE), PersonId("999")
    async with unit_of_work() as uow:
        await known(uow)
        for membership in reversed(memberships):
            await uow.people.join(membership)
        everybody: list[Subject] = [
            SANNE.person_id,
            OTHER,
            WORK,
            nobody,
            PRIVATE,
            WOLTERS.person_id,
        ]
        found = await uow.people.known(everybody)
        assert [*found.items()] == [
            (SANNE.person_id, pupil),
            (WORK, mentor),
            (PRIVATE, mentor),
            (WOLTERS.person_id, mentor),
        ]
        assert await uow.people.known([WORK]) == {WORK: mentor}
        assert await uow.people.known([OTHER, nobody]) == await uow.people.known([]) == {}
        # A number that reads like an account is another thing, and one that is nobody's any more.
        assert await uow.people.known([PersonId(str(WORK))]) == {}
        await uow.people.unlink(WORK)
        assert await uow.people.known([WORK, PRIVATE]) == {
            PRIVATE: replace(mentor, links=(private,))
        }


# groups


async def test_somebody_may_be_something_else_in_one_group(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    parent = Membership(CLASS_3C, WOLTERS.person_id, Role.GUARDIAN)
    async with unit_of_work() as uow:
        await known(uow)
        await uow.people.link(AccountLink(OTHER, SANNE.person_id))
        await uow.people.join(parent)
        everybody = [WORK, PRIVATE, OTHER, an_account("vreemd")]
        assert await uow.people.roles(CLASS_2B, everybody) == {
            WORK: Role.MENTOR,
            PRIVATE: Role.MENTOR,
            OTHER: Role.STUDENT,
        }
        assert await uow.people.roles(CLASS_3C, everybody) == {
            WORK: Role.GUARDIAN,
            PRIVATE: Role.GUARDIAN,
            OTHER: Role.STUDENT,
        }
        assert await uow.people.roles(CLASS_3C, [OTHER]) == {OTHER: Role.STUDENT}
        assert await uow.people.roles(CLASS_3C, []) == {}


async def test_whoever_leaves_is_what_they_are_to_the_school_again(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await known(uow)
        for role in (Role.STUDENT, Role.GUARDIAN):  # the later counts
            await uow.people.join(Membership(CLASS_3C, WOLTERS.person_id, role))
        (member,) = await uow.people.memberships(WOLTERS.person_id)
        assert member.role is Role.GUARDIAN
        assert not await uow.people.leave(CLASS_2B, WOLTERS.person_id)
        assert not await uow.people.leave(CLASS_3C, SANNE.person_id)
        assert await uow.people.leave(CLASS_3C, WOLTERS.person_id)
        assert await uow.people.roles(CLASS_3C, [WORK]) == {WORK: Role.MENTOR}


async def test_memberships_come_in_one_order_everywhere(unit_of_work: UnitOfWorkFactory) -> None:
    chats = [ChatRef(Platform.MATRIX, ChatId(name)) for name in ("B", "_", "a", "é")]
    async with unit_of_work() as uow:
        await known(uow)
        for chat in (CLASS_2B, *reversed(chats)):
            await uow.people.join(Membership(chat, SANNE.person_id, Role.STUDENT))
        members = await uow.people.memberships(SANNE.person_id)
        assert [member.chat for member in members] == [*chats, CLASS_2B]


# one-time codes


async def test_a_code_works_once(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await known(uow)
        await uow.people.issue(CODE, WOLTERS.person_id, SOON)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.people.redeem(CODE.lower(), NOON) is None
        assert await uow.people.redeem(CODE, NOON) == WOLTERS
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.people.redeem(CODE, NOON) is None


async def test_a_code_works_until_its_moment_and_never_after(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await known(uow)
        await uow.people.issue(CODE, WOLTERS.person_id, SOON)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.people.redeem(CODE, SOON - timedelta(seconds=1)) == WOLTERS
    async with unit_of_work() as uow:
        assert await uow.people.redeem(CODE, SOON) is None
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.people.redeem(CODE, NOON) is None  # turning the clock back is no help


async def test_only_the_latest_code_of_somebody_works(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await known(uow)
        await uow.people.issue("EEN", WOLTERS.person_id, SOON)
        await uow.people.issue("ANDER", SANNE.person_id, SOON)
        await uow.people.issue("TWEE", WOLTERS.person_id, SOON)
        assert await uow.people.redeem("EEN", NOON) is None
        assert await uow.people.redeem("TWEE", NOON) == WOLTERS
        assert await uow.people.redeem("ANDER", NOON) == SANNE


@pytest.mark.parametrize("own", [True, False])
async def test_a_code_works_only_for_what_it_was_made_for(
    unit_of_work: UnitOfWorkFactory, *, own: bool
) -> None:
    async with unit_of_work() as uow:
        await known(uow)
        await uow.people.issue(CODE, WOLTERS.person_id, SOON, own=own)
        assert await uow.people.redeem(CODE, NOON, own=not own) is None
        assert await uow.people.redeem(CODE, NOON, own=own) == WOLTERS
        assert await uow.people.redeem(CODE, NOON, own=own) is None


# what is on the disk


@pytest.mark.parametrize("strange", STRANGE)
async def test_strange_ids_and_names_come_back_as_they_were(
    unit_of_work: UnitOfWorkFactory, strange: str
) -> None:
    person = Person(person_id=PersonId(strange), name=strange, role=Role.TEACHER)
    account = AccountRef(Platform.MATRIX, UserId(strange))
    chat = ChatRef(Platform.MATRIX, ChatId(strange))
    async with unit_of_work() as uow:
        await uow.people.put(person)
        await uow.people.link(AccountLink(account, person.person_id))
        await uow.people.join(Membership(chat, person.person_id, Role.GUARDIAN))
        await uow.people.issue(strange, person.person_id, SOON)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.people.who(account) == person
        assert [link.account for link in await uow.people.links(person.person_id)] == [account]
        assert [one.chat for one in await uow.people.memberships(person.person_id)] == [chat]
        assert await uow.people.roles(chat, [account]) == {account: Role.GUARDIAN}
        both = await uow.people.known([account, person.person_id])
        assert [*both] == [account, person.person_id]
        assert both[account].memberships == (Membership(chat, person.person_id, Role.GUARDIAN),)
        assert await uow.people.redeem(strange, NOON) == person


async def test_nothing_that_names_somebody_lies_readable(engine: AsyncEngine) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await known(uow)
        await uow.people.issue(CODE, WOLTERS.person_id, SOON)
        await uow.commit()
    secret = ["Wolters", "Sanne", "M17", "1001", "2B-wiskunde", "2013-05-04", "werk", CODE]
    async with engine.connect() as connection:
        rows = [
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for table in ("person", "account", "membership", "one_time_code")
            for row in await connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - our own names
            for value in row
        ]
    assert [word for word in secret if any(word.encode() in value for value in rows)] == []


async def test_who_somebody_is_is_as_it_was_last_said(unit_of_work: UnitOfWorkFactory) -> None:
    """Also where it was asked before in the same transaction."""
    account = an_account("sanne")
    async with unit_of_work() as uow:
        assert await uow.people.who(account) is None
        for name in ("Sanne", "Sanne de Wit"):
            person = Person(person_id=PersonId("9"), name=name, role=Role.STUDENT)
            await uow.people.put(person)
            await uow.people.link(AccountLink(account, person.person_id))
            assert await uow.people.who(account) == person
            assert (await uow.people.known([account]))[account].person == person
        await uow.people.join(Membership(CLASS_2B, person.person_id, Role.GUARDIAN))
        assert (await uow.people.known([account]))[account].memberships
        await uow.people.leave(CLASS_2B, person.person_id)
        assert not (await uow.people.known([account]))[account].memberships
        await uow.people.unlink(account)
        assert await uow.people.who(account) is None
        await uow.people.forget(account)
        await uow.people.link(AccountLink(account, person.person_id))
        assert await uow.people.who(account) == person
