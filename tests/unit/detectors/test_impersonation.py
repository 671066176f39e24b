import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.impersonation import ImpersonationDetector
from bot.model.finding import Rule, Sighting
from bot.model.ids import AccountRef, Platform, UserId
from bot.model.member import Role, Sender
from bot.model.message import Span
from tests.support.builders import a_message, a_scene, a_sender, heard

STAFF = ("Mevr. Verhoeven", "Dhr. A. Kamphuis", "Marieke Jansen", "Wilma")
DETECTOR = ImpersonationDetector(STAFF)
CLASS = [
    a_sender("Sanne de Vries", user_id="sanne"),
    a_sender("Daan", user_id="daan"),
    a_sender("Youssef El Amrani", user_id="youssef"),
    a_sender("Lotte", user_id="lotte"),
    a_sender("Dhr. Bos", Role.MENTOR, user_id="bos"),
]
FLAGGED_FROM = 0.6

HELD = tomllib.loads(
    Path(__file__).parents[2].joinpath("data", "held_impersonation.toml").read_text("utf-8")
)


def seen(text: str, name: str = "Kim", role: Role = Role.STUDENT) -> list[Sighting]:
    """What is shown of it."""
    sender = a_sender(name, role, user_id="new")
    scene = a_scene(message=a_message(text, sender=sender), people=CLASS)
    return [each for each in DETECTOR.look(scene) if each.certainty >= FLAGGED_FROM]


def whys(found: list[Sighting]) -> list[str]:
    return [each.reason.key.removeprefix("reason.impersonation.") for each in found]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Mevr. Verhoeven", "same"),
        ("mevrouw verhoeven", "same"),
        ("Mw Verhoeven", "same"),
        ("MEVR VERHOEVEN", "same"),
        ("Mevr. Verhoeven.", "same"),
        ("Mevr. Verhoeven 🌷", "same"),
        ("Mevr. Verhoeven 2", "staff"),
        ("Mevr. Verhoeven nieuw", "staff"),
        ("Mevr. Verhoeven new phone", "staff"),
        ("Mevr. Verhoeven privé", "staff"),
        ("Mevr. Vérhoeven", "same"),
        ("Mevr. Verhoevem", "staff"),
        ("Mevr. Vrehoeven", "staff"),
        ("Mevr. Verhoeve", "staff"),
        ("Mevr. Verhoevеn", "staff"),
        ("Mevr. Ver\u200bhoeven", "staff"),
        ("Mevr. Verh0even", "staff"),
        ("𝓜𝓮𝓿𝓻. 𝓥𝓮𝓻𝓱𝓸𝓮𝓿𝓮𝓷", "staff"),
        ("Dhr. Kamphuis", "same"),
        ("meneer A Kamphuis", "same"),
        ("Dhr. Karnphuis", "staff"),
        ("marieke jansen", "staff"),
        ("Juf Marieke Jansen", "staff"),
        ("Mw. Jansen", "staff"),
        ("Juf Wilma", "staff"),
        ("Meneer Bos", "same"),
        ("Sannе de Vries", "pupil"),
        ("Sanne de Vr1es", "pupil"),
        ("Y\u200bo\u200bussef El Amrani", "pupil"),
        ("Directie", "system"),
        ("DIRECTIE 2B", "system"),
        ("De school", "system"),
        ("WhatsApp", "system"),
        ("Telegram Support", "system"),
        ("Klaswacht", "system"),
        ("Klаswacht", "system"),
        ("Beheerder", "system"),
        ("admin", "system"),
        ("Roosterbureau", "system"),
    ],
)
def test_a_name_that_passes_for_another_is_told_once_of_the_whole_message(
    name: str, why: str
) -> None:
    [sighting] = seen("hoi allemaal", name)
    assert (sighting.rule, sighting.span) == (Rule.FAKE, Span(0, 12))
    assert sighting.reason.key == f"reason.impersonation.{why}"


@pytest.mark.parametrize(
    "name",
    [
        "Daan",
        "daan",
        "Daan V",
        "Daan V.",
        "Daan 2",
        "Lotte",
        "Lotte nieuw",
        "Sanne",
        "Sanne Vriesema",
        "Sanna de Vries",
        "Sanne de Boer",
        "Sanne de Vries nieuw",
        "Sanne de Vries (tel 2)",
        "Sanne de Vries",
        "Ilse (moeder Sanne de Vries)",
        "Papa van Youssef El Amrani",
        "Mama Verhoeven",
        "Verhoeven",
        "Tim Verhoeven",
        "Wilma",
        "Marieke",
        "Marieke Bakker",
        "Jansen",
        "Piet Jansen",
        "Bos",
        "Dhr. B. Kamphuis",
        "Mw. Kamphuis",
        "Dhr. Verhoeven",
        "Mevr. de Wit",
        "Meneer Boskamp",
        "Meester Panda",
        "Chef Kok",
        "Schoolfan",
        "Adminson",
        "Саша",
        "محمد",
        "🌸",
        "~",
        "?",
        "2",
        "",
    ],
)
def test_ones_own_name_is_ones_own(name: str) -> None:
    assert seen("hoi", name) == []


