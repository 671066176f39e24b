import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.media import MediaDetector
from bot.model.conversation import Heard
from bot.model.finding import Rule, Sighting
from bot.model.member import Role
from bot.model.message import MediaKind
from tests.support.builders import NOON, a_message, a_scene, a_sender, heard

DETECTOR = MediaDetector()
FLAGGED_FROM = 0.6
CLASS = [a_sender(name) for name in ("Sem", "Lotte", "Noah", "Emma", "Roos", "Storm", "Roos B")]
PHOTO, VIDEO, VOICE = MediaKind.PHOTO, MediaKind.VIDEO, MediaKind.VOICE
DOCUMENT, STICKER, POLL = MediaKind.DOCUMENT, MediaKind.STICKER, MediaKind.POLL
CONTACT, LOCATION, UNKNOWN = MediaKind.CONTACT, MediaKind.LOCATION, MediaKind.UNKNOWN
HELD = tomllib.loads(
    Path(__file__).parents[2].joinpath("data", "held_media.toml").read_text("utf-8")
)


def seen(
    text: str, media: MediaKind | None = None, role: Role = Role.STUDENT, *earlier: Heard
) -> list[Sighting]:
    """What is shown of it."""
    message = a_message(text, media=media, sender=a_sender("Kim", role))
    scene = a_scene(message=message, people=CLASS, earlier=earlier)
    return [each for each in DETECTOR.look(scene) if each.certainty >= FLAGGED_FROM]


@pytest.mark.parametrize(
    ("media", "text", "why", "word"),
    [
        (PHOTO, "kijk hoe dik hij erop staat", "person", "dik"),
        (PHOTO, "foto van Sem in de kleedkamer", "person", "kleedkamer"),
        (PHOTO, "sem slaapt tijdens wiskunde", "person", "slaapt"),
        (PHOTO, "Daphne die huilt om een 4", "person", "huilt"),
        (PHOTO, "HAHA kijk haar kop", "person", "kop"),
        (PHOTO, "meneer Bos met open mond", "person", "open"),
        (PHOTO, "lol die jongen in zijn onderbroek", "person", "onderbroek"),
        (UNKNOWN, "Lotte huilend op de wc", "person", "huilend"),
        (VIDEO, "Noah struikelde over zijn tas 😂", "person", "struikelde"),
        (VIDEO, "mevrouw Kok valt van haar stoel", "person", "valt"),
        (VIDEO, "stiekem gefilmd tijdens gym, Emma valt", "covert", "stiekem"),
        (VIDEO, "hij weet niet dat ik film", "covert", "weet"),
        (PHOTO, "she has no idea haha", "covert", "no"),
        (VOICE, "heb stiekem opgenomen hoe ze praat", "covert", "stiekem"),
        (PHOTO, "screenshot van haar app", "chat", "screenshot"),
        (PHOTO, "ss van Lotte haar dm's", "chat", "ss"),
        (PHOTO, "screenshot van mn gesprek met emma", "chat", "screenshot"),
        (PHOTO, "doorgestuurd uit de andere groep", "secret", "andere"),
        (PHOTO, "niet doorsturen hoor", "secret", "niet"),
        (DOCUMENT, "notulen, tussen ons", "secret", "tussen"),
        (PHOTO, "dit stuurde ze mij privé", "secret", "stuurde"),
        (PHOTO, "klassenlijst met alle adressen", "list", "klassenlijst"),
        (PHOTO, "kopie van Lotte haar paspoort", "list", "paspoort"),
        (STICKER, "haha sticker gemaakt van Sem zn hoofd", "person", "sticker"),
        (CONTACT, "nummer van meneer Bos", "contact", "meneer"),
        (CONTACT, "dit is haar vader", "contact", "haar"),
        (LOCATION, "hier woont meneer Bos", "place", "woont"),
        (LOCATION, "KIJK WAAR BOS WOONT", "place", "WOONT"),
        (LOCATION, "ze zit nu bij de snackbar", "place", "zit"),
        (LOCATION, "stalk hem via snapmap", "place", "stalk"),
        (None, "ik heb meneer gefilmd", "covert", "meneer gefilmd"),
        (None, "ik heb mevrouw Kok stiekem gefilmd", "covert", "stiekem"),
        (None, "film hem stiekem als hij slaapt", "covert", "stiekem"),
        (None, "wie wil screenshots van haar gesprek", "chat", "screenshots"),
        (None, "wie heeft die foto van Sem, stuur door", "asked", "foto"),
        (None, "iemand die video van haar in bikini?", "asked", "video"),
        (None, "zet die foto van Noah op je story", "asked", "foto"),
        (None, "hij zit bij haar, zie snapmap", "place", "snapmap"),
    ],
)
def test_what_shows_another_who_may_not_want_it_is_told(
    media: MediaKind | None, text: str, why: str, word: str
) -> None:
    [sighting] = seen(text, media)
    assert sighting.rule is Rule.MEDIA
    assert sighting.reason.key == f"reason.media.{why}"
    assert text[slice(*sighting.span)] == word


