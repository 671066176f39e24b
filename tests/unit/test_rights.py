"""Who may what: every act, every role, every way to stand to what it is about."""

import ast
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from bot.errors import Forbidden
from bot.model.action import Audience
from bot.model.audit import Subject
from bot.model.flag import NewFlag
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, PersonId, Platform, UserId
from bot.model.member import Role, Sender
from bot.model.person import AccountLink, Membership, Person
from bot.ports import UnitOfWork
from bot.rights import (
    POWERFUL,
    WHO,
    About,
    Act,
    Actor,
    Signed,
    matters_of,
    may,
    may_now,
    require,
    signed,
    who_is,
)
from tests.contract.builders import a_care_signal, a_flag
from tests.support.builders import CLASS_2B, a_group, a_sender, an_account
from tests.support.school import in_memory

BOT = Path(__file__).parents[2] / "bot"

ME, OTHER = PersonId("17"), PersonId("18")
MINE, SECOND = an_account("ik"), an_account("ook-ik")
COLLEAGUE = an_account("collega")
DESK = AccountRef(Platform.OS, UserId("ik@school"))
PUPIL = a_sender("Sanne")

# ----- the table. What is not in it, nobody may. -----

ROLES = (
    "student",
    "guardian",
    "teacher",
    "mentor",
    "team_lead",
    "counsellor",
    "privacy_officer",
    "technical_admin",
)

FLAGS = {
    "flag: responsible": "teacher mentor team_lead counsellor",
    "flag: responsible, second account": "teacher mentor team_lead counsellor",
    "flag: team lead": "teacher mentor team_lead counsellor",
    "flag about staff: team lead": "teacher mentor team_lead counsellor",
    "care signal: care contact": "teacher mentor team_lead counsellor",
}
OFFICE = ("nothing", "another person", "oneself", "own account", "own group", "foreign group")


def everywhere(roles: str) -> Mapping[str, str]:
    """Acts that are about no flag: whatever they are said to be about."""
    return dict.fromkeys(OFFICE, roles)


TABLE: Mapping[str, Mapping[str, str]] = {
    "see_flag": FLAGS,
    "decide_flag": FLAGS,
    "read_digest": {
        "own group": "teacher mentor team_lead counsellor",
        "own group: team lead": "teacher mentor team_lead counsellor",
    },
    "announce": {
        "own group": "teacher mentor team_lead",
        "own group: team lead": "teacher mentor team_lead",
    },
    "manage_people": {
        "nothing": "team_lead",
        "another person": "team_lead",
        "own group": "team_lead",
        "foreign group": "team_lead",
    },
    "co_sign": {
        "nothing": "team_lead counsellor privacy_officer technical_admin",
        "another person": "team_lead counsellor privacy_officer technical_admin",
        "own group": "team_lead counsellor privacy_officer technical_admin",
        "foreign group": "team_lead counsellor privacy_officer technical_admin",
    },
    "read_audit": everywhere("team_lead privacy_officer technical_admin"),
    "reveal_names": everywhere("team_lead privacy_officer"),
    "verify_audit": everywhere("team_lead privacy_officer technical_admin"),
    "access": {
        "another person": "privacy_officer",
        "oneself": "privacy_officer",
        "own account": "privacy_officer",
    },
    "erase": {"another person": "privacy_officer"},
    "run_retention": everywhere("team_lead privacy_officer technical_admin"),
    "see_retention": everywhere("team_lead privacy_officer technical_admin"),
    "rotate_keys": everywhere("technical_admin"),
    "backup": everywhere("technical_admin"),
    "restore": everywhere("technical_admin"),
    "make_record": everywhere("team_lead privacy_officer technical_admin"),
}

# ----- what the words of the table mean -----

NOBODY = a_group(responsible=(COLLEAGUE,), team_lead=COLLEAGUE, care=(COLLEAGUE,))
"""A group of others."""
ALL = a_group(responsible=(MINE, SECOND), team_lead=MINE, care=(MINE,))
"""Mine, in every way there is."""
ORDINARY = a_flag(sender=PUPIL)
CARE = a_flag(sender=PUPIL, care=a_care_signal())
ABOUT_STAFF = replace(a_flag(sender=PUPIL), audience=Audience.TEAM_LEAD)


