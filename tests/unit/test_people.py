"""A school's own list of people, read and taken over; accounts linked, codes given."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Forbidden, InputError, Unsigned
from bot.model.audit import Audited, Entry, Subject
from bot.model.ids import AccountRef, ChatId, ChatRef, PersonId, Platform, UserId
from bot.model.member import Role
from bot.model.person import AccountLink, Membership, Person
from bot.people.codes import LASTS, as_kept, new_code, redeem
from bot.people.enrol import Enrolled, Enrolment
from bot.people.office import Office
from bot.people.roster import BadRow, Roster, read_roster, role_called
from bot.ports import UnitOfWorkFactory
from bot.rights import Signed
from tests.support.builders import CLASS_2B, a_group, an_account
from tests.support.school import SettableClock, in_memory

TODAY = date(2026, 11, 22)
WOLTERS, BOS, SANNE = PersonId("M17"), PersonId("M18"), PersonId("1001")
DESK = AccountRef(Platform.OS, UserId("wolters@school"))
LIST = """Nummer,Naam,Rol,Klas,Geboortedatum
M17,mw. Wolters,teamleider,,
M18,dhr. Bos,docent,2B,
1001,Sanne de Vries,leerling,2B,4-5-2013
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "personen.csv"


def read(file: Path, text: str | bytes) -> Roster:
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_roster(file, TODAY)


def people(roster: Roster) -> list[Person]:
    assert roster.bad == ()
    return [row.person(None) for row in roster.rows]


SANNE_AS_READ = Person(
    person_id=SANNE,
    name="Sanne de Vries",
    role=Role.STUDENT,
    classes=("2B",),
    born=date(2013, 5, 4),
)


# reading


def test_a_list_is_read_row_by_row(file: Path) -> None:
    wolters, bos, sanne = people(read(file, LIST))
    assert wolters == Person(person_id=WOLTERS, name="mw. Wolters", role=Role.TEAM_LEAD)
    assert (bos.role, bos.classes, bos.born) == (Role.TEACHER, ("2B",), None)
    assert sanne == SANNE_AS_READ


WRITTEN = {
    "semicolon": "nummer;naam;rol;klas;born\r\n1001;Sanne de Vries;leerling;2B;04-05-2013\r\n",
    "bom": "\ufeffnummer;naam;rol;klas;born\n1001;Sanne de Vries;leerling;2B;2013-05-04\n",
    "tab": "number\tname\trole\tclass\tdate of birth\n1001\tSanne de Vries\tpupil\t2B\t4-5-2013",
    "shuffled": """rol,"klas(sen)",naam,nummer,Geboortedatum

LEERLING ,2B, Sanne  de Vries ,1001,4-5-2013
,,,,
""",
    "name in parts": """Stamnr;Roepnaam;Tussenv;Achternaam;Rol;Klas;Geb.datum
1001;Sanne;de;Vries;student;2B;4-5-2013""",
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN.keys())
def test_however_the_administration_writes_it(file: Path, text: str) -> None:
    assert people(read(file, text)) == [SANNE_AS_READ]


def test_columns_that_are_not_known_are_named_and_not_read(file: Path) -> None:
    roster = read(file, "nummer;naam;rol;BSN;Telefoon\n1001;Sanne;leerling;123456782;0612345678\n")
    assert roster.unread == ("BSN", "Telefoon")
    assert "123456782" not in repr(roster.rows)


def test_several_classes_stand_in_one_cell(file: Path) -> None:
    (sanne,) = people(read(file, 'nummer,naam,rol,klas\n1,Sanne,leerling,"2B, 2B-wi;2B | TL 3"\n'))
    assert sanne.classes == ("2B", "2B-wi", "TL 3")


