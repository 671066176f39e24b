"""On what a flag rests."""

from collections.abc import Sequence

from bot.model.audit import Facts
from bot.model.finding import Finding


def grounds(findings: Sequence[Finding]) -> Facts:
    """On what a flag rests, as the audit has it: no word of the message."""
    return {
        "articles": ", ".join(finding.article for finding in findings),
        "rules": ", ".join(finding.rule for finding in findings),
        "reasons": ", ".join(finding.reason.key for finding in findings),
    }
