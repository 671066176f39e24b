"""Stolen logins and ways around supervision are found; their victims and lessons are not."""

from itertools import product

import pytest

from bot.detectors.hacking import HackingDetector
from bot.detectors.lexicon import Vocabulary
from bot.model.finding import Rule, Sighting
from bot.model.member import Role
from tests.support.builders import a_message, a_scene, a_sender

DETECTOR = HackingDetector(Vocabulary())
SHOWN = 0.6
"""As the rulebook has it in `flag_from`."""


def seen(text: str, role: Role = Role.STUDENT) -> list[Sighting]:
    message = a_message(text, sender=a_sender(role=role))
    return [each for each in DETECTOR.look(a_scene(message=message)) if each.certainty >= SHOWN]


BREACHES = {
    "login": [
        "ik heb het wachtwoord van mw. Visser",
        "log ff in op zijn magister",
        "wie weet het wachtwoord van de docentencomputer",
        "het ww van meneer is gewoon welkom123, heb ik gezien",
        "heb afgekeken wat haar wachtwoord is, zullen we inloggen",
        "ik zit in Noors snapchat, ze weet van niks haha",
        "heb zijn insta gehackt lol",
        "ik kan jouw broers account hacken voor 10 euro",
        "wie kan een insta account hacken",
        "zullen we de site van school hacken",
        "ik heb het account van Bas overgenomen",
        "i hacked his snapchat lol",
        "i know mr Smiths password",
        "logged into her account and read everything",
        "ik ben ingelogd op het account van mevrouw de Jong",
        "wifi wachtwoord docenten: wie heeft het",
        "heb de code van de docentenwifi afgekeken",
        "i got the staff wifi password",
        "ik pas mijn cijfers aan in magister via het account van de docent",
        "verkoop gehackte netflix accounts 2 euro",
        "gestolen fortnite accounts te koop",
        "hacked spotify accounts for sale",
        "zijn telefoon ontgrendeld en zn berichten gelezen haha",
        "ik weet haar wachtwoord, we kunnen meelezen in haar mail",
        "ww van Sem is zijn hond, log maar in",
        "ik ken het wachtwoord van de conrector",
        "Lotte haar insta ww is haar hondje, log maar in",
        "heb meneers laptop gehackt",
        "wie weet hoe je een snap account hackt",
        "gehackte disney plus accounts 3 euro",
        "someone give me the teachers wifi password",
        "im in her instagram, she used her birthday as password",
    ],
    "attack": [
        "ik heb een keylogger op de schoolpc gezet",
        "zet een keylogger op de laptop van meneer",
        "phishing pagina van magister gemaakt, stuur de link naar leraren",
        "nep inlogpagina gemaakt van som, al 4 wachtwoorden binnen",
        "wie heeft een booter voor de schoolwifi",
        "we gaan magister ddossen",
        "ddos de server van school morgen",
        "school wifi platgooien tijdens de les haha",
        "let's ddos the school network",
        "flipper zero mee, gaan we het digibord uitzetten",
        "ik heb mijn wifi jammer bij, doei les op school",
        "stuur haar een nep login link dan heb je haar wachtwoord",
        "ddos aanval op som morgen om 9 uur wie doet mee",
        "keylogger installed on the library computer",
    ],
    "bypass": [
        "met een vpn kan je tiktok op de schoolwifi",
        "welke vpn werkt op school",
        "proxy om de filter te omzeilen",
        "hoe omzeil je de filter op school",
        "how to bypass the school filter",
        "unblocked games op de chromebook werkt via deze proxy",
        "vpn aan dan kan je gamen op school",
        "mdm van de ipad afhalen zodat school niks kan blokkeren",
        "jailbreak je schoolipad dan werkt alles",
        "adminrechten op je schoollaptop krijgen, ik weet hoe",
        "met die vpn kom je gewoon op insta op school",
        "proxy link om door de firewall van school te komen",
        "how to get tiktok unblocked on school wifi with a vpn",
    ],
    "cheat": [
        "lockdown browser omzeilen is makkelijk",
        "hoe kom je uit de lockdown browser, iemand een bypass",
        "proctoring voor de gek houden met een foto voor de camera",
        "disable respondus with this trick",
        "oortje in tijdens de toets en mijn zus leest voor",
        "draag een smartwatch bij de toets, alle formules erop om te spieken",
        "gebruik gewoon chatgpt stiekem bij de toets",
        "chatgpt on your phone under the table during the exam",
        "zet je samenvatting in je rekenmachine voor de toets, ziet niemand",
        "met je airpods in antwoorden horen tijdens het examen",
        "apple watch met notities, spieken op de toets",
        "de lockdown browser kan je sluiten met een trucje, omzeilen dus",
        "zet je horloge vol met formules en spiek bij de toets",
        "chatgpt openen tijdens het examen op je telefoon onder tafel",
        "bypass proctorio with a second laptop",
    ],
    "grades": [
        "kan iemand mijn cijfer veranderen in som met een hack",
        "i can change your grades in the system for 20 bucks, got the teacher login",
        "hij heeft zijn absenties gewist met het docentaccount",
        "we kunnen met de inlog van de mentor onze te laats weghalen",
        "ik kan cijfers veranderen in magister want ik heb het account van een leraar",
    ],
}