@pytest.mark.parametrize(
    ("dutch", "english", "role"),
    [
        ("leerling", "pupil", Role.STUDENT),
        ("Ouder", "parent", Role.GUARDIAN),
        ("docent", "teacher", Role.TEACHER),
        ("mentor", "Mentor", Role.MENTOR),
        ("teamleider", "team lead", Role.TEAM_LEAD),
        ("vertrouwenspersoon", "counsellor", Role.COUNSELLOR),
        ("privacyfunctionaris", "privacy officer", Role.PRIVACY_OFFICER),
        ("technisch beheerder", "technical_admin", Role.TECHNICAL_ADMIN),
    ],
)
def test_roles_go_by_their_names_in_both_languages(dutch: str, english: str, role: Role) -> None:
    assert role_called(dutch) is role_called(english) is role
    assert role_called(f" {role.value} ") is role


def test_every_role_has_a_name() -> None:
    assert {role_called(role.value) for role in Role} == set(Role)
    assert role_called("conciërge") is role_called("") is None


BAD = [
    ("number", ",Sanne,leerling,,"),
    ("number", "10 01,Sanne,leerling,,"),
    ("number", "os:root,Sanne,leerling,,"),
    ("number", f"{'9' * 65},Sanne,leerling,,"),
    ("bot", "bot,Sanne,leerling,,"),
    ("bot", "BOT,Sanne,leerling,,"),
    ("name", "1001,,leerling,,"),
    ("name", "1001,-,leerling,,"),
    ("name", f"1001,{'a' * 201},leerling,,"),
    ("role", "1001,Sanne,,,"),
    ("role", "1001,Sanne,koningin,,"),
    ("born", "1001,Sanne,leerling,,31-2-2013"),
    ("born", "1001,Sanne,leerling,,04/05/2013"),
    ("born", "1001,Sanne,leerling,,23-11-2026"),
    ("born", "1001,Sanne,leerling,,1-1-1899"),
    ("born", "1001,Sanne,leerling,,gisteren"),
    ("too_long", "1001,Sanne,leerling,,,06-12345678"),
]


@pytest.mark.parametrize(("key", "row"), BAD)
def test_each_bad_row_is_told_with_its_line_and_why(file: Path, key: str, row: str) -> None:
    roster = read(file, f"{LIST}{row}\n2002,Bram,leerling,,\n{row}\n")
    assert [(bad.line, bad.key) for bad in roster.bad] == [
        (5, f"people.row.{key}"),
        (7, f"people.row.{key}"),
    ]


def test_a_number_that_is_there_twice_is_bad_and_says_where_it_was(file: Path) -> None:
    roster = read(file, f"{LIST}1001,Bram,leerling,,\n")
    assert roster.bad == (BadRow(5, "people.row.twice", {"first": 4}),)


def test_a_bad_row_repeats_nothing_of_what_it_holds(file: Path) -> None:
    roster = read(file, f"{LIST}Sanne de Vries,06-12345678,0,,\n")
    assert "Sanne" not in repr(roster.bad)
    assert "06" not in repr(roster.bad)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("empty", ""),
        ("empty", "\n\n;;\n"),
        ("columns", "1001,Sanne,leerling\n"),
        ("columns", "nummer,naam\n1001,Sanne\n"),
        ("columns", "nummer,rol\n1001,leerling\n"),
        ("double_column", "nummer,naam,rol,role\n1001,Sanne,leerling,docent\n"),
        ("double_column", "nummer,stamnr,naam,rol\n1001,1002,Sanne,leerling\n"),
        ("not_utf8", "nummer;naam;rol\n1001;Zoë;leerling\n".encode("latin-1")),
        ("not_utf8", "nummer;naam;rol\n".encode("utf-16")),
        ("not_csv", 'nummer,naam,rol\n1001,"Sanne,leerling\n'),
    ],
)
def test_what_is_no_list_at_all_is_refused(file: Path, key: str, text: str | bytes) -> None:
    with pytest.raises(InputError) as refused:
        read(file, text)
    assert refused.value.key == f"error.people.{key}"


