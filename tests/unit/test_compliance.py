"""Art. 5.1.5: staff administer a class group, and only staff."""

import pytest

from bot.compliance import Drift, DriftKind, drifts
from bot.model.member import Role, Sender
from tests.support.builders import CLASS_2B, MENTOR, TEAM_LEAD, a_group, a_sender
from tests.support.school import BRAM, SANNE, open_school

WOLTERS = a_sender("mw. Wolters", Role.MENTOR)
BOS = a_sender("dhr. Bos", Role.TEACHER)
PARENT = a_sender("Ouder van Bram", Role.GUARDIAN)


def test_staff_and_only_staff_is_as_it_should_be() -> None:
    assert list(drifts([WOLTERS])) == []
    assert list(drifts([WOLTERS, BOS])) == []


def test_a_group_without_admins_has_no_staff_admin() -> None:
    assert list(drifts([])) == [Drift(DriftKind.NO_STAFF)]


@pytest.mark.parametrize("other", [SANNE, PARENT])
def test_whoever_is_not_staff_is_named(other: Sender) -> None:
    assert list(drifts([WOLTERS, other])) == [Drift(DriftKind.NOT_STAFF, other.name)]


def test_only_pupils_is_wrong_twice_over() -> None:
    assert list(drifts([SANNE, BRAM])) == [
        Drift(DriftKind.NO_STAFF),
        Drift(DriftKind.NOT_STAFF, "Sanne"),
        Drift(DriftKind.NOT_STAFF, "Bram"),
    ]


async def test_staff_and_the_team_lead_hear_of_it_and_nobody_else() -> None:
    school = await open_school()
    school.platform.set_admin(CLASS_2B, SANNE.account, admin=True)
    await school.turn()
    (told,) = school.told(MENTOR)
    assert "2B" in told
    assert "5.1.5" in told
    assert "Sanne" in told
    assert school.told(TEAM_LEAD) == [told]
    assert set(school.platform.private) == {MENTOR, TEAM_LEAD}
    assert school.in_group() == []


async def test_who_is_both_hears_it_once() -> None:
    school = await open_school(group=a_group(team_lead=MENTOR))
    school.platform.set_admin(CLASS_2B, SANNE.account, admin=True)
    await school.turn()
    assert len(school.told(MENTOR)) == 1


async def test_a_healthy_change_of_admins_is_nobodys_business() -> None:
    school = await open_school()
    school.platform.set_admin(CLASS_2B, TEAM_LEAD, admin=True)
    await school.turn()
    assert school.platform.private == {}
