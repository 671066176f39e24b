"""Friends who call each other names and laugh: play, until one of them says that it is none."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.detectors.around import laughs, loves
from bot.detectors.base import Scene
from bot.detectors.normalize import words_of
from bot.model.conversation import Heard

_LOOKED = 8
"""Messages back."""
_AGO = timedelta(minutes=15)
_HURT = (
    frozenset(
        {"stop", "stoppen", "kappen", "kap", "ophouden", "auw", "gemeen", "pijn", "kwetsend"}
        | {"kwetst", "huil", "huilen", "verdrietig", "gepest", "pesten", "meld", "melden"}
        | {"rotop", "hurt", "hurts", "mean", "bullying", "sad"}
    ),
    frozenset({"leuk", "grappig", "normaal", "oke", "funny", "cool", "nodig", "lief", "aardig"}),
    frozenset({"niet", "niks", "doe", "doen", "not", "isnt", "nie", "geen"}),
)
"""Each of the first; or one of the second with one of the third."""


def is_play(scene: Scene, insulting: Callable[[str], bool]) -> bool:
    """*insulting*: whether a text calls somebody names. Asked only where all else fits.

    Only the two of them spoke of late, both laughed, the other called names as well, and said
    nothing that sounds hurt.
    """
    me = scene.message.sender.account
    near = _of_late(scene)
    others = [heard for heard in near if heard.account != me]
    mine = [heard.text for heard in near if heard.account == me]
    return (
        bool(others)
        and len({heard.account for heard in others}) == 1
        and not others[0].role.is_staff
        and any(map(laughs, (scene.message.text, *mine)))
        and any(laughs(heard.text) for heard in others)
        and not any(_sounds_hurt(heard.text) for heard in others)
        and any(insulting(heard.text) for heard in others)
    )


def among_friends(scene: Scene, insulting: Callable[[str], bool]) -> bool:
    """Less sure than `is_play`: whoever spoke of late laughed or sent a kiss, one of them called
    names as well, and nobody sounds hurt, nor is anybody meant who did not laugh.

    Who answers one friend need not laugh too.
    """
    me = scene.message.sender.account
    near = _of_late(scene)
    others = [heard for heard in near if heard.account != me]
    friends = {heard.account for heard in others}
    warm = {heard.account for heard in others if _warm(heard.text)}
    mine = (scene.message.text, *(heard.text for heard in near if heard.account == me))
    parent = scene.context.parent
    return (
        bool(others)
        and friends == warm
        and (len(friends) == 1 or any(map(_warm, mine)))
        and not any(heard.role.is_staff or _sounds_hurt(heard.text) for heard in others)
        and (parent is None or parent.account in friends)
        and "@" not in scene.message.text
        and any(insulting(heard.text) for heard in others)
    )


def _warm(text: str) -> bool:
    return laughs(text) or loves(text)


def _of_late(scene: Scene) -> Sequence[Heard]:
    since = scene.message.sent_at - _AGO
    return [heard for heard in scene.context.earlier[-_LOOKED:] if heard.at >= since]


def _sounds_hurt(text: str) -> bool:
    """*stop daarmee*, *dit is niet leuk*, *doe normaal*."""
    words = frozenset(words_of(text))
    plain, kind, denied = _HURT
    return not plain.isdisjoint(words) or not (kind.isdisjoint(words) or denied.isdisjoint(words))