def test_a_file_that_is_not_there_is_refused(file: Path) -> None:
    with pytest.raises(InputError, match=r"error\.toml\.not_found"):
        read_roster(file, TODAY)
    with pytest.raises(InputError, match=r"error\.toml\.unreadable"):
        read_roster(file.parent, TODAY)


@given(text=st.text())
def test_any_text_is_a_list_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.csv"
    for begin in ("", "nummer,naam,rol,klas,geboortedatum\n"):
        try:
            roster = read(file, (begin + text).encode("utf-8", "surrogatepass"))
        except InputError:
            continue
        assert all(row.number and row.name for row in roster.rows)


# taking over


@dataclass
class Hall:
    """A school with an empty register; DESK is where its first team lead sits."""

    file: Path
    unit_of_work: UnitOfWorkFactory = field(default_factory=in_memory)
    clock: SettableClock = field(default_factory=SettableClock)

    @property
    def office(self) -> Office:
        return Office(self.unit_of_work, self.clock)

    def with_second(self, code: str) -> Office:
        return Office(self.unit_of_work, self.clock, code)

    async def take(
        self,
        text: str = LIST,
        *,
        by: Subject = DESK,
        me: PersonId | None = None,
        dry_run: bool = False,
        second: str = "",
    ) -> Enrolled:
        roster = read(self.file, text)
        return await Enrolment(self.unit_of_work, self.clock, second).take(
            roster, by=by, me=me, dry_run=dry_run
        )

    async def known(self) -> Sequence[Person]:
        async with self.unit_of_work() as uow:
            return await uow.people.all()

    async def who(self, account: AccountRef) -> Person | None:
        async with self.unit_of_work() as uow:
            return await uow.people.who(account)

    async def audit(self) -> list[Entry]:
        async with self.unit_of_work() as uow:
            return [entry async for entry in uow.audit.entries()]


@pytest.fixture
def empty(file: Path) -> Hall:
    return Hall(file)


@pytest.fixture
async def hall(empty: Hall) -> Hall:
    await empty.take(me=WOLTERS)
    return empty


async def test_the_first_import_links_whoever_does_it_to_their_own_row(empty: Hall) -> None:
    assert await empty.take(me=WOLTERS) == Enrolled(new=3, signed=Signed.ALONE)
    wolters = await empty.who(DESK)
    assert wolters is not None
    assert (wolters.person_id, wolters.role) == (WOLTERS, Role.TEAM_LEAD)
    linked = [entry for entry in await empty.audit() if entry.what is Audited.LINKED]
    assert [dict(entry.facts) for entry in linked] == [{"platform": "os", "first": 1}]


@pytest.mark.parametrize("me", [BOS, SANNE, PersonId("999")])
async def test_only_who_may_manage_people_can_begin(empty: Hall, me: PersonId) -> None:
    with pytest.raises(InputError, match=r"error\.people\.first"):
        await empty.take(me=me)
    assert await empty.known() == []


async def test_nobody_begins_once_any_account_is_somebodys(hall: Hall) -> None:
    stranger = AccountRef(Platform.OS, UserId("leerling@school"))
    text = f"{LIST}M99,hr. Nieuw,teamleider,,\n"
    with pytest.raises(Forbidden):
        await hall.take(text, by=stranger, me=PersonId("M99"))
    with pytest.raises(Forbidden):
        await hall.take(text, by=DESK, me=WOLTERS)
    assert len(await hall.known()) == 3


async def test_without_the_first_time_nobody_imports(empty: Hall) -> None:
    with pytest.raises(Forbidden):
        await empty.take()
    assert await empty.known() == []


async def test_a_second_import_of_the_same_changes_nothing(hall: Hall) -> None:
    before = await hall.known()
    assert await hall.take() == Enrolled(unchanged=3)
    assert await hall.known() == before


