"""Of whom a word is said: who stands nearest before it."""

import pytest

from bot.detectors.around import Page
from bot.detectors.normalize import read
from bot.detectors.somebody import Somebody, Whose

SOMEBODY = Somebody()


def page(text: str) -> Page:
    return Page(text, read(text).views[0])


def whose(text: str) -> Whose:
    """Of the word *adhd* in *text*."""
    told = page(text)
    place = told.words.index("adhd")
    return SOMEBODY.whose(told, place, place, 0, len(told.words))


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("ik heb adhd", Whose.OWN),
        ("mijn broertje heeft adhd", Whose.OWN),
        ("mijn broertje Tim heeft adhd", Whose.OWN),
        ("onze Tim heeft adhd", Whose.OWN),
        ("mama heeft adhd", Whose.OWN),
        ("dus papa heeft adhd", Whose.OWN),
        ("mijn zusje is hier, ze heeft adhd", Whose.OWN),
        ("hij zei dat ik adhd heb", Whose.OWN),
        ("heb jij adhd", Whose.YOU),
        ("mensen met adhd", Whose.GENERAL),
        ("Einstein had adhd", Whose.GENERAL),
        ("Taylor Swift heeft adhd", Whose.GENERAL),
        ("adhd had Justin Bieber", Whose.GENERAL),
        ("hij heeft adhd", Whose.OTHER),
        ("die jongen uit 3B heeft adhd", Whose.OTHER),
        ("zijn broer heeft adhd", Whose.OTHER),
        ("adhd heeft hij", Whose.OTHER),
        ("mijn moeder zei dat hij adhd heeft", Whose.OTHER),
        ("haar mama heeft adhd", Whose.OTHER),
        ("tim heeft adhd", Whose.NAMED),
        ("Wytske heeft adhd", Whose.NAMED),
        ("weet je dat Wytske adhd heeft", Whose.NAMED),
        ("Wytske's broer heeft adhd", Whose.NAMED),
        ("tims vader heeft adhd", Whose.NAMED),
        ("Max heeft adhd", Whose.NAMED),
        ("meneer heeft adhd", Whose.STAFF),
        ("mevrouw van Dam heeft adhd", Whose.STAFF),
        ("we zijn klaar, adhd", Whose.OWN),
        ("wat is adhd", Whose.NOBODY),
        ("adhd, Tim", Whose.NOBODY),
        ("morgen max een uur over adhd", Whose.NOBODY),
        ("Nederlands gaat over adhd", Whose.NOBODY),
        ("ADHD gaat over adhd", Whose.NOBODY),
        ("B is adhd", Whose.NOBODY),
        ("zijn er boeken over adhd", Whose.NOBODY),
    ],
)
def test_who_stands_nearest(text: str, who: Whose) -> None:
    assert whose(text) is who


def test_only_the_words_near_it_count() -> None:
    assert whose("tim " + "en " * 13 + "adhd") is Whose.NAMED
    assert whose("tim " + "en " * 14 + "adhd") is Whose.NOBODY


def test_a_name_before_it_says_who_they_are() -> None:
    told = page("Sem is weg. hij heeft adhd")
    assert SOMEBODY.named_before(told, 5, 3)
    told = page("Leuk verhaal. Haha. hij heeft adhd")
    assert not SOMEBODY.named_before(told, 5, 3)


def test_where_the_sender_has_it_from() -> None:
    told = page("mijn moeder werkt daar en zijn tante werkt hier, mijn moeder is lief")
    assert list(SOMEBODY.sources(told)) == [(0, 2)]


def test_a_long_row_of_the_same_word_is_read() -> None:
    told = page("dus " + "mama " * 5000)
    assert SOMEBODY.at(told, 5000, 0) is Whose.OWN
