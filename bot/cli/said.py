"""Words for what is kept as a code: facts of the audit, fields of a copy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.model.audit import Facts
from bot.model.finding import Reason
from bot.model.retention import Kind
from bot.texts import Texts

_HIDDEN = frozenset({"parts", "openings"})
"""Facts that are only there to compare with."""

_MOMENTS = frozenset({"expires", "made", "on", "since", "until"})
_REASONS = frozenset({"reason", "reasons"})
_YES_OR_NO = frozenset({"alone", "in_group", "names", "own", "school", "trial", "used"})

_WORDS: Mapping[str, str] = {
    "act": "act",
    "as": "as",
    "by": "by",
    "decided_by": "people.role",
    "drift": "drift",
    "erasures": "erasures",
    "measure": "measure",
    "measures": "measure",
    "outcome": "outcome",
    "platform": "platform",
    "purpose": "purpose",
    "role": "people.role",
    "rule": "rule",
    "rules": "rule",
    "second": "audit.what",
    "state": "verdict",
    "step": "step",
    "verdict": "verdict",
    "was": "people.role",
    "what": "audit.what",
    "who": "who",
}
"""What it is called -> where the words for its values are; under `word` where there is no dot."""

_COUNTED: Mapping[str, str] = {"gone": "privacy.part", "stays": "why", "terms": "retention.kind"}
"""The same, of a list of codes with a number each."""

_CARRIED_OUT: Mapping[str, str] = {
    "HideMessage": "hide",
    "WarnMember": "warn",
    "MuteMember": "mute",
    "LiftMute": "lift",
    "RemoveMember": "remove",
    "Change": "change",
    "TakeBack": "take_back",
}
"""A measure as the audit has it once it was carried out -> as it was ordered."""

_UNTOLD = {"word": "…", "brand": "…", "count": "…", "of": "…"}
"""The audit keeps no value of a reason: it may be a word of the message."""


@dataclass(frozen=True, slots=True)
class Said:
    """What has no word, because another version wrote it, is told as it was written."""

    texts: Texts
    timezone: ZoneInfo

    def facts(self, facts: Facts) -> str:
        return "; ".join(
            f"{self._called(name)}: {self.value(name, str(value))}"
            for name, value in facts.items()
            if name not in _HIDDEN and value != ""
        )

    def value(self, name: str, value: str) -> str:
        """*value* of the fact or field *name*."""
        if name in _REASONS:
            return " ".join(self._unvalued(key) for key in value.split(", "))
        if name in _MOMENTS:
            return self._moment(value)
        if name in _YES_OR_NO:
            return self.texts("privacy.yes" if value in {"1", "True"} else "privacy.no")
        if name in _COUNTED:
            return ", ".join(self._counted(_COUNTED[name], one) for one in value.split(", "))
        if name in _WORDS:
            return ", ".join(self._word(_WORDS[name], code) for code in value.split(", "))
        return value

    def reason(self, reason: Reason) -> str:
        try:
            return self.texts.reason(reason)
        except KeyError:
            values = ", ".join(value for _, value in reason.values)
            older = self.texts("word.reason.older")
            return f"{older} ({values})" if values else older

    def _unvalued(self, key: str) -> str:
        try:
            return self.texts(key, **_UNTOLD)
        except KeyError:
            return self.texts("word.reason.older")

    def _called(self, name: str) -> str:
        try:
            return self.texts(f"audit.fact.{name}")
        except KeyError:
            return self.texts(f"retention.kind.{name}") if name in {*Kind} else name

    def _word(self, kind: str, code: str) -> str:
        code = _CARRIED_OUT.get(code, code)
        try:
            return self.texts(f"{kind}.{code}" if "." in kind else f"word.{kind}.{code}")
        except KeyError:
            return code

    def _counted(self, kind: str, one: str) -> str:
        code, _, count = one.rpartition(" ")
        month_first = count.split("-")
        return f"{self._word(kind, code)} {'-'.join(reversed(month_first))}"

    def _moment(self, written: str) -> str:
        try:
            at = datetime.fromisoformat(written)
        except ValueError:
            return written
        if at.tzinfo is None:
            return f"{at:%d-%m-%Y}"
        return f"{at.astimezone(self.timezone):%d-%m-%Y %H:%M}"