async def test_who_is_new_changed_and_absent_is_told(hall: Hall) -> None:
    text = LIST.replace("Sanne de Vries", "Sanne Bos").replace("M18,dhr. Bos", "M19,hr. Smit")
    assert await hall.take(text) == Enrolled(new=1, changed=1, unchanged=1, absent=(BOS,))
    assert {person.person_id for person in await hall.known()} == {WOLTERS, BOS, "M19", SANNE}


async def test_what_a_file_does_not_tell_stays(hall: Hall) -> None:
    async with hall.unit_of_work() as uow:
        sanne = await uow.people.get(SANNE)
        assert sanne is not None
        told = Person(
            person_id=SANNE,
            name=sanne.name,
            role=sanne.role,
            classes=sanne.classes,
            born=sanne.born,
            parents_told=TODAY,
        )
        await uow.people.put(told)
        await uow.commit()
    assert await hall.take("nummer,naam,rol\n1001,Sanne de Vries,leerling\n") == Enrolled(
        unchanged=1, absent=(WOLTERS, BOS)
    )
    assert told in await hall.known()
    await hall.take("nummer,naam,rol,klas,geboortedatum\n1001,Sanne de Vries,leerling,,\n")
    (sanne,) = [person for person in await hall.known() if person.person_id == SANNE]
    assert (sanne.classes, sanne.born, sanne.parents_told) == ((), None, TODAY)


async def test_one_bad_row_and_nothing_is_taken_over(hall: Hall) -> None:
    before = await hall.known()
    enrolled = await hall.take(f"{LIST}2002,Bram,leerling,,\n2003,,leerling,,\n")
    assert enrolled == Enrolled(bad=(BadRow(6, "people.row.name"),))
    assert await hall.known() == before


async def test_a_rehearsal_tells_the_same_and_keeps_nothing(empty: Hall) -> None:
    assert await empty.take(me=WOLTERS, dry_run=True) == Enrolled(new=3, signed=Signed.ALONE)
    assert await empty.known() == []
    assert await empty.who(DESK) is None
    assert await empty.audit() == []


@pytest.mark.parametrize("row", ["M17,mw. Wolters-Bos,teamleider,,", "M17,mw. Wolters,mentor,,"])
async def test_nobody_changes_their_own_row(hall: Hall, row: str) -> None:
    enrolled = await hall.take(LIST.replace("M17,mw. Wolters,teamleider,,", row))
    assert [(bad.line, bad.key) for bad in enrolled.bad] == [(2, "people.row.own")]


@pytest.mark.parametrize(
    ("row", "by_whom"),
    [("1001,Sanne de Vries,docent,,", SANNE), ("M18,dhr. Bos,ouder,,", BOS)],
)
async def test_a_pupils_number_never_becomes_one_of_staff(
    hall: Hall, row: str, by_whom: PersonId
) -> None:
    enrolled = await hall.take(f"nummer,naam,rol,klas,geboortedatum\n{row}\n")
    assert [bad.key for bad in enrolled.bad] == ["people.row.crossed"]
    assert by_whom in {person.person_id for person in await hall.known()}


async def test_whoever_gets_a_staff_role_is_written_down_and_nobody_is_named(hall: Hall) -> None:
    await hall.take(LIST.replace("M18,dhr. Bos,docent", "M18,dhr. Bos,mentor"))
    entries = [entry for entry in await hall.audit() if entry.what is Audited.PEOPLE]
    assert [(entry.about, dict(entry.facts)) for entry in entries][-2:] == [
        (BOS, {"role": "mentor", "was": "teacher"}),
        ("", {"new": 0, "changed": 1, "unchanged": 2, "absent": 0}),
    ]
    assert not any("Bos" in str(entry.facts) for entry in entries)


async def test_an_account_without_rights_imports_nothing(hall: Hall) -> None:
    await hall.office.link(AccountLink(an_account("bos"), BOS), by=DESK)
    for by in (an_account("bos"), BOS, SANNE, an_account("vreemd")):
        with pytest.raises(Forbidden):
            await hall.take(by=by)


