from collections.abc import Callable


class Journal:
    """How to undo each step of the running transaction, and what to tidy after it.

    A million messages pass through here: steps are noted as a function and its arguments, and
    nothing is ever copied.
    """

    def __init__(self) -> None:
        self._steps: list[tuple[Callable[..., object], tuple[object, ...]]] = []
        self._tidy: dict[Callable[[], object], None] = {}

    def undo_by(self, step: Callable[..., object], *args: object) -> None:
        self._steps.append((step, args))

    def tidy_by(self, tidy: Callable[[], object]) -> None:
        """Called once after the commit, however often it is asked for."""
        self._tidy[tidy] = None

    def commit(self) -> None:
        self._steps.clear()
        for tidy in self._tidy:
            tidy()
        self._tidy.clear()

    def roll_back(self) -> None:
        while self._steps:
            step, args = self._steps.pop()
            step(*args)
        self._tidy.clear()
