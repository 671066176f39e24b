import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.abuse import entries
from bot.detectors.insults import InsultDetector
from bot.detectors.wordlists import wordlist
from bot.model.finding import Rule, Sighting
from tests.support.builders import a_scene
from tests.support.detectors import INSULTS

INNOCENT: dict[str, list[str]] = tomllib.loads(
    Path(__file__).parents[2].joinpath("data", "insults_innocent.toml").read_text("utf-8")
)
DETECTOR = INSULTS


def seen(text: str) -> list[Sighting]:
    return list(DETECTOR.look(a_scene(text)))


def rules(text: str) -> set[Rule]:
    return {sighting.rule for sighting in seen(text)}


def test_there_are_enough_innocent_sentences_to_mean_something() -> None:
    assert len(INNOCENT["identity"]) >= 60
    assert sum(map(len, INNOCENT.values())) >= 210


@pytest.mark.parametrize("text", [text for texts in INNOCENT.values() for text in texts])
def test_an_innocent_sentence_has_no_finding(text: str) -> None:
    assert seen(text) == []


AIMED = [
    "sharmoeta",
    "hou je kankerbek",
    "jij bent een sukkel",
    "je bent zo'n loser",
    "sukkel die je bent",
    "wat een trut ben jij",
    "vieze hoer",
    "sukkel",
    "@Tim kanker op man",
    "hou je bek",
    "die kutleraar geeft weer een toets",
    "kk docent",
    "hij is echt een klootzak",
    "jij bent echt te dom",
    "ga dood jij",
    "krijg kanker",
    "kys",
    "ik maak je kapot na school",
    "ik sla je straks in elkaar",
    "we wachten je op bij het fietsenhok",
    "niemand mag jou",
    "niemand vindt jou leuk",
    "jij hoort er niet bij",
    "nobody likes you",
    "gij zijt een smeerlap",
    "you are such a loser",
    "stomme koe",
    "jij vieze varken",
]


@pytest.mark.parametrize("text", AIMED)
def test_an_insult_that_is_aimed_at_somebody_breaks_respect(text: str) -> None:
    assert Rule.RESPECT in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "jij slettt",
        "wat een hufterr",
        "wat een truut ben jij",
        "debiiel",
        "vieze kutwijff",
        "jij mongooll",
    ],
)
def test_one_letter_too_many_hides_nothing(text: str) -> None:
    assert Rule.RESPECT in rules(text)


@pytest.mark.parametrize(
    "text",
    ["negeer hem niet", "kan die schroef losser", "mevrouw Jannet is ziek", "wij negeren jou"],
)
def test_a_real_word_is_not_an_insult_with_a_letter_too_many(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "mevrouw Sukkel geeft les",
        "dhr. de Teef heeft gebeld",
        "gefeliciteerd Willem van der Slet",
        "Fatima Flikker is derde geworden",
        "het boek is van Anna Trut-Bakker",
    ],
)
def test_a_surname_is_no_insult(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    "text", ["Jij Bent Een Teef", "Wat Een Trut", "Vuile Flikker", "HOER", "Sem, Sukkel!"]
)
def test_a_capital_alone_makes_no_surname(text: str) -> None:
    assert seen(text)


@pytest.mark.parametrize("text", ["flikker gewoon op", "flikker lekker op joh", "Flikker op"])
def test_to_send_somebody_off_is_rude_and_not_discriminating(text: str) -> None:
    assert rules(text) == {Rule.RESPECT}


@pytest.mark.parametrize("text", ["jij bent een debiel-xd", "jij teef-achtig kind"])
def test_a_hyphen_does_not_take_back_what_is_aimed_at_somebody(text: str) -> None:
    assert seen(text)


@pytest.mark.parametrize(
    "text",
    [
        "vind je mij dik?",
        "vinden jullie mij dom",
        "jij bent het varken in Animal Farm",
        "jij bent de heks en ik de boze stiefmoeder oke",
        "Blauwe maandagen gaat de hele tijd over hoeren",
        "flikker je tas maar in de hoek",
        "de hond van dijkstra is een teef van 3 jaar",
        "damn this bitch of a test",
        "waar is kech... eh pech onderweg",
        "wij zitten op 212 dagen bitches 😎",
        "de polen zijn ziek",
        "homo's zijn niet ziek",
        "ik ben trots op de autist die je bent",
        "hitler had gelijk volgens de propaganda",
        "moslims koken op het gas",
    ],
)
def test_who_means_nobody_or_themselves_insults_nobody(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "flikker op met je nudes verzoek",
        "laat me met rust of ik sla je",
        "ik maak je af als je nog 1x hoer zegt",
    ],
)
def test_who_defends_themselves_is_never_reminded(text: str) -> None:
    assert max(each.certainty for each in seen(text)) < 0.9