INNOCENT = [
    "mijn account is gehackt help",
    "mijn insta is gehackt, reageer niet",
    "iemand heeft mijn snap gehackt",
    "ik ben mijn wachtwoord vergeten",
    "wachtwoord resetten doe je bij de servicedesk",
    "ik kan niet inloggen op magister",
    "inloggen met je leerlingnummer",
    "log in met je schoolaccount",
    "iedereen inloggen op kahoot",
    "wachtwoord van de kahoot?",
    "wat is de code van de kahoot",
    "wat is het wifi wachtwoord van de aula",
    "het wifi wachtwoord voor gasten is vandaag op het bord",
    "meneer wat is het wachtwoord van de zip?",
    "wachtwoord van het bestand staat in de mail van meneer",
    "mijn wachtwoord werkt niet meer meneer",
    "kies een sterk wachtwoord",
    "geef nooit je wachtwoord aan anderen",
    "pas op er gaat phishing rond",
    "let op: phishing mail van zogenaamd school",
    "hacken is strafbaar",
    "hij is gepakt voor hacken",
    "de gastles over hackers was leuk",
    "ethical hacking club op donderdag",
    "ctf wedstrijd met informatica",
    "hackathon op de hogeschool",
    "we leren bij informatica wat een ddos aanval is",
    "spreekbeurt over hackers",
    "documentaire over anonymous gekeken",
    "lifehack: leer met kaartjes",
    "growth hacking stage",
    "een hack om sneller te leren",
    "hacksaw ridge kijken we bij geschiedenis",
    "hackfleisch is gehakt in het duits",
    "ik gebruik een vpn voor mijn privacy",
    "wat is een vpn?",
    "is een vpn veilig? voor informatica",
    "de vpn van mijn vader zijn werk doet raar",
    "proxy is een begrip uit hoofdstuk 3",
    "school heeft youtube geblokkeerd, jammer",
    "waarom is spotify geblokkeerd op school",
    "kan de filter uit voor de les mevrouw?",
    "de site van de opdracht is geblokkeerd, mevrouw",
    "wifi ligt eruit",
    "wifi is traag vandaag",
    "magister ligt plat",
    "itslearning doet het niet",
    "server van school is down",
    "teams crasht steeds",
    "mag je chatgpt gebruiken bij het verslag",
    "chatgpt geeft foute antwoorden",
    "ik heb chatgpt gevraagd om uitleg voor de toets",
    "oefenvragen laten maken door chatgpt voor de toets",
    "chatgpt maakt een samenvatting voor mijn toets",
    "ik leer voor de toets met chatgpt",
    "geen oortjes tijdens de toets",
    "oortjes mogen alleen bij luistertoets",
    "neem oortjes mee voor de luistertoets",
    "smartwatch af bij de toets",
    "rekenmachine mee naar de toets",
    "mag de grafische rekenmachine bij het examen",
    "zet je gr in examenstand",
    "examenstand aanzetten: zie filmpje",
    "hoe zet ik de examenstand uit na de toets",
    "lockdown browser installeren voor de toets",
    "safe exam browser doet het niet",
    "spieken is dom",
    "hij is betrapt met spieken",
    "ik schrijf een spiekbriefje om te leren",
    "mijn cijfer is aangepast!",
    "meneer heeft mijn cijfer aangepast",
    "kan het cijfer nog veranderen na de herkansing",
    "cijfers staan in magister",
    "hoe kan ik mijn cijfer ophalen",
    "wachtwoord wijzigen moet elke 3 maanden",
    "log uit als je klaar bent",
    "je account verlopen? bel ict",
    "wie heeft het account van de klas voor canva",
    "gebruik het klasaccount voor de site",
    "we maken een klas insta, wie wil het wachtwoord",
    "ik heb een nieuw insta account",
    "verkoop mijn fortnite account",
    "minecraft server is gehackt door een gast lol",
    "gta cheats zijn leuk",
    "cheat codes voor sims",
    "aimbot sukkels in fortnite",
    "mijn vader werkt bij ict",
    "my password doesnt work",
    "i forgot my login",
    "we got hacked last year says dad",
    "how do i log in to teams",
    "use two factor authentication",
    "vpn for netflix at home",
    "no phones during the test",
    "calculators allowed in the exam?",
    "hacktivism is in the exam chapter",
    "het raam kan niet open, ik zit in het lokaal van mevrouw",
    "ik zit in de teams van meneer Bakker",
    "ik zit in zijn mentorgroep",
    "kijk in zijn mail, daar staat het lokaal",
    "ik zit in haar groepje voor de presentatie",
    "kan iemand haar mail doorsturen",
    "zit jij in zijn team?",
    "meneer kan niet in het systeem",
    "ik heb mijn broers laptop mee",
    "mijn telefoon ontgrendeld gelaten oeps",
]