# linking


async def test_linking_gives_the_rights_of_a_role_and_unlinking_takes_them(hall: Hall) -> None:
    account = an_account("bos")
    linked = await hall.office.link(AccountLink(account, BOS, work=True), by=DESK)
    assert await hall.who(account) == linked.person
    assert linked.signed is Signed.ONE
    known = await hall.office.one(BOS, by=DESK)
    assert known.links == (AccountLink(account, BOS, work=True),)
    assert await hall.office.unlink(account, by=DESK) == linked
    assert await hall.who(account) is None
    what = [(entry.what, entry.by, entry.about) for entry in await hall.audit()]
    assert what[-2:] == [
        (Audited.LINKED, DESK, BOS),
        (Audited.UNLINKED, DESK, BOS),
    ]


async def test_nobody_links_unlinks_joins_or_signs_for_themselves(hall: Hall) -> None:
    async with hall.unit_of_work() as uow:
        await uow.groups.put(a_group())
        await uow.commit()
    for work in (
        hall.office.link(AccountLink(an_account("nog-een"), WOLTERS), by=DESK),
        hall.office.unlink(DESK, by=DESK),
        hall.office.join(Membership(CLASS_2B, WOLTERS, Role.MENTOR), by=DESK),
        hall.office.leave(CLASS_2B, WOLTERS, by=DESK),
        hall.office.code(WOLTERS, by=DESK),
    ):
        with pytest.raises(Forbidden):
            await work
    assert await hall.who(DESK) is not None
    assert await hall.who(an_account("nog-een")) is None


async def test_an_account_of_somebody_is_not_taken(hall: Hall) -> None:
    with pytest.raises(InputError, match=r"error\.people\.linked_elsewhere"):
        await hall.office.link(AccountLink(DESK, BOS), by=DESK)
    wolters = await hall.who(DESK)
    assert wolters is not None
    assert wolters.person_id == WOLTERS


async def test_what_is_not_there_is_told(hall: Hall) -> None:
    nobody, office = PersonId("999"), hall.office
    elsewhere = ChatRef(Platform.TELEGRAM, ChatId("-1"))
    for key, work in (
        ("nobody", office.link(AccountLink(an_account("x"), nobody), by=DESK)),
        ("nobody", office.one(nobody, by=DESK)),
        ("nobody", office.code(nobody, by=DESK)),
        ("not_linked", office.unlink(an_account("x"), by=DESK)),
        ("no_group", office.join(Membership(elsewhere, BOS, Role.GUARDIAN), by=DESK)),
        ("no_member", office.leave(elsewhere, BOS, by=DESK)),
    ):
        with pytest.raises(InputError, match=rf"error\.people\.{key}"):
            await work


async def test_a_teacher_becomes_a_parent_in_one_group_and_a_pupil_never_staff(
    hall: Hall,
) -> None:
    async with hall.unit_of_work() as uow:
        await uow.groups.put(a_group())
        await uow.commit()
    parent = Membership(CLASS_2B, BOS, Role.GUARDIAN)
    await hall.office.join(parent, by=DESK)
    assert (await hall.office.one(BOS, by=DESK)).memberships == (parent,)
    with pytest.raises(InputError, match=r"error\.people\.not_staff"):
        await hall.office.join(Membership(CLASS_2B, SANNE, Role.TEACHER), by=DESK)
    await hall.office.leave(CLASS_2B, BOS, by=DESK)
    assert (await hall.office.one(BOS, by=DESK)).memberships == ()


async def test_people_are_found_by_class_and_role(hall: Hall) -> None:
    async def numbers(school_class: str = "", role: Role | None = None) -> list[str]:
        found = await hall.office.everybody(by=DESK, school_class=school_class, role=role)
        return [person.person_id for person in found]

    assert await numbers() == [SANNE, WOLTERS, BOS]
    assert await numbers("2b") == [SANNE, BOS]
    assert await numbers("2b", Role.TEACHER) == [BOS]
    assert await numbers("2") == []