IN_IT: Mapping[str, Callable[[NewFlag, AccountRef], NewFlag]] = {
    "author": lambda flag, who: replace(flag, sender=Sender(who, "ik", Role.STUDENT)),
    "target": lambda flag, who: replace(flag, target=who),
    "reported": lambda flag, who: replace(flag, reported=who),
}
OWN: Mapping[str, tuple[ClassGroup, NewFlag]] = {
    f"own matter: {way} as {who.user_id} of {flag.audience}": (ALL, put_in(flag, who))
    for way, put_in in IN_IT.items()
    for who in (MINE, SECOND)
    for flag in (ORDINARY, CARE, ABOUT_STAFF)
}

MATTERS: Mapping[str, tuple[ClassGroup, NewFlag]] = {
    "flag: responsible": (replace(NOBODY, responsible=(COLLEAGUE, MINE)), ORDINARY),
    "flag: responsible, second account": (replace(NOBODY, responsible=(SECOND,)), ORDINARY),
    "flag: team lead": (replace(NOBODY, team_lead=MINE), ORDINARY),
    "flag: care contact": (replace(NOBODY, care=(MINE,)), ORDINARY),
    "flag: foreign": (NOBODY, ORDINARY),
    "flag about staff: responsible": (replace(NOBODY, responsible=(MINE,)), ABOUT_STAFF),
    "flag about staff: team lead": (replace(NOBODY, team_lead=MINE), ABOUT_STAFF),
    "flag about staff: care contact": (replace(NOBODY, care=(MINE,)), ABOUT_STAFF),
    "flag about staff: foreign": (NOBODY, ABOUT_STAFF),
    "care signal: responsible": (replace(NOBODY, responsible=(MINE,)), CARE),
    "care signal: team lead": (replace(NOBODY, team_lead=MINE), CARE),
    "care signal: team lead, no contact": (replace(NOBODY, team_lead=MINE, care=()), CARE),
    "care signal: care contact": (replace(NOBODY, care=(MINE,)), CARE),
    "care signal: foreign": (NOBODY, CARE),
    **OWN,
}
OTHERS: Mapping[str, About] = {
    "nothing": None,
    "another person": OTHER,
    "oneself": ME,
    "own account": SECOND,
    "own group": replace(NOBODY, responsible=(MINE,)),
    "own group: team lead": replace(NOBODY, team_lead=MINE),
    "own group: care contact": replace(NOBODY, care=(MINE,)),
    "foreign group": NOBODY,
}
IN_OFFICE = frozenset(TABLE) - {"see_flag", "decide_flag", "read_digest", "announce"}


async def school(uow: UnitOfWork, role: Role | None, here: Role | None = None) -> None:
    """I with my accounts as *role*, in the group as *here*; and a colleague who may hear all."""
    await uow.people.put(Person(person_id=OTHER, name="dhr. Bos", role=Role.TEAM_LEAD))
    await uow.people.link(AccountLink(COLLEAGUE, OTHER))
    if role is None:
        return
    await uow.people.put(Person(person_id=ME, name="mw. Wolters", role=role))
    for account in (MINE, SECOND, DESK):
        await uow.people.link(AccountLink(account, ME))
    if here is not None:
        await uow.people.join(Membership(CLASS_2B, ME, here))


async def abouts(uow: UnitOfWork) -> Mapping[str, About]:
    matters = await matters_of(uow.people, MATTERS.values())
    return {**OTHERS, **dict(zip(MATTERS, matters, strict=True))}


async def allowed(
    act: Act, role: Role | None, here: Role | None = None, by: Subject = MINE
) -> set[str]:
    async with in_memory()() as uow:
        await school(uow, role, here)
        actor = await who_is(uow.people, by)
        return {name for name, about in (await abouts(uow)).items() if may(actor, act, about)}


def expected(act: Act, role: Role | None) -> set[str]:
    return {about for about, roles in TABLE[act].items() if role in roles.split()}


def test_the_table_has_every_act_and_every_role() -> None:
    assert set(TABLE) == set(Act)
    assert set(ROLES) == set(Role)
    named = {role for row in TABLE.values() for roles in row.values() for role in roles.split()}
    assert named <= set(ROLES)
    assert {about for row in TABLE.values() for about in row} <= {*MATTERS, *OTHERS}


@pytest.mark.parametrize("by", [MINE, SECOND, DESK, ME], ids=["one", "two", "desk", "number"])
@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize("act", Act)
async def test_who_may_what(act: Act, role: Role | None, by: Subject) -> None:
    may_do = await allowed(act, role, by=by)
    if act in IN_OFFICE:
        may_do -= {*MATTERS, "own group: team lead", "own group: care contact"}  # not asked so
    assert may_do == expected(act, role)


