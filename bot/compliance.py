"""Art. 5.1.5: are the admins of a group staff and only staff, and can the bot work there?"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.model.administration import Administration, Right, Untold
from bot.model.ids import AccountRef
from bot.model.member import Identity, Sender


class DriftKind(StrEnum):
    """How a group can stray from "medewerkers treden op als beheerder"."""

    NO_STAFF = "no_staff"
    NOT_STAFF = "not_staff"
    OWNER = "owner"
    """The owner is not staff: nobody else can take that away."""
    ANONYMOUS = "anonymous"
    PUBLIC = "public"
    NO_READ = "no_read"
    NO_HIDE = "no_hide"
    NO_RESTRICT = "no_restrict"


_NEEDED = {
    Right.READ: DriftKind.NO_READ,
    Right.HIDE: DriftKind.NO_HIDE,
    Right.RESTRICT: DriftKind.NO_RESTRICT,
}


@dataclass(frozen=True, slots=True)
class Drift:
    """Two of a kind about the same account are one, however it is called by then."""

    kind: DriftKind
    name: str = field(default="", compare=False)
    """Who should not be admin, or how the group is found; empty where nothing is meant."""
    account: AccountRef | None = None


def drifts(admins: Sequence[Sender]) -> Iterator[Drift]:
    """What is wrong with *admins* (the bot itself left out). Nothing, in a healthy group."""
    if not any(admin.role.is_staff for admin in admins):
        yield Drift(DriftKind.NO_STAFF)
    for admin in admins:
        if not admin.role.is_staff:
            yield Drift(DriftKind.NOT_STAFF, admin.name, admin.account)


def drifts_of(seen: Administration) -> Iterator[Drift]:
    """What is wrong with a group. *seen* has the roles that the school gives its admins."""
    owners = {admin.sender.account for admin in seen.admins if admin.owner}
    for drift in drifts(_visible(seen)):
        yield replace(drift, kind=DriftKind.OWNER) if drift.account in owners else drift
    if Untold.ANONYMOUS_ADMIN in seen.untold or any(admin.anonymous for admin in seen.admins):
        yield Drift(DriftKind.ANONYMOUS)
    if seen.public:
        yield Drift(DriftKind.PUBLIC, seen.public)
    yield from (Drift(kind) for right, kind in _NEEDED.items() if right not in seen.rights)


def resolved(before: Collection[Drift], now: Collection[Drift]) -> Sequence[Drift]:
    """Those of *before* that are in order. Whoever is wrong in another way by now is not."""
    wrong = {drift.account for drift in now if drift.account is not None}
    return [one for one in before if one not in now and one.account not in wrong]


def _visible(seen: Administration) -> Sequence[Sender]:
    senders = (admin.sender for admin in seen.admins)
    return [one for one in senders if one.identity is not Identity.ANONYMOUS_ADMIN]
