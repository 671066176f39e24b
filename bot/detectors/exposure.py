"""What words say of a picture, a recording, a chat, a contact or a place of somebody else."""

from collections.abc import Callable, Mapping, Sequence

from bot.detectors.captions import (
    FAIR,
    SECRET,
    SECRET_FAR,
    SEEN,
    STATE,
    UNKNOWING,
    WHERE,
    WHOM,
    Caption,
    Exposed,
)
from bot.detectors.mockery import THEM, in_class, made_of, seen_so, spread, together
from bot.detectors.names import RELATIVES, SAID
from bot.detectors.sentences import paired
from bot.model.message import MediaKind

CUES = (
    SEEN["picture"]
    | SEEN["shot"]
    | SEEN["filming"]
    | SEEN["covert"]
    | SEEN["tumble"]
    | SEEN["made_of"]
    | WHERE["track"]
)
"""Without one of these words say nothing of media that is not there."""

PICTURES = frozenset({MediaKind.PHOTO, MediaKind.VIDEO, MediaKind.DOCUMENT, MediaKind.UNKNOWN})
_APART = 4


def exposed(caption: Caption) -> Exposed | None:
    """The surest that is said."""
    if caption.fair:
        return None
    looks = _LOOKS.get(caption.kind, _LOOK_AT_WORDS)
    found = [seen for look in looks if (seen := look(caption))]
    return max(found, key=lambda seen: seen.certainty, default=None)


def _covert(caption: Caption) -> Exposed | None:
    """*stiekem gefilmd*: by the sender, who shows it, offers it or plans it."""
    if not caption.has(SEEN["covert"]) or caption.shown_for_school:
        return None
    taken = caption.has(SEEN["filming"] | SEEN["taken"] | SEEN["picture"])
    if not taken or (caption.words[0] in {"iemand", "wie"} and caption.kind is None):
        return None
    told = caption.somebody or caption.has(SEEN["place"])
    shown = caption.kind is not None
    if not told and not caption.laughing:
        return None
    if caption.reported and not (shown and caption.laughing):
        return None
    first = caption.place(SEEN["covert"])
    return Exposed(first, first, "covert", 0.8 if shown else 0.7)


def _filmed(caption: Caption) -> Exposed | None:
    """*ik heb meneer gefilmd*, *ik heb je gefilmd, komt op tiktok*."""
    words = caption.words
    if (told := _told_of(words)) >= 0 and caption.has(SEEN["site"]):
        return None if caption.shown_for_school else Exposed(told, told + 3, "covert", 0.65)
    titled = next((i for i, word in enumerate(words) if word in SAID), -1)
    if titled < 0 or caption.shown_for_school or "ik" not in words[:titled]:
        return None
    behind = words[titled : titled + 2 * _APART]
    filming = next((i for i, word in enumerate(behind) if word in _FILMED), -1)
    return None if filming < 0 else Exposed(titled, titled + filming, "covert", 0.7)


_FILMED = frozenset({"gefilmd", "opgenomen", "gefotografeerd"})


def _told_of(words: Sequence[str]) -> int:
    """Where *ik heb je gefilmd* begins, or -1."""
    return next(
        (
            place
            for place in range(len(words) - 3)
            if words[place : place + 2] == ("ik", "heb")
            and words[place + 2] in THEM
            and words[place + 3] in _FILMED
        ),
        -1,
    )


def _screenshot(caption: Caption) -> Exposed | None:
    """*screenshot van haar appjes*."""
    if not caption.has(SEEN["shot"]) or caption.shown_for_school:
        return None
    first = caption.place(SEEN["shot"])
    chat = not SEEN["chat"].isdisjoint((*caption.words[:first], *caption.words[first + 1 :]))
    if not chat or not (caption.somebody or caption.has(_PRIVATE) or "gesprek" in caption.words):
        return None
    if caption.kind is not None:
        return Exposed(first, first, "chat", 0.8)
    return Exposed(first, first, "chat", 0.7) if caption.has(SEEN["offer"]) else None


_PRIVATE = frozenset(
    {"prive", "privechat", "privechats", "private", "priveapp", "zn", "dr", "jullie"}
)


