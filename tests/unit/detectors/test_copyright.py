"""Whole books, leaked tests and pirated films are found; a photo of one page is not."""

from itertools import product

import pytest

from bot.detectors.copyright import CopyrightDetector
from bot.detectors.lexicon import Vocabulary
from bot.model.finding import Rule, Sighting
from bot.model.member import Role
from tests.support.builders import a_message, a_scene, a_sender

DETECTOR = CopyrightDetector(Vocabulary())
SHOWN = 0.5
"""As the rulebook has it in `flag_from`."""


def seen(text: str, role: Role = Role.STUDENT) -> list[Sighting]:
    message = a_message(text, sender=a_sender(role=role))
    return [each for each in DETECTOR.look(a_scene(message=message)) if each.certainty >= SHOWN]


BREACHES = {
    "book": [
        "heb jij de pdf van het hele boek geschiedenis",
        "heb iemand Getal & Ruimte gescand?",
        "wie heeft Getal en Ruimte deel 3 in pdf",
        "ik heb het hele economieboek gescand, staat in de drive",
        "stuur ff de scan van het complete werkboek frans",
        "ik heb Nectar 5 vwo als pdf, 300 blz",
        "alle leesboeken in epub op mijn usb stick, wie wil",
        "whole textbook as pdf, dm me",
        "who has the pdf of the chemistry textbook for free",
        "heel het handboek fysica gescand, kzet het op teams",
        "uitwerkingen getal en ruimte deel 2 pdf iemand",
        "hier hele reader als pdf hoef je niet te kopen",
        "complete samengevat natuurkunde als pdf 200 blz",
        "alle uitwerkingen van het boek als pdf, hoef je zelf niks te maken",
        "the whole novel as epub, from libgen",
        "wie heeft stepping stones 3 havo als pdf",
        "kan iemand heel hoofdstuk 1 tot 8 van het boek inscannen",
        "heb je het boek Het Diner als epub",
        "ik heb de complete methode economie in pdf, stuur ik door",
        "does somebody have the IB bio textbook pdf",
    ],
    "answers": [
        "wie heeft het antwoordenboek van moderne wiskunde",
        "heeft iemand het uitwerkingenboek natuurkunde in pdf",
        "ik heb de docentenhandleiding van stepping stones, staan alle toetsen in",
        "verkoop antwoordenboek duits pdf 3 euro",
        "teacher edition of the maths book with all the answers, who wants",
        "wij hebben de toetsbank van Chemie Overal te pakken, wie wil",
        "verbetersleutel van het werkboek iemand?",
        "heb het antwoordenboek van pulsar gevonden op internet, link in de app",
        "iemand de uitwerkingen van heel newton vwo 5",
        "i have the solution manual for the physics book",
    ],
    "test": [
        "heb de toets van vorig jaar van een oudere klas gejat",
        "het examen wiskunde is gelekt",
        "de toets van morgen staat online, gelekt door iemand uit 4A",
        "iemand heeft het proefwerk gestolen uit het lokaal",
        "ik heb de bio toets van tevoren gekregen",
        "se geschiedenis lag bij de printer, heb foto's",
        "wie heeft de toets van vorig jaar van aardrijkskunde, zelfde leraar",
        "leaked exam papers on telegram",
        "got the chem test early lol",
        "verkoop de toets van morgen 5 euro",
        "wie wil het examen kopen, ik heb m via via",
        "antwoordmodel van het proefwerk van morgen, pb me",
        "mijn neef heeft de toets gestolen uit de kast van de leraar",
        "er gaat een gelekt examen rond op snap",
        "leaked test answers here dm me",
    ],
    "piracy": [
        "ik download alles via the pirate bay",
        "gewoon op putlocker kijken",
        "heeft iemand een goede torrent van avengers",
        "ik heb een iptv abo, 5 euro per maand",
        "illegaal films kijken op die site",
        "gratis films kijken zonder netflix op deze site",
        "fitgirl repack van elden ring",
        "libgen heeft alle studieboeken",
        "zoek op zlibrary, daar staat het boek gratis",
        "anna's archive has it for free",
        "ga op 1337x en download de serie",
        "alle afleveringen staan illegaal op telegram",
        "pirated version of the movie here",
        "kijk de nieuwe marvel film op soap2day",
        "ik heb alle harry potter films op een stick, kopie nodig?",
        "iemand nog illegale streams voor ajax vanavond",
        "kijk oppenheimer gratis op fmovies",
        "download via utorrent dan is het gratis",
        "iptv voor 50 euro per jaar bij mij",
        "sci-hub geeft je alle artikelen",
        "illegaal die serie kijken kan gewoon hier",
    ],
    "software": [
        "heb gta v gekraakt, wie wil",
        "heeft iemand een crack voor photoshop",
        "cracked minecraft launcher link",
        "keygen voor windows werkt nog",
        "spotify premium apk gratis",
        "netflix mod apk premium gratis",
        "fl studio gekraakte versie op usb",
        "je kan office met kms activeren, gratis",
        "switch roms gratis, mario kart, zelda",
        "gekraakte versie van adobe illustrator voor het project",
        "ik heb sims 4 gekraakt met alle dlc",
        "iemand een crack voor ableton",
        "gratis spotify premium met deze apk mod",
    ],
}