# one-time codes


async def test_a_code_says_once_who_somebody_is(hall: Hall) -> None:
    shared = AccountRef(Platform.OS, UserId("lokaal@school"))
    code = await hall.office.code(BOS, by=DESK)
    hall.clock.now += LASTS / 2
    typed = f" {code.text.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "
    bos = await redeem(hall.unit_of_work, hall.clock, typed, at=shared)
    assert bos is not None
    assert bos.person_id == BOS
    assert await redeem(hall.unit_of_work, hall.clock, code.text, at=shared) is None
    assert [(entry.what, entry.by, entry.about) for entry in await hall.audit()][-3:] == [
        (Audited.CODE, DESK, BOS),
        (Audited.CODE, shared, BOS),
        (Audited.REFUSED, shared, ""),
    ]


async def test_a_code_is_too_late_after_ten_minutes(hall: Hall) -> None:
    code = await hall.office.code(BOS, by=DESK)
    hall.clock.now = code.expires
    assert await redeem(hall.unit_of_work, hall.clock, code.text, at=DESK) is None


async def test_pupils_get_no_codes(hall: Hall) -> None:
    with pytest.raises(InputError, match=r"error\.people\.not_staff"):
        await hall.office.code(SANNE, by=DESK)


# what takes two

SMIT, VOS, MOL = PersonId("M19"), PersonId("M20"), PersonId("M21")
STAFF = (
    LIST
    + """M19,mw. Smit,privacyfunctionaris,,
M20,dhr. Vos,technisch beheerder,,
M21,mw. Mol,vertrouwenspersoon,,
"""
)
AT = {number: AccountRef(Platform.OS, UserId(f"{number}@school")) for number in (SMIT, VOS)}


@pytest.fixture
async def staffed(empty: Hall) -> Hall:
    """A team lead, a privacy officer and a technical admin who can sign; a counsellor who has no
    account, and a teacher who has one."""
    await empty.take(STAFF, me=WOLTERS)
    await empty.office.link(AccountLink(AT[SMIT], SMIT), by=DESK)
    smit = (await empty.office.own_code(by=AT[SMIT])).text
    await empty.with_second(smit).link(AccountLink(AT[VOS], VOS), by=DESK)
    await empty.office.link(AccountLink(an_account("bos"), BOS), by=DESK)
    async with empty.unit_of_work() as uow:
        await uow.groups.put(a_group())
        await uow.commit()
    return empty


Work = Callable[[Office], Awaitable[object]]
ABOUT_POWER: Mapping[str, Work] = {
    "link": lambda office: office.link(AccountLink(an_account("x"), VOS), by=DESK),
    "link a machine": lambda office: office.link(
        AccountLink(AccountRef(Platform.OS, UserId("x")), VOS), by=DESK
    ),
    "unlink": lambda office: office.unlink(AT[VOS], by=DESK),
    "join": lambda office: office.join(Membership(CLASS_2B, VOS, Role.GUARDIAN), by=DESK),
    "code": lambda office: office.code(VOS, by=DESK),
}


async def seen(hall: Hall) -> object:
    async with hall.unit_of_work() as uow:
        links = [await uow.people.links(one.person_id) for one in await uow.people.all()]
        members = await uow.people.memberships(VOS)
        return await uow.people.all(), links, members, await uow.people.code_until(VOS)


