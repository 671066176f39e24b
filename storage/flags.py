"""What both stores of flags refuse."""

from bot.errors import Forbidden
from bot.model.flag import Flag, NewVerdict, Verdict


def check_verdict(flag: Flag, verdict: NewVerdict) -> None:
    """Raises `Forbidden` where whoever decides is in it, or a cry for help would be upheld."""
    if verdict.by in flag.raised.parties:
        raise Forbidden(f"flag {flag.flag_id} is about the person who would decide it")
    if flag.raised.care is not None and verdict.verdict is Verdict.UPHELD:
        raise Forbidden(f"flag {flag.flag_id} is a care signal: nobody is held to it")
