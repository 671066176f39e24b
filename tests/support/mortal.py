"""A process that dies at a chosen moment, within a test's own loop."""

from dataclasses import dataclass

from bot.ports import UnitOfWork, UnitOfWorkFactory


class Died(BaseException):
    """The process: nothing of ours gets to see it."""


@dataclass
class Life:
    """Dies at the *moment*th commit or call, before it happens or, *after*, right behind it."""

    moment: int = -1
    after: bool = False
    so_far: int = 0

    def before(self) -> None:
        if self.so_far == self.moment and not self.after:
            raise Died

    def behind(self) -> None:
        dies = self.so_far == self.moment and self.after
        self.so_far += 1
        if dies:
            raise Died


def mortal(make: UnitOfWorkFactory, life: Life) -> UnitOfWorkFactory:
    def made() -> UnitOfWork:
        uow = make()
        commit = uow.commit

        async def last() -> None:
            life.before()
            await commit()
            life.behind()

        uow.commit = last  # type: ignore[method-assign]
        return uow

    return made
