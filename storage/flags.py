"""What both stores of flags refuse, and what they take out."""

from dataclasses import replace

from bot.errors import Forbidden
from bot.model.flag import Flag, NewFlag, NewVerdict, StepKind, Verdict
from bot.model.ids import AccountRef

HOLDING = (StepKind.HELD, StepKind.RELEASED)


def check_verdict(flag: Flag, verdict: NewVerdict) -> None:
    """Raises `Forbidden` where whoever decides is in it, or a cry for help would be upheld."""
    if verdict.by in flag.raised.parties:
        raise Forbidden(f"flag {flag.flag_id} is about the person who would decide it")
    if flag.raised.care is not None and verdict.verdict is Verdict.UPHELD:
        raise Forbidden(f"flag {flag.flag_id} is a care signal: nobody is held to it")


def without_lines(flag: NewFlag, account: AccountRef) -> tuple[NewFlag, int]:
    """*flag* without the lines that *account* wrote before it, and how many those were."""
    context = flag.evidence.context
    others = tuple(line for line in context if line.account != account)
    evidence = replace(flag.evidence, context=others)
    return replace(flag, evidence=evidence), len(context) - len(others)
