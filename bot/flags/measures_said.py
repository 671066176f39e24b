"""What a member reads of a measure: who decided it, about which message and article, and how to
object."""

from datetime import datetime

from bot.model.action import MeasureKind
from bot.model.flag import NewFlag
from bot.wording import Wording, one_line


def said(
    wording: Wording,
    kind: MeasureKind,
    raised: NewFlag,
    *,
    name: str = "",
    group: str = "",
    until: datetime | None = None,
) -> str:
    """*name*: of whoever decided; "": it is signed by the school alone."""
    texts, about = wording.texts, _about(wording, raised)
    if kind is MeasureKind.WARN and not name:
        return texts("warning", **about)
    when = "" if until is None else wording.when(until)
    who = name or texts("measure.somebody")
    return texts(f"measure.said.{kind}", name=who, group=group, until=when, **about)


def in_own_words(wording: Wording, words: str, raised: NewFlag, name: str) -> str:
    """A warning as somebody wrote it, with their name and what else has to be said below it."""
    who = name or wording.texts("measure.somebody")
    about = _about(wording, raised)
    return wording.texts("measure.said.own", words=words.strip(), name=one_line(who), **about)


def _about(wording: Wording, raised: NewFlag) -> dict[str, str]:
    """Without a word of the message: somebody else may hold the phone."""
    main = raised.findings[0]
    return {
        "sent": f"{raised.sent_at.astimezone(wording.timezone):%d-%m}",
        "article": main.article,
        "says": wording.texts(f"rules.says.{main.rule}"),
    }
