"""Whether a chain is what was written, the same for every store."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.model.audit import BEFORE_ALL, Audited, Checked, Facts, Head, Published, PutBack, Wrong
from storage.chain import PARTS, Kept

_MOST_REMOVED = 1000
"""So many removed entries are told from one altered entry where the rest was numbered anew."""


async def check(
    chain: AsyncIterator[Kept],
    key: bytes,
    brought: Sequence[Head] = (),
    published: Sequence[Published] = (),
    begin: Head | None = None,
) -> Checked:
    """Follows *chain* from behind *begin* to the first entry that is wrong. One entry at a time is
    in memory, and the numbers of what nobody has said yet why it went."""
    last = begin = begin or BEFORE_ALL
    heads, gone, erased = _Heads(brought, published, begin), _Gone(), 0
    async for kept in chain:
        wrong = await _wrong(kept, chain, key, last) or heads.wrong(kept, last)
        if wrong is not None:
            break
        gone.follow(kept)
        last, erased = kept.head, erased + len(kept.gone)
    else:
        wrong = heads.beyond(last) or gone.wrong()
    first, kind = wrong or (None, None)
    reached = last if first is None or first > last.sequence else None
    return Checked(
        entries=max((reached.sequence if reached else (first or 0) - 1) - begin.sequence, 0),
        head=None if reached == BEFORE_ALL else reached,
        erased=erased,
        first=first,
        wrong=kind,
        put_back=tuple(heads.put_back),
        unlisted=len(heads.unlisted),
    )


class _Heads:
    """The heads to which the chain has to lead, and what it says itself about heads."""

    def __init__(
        self, brought: Sequence[Head], published: Sequence[Published], begin: Head
    ) -> None:
        self.put_back: list[PutBack] = []
        self.unlisted: set[str] = set()
        self._listed = {str(head) for head in (*brought, *(one.head for one in published))}
        self._due: dict[int, set[tuple[Head, datetime | None]]] = defaultdict(set)
        for head, at in (
            *((head, None) for head in brought),
            *((one.head, one.at) for one in published),
        ):
            if head.sequence > begin.sequence:
                self._due[head.sequence].add((head, at))

    def wrong(self, kept: Kept, last: Head) -> tuple[int, Wrong] | None:
        self._note(kept, last)
        number = kept.link.sequence
        for head, at in self._due.pop(number, ()):
            if head != kept.head and not self._was_lost(head, at):
                return number, Wrong.HEAD
        return None

    def beyond(self, last: Head) -> tuple[int, Wrong] | None:
        due = (one for heads in self._due.values() for one in heads)
        strange = {head for head, at in due if not self._was_lost(head, at)}
        return (last.sequence + 1, Wrong.MISSING) if strange else None

    def _note(self, kept: Kept, last: Head) -> None:
        match kept.tells():
            case Audited.RESTORED, facts if facts.get("head") == str(last):
                self.put_back.append(PutBack(kept.link.at, last))
                self.unlisted.clear()  # the file was perhaps lost with the database
            case Audited.PUBLISHED, facts if facts.get("head") not in self._listed:
                self.unlisted.add(str(facts.get("head")))

    def _was_lost(self, head: Head, at: datetime | None) -> bool:
        """Whether it was published before a backup was put back that did not hold it."""
        for place, one in enumerate(self.put_back):
            if at is not None and at <= one.at:
                furthest = max(one.lost or 0, head.sequence)
                self.put_back[place] = replace(one, lost=furthest)
                return True
        return False


class _Gone:
    """The openings that went and of which no entry says so yet, as numbers to be small."""

    def __init__(self) -> None:
        self._missing: set[int] = set()

    def follow(self, kept: Kept) -> None:
        what, facts = kept.tells()
        if what is Audited.LET_GO:
            self._missing.difference_update(_named(facts))
        self._missing.update(_number(kept.link.sequence, part) for part in kept.gone)

    def wrong(self) -> tuple[int, Wrong] | None:
        if not self._missing:
            return None
        return min(self._missing) // len(PARTS), Wrong.OPENING


def _named(facts: Facts) -> Iterator[int]:
    for name in str(facts.get("openings", "")).split(","):
        number, _, part = name.partition(".")
        if number.isdecimal() and part in PARTS:
            yield _number(int(number), part)


def _number(sequence: int, part: str) -> int:
    return sequence * len(PARTS) + PARTS.index(part)


async def _wrong(
    kept: Kept, rest: AsyncIterator[Kept], key: bytes, last: Head
) -> tuple[int, Wrong] | None:
    number = last.sequence + 1
    if kept.link.sequence < number:
        return kept.link.sequence, Wrong.INSERTED
    if kept.link.sequence > number or not kept.follows(key, bytes.fromhex(last.digest)):
        return number, await _stranger(kept, rest, key, last)
    return None if kept.opens() else (number, Wrong.OPENING)


async def _stranger(kept: Kept, rest: AsyncIterator[Kept], key: bytes, last: Head) -> Wrong:
    """Why *kept* is not the entry that was written behind *last*."""
    number, previous = last.sequence + 1, bytes.fromhex(last.digest)
    removed = kept.link.sequence > number
    moved = further_on = False
    behind = False
    async for one in rest:
        further_on |= one.follows(key, previous, number)
        # It was right behind this one, whatever the numbers are now.
        at = one.link.sequence
        moved |= any(kept.follows(key, one.digest, own) for own in (number + 1, at, at + 1))
        if not behind:
            behind = True
            removed |= any(one.follows(key, kept.digest, at + n) for n in range(1, _MOST_REMOVED))
    if further_on:
        return Wrong.REORDERED if moved or removed else Wrong.INSERTED
    return Wrong.MISSING if removed else Wrong.ALTERED