@pytest.mark.parametrize("media", MediaKind)
def test_media_without_words_says_nothing(media: MediaKind) -> None:
    assert seen("", media) == []
    assert seen("😂😂", media) == []


@pytest.mark.parametrize(
    ("media", "text"),
    [
        # for school
        (PHOTO, "opdracht 4, Sem heeft hem ook zo"),
        (PHOTO, "het bord van vandaag, met dank aan mevrouw Kok"),
        (PHOTO, "mijn aantekeningen"),
        (PHOTO, "Sem zijn samenvatting, hij vindt het goed"),
        (PHOTO, "screenshot van magister"),
        (PHOTO, "screenshot van mijn rooster in de app"),
        (PHOTO, "screen van de foutmelding"),
        (PHOTO, "screenshot uit de groepsapp van het huiswerk"),
        (VIDEO, "uitleg van meneer Bos over breuken"),
        (VIDEO, "ons proefje, kijk hem schuimen"),
        (PHOTO, "Napoleon zijn gezicht op blz 12 haha"),
        (DOCUMENT, "samenvatting, niet van mij maar van Lotte"),
        # one's own, creatures, things
        (PHOTO, "mijn hond slaapt op mijn etui 😂"),
        (PHOTO, "kijk hoe dik onze kat is"),
        (PHOTO, "ik met mijn slaapkop haha wat een kop"),
        (PHOTO, "ik viel bijna in slaap"),
        (PHOTO, "ik huilde om deze 4"),
        (PHOTO, "deze plant gaat dood, kijk hoe hij hangt"),
        (PHOTO, "lol de printer doet het weer niet, hij valt uit"),
        (PHOTO, "mijn cake, niet doorsturen haha"),
        (PHOTO, "storm op het plein, fietsen gevallen"),
        (PHOTO, "de roos op mijn tekening huilt"),
        # lost and found
        (PHOTO, "Sem je tas lag nog in de kleedkamer"),
        (PHOTO, "Emma is dit jouw trui? hing in de douche"),
        (PHOTO, "van wie is deze jas, lag bij de wc"),
        # together, with leave, in praise
        (PHOTO, "Sem en ik slapen in de bus 😂"),
        (PHOTO, "we vallen van het podium haha, Lotte ook"),
        (PHOTO, "Emma valt van haar paard, ze gaf toestemming"),
        (PHOTO, "Sem met zijn beker!!"),
        (PHOTO, "gefeliciteerd Noah 🥳"),
        (PHOTO, "groepsfoto van de excursie met Lotte en Sem"),
        (PHOTO, "Lotte was geweldig in het toneelstuk"),
        (PHOTO, "haha deze meme over maandag"),
        (PHOTO, "sorry meneer, ik val in slaap"),
        (PHOTO, "jongens niet doen, dat is gemeen, Lotte huilt"),
        (PHOTO, "dit leerde ik, meer weet ik niet, zij wel"),
        (STICKER, "haha sticker van mijn kat"),
        (POLL, "Wie filmt Sem stiekem?\nik\nniemand"),
        (VOICE, "hoi Sem ik ben ziek, ik slaap nog"),
        # contacts and places of nobody else
        (CONTACT, "mijn nieuwe nummer"),
        (CONTACT, "dit ben ik"),
        (CONTACT, "nummer van mijn moeder voor het carpoolen"),
        (CONTACT, "nummer van de schooladministratie"),
        (CONTACT, "de rijschool"),
        (CONTACT, "haar rijschool is deze"),
        (LOCATION, "hier staan we"),
        (LOCATION, "ik ben hier met Lotte"),
        (LOCATION, "verzamelen bij dit station"),
        (LOCATION, "hij wacht hier op ons"),
        (LOCATION, "het museum, daar is de excursie"),
        # no media: asked for school, against it, by a victim, in life
        (None, "kan iemand een foto van het bord sturen"),
        (None, "wie heeft de video van meneer Bos over stikstof"),
        (None, "wie heeft foto's van de sportdag, stuur door"),
        (None, "heeft iemand de foto van Sem zijn aantekeningen, stuur even"),
        (None, "iemand filmde mij stiekem in de gang"),
        (None, "ze hebben mij gefilmd in de kleedkamer"),
        (None, "ik ben bang dat ze weer filmpjes van me maken en online zetten"),
        (None, "wie heeft die foto van mij doorgestuurd"),
        (None, "hij zegt dat hij mijn foto's online zet als ik niet stuur, haar ook"),
        (None, "verwijder die foto van Sem van je story"),
        (None, "stiekem filmen mag niet hoor, Lotte"),
        (None, "je moet stoppen met haar filmen"),
        (None, "zonder toestemming mag je niemand filmen"),
        (None, "maak een screenshot van haar appjes en laat het aan je mentor zien"),
        (None, "niet doorsturen jongens, zielig voor haar"),
        (None, "die film over Anne Frank, ze huilt stiekem"),
        (None, "ik heb mevrouw Kok geïnterviewd en gefilmd voor het interview"),
        (None, "mogen we de presentatie filmen mevrouw?"),
        (None, "mijn moeder heeft mijn snapmap aangezet, ze is streng"),
        (None, "ik heb stiekem een koekje gepakt"),
        (None, "ik vind mijn schoolfoto lelijk"),
        (None, "we filmen vrijdag voor de vlog, Sem doet de camera"),
        (None, "screenshot gemaakt?"),
        (None, "hoi"),
        (None, ""),
    ],
)
def test_ones_own_things_school_and_help_are_fine(media: MediaKind | None, text: str) -> None:
    assert seen(text, media) == []


