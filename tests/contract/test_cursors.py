from bot.ports import UnitOfWorkFactory


async def test_a_source_never_read_has_no_cursor(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        assert await uow.cursors.get("telegram") is None


async def test_a_later_cursor_takes_the_place_of_an_earlier(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await uow.cursors.put("telegram", "41")
        await uow.cursors.put("telegram", "42")
        await uow.cursors.put("matrix", "s9")
        assert await uow.cursors.get("telegram") == "42"
        assert await uow.cursors.get("matrix") == "s9"
