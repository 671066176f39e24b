"""Other keys in the place of those that seal."""

from bot.errors import InputError, StorageError
from bot.model.audit import Audited, Facts, NewEntry, Subject
from bot.model.keys import Rotated
from bot.ports import Clock, Database, UnitOfWork, UnitOfWorkFactory
from bot.rights import Act, require


async def rotate(
    database: Database, unit_of_work: UnitOfWorkFactory, clock: Clock, by: Subject
) -> Rotated:
    """Raises `Forbidden` when *by* may not, `InputError` when it could not come to its end: then
    it can be called again. The audit tells when it began, also where it never ended."""

    async def ask(uow: UnitOfWork) -> None:
        await require(uow.people, by, Act.ROTATE_KEYS)
        await uow.audit.append(
            NewEntry(at=clock(), what=Audited.KEYS, by=by, facts={"step": "begun"})
        )

    try:
        done = await database.rotate(ask)
    except StorageError as error:
        raise InputError("error.keys.stopped", why=str(error)) from error
    async with unit_of_work() as uow:
        facts: Facts = {
            "step": "done",
            "school": int(done.school),
            "people": done.people,
            "accounts": done.accounts,
            "texts": done.texts,
            "destroyed": done.destroyed,
            "damaged": done.damaged,
        }
        await uow.audit.append(NewEntry(at=clock(), what=Audited.KEYS, by=by, facts=facts))
        await uow.commit()
    return done
