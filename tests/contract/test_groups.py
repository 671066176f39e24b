from bot.model.administration import Admin, Administration, Right, Untold
from bot.model.calendar import TestWindow
from bot.model.group import ClassGroup, GroupKind, Stage
from bot.ports import UnitOfWorkFactory
from tests.contract.builders import CLASS_3C, MENTOR, MINUTE
from tests.support.builders import CLASS_2B, NOON, a_sender, an_account

FULL = ClassGroup(
    CLASS_2B,
    "Klas 2B",
    GroupKind.PARENTS,
    responsible=(MENTOR, an_account("docent")),
    team_lead=an_account("teamleider"),
    care=(an_account("vertrouwenspersoon"),),
    announced=NOON,
    stage=Stage.TRIAL,
    since=NOON,
    staff_chat=CLASS_3C,
    quiet_until=NOON + MINUTE,
    tests=(TestWindow(NOON, NOON + MINUTE, frozenset({"2B"})),),
    administration=Administration(
        at=NOON,
        admins=(Admin(a_sender(), owner=True),),
        rights=frozenset({Right.READ, Right.HIDE}),
        public="klas2b",
        untold=frozenset(Untold),
    ),
)


async def test_a_group_comes_back_whole(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await uow.groups.put(FULL)
        assert await uow.groups.get(CLASS_2B) == FULL
        assert await uow.groups.get(CLASS_3C) is None


async def test_a_changed_group_keeps_its_place(unit_of_work: UnitOfWorkFactory) -> None:
    other = ClassGroup(CLASS_3C, "3C")
    async with unit_of_work() as uow:
        for group in (ClassGroup(CLASS_2B, "2B"), other, FULL):
            await uow.groups.put(group)
        assert list(await uow.groups.all()) == [FULL, other]


async def test_a_removed_group_is_gone_and_no_other(unit_of_work: UnitOfWorkFactory) -> None:
    other = ClassGroup(CLASS_3C, "3C")
    async with unit_of_work() as uow:
        for group in (FULL, other):
            await uow.groups.put(group)
        assert await uow.groups.remove(CLASS_2B)
        assert not await uow.groups.remove(CLASS_2B)
        assert await uow.groups.all() == [other]


async def test_several_are_asked_for_at_once_and_are_as_they_are_now(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await uow.groups.put(FULL)
        assert await uow.groups.known([CLASS_2B, CLASS_3C]) == {CLASS_2B: FULL}
        renamed = ClassGroup(CLASS_2B, "2B")
        await uow.groups.put(renamed)
        await uow.groups.put(ClassGroup(CLASS_3C, "3C"))
        assert {*await uow.groups.known([CLASS_2B, CLASS_3C])} == {CLASS_2B, CLASS_3C}
        assert await uow.groups.known([CLASS_2B]) == {CLASS_2B: renamed}
        await uow.groups.remove(CLASS_2B)
        assert await uow.groups.known([CLASS_2B]) == {}