def test_of_a_plain_picture_of_somebody_nobody_can_tell() -> None:
    scene = a_scene(message=a_message("foto van Sem", media=PHOTO), people=CLASS)
    [unsure] = DETECTOR.look(scene)
    assert unsure.certainty == 0.5
    assert len(seen("foto van Sem 😂", PHOTO)) == 1


def shown(
    who: str = "Kim", *, media: MediaKind = PHOTO, text: str = "", minutes: int = 1
) -> Heard:
    at = NOON - timedelta(minutes=minutes)
    return heard(text, user_id=who, media=media, at=at)


def test_words_may_follow_the_picture_that_they_are_about() -> None:
    words = "kijk hoe dik hij erop staat"
    assert seen(words) == []
    assert len(seen(words, None, Role.STUDENT, shown())) == 1
    assert len(seen(words, None, Role.STUDENT, shown(), heard(), heard())) == 1


@pytest.mark.parametrize(
    "earlier",
    [
        [shown("Sem")],
        [shown(minutes=6)],
        [shown(text="mijn hond")],
        [shown(media=LOCATION)],
        [shown(), heard("nou", user_id="Kim")],
        [shown(), heard(), heard(), heard()],
    ],
    ids=["another's", "long ago", "captioned", "no picture", "other words since", "far back"],
)
def test_what_is_no_picture_of_theirs_just_now_is_none(earlier: list[Heard]) -> None:
    assert seen("kijk hoe dik hij erop staat", None, Role.STUDENT, *earlier) == []


@pytest.mark.parametrize(
    ("media", "text", "found"),
    [
        (PHOTO, "Sem slaapt 😂", 1),
        (VIDEO, "stiekem gefilmd, Emma valt haha", 1),
        (PHOTO, "foto's van de excursie, graag niet doorsturen", 0),
        (CONTACT, "nummer van meneer Bos voor nood", 0),
        (LOCATION, "meneer Bos zit hier, bij de auto", 0),
        (None, "wie heeft die foto van Sem waar hij huilt, stuur door", 0),
        (None, "wie filmt er stiekem? kom bij me langs, Sem", 0),
    ],
)
def test_of_staff_only_what_they_show_counts(
    media: MediaKind | None, text: str, found: int
) -> None:
    assert len(seen(text, media, Role.TEACHER)) == found


