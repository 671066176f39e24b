"""What one transaction has read already, so that it need not ask again."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.absence import Absence
from bot.model.audit import Head, Subject
from bot.model.group import ClassGroup
from bot.model.ids import ChatRef
from bot.model.person import Known
from storage.vault import KeyedHash


@dataclass(slots=True)
class Seen:
    """Transactions take turns, so it stays true until this one itself changes it, or ends. A store
    that writes lets go of what it made untrue."""

    groups: dict[ChatRef, ClassGroup | None] = field(default_factory=dict)
    people: dict[Subject, Known | None] = field(default_factory=dict)
    absences: Sequence[Absence] | None = None
    accounts: set[KeyedHash] = field(default_factory=set)
    """That can be written about."""
    head: Head | None = None
    """Of the audit; None: not asked yet, or there is none."""


def seen_by(session: AsyncSession) -> Seen:
    """All stores of a session share one."""
    seen: Seen = session.info.setdefault(Seen, Seen())
    return seen


def forget_seen(session: AsyncSession) -> None:
    """Another transaction may change it from here on."""
    session.info.pop(Seen, None)
