"""What is told of others in confidence is found; one's own matters, lessons and care are not."""

from itertools import product

import pytest

from bot.detectors.confidential import ConfidentialDetector
from bot.detectors.lexicon import Vocabulary
from bot.model.finding import Rule, Sighting
from bot.model.member import Role
from tests.support.builders import a_message, a_scene, a_sender

DETECTOR = ConfidentialDetector(Vocabulary())
SHOWN = 0.6
"""As the rulebook has it in `flag_from`."""


def seen(text: str, role: Role = Role.STUDENT) -> list[Sighting]:
    message = a_message(text, sender=a_sender(role=role))
    return [each for each in DETECTOR.look(a_scene(message=message)) if each.certainty >= SHOWN]


BREACHES = {
    "grade": [
        "Sem heeft een 3,2 voor engels haha",
        "Hugo staat 4,6 gemiddeld, die haalt het jaar niet",
        "zag net dat Mats een 1,8 had lol",
        "Olivia got a 3.2 for physics lol",
        "Sara had een 4 voor de SO, zag het op haar blaadje",
        "bram had trouwens een 2,3 voor aardrijkskunde",
        "Zoe got a 2 on the test, lowest in class",
    ],
    "results": [
        "Noor is blijven zitten hoorde ik",
        "Ryan is failing maths, saw it on the teacher's screen",
        "Senne moet zijn jaar overdoen, hij heeft een C-attest",
        "Naomi blijft zitten, stond open op het scherm",
        "Koen gaat doubleren zegt mijn moeder",
        "wollah Bilal stroomt af naar kader",
        "ik zag in magister dat Fleur overal onvoldoendes staat",
        "ik hoorde dat Stef een attest B krijgt",
        "Teun krijgt geen diploma, heeft 4 onvoldoendes volgens de lijst die ik zag",
    ],
    "paper": [
        "wie wil de cijferlijst van heel de klas, lag bij de printer",
        "er is een mail van de docenten gelekt over ons",
        "in de vergaderstukken staat dat meneer Smit ontslagen wordt",
        "ik heb het dossier van Anouk gelezen op het bureau van de mentor",
        "de notulen van de docentenvergadering lagen er, ik heb alles gelezen over ons",
        "ik heb een screenshot van de interne mail over de schorsing",
        "punten van iedereen op de foto, wie wil ze zien, heb ze gekregen van de stagiair",
        "heb de docentenmail over 3A gelezen, ze willen Noud eraf",
    ],
    "health": [
        "Lisa heeft ADHD en zit aan de ritalin",
        "Lieke zit bij de psycholoog, niet doorvertellen",
        "weet je dat Sanne zwanger was vorig jaar",
        "Jayden krijgt medicijnen voor zijn gedrag zei mijn moeder",
        "Chloe is in therapy because of her eating disorder",
        "Eva is opgenomen in een kliniek, mag niemand weten",
        "die nieuwe jongen heeft autisme, stond in de mentormap",
        "Romy had een abortus, heb ik van haar zusje gehoord",
        "Femke had miskraam vandaar dat ze weg was",
        "Jari heeft soa hahaha",
        "mijn moeder werkt bij de huisarts en die zei dat Bart hiv heeft",
        "Aisha haar broer is dood door drugs en haar moeder is opgenomen in een inrichting",
        "onze klasgenoot Tess heeft borderline, vertel het niet verder",
        "Joris is dyslectisch, daarom krijgt hij extra tijd lol",
        "ms Green is pregnant but nobody knows, I saw her file",
        "Sophie moet naar een psychiater, zei ze in vertrouwen",
        "wisten jullie dat Ilse bulimia heeft",
        "Kim is opgenomen bij een psychiatrische afdeling, niet verder zeggen",
        "wist je dat Gijs naar het speciaal onderwijs moet",
        "I saw Ethan's file, he has ADHD and takes ritalin",
        "mevrouw Kok is overspannen omdat haar man is weggelopen, hoorde ik van de toa",
        "Pien slikt antidepressiva",
    ],
    "home": [
        "Tims ouders gaan scheiden",
        "haar vader zit vast voor diefstal hoorde ik",
        "meneer De Boer heeft een scheiding, vandaar dat hij zo chagrijnig is",
        "did you know that Amy's parents are getting divorced",
        "Liam's dad is in prison",
        "wist ge da Thibaut zijn ouders uit elkaar zijn",
        "hij zit in een pleeggezin omdat zijn moeder verslaafd is, heb ik gehoord",
        "Yusuf zn vader is opgepakt",
        "Timo drinkt en zijn moeder ook, ze krijgen een uitkering",
        "de vader van Julia heeft zijn baan kwijt",
        "Veilig Thuis is bij Levi geweest",
        "Max heeft een gezinsvoogd wist je dat",
        "Meneer Peters is verslaafd aan drank hoorde ik van de conciërge",
        "Thijmen heeft een taakstraf gekregen van de rechter wist je dat",
        "their family goes to the food bank, Mason's mum lost her job",
        "haar moeder is alcoholist dus daarom stinkt ze",
        "zijn pa drinkt en dat weet de hele straat",
        "Brams ouders zijn uit elkaar want zijn vader ging vreemd",
        "Lars is verslaafd aan drugs wist je dat",
        "Jordy zit in de schuldhulp met zn ma zegt ze",
        "Nova's mom is an alcoholic",
        "de ouders van Roel zijn failliet",
        "Wim zijn vader zit in de gevangenis",
    ],
    "discipline": [
        "Tim is geschorst omdat hij iemand geslagen heeft",
        "Kees moest bij de rector komen vanwege diefstal",
        "Wesley moet naar halt en heeft een strafblad",
        "mevrouw Visser is ontslagen, mijn moeder zit in de mr",
        "Zara is van school gestuurd voor die vape",
        "Niels en Joost zijn geschorst vanwege vechten",
        "Daan krijgt bindend advies, dat stond op de lijst",
        "die van Dijk is ontslagen vanwege iets met een leerling, zat in een mail",
        "Leo was expelled from his old school for drugs",
        "Rayan is gister bij de politie geweest, hij heeft een strafblad",
    ],
}