def _secret(caption: Caption) -> Exposed | None:
    """*uit de andere groep*, *niet doorsturen hoor*."""
    place = max(caption.says(SECRET, 1), caption.says(SECRET_FAR))
    if place < 0 or caption.has(WHOM["own"] - {"ons"}) or caption.shown_for_school:
        return None
    said_by_sender = any(
        paired(caption.words, "ik", verb, 1) or paired(caption.words, verb, "ik", 1)
        for verb in ("zei", "schreef", "typte", "appte", "stuurde")
    )
    return None if said_by_sender else Exposed(place, place, "secret", 0.7)


def _unknowing(caption: Caption) -> Exposed | None:
    """*hij weet niet dat ik film*."""
    place = caption.says(UNKNOWING)
    if place < 0 or not caption.somebody or caption.shown_for_school:
        return None
    beside = {*caption.words[max(0, place - 1) : place + 2]}
    if beside & _NOT_THEY:
        return None
    return Exposed(place, place, "covert", 0.75)


_NOT_THEY = frozenset({"ik", "je", "jij", "jullie", "we", "wij", "iemand", "wie", "i", "you"})
"""*dat weet ik niet* is nobody else's ignorance."""


def _mocked(caption: Caption) -> Exposed | None:
    """*kijk hoe Noah slaapt*: how nobody wants to be seen, or laughed at."""
    if not caption.somebody or caption.shown_for_school or together(caption):
        return None
    state = _state(caption)
    pointed = caption.laughing or caption.has(SEEN["pointing"])
    caught = pointed or caption.has(SEEN["picture"] | SEEN["filming"] | SEEN["taken"])
    undressed = caught and caption.has(SEEN["place"]) and not caption.has(SEEN["left"])
    shown = state >= 0 or undressed
    if not shown and not caption.has(SEEN["ridicule"]):
        return None
    place = state if state >= 0 else caption.place(SEEN["place"] | SEEN["ridicule"])
    if caption.named >= 0:
        sure = 0.75 if shown else 0.65 if pointed else 0.55
    else:
        fell = state >= 0 and caption.words[state] in SEEN["fall"]
        theirs = caption.laughing or (pointed and not fell)
        if not theirs or caption.has(WHOM["own"]) or _of_sender(caption, place):
            return None
        sure = 0.65 if shown or caption.laughing else 0.6
    return Exposed(place, place, "person", sure)


def _state(caption: Caption) -> int:
    """Where it is said how somebody is to be seen, or -1; of whom is named, near their name."""
    pair = caption.says(STATE)
    if pair >= 0:
        return pair
    words = caption.words
    for place, word in enumerate(words):
        if word not in SEEN["state"]:
            continue
        following = words[place + 1] if place + 1 < len(words) else ""
        stumbles = word not in SEEN["fall"] or following not in SEEN["no_fall"]
        if stumbles and (caption.named < 0 or abs(place - caption.named) <= _BESIDE):
            return place
    return -1


_BESIDE = 8
"""Words between somebody and what is said of them."""


def _of_sender(caption: Caption, place: int) -> bool:
    return "ik" in caption.words[max(0, place - 1) : place + 2]


def _posted(caption: Caption) -> Exposed | None:
    """*zet hem op mijn story*, *sticker van Bo gemaakt*."""
    made = caption.has(SEEN["spread"]) and caption.has(SEEN["offer"] | SEEN["taken"])
    if not made or not caption.laughing or caption.shown_for_school:
        return None
    if caption.named < 0:
        return None
    place = caption.place(SEEN["spread"])
    return Exposed(place, place, "person", 0.65)


def _plain(caption: Caption) -> Exposed | None:
    """*foto van Sem*: whether he minds, nobody can tell."""
    place = caption.named
    if place < 1 or not caption.has(SEEN["picture"]) or caption.shown_for_school:
        return None
    of = caption.words[place - 1] in {"van", "of"} and not caption.has(WHOM["own"])
    return Exposed(place, place, "person", 0.65 if caption.laughing else 0.5) if of else None


