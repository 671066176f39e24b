"""Whether a verdict says otherwise than who decided on an objection about the same words."""

from collections.abc import Sequence

from bot.model.flag import Flag, FlagState, Step, StepKind, Verdict
from bot.ports import UnitOfWork


def ruling(flag: Flag, steps: Sequence[Step]) -> Step | None:
    """What a colleague said of an objection, while the flag itself is still to be decided."""
    return latest(steps) if flag.state is FlagState.OPEN else None


def latest(steps: Sequence[Step]) -> Step | None:
    ruled = [one for one in steps if one.kind in {StepKind.GRANTED, StepKind.DENIED}]
    return ruled[-1] if ruled else None


def contradicts(verdict: Verdict, ruled: Step) -> bool:
    return (verdict is Verdict.UPHELD) is (ruled.kind is StepKind.GRANTED)


async def ruled_otherwise(uow: UnitOfWork, flag: Flag, verdict: Verdict) -> Step | None:
    """The ruling that *verdict* would contradict."""
    ruled = ruling(flag, await uow.flags.steps(flag.flag_id))
    return ruled if ruled is not None and contradicts(verdict, ruled) else None