def test_an_act_without_a_row_is_nobodys() -> None:
    assert set(WHO) == set(Act)
    assert all(role.is_staff for roles in WHO.values() for role in roles)


# what somebody is in one group

POWERLESS = [Role.STUDENT, Role.GUARDIAN, Role.PRIVACY_OFFICER, Role.TECHNICAL_ADMIN]
ABOUT_GROUPS = (Act.SEE_FLAG, Act.DECIDE_FLAG, Act.READ_DIGEST, Act.ANNOUNCE)


@pytest.mark.parametrize(("act", "role"), [*product(ABOUT_GROUPS, Role)])
async def test_a_parent_in_a_group_has_no_rights_there_whatever_else_they_are(
    act: Act, role: Role
) -> None:
    assert await allowed(act, role, here=Role.GUARDIAN) == set()


@pytest.mark.parametrize(("role", "here"), [*product(POWERLESS, Role)])
async def test_being_something_in_a_group_never_gives_a_right(role: Role, here: Role) -> None:
    for act in Act:
        assert await allowed(act, role, here) <= await allowed(act, role)


async def test_a_teacher_who_is_mentor_of_one_group_keeps_the_rights_of_a_teacher() -> None:
    for act in ABOUT_GROUPS:
        assert await allowed(act, Role.TEACHER, Role.MENTOR) == await allowed(act, Role.TEACHER)


async def test_a_parent_in_one_group_is_still_a_teacher_in_another() -> None:
    async with in_memory()() as uow:
        await school(uow, Role.TEACHER, here=Role.GUARDIAN)
        actor = await who_is(uow.people, MINE)
        elsewhere = replace(ALL, chat=replace(CLASS_2B, platform=Platform.MATRIX))
        assert not may(actor, Act.READ_DIGEST, ALL)
        assert may(actor, Act.READ_DIGEST, elsewhere)


# who stands in

STRANGER = an_account("niet-gekoppeld")


async def told(
    group: ClassGroup, flag: NewFlag, role: Role | None, here: Role | None = None
) -> set[AccountRef]:
    async with in_memory()() as uow:
        await school(uow, role, here)
        (matter,) = await matters_of(uow.people, [(group, flag)])
        return set(matter.told)


@pytest.mark.parametrize("role", POWERLESS)
async def test_where_a_contact_may_not_see_it_who_stands_in_is_told(role: Role) -> None:
    mine_first = replace(NOBODY, responsible=(MINE,))
    assert await told(mine_first, ORDINARY, role) == {COLLEAGUE}
    assert await told(replace(NOBODY, team_lead=MINE), ABOUT_STAFF, role) == {COLLEAGUE}
    assert await told(replace(NOBODY, care=(MINE, COLLEAGUE)), CARE, role) == {COLLEAGUE}
    assert await told(replace(NOBODY, care=(MINE,)), CARE, role) == set()


async def test_who_is_linked_to_nobody_is_not_told_however_they_are_listed() -> None:
    group = replace(NOBODY, responsible=(STRANGER,), care=(STRANGER,))
    assert await told(group, ORDINARY, Role.TEACHER) == {COLLEAGUE}
    assert await told(group, CARE, Role.TEACHER) == set()
    everything = a_group(responsible=(STRANGER,), team_lead=STRANGER, care=(STRANGER,))
    assert await told(everything, ORDINARY, Role.TEACHER) == set()


async def test_a_parent_of_this_class_is_not_told_as_its_teacher() -> None:
    group = replace(NOBODY, responsible=(MINE,))
    assert await told(group, ORDINARY, Role.TEACHER, here=Role.GUARDIAN) == {COLLEAGUE}
    assert await told(group, ORDINARY, Role.TEACHER) == {MINE}


@pytest.mark.parametrize("way", IN_IT)
@pytest.mark.parametrize("who", [MINE, SECOND])
async def test_nobody_is_told_of_their_own_matter_on_another_account(
    way: str, who: AccountRef
) -> None:
    group = replace(NOBODY, responsible=(MINE, SECOND, DESK, COLLEAGUE))
    assert await told(group, IN_IT[way](ORDINARY, who), Role.TEACHER) == {COLLEAGUE}


# asked at the moment of acting


async def lose_role(uow: UnitOfWork) -> None:
    await uow.people.put(Person(person_id=ME, name="mw. Wolters", role=Role.TECHNICAL_ADMIN))


async def lose_account(uow: UnitOfWork) -> None:
    await uow.people.unlink(MINE)


async def leave_school(uow: UnitOfWork) -> None:
    await uow.people.remove(ME)