def test_parents_may_be_called_as_a_teacher_is_but_not_in_full() -> None:
    assert seen("hoi", "Mevr. Verhoeven", Role.GUARDIAN) == []
    assert seen("hoi", "Directie", Role.GUARDIAN) == []
    assert whys(seen("hoi", "Marieke Jansen", Role.GUARDIAN)) == ["staff"]


def test_a_name_is_told_when_its_bearer_first_writes_under_it() -> None:
    false = a_sender("Mw. Verhoeven", user_id="x")

    def told(*people: Sender) -> int:
        scene = a_scene(message=a_message("hoi", sender=false), people=people)
        return len(list(DETECTOR.look(scene)))

    assert told() == 1
    assert told(a_sender("Tim", user_id="x")) == 1
    assert told(false) == 0


def test_without_words_it_is_told_of_an_empty_span() -> None:
    [sighting] = seen("", "Mw. Verhoeven")
    assert sighting.span == Span(0, 0)


def test_staff_are_who_they_are() -> None:
    assert seen("hier mevrouw Verhoeven, de toets vervalt", "Mevr. Verhoeven", Role.TEACHER) == []


@pytest.mark.parametrize(("account", "found"), [("Mw. Verhoeven", 0), ("~Mw. Verhoeven", 1)])
def test_whatsapp_names_of_saved_contacts_were_chosen_by_the_exporter(
    account: str, found: int
) -> None:
    sender = Sender(AccountRef(Platform.WHATSAPP, UserId(account)), "Mw. Verhoeven", Role.STUDENT)
    scene = a_scene(message=a_message("hoi", sender=sender))
    assert len(list(DETECTOR.look(scene))) == found


@pytest.mark.parametrize(("lately", "certainty"), [(False, 0.5), (True, 0.6)])
def test_the_same_full_name_twice_is_likely_a_second_phone(lately: bool, certainty: float) -> None:
    earlier = [heard(user_id="sanne", name="Sanne de Vries")] if lately else []
    message = a_message("hoi", sender=a_sender("Sanne de Vries", user_id="x"))
    [sighting] = DETECTOR.look(a_scene(message=message, people=CLASS, earlier=earlier))
    assert sighting.certainty == certainty


def test_who_says_to_have_a_new_phone_has_one() -> None:
    earlier = [heard(user_id="sanne")]
    message = a_message(
        "dit is mijn nieuwe telefoon", sender=a_sender("Sanne de Vries", user_id="x")
    )
    assert list(DETECTOR.look(a_scene(message=message, people=CLASS, earlier=earlier))) == []


@pytest.mark.parametrize(
    ("text", "why", "words"),
    [
        ("hoi, hier meneer Bos, morgen is de toets afgelast", "says", "hier meneer Bos"),
        (
            "ik ben het, jullie mentor. stuur allemaal je adres",
            "says",
            "ik ben het, jullie mentor",
        ),
        ("Goedemorgen, met mevr. Kok. Het eerste uur vervalt", "says", "met mevr. Kok"),
        ("dit is mijn nieuwe nummer, mw. Jansen", "says", "dit is mijn nieuwe nummer, mw. Jansen"),
        ("namens de directie: alle lessen vervallen", "says", "namens de directie"),
        ("LET OP! Mededeling van de rector: morgen vrij", "says", "Mededeling van de rector"),
        ("de toets gaat niet door. groetjes mw Oosting", "says", "groetjes mw Oosting"),
        ("school is dicht, gr. de directie", "says", "gr. de directie"),
        (
            "We zijn het 4e uur vrij. Mvg, roostermaker dhr van Dam",
            "says",
            "Mvg, roostermaker dhr van Dam",
        ),
        ("this is Mr Ames, school is closed tomorrow", "says", "this is Mr Ames"),
        ("bommelding op school, kom niet naar school, doorsturen!", "hoax", "bommelding"),
        ("ik heb een nepaccount van hem gemaakt", "forged", "nepaccount"),
        ("zullen we een fake insta van meneer maken", "forged", "fake"),
        ("heb een deepfake gemaakt van onze gymleraar", "forged", "deepfake"),
        ("we maken een insta op naam van mevrouw Kok", "forged", "insta"),
        ("ik heb een account gemaakt met haar foto", "forged", "account"),
        ("iedereen ff volgen, ik heb nu een insta mevr.kok.3b", "forged", "insta"),
        ("kijk ik heb een screenshot gefaket haha", "forged", "gefaket"),
        ("ik heb met ai de stem van de rector nagemaakt", "forged", "stem"),
        ("ik heb de handtekening van mijn moeder nagemaakt", "forged", "handtekening"),
        ("ik maak een mail met schoollogo, dan gelooft iedereen het", "forged", "mail"),
        ("heb m rondgestuurd en ze trapten erin met mijn mail", "forged", "mail"),
        ("ik bel school morgen als mijn vader", "posing", "als mijn vader"),
        ("ik bel als dylano ze vader dat hij ziek is", "posing", "als dylano ze vader"),
        ("heb een mail gestuurd als mevr Kok met toets vervalt", "posing", "als mevr Kok"),
        ("ik deed alsof ik jouw moeder was", "posing", "alsof ik jouw moeder was"),
        ("ik heb vanaf haar account een bericht gestuurd", "posing", "vanaf haar account"),
        ("zeg dat je mijn broer bent bij de balie", "posing", "zeg"),
        ("ik heb in naam van meneer Bos een mail gestuurd", "posing", "naam"),
    ],
)
def test_words_that_pass_for_another_are_told(text: str, why: str, words: str) -> None:
    [sighting] = seen(text)
    assert sighting.reason.key == f"reason.impersonation.{why}"
    assert text[slice(*sighting.span)] == words


