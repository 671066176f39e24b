"""Advertising without a link is seen; school books, good causes and lessons are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.adverts import AdvertDetector
from bot.model.finding import Rule, Sighting
from bot.model.member import Role
from tests.support.builders import a_message, a_scene, a_sender

DETECTOR = AdvertDetector()


def seen(text: str) -> list[Sighting]:
    return list(DETECTOR.look(a_scene(text)))


BREACHES = [
    "wie wil vapes? 10 euro, mango en kers, dm",
    "nieuwe lading elfbars binnen",
    "snoepzakken en energy te koop elke pauze, 2 euro per stuk",
    "ik verkoop hoodies van nepmerken, 20 euro, alle maten",
    "airforce 1 reps 35 euro stuur me een bericht",
    "verkoop 2 kaarten Defqon 90 euro pp",
    "volg mijn vinted ik zet er elke dag kleding op",
    "te koop: jordan 4 maat 42, 80 euro, dm",
    "selling 2 tickets for the festival saturday, dm me",
    "iemand vuurwerk nodig? cobra 6 tientje",
    "verdien 500 euro per week met je telefoon",
    "iemand nog een bijbaantje nodig? mijn baas zoekt mensen, 11 euro per uur app me",
    "wie wil snel geld verdienen stuur me een dm",
    "make money online no experience needed, text me",
    "rekening uitlenen voor 1 dag, 150 euro cash",
    "bouw je eigen team en verdien mee",
    "leg 20 euro in en krijg volgende week 100 terug",
    "leer traden van mijn coach gratis webinar vanavond",
    "bitcoin gaat naar de maan, stap nu in, link in de groep",
    "gratis crypto signals elke dag, join mijn groep",
    "volg me op tiktok dan volg ik terug",
    "abonneer op mijn kanaal jongens",
    "follow my insta @lars.edits",
    "like mijn nieuwste video please",
    "ik sta bijna op 1k volgers help me",
    "stem op mijn zusje voor kinderburgemeester",
    "vote for me in the talent show link in bio",
    "gebruik code SAM10 voor 10% korting",
    "met mijn kortingscode krijg je gratis verzending",
    "via mijn link krijgen we allebei 5 euro",
    "win een jbl box: volg en tag 3 vrienden",
    "GIVEAWAY volg en deel",
    "maak kans op een vakantie, like en deel deze post",
    "word consulente bij ons en verdien mee",
    "lashes en nagels bij mijn zus, 15 euro, boek via dm",
    "3 geurkaarsen voor 20 euro bestellen bij mij",
    "goedkope volgers, 1000 voor 5 euro",
]

INNOCENT = [
    "ik verkoop mijn natuurkunde boek voor 10 euro",
    "te koop: TI-84 rekenmachine 30 euro, bijna niet gebruikt",
    "iemand een binas over? wil hem best kopen",
    "kaartjes voor de musical kosten 5 euro",
    "we verkopen cupcakes in de pauze voor het goede doel",
    "ik verkoop mijn oude fiets",
    "wie komt er vrijdag naar het schoolfeest, kaartje 4 euro",
    "vul mijn enquete in voor het pws, kost 2 minuten en je maakt kans op een bon",
    "hoeveel verdient een leraar eigenlijk",
    "volg de instructie op het bord",
    "ik volg wiskunde b",
    "hij volgt mij overal ik vind het eng",
    "welke code voor de kahoot",
    "mijn code werkt niet in python, iemand?",
    "de code van lokaal 12 is veranderd",
    "winst is opbrengst min kosten",
    "wie weet wat inflatie is",
    "we hebben gewonnen van 3B met trefbal",
    "stem op het thema in teams",
    "stemmen moet voor vrijdag voor de leerlingenraad",
    "bij maatschappijleer gaat het over vapen en reclame",
    "stop met vapen op het schoolplein zei de conciërge",
    "hij is betrapt met een vape van 10 euro",
    "geef eens je antwoord op vraag 4",
    "like jij dat vak",
    "ik zoek iemand die mij kan helpen met duits",
    "iemand nog een gratis plek in de auto naar de open dag",
    "ik koop wel een nieuw schrift bij de hema",
    "de kantine verkoopt broodjes voor 2 euro",
    "hoe werkt bitcoin, moet dat in het werkstuk",
    "mijn presentatie gaat over crypto en de blockchain",
    "ik moet zaterdag werken bij de ah",
    "hebben jullie ook zo'n slechte bijbaan",
    "is er korting op de excursie als je met de fiets komt",
    "ik heb 12 euro nodig voor het kamp",
    "wie heeft zin om te gaan gamen op de ps5",
    "bestel je schoolfoto voor vrijdag",
    "heb je de link in teams gezien",
    "tag me even als het rooster er is",
    "deel je antwoord met 3 klasgenoten",
    "pas op voor die crypto berichten, dat is nep",
    "nieuwe nike schoenen gekregen voor mijn verjaardag",
    "mijn iphone is kapot, kan iemand het huiswerk sturen",
    "tickets voor het museum heeft de docent al",
    "ze gaf een volg mij teken bij drama",
    "ik verdien 5 euro per uur als vakkenvuller",
    "wat krijg je terug als je 5 euro geeft",
    "stuur mij even een dm als je de opgave snapt",
    "ik betaal 3 euro voor een broodje, wie gaat er naar de bakker",
    "ik heb een kaartje over voor de film, 8 euro, iemand mee",
    "jongens de kantine heeft actie, 2 voor 3 euro",
    "wie gaat mee naar de mediamarkt, er is korting",
    "mijn vader verkoopt auto's",
    "mijn moeder zoekt een oppas",
    "mijn broer zoekt een stageplek bij een garage",
    "de stagebaas betaalt 5 euro per uur",
    "wij krijgen 5 euro per uur bij de krant",
    "ik zoek een bijbaan in meppel",
    "zoekt iemand nog een bijbaan? vraag mevrouw kok, stagebureau",
    "wie wil er vrijwilliger zijn op de open dag, meld je bij de teamleider",
    "je krijgt gratis entree met je schoolpas",
    "code voor de quiz is KAHOOT22",
    "de code is 4829 gratis meedoen",
    "heb je de link van de les",
    "mijn link werkt niet, gratis versie is verlopen",
    "ik volg je niet meer in dit verhaal",
    "volg jij de uitleg van meneer",
    "volg mijn voorbeeld",
    "follow the instructions",
    "stem op tijd af met je groepje",
    "stemmen op de gitaar kan met een app",
    "we stemmen op het logo",
    "geef even een like als je het gelezen hebt",
    "like als je ook vrij hebt het eerste",
    "win je van 4B dan mag je door",
    "we winnen een iphone niet maar wel eer",
    "ik wil een iphone voor mijn verjaardag",
    "wie heeft er een playstation",
    "ik heb kaartjes gekocht voor de efteling",
    "bestel jij pizza vanavond",
    "bestel de boeken via de site",
    "ik heb 50 euro gespaard voor de reis naar rome",
    "stort het geld voor de reis voor vrijdag, 150 euro",
    "maak 20 euro over voor het kamp voor vrijdag",
    "tikkie van 5 euro voor het cadeau, graag vandaag betalen",
    "leg 5 euro in voor het cadeau van de mentor",
    "inleg voor het cadeau is 2 euro per persoon",
    "aandelen stijgen bij een lage rente, opgave 4",
    "onze winst bij het jong ondernemen project was 40 euro",
    "team blauw tegen team rood",
    "bouw je eigen team voor het project",
    "word lid van de schaakclub",
    "word jij klassenvertegenwoordiger",
    "vrij vandaag, geen geld meer",
    "snel geld halen bij de automaat",
    "in de pauze drank kopen mag niet",
    "bier is alcohol, ethanol dus",
    "sigaretten en drank, bespreek bij maatschappijleer",
    "vuurwerk kopen mag pas 29 december",
    "cobra is een slang, 2 meter",
    "pods van de vanille, 3 euro in de winkel",
    "ik heb een energy gehaald 1 euro",
    "hoodies voor de klassentrui 25 euro, wie doet mee",
    "klassentrui bestellen, maten doorgeven, 25 euro",
    "examentruien bestellen voor vrijdag 30 euro",
    "jaarboek kost 10 euro bestellen kan tot maandag",
    "reis naar londen kost 400 euro boek je zelf",
    "wie ruilt er van week met corvee",
    "wie wil ruilen van spreekbeurt",
    "heeft iemand interesse in samen leren",
    "meeting op zoom link in de app",
    "check mijn verslag even",
    "bekijk mijn presentatie",
    "kijk op youtube, kanaal van meneer megens",
    "abonneer je op de nieuwsbrief van school",
    "gratis bijles bij mevrouw kok",
    "gratis webinar van de universiteit over geneeskunde",
    "masterclass natuurkunde van de tu delft",
    "cursus ehbo kost 15 euro",
    "tag de foto met #openavond",
    "deel dit met je ouders",
    "5 euro voor wie mijn etui vindt, dm me",
]


@pytest.mark.parametrize("text", BREACHES)
def test_advertising_is_seen(text: str) -> None:
    [sighting] = seen(text)
    assert sighting.rule is Rule.SPAM
    assert sighting.certainty > 0.5


@pytest.mark.parametrize("text", INNOCENT)
def test_what_belongs_to_school_is_no_advertising(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("wie wil vapes? 10 euro, dm", "sale"),
        ("airforce 1 reps 35 euro stuur me een bericht", "sale"),
        ("nieuwe lading, op = op, 5 euro", "sale"),
        ("verdien 500 euro per week met je telefoon", "work"),
        ("gratis crypto signals elke dag, join mijn groep", "money"),
        ("volg me op tiktok dan volg ik terug", "follow"),
        ("stem op mijn zusje voor kinderburgemeester", "vote"),
        ("GIVEAWAY volg en deel", "prize"),
        ("met mijn kortingscode krijg je gratis verzending", "code"),
        ("via mijn link krijgen we allebei 5 euro", "code"),
    ],
)
def test_it_says_what_is_advertised(text: str, why: str) -> None:
    [sighting] = seen(text)
    assert sighting.reason.key == f"reason.adverts.{why}"


def test_one_thing_to_be_rid_of_is_shown_to_staff_and_no_more() -> None:
    [once] = seen("te koop: ps5 controller, 20 euro")
    [often] = seen("te koop: hoodies, alle maten op voorraad, 20 euro")
    assert 0.5 < once.certainty < 0.6 <= often.certainty


@pytest.mark.parametrize(
    "text",
    [
        "ik verkoop mijn oude ps4, 60 euro",
        "te koop: TI-84, 30 euro",
        "wij verkopen taart voor het goede doel, 1 euro per stuk",
        "gala kaarten te koop bij de receptie, 12 euro",
    ],
)
def test_second_hand_school_things_and_good_causes_are_none(text: str) -> None:
    assert seen(text) == []


def test_to_book_is_no_book() -> None:
    assert seen("lashes en nagels, 15 euro, boek via dm")
    assert not seen("mijn boek van frans, 15 euro, dm")


@pytest.mark.parametrize(
    "text",
    [
        "pas op, verdien 500 euro per week is oplichting",
        "trap er niet in, gratis crypto signals is nep",
        "stop met vapes verkopen hier, 10 euro is geen grap",
        "geen reclame hier, volg mijn tiktok mag niet",
        "ik krijg steeds berichten dat ik 500 euro per week kan verdienen, is dat nep?",
        "iemand op insta vroeg of hij mijn bankpas mag lenen voor 200 euro, wat moet ik doen",
        "ik heb mijn pinpas uitgeleend voor 100 euro en nu belt de politie",
        "mijn zusje is in een giveaway getrapt, tag 3 vrienden stond erbij",
        "wie heeft dat bericht met gratis crypto signals gestuurd, haal dat weg",
        "die link van win een iphone is niet echt",
        "er verkoopt iemand vapes op het plein, 10 euro, moet ik dat melden",
        "bij ons op school worden vapes verkocht voor 10 euro",
        "op het nieuws zeiden ze dat jongeren via snap vapes kopen voor 10 euro",
        "is dat echt, verdien 300 euro per dag met je telefoon",
        "ze vroeg of ik in crypto wilde, 50 euro inleg, winst gegarandeerd, vertrouw het niet",
        "kettingbrieven zijn onzin, stuur ze niet door",
        "ik heb geld gestort, 50 euro, en krijg niks terug, opgelicht",
        "we moesten een reclame maken: win een reis naar parijs",
        "voor nederlands: schrijf een advertentie, te koop fiets 50 euro",
        "verkooppraatje oefenen bij engels: selling my phone, 50 euro, dm me",
        "in de les ging het over influencers die zeggen gebruik mijn code",
        "mijn vader zijn account is gehackt en verkoopt nu bitcoin, niet op klikken",
    ],
)
def test_who_warns_advertises_nothing(text: str) -> None:
    assert seen(text) == []


def test_staff_may_offer_and_ask() -> None:
    message = a_message(
        "volg onze insta en geef een like", sender=a_sender("Juf", role=Role.TEACHER)
    )
    assert not list(DETECTOR.look(a_scene(message=message)))


def test_it_is_shown_where_it_stands() -> None:
    text = "hoi allemaal! volg mijn tiktok, doei"
    [sighting] = seen(text)
    assert text[slice(*sighting.span)] == "volg mijn tiktok"


def test_a_disguise_hides_nothing() -> None:
    assert seen("v4pes te koop, 10 euro, dm")


WORDS = [
    "verkoop",
    "vapes",
    "10",
    "euro",
    "dm",
    "volg",
    "mijn",
    "tiktok",
    "code",
    "korting",
    "boek",
]
WORDS += [
    "crypto",
    "winst",
    "join",
    "giveaway",
    "tag",
    "pas",
    "op",
    "te",
    "koop",
    "link",
    "€5",
    "via",
]


@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_order_of_its_words_is_read(words: list[str]) -> None:
    text = " ".join(words)
    for sighting in seen(text):
        assert text[slice(*sighting.span)].strip()
        assert 0.5 < sighting.certainty <= 1


def test_many_of_its_words_are_read_in_a_moment() -> None:
    assert seen("stuur dm koop link code " * 20_000) is not None


@pytest.mark.parametrize(
    "text",
    [
        "stem op onze klas voor de zonnebloemwedstrijd www.schoolactie.nl",
        "stem op onze school",
    ],
)
def test_a_vote_for_the_class_is_not_for_oneself(text: str) -> None:
    assert seen(text) == []


def test_a_vote_for_oneself_is_told() -> None:
    assert seen("stem op mijn tiktok")
