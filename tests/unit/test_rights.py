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
    objection,
    require,
    signed,
    who_is,
)
from tests.contract.builders import a_care_signal, a_flag, a_verdict, an_appeal
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
    "report_offence": {
        "flag: team lead": "team_lead",
        "flag about staff: team lead": "team_lead",
    },
    "decide_appeal": {name: roles for name, roles in FLAGS.items() if "care" not in name},
    "remove_member": {name: roles for name, roles in FLAGS.items() if "care" not in name},
    "close_group": {
        "own group": "teacher mentor team_lead",
        "own group: team lead": "teacher mentor team_lead",
    },
    "read_digest": {
        "own group": "teacher mentor team_lead counsellor",
        "own group: team lead": "teacher mentor team_lead counsellor",
    },
    "announce": {
        "own group": "teacher mentor team_lead",
        "own group: team lead": "teacher mentor team_lead",
    },
    "set_lesson": {
        "own group": "teacher mentor team_lead",
        "own group: team lead": "teacher mentor team_lead",
    },
    "manage_calendar": everywhere("team_lead technical_admin"),
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
    "make_dossier": {"another person": "team_lead"},
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
IN_OFFICE = frozenset(TABLE) - {
    "see_flag",
    "decide_flag",
    "report_offence",
    "decide_appeal",
    "read_digest",
    "announce",
    "set_lesson",
    "remove_member",
    "close_group",
}


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
    role: Role | None, here: Role | None = None, by: Subject = MINE
) -> Mapping[Act, set[str]]:
    async with in_memory()() as uow:
        await school(uow, role, here)
        actor, those = await who_is(uow.people, by), await abouts(uow)
    return {act: {name for name in those if may(actor, act, those[name])} for act in Act}


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
async def test_who_may_what(role: Role | None, by: Subject) -> None:
    wrong = {}
    for act, may_do in (await allowed(role, by=by)).items():
        if act in IN_OFFICE:  # not asked so
            may_do -= {*MATTERS, "own group: team lead", "own group: care contact"}
        if differs := may_do ^ expected(act, role):
            wrong[act] = differs
    assert wrong == {}


def test_an_act_without_a_row_is_nobodys() -> None:
    assert set(WHO) == set(Act)
    assert all(role.is_staff for roles in WHO.values() for role in roles)


# what somebody is in one group

POWERLESS = [Role.STUDENT, Role.GUARDIAN, Role.PRIVACY_OFFICER, Role.TECHNICAL_ADMIN]
ABOUT_GROUPS = (
    Act.SEE_FLAG,
    Act.DECIDE_FLAG,
    Act.READ_DIGEST,
    Act.ANNOUNCE,
    Act.SET_LESSON,
)


@pytest.mark.parametrize("role", Role)
async def test_a_parent_in_a_group_has_no_rights_there_whatever_else_they_are(role: Role) -> None:
    may_do = await allowed(role, here=Role.GUARDIAN)
    assert {act: may_do[act] for act in ABOUT_GROUPS if may_do[act]} == {}


@pytest.mark.parametrize(("role", "here"), [*product(POWERLESS, Role)])
async def test_being_something_in_a_group_never_gives_a_right(role: Role, here: Role) -> None:
    there, elsewhere = await allowed(role, here), await allowed(role)
    assert {act: more for act in Act if (more := there[act] - elsewhere[act])} == {}


async def test_a_teacher_who_is_mentor_of_one_group_keeps_the_rights_of_a_teacher() -> None:
    there, elsewhere = await allowed(Role.TEACHER, Role.MENTOR), await allowed(Role.TEACHER)
    for act in ABOUT_GROUPS:
        assert there[act] == elsewhere[act]


async def test_a_parent_in_one_group_is_still_a_teacher_in_another() -> None:
    async with in_memory()() as uow:
        await school(uow, Role.TEACHER, here=Role.GUARDIAN)
        actor = await who_is(uow.people, MINE)
        elsewhere = replace(ALL, chat=replace(CLASS_2B, platform=Platform.MATRIX))
        assert not may(actor, Act.READ_DIGEST, ALL)
        assert may(actor, Act.READ_DIGEST, elsewhere)


@pytest.mark.parametrize(
    ("role", "name", "here", "allowed"),
    [
        (Role.TEACHER, "5v", None, True),
        (Role.TEACHER, "5w", None, False),
        (Role.TEACHER, "5v", Role.GUARDIAN, False),
        (Role.STUDENT, "5v", None, False),
        (Role.COUNSELLOR, "5v", None, False),
    ],
)
async def test_a_teacher_of_the_class_says_what_goes_in_a_lesson_and_no_more(
    role: Role, name: str, here: Role | None, allowed: bool
) -> None:
    async with in_memory()() as uow:
        await school(uow, role, here)
        person = await uow.people.get(ME)
        assert person is not None
        await uow.people.put(replace(person, classes=("5V",)))
        actor, group = await who_is(uow.people, MINE), replace(NOBODY, name=name)
        assert may(actor, Act.SET_LESSON, group) is allowed
        assert not may(actor, Act.ANNOUNCE, group)


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