INNOCENT = [
    "ik heb een 3,2 voor engels, wat een ramp",
    "ik had een 4,5 en ik moet herkansen",
    "wat had jij voor wiskunde?",
    "wie heeft er nog meer een onvoldoende?",
    "de klas had gemiddeld een 6,1",
    "Sem gefeliciteerd met je 8,5!",
    "Noor heeft haar diploma gehaald, gefeliciteerd!!",
    "ik ben blijven zitten dus ik ken de stof al",
    "ben jij blijven zitten of niet?",
    "wanneer is de rapportvergadering",
    "rapportvergadering is donderdag, dan zijn jullie vrij",
    "Lisa is ziek",
    "Lieke heeft griep en komt morgen niet",
    "meneer is ziek, les valt uit",
    "mevrouw Visser is er vandaag niet, wie heeft er info",
    "meneer De Boer heeft corona, we hebben een invaller",
    "mijn ouders zijn gescheiden en mijn huiswerk ligt bij mijn vader",
    "mijn vader is zijn baan kwijt dus ik kan niet mee op skireis",
    "ik heb autisme en vind drukte lastig",
    "mijn broertje heeft adhd dus het is hier nooit stil",
    "mijn zus is zwanger, ik word oom!!",
    "mijn oma is dement en ligt in het ziekenhuis dus ik ben er niet",
    "mijn dochter heeft diabetes, graag even contact over de kampweek",
    "onze zoon is geschorst, waar kan hij zijn huiswerk vinden?",
    "mijn zoon heeft adhd, hij krijgt medicijnen, let u daar op",
    "ik maak me zorgen over Lieke, ze zit niet lekker in haar vel",
    "Eva is opgenomen in het ziekenhuis, zullen we een kaart sturen",
    "Sem zijn opa is overleden, sterkte Sem",
    "weet iemand hoe het met Bram gaat? ik ben bezorgd, hij is depressief denk ik",
    "wat zijn de symptomen van depressie? voor bio",
    "bij biologie leren we over epilepsie",
    "de hoofdpersoon heeft een eetstoornis en wordt opgenomen in een kliniek",
    "in het boek zit zijn vader in de gevangenis",
    "Hamlet is depressief of doet hij alsof?",
    "Napoleon was verslaafd aan macht",
    "Van Gogh zat in een inrichting",
    "Hendrik de Achtste ging scheiden van zijn eerste vrouw",
    "de president is gearresteerd, zag je het nieuws",
    "mijn verslag gaat over jeugdzorg",
    "als je spijbelt moet je naar de leerplichtambtenaar",
    "als hij nog een keer te laat komt wordt hij geschorst denk ik",
    "krijg je een schorsing als je vapet?",
    "moet je bij de conrector komen als je telefoon is afgepakt?",
    "ik moest bij de rector komen maar het viel mee",
    "ik heb een dossier gemaakt voor nederlands",
    "lever je leesdossier in voor vrijdag",
    "mijn cijferlijst klopt niet in magister",
    "kan iemand de cijferlijst uploaden bij de aanmelding? of hoeft dat niet",
    "het rapport komt vrijdag mee naar huis",
    "blijf zitten tot de bel gaat",
    "hij bleef zitten in de aula",
    "ik ben gezakt voor mijn rijexamen",
    "opdracht 3,2 en 4,1 maken voor morgen",
    "hij heeft paragraaf 3.2 al af",
    "Tim heeft een 4 meter lange slang getekend",
    "Sem heeft een 2e handsfiets te koop",
    "Ajax won met 3-1 en hij had een 8 van de krant",
    "de wifi is failed again",
    "my parents are divorced so I have two lockers lol",
    "I got a 4.1, what about you guys",
    "does anyone know if the therapist talk is in the auditorium",
    "my brother has adhd",
    "Macbeth is addicted to power",
    "the character in the book has an eating disorder",
    "in history we learned that Henry VIII divorced Catherine",
    "meneer, mag ik mijn cijfer weten?",
    "heeft meneer Smit de toets al nagekeken?",
    "hij heeft 2 broers en 1 zus",
    "Bart heeft een 10 km gelopen",
    "we moeten een enquete doen over scheidingen",
    "mijn mentor zei dat ik naar de zorgcoordinator mag",
    "ik loop bij een psycholoog, helpt best goed",
    "de mail van de mentor over het kamp, heb je die gelezen?",
    "er is een mail van de directie over het rooster gekomen",
    "in de mail van de mentor staat dat we om 9 uur beginnen",
    "Daan is gezakt door het ijs haha",
    "meneer Peters gaat trouwen!!",
    "onze mentor is bevallen, een meisje!",
    "jullie drinken te weinig water zei de gymdocent",
    "hij is verslaafd aan fortnite",
    "ze is verslaafd aan chocola lol",
    "die hond van Sem is getest, die heeft een hoog iq",
    "ben overspannen van deze toetsweek",
    "mijn laptop is ingestort",
    "wat is het iq van een hond",
    "Sanne wil psycholoog worden",
    "Sams moeder is psycholoog, die kan je interviewen",
    "Lotte loopt stage in een kliniek",
    "hij moet het afval scheiden",
    "Tim gaat de stoffen scheiden met een filter",
    "ze halen de motor uit elkaar",
    "Sem en Noor, jullie zitten uit elkaar bij de toets",
    "Piet krijgt een uitkering van 1200, bereken de belasting",
    "Lotte drinkt thee",
    "ze hebben een hond geadopteerd",
    "zijn aanvraag is in behandeling",
    "she hates ads",
    "hij deed de iep in groep 8",
    "doe niet zo autistisch Tim",
    "Messi is geschorst voor de wedstrijd van zondag",
    "Sanne kreeg een 10 van oma",
    "Tim heeft een iPhone 5",
    "Emma heeft een 3 op de ranglijst",
    "Daan had een 8 voor zijn presentatie, lekker bezig!",
    "Bram zei dat ik een 3 had",
    "ze zeggen dat ik adhd heb",
    "mijn vriendin Lisa en ik maken een podcast over anorexia",
    "Sofie, heb jij ook dyslexie?",
    "jongen met down in de klas boven ons is echt aardig",
    "mevrouw Jansen is zwanger, wat leuk!",
    "meester, ik heb straks gesprek met de leerplicht",
    "hij heeft een burn-out gekregen in het verhaal",
    "Joep Bertrams is de tekenaar",
    "de schoolpsycholoog komt dinsdag in de mentorles",
    "wie van jullie heeft de brief van de orthodontist",
    "de schorsing van de wedstrijd duurde 10 minuten",
    "Tom heeft kanker overleefd in de film",
    "ben bij de psycholoog, mis het eerste uur",
    "Anna heeft beugel",
    "Lars zit aan de pillen van de paracetamol haha ik ook",
    "Faye is uitgescholden en durft niet naar school",
    "mag ik weten wat Sem had?",
    "Ruben: ik had een 3,4",
    "iemand een 4 of lager? dan gaan we samen leren",
    "meneer heeft mijn 5,4 verhoogd naar een 5,5",
]


