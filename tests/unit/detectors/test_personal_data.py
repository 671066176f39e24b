"""Personal data: what is one, what only looks like one, and exactly where it stands."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.personal_data import PersonalDataDetector
from bot.model.finding import Rule
from bot.model.member import Role
from tests.support.builders import a_message, a_scene, a_sender, heard

DETECTOR = PersonalDataDetector()

FOUND = [
    # phone numbers
    ("mijn nummer is 06-00000042", "phone", "06-00000042"),
    ("app me: 0600000042!", "phone", "0600000042"),
    ("06 00 00 00 42 is van Noor", "phone", "06 00 00 00 42"),
    ("nr 06.00.00.00.42 bel maar", "phone", "06.00.00.00.42"),
    ("06 - 00000042 na vieren", "phone", "06 - 00000042"),
    ("06-1234 5678 na zes uur", "phone", "06-1234 5678"),
    ("0 6 0 0 0 0 0 0 4 2", "phone", "0 6 0 0 0 0 0 0 4 2"),
    ("bel +31 6 00000042 dan", "phone", "+31 6 00000042"),
    ("bel +31(0)6-00000042 dan", "phone", "+31(0)6-00000042"),
    ("0031600000042", "phone", "0031600000042"),
    ("via wa.me/31600000042", "phone", "31600000042"),
    ("thuis (020) 0000000", "phone", "(020) 0000000"),
    ("oma: 010-000 00 00", "phone", "010-000 00 00"),
    ("bel oma op 0513-000000", "phone", "0513-000000"),
    ("bel 0201234567 maar", "phone", "0201234567"),
    ("mijn gsm 0470/00.00.00", "phone", "0470/00.00.00"),
    ("ge kunt bellen op 0470 00 00 21", "phone", "0470 00 00 21"),
    ("+32 470 00 00 00", "phone", "+32 470 00 00 00"),
    ("tel. 02 000 00 00", "phone", "02 000 00 00"),
    ("mn tante in Ankara +90 532 000 00 00", "phone", "+90 532 000 00 00"),
    (
        "nul zes nul nul nul nul nul nul vier twee",
        "phone",
        "nul zes nul nul nul nul nul nul vier twee",
    ),
    (
        "06 twaalf vierendertig zesenvijftig achtenzeventig",
        "phone",
        "06 twaalf vierendertig zesenvijftig achtenzeventig",
    ),
    ("O6-OOOOOO42", "phone", "O6-OOOOOO42"),
    ("bel 06l2345678", "phone", "06l2345678"),
    ("０６１２３４５６７８", "phone", "０６１２３４５６７８"),
    ("06-0000\u200b0042 app dan", "phone", "06-0000\u200b0042"),
    ("😭😭 06-00000042 😭", "phone", "06-00000042"),
    ("bel even 06-000000421", "phone", "06-000000421"),
    # addresses
    ("hij woont op Verzonnenlaan 8", "address", "Verzonnenlaan 8"),
    ("ze wonen Van der Puntstraat nr. 8", "address", "Van der Puntstraat nr. 8"),
    ("mijn adres is prins verzonnenlaan 12a", "address", "verzonnenlaan 12a"),
    ("woont op de Laan van Nergens 12", "address", "Laan van Nergens 12"),
    ("Nepsingel 8, 1234 AB Nergenshuizen", "address", "Nepsingel 8, 1234 AB Nergenshuizen"),
    ("postcode 1234 AB nummer 12", "address", "1234 AB nummer 12"),
    ("ik woon 1234ab 12", "address", "1234ab 12"),
    ("ze woont aan De Populier 77", "address", "De Populier 77"),
    ("she lives at 12 Nowhere Street", "address", "12 Nowhere Street"),
    ("feestje bij mij thuis: fantasiekade 3b", "address", "fantasiekade 3b"),
    ("bram zit op Bedachtdreef 19", "address", "Bedachtdreef 19"),
    # e-mail
    ("mail me: tim.nep@voorbeeld.nl.", "email", "tim.nep@voorbeeld.nl"),
    ("(sanne+school@gmail.com)", "email", "sanne+school@gmail.com"),
    ("noor_x at gmail dot com", "email", "noor_x at gmail dot com"),
    ("ｔｉｍ＠ｎｅｐ．ｎｌ", "email", "ｔｉｍ＠ｎｅｐ．ｎｌ"),
    ("tim.nep@hotmail,com is het", "email", "tim.nep@hotmail,com"),
    ("mail noor @ outlook.com", "email", "noor @ outlook.com"),
    ("bo@icloud com", "email", "bo@icloud com"),
    # bank and state
    ("maak over op NL91 ABNA 0417 1643 00 aub", "iban", "NL91 ABNA 0417 1643 00"),
    ("be68 5390 0754 7034", "iban", "be68 5390 0754 7034"),
    ("N L91 A BNA 041 71 6430 0", "iban", "N L91 A BNA 041 71 6430 0"),
    ("nl 9 1  abna  0417  1643  00", "iban", "nl 9 1  abna  0417  1643  00"),
    # handles
    ("snapje? snap bram_44", "handle", "bram_44"),
    ("noor.nep_ of noor_nep op insta", "handle", "noor_nep"),
    ("bram2011 is mijn snap", "handle", "bram2011"),
    ("@noor.nep is haar insta", "handle", "@noor.nep"),
    ("https://www.tiktok.com/@noornep", "handle", "noornep"),
    ("snapchat.com/add/bramnep", "handle", "bramnep"),
    # lists of numbers are no sums
    ("0600000042 / 0600000043", "phone", "0600000042"),
    ("Bram 06/00000042", "phone", "06/00000042"),
    ("NL00TEST0000000019 van Tim", "iban", "NL00TEST0000000019"),
    ("haar bsn is 123456782", "bsn", "123456782"),
    ("burgerservicenummer: 1112.22.333", "bsn", "1112.22.333"),
    ("geboortedatum van Noor is 12-03-2011", "birth", "12-03-2011"),
    ("Tim is geboren op 3 mei 2010", "birth", "3 mei 2010"),
    # logins
    ("haar wachtwoord is Kikker!12", "login", "Kikker!12"),
    ("ww: geheim123", "login", "geheim123"),
    ("ww van fatima = Bloem22", "login", "Bloem22"),
    ("het wachtwoord van mijn broer is Tijger_9, lachen", "login", "Tijger_9"),
    ("mijn ww is kaasbroodje", "login", "kaasbroodje"),
    ("my password: hunter2", "login", "hunter2"),
    ("pincode 1234 van zijn pas", "login", "1234"),
    ("inlogcode 88213", "login", "88213"),
    ("de code van mijn kluis is 4821", "login", "4821"),
    ("mijn magister login is 123456 / Hond2014", "login", "123456 / Hond2014"),
    # handles
    ("mijn snap is @sanne.x", "handle", "@sanne.x"),
    ("insta: sanne_2011", "handle", "sanne_2011"),
    ("add me @sanne_x", "handle", "@sanne_x"),
    ("voeg me toe op snap sanne.x12", "handle", "sanne.x12"),
    ("haar tiktok is noor.danst!", "handle", "noor.danst"),
    # number plates, papers and where somebody is
    ("kenteken van de juf is AB-123-C", "plate", "AB-123-C"),
    ("haar auto heeft nummerbord 1-XYZ-23", "plate", "1-XYZ-23"),
    ("zijn nummerplaat 2-ABC-345 staat bij ons voor", "plate", "2-ABC-345"),
    ("meneer Bos rijdt in die golf, ZX-99-KL", "plate", "ZX-99-KL"),
    ("kenteken zx99kl van de buurman", "plate", "zx99kl"),
    ("paspoortnummer van Eva is NP1234567", "document", "NP1234567"),
    ("haar id nummer: IX4K7P2R9", "document", "IX4K7P2R9"),
    ("rijbewijsnummer van mijn vader 5123456789", "document", "5123456789"),
    ("zijn live locatie: 52.6957, 6.1944", "place", "52.6957, 6.1944"),
    ("ip adres van Tom is 192.0.2.44", "network", "192.0.2.44"),
    ("haar discord is panda#1234", "handle", "panda#1234"),
    ("zijn psn is wolf_1999", "handle", "wolf_1999"),
    ("pin van haar telefoon 4321", "login", "4321"),
    # lists of many
    (
        "hier de klassenlijst met alle adressen",
        "roster",
        "klassenlijst met alle adressen",
    ),
    ("ik heb de nummers in een lijst, kijk maar", "roster", "nummers in een lijst"),
    (
        "foto van de adreslijst met 06'en en geboortedata",
        "roster",
        "adreslijst met 06'en en geboortedata",
    ),
    # a password that somebody uses for all
    ("noa gebruikt overal Bloem2012!", "login", "Bloem2012"),
]

INNOCENT = [
    # numbers that help
    "bel 112!",
    "bel 113 of 0900-0113",
    "Kindertelefoon 0800-0432",
    "0800-0113 is gratis en anoniem",
    "+31 800 0432",
    # school numbers
    "blz 44 opdracht 3",
    "lokaal 114",
    "kluis 212 is van niemand",
    "lijn 74 naar Zuid",
    "bus 14 vertrekt 08:15",
    "paragraaf 4.2 en 4.3 en som 12 13 14 15",
    "leerlingnummer 123456782",
    "ISBN 0201896834",
    "isbn 9789006123456",
    "artikelnummer 0612345678",
    "bestelnummer 06 12345678",
    "game code 4729 1182 9931",
    "zoom meeting 812 3456 7890",
    # times, dates, scores, prices
    "06-12-2025 10:00 toets",
    "toetsen: 8-06 12-06 14-06 20-06",
    "06.30 07.15 08.00 en 08.45",
    "06:12 34:56 78",
    "score 06-12",
    "ik had een 6,5 en een 7",
    "prijs 12.50 of 13.95",
    # mathematics
    "0 6 12 18 24 30",
    "3,14159265358979",
    "2^10 = 1024",
    "0,6 * 12345678",
    "1 2 3 4 5 6 7 8 9 10",
    "0101010101 is binair",
    "deel 0600000042 / 7 op je rekenmachine",
    "hoeveel is 0600000042 x 3",
    "som 8: 12 + 0600000042",
    "060000/0042 vereenvoudig",
    "1234567890",
    "123456782",
    # logins that are nobody's
    "wat is het wachtwoord van de wifi?",
    "wachtwoord vergeten, hoe reset ik dat",
    "mijn ww is verlopen",
    "een goed ww is 8 tekens lang",
    "het wachtwoord doet t niet",
    "wifi wachtwoord is Gast2024",
    "kahoot pin 482911",
    "pin: 482911 voor de kahoot",
    "de code van de oefening is 4821",
    "mijn account is geblokkeerd sinds 3 mei",
    "wachtwoord resetten kan via https://magister.net/reset1",
    "ik kan niet inloggen op magister, 3x geprobeerd",
    # mentions and platforms
    "@Sanne kom je",
    "hoi @Noor en @Bram",
    "@31600000042 kom je ook",
    "insta is echt leuk",
    "ik snap 3b niet",
    "snap je 4.2",
    "mijn insta is gehackt",
    "heb jij snap 'h2b toets' gezien",
    "volg @school",
    "opdracht_3 snap ik niet",
    "foto_12 is mijn insta post",
    "h2c staat op insta",
    "kijk https://www.tiktok.com/@nieuws/video/12",
    "instagram.com/p/abc",
    "hoi @noor gmail werkt niet",
    # places for everybody
    "de Kerkstraat 5 minuten fietsen",
    "onderweg 3 files",
    "mijn ipad 3 is kapot",
    "schoolplein 2 uur",
    "excursie: verzamelen Museumstraat 1 om 9 uur",
    "stage bij de bakker aan de Dorpsstraat 12",
    "bus stopt Stationsweg 14:05",
    "ik woon in Utrecht 20 min fietsen",
    "ik woon op 3 hoog",
    "weg 5 punten",
    "in 2025 AB 3",
    # dates and desks
    "Anne Frank, geboren 12 juni 1929",
    "ik ben geboren op 3-4-2011",
    "mail naar info@rijschool.nl",
    "receptie is 010-0000110",
    "nul zin in de toets",
    "",
    # plates, papers and places of nobody
    "hoeveel kentekens kun je maken met 2 letters en 4 cijfers, 12-AB-CD",
    "de code is AB-12-CD in de escape room",
    "AB-12-CD",
    "mijn auto is 12 jaar oud",
    "ze rijdt 100-130 op de snelweg",
    "je paspoort meenemen naar Londen, vertrek 12345678",
    "vul je paspoortnummer in op het formulier van school 2026NL",
    "vlucht KL1234 van hem is vertraagd, paspoort mee",
    "coördinaten van Parijs zijn 48.8566, 2.3522 voor aardrijkskunde",
    "de coördinaten 52.3702, 4.8952, welke stad is dat",
    "192.168.0.1 is zijn ip adres thuis",
    "een ip adres is 192.0.2.44 bijvoorbeeld",
    "het kenteken van een goed betoog is een duidelijke stelling",
    "C6-H12-O6 en zijn auto",
    "nieuw adres van mij komt nog",
    "ze is thuis want ziek",
    "bus 3 uit de Dorpsstraat is laat",
    "de auto van 12-05-2026 staat daar",
    "hij rijdt 120 op de A28",
    "mijn id is kwijt",
    "id nummer van de opdracht is 12345678",
    "zijn score is 12-11-10",
    "kamer 12 is van ons",
    "haar cijfer is 5,6 en zijn auto is rood",
    "mijn locatie is lokaal 12",
    "hij zit in 4B, 52.5 procent haalde het",
    "docent staat bij ingang A1-B2-C3",
    "opdracht A1-B22-C",
    "wachtwoord van de wifi hangt op het bord",
    "pin je broodje voor 12:30",
    "de pin van haar kluisje is stuk",
    "discord server van de klas: klas#4321",
    "mijn fiets staat in vak 12-AB-3",
    "mag ik de klassenlijst met adressen?",
    "wie heeft de lijst met adressen van de stagebedrijven",
    "hier de lijst met nummers van de opgaven",
    "de klassenlijst met adressen delen mag niet",
    "hier is de lijst met boeken",
    "ik gebruik overal mijn rekenmachine",
    "hij gebruikt overal H2O voor",
]


def kinds(text: str) -> list[tuple[str, str]]:
    return [
        (seen.reason.key.rpartition(".")[2], text[slice(*seen.span)])
        for seen in DETECTOR.look(a_scene(text))
    ]


@pytest.mark.parametrize(("text", "kind", "datum"), FOUND)
def test_a_datum_is_found_exactly_where_it_stands(text: str, kind: str, datum: str) -> None:
    assert kinds(text) == [(kind, datum)]


@pytest.mark.parametrize("text", INNOCENT)
def test_a_number_or_word_that_is_no_personal_datum_is_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_a_plate_is_surer_where_it_is_called_one_and_is_somebodys() -> None:
    texts = ("zijn kenteken is AB-12-CD", "kenteken AB-12-CD", "zijn auto, AB-12-CD")
    sure = [seen.certainty for text in texts for seen in DETECTOR.look(a_scene(text))]
    assert sure == sorted(sure, reverse=True)
    assert len(set(sure)) == len(texts)


def test_every_datum_of_a_list_is_found() -> None:
    text = "Tim 06-00000042, Noor 06-00000043 en mail sam@nep.nl"
    assert [kind for kind, _ in kinds(text)] == ["email", "phone", "phone"]


def test_it_speaks_of_privacy_and_never_repeats_the_datum() -> None:
    [seen] = DETECTOR.look(a_scene("mijn nummer is 06-00000042"))
    assert seen.rule is Rule.PRIVACY
    assert seen.reason.values == ()
    assert seen.certainty >= 0.95


@pytest.mark.parametrize("text", ["mail tim@nep.nl", "NL91ABNA0417164300", "bsn 123456782"])
def test_what_a_shape_or_a_checksum_proves_is_certain(text: str) -> None:
    [seen] = DETECTOR.look(a_scene(text))
    assert seen.certainty >= 0.95


@pytest.mark.parametrize(
    "text", ["hij woont Nepstraat 3", "ww: geheim123", "mijn snap is @sanne.x"]
)
def test_what_words_suggest_is_less_than_certain(text: str) -> None:
    [seen] = DETECTOR.look(a_scene(text))
    assert 0.6 <= seen.certainty <= 0.9


def test_a_citizen_number_is_recognised_by_the_question_before_it() -> None:
    question = heard("wat is je bsn?")
    assert list(DETECTOR.look(a_scene("123456782", earlier=[question])))
    assert list(DETECTOR.look(a_scene("123456782", parent=question)))
    assert not list(DETECTOR.look(a_scene("123456782", earlier=[heard("som 3?")])))


@pytest.mark.parametrize(
    ("contact", "text"),
    [
        ("020-0000000", "bel school: +31 20 000 00 00"),
        ("+31 (0)20 000 0000", "bel 0200000000 als je ziek bent"),
        ("06 00000042", "de mentor: 0031 6 0000 0042"),
        ("mentor@nepschool.nl", "mail mentor@nepschool.nl"),
        ("nepschool.nl", "mail j.jansen@nepschool.nl"),
        ("@nepschool.nl", "mail j.jansen@leerling.nepschool.nl"),
        ("Hoofdweg 3", "adres van school: hoofdweg 3"),
        ("Hoofdweg 3, 1234 AB Nergenshuizen", "ons adres is Hoofdweg 3"),
        ("Hoofdweg 3", "adres: Hoofdweg 3, 1234 AB Nergenshuizen"),
        ("@nepschool", "onze insta: @nepschool"),
    ],
)
def test_the_schools_own_contacts_are_no_findings(contact: str, text: str) -> None:
    assert list(DETECTOR.look(a_scene(text)))
    assert not list(PersonalDataDetector([contact]).look(a_scene(text)))


@pytest.mark.parametrize(
    ("contact", "text"),
    [
        ("", "mijn nummer is 06-00000042"),
        ("  ", "hij woont Nepstraat 3"),
        ("020-0000000", "mijn nummer is 06-00000042"),
        ("nepschool.nl", "mail tim@andernepschool.nl"),
        ("Hoofdweg 3", "hij woont Hoofdweg 33"),
        ("Hoofdweg 33", "hij woont Hoofdweg 3"),
    ],
)
def test_a_contact_of_the_school_covers_nothing_else(contact: str, text: str) -> None:
    assert list(PersonalDataDetector([contact]).look(a_scene(text)))


@pytest.mark.parametrize(
    "text",
    [
        "inloggen met wachtwoord: Klas4b!2025",
        "mijn mail is j.jansen@nepschool.nl",
        "we zijn morgen op Nepstraat 3",
    ],
)
def test_what_a_teacher_gives_the_class_is_no_finding(text: str) -> None:
    said = a_message(text, sender=a_sender(role=Role.TEACHER))
    assert not list(DETECTOR.look(a_scene(message=said)))
    assert list(DETECTOR.look(a_scene(text)))


def test_a_teachers_private_number_and_mailbox_are_findings() -> None:
    text = "app me op 06-00000042 of mail jan@gmail.com"
    said = a_message(text, sender=a_sender(role=Role.TEACHER))
    assert len(list(DETECTOR.look(a_scene(message=said)))) == 2


def test_what_is_quoted_or_forwarded_is_not_the_senders() -> None:
    said = a_message("wow", quoted="06-00000042", forwarded="06-00000043")
    assert not list(DETECTOR.look(a_scene(message=said)))


PIECES = st.sampled_from(
    ["06", "-", " ", "12345678", "0031", "+", "@", "nep.nl", "ww: ", "is ", "woont ", "Neplaan ",
     "bsn ", "NL91ABNA", "0417", "nul", "O", "\u200b", "６", "😭", "insta", ".", "/", "\n", "(0)"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join)))
def test_any_text_can_be_read_and_every_span_is_in_it(text: str) -> None:
    spans = sorted(seen.span for seen in DETECTOR.look(a_scene(text)))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@pytest.mark.parametrize(
    "text",
    [
        "mijn leerlingnummer is toch 20193847?",
        "kenteken van de bus is 45-BKF-2",
        "antwoord 4 is 0612345678 keer 10",
        "wachtwoord van het oefenportaal is welkom123 staat in de studiewijzer",
        "de IBAN van de klas is NL91ABNA0417164300, staat in de schoolbrief",
        "de snap van haar was grappig",
    ],
)
def test_what_is_public_or_no_number_of_a_person_is_passed_over(text: str) -> None:
    assert list(DETECTOR.look(a_scene(text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "haar leerlingnummer is 20193847",
        "kenteken van meneer is 45-BKF-2",
        "bel 0612345678",
        "wachtwoord van lisa is welkom123",
        "maak over naar NL91ABNA0417164300 op naam van lisa",
        "dit is de snap van haar: lisaxx07 stuur haar allemaal iets",
    ],
)
def test_the_same_of_a_person_is_told(text: str) -> None:
    assert list(DETECTOR.look(a_scene(text)))