@pytest.mark.parametrize(
    "text",
    [
        # passed on
        "meneer Bos zegt dat de toets niet doorgaat",
        "mevr Kok mailde: het eerste uur vervalt, groeten mevr Kok",
        "bericht in magister van de directie: vrijdag vrij",
        "er hing een briefje: les vervalt, groetjes meneer Bos",
        "volgens de directie is school morgen dicht",
        "ik moest namens de mentor zeggen dat het later begint",
        "doe de groetjes aan mevrouw Kok, de les vervalt toch",
        "de groeten van meneer Bos, hij is vrij vandaag",
        # to a teacher, of a teacher
        "hier meneer, mijn huiswerk",
        "met meneer Bos hebben we altijd vrij op vrijdag",
        "ik ben bij meneer Bos, het uur vervalt toch",
        "dag mevrouw Kok, ik heb een nieuw nummer, kunt u me toevoegen",
        "met meneer Bos.",
        "hier meneer Bos!",
        "bedankt voor vandaag, groetjes meneer Bos",
        "vervalt de les van meneer Bos?",
        "ik ben de docent kwijt, is de les afgelast?",
        "met de mentor gesproken, we zijn vrijdag vrij",
        "met mevrouw gebeld, de les vervalt",
        "oproep van school: wie helpt, je krijgt vrij",
        "dit is mevrouw Kok haar mail, de les vervalt",
        # parents
        "Goedemorgen, met mevrouw Bakker, moeder van Tim. Hij komt thuis eten.",
        # played
        "in de musical: hier meneer Bos, de school is gesloten",
        # another's doing, against it, for a lesson
        "iemand heeft een nepaccount van mij gemaakt",
        "ze hebben een nepaccount van Lotte gemaakt",
        "wie heeft dat nepprofiel gemaakt??",
        "ik ga dat nepaccount melden",
        "je mag geen deepfakes maken van anderen",
        "ik maak nooit nepaccounts",
        "mijn pws gaat over deepfakes, ik heb er een gemaakt",
        "we maken voor mediawijsheid een fake insta",
        "ik heb een account gemaakt voor onze hond",
        "ik heb een tiktok gemaakt van mijn paard",
        "heb een insta aangemaakt voor mijn bedrijfje",
        "is dit bericht nep?",
        "die nepwimpers zijn mooi gemaakt",
        "ik heb een handtekening van mijn vader nodig",
        "bij ckv hebben we de handtekening van Van Gogh nagemaakt",
        "hij heeft een mooie stem, ik heb een filmpje gemaakt",
        "de stem van die zanger is met ai gemaakt",
        "die vraag! ik trapte erin en heb mijn antwoord gestuurd",
        "met ai een stem gemaakt voor onze podcast",
        "moet mijn vader zelf een handtekening zetten?",
        # no posing
        "doe niet alsof je mijn moeder bent",
        "ik zit op haar laptop een app te schrijven",
        "ik bel je als mijn vader thuis is",
        "bel me als meneer Bos er is",
        "mail mij als de docent iets zegt",
        "ik app vanaf mijn moeders telefoon want die van mij is leeg",
        "ik stuur het vanaf haar laptop, de mijne is kapot",
        "ik deed alsof ik sliep",
        "hij doet alsof hij de leraar is",
        "ik mail als leerlingenraad de rector",
        "zeg dat je ziek bent",
        "zeg tegen je moeder dat je later bent",
        # drills and news
        "brandoefening: iedereen naar huis haha, stuur door",
        "er was brand bij de buren, iedereen is veilig thuis",
        "gaslek is nep, niet doorsturen, school is gewoon niet dicht",
        "",
    ],
)
def test_who_says_whose_words_they_are_passes_for_nobody(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Dhr. van Dam", "hier meneer van Dam, ik vervang mevrouw Kok. Het derde uur vervalt."),
        ("Jan Smulders", "De toets is verplaatst. Groeten, meneer Smulders"),
        ("Mw. Inval", "Goedemorgen, hier mevrouw Inval, jullie zijn vrij na het vierde"),
    ],
)
def test_a_substitute_says_who_they_are(name: str, text: str) -> None:
    assert seen(text, name) == []


