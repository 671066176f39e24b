"""What became of a measure that was ordered: done, perhaps, or not and why."""

from collections.abc import Mapping

from bot.model.action import (
    HideMessage,
    LiftMute,
    Measure,
    MuteMember,
    RemoveMember,
    WarnMember,
)
from bot.model.outbox import Outcome

CALLED: Mapping[type[Measure], str] = {
    HideMessage: "hide",
    WarnMember: "warn",
    MuteMember: "mute",
    LiftMute: "lift",
    RemoveMember: "remove",
}
AUDITED: Mapping[str, str] = {measure.__name__: called for measure, called in CALLED.items()}
"""As the audit has it -> as it is called."""

_REASONS = frozenset(
    {
        Outcome.NO_PERMISSION,
        Outcome.UNSUPPORTED,
        Outcome.IS_ADMIN,
        Outcome.GROUP_GONE,
        Outcome.UNKNOWN,
        Outcome.EXPIRED,
    }
)


def is_done(called: str, outcome: Outcome) -> bool:
    """What is gone is hidden, and who is out is removed. Who cannot be reached is not warned."""
    if outcome is Outcome.ALREADY_GONE:
        return called not in {"warn", "mute"}
    return outcome in {Outcome.DONE, Outcome.SIMULATED}


def why_not(called: str, outcome: Outcome) -> str:
    """Of what is not done."""
    if outcome is Outcome.ALREADY_GONE:
        return "unreached" if called == "warn" else "not_there"
    if called == "hide" and outcome is Outcome.NO_PERMISSION:
        return "too_old"
    return outcome if outcome in _REASONS else "failed"