@pytest.mark.parametrize("way", ABOUT_POWER)
async def test_what_is_about_power_takes_a_second_who_is_written_down(
    staffed: Hall, way: str
) -> None:
    before = await seen(staffed)
    with pytest.raises(Unsigned):
        await ABOUT_POWER[way](staffed.office)
    assert await seen(staffed) == before
    code = (await staffed.office.own_code(by=AT[SMIT])).text
    await ABOUT_POWER[way](staffed.with_second(code))
    assert await seen(staffed) != before
    signing, done = (await staffed.audit())[-2:]
    assert (signing.what, signing.by, signing.about) == (Audited.PEOPLE, SMIT, VOS)
    assert dict(signing.facts) == {"second": done.what}
    assert (done.by, done.about) == (DESK, VOS)
    assert "alone" not in done.facts
    with pytest.raises(Forbidden):
        await ABOUT_POWER["code"](staffed.with_second(code))  # it worked once


@pytest.mark.parametrize("way", ABOUT_POWER)
async def test_no_other_code_is_a_signature(staffed: Hall, way: str) -> None:
    async def made_for(number: PersonId, by: PersonId) -> str:
        signing = (await staffed.office.own_code(by=AT[by])).text
        return (await staffed.with_second(signing).code(number, by=DESK)).text

    own = await staffed.office.own_code(by=AT[SMIT])
    staffed.clock.now = own.expires
    wrong = [
        own.text,  # too late
        "00000-00000-00000",
        (await staffed.office.own_code(by=DESK)).text,  # of who acts
        (await staffed.office.own_code(by=AT[VOS])).text,  # of whom it is about
        await made_for(SMIT, by=VOS),  # shown to who acts
        (await staffed.office.code(BOS, by=DESK)).text,  # of a teacher
    ]
    before = await seen(staffed)
    for code in wrong:
        with pytest.raises(Unsigned):
            await ABOUT_POWER[way](staffed.with_second(code))
    assert await seen(staffed) == before


@pytest.mark.parametrize(
    "text",
    [
        STAFF + "M99,hr. Pop,privacyfunctionaris,,\n",
        STAFF.replace("dhr. Bos,docent", "dhr. Bos,technisch beheerder"),
        STAFF.replace("technisch beheerder", "docent"),
        STAFF.replace("dhr. Vos,technisch beheerder", "dhr. Vos,vertrouwenspersoon"),
        STAFF.replace("dhr. Vos", "hr. Ander"),
    ],
    ids=["puppet", "promoted", "demoted", "moved", "renamed"],
)
async def test_nobody_imports_power_alone(staffed: Hall, text: str) -> None:
    before = await seen(staffed)
    with pytest.raises(Unsigned):
        await staffed.take(text)
    assert await seen(staffed) == before
    code = (await staffed.office.own_code(by=AT[SMIT])).text
    assert (await staffed.take(text, second=code)).signed is Signed.TWO
    (signing,) = [one for one in await staffed.audit() if one.facts == {"second": "people"}]
    assert signing.by == SMIT


async def test_an_import_is_signed_by_nobody_whose_power_it_changes(staffed: Hall) -> None:
    code = (await staffed.office.own_code(by=AT[SMIT])).text
    with pytest.raises(Forbidden):
        await staffed.take(STAFF.replace("privacyfunctionaris", "docent"), second=code)
    assert (await staffed.who(AT[SMIT])) is not None


async def test_pupils_and_teachers_take_one(staffed: Hall) -> None:
    code = (await staffed.office.own_code(by=AT[SMIT])).text
    text = STAFF.replace("dhr. Bos,docent", "dhr. Bos,mentor") + "1002,Bram,leerling,2B,\n"
    assert (await staffed.take(text, second=code)).signed is Signed.ONE
    assert (await staffed.with_second(code).code(BOS, by=DESK)).signed is Signed.ONE
    unused = await staffed.with_second(code).code(VOS, by=DESK)
    assert unused.signed is Signed.TWO