def test_half_of_another_word_is_that_word() -> None:
    assert seen("dat is echt sukkel-gedrag") == []


@pytest.mark.parametrize("text", ["yara is een dik zwijn", "kijk dan, mees is een lelijke aap"])
def test_a_named_person_compared_with_an_animal_is_insulted(text: str) -> None:
    assert Rule.RESPECT in rules(text)


@pytest.mark.parametrize(
    "text", ["klootzak ik haat je", "kutwijf ik ga weg", "dat je een trut bent"]
)
def test_what_the_sender_says_next_does_not_make_it_about_the_sender(text: str) -> None:
    assert seen(text)


HATEFUL = [
    "joden moeten aan het gas",
    "hitler had gelijk",
    "apenneger",
    "homo's zijn ziek",
    "flikker op homo",
    "bruine stinkers",
    "autist dat je bent",
    "vieze homo",
    "kk homo",
    "jij homo",
    "wat een jood ben jij",
    "kutmarokkaan",
    "flikker",
    "jij bent een mongool",
    "ga terug naar je eigen land",
    "alle moslims moeten dood",
    "weg met die buitenlanders",
    "die joden zijn allemaal dieven",
    "homo's horen hier niet",
    "vrouwen horen in de keuken",
    "gore spleetoog",
]


@pytest.mark.parametrize("text", HATEFUL)
def test_hate_against_a_group_is_discrimination(text: str) -> None:
    assert Rule.DISCRIMINATION in rules(text)


def test_a_slur_aimed_at_somebody_breaks_respect_too() -> None:
    assert rules("jij bent een mongool") == {Rule.RESPECT, Rule.DISCRIMINATION}


def test_an_explicit_insult_to_somebody_is_nearly_certain() -> None:
    assert seen("jij bent een hoer")[0].certainty >= 0.9


def test_a_word_called_after_nobody_in_particular_is_less_certain() -> None:
    (sighting,) = seen("nou lekker dan weer sukkel")
    assert 0.6 <= sighting.certainty <= 0.85


def test_an_insult_with_a_heart_is_not_held_against_anybody() -> None:
    assert seen("tot morgen sukkels ❤️") == []


def test_the_reason_names_the_word_as_it_was_written() -> None:
    (sighting,) = seen("jij bent een SUKKEL!")
    assert sighting.reason.key == "reason.insult.person"
    assert dict(sighting.reason.values) == {"word": "SUKKEL"}


def test_the_span_covers_the_insult_and_nothing_else() -> None:
    text = "zeg jij bent een s.u.k.k.e.l, weet je"
    (sighting,) = seen(text)
    assert text[sighting.span.start : sighting.span.end] == "s.u.k.k.e.l"


def test_a_phrase_is_shown_to_its_last_word() -> None:
    text = "ik sla je straks in elkaar"
    assert text[slice(*seen(text)[0].span)] == text


def test_a_school_adds_its_own_insults() -> None:
    own = InsultDetector(extra=["plofkip"])
    assert [s.rule for s in own.look(a_scene("jij bent een plofkip"))] == [Rule.RESPECT]


def test_a_school_allows_words_that_are_no_insult_there() -> None:
    own = InsultDetector(allowed=["sukkel"])
    assert list(own.look(a_scene("jij sukkel"))) == []
    assert list(own.look(a_scene("jij loser"))) != []


def test_a_school_that_allows_every_word_is_refused() -> None:
    every = [entry.text for entry in entries(wordlist("insults"), ())]
    with pytest.raises(ValueError, match="empty"):
        InsultDetector(allowed=every)


WORDS = [
    "sukkel",
    "kankerhoer",
    "mongool",
    "klootzak",
    "debiel",
    "flikker",
    "hoer",
    "tyfuslijer",
    "asshole",
    "kutwijf",
]

BOLD = {ord("a") + i: chr(0x1D41A + i) for i in range(26)}
WIDE = {ord("a") + i: chr(0xFF41 + i) for i in range(26)}
ITALIC = {ord("a") + i: chr(0x1D622 + i) for i in range(26)}

DISGUISES: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "leet": lambda w: w.translate(str.maketrans("aeio", "4310")),
    "signs": lambda w: w.translate(str.maketrans("aes", "@€$")),
    "spaces": " ".join,
    "dots": ".".join,
    "dashes": "-".join,
    "underscores": "_".join,
    "two spaces": "  ".join,
    "repeated letters": lambda w: "".join(c * 4 if c in "aeiou" else c for c in w),
    "zero width": "\u200b".join,
    "soft hyphens": "\u00ad".join,
    "zalgo": lambda w: "".join(f"{c}\u0335\u0361\u0489" for c in w),
    "accents": lambda w: w.translate(str.maketrans("aeiou", "äéîöü")),
    "full width": lambda w: w.translate(WIDE),
    "bold": lambda w: w.translate(BOLD),
    "italic": lambda w: w.translate(ITALIC),
    "Cyrillic vowels": lambda w: w.translate(str.maketrans("aeo", "аео")),
    "Greek vowels": lambda w: w.translate(str.maketrans("aio", "αιο")),
    "starred": lambda w: f"{w[0]}*{w[2:]}",
    "a hash": lambda w: f"{w[0]}#{w[2:]}",
    "leet and dots": lambda w: ".".join(w.translate(str.maketrans("aeo", "430"))),
}