async def become_parent(uow: UnitOfWork) -> None:
    await uow.people.join(Membership(CLASS_2B, ME, Role.GUARDIAN))


@pytest.mark.parametrize("change", [lose_role, lose_account, leave_school, become_parent])
async def test_whoever_was_allowed_a_moment_ago_is_asked_again(
    change: Callable[[UnitOfWork], Awaitable[None]],
) -> None:
    async with in_memory()() as uow:
        await school(uow, Role.TEACHER)
        group = replace(NOBODY, responsible=(MINE,))
        await require(uow.people, MINE, Act.READ_DIGEST, group)
        assert await may_now(uow.people, MINE, Act.DECIDE_FLAG, (group, ORDINARY))
        await change(uow)
        assert not await may_now(uow.people, MINE, Act.DECIDE_FLAG, (group, ORDINARY))
        with pytest.raises(Forbidden, match="read_digest"):
            await require(uow.people, MINE, Act.READ_DIGEST, group)


# what one does not decide alone

POWERS = frozenset({Role.TEAM_LEAD, Role.COUNSELLOR, Role.PRIVACY_OFFICER, Role.TECHNICAL_ADMIN})
LEAD = Actor(person=ME, role=Role.TEAM_LEAD)
THIRD = PersonId("19")


def second(number: PersonId, role: Role | None) -> Actor:
    return Actor(person=number, role=role)


def takes_two(before: Role | None, after: Role | None) -> bool:
    return before in POWERS or after in POWERS


@pytest.mark.parametrize("others", [True, False], ids=["begun", "start"])
@pytest.mark.parametrize(("before", "after"), [*product([None, *Role], [None, *Role])])
def test_who_gets_or_loses_power_takes_two_once_there_are_two(
    before: Role | None, after: Role | None, *, others: bool
) -> None:
    way = signed(LEAD, {OTHER: {before, after}}, None, others=others)
    if not takes_two(before, after):
        assert way is Signed.ONE
    else:
        assert way is (Signed.NOT if others else Signed.ALONE)


@pytest.mark.parametrize("others", [True, False], ids=["begun", "start"])
@pytest.mark.parametrize("number", [ME, OTHER, THIRD], ids=["who acts", "whom about", "another"])
@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize(("before", "after"), [*product([None, *Role], [None, *Role])])
def test_the_second_has_power_and_is_neither_who_acts_nor_whom_it_is_about(
    before: Role | None, after: Role | None, role: Role | None, number: PersonId, *, others: bool
) -> None:
    way = signed(LEAD, {OTHER: {before, after}}, second(number, role), others=others)
    able = number == THIRD and role in POWERS
    wanted = Signed.TWO if able else Signed.NOT
    assert way is (wanted if takes_two(before, after) else Signed.ONE)


def test_who_signs_a_list_is_nobody_of_power_in_it() -> None:
    both = {OTHER: {Role.TEACHER, Role.COUNSELLOR}, THIRD: {Role.PRIVACY_OFFICER, Role.TEACHER}}
    officer = second(THIRD, Role.PRIVACY_OFFICER)
    assert signed(LEAD, both, officer, others=True) is Signed.NOT
    named = {**both, THIRD: {Role.TEACHER}}
    assert signed(LEAD, named, officer, others=True) is Signed.TWO


def test_two_know_of_the_same_powers_everywhere() -> None:
    assert POWERFUL == POWERS
    decided = {Act.DECIDE_FLAG, Act.SEE_FLAG, Act.READ_DIGEST, Act.ANNOUNCE}
    assert {role for act in set(Act) - decided for role in WHO[act]} == POWERS


# nobody else decides it

NOT_NAMED = {"MENTOR", "TEAM_LEAD", "COUNSELLOR", "PRIVACY_OFFICER", "TECHNICAL_ADMIN"}
NAMED_BY = {
    "model/member.py",  # where roles are made
    "rights.py",
    "demo/week.py",  # tells who is who in a made-up school
    "people/roster.py",  # reads what roles are called in a file
    "cli/init.py",  # writes the first team lead into such a file
    "doctor/school.py",  # tells which roles nobody has
}


def names_a_role(file: Path) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in NOT_NAMED
        and isinstance(node.value, ast.Name)
        and node.value.id == "Role"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    )


def test_no_other_module_gives_a_right_by_a_role() -> None:
    named = {file.relative_to(BOT).as_posix() for file in BOT.rglob("*.py") if names_a_role(file)}
    assert named - NAMED_BY == set()