INNOCENT = [
    "wie heeft antwoord 4c",
    "wat is het antwoord op vraag 7 van het werkboek",
    "antwoorden van hoofdstuk 2 staan achterin het boek",
    "kan iemand de antwoorden van opdracht 12 t/m 15 sturen",
    "foto van blz 88 aub, boek vergeten",
    "kan iemand paragraaf 3.2 scannen, mijn boek ligt thuis",
    "heeft iemand een pdf van de studiewijzer?",
    "de pdf van het rooster",
    "lever het boekverslag in als pdf",
    "mijn boekverslag als pdf is te groot om te uploaden",
    "wie heeft het boek gelezen",
    "welk boek lezen jullie voor nederlands",
    "hele boek uitgelezen in een dag",
    "het hele boek was saai",
    "boek kopen of huren?",
    "ik verkoop mijn getal en ruimte deel 2 tweedehands",
    "boeken inleveren bij het boekenfonds",
    "boeken scannen bij de bieb met je pasje",
    "je kan het e-book lenen bij de online bibliotheek",
    "op examenblad.nl staan alle oude examens",
    "examen van 2022 maken als oefening, staat op examenblad",
    "eindexamen 2019 tijdvak 2 met correctievoorschrift",
    "kan iemand de oefentoets sturen",
    "de oefentoets met antwoordmodel staat op teams",
    "de toets van vorig jaar mochten we inzien bij meneer",
    "de toets van morgen gaat over de oorlog",
    "de toets staat online in de agenda",
    "toets van vorig jaar als oefening gekregen van mevrouw",
    "ik heb de toets van vorige week terug",
    "samenvatting van het hele boek",
    "mijn samenvatting als pdf",
    "samenvatting te koop haha grapje",
    "de powerpoint als pdf in de bijlage",
    "antwoordmodel staat in itslearning",
    "ik kijk de film op netflix",
    "gratis naar de film met school vrijdag",
    "we kijken een film in de les",
    "wie gaat er mee naar de film",
    "zullen we disney plus delen",
    "spotify met familieabonnement delen?",
    "office is gratis via school",
    "photoshop is gratis via school te downloaden",
    "gebruik photopea gratis",
    "gimp is een gratis programma",
    "mijn scherm is gecrackt",
    "mijn stem crackt",
    "hij crackte onder de druk",
    "i cracked the code of the escape room",
    "crack your knuckles",
    "is torrents downloaden strafbaar?",
    "illegaal downloaden mag niet hoor",
    "dat is illegaal joh",
    "piraterij in de gouden eeuw, hoofdstuk 4",
    "pirates of the caribbean kijken vanavond",
    "in de kaapvaart was piraterij gewoon",
    "mag je een boek kopieren voor eigen gebruik?",
    "auteursrecht: wat mag je wel kopieren",
    "mijn tas is gestolen bij de toets",
    "mijn fles heeft gelekt over mijn toets",
    "mijn laptop is gejat",
    "het dak lekt boven het toetslokaal",
    "haal de usb stick op bij meneer",
    "zet je film op een usb stick voor ckv",
    "ons filmpje staat op de usb",
    "wie heeft de oplader",
    "mri scan van mijn knie",
    "mijn moeder moet een scan",
    "scan de qr code in het boek",
    "scan even je handtekening",
    "boek een kamer in het hotel",
    "iptv?? nee wij hebben ziggo",
    "gratis boek bij de boekenweek",
    "gratis ijs in de kantine",
    "wiskunde boek mee morgen",
    "hele klas heeft een onvoldoende voor het werkboek",
    "volledige opdracht staat in de elo als pdf",
    "alle opdrachten in een pdf inleveren",
    "geluidsboek daisy voor dyslexie",
    "ik heb een licentie voor het digitale boek",
    "mijn licentie van het boek is verlopen",
    "docentenhandleiding? dat is iets voor meneer",
    "het examen was makkelijk",
    "na het examen online ijsje halen",
    "ik leer alvast voor de toets",
    "ik heb de toets alvast gemaakt, mocht van meneer",
    "we krijgen vooraf de vragen van de toets",
    "meneer gaf ons van tevoren de onderwerpen van de toets",
    "early morning exam ugh",
    "test results are early this week",
    "sheet music for the concert is in the folder",
    "free book at the library sale",
    "free movie night at school on friday",
    "I borrowed the whole series from the library",
    "the answers are on page 210",
    "does anyone have the answers to question 5",
    "past papers are on the exam board site, free",
    "can I get a pdf of the slides",
]


