"""What is asked of people and said of their bodies is found; lessons and who tells are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.lexicon import Vocabulary
from bot.detectors.sexual_language import SexualLanguageDetector
from bot.model.finding import Rule, Sighting
from tests.support.builders import a_message, a_scene

DETECTOR = SexualLanguageDetector(Vocabulary())


def seen(text: str) -> list[Sighting]:
    return list(DETECTOR.look(a_scene(text)))


BREACHES = [
    "hoe groot zijn je borsten",
    "ik wil je likken",
    "wil je trio",
    "stuur feet pics",
    "10 euro voor een tietfoto",
    "wat zou je doen als ik nu langskwam met mijn hand in je broek",
    "lisa doet het met iedereen",
    "welke cupmaat heeft ze",
    "stuur nudes",
    "heb je nog nudes van haar",
    "ik betaal 10 euro voor een naaktfoto",
    "stuur een foto in je ondergoed",
    "geile foto sturen?",
    "wie ruilt er naaktfoto's",
    "n u d e s plz",
    "send me a nude babe",
    "laat je tieten zien",
    "laat je kut eens zien",
    "wat een tieten heeft die",
    "lekkere kont heeft juf vandaag",
    "kijk die kont van Sara dan 🥵",
    "juf heeft een strakke kont",
    "Femke heeft dikke tieten",
    "nice tits @Lisa",
    "die docent is echt een lekker ding",
    "wat is ze toch een geil wijf",
    "milf alert mevrouw de Groot",
    "zou je haar doen ja of nee",
    "i would smash",
    "wil je neuken",
    "kom neuken",
    "ik wil je neuken",
    "zullen we neuken na school",
    "wie heeft zin in seks vanavond",
    "ik neuk je helemaal suf",
    "wil je me pijpen",
    "ik ga je vingeren",
    "heeft Lisa jou gepijpt?",
    "zij pijpt iedereen voor 5 euro",
    "Tim en Lisa hebben seks gehad op kamp",
    "Eva heeft het al met 5 jongens gedaan",
    "bangalijst 2026 check",
    "wie staat er bovenaan op de hoerenlijst van 4H",
    "wie wil de sextape van Kim zien",
    "ik heb porno op mijn telefoon wie wil kijken",
    "iemand een goede pornosite?",
    "18+ filmpjes te koop 🔞",
    "link naar onlyfans van die meid uit 5V",
    "jij maakt me geil",
    "ik ben zo geil nu",
    "im so horny rn",
    "ik heb een stijve van jou",
    "wil je mijn lul zien",
    "mijn piemel is 20 cm",
    "🍆🍑💦 @Noa",
    "jij 👉👌 ik",
    "doe je onderbroek uit",
    "trek je shirt uit voor de cam",
    "draag je eigenlijk een string",
    "ben je nog maagd?",
    "show us your boobs",
    "suck my dick babe",
    "sit on my face",
    "bend over girl",
    "fuck me daddy",
    "ge hebt schone tetten",
    "mag ik u eens poepen schatje",
    "wil je bij mij slapen zonder kleren 😏",
    "p1jp me dan",
    "s3ks met mij?",
    "met haar wil ik wel een nachtje 😏",
]

INNOCENT = [
    "seks en relaties is hoofdstuk 4 van biologie",
    "wat doet de eierstok precies",
    "leer de delen van de penis uit je hoofd",
    "we kregen voorlichting over soa's en condooms",
    "in het boek hebben ze seks op bladzijde 40",
    "ik moet een spreekbeurt over homoseksualiteit doen",
    "hoe werkt de pil eigenlijk bij vraag 3",
    "zijn balzak staat op plaatje 5b",
    "hij bleef maar vragen om nudes, ik heb hem geblokkeerd",
    "iemand stuurde mij een dickpic, waar kan ik dat melden",
    "mijn ex heeft mijn naaktfoto doorgestuurd help",
    "hij zei laat je tieten zien, dat is toch niet normaal",
    "nudes sturen is strafbaar",
    "stuur nooit een naaktfoto van jezelf",
    "wil je alsjeblieft stoppen met die opmerkingen over mijn borsten",
    "ik stuur geen nudes vergeet het maar",
    "noem haar geen slet",
    "ik word echt neukgek van dit huiswerk",
    "wat een geneuk met dat rooster",
    "neuk wat een slechte toets",
    "fuck wat een cijfer",
    "kut vergeten mijn boek",
    "lul niet zo",
    "kom van je luie kont af en doe mee met het groepje",
    "ik viel op mijn kont bij gym",
    "mijn borst doet pijn van het hoesten",
    "lekkere taart was dat",
    "lekker ding die nieuwe laptop",
    "wat een lekker weer",
    "geil man die nieuwe map in fortnite",
    "hoe lang moet de pijp van de broek zijn",
    "we gaan naaien bij textiel",
    "trek 3 af van 12",
    "beide kanten aftrekken en dan delen door 2",
    "komt je zus klaar met studeren dit jaar",
    "hij kan goed vingeren op zijn gitaar",
    "vingerzetting oefenen voor piano",
    "de naakte kip loopt over het erf in het gedicht",
    "het schilderij met de naakte vrouw van Rubens",
    "blote voeten verplicht bij dans",
    "doe je jas uit en ga zitten",
    "trek je schoenen uit in de gymzaal",
    "mijn sterrenbeeld is maagd",
    "de maagd Maria staat op het altaar",
    "string is een datatype in python",
    "print de string op regel 5",
    "aubergine 🍆 voor de moussaka",
    "perzik 🍑 taart",
    "ik ben nat geworden van de regen 💦",
    "biseksueel betekent dat je op beide valt",
    "ik heb verkering met Tim",
    "zij kussen in het toneelstuk",
    "ze zijn met elkaar naar bed gegaan in het boek van Arnon Grunberg",
    "ik ga naar bed, welterusten",
    "mag ik met jou in een groepje",
    "de poes heeft jongen",
    "is er seks voor het huwelijk in de islam verboden, vraag voor levo",
    "sex ratio bij vissen staat in tabel 3",
    "sexy van der Waals krachten haha",
    "wil je met mij naar het gala",
    "ik slaap bij Lisa vannacht",
    "stuur je foto van het huiswerk",
    "stuur even een pic van het bord",
    "heb je de foto van de muurkrant",
    "de documentaire over pornoverslaving kijken voor maatschappijleer",
    "pikorde bij kippen",
    "pik jij mijn pen steeds",
    "de pik van de ijsberg beklommen haha pikhouweel",
    "er staat een bangalijst op telegram, school heeft aangifte gedaan",
    "nude oogschaduw mee voor schmink",
    "ik heb nude schoenen voor het gala",
    "hete soep pas op",
    "je moet op je borst kloppen bij dat spel",
    "zij is zwanger, gefeliciteerd mevrouw!",
    "condoomautomaat hangt nu bij de wc zegt de leerlingenraad",
    "ik zou dat wel doen",
    "zou jij het zo doen",
    "ik zou die opgave wel doen",
    "a big ass test tomorrow",
    "die taart is een lekker hapje",
    "lekker stuk gelopen juf",
    "ik vind die muziek geil",
    "wie weet wat sex ratio is",
    "gaan we het over seks hebben bij nl",
    "seks met een condoom is veiliger",
    "fuck me wat een toets",
    "heb je nude hakken voor me",
    "mijn bh van gym is kwijt",
    "wie heeft het verslag met die jongens gedaan",
    "wij hebben het met twee jongens gedaan, dat project",
    "ben jij maagd of ram",
    "de lekkerste van de kantine is de kaassoufflé",
    "heb je die string al omgezet naar een int",
    "in die film hebben ze seks met elkaar",
    "laat je broertje niet zonder handdoek naar zwemmen gaan",
    "ik ga naar bed 🥵",
    "ik wil een douche na gym 🥵💦",
    "wat een hete video over vulkanen",
    "wie heeft het mooiste schrift",
    "wie wil er met mij oefenen voor engels",
    "doe mee met het trio voor muziek",
    "ben bang dat ik te laat kom",
    "moet ik de pijpen nog omzomen",
    "stuur eens wat leuks voor de poster",
]


@pytest.mark.parametrize("text", BREACHES)
def test_sexual_language_aimed_at_people_is_seen(text: str) -> None:
    [sighting] = seen(text)
    assert sighting.rule is Rule.SEXUAL
    assert sighting.certainty >= 0.5


@pytest.mark.parametrize("text", INNOCENT)
def test_lessons_health_love_help_and_plain_words_are_left_alone(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "hij vroeg mij om nudes",
        "ze zei stuur nudes anders vertel ik het iedereen",
        "iemand uit V5 stuurt mij steeds naaktfoto's",
        "mijn ex heeft naaktfoto's van mij doorgestuurd",
        "als ik niet betaal zet hij mijn naaktfoto online",
        "ik kreeg een dickpic van een onbekende",
        "someone asked me for nudes what should i do",
        "er gaat een naaktfoto rond van een meisje uit 3C, waar kan ik dat melden",
        "kunnen jullie stoppen met die opmerkingen over haar tieten",
        "dat is seksuele intimidatie en ik ga het melden",
        "er staat porno in de groep mevrouw",
        "ik wil geen seks met hem en hij blijft vragen",
        "Tim vroeg mij om nudes",
        "Daan stuurde me een dickpic",
        "mijn baas wil dat ik een foto zonder kleren stuur",
        "een leraar maakte opmerkingen over mijn borsten tegen mij",
        "hij stuurde mij 🍆💦 wat moet ik doen",
        "iemand stuurt steeds 🍆💦 naar mij",
        "hij wil steeds seks met mij en ik durf geen nee te zeggen",
        "mijn vriend wil dat ik hem pijp maar ik wil niet",
        "mijn trainer zit aan mijn borsten",
        "mijn oom heeft me gedwongen tot seks",
        "ik ben gedwongen om naaktfoto's te sturen",
        "ik heb een naaktfoto gestuurd en heb er spijt van",
        "ik heb per ongeluk een nude gestuurd en nu chanteert hij me",
        "ze dreigt mijn nudes te delen",
        "kan iemand helpen, mijn nudes staan online",
        "hoe krijg ik mijn naaktfoto's van internet",
        "wat moet je doen als iemand je nudes deelt",
        "mag iemand je dwingen om een foto zonder kleren te sturen",
        "ik voel me vies, hij pakte mijn kont",
        "de jongens bij gym roepen steeds lekkere kont naar mij",
        "waarom noemen ze mij een lekker ding, ik vind dat niet fijn",
        "ze zetten mij op een bangalijst",
        "ik sta op een bangalijst en durf niet meer naar school",
        "wie heeft die bangalijst gemaakt, haal mijn naam eraf",
        "er is een filmpje van mij zonder kleren",
        "a guy from 5B keeps asking me for nudes",
        "he wants me to send a naked pic, i dont want to",
        "my ex leaked my nudes",
        "someone made a deepfake porn video of me",
        "ik ben aangerand op het feest",
        "die man op snap vroeg of ik mijn shirt uit wilde doen",
        "een onbekende wil dat ik mijn bh uitdoe voor de camera",
        "ge moet geen naaktfoto's sturen ook al vraagt hij erom",
        "als iemand om nudes vraagt: blokkeren en melden",
        "stuur geen nudes, nooit",
        "deel die foto niet, dat is kinderporno en strafbaar",
        "meneer hij laat porno zien in de klas",
        "mevrouw, Tim kijkt porno in de les",
        "ik heb seks gehad en ben bang dat ik zwanger ben",
        "ik ben over tijd, waar kan ik een test kopen",
        "ik ben nog maagd is dat raar",
        "doet de eerste keer pijn",
        "ik denk dat ik op meisjes val",
        "mijn vriendin en ik willen wachten met seks",
    ],
)
def test_who_tells_asks_for_help_or_warns_breaks_nothing(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "stuur nud3s",
        "n.u.d.e.s graag",
        "stuur n*des",
        "STUUR NUDES",
        "stuur nuuudes",
        "wil je n3uken",
    ],
)
def test_a_disguise_hides_nothing(text: str) -> None:
    [sighting] = seen(text)
    assert sighting.certainty >= 0.75


@pytest.mark.parametrize(
    ("text", "why", "words"),
    [
        ("hee jij daar, laat je tieten zien dan", "request", "laat je tieten zien"),
        ("jongens, kijk die kont van Sara", "talk", "kijk die kont van"),
        ("voor jou @Mila 🍆💦 haha", "emoji", "🍆💦"),
    ],
)
def test_it_is_shown_where_it_stands_and_why(text: str, why: str, words: str) -> None:
    [sighting] = seen(text)
    assert sighting.reason.key == f"reason.sexual_language.{why}"
    assert text[slice(*sighting.span)] == words


def test_a_request_is_surer_than_talk() -> None:
    [request], [talk] = seen("stuur nudes"), seen("Femke heeft dikke tieten")
    assert request.certainty > talk.certainty


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("@Noa 🍆🍑", 0.75),
        ("🍆💦", 0.75),
        ("dat feestje van gisteren was echt heel gezellig 🍆💦", 0.55),
    ],
)
def test_emoji_are_surer_when_they_are_aimed_or_alone(text: str, certainty: float) -> None:
    assert [each.certainty for each in seen(text)] == [certainty]


@pytest.mark.parametrize(
    "text",
    [
        "recept met 🍆 en 🍑 voor de fruitsalade",
        "2 🍆 per groepje meenemen",
        "zwemles morgen 💦💦",
        "lekker warm vandaag 🥵",
        "ok 😏",
        "👌",
    ],
)
def test_emoji_of_food_water_and_heat_mean_that(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize("text", ["stuur even die foto {}", "in die legging {}"])
def test_a_wink_gives_away_what_is_plain_without(text: str) -> None:
    assert seen(text.format("")) == []
    assert [each.certainty for each in seen(text.format("😏"))] == [0.6]


def test_a_wink_beside_homework_is_none() -> None:
    assert seen("stuur even een foto van je huiswerk 😏") == []


def test_what_is_quoted_or_forwarded_is_not_the_senders() -> None:
    message = a_message("bah", quoted="stuur nudes", forwarded="wil je neuken")
    assert not list(DETECTOR.look(a_scene(message=message)))


def test_many_of_its_words_are_read_in_a_moment() -> None:
    assert seen("nüdes " * 20_000) is not None


WORDS = [
    "stuur",
    "nudes",
    "foto",
    "tieten",
    "kont",
    "lekkere",
    "heeft",
    "wil",
    "je",
    "neuken",
    "😏",
]
WORDS += [
    "🍆",
    "💦",
    "hij",
    "vroeg",
    "mij",
    "geen",
    "haar",
    "zonder",
    "kleren",
    "seks",
    "bed",
    "met",
]


@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_order_of_its_words_is_read(words: list[str]) -> None:
    text = " ".join(words)
    for sighting in seen(text):
        assert text[slice(*sighting.span)].strip()
        assert 0.5 <= sighting.certainty <= 1


@pytest.mark.parametrize(
    "text",
    [
        "ik ga je verkrachten",
        "ik verkracht je zus",
        "lisa ik verkracht je",
        "ik ga je moeder verkrachten",
        "ik wil lisa verkrachten",
        "ik heb je zus verkracht",
        "ik hoop dat je verkracht wordt",
        "je moet verkracht worden",
        "im gonna rape you",
    ],
)
def test_a_threat_of_sexual_violence_is_sure_enough_to_tell_staff_at_once(text: str) -> None:
    (sighting,) = seen(text)
    assert sighting.certainty >= 0.85
    assert sighting.reason.key == "reason.sexual_language.threat"


@pytest.mark.parametrize(
    "text",
    [
        "ik ben verkracht",
        "hij heeft me verkracht",
        "mijn zus is verkracht",
        "kevin appte mij ik ga je verkrachten",
        "hij zei ik ga je verkrachten",
        "ik kreeg een bericht: ik ga je verkrachten",
        "ik ben bang dat hij mij gaat verkrachten",
        "ze willen me verkrachten",
        "ik zou nooit iemand verkrachten",
        "ik ga je niet verkrachten",
        "ik wil over verkrachten praten in mijn spreekbeurt",
        "ik ga deze toets verkrachten",
        "we gaan jullie verkrachten met fifa",
    ],
)
def test_a_victim_a_witness_and_a_thing_are_no_threat(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "mijn pik zwart ballpoint is leeg",
        "ik doe het met iedereen samen, ook de opdracht",
        "de docent doet het met elke klas zo",
        "ik wil je niet likken",
        "mijn hond wil je likken",
        "hoe groot zijn je schoenen",
        "hoe lang is je presentatie",
        "mijn hand in je tas was per ongeluk",
    ],
)
def test_near_misses_are_left_alone(text: str) -> None:
    assert seen(text) == []