def _passed_round(caption: Caption) -> Exposed | None:
    """*wie heeft die foto van Emma in haar pyjama, stuur door*: asked for or offered."""
    pictured = caption.has(SEEN["picture"] | SEEN["shot"])
    if not pictured or not caption.has(SEEN["offer"]) or caption.shown_for_school:
        return None
    place = caption.place(SEEN["picture"] | SEEN["shot"])
    behind = caption.words[place + 1 : place + 1 + _APART]
    of_them = not (WHOM["them"] | {"zn", "m"}).isdisjoint(behind) and "van" in behind
    of_name = caption.named >= 0 and bool({"van", "of", "waar", "waarin"} & set(behind))
    if not of_them and not of_name:
        return None
    state = caption.has(SEEN["state"] | SEEN["place"] | SEEN["covert"] | _UGLY)
    round_ = caption.has(SEEN["spread"]) or paired(caption.words, "stuur", "door", _APART)
    if not state and not round_:
        return None
    return Exposed(place, place, "asked", 0.7 if state else 0.6)


_UGLY = frozenset({"lelijke", "lelijk", "dikke", "stomme", "genante", "make", "makeup", "ugly"})


def _listed(caption: Caption) -> Exposed | None:
    """*de klassenlijst met alle adressen*, *kopie van haar paspoort*."""
    if caption.has(SEEN["list"]) and caption.has(SEEN["data"]):
        place = caption.place(SEEN["list"])
        return Exposed(place, place, "list", 0.65)
    paper = caption.has(SEEN["paper"]) and caption.has(SEEN["copied"])
    if not paper or not caption.somebody or caption.has(WHOM["own"] | FAIR["school"]):
        return None
    place = caption.place(SEEN["paper"])
    return Exposed(place, place, "list", 0.65)


def _contact(caption: Caption) -> Exposed | None:
    """*het nummer van haar moeder*: a contact that is not the sender's own."""
    if caption.has(WHERE["of_school"]) or caption.has(frozenset({"mijn", "mn", "ben", "my"})):
        return None
    whose = RELATIVES | WHOM["them"] | WHOM["whose"]
    told = caption.named >= 0 or (caption.has(whose))
    place = max(caption.named, 0) if caption.named >= 0 else caption.place(whose)
    return Exposed(place, place, "contact", 0.7) if told else None


def _whereabouts(caption: Caption) -> Exposed | None:
    """*hier woont mevrouw Kok*, *ze zit nu hier*: a place that is not the sender's own."""
    lives = caption.has(frozenset({"woont", "lives"}))
    if not (caption.somebody or lives):
        return None
    tracked = caption.has(WHERE["track"]) or "zoek" in caption.words
    if tracked:
        place = caption.place(WHERE["track"])
        return Exposed(place, place, "place", 0.75)
    if caption.has(WHERE["we"]) or (caption.shown_for_school and not caption.has(WHERE["home"])):
        return None
    home = caption.has(WHERE["home"])
    here = caption.pronoun and caption.has(WHERE["now"])
    place = caption.place(WHERE["home"] if home else WHERE["now"])
    return Exposed(place, place, "place", 0.75 if home else 0.65) if home or here else None


def _tracked(caption: Caption) -> Exposed | None:
    """*hij zit nu bij de snackbar, zie snapmap*, without a location."""
    told = caption.has(WHERE["track"]) and caption.somebody and caption.has(WHERE["now"])
    if not told or caption.has(WHOM["own"] | {"mij", "me"}):
        return None
    place = caption.place(WHERE["track"])
    return Exposed(place, place, "place", 0.6)


_Look = Callable[[Caption], Exposed | None]
_LOOK_AT_PICTURES: Sequence[_Look] = (
    _covert, _screenshot, _secret, _unknowing, _mocked, seen_so, in_class, _posted, spread,
    made_of, _plain, _listed
)  # fmt: skip
_LOOK_AT_WORDS: Sequence[_Look] = (
    _covert, _filmed, _screenshot, _passed_round, spread, made_of, _tracked
)  # fmt: skip
_LOOKS: Mapping[MediaKind | None, Sequence[_Look]] = {
    **dict.fromkeys(PICTURES, _LOOK_AT_PICTURES),
    MediaKind.CONTACT: (_contact,),
    MediaKind.LOCATION: (_whereabouts,),
    MediaKind.VOICE: (*_LOOK_AT_WORDS, _unknowing, _secret),
    MediaKind.STICKER: (*_LOOK_AT_WORDS, _unknowing, _mocked, _posted),
    MediaKind.POLL: (),
}
