from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    select,
    union,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.errors import LinkedElsewhere, StorageError
from bot.model.absence import Absence
from bot.model.audit import Subject
from bot.model.ids import AccountRef, ChatRef, PersonId
from bot.model.member import Role
from bot.model.person import AccountLink, Known, Membership, Person
from storage.codec import PEOPLE
from storage.sql.accounts import Accounts, person_key
from storage.sql.ages import gone
from storage.sql.seen import seen_by
from storage.sql.upsert import put
from storage.tables import (
    AbsenceRow,
    AccountRow,
    Base,
    CodeRow,
    MembershipRow,
    PersonRow,
    table_of,
)
from storage.vault import KeyedHash, Sealed, Vault

BODY = "person.body"

_PERSON, _ACCOUNT = table_of(PersonRow).c, table_of(AccountRow).c
_MEMBER = table_of(MembershipRow).c
_ACCOUNTS: BindParameter[Any] = bindparam("accounts", expanding=True)
_ROLES = (
    select(_ACCOUNT.key, _PERSON.body, _MEMBER.role)
    .select_from(table_of(AccountRow))
    .join(table_of(PersonRow), _ACCOUNT.person == _PERSON.key)
    .outerjoin(
        table_of(MembershipRow),
        and_(_MEMBER.person == _ACCOUNT.person, _MEMBER.chat == bindparam("chat")),
    )
    .where(_ACCOUNT.key.in_(_ACCOUNTS))
)
_OWNERS = select(_ACCOUNT.person).where(_ACCOUNT.key.in_(_ACCOUNTS), _ACCOUNT.person.is_not(None))
_NUMBERED = select(_PERSON.key).where(_PERSON.key.in_(bindparam("numbers", expanding=True)))
_KNOWN = (
    select(_PERSON.key, _PERSON.body, _ACCOUNT.body, _ACCOUNT.work)
    .select_from(table_of(PersonRow))
    .outerjoin(table_of(AccountRow), _ACCOUNT.person == _PERSON.key)
    .where(_PERSON.key.in_(union(_OWNERS, _NUMBERED)))
)
_MEMBERS = select(_MEMBER.person, _MEMBER.chat, _MEMBER.role).where(
    _MEMBER.person.in_(bindparam("people", expanding=True))
)


_DEPUTY = aliased(PersonRow)
_ABSENT = (
    select(PersonRow.body, _DEPUTY.body, AbsenceRow.since, AbsenceRow.until)
    .join(AbsenceRow, AbsenceRow.person == PersonRow.key)
    .outerjoin(_DEPUTY, _DEPUTY.key == AbsenceRow.deputy)
)


class SqlPeopleStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._accounts = Accounts(session, vault)

    async def put(self, person: Person) -> None:
        self._changes()
        body = self._vault.seal(PEOPLE.encode(person), BODY)
        statement = put(self._session, table_of(PersonRow), "key")
        await self._session.execute(statement, {"key": self._key(person.person_id), "body": body})

    async def get(self, person_id: PersonId) -> Person | None:
        query = select(PersonRow.body).where(PersonRow.key == self._key(person_id))
        body = await self._session.scalar(query)
        return None if body is None else self._open(body)

    async def all(self) -> Sequence[Person]:
        people = [self._open(body) for body in await self._session.scalars(select(PersonRow.body))]
        return sorted(people, key=lambda person: person.person_id)

    async def remove(self, person_id: PersonId) -> bool:
        self._changes()
        key = self._key(person_id)
        theirs = update(AccountRow).where(AccountRow.person == key).values(person=None, work=None)
        await self._session.execute(theirs.execution_options(synchronize_session=False))
        leaving = delete(PersonRow).where(PersonRow.key == key).returning(PersonRow.key)
        return await self._session.scalar(leaving) is not None

    async def link(self, link: AccountLink) -> None:
        self._changes()
        person, row = await self._somebody(link.person), AccountRow
        key = await self._accounts.keep(link.account)
        now = await self._session.scalar(select(row.person).where(row.key == key))
        if now is not None and now != person:
            raise LinkedElsewhere("this account is linked to somebody else")
        linked = update(row).where(row.key == key).values(person=person, work=link.work)
        await self._session.execute(linked.execution_options(synchronize_session=False))

    async def unlink(self, account: AccountRef) -> bool:
        self._changes()
        row = AccountRow
        mine = update(row).where(row.key == self._accounts.key(account), row.person.is_not(None))
        loose = mine.values(person=None, work=None).returning(row.key)
        unsynced = loose.execution_options(synchronize_session=False)
        return await self._session.scalar(unsynced) is not None

    async def links(self, person_id: PersonId) -> Sequence[AccountLink]:
        row = AccountRow
        query = select(row.body, row.work).where(row.person == self._key(person_id))
        rows = await self._session.execute(query)
        return _in_order(
            AccountLink(self._accounts.open(body), person_id, work) for body, work in rows
        )

    async def anybody(self) -> bool:
        linked = select(AccountRow.key).where(AccountRow.person.is_not(None)).limit(1)
        return await self._session.scalar(linked) is not None

    async def who(self, account: AccountRef) -> Person | None:
        known = (await self.known([account])).get(account)
        return None if known is None else known.person

    async def known(self, subjects: Collection[Subject]) -> Mapping[Subject, Known]:
        seen = seen_by(self._session).people
        asked = [one for one in subjects if one not in seen]
        if asked:
            found = await self._known(asked)
            seen.update((one, found.get(one)) for one in asked)
        return {one: known for one in subjects if (known := seen[one]) is not None}

    async def _known(self, subjects: Collection[Subject]) -> Mapping[Subject, Known]:
        people, links = await self._people(subjects)
        members = await self._members({key: one.person_id for key, one in people.items()})
        found: dict[Subject, Known] = {}
        for key, person in people.items():
            theirs = _in_order(links[key])
            found[person.person_id] = known = Known(person, (*theirs,), (*members[key],))
            found.update((link.account, known) for link in theirs)
        return found

    async def join(self, membership: Membership) -> None:
        self._changes()
        statement = put(self._session, table_of(MembershipRow), "chat", "person")
        person = await self._somebody(membership.person)
        values = {"chat": membership.chat, "person": person, "role": membership.role}
        await self._session.execute(statement, values)

    async def leave(self, chat: ChatRef, person_id: PersonId) -> bool:
        self._changes()
        row = MembershipRow
        leaving = delete(row).where(row.chat == chat, row.person == self._key(person_id))
        return await self._session.scalar(leaving.returning(row.person)) is not None

    async def memberships(self, person_id: PersonId) -> Sequence[Membership]:
        key = self._key(person_id)
        return (await self._members({key: person_id}))[key]

    async def roles(
        self, chat: ChatRef, accounts: Collection[AccountRef]
    ) -> Mapping[AccountRef, Role]:
        keys = {self._accounts.key(account): account for account in accounts}
        asked = {"chat": chat, "accounts": [*keys]}
        return {
            keys[key]: Role(role) if role is not None else self._open(body).role
            for key, body, role in await self._session.execute(_ROLES, asked)
        }

    async def away(self, absence: Absence) -> None:
        self._changes()
        deputy = None if absence.deputy is None else await self._somebody(absence.deputy)
        values = {"since": absence.since, "until": absence.until, "deputy": deputy}
        statement = put(self._session, table_of(AbsenceRow), "person")
        person = await self._somebody(absence.person)
        await self._session.execute(statement, {"person": person, **values})

    async def back(self, person_id: PersonId) -> bool:
        self._changes()
        row = AbsenceRow
        this = delete(row).where(row.person == self._key(person_id))
        return await gone(self._session, row, this) == 1

    async def absences(self) -> Sequence[Absence]:
        seen = seen_by(self._session)
        if seen.absences is None:
            seen.absences = await self._absences()
        return seen.absences

    async def _absences(self) -> Sequence[Absence]:
        rows = (await self._session.execute(_ABSENT)).all()
        found = [
            Absence(
                person=self._open(body).person_id,
                since=since,
                until=until,
                deputy=None if deputy is None else self._open(deputy).person_id,
            )
            for body, deputy, since, until in rows
        ]
        return sorted(found, key=lambda one: one.person)

    async def issue(
        self, code: str, person_id: PersonId, expires: datetime, *, own: bool = False
    ) -> None:
        person = await self._somebody(person_id)
        await self._session.execute(delete(CodeRow).where(CodeRow.person == person))
        values = {"code": self._code(code), "person": person, "expires": expires, "own": own}
        await self._session.execute(insert(CodeRow), values)

    async def redeem(self, code: str, now: datetime, *, own: bool = False) -> Person | None:
        row = CodeRow
        await self.forget_codes(now)
        used = delete(row).where(row.code == self._code(code), row.own == own)
        person = await self._session.scalar(used.returning(row.person))
        if person is None:
            return None
        body = await self._session.scalar(select(PersonRow.body).where(PersonRow.key == person))
        return None if body is None else self._open(body)

    async def code_until(self, person_id: PersonId) -> datetime | None:
        row = CodeRow
        theirs = select(row.expires).where(row.person == self._key(person_id))
        return await self._session.scalar(theirs)

    async def forget_codes(self, now: datetime) -> int:
        return await gone(self._session, CodeRow, delete(CodeRow).where(CodeRow.expires <= now))

    async def forget(self, account: AccountRef) -> bool:
        self._changes()
        row = AccountRow
        this = delete(row).where(row.key == self._accounts.key(account), _loose())
        return await gone(self._session, row, this) == 1

    async def forget_loose(self) -> int:
        self._changes()
        return await gone(self._session, AccountRow, delete(AccountRow).where(_loose()))

    async def _people(
        self, subjects: Collection[Subject]
    ) -> tuple[Mapping[KeyedHash, Person], Mapping[KeyedHash, Sequence[AccountLink]]]:
        """With all their accounts."""
        accounts = [self._accounts.key(one) for one in subjects if isinstance(one, AccountRef)]
        numbers = [self._key(one) for one in subjects if not isinstance(one, AccountRef)]
        asked = {"accounts": accounts, "numbers": numbers}
        people: dict[KeyedHash, Person] = {}
        links = defaultdict[KeyedHash, list[AccountLink]](list)
        for found, person, account, work in await self._session.execute(_KNOWN, asked):
            one = people.get(found) or people.setdefault(found, self._open(person))
            if account is not None:
                link = AccountLink(self._accounts.open(account), one.person_id, work)
                links[found].append(link)
        return people, links

    async def _members(
        self, people: Mapping[KeyedHash, PersonId]
    ) -> Mapping[KeyedHash, Sequence[Membership]]:
        """Of each of *people*, in order."""
        found: Mapping[KeyedHash, list[Membership]] = {key: [] for key in people}
        asked = {"people": [*people]}
        for key, chat, role in await self._session.execute(_MEMBERS, asked):
            found[key].append(Membership(chat, people[key], Role(role)))
        for members in found.values():
            members.sort(key=lambda member: (member.chat.platform, member.chat.chat_id))
        return found

    async def _somebody(self, person_id: PersonId) -> KeyedHash:
        if await self.get(person_id) is None:
            raise StorageError("nobody has this number")
        return self._key(person_id)

    def _changes(self) -> None:
        seen = seen_by(self._session)
        seen.people.clear()
        seen.absences = None
        seen.accounts.clear()

    def _key(self, person_id: PersonId) -> KeyedHash:
        return person_key(self._vault, person_id)

    def _code(self, code: str) -> KeyedHash:
        return self._vault.event(f"code\0{code}")

    def _open(self, body: Sealed) -> Person:
        return PEOPLE.decode(self._vault.open(body, BODY))


def _in_order(links: Iterable[AccountLink]) -> Sequence[AccountLink]:
    return sorted(links, key=lambda link: (link.account.platform, link.account.user_id))


def _loose() -> ColumnElement[bool]:
    """An account that is nobody's, and that no row of any table refers to."""
    account = table_of(AccountRow)
    references = (
        column
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.column is account.c.key for key in column.foreign_keys)
    )
    unused = (~exists().where(column == account.c.key) for column in references)
    return and_(account.c.person.is_(None), *unused)
