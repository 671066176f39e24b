"""Threats that name no violence are seen; sport, figures of speech and those who tell are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.finding import Sighting
from tests.support.builders import a_scene
from tests.support.detectors import INSULTS

DETECTOR = INSULTS
SHOWN = 0.6
"""As the shipped rulebook has it for respect."""


def threats(text: str) -> list[Sighting]:
    found = DETECTOR.look(a_scene(text))
    return [seen for seen in found if seen.reason.key == "reason.insult.threat"]


def shown(text: str) -> list[Sighting]:
    return [seen for seen in threats(text) if seen.certainty >= SHOWN]


BREACHES = [
    "ik neem morgen een mes mee en dan ga je eraan",
    "ik ga je gezicht verbouwen",
    "je moeder gaat eraan",
    "ik geef je klappen drerrie",
    "ik ga je rippen",
    "ik heb een ploertendoder bij me",
    "wacht maar tot na school",
    "wacht maar jij krijgt je nog wel",
    "ik weet waar je woont dus pas op",
    "je gaat eraan vrijdag",
    "we pakken je bij de fietsen",
    "ik pak je nog wel terug",
    "kom maar buiten dan",
    "kom buiten als je een vent bent",
    "ik ga je pakken bro",
    "je bent klaar bro",
    "je bent echt klaar na de les",
    "ge gaat eraan",
    "ge gaat er spijt van krijgen",
    "je gaat spijt krijgen van die foto",
    "je krijgt klappen als je nog een keer kijkt",
    "hij gaat klappen krijgen na gym",
    "we wachten je op na het negende uur",
    "ik sta straks bij je kluisje met drie man",
    "morgen ben je dood",
    "je bent dood vanmiddag",
    "ik maak je dood",
    "ik kom naar je huis toe en dan zul je het zien",
    "we vinden je toch wel",
    "kijk maar uit jij",
    "pas maar op jij",
    "let maar op wat er morgen gebeurt met jou",
    "dit ga je bezuren",
    "je hebt geen idee wat je te wachten staat",
    "ik zou maar oppassen als ik jou was",
    "durf je morgen nog wel over straat",
    "jij slaapt vannacht niet meer veilig",
    "we gaan jou wel even een lesje leren",
    "ik trek je van je fiets af",
    "ik schop je van je fiets",
    "ik gooi je in de sloot",
    "ik duw je voor de bus",
    "je tanden liggen straks op het plein",
    "wij gaan Kevin in elkaar slaan na school",
    "Sem wordt morgen in elkaar geslagen let maar op",
    "wij slaan hem morgen in elkaar",
    "iedereen met Daan op de vuist na het zesde",
    "ik neem mijn mes mee morgen",
    "mijn neef heeft een pistool dus rustig jij",
    "snitches get stitches",
    "watch ur back",
    "ur dead tomorrow",
    "i know where you live",
    "meet me outside after school, we fighting",
    "square up pussy",
    "i'll beat your ass",
    "gonna pop you",
    "we outside your house tonight",
    "kga u kapot kloppen",
    "ik sla op uw muil",
    "ge krijgt rammel",
    "ik snijd je open",
    "blijf van mijn zus af of ik breek je benen",
    "zeg dat nog een keer en je ligt",
    "klikspanen krijgen klappen",
    "jij weet wat je gedaan hebt",
    "dan gaan we kijken hoe stoer je nog bent",
    "zeg dat nog een keer dan weet ik je te vinden",
    "doe dat nog 1x dan duw ik je van het podium",
    "you better run",
    "straks eieren tegen haar raam gooien wie doet mee",
    "pas op vrijdag, wij komen met zijn vieren",
    "ik kom je nog wel tegen",
]

INNOCENT = [
    "ik weet waar je woont dus ik breng je boek wel langs",
    "ik weet waar je woont dus ik haal je op",
    "wacht maar ik krijg je nog wel met schaken",
    "ik ga je muziek rippen",
    "we gaan de keuken verbouwen",
    "dan ga je eraan wennen",
    "ik geef je klappen met fifa",
    "de politie vond een ploertendoder",
    "wacht maar tot de toets is nagekeken",
    "wacht maar na school bij de ingang, dan fietsen we samen",
    "ik weet waar je woont haha ik kom je ophalen",
    "het kinderslot gaat eraan",
    "ik pak je morgen op bij het station",
    "we pakken de fietsen na het zesde",
    "kom maar buiten, we zitten op het plein",
    "kom naar buiten het brandalarm gaat",
    "ik ga je helpen",
    "ben je klaar met de opdracht",
    "je bent klaar als alle vragen groen zijn",
    "je bent klaar bro met die samenvatting?",
    "klappen voor de winnaar van de voorleeswedstrijd",
    "we klappen allemaal als hij klaar is",
    "ik wacht op je bij de kluisjes met je boek",
    "je gaat hier spijt van krijgen als je wiskunde laat vallen",
    "ik vind je wel lief",
    "ik vind je wel aardig hoor",
    "we vinden je toch wel leuk",
    "kijk uit, de vloer is glad",
    "pas op voor de wespen bij de prullenbak",
    "let op wat er morgen gebeurt bij het experiment",
    "wat staat ons te wachten bij het examen",
    "de docent gaat ons een lesje leren over energie",
    "ik viel van mijn fiets af",
    "de bus reed bijna over mijn tas",
    "je tanden poetsen na het practicum",
    "boksbeugels zijn verboden op school",
    "neem een mes mee voor handvaardigheid",
    "mijn moeder gaat me vermoorden",
    "ik ben dood na die gymles",
    "je bent dood haha dat is level 2",
    "ik sla je over in de quiz",
    "meet me outside after school for the bus",
    "watch your back there is paint on the wall",
    "you're dead in this game",
    "hij zei dat hij me gaat pakken",
    "ze zeggen dat ze me opwachten bij de fietsen",
    "iemand zei je gaat eraan tegen mij, ik durf niet meer",
    "wordt er gevochten op het plein?",
    "er is gevochten bij de fietsenstalling, alles oké",
    "in hoofdstuk 7 wordt de koning vermoord",
    "ga je mee vechten voor je cijfer",
    "ik kom je halen met de auto om 5 uur",
    "ik kom naar je huis om aan het project te werken",
    "morgen ben je jarig!",
    "je bent dood moe zeker",
    "als je klikt op de link kom je bij de opdracht",
    "ik maak je af met schaken",
    "we maken jullie in met trefbal",
    "jij bent de volgende met je presentatie",
    "jij ligt op de grond op die foto haha",
    "geen mes meenemen naar kamp",
    "ik breek mijn hoofd over vraag 4",
    "je krijgt op je kop van meneer als je te laat bent",
    "hij kreeg een klap van de bal",
    "ik ga je missen",
    "ik pak je pen wel even",
    "ge gaat eraan moeten wennen",
    "durf je morgen wel te presenteren",
    "je weet wat je moet doen voor vrijdag",
    "dan gaan we kijken hoe een vulkaan werkt",
    "dan weet je waar je het lokaal kan vinden",
    "dan hang ik je jas wel op",
    "neem eieren mee voor verzorging",
    "we better run to class",
    "we gaan met zijn vieren naar de bieb",
    "ik kom je morgen wel tegen op school",
    "dan leg ik je die som nog een keer uit in de les",
    "wacht maar even",
    "wacht maar jij bent zo aan de beurt",
    "pas op jij, nat verfje",
    "let op jullie, toets is verplaatst",
    "kijk uit jongens glad",
    "ik weet je wel te vinden voor het project",
    "we vinden je wel",
    "ik krijg je nog wel zover",
    "dan zul je zien dat het klopt",
    "zul je zien dat hij ziek is",
    "je zult zien wat er gebeurt als je natrium in water doet",
    "anders weet je niet wat er gebeurt",
    "je krijgt slaag in het verhaal",
    "je bent dood morgen als je niet slaapt haha",
    "jullie zijn er geweest? hoe was het museum",
    "kom naar buiten dan, zon schijnt",
    "kom je naar buiten dan",
    "durf je niet",
    "ik sta bij je deur, doe open",
    "ik sta voor je huis met je fiets",
    "we komen naar je huis met taart",
    "op de vuist van de dirigent letten",
    "de vuist van de bokser",
    "gaan we vechten met zwaarden bij drama",
    "ik gooi je de bal wel",
    "ik gooi je tas in de sloot",
    "ik duw je wel even aan met de fiets",
    "ik trek je van je stoel af haha",
    "ik schop je van de server",
    "ik pak je terug met fifa",
    "ik pak je morgen na school op",
    "in elkaar zetten die kast, ik help",
    "we gaan de robot in elkaar slaan met spijkers",
    "ik sla met de hamer de kist in elkaar",
    "breek je botten bij skien haha",
    "je ligt goed op schema",
    "dan lig je op de grond bij yoga",
    "ik heb een mes voor de kaas in mijn tas",
    "mijn vader heeft een geweer voor de jacht",
    "mijn opa had een pistool in de oorlog",
]


@pytest.mark.parametrize("text", BREACHES)
def test_a_threat_is_seen_whatever_it_leaves_unsaid(text: str) -> None:
    assert shown(text)


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_like_a_threat_is_none(text: str) -> None:
    assert not shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "ze krijgt thuis klappen van haar vader",
        "ik krijg altijd klappen van die jongens",
        "ik slaap niet meer veilig",
        "ik ben nergens meer veilig",
        "i throw up after lunch most days",
        "hij zei dat ik eraan ga als ik het vertel",
        "ze appte we vinden je wel, ik durf niet",
        "hij appte me net wacht maar tot na school",
        "volgens hem krijg ik klappen na gym",
        "ik krijg na school klappen van die gasten uit 4B",
        "een jongen uit 5H zegt dat hij me gaat opwachten bij het station",
        "hij heeft een mes bij zich en ik ben bang",
        "ik heb een mes gezien in zijn tas",
        "kunnen jullie stoppen met zeggen dat je hem gaat slaan",
        "mijn stiefvader zegt dat hij mijn leven kapot maakt",
        "mijn ouders slaan mij als ik thuiskom met een onvoldoende",
        "mijn vader breekt mijn botten als hij dit ziet",
        "ik word in elkaar geslagen als ik het vertel",
        "ze gaan mij in elkaar slaan help",
        "ze willen Sem in elkaar slaan na school, wie waarschuwt een docent",
        "Bram wordt straks in elkaar geslagen, kan iemand meneer Bos bellen",
        "ik wil dood",
        "ik maak mezelf kapot",
        "ik spring van het balkon",
        "i will find you a better book",
        "he said he will beat me up",
        "he says watch your back every time i pass, idk what to do",
        "someone texted me i know where you live",
        "we oefenen de scene waarin ik zeg kom naar buiten dan",
        'de regel "wacht maar tot na school" komt uit het liedje',
        "een pester zegt vaak dingen als wacht maar tot na school, staat in het boekje",
        "ik ben bang dat ze me opwachten",
        "ik durf niet naar school want ze pakken me bij de fietsen",
        "ze pakken me altijd bij de fietsen",
        "waarom zeg je dat je hem gaat pakken",
        "ze sturen mij steeds dat ik nog wel zal zien wat er gebeurt",
        "bedreigd met dan gaan we kijken hoe stoer je bent, ik durf niet meer",
    ],
)
def test_who_is_in_need_threatens_nobody(text: str) -> None:
    assert not shown(text)


@pytest.mark.parametrize(
    ("text", "less"),
    [
        ("we gaan ze slopen zaterdag", "ik ga je slopen zaterdag"),
        ("wacht maar tot na school 😂", "wacht maar tot na school"),
        ("gij krijgt slaag met fifa", "gij krijgt slaag na school"),
    ],
)
def test_a_match_a_laugh_or_a_game_takes_a_threat_away(text: str, less: str) -> None:
    assert not shown(text)
    assert shown(less)


def test_a_weapon_with_a_meal_or_a_lesson_is_none() -> None:
    assert shown("ik neem mijn mes mee morgen")
    assert not shown("ik neem mijn mes mee morgen om appels te schillen")


def test_who_is_waited_for_with_cake_is_welcome() -> None:
    assert shown("we staan je op te wachten bij de poort")
    assert not shown("we staan je op te wachten bij de poort met taart")


def test_a_question_is_no_threat() -> None:
    assert not shown("ben je klaar bro?")


def test_a_threat_is_shown_from_its_first_word_to_its_last() -> None:
    text = "zo dus, we pakken je bij de fietsen"
    [seen] = shown(text)
    assert text[slice(*seen.span)] == "we pakken je bij de fietsen"


WORDS = ["je", "gaat", "eraan", "wacht", "maar", "tot", "na", "school", "ik", "pak", "klappen"]
WORDS += [
    "kom",
    "buiten",
    "dan",
    "mes",
    "mee",
    "heb",
    "een",
    "in",
    "elkaar",
    "slaan",
    "?",
    ".",
    "😂",
]


@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_order_of_threatening_words_is_read(words: list[str]) -> None:
    text = " ".join(words)
    for seen in threats(text):
        assert text[slice(*seen.span)].strip()
        assert 0.5 <= seen.certainty <= 1
