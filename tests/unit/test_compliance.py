"""Art. 5.1.5: staff administer a class group, and only staff."""

from dataclasses import replace

import pytest

from bot.compliance import Drift, DriftKind, drifts, drifts_of, resolved
from bot.model.administration import Admin, Administration, Right, Untold
from bot.model.member import Identity, Role, Sender
from bot.texts import Language, texts
from tests.support.builders import CLASS_2B, MENTOR, NOON, TEAM_LEAD, a_group, a_sender
from tests.support.school import BRAM, NL, SANNE, a_wording, open_school

WOLTERS = a_sender("mw. Wolters", Role.MENTOR)
BOS = a_sender("dhr. Bos", Role.TEACHER)
PARENT = a_sender("Ouder van Bram", Role.GUARDIAN)
AS_THE_GROUP = replace(a_sender("2B"), identity=Identity.ANONYMOUS_ADMIN)


def not_staff(one: Sender) -> Drift:
    return Drift(DriftKind.NOT_STAFF, account=one.account)


def test_staff_and_only_staff_is_as_it_should_be() -> None:
    assert list(drifts([WOLTERS])) == []
    assert list(drifts([WOLTERS, BOS])) == []


def test_a_group_without_admins_has_no_staff_admin() -> None:
    assert list(drifts([])) == [Drift(DriftKind.NO_STAFF)]


@pytest.mark.parametrize("other", [SANNE, PARENT])
def test_whoever_is_not_staff_is_named(other: Sender) -> None:
    (drift,) = drifts([WOLTERS, other])
    assert drift == not_staff(other)
    assert drift.name == other.name


def test_only_pupils_is_wrong_twice_over() -> None:
    found = [Drift(DriftKind.NO_STAFF), not_staff(SANNE), not_staff(BRAM)]
    assert list(drifts([SANNE, BRAM])) == found


def test_who_is_called_otherwise_is_wrong_in_the_same_way() -> None:
    (before,), (after,) = drifts([WOLTERS, SANNE]), drifts([WOLTERS, replace(SANNE, name="S")])
    assert before == after


HEALTHY = Administration(
    at=NOON, admins=(Admin(WOLTERS, owner=True), Admin(BOS)), rights=frozenset(Right)
)


def test_a_healthy_group_has_no_drift() -> None:
    assert list(drifts_of(HEALTHY)) == []


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        (replace(HEALTHY, public="klas2b"), [Drift(DriftKind.PUBLIC)]),
        (
            replace(HEALTHY, admins=(Admin(WOLTERS), Admin(SANNE, owner=True))),
            [Drift(DriftKind.OWNER, account=SANNE.account)],
        ),
        (
            replace(HEALTHY, admins=(Admin(WOLTERS, anonymous=True), Admin(BOS, anonymous=True))),
            [Drift(DriftKind.ANONYMOUS)],
        ),
        (
            replace(HEALTHY, untold=frozenset({Untold.ANONYMOUS_ADMIN})),
            [Drift(DriftKind.ANONYMOUS)],
        ),
        (
            replace(HEALTHY, admins=(Admin(AS_THE_GROUP, anonymous=True),)),
            [Drift(DriftKind.NO_STAFF), Drift(DriftKind.ANONYMOUS)],
        ),
        (replace(HEALTHY, untold=frozenset({Untold.MEMBERS, Untold.HISTORY})), []),
        (
            replace(HEALTHY, rights=frozenset()),
            [
                Drift(DriftKind.NO_READ),
                Drift(DriftKind.NO_HIDE),
                Drift(DriftKind.NO_RESTRICT),
            ],
        ),
        (
            replace(HEALTHY, rights=frozenset({Right.READ, Right.HIDE})),
            [Drift(DriftKind.NO_RESTRICT)],
        ),
    ],
    ids=[
        "public",
        "owner",
        "anonymous",
        "anonymous and untold",
        "as the group",
        "never told",
        "no rights",
        "no right to mute",
    ],
)
def test_what_is_wrong_with_a_group(seen: Administration, found: list[Drift]) -> None:
    assert list(drifts_of(seen)) == found


def test_what_is_not_there_any_more_is_in_order() -> None:
    before = [Drift(DriftKind.PUBLIC), not_staff(SANNE), not_staff(BRAM)]
    assert resolved(before, [not_staff(BRAM)]) == [Drift(DriftKind.PUBLIC), not_staff(SANNE)]


def test_who_owns_the_group_by_now_is_not_in_order() -> None:
    owner = Drift(DriftKind.OWNER, account=SANNE.account)
    assert resolved([not_staff(SANNE)], [owner]) == []


@pytest.mark.parametrize("kind", DriftKind)
@pytest.mark.parametrize("language", Language)
def test_each_drift_is_said_and_named_in_the_audit(kind: DriftKind, language: Language) -> None:
    wording = replace(a_wording(), texts=texts(language))
    said = wording.drifts("2B", [Drift(kind, "Sanne")], [Drift(kind, "Sanne")])
    assert texts(language)(f"word.drift.{kind}") in said


@pytest.mark.parametrize("untold", Untold)
def test_what_no_platform_tells_is_said_where_something_is_wrong(untold: Untold) -> None:
    what = NL(f"compliance.untold.{untold}")
    assert what in a_wording().drifts("2B", [Drift(DriftKind.NO_STAFF)], (), [untold])
    assert what not in a_wording().drifts("2B", [], [Drift(DriftKind.NO_STAFF)], [untold])


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