@pytest.mark.parametrize(
    ("why", "text"), [(why, text) for why, texts in BREACHES.items() for text in texts]
)
def test_a_breach_is_seen_with_its_reason(why: str, text: str) -> None:
    [sighting] = seen(text)
    assert sighting.rule is Rule.CONFIDENTIAL
    assert sighting.reason.key == f"reason.confidential.{why}"
    assert 0 <= sighting.span.start < sighting.span.end <= len(text)


@pytest.mark.parametrize("text", INNOCENT)
def test_one_s_own_matters_lessons_and_care_are_nobody_else_s_secret(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize("role", [Role.TEACHER, Role.MENTOR])
@pytest.mark.parametrize(
    "text",
    [
        "Sem had een 3,2 en Daan een 8",
        "Ter info: de ouders van Noor gaan scheiden, hou er rekening mee",
    ],
)
def test_staff_who_tell_a_class_about_a_pupil_are_seen(text: str, role: Role) -> None:
    assert seen(text, role)


@pytest.mark.parametrize(
    "text",
    [
        "Brandon, Jari: telefoons in de bak en jullie maken morgen een andere toets.",
        "Noor is ziek vandaag, wie neemt het huiswerk mee?",
        "De cijfers staan in Magister.",
        "Sem en Daan, jullie hebben de toets nog niet ingehaald.",
        "Mw. Bos is langere tijd afwezig, ik vervang haar.",
    ],
)
def test_what_staff_announce_is_not_gossip(text: str) -> None:
    assert seen(text, Role.TEACHER) == []


@pytest.mark.parametrize(
    "text",
    ["wist je dat meneer blijft zitten", "ik hoorde dat ik blijf zitten", "hoorde je van adhd"],
)
def test_gossip_about_nobody_is_none(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("he, Sem heeft een 3,2 voor Engels", "heeft een 3,2"),
        ("wist je dat Sem een 3,2 heeft", "3,2 heeft"),
        ("hoorde dat Lisa ADHD heeft", "ADHD"),
        ("nee! Kees moest bij de rector komen, echt", "moest bij de rector"),
        ("joh, de notulen lagen bij de printer!", "notulen lagen bij de printer"),
    ],
)
def test_the_span_is_what_is_confidential(text: str, span: str) -> None:
    [sighting] = seen(text)
    assert text[slice(*sighting.span)] == span


