"""Sentences that hurt as a whole: wishes of death, and leaving somebody out."""

import pytest

from bot.model.finding import Rule, Sighting
from tests.support.builders import a_scene
from tests.support.detectors import INSULTS

DETECTOR = INSULTS


def seen(text: str) -> list[Sighting]:
    return list(DETECTOR.look(a_scene(text)))


WISHES = [
    "ga dood lisa",
    "ga dood daan",
    "lisa ga dood",
    "lisa moet dood",
    "jullie moeten dood",
    "jij moet zelfmoord plegen",
    "daan mag zelfmoord plegen",
    "lisa maak jezelf dood",
    "verdrink jezelf",
    "daan vermoord jezelf",
    "doe de wereld een plezier en spring",
    "doe de wereld een plezier en ga dood",
    "pleeg zelfmoord",
    "lisa pleeg zelfmoord",
    "spring voor de trein lisa",
    "lisa ga jezelf weer snijden emo",
    "ga jezelf maar verdrinken",
    "maak er een eind aan lisa",
    "maak een einde aan je leven",
    "LISA M0ET DOOD",
]

NO_WISHES = [
    "ik ga dood",
    "ik moet dood",
    "ik wil zelfmoord plegen",
    "soms denk ik: ik moet zelfmoord plegen",
    "mijn hamster moet dood",
    "mijn kat max moet dood van de dierenarts",
    "plant ga niet dood",
    "de plant gaat dood lisa",
    "ga dood van het lachen",
    "ga dood van schaamte",
    "jij moet niet dood",
    "je moet geen zelfmoord plegen",
    "zelfmoord plegen is geen oplossing",
    "maak jezelf niet dood lisa",
    "ga jezelf niet snijden lisa, praat met iemand",
    "snij jezelf niet aan dat mes",
    "lisa wil zelfmoord plegen help",
    "lisa heeft zichzelf gesneden",
    "hamlet moet dood",
    "in het boek moet lisa dood",
    "zeiden ze lisa moet dood",
    "hij zei lisa moet dood",
    "ze appten mij lisa maak jezelf dood",
    "iemand stuurde mij verdrink jezelf",
    '"lisa moet dood" stond er op de muur van de wc',
    "verdrink jezelf niet in het werk",
    "doe de wereld een plezier en ruim je rotzooi op",
    "maak er een eind aan",
    "maak een eind aan je verslag",
]


@pytest.mark.parametrize("text", WISHES)
def test_to_wish_somebody_dead_breaks_respect_beyond_doubt(text: str) -> None:
    found = seen(text)
    assert {each.rule for each in found} == {Rule.RESPECT}
    assert max(each.certainty for each in found) >= 0.85
    assert {each.reason.key for each in found} == {"reason.insult.wish"}


@pytest.mark.parametrize("text", NO_WISHES)
def test_a_cry_for_help_a_report_and_a_manner_of_speaking_are_no_wish(text: str) -> None:
    assert seen(text) == []


LEFT_OUT = [
    "laten we lisa allemaal blokkeren",
    "zullen we daan negeren",
    "we negeren daan vanaf nu allemaal",
    "wie wil lisa eruit stemmen",
    "laten we lisa eruit gooien",
    "zullen we een nieuwe groep maken zonder lisa",
]

NOT_LEFT_OUT = [
    "we negeren daan niet",
    "waarom negeren jullie daan",
    "waarom negeren we daan?",
    "laten we lisa niet buitensluiten",
    "zullen we een nieuwe groep maken zonder lisa voor haar verjaardag",
    "wie wil lisa uitnodigen",
    "wie wil daan eruit stemmen bij among us",
    "laten we die spambot blokkeren",
    "laten we onbekende nummers blokkeren",
    "ze hebben een nieuwe groep gemaakt zonder mij",
    "ze maakten een groep zonder lisa",
    "kan iemand een groep maken zonder docenten",
    "stop met lisa negeren",
    "ze zeiden laten we lisa negeren",
    "hij zei we negeren daan vanaf nu",
]


@pytest.mark.parametrize("text", LEFT_OUT)
def test_to_call_on_others_to_leave_somebody_out_breaks_respect(text: str) -> None:
    assert [each.reason.key for each in seen(text)] == ["reason.insult.exclude"]


@pytest.mark.parametrize("text", NOT_LEFT_OUT)
def test_who_asks_tells_or_plans_a_surprise_leaves_nobody_out(text: str) -> None:
    assert seen(text) == []


def test_the_span_is_the_sentence_alone() -> None:
    (found,) = seen("kom op, laten we lisa allemaal blokkeren")
    text = "kom op, laten we lisa allemaal blokkeren"
    assert text[slice(*found.span)] == "laten we lisa allemaal blokkeren"


def test_a_very_long_text_of_nothing_else_is_read() -> None:
    assert len(seen("jezelf dood zonder lisa " * 4000)) <= 20