def test_where_nobody_is_known_to_be_staff_it_may_be_one_of_them() -> None:
    detector = ImpersonationDetector()
    scene = a_scene("School is morgen dicht. Groet, de directie")
    [unsure] = detector.look(scene)
    assert unsure.certainty == pytest.approx(0.55)
    assert whys(seen("School is morgen dicht. Groet, de directie")) == ["says"]


def test_a_joke_about_a_teacher_is_less_sure() -> None:
    [serious] = seen("hoi, hier meneer Bos, jullie zijn vrij")
    [joking] = seen("hoi, hier meneer Bos, jullie zijn vrij haha")
    assert joking.certainty < serious.certainty
    assert seen("hoi, hier meneer Bos, ga zitten haha") == []


def test_what_others_forwarded_or_quoted_is_not_theirs() -> None:
    message = a_message("zie dit", quoted="school is dicht, gr. de directie", forwarded="vrij!")
    assert list(DETECTOR.look(a_scene(message=message, people=CLASS))) == []


@pytest.mark.parametrize(("part", "least"), [("breaches", 0.75), ("names", 0.95)])
def test_most_of_what_was_written_beforehand_is_told(part: str, least: float) -> None:
    """Measured: 26 of 33 messages, all of 22 names."""
    told = [held(part, case) for case in HELD[part]]
    assert sum(map(bool, told)) / len(told) >= least


@pytest.mark.parametrize("part", ["innocent", "own_names"])
def test_nothing_innocent_that_was_written_beforehand_is_told(part: str) -> None:
    assert [case for case in HELD[part] if held(part, case)] == []


def held(part: str, case: str) -> list[Sighting]:
    return seen("hoi", case) if "names" in part else seen(case)


HOSTILE = [
    "hier meneer " * 3000,
    "namens de " * 3000,
    "alsof ik " * 3000,
    "gr. " * 3000,
    "é\u200b" * 3000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_long_nonsense_is_read_to_its_end(text: str) -> None:
    assert seen(text) == []
    assert seen("hoi", text) == []


PIECES = [
    "hier", "met", "meneer", "Bos", "gr.", "de", "directie", "vervalt", "nepaccount", "gemaakt",
    "ik", "als", "mijn", "vader", "bel", "alsof", "ben", "stem", "ai", "van", "haar", "account",
    "vanaf", "stuur", "zeg", "dat", "namens", ".", "!", "\n", "naam", "in", "mail", "trapten",
    "erin",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.text(max_size=12))
def test_any_order_of_its_words_is_read(words: list[str], name: str) -> None:
    text = " ".join(words)
    for sighting in DETECTOR.look(
        a_scene(message=a_message(text, sender=a_sender(name, user_id="x")), people=CLASS)
    ):
        assert 0 <= sighting.span.start <= sighting.span.end <= len(text)


@pytest.mark.parametrize("name", ["Mw Verhoeven", "mevrouw Verhoeven", "Mevr. Verhoeven."])
def test_a_teacher_may_have_another_phone(name: str) -> None:
    [sighting] = seen("hoi", name)
    assert sighting.certainty == pytest.approx(0.6)
    assert sighting.reason.key == "reason.impersonation.same"


@pytest.mark.parametrize("name", ["Mevr. Verhoevеn", "Mevr. Verh0even", "Mevr. Verhoeven privé"])
def test_a_name_made_to_look_like_a_teachers_is_surer(name: str) -> None:
    [sighting] = seen("hoi", name)
    assert sighting.certainty >= 0.8


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Marieke Janssen", Role.GUARDIAN),
        ("Marieke Janssen", Role.STUDENT),
        ("Conciërge", Role.STUDENT),
        ("Mentor 3B", Role.STUDENT),
        ("Sanne de Vries 🌸", Role.STUDENT),
        ("Sanne de Vrıes", Role.STUDENT),
    ],
)
def test_another_family_a_role_and_an_old_account_are_not_shown(name: str, role: Role) -> None:
    assert seen("hoi", name, role) == []
