"""What the rulebook would have staff consider. Pure: the bot proposes, and never acts on it."""

from collections.abc import Collection

from bot.model.finding import Finding
from bot.model.rulebook import Proposed, Rulebook, Severity

_BY_WEIGHT = tuple(Severity)


def proposed(book: Rulebook, findings: Collection[Finding], warned: int) -> Proposed:
    """*warned*: how often the sender was this school year. The gravest article counts."""
    severities = [
        book.articles[one.article].severity for one in findings if one.article in book.articles
    ]
    if not severities:
        return Proposed.NOTHING
    ladder = book.measures.get(max(severities, key=_BY_WEIGHT.index), ())
    return ladder[min(warned, len(ladder) - 1)] if ladder else Proposed.NOTHING
