"""Links to pirated works, scams, pornography, and links that hide where they go."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.detectors.base import Scene
from bot.detectors.web.bait import Words, adult, piracy, scam, words_around, words_of
from bot.detectors.web.find import Link, above, links, may_hold_a_link, plain
from bot.detectors.web.imitation import imitated
from bot.detectors.wordlists import wordlist
from bot.model.finding import Reason, Rule, Sighting

_LISTS = wordlist("links")
_ALLOWED = frozenset(_LISTS["allowed"])
_PIRACY = frozenset(_LISTS["piracy"])
_ADULT = frozenset(_LISTS["adult"])
_SHORT = frozenset(_LISTS["shorteners"])
_KNOWN = _ALLOWED | _PIRACY | _ADULT | _SHORT
_INVITES = tuple(_LISTS["invites"])
_BEHIND_HOST = re.compile("[/?#]")


class LinkDetector:
    """Judges a link by its host, its path and the words beside it; it never opens one.

    *blocked*, *allowed*: the school's own domains, each with its subdomains. A blocked one is
    always a finding. An unknown link that promises nothing is none.
    """

    rules = frozenset({Rule.COPYRIGHT, Rule.SPAM, Rule.SEXUAL})

    def __init__(self, blocked: Sequence[str] = (), allowed: Sequence[str] = ()) -> None:
        self._blocked = _domains(blocked)
        self._allowed = _domains(allowed)
        self._known = _KNOWN | self._blocked | self._allowed

    def look(self, scene: Scene) -> Iterable[Sighting]:
        return self._sightings(scene) if may_hold_a_link(scene.reading) else ()

    def _sightings(self, scene: Scene) -> Iterator[Sighting]:
        found = list(links(scene.reading, self._known))
        around = words_around(scene.reading, found) if found else frozenset()
        staff = scene.message.sender.role.is_staff
        for link in found:
            sighting = self._judge(link, around, staff=staff)
            if sighting:
                yield sighting

    def _judge(self, link: Link, around: frozenset[str], *, staff: bool) -> Sighting | None:
        """*staff*: the sender is, who may invite and shorten, and whose words are no bait."""
        if link.under(self._blocked):
            return _sighting(Rule.SPAM, link, "blocked", 0.99)
        if link.user:
            return _sighting(Rule.SPAM, link, "hidden", 0.9)
        if link.under(self._allowed):
            return None
        if f"{link.host}{link.rest}".startswith(_INVITES):
            return None if staff else _sighting(Rule.SPAM, link, "invite", 0.6)
        if link.under(_ALLOWED):
            return None
        known = _known(link, staff=staff)
        return known or _promises(link, words_of(link, around), beside=not staff)


def _domains(names: Sequence[str]) -> frozenset[str]:
    """Bare domains of what a school wrote: "https://www.site.nl/" too; blanks are left out."""
    hosts = (_host(name.strip().lower()) for name in names)
    return frozenset(host for host in hosts if host)


def _host(name: str) -> str:
    host = _BEHIND_HOST.split(name.partition("://")[2] or name, maxsplit=1)[0]
    return host.removeprefix("www.").strip(".")


def _known(link: Link, *, staff: bool) -> Sighting | None:
    """What the host alone says."""
    seen = link
    if not link.host.isascii():
        link = link._replace(host=plain(link.host), domains=above(plain(link.host)))
    if link.under(_PIRACY):
        return _sighting(Rule.COPYRIGHT, link, "piracy", 0.95)
    if link.under(_ADULT):
        return _sighting(Rule.SEXUAL, link, "adult", 0.95)
    if link.under(_SHORT):
        return None if staff else _sighting(Rule.SPAM, link, "short", 0.55)
    if link.number:
        return _sighting(Rule.SPAM, link, "hidden", 0.7)
    if brand := imitated(seen):
        return _sighting(Rule.SPAM, seen, "imitation", brand[1], brand=brand[0])
    return None


def _promises(link: Link, words: Words, *, beside: bool) -> Sighting | None:
    """What the words in and *beside* the link say; the surest of them."""
    weighed = (
        (piracy(words, beside=beside), Rule.COPYRIGHT, "piracy"),
        (scam(words, beside=beside), Rule.SPAM, "scam"),
        (adult(words), Rule.SEXUAL, "adult"),
    )
    certainty, rule, why = max(weighed, key=lambda each: each[0] or 0.0)
    return _sighting(rule, link, why, certainty) if certainty else None


def _sighting(rule: Rule, link: Link, why: str, certainty: float, **values: str) -> Sighting:
    reason = Reason(f"reason.links.{why}", tuple(values.items()))
    return Sighting(rule, link.span, reason, certainty)
