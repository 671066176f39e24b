"""Where a message has the words of a class, and which of them stand near each other."""

from collections.abc import Iterable, Iterator, Sequence

from bot.detectors.lexicon import Lexicon
from bot.detectors.normalize import View

_MOST_HITS = 40
"""Of one class in one message: a text that only repeats a word must not take long."""

Place = tuple[int, int]
"""First and last word of a hit."""
Places = dict[str, list[Place]]


def places_of(lexicon: Lexicon[tuple[str, ...]], view: View) -> Places:
    places: Places = {}
    for hit in lexicon.find(view):
        place = (hit.first, hit.last)
        for name in hit.entry.meaning:
            found = places.setdefault(name, [])
            if len(found) < _MOST_HITS:
                found.append(place)
    return places


class Merged(dict[frozenset[str], list[Place]]):
    """Slot -> where a message has a word of it; many patterns have the same slots."""

    def __init__(self, places: Places) -> None:
        self.places = places

    def __missing__(self, slot: frozenset[str]) -> list[Place]:
        places = self.places
        if len(slot) == 1:
            found = places[next(iter(slot))]
        else:
            found = sorted([place for name in slot for place in places.get(name, ())])
        self[slot] = found
        return found


def in_order(slots: Sequence[Sequence[Place]], within: int) -> Iterator[list[Place]]:
    """From each place of the first slot, the earliest place of every next one."""
    for start in slots[0]:
        found = [start]
        for slot in slots[1:]:
            after = next((place for place in slot if place[0] > found[-1][1]), None)
            if after is None:
                return
            found.append(after)
        if found[-1][1] - start[0] < max(within, start[1] - start[0] + 1):
            yield found


def near(slots: Sequence[Sequence[Place]], within: int) -> Iterator[list[Place]]:
    """Around each place of the first slot, the nearest place of every other one."""
    for start in slots[0]:
        extent = max(within, start[1] - start[0] + 1)
        found = [start]
        for slot in slots[1:]:
            place = _nearest(slot, found, extent)
            if place is None:
                break
            found.append(place)
        if len(found) == len(slots) and _extent(found) <= extent:
            yield found


def _nearest(slot: Sequence[Place], found: Sequence[Place], extent: int) -> Place | None:
    """To the first that was found: the nearest that is none of them, of those within *extent*."""
    start, *others = found
    least, most = start[1] - extent, start[0] + extent
    nearest, nearer = None, extent
    for place in slot:
        first, last = place
        if first <= least or last >= most:
            continue
        distance = first - start[1] if first > start[0] else start[0] - last
        if 0 < distance < nearer and (not others or _apart_from(place, others)):
            nearest, nearer = place, distance
    return nearest


def _apart_from(place: Place, taken: Iterable[Place]) -> bool:
    return all(place[1] < other[0] or other[1] < place[0] for other in taken)


def _extent(found: Sequence[Place]) -> int:
    return max(place[1] for place in found) - min(place[0] for place in found) + 1
