"""A dossier as JSON, for the school's own pupil administration."""

import json

from bot.dossier.words import reason_in_words
from bot.model.audit import Entry
from bot.model.dossier import Dossier, UpheldMatter
from bot.model.finding import Finding
from bot.texts import Texts


def as_json(dossier: Dossier, texts: Texts) -> str:
    """UTF-8 and as it was said: what a page cannot show is in it too."""
    person = dossier.person
    whole = {
        "school": dossier.school,
        "person": {"number": person.person_id, "name": person.name, "role": person.role},
        "since": dossier.since.isoformat(),
        "until": dossier.until.isoformat(),
        "made": {"at": dossier.made_at.isoformat(), "by": dossier.made_by},
        "audit_head": str(dossier.head) if dossier.head else None,
        "left_out": dossier.left_out,
        "linked": dossier.linked,
        "matters": [_matter(one, texts) for one in dossier.matters],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _matter(matter: UpheldMatter, texts: Texts) -> dict[str, object]:
    raised, verdict = matter.flag.raised, matter.verdict
    return {
        "flag": matter.flag.flag_id,
        "group": matter.group,
        "at": raised.sent_at.isoformat(),
        "name": raised.sender.name,
        "words": raised.evidence.text,
        "forwarded": raised.evidence.forwarded,
        "media": raised.evidence.media,
        "before": raised.evidence.before,
        "findings": [_finding(one, texts) for one in raised.findings],
        "rulebook": raised.rulebook,
        "held": matter.held,
        "verdict": {
            "what": verdict.verdict,
            "by": matter.decided_by,
            "at": verdict.at.isoformat(),
            "why": verdict.why,
        },
        "appeals": [
            {"at": one.filed.at.isoformat(), "why": one.filed.why, "state": one.state}
            for one in matter.appeals
        ],
        "audit": [_entry(one) for one in matter.entries],
    }


def _finding(finding: Finding, texts: Texts) -> dict[str, object]:
    return {
        "article": finding.article,
        "rule": finding.rule,
        "reason": reason_in_words(finding.reason, texts),
        "probability": finding.probability,
        "start": finding.span.start,
        "end": finding.span.end,
        "forwarded": finding.forwarded,
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "number": entry.head.sequence,
        "at": entry.at.isoformat(),
        "what": entry.what,
        "facts": dict(entry.facts),
        "digest": entry.head.digest,
    }
