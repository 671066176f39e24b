"""What may be a criminal offence (protocol 6.5). Whether it is, people decide."""

from bot.model.finding import Finding, Rule
from bot.model.flag import NewFlag
from bot.model.message import MediaKind

_BY_ITSELF = frozenset(
    {
        "reason.hacking.attack",
        "reason.hacking.grades",
        "reason.hacking.login",
        "reason.insult.group",
        "reason.insult.hate",
        "reason.media.covert",
        "reason.sexual_language.request",
    }
)
"""Breaking in, stirring up against people for what they are, filming in secret, and asking minors
for something sexual. A slur at one person is left to staff: else everything would be one."""

_EXPOSING = frozenset(
    {
        "reason.media.place",
        "reason.personal_data.address",
        "reason.personal_data.phone",
        "reason.personal_data.place",
        "reason.personal_data.plate",
        "reason.personal_data.roster",
    }
)
"""Where somebody can be found. It frightens only beside words that do (doxing, Sr 285d)."""

_HOSTILE = frozenset({Rule.RESPECT, Rule.HARASSMENT, Rule.DISCRIMINATION})
_SHOWING = frozenset({MediaKind.PHOTO, MediaKind.VIDEO, MediaKind.DOCUMENT, MediaKind.UNKNOWN})


def may_be_offence(flag: NewFlag) -> bool:
    findings = flag.findings
    if any(_threatens(one) or one.reason.key in _BY_ITSELF for one in findings):
        return True
    hostile = any(one.rule in _HOSTILE for one in findings)
    if hostile and any(_exposes(one) for one in findings):
        return True
    return may_show_nude(flag) and any(one.rule is Rule.SEXUAL for one in findings)


def may_show_nude(flag: NewFlag) -> bool:
    """Whoever opens or passes on such an image may commit an offence by that."""
    about_it = any(one.rule in {Rule.SEXUAL, Rule.MEDIA} for one in flag.findings)
    return about_it and flag.evidence.media in _SHOWING


def _exposes(finding: Finding) -> bool:
    return finding.rule in {Rule.PRIVACY, Rule.MEDIA} and finding.reason.key in _EXPOSING


def _threatens(finding: Finding) -> bool:
    return finding.reason.key.endswith(".threat")