@pytest.mark.parametrize(
    "text",
    [
        "mijn zoon is geschorst, Tim krijgt een gesprek",
        "onze dochter heeft epilepsie, graag rekening mee houden",
        "mijn dochter had een 3,4 voor wiskunde, waar kan ze bijles krijgen?",
        "Mijn kind heeft adhd en slikt pillen, kan dat op kamp?",
    ],
)
def test_guardians_tell_of_their_own_child(text: str) -> None:
    assert seen(text, Role.GUARDIAN) == []


def test_guardians_gossip_too() -> None:
    assert seen("ik hoorde dat de moeder van Levi in de schuldsanering zit", Role.GUARDIAN)


def test_of_somebody_without_a_name_and_without_gossip_it_is_not_sure() -> None:
    [sighting] = DETECTOR.look(a_scene("ze heeft epilepsie"))
    assert sighting.certainty < SHOWN


def test_what_was_seen_on_a_screen_makes_a_grade_surer() -> None:
    assert not seen("ze had een 4,2")
    assert seen("ze had een 4,2, zag ik op haar scherm")


@pytest.mark.parametrize(
    "text",
    [
        "Sem heeft een 12,5",
        "Sem heeft een 3,25",
        "Sem heeft een 3:2",
        "Sem heeft een 30%",
        "Sem heeft een 4%",
        "Sem staat op 3-2-2025",
        "Sem heeft opdracht 3,2",
        "Sem kreeg een 3,5 euro terug",
        "Sem heeft een 10,5",
    ],
)
def test_a_number_is_not_always_a_grade(text: str) -> None:
    assert seen(text) == []


def test_hostile_text_is_read_to_its_end() -> None:
    words = ("Sem heeft een 3,2", "adhd", "3,", "Sem", "dossier gelekt", "mijn broer", ".")
    for first, second in product(words, words):
        text = f"{first} {second} " * 400
        for sighting in seen(text):
            assert 0 <= sighting.span.start < sighting.span.end <= len(text)
    assert seen("\x00\ud800 \u202eSem heeft adhd") is not None
    assert seen("") == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("lisa is zwanger van kevin", "health"),
        ("kevin is uit de kast gekomen, hij is homo", "outed"),
        ("zijn moeder werkt bij de ggz omdat ze gek is", "health"),
        ("mw de boer is overspannen thuis", "health"),
        ("daan woont in een asielzoekerscentrum en zijn moeder is illegaal", "home"),
        ("lisa is geschorst", "discipline"),
    ],
)
def test_what_was_theirs_to_tell(text: str, why: str) -> None:
    assert [each.reason.key for each in seen(text)] == [f"reason.confidential.{why}"]


@pytest.mark.parametrize(
    "text",
    [
        "emma is geschorst van het voetbal",
        "lisa is geschorst voor 2 wedstrijden bij hockey",
        "screenshot van de mail van de mentor over het kamp",
        "mijn zus is zwanger van haar vriend",
        "juf is zwanger van haar tweede kindje",
        "ik ben uit de kast gekomen",
        "daan is zelf uit de kast gekomen, trots op hem!",
        "haal de spullen uit de kast",
        "hoe is het om uit de kast te komen",
        "er komt een azc in ons dorp",
        "mijn moeder werkt bij de ggz",
        "mevrouw de boer is er vandaag niet",
    ],
)
def test_what_is_open_to_all_or_their_own_is_no_secret(text: str) -> None:
    assert seen(text) == []