def test_a_disguise_rarely_hides_an_insult() -> None:
    tried = [
        (w, name, f"jij bent een {make(w)}") for w in WORDS for name, make in DISGUISES.items()
    ]
    missed = [(w, name) for w, name, text in tried if not seen(text)]
    assert len(missed) <= 0.05 * len(tried), missed


@pytest.mark.parametrize(
    "text", ["jij mngl", "wat een skkl ben jij", "jij ka nkerhoer", "jij mon gool"]
)
def test_missing_vowels_and_one_gap_hide_nothing(text: str) -> None:
    assert seen(text)


@pytest.mark.parametrize(
    "text",
    [
        "wat ben je blijer nu",
        "je krijgt een sms",
        "de politie deed een verhoer",
        "onze teefje kreeg puppy's",
        "jij regen gezien vandaag?",
        "wat een feet heb je",
        "ben je los er is taart",
        "je bent in cel 3 van het werkblad bezig",
        "wie heeft de trt gezien",
        "wat een mongools systeem is dit",
        "wil jij kls 3 of 4",
    ],
)
def test_a_word_that_only_looks_like_an_insult_is_none(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "lees dit achterstevoren: reoh",
        "jij bent een lekkus",
        "je bent een trt",
        "@Bo kns",
        "jij ɹǝoɥ",
    ],
)
def test_what_hardly_tells_a_word_counts_where_somebody_is_called_it(text: str) -> None:
    assert seen(text)


@pytest.mark.parametrize(
    "text", ["reoh", "de loognom staat in de kast", "trt", "ho er komt nog wat"]
)
def test_what_hardly_tells_a_word_tells_nothing_elsewhere(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    "text", ["je bent een beest op het veld", "jij bent een monster, en dat is een compliment"]
)
def test_praise_is_no_insult(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    "text", ["ga terug naar Marokko", "ga dan ook terug naar polen", "rot op naar afrika"]
)
def test_to_send_somebody_back_to_a_country_is_hate(text: str) -> None:
    assert Rule.DISCRIMINATION in rules(text)


@pytest.mark.parametrize(
    "text", ["ga je in de zomer terug naar Marokko", "ik ga terug naar Polen"]
)
def test_to_travel_is_not(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    "text", ["jij vieze zandneger", "daar heb je die theedoekkop", "tapijtvlieger"]
)
def test_to_mock_where_somebody_comes_from_is_hate(text: str) -> None:
    assert Rule.DISCRIMINATION in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "wij zijn sukkels, we hadden hetzelfde fout",
        "wat zijn we toch een stelletje debielen",
        "ik ben een flikker en daar ben ik trots op",
        "ik als neger mag dat woord zelf gebruiken",
        "iedereen vindt mij een loser",
        "onze kat is een debiel",
        "mijn broertje is soms een etterbak",
        "jij bent de lul, je moet beginnen",
        "je bent een varken in de horoscoop",
    ],
)
def test_of_oneself_ones_own_and_in_play_it_is_none(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "we zijn klaar met die sukkel",
        "onze mentor is een klootzak",
        "wij vinden jou een loser",
        "jij bent een lul",
    ],
)
def test_of_others_it_is_one(text: str) -> None:
    assert seen(text)


def test_a_slur_that_is_called_racist_is_spoken_of() -> None:
    assert seen("kameelrijder?? dat woord is gewoon racistisch") == []


@given(st.text(max_size=80))
def test_any_text_is_read_and_every_span_lies_in_it(text: str) -> None:
    for sighting in seen(text):
        assert 0 <= sighting.span.start < sighting.span.end <= len(text)
        assert 0.5 <= sighting.certainty <= 1


@given(
    st.lists(
        st.sampled_from(
            [
                "jij",
                "bent",
                "een",
                "sukkel",
                "ik",
                "homo's",
                "moeten",
                "dood",
                "vieze",
                "k*t",
                ",",
                '"',
                "'",
                "@x",
                "-",
                ".",
                "h0er",
                "s u k k e l",
                "niemand",
            ]
        ),
        max_size=12,
    )
)
def test_any_order_of_telling_words_is_read(words: list[str]) -> None:
    text = " ".join(words)
    for sighting in seen(text):
        assert text[slice(*sighting.span)].strip()
