from bot.model.group import ClassGroup, GroupKind
from bot.ports import UnitOfWorkFactory
from tests.contract.builders import CLASS_3C, MENTOR
from tests.support.builders import CLASS_2B, an_account

FULL = ClassGroup(
    CLASS_2B,
    "Klas 2B",
    GroupKind.PARENTS,
    responsible=(MENTOR, an_account("docent")),
    team_lead=an_account("teamleider"),
    care=(an_account("vertrouwenspersoon"),),
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