async def test_whoever_begins_goes_alone_and_it_is_written_down(empty: Hall) -> None:
    await empty.take(STAFF, me=WOLTERS)
    assert (await empty.audit())[-1].facts["alone"] == 1
    linked = await empty.office.link(AccountLink(an_account("mol"), MOL), by=DESK)
    assert linked.signed is Signed.ALONE
    assert (await empty.audit())[-1].facts["alone"] == 1
    for way in ("link", "join", "code"):
        with pytest.raises(Forbidden):
            await ABOUT_POWER[way](empty.office)  # somebody else with power has an account
    assert (await empty.office.link(AccountLink(AT[VOS], VOS), by=DESK)).signed is Signed.ALONE
    with pytest.raises(Forbidden):
        await empty.office.link(AccountLink(AT[SMIT], SMIT), by=DESK)


async def test_a_wrong_code_is_no_reason_to_go_alone(hall: Hall) -> None:
    with pytest.raises(Forbidden):
        await hall.take(STAFF, second="00000-00000-00000")


async def test_a_code_to_sign_with_tells_nobody_who_somebody_is(staffed: Hall) -> None:
    """Whoever asked for a signature cannot act as the one who gave it."""
    code = (await staffed.office.own_code(by=AT[SMIT])).text
    assert await redeem(staffed.unit_of_work, staffed.clock, code, at=DESK) is None
    last = [entry for entry in await staffed.audit() if entry.what is Audited.CODE][-1]
    assert (last.by, last.about, dict(last.facts)) == (AT[SMIT], SMIT, {"own": 1})


async def test_who_cannot_sign_makes_no_code_to_sign_with(staffed: Hall) -> None:
    for by in (an_account("bos"), an_account("vreemd")):
        with pytest.raises(Forbidden):
            await staffed.office.own_code(by=by)
    with pytest.raises(InputError, match=r"error\.code\.by_code"):
        await staffed.office.own_code(by=SMIT)  # known by a code that somebody else made


async def test_everybody_of_the_office_sees_who_has_power(staffed: Hall) -> None:
    for by in (DESK, *AT.values()):
        held = await staffed.office.powers(by=by)
        assert [(one.person.person_id, one.accounts, one.can_sign) for one in held] == [
            (WOLTERS, {Platform.OS: 1}, True),
            (SMIT, {Platform.OS: 1}, True),
            (VOS, {Platform.OS: 1}, True),
            (MOL, {}, False),
        ]
        assert {one.changed for one in held} == {staffed.clock.now}
    for by in (an_account("bos"), an_account("vreemd")):
        with pytest.raises(Forbidden):
            await staffed.office.powers(by=by)


@pytest.mark.parametrize("role", [Role.GUARDIAN, Role.PRIVACY_OFFICER])
async def test_nobody_joins_so_that_a_group_is_heard_by_nobody(hall: Hall, role: Role) -> None:
    only, other = an_account("bos"), an_account("ander")
    await hall.take(LIST + "M22,dhr. Ander,mentor,,\n")
    await hall.office.link(AccountLink(only, BOS), by=DESK)
    await hall.office.link(AccountLink(other, PersonId("M22")), by=DESK)
    joined = Membership(CLASS_2B, BOS, role)
    for group, why in (
        (a_group(responsible=(only,), team_lead=None, care=()), "silenced"),
        (a_group(responsible=(other,), team_lead=None, care=(only,)), "silenced"),
        (a_group(responsible=(only,), team_lead=other, care=()), None),
    ):
        async with hall.unit_of_work() as uow:
            await uow.groups.put(group)
            await uow.commit()
        if why is None:
            await hall.office.join(joined, by=DESK)
            continue
        with pytest.raises(InputError, match=why):
            await hall.office.join(joined, by=DESK)
        assert (await hall.office.one(BOS, by=DESK)).memberships == ()


def test_nobody_guesses_a_code() -> None:
    codes = {as_kept(new_code()) for _ in range(200)}
    assert len(codes) == 200
    letters = set("".join(codes))
    assert len(letters) == 32
    assert {len(code) for code in codes} == {15}
    assert 32**15 >= 2**60
    assert not letters & set("OIL")
