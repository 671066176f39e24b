"""Somebody laughed at: how they look, what is made of their face, and where it is spread."""

from bot.detectors.captions import SEEN, WHOM, Caption, Exposed
from bot.detectors.names import SAID
from bot.detectors.sentences import paired

_APART = 4
THEM = WHOM["them"] | {"je", "jou", "jullie", "m"}


def seen_so(caption: Caption) -> Exposed | None:
    """*kijk hoe daan erbij zit*; not *kijk hoe mooi daan erbij zit*."""
    if caption.shown_for_school or together(caption) or caption.has(SEEN["praise"]):
        return None
    words, place = caption.words, caption.named
    at = place - 1 if place > 1 and words[place - 1] in _TITLED else place
    if at < 1 or words[at - 1] != "hoe" or not (caption.laughing or caption.has(SEEN["pointing"])):
        return None
    how = next((i for i, word in enumerate(words) if i > place and word in SEEN["bearing"]), -1)
    return Exposed(how, how, "person", 0.65) if 0 <= how <= place + _APART else None


_TITLED = SAID | WHOM["somebody"]


def in_class(caption: Caption) -> Exposed | None:
    """*lol jansen slaapt in de les*: whoever it is, it is a person."""
    state = next((i for i, word in enumerate(caption.words) if word in SEEN["drowsy"]), 0)
    if not state or not caption.laughing or caption.shown_for_school:
        return None
    if caption.has(WHOM["own"] | WHOM["creature"]):
        return None
    lesson = {*caption.words[state + 1 : state + 1 + _APART]} & {"les", "tijdens", "klas", "class"}
    return Exposed(state, state, "person", 0.65) if lesson else None


def spread(caption: Caption) -> Exposed | None:
    """*ik ga die foto van jou overal plaatsen*; *zet m op tiktok, die val van daan*."""
    if caption.shown_for_school or caption.has(WHOM["own"] | {"mij", "me"}):
        return None
    words = caption.words
    for place, word in enumerate(words[:-2]):
        if words[place + 1] != "van":
            continue
        behind = words[place + 2]
        theirs = behind in THEM or 0 <= caption.named <= place + _APART
        everywhere = caption.has(SEEN["everywhere"])
        planned = caption.has(SEEN["will"]) and caption.has(SEEN["put"])
        if word in SEEN["picture"] and theirs and everywhere and planned and "ik" in words:
            return Exposed(place, place, "person", 0.7)
        tumbled = word in SEEN["tumble"] and caption.named > place
        if tumbled and caption.has(SEEN["site"]) and caption.has(SEEN["put"]):
            return Exposed(place, place, "person", 0.65)
    return None


def made_of(caption: Caption) -> Exposed | None:
    """*maak een sticker van zijn kop*."""
    if caption.shown_for_school or caption.has(WHOM["own"]) or not caption.has(SEEN["making"]):
        return None
    words = caption.words
    for place, word in enumerate(words[:-2]):
        if word not in SEEN["made_of"] or words[place + 1] != "van":
            continue
        behind = words[place + 2 : place + 2 + _APART]
        theirs = behind[0] in WHOM["whose"] or 0 <= caption.named - place <= _APART
        if theirs and not (SEEN["ridicule"] | {"hoofd", "foto"}).isdisjoint(behind):
            return Exposed(place, place, "person", 0.65)
    return None


def together(caption: Caption) -> bool:
    """*Sem en ik*: the sender is on it too."""
    return caption.has(frozenset({"wij", "we", "ons"})) or (
        paired(caption.words, "en", "ik", 1) or paired(caption.words, "ik", "en", 1)
    )