@pytest.mark.parametrize(
    ("why", "text"), [(why, text) for why, texts in BREACHES.items() for text in texts]
)
def test_a_breach_is_seen_with_its_reason(why: str, text: str) -> None:
    [sighting] = seen(text)
    assert sighting.rule is Rule.HACKING
    assert sighting.reason.key == f"reason.hacking.{why}"
    assert 0 <= sighting.span.start < sighting.span.end <= len(text)


@pytest.mark.parametrize("text", INNOCENT)
def test_victims_lessons_and_daily_logins_are_no_hacking(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize("role", [Role.TEACHER, Role.MENTOR])
def test_what_staff_tell_is_not_judged(role: Role) -> None:
    assert [text for texts in BREACHES.values() for text in texts if seen(text, role)] == []


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("yo, ik heb het wachtwoord van mw. Visser! haha", "heb het wachtwoord van mw"),
        ("ok. we gaan magister ddossen, wie doet mee", "magister ddossen"),
        ("tip: lockdown browser omzeilen, makkelijk", "lockdown browser omzeilen"),
    ],
)
def test_the_span_is_what_is_hacked(text: str, span: str) -> None:
    [sighting] = seen(text)
    assert text[slice(*sighting.span)] == span


@pytest.mark.parametrize(
    "owner", ["zijn", "Noors", "noors", "haar", "iemands", "het account van Sem zijn"]
)
def test_whose_account_it_is(owner: str) -> None:
    assert seen(f"ik ben stiekem ingelogd op {owner} magister")


@pytest.mark.parametrize("owner", ["mijn", "ons", "jouw", "de", "een"])
def test_whose_account_it_is_not(owner: str) -> None:
    assert seen(f"ik ben ff ingelogd op {owner} magister") == []


@pytest.mark.parametrize(
    "text",
    ["account ff inloggen", "ff inloggen account van", "ff inloggen met je Rosetta account"],
)
def test_an_account_of_nobody(text: str) -> None:
    assert seen(text) == []


def test_log_in_as_somebody_else() -> None:
    assert seen("hahaha ik log nu in als Tygo")
    assert seen("als Tygo inlogt op de quiz kunnen we beginnen") == []


def test_what_staff_share_with_a_class_is_not_theirs_alone() -> None:
    assert seen("ik zit in de teams van meneer Bakker") == []
    assert seen("ik zit in het account van meneer Bakker, ff lezen")


def test_disguised_words_are_read() -> None:
    assert seen("hoe omzeil je de f1lter op school")


def test_hostile_text_is_read_to_its_end() -> None:
    words = ("wachtwoord", "als Sem", "van", "account van de", "docent", "ik heb", ".")
    for first, second in product(words, words):
        text = f"{first} {second} " * 400
        for sighting in seen(text):
            assert 0 <= sighting.span.start < sighting.span.end <= len(text)
    assert seen("\x00\ud800 \u202ewachtwoord van") is not None
    assert seen("") == []


@pytest.mark.parametrize(
    "text",
    [
        "daan heeft mijn snap gehackt",
        "Kevin heeft mijn magister gehackt",
        "iemand heeft m'n snap gehackt, wat nu",
        "zij heeft onze klas insta gehackt",
        "onze insta is gehackt door kevin",
        "kevin heeft mn magister overgenomen help",
        "my snap, he hacked my snap",
    ],
)
def test_a_victim_tells_of_it_and_breaks_nothing(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("hoe omzeil je de examensoftware", "cheat"),
        ("oortje in bij de toets en ik app de antwoorden", "cheat"),
        ("ik heb ingelogd als de docent", "login"),
        ("ik log gewoon in als mevrouw bos", "login"),
        ("ik ben in het account van meneer de wit gekomen", "login"),
        ("wie heeft de code van het docentenaccount", "login"),
        ("ik heb zijn snap gehackt met mijn laptop", "login"),
        ("leg de site van school plat morgen", "attack"),
        ("gooi de server van school plat", "attack"),
    ],
)
def test_ways_in_and_around_by_other_words(text: str, why: str) -> None:
    [sighting] = seen(text)
    assert sighting.reason.key == f"reason.hacking.{why}"


@pytest.mark.parametrize(
    "text",
    [
        "mijn laptop is plat",
        "leg je laptop plat op tafel",
        "de wifi ligt plat",
        "wie heeft een docentaccount nodig",
        "je moet inloggen als docent of als leerling",
        "hoe werkt de examensoftware",
        "ik ben in de mail gekomen",
        "ik heb een oortje in bij de toets luisteren nederlands",
    ],
)
def test_a_flat_battery_and_a_role_of_a_site_are_no_attack(text: str) -> None:
    assert seen(text) == []