# who decides an appeal


async def may_rule(
    group: ClassGroup, flag: NewFlag, role: Role, *, decided_by: AccountRef
) -> bool:
    """I, about a pupil's objection to a verdict."""
    async with in_memory()() as uow:
        await school(uow, role)
        await uow.groups.put(group)
        number = await uow.flags.add(flag)
        verdict = replace(a_verdict(number), by=decided_by)
        await uow.flags.decide(verdict)
        filed = an_appeal(PUPIL.account, about=number)
        matter = await objection(uow, filed)
        assert matter is not None
        return may(await who_is(uow.people, MINE), Act.DECIDE_APPEAL, matter)


async def test_nobody_decides_about_their_own_verdict_on_any_account() -> None:
    group = replace(NOBODY, responsible=(COLLEAGUE, MINE))
    assert await may_rule(group, ORDINARY, Role.TEACHER, decided_by=COLLEAGUE)
    for own in (MINE, SECOND, DESK):
        assert not await may_rule(group, ORDINARY, Role.TEACHER, decided_by=own)


async def test_where_nobody_is_left_another_team_lead_decides() -> None:
    alone = a_group(responsible=(COLLEAGUE,), team_lead=COLLEAGUE, care=())
    assert await may_rule(alone, ORDINARY, Role.TEAM_LEAD, decided_by=COLLEAGUE)
    assert not await may_rule(alone, ORDINARY, Role.TEACHER, decided_by=COLLEAGUE)
    assert not await may_rule(NOBODY, ORDINARY, Role.TEAM_LEAD, decided_by=STRANGER)
    for put_in in IN_IT.values():
        flag = put_in(ORDINARY, SECOND)
        assert not await may_rule(alone, flag, Role.TEAM_LEAD, decided_by=COLLEAGUE)


async def test_nobody_decides_about_their_own_objection() -> None:
    async with in_memory()() as uow:
        await school(uow, Role.TEACHER)
        await uow.groups.put(replace(NOBODY, responsible=(MINE, SECOND, DESK)))
        matter = await objection(uow, an_appeal(SECOND))
        assert matter is not None
        assert not may(await who_is(uow.people, MINE), Act.DECIDE_APPEAL, matter)
        assert matter.told == (COLLEAGUE,)


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
@pytest.mark.parametrize("before", [None, *Role])
def test_who_gets_or_loses_power_takes_two_once_there_are_two(
    before: Role | None, *, others: bool
) -> None:
    two = Signed.NOT if others else Signed.ALONE
    wrong = [
        (after, way)
        for after in (None, *Role)
        if (way := signed(LEAD, {OTHER: {before, after}}, None, others=others))
        is not (two if takes_two(before, after) else Signed.ONE)
    ]
    assert wrong == []


@pytest.mark.parametrize("number", [ME, OTHER, THIRD], ids=["who acts", "whom about", "another"])
@pytest.mark.parametrize("role", [None, *Role])
def test_the_second_has_power_and_is_neither_who_acts_nor_whom_it_is_about(
    role: Role | None, number: PersonId
) -> None:
    able = number == THIRD and role in POWERS
    wanted = Signed.TWO if able else Signed.NOT
    cases = product([None, *Role], [None, *Role], [True, False])
    wrong = [
        (before, after, others, way)
        for before, after, others in cases
        if (way := signed(LEAD, {OTHER: {before, after}}, second(number, role), others=others))
        is not (wanted if takes_two(before, after) else Signed.ONE)
    ]
    assert wrong == []


def test_who_signs_a_list_is_nobody_of_power_in_it() -> None:
    both = {OTHER: {Role.TEACHER, Role.COUNSELLOR}, THIRD: {Role.PRIVACY_OFFICER, Role.TEACHER}}
    officer = second(THIRD, Role.PRIVACY_OFFICER)
    assert signed(LEAD, both, officer, others=True) is Signed.NOT
    named = {**both, THIRD: {Role.TEACHER}}
    assert signed(LEAD, named, officer, others=True) is Signed.TWO


def test_two_know_of_the_same_powers_everywhere() -> None:
    assert POWERFUL == POWERS
    teaching = {Act.DECIDE_FLAG, Act.SEE_FLAG, Act.READ_DIGEST, Act.ANNOUNCE, Act.SET_LESSON}
    decided = teaching | {Act.DECIDE_APPEAL, Act.REMOVE_MEMBER, Act.CLOSE_GROUP}
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