def test_what_was_forwarded_or_quoted_is_not_theirs() -> None:
    words = "stiekem gefilmd hoe Sem valt"
    message = a_message("haha", media=PHOTO, quoted=words, forwarded=words)
    assert list(DETECTOR.look(a_scene(message=message))) == []


def test_most_of_what_was_written_beforehand_is_told() -> None:
    """Measured: 33 of 34."""
    told = [bool(held(media, text)) for media, text in HELD["breaches"]]
    assert sum(told) / len(told) >= 0.9


def test_nothing_innocent_that_was_written_beforehand_is_told() -> None:
    assert [text for media, text in HELD["innocent"] if held(media, text)] == []


def held(media: str, text: str) -> list[Sighting]:
    """Where nobody is known by name."""
    message = a_message(text, media=MediaKind(media) if media else None)
    return [s for s in DETECTOR.look(a_scene(message=message)) if s.certainty >= FLAGGED_FROM]


HOSTILE = ["foto van Sem " * 3000, "stiekem " * 5000, "weet niet " * 3000, "Sem " * 5000]


@pytest.mark.parametrize("media", [PHOTO, None])
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_long_nonsense_is_read_no_further_than_a_caption(
    text: str, media: MediaKind | None
) -> None:
    assert all(each.span.end < len(text) / 2 for each in seen(text, media))


PIECES = ["foto", "van", "Sem", "hij", "stiekem", "gefilmd", "kijk", "huilt", "d'r", "in", "mij",
          "screenshot", "appjes", "haar", "wie", "stuur", "door", "weet", "niet", "woont",
          "snapmap", "zit", "nummer", "film", "de", "klassenlijst", "adressen", "haha",
          "meneer"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from([*MediaKind, None]))
def test_any_order_of_its_words_is_read(words: list[str], media: MediaKind | None) -> None:
    text = " ".join(words)
    for sighting in seen(text, media):
        assert 0 <= sighting.span.start < sighting.span.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "ik ben stiekem gefilmd in de kleedkamer",
        "ik werd stiekem gefilmd onder de douche",
        "mijn zusje is stiekem gefilmd op de wc",
        "ze hebben me stiekem gefilmd op de wc",
        "hij heeft stiekem een foto van me gemaakt in de kleedkamer",
        "en ze maakten stiekem foto's van hem",
        "Sem heeft Lotte stiekem gefilmd in de kleedkamer",
        "iemand heeft haar stiekem gefilmd",
        "er worden stiekem foto's gemaakt in de kleedkamer",
        "toen filmden ze hem stiekem op de wc",
        "stop met mijn foto doorsturen klootzak",
        "mag ik die foto van jou op insta zetten",
        "ik zet die foto van jou op insta ok?",
        "maak een sticker van mijn kop haha",
        "ik ga die foto van mij overal plaatsen",
        "wie kijkt de val van rome op youtube",
        "zet m op tiktok, die goal van Sem",
        "maak een meme van zijn boek voor nederlands",
    ],
)
def test_victims_and_witnesses_break_nothing(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "ik heb Sem stiekem gefilmd in de kleedkamer haha",
        "ik heb je gefilmd haha komt op tiktok",
        "zet m op tiktok, die val van Sem",
        "ik ga die foto van jou overal plaatsen",
        "maak een sticker van zijn kop",
        "zal ik een meme van lotte haar gezicht maken",
    ],
)
def test_who_spreads_it_or_did_it_is_told(text: str) -> None:
    assert seen(text)


@pytest.mark.parametrize(
    "text",
    [
        "kijk wat lotte zei in prive haha",
        "kijk hoe noah erbij zit",
        "kijk hoe lotte kijkt haha",
        "haha hoe emma erbij loopt",
        "lol jansen slaapt in de les",
    ],
)
def test_a_picture_of_somebody_laughed_at_is_told(text: str) -> None:
    assert seen(text, PHOTO)
    assert not seen(text)


@pytest.mark.parametrize(
    "text",
    [
        "kijk hoe mooi noah erbij zit",
        "kijk hoe sem en ik erbij zitten haha",
        "kijk wie erbij zit",
        "lol mijn hond slaapt tijdens de les",
        "ik zei prive al dat ik ziek was",
        "dit stuurde ik prive naar de mentor",
    ],
)
def test_a_picture_of_praise_or_of_oneself_is_not(text: str) -> None:
    assert seen(text, PHOTO) == []