@pytest.mark.parametrize(
    ("why", "text"), [(why, text) for why, texts in BREACHES.items() for text in texts]
)
def test_a_breach_is_seen_with_its_reason(why: str, text: str) -> None:
    [sighting] = seen(text)
    assert sighting.rule is Rule.COPYRIGHT
    assert sighting.reason.key == f"reason.copyright.{why}"
    assert 0 <= sighting.span.start < sighting.span.end <= len(text)


@pytest.mark.parametrize("text", INNOCENT)
def test_what_a_class_may_share_is_no_piracy(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize("role", [Role.TEACHER, Role.MENTOR])
def test_what_staff_tell_is_not_judged(role: Role) -> None:
    assert [text for texts in BREACHES.values() for text in texts if seen(text, role)] == []


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("hoi! wie heeft het antwoordenboek van frans?", "wie heeft het antwoordenboek"),
        ("ok dan: de toets is gelekt, echt", "toets is gelekt"),
        ("ik heb Nectar 5 als p d f, 300 blz", "Nectar 5 als p d f, 300 blz"),
        ("ga naar soap2day, werkt", "soap2day"),
    ],
)
def test_the_span_is_what_is_pirated(text: str, span: str) -> None:
    [sighting] = seen(text)
    assert text[slice(*sighting.span)] == span


@pytest.mark.parametrize(("pages", "found"), [("59", 0), ("60", 1), ("312", 1), ("12345", 0)])
def test_many_pages_are_a_book(pages: str, found: int) -> None:
    assert len(seen(f"scan van de atlas, {pages} blz, wie wil")) == found


def test_only_a_book_that_is_not_paid_for_and_is_a_file_is_pirated() -> None:
    assert not seen("gratis boek te vinden op de tafel in de aula, heb er al een")
    assert seen("gratis boek als epub, heb er al een")


def test_hostile_text_is_read_to_its_end() -> None:
    words = ("pdf", "hele boek", "300 blz", "toets gelekt", "99999999999999999999 blz", ".")
    for first, second in product(words, words):
        text = f"{first} {second} " * 400
        for sighting in seen(text):
            assert 0 <= sighting.span.start < sighting.span.end <= len(text)
    assert seen("\x00\ud800 \u202eboek pdf") is not None
    assert seen("") == []


@pytest.mark.parametrize(
    "text",
    [
        "ik heb de toets van morgen, wie wil m",
        "hier de antwoorden van de toets van morgen",
        "heb foto's van de toets gemaakt, stuur ik zo",
        "4C heeft de toets al gemaakt, vraag 1 is B vraag 2 is C",
        "ik verkoop de toetsen van volgende week, 5 euro per stuk",
        "de toets lag op het bureau van jansen, ik heb m gefotografeerd",
        "ik heb hier het proefwerk van vrijdag te koop",
    ],
)
def test_a_test_that_nobody_took_yet_is_leaked(text: str) -> None:
    [sighting] = seen(text)
    assert sighting.reason.key == "reason.copyright.test"


@pytest.mark.parametrize(
    "text",
    [
        "ik heb de toets van morgen nog niet geleerd",
        "de antwoorden van de oefentoets staan online",
        "de toets van morgen is verplaatst",
        "wie wil samen leren voor de toets van morgen",
        "hier de samenvatting voor de toets van morgen",
        "hier de antwoorden van de opdrachten voor de toets van morgen",
        "heeft iemand de leerstof van de toets van morgen",
        "ik heb de toets van morgen in mijn agenda staan",
        "wie wil m verzetten, de toets van volgende week",
        "wij hebben de toets al gehad, vraag 1 is makkelijk",
        "ik heb een foto van de toets die ik teruggekregen heb, stuur ik zo",
        "mevrouw heeft mijn toets op haar bureau liggen",
        "ik verkoop mijn boek voor de toets van morgen, 5 euro",
        "is iemand illegaal als hij geen visum heeft",
    ],
)
def test_a_test_that_is_learnt_for_is_not(text: str) -> None:
    assert seen(text) == []
