"""*flikker op*, *flikker je tas neer*, *rot op ...*: verbs, and whom they send away."""

from bot.detectors.aim import Aimer
from bot.detectors.around import Around

_THROWN = 7
_THROWABLE = frozenset(
    {"je", "jouw", "jullie", "die", "dat", "de", "het", "m", "hem", "t", "alles", "mijn", "mn"}
)
_WHERE = frozenset({"in", "op", "weg", "naar", "neer", "uit", "tegen", "onder"})


def sends_off(aimer: Aimer, place: Around) -> bool:
    """*flikker toch op*, *flikker ik ...*: a verb."""
    told = place.before[-1:]
    if place.after[:1] == ["ik"] or throws(aimer, place):
        return True
    begins = not told or told[0] in aimer["filler"] | aimer["you"]
    return begins and "op" in place.after[:4] and "een" not in told


def throws(aimer: Aimer, place: Around) -> bool:
    """*flikker je tas in de hoek*; *flikker die je bent* is none."""
    if not all(word in aimer["filler"] for word in place.before):
        return False
    thing, where = place.after[:1], place.after[1:_THROWN]
    return (
        bool(thing)
        and thing[0] in _THROWABLE
        and not _WHERE.isdisjoint(where)
        and aimer["you_are"].isdisjoint(where)
    )


def sent_off(aimer: Aimer, place: Around) -> bool:
    """*rot op ...*, and no more."""
    sent = place.before[:1] and place.before[0] in aimer["sent_off"]
    return bool(sent) and place.before[1:] == ["op"] and not place.after


def that_you_are(aimer: Aimer, place: Around) -> bool:
    """*... dat je bent*, with nothing kind before it."""
    after = place.after
    return (
        all(word in aimer["interjection"] | aimer["hostile"] for word in place.before)
        and not {"dat", "die"}.isdisjoint(after[:1])
        and not aimer["you"].isdisjoint(after[1:2])
        and not aimer["you_are"].isdisjoint(after[2:4])
    )
