"""How long things are kept, in words."""

from collections.abc import Mapping

from bot.model.retention import Retention
from bot.privacy.record.dates import in_words


def terms(chosen: Retention) -> Mapping[str, str]:
    end = in_words(chosen.upheld_until)
    appeal, care = _days(chosen.appeal_days), _days(chosen.care_days)
    return {
        "appeal": appeal,
        "undecided": f"{_days(chosen.undecided_days)} na het bericht",
        "dismissed": f"{_days(chosen.dismissed_days)} na het besluit",
        "upheld": f"tot en met {end} na het besluit, en minstens {appeal} erna",
        "care": f"{care} nadat het is afgehandeld; zolang het open staat blijft het",
        "reminders": _days(chosen.reminder_days),
        "objection": f"{_days(chosen.ruled_days)} na het antwoord erop",
        "labels": _days(chosen.decision_days),
        "received": _days(chosen.received_days),
        "settled": _days(chosen.settled_days),
    }


def _days(count: int) -> str:
    return f"{count} dag" if count == 1 else f"{count} dagen"
