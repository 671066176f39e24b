"""Who is told of a matter and may decide it, when some of them are missing or meant."""

import pytest

from bot.model.action import Audience
from bot.model.ids import AccountRef
from tests.support.builders import COUNSELLOR, MENTOR, TEAM_LEAD, a_group, an_account

RESPONSIBLE, LEAD, CARE = Audience
PUPIL, COLLEAGUE = an_account("leerling"), an_account("docent")


@pytest.mark.parametrize(
    ("audience", "about", "told"),
    [
        (RESPONSIBLE, PUPIL, (MENTOR, COLLEAGUE)),
        (RESPONSIBLE, MENTOR, (COLLEAGUE,)),
        (LEAD, COLLEAGUE, (TEAM_LEAD,)),
        (LEAD, TEAM_LEAD, (MENTOR, COLLEAGUE)),
        (CARE, PUPIL, (COUNSELLOR,)),
        (CARE, COUNSELLOR, ()),
    ],
)
def test_nobody_is_told_of_what_is_about_them(
    audience: Audience, about: AccountRef, told: tuple[AccountRef, ...]
) -> None:
    assert a_group(responsible=(MENTOR, COLLEAGUE)).told(audience, {about}) == told


def test_without_a_team_lead_the_responsible_staff_stand_in() -> None:
    group = a_group(responsible=(MENTOR, COLLEAGUE), team_lead=None)
    assert group.told(LEAD, {PUPIL}) == (MENTOR, COLLEAGUE)
    assert group.told(LEAD, {MENTOR}) == (COLLEAGUE,)


def test_without_responsible_staff_the_team_lead_stands_in() -> None:
    assert a_group(responsible=()).told(RESPONSIBLE, {PUPIL}) == (TEAM_LEAD,)
    assert a_group().told(RESPONSIBLE, {MENTOR}) == (TEAM_LEAD,)
    assert a_group(responsible=()).told(RESPONSIBLE, {TEAM_LEAD}) == ()


def test_care_never_goes_to_anybody_else() -> None:
    assert a_group(care=()).told(CARE, {PUPIL}) == ()


def test_whoever_has_two_tasks_is_told_once() -> None:
    assert a_group(responsible=(MENTOR, MENTOR)).told(RESPONSIBLE, {PUPIL}) == (MENTOR,)
