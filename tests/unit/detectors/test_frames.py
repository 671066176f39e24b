"""A frame needs its words together, in one sentence, and none of those that excuse it."""

from typing import Any

import pytest

from bot.detectors.around import Page
from bot.detectors.frames import Frames
from bot.detectors.lexicon import Vocabulary
from bot.detectors.normalize import read
from bot.detectors.sentences import starts

LISTS: dict[str, Any] = {
    "anchor": {"key": ["sleutel*"], "lock": ["slot"]},
    "beside": {"mine": ["mijn"], "of": ["van de docent"], "joke": ["grap"], "if": ["als"]},
    "always": {"nowhere": ["joke"]},
    "frame": [
        {
            "why": "taken",
            "needs": ["key|lock", "of"],
            "unless": ["mine"],
            "before": ["if"],
            "more": ["lock"],
            "certainty": 0.6,
            "sure": 0.8,
            "within": 8,
        }
    ],
}


def found(text: str, frames: Frames | None = None) -> list[tuple[str, float]]:
    frames = frames or Frames(LISTS, Vocabulary())
    return [(text[slice(*each.span)], each.certainty) for each in frames.find(read(text))]


@pytest.mark.parametrize(
    "text",
    [
        "ik heb de sleutel van de docent",
        "ik heb de sleutels van de docent",
        "van de docent heb ik de sleutel",
        "mijn fiets is stuk! ik heb de sleutel van de docent",
        "sleutel, nummer 3.2, van de docent",
        "ik heb de sleutel van de docent als je wil",
    ],
)
def test_an_anchor_and_what_stands_beside_it_in_a_sentence(text: str) -> None:
    [(words, certainty)] = found(text)
    assert "sleutel" in words
    assert "van de docent" in words
    assert certainty == 0.6


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sleutel",
        "van de docent",
        "de sleutel. hij is van de docent",
        "de sleutel\nvan de docent",
        "de sleutel? van de docent",
        "mijn sleutel is van de docent",
        "als ik de sleutel van de docent heb",
        "grap! ik heb de sleutel van de docent",
        "sleutel een twee drie vier vijf zes zeven van de docent",
    ],
)
def test_what_excuses_it_or_keeps_them_apart(text: str) -> None:
    assert found(text) == []


def test_more_makes_it_surer_wherever_it_stands() -> None:
    assert found("sleutel van de docent. en een slot") == [("sleutel van de docent", 0.8)]


def test_the_surest_is_the_first_of_them() -> None:
    frames = Frames(LISTS)
    surest = frames.surest(read("sleutel van de docent, sleutel van de docent"))
    assert surest is not None
    assert surest.span == (0, 21)
    assert frames.surest(read("hoi")) is None


def test_less_than_half_sure_is_nothing() -> None:
    frame = LISTS["frame"][0] | {"certainty": 0.4}
    frames = Frames(LISTS | {"frame": [frame]})
    assert found("sleutel van de docent", frames) == []
    assert found("sleutel van de docent op slot", frames)[0][1] == 0.8


def test_meanings_that_no_list_names() -> None:
    def first_two(_page: Page) -> list[tuple[int, int]]:
        return [(0, 1)]

    lists = LISTS | {"frame": [{"why": "x", "needs": ["key", "begun"], "certainty": 0.7}]}
    frames = Frames(lists, also={"begun": first_two})
    assert found("oh ja de sleutel", frames) == [("oh ja de sleutel", 0.7)]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("boek", ["boek"]),
        ("boek*", ["boek", "boekje"]),
        ("*boek", ["boek", "werkboek"]),
        ("*boek*", ["boek", "boekje", "werkboek", "werkboekje"]),
    ],
)
def test_a_star_stands_for_any_letters(entry: str, words: list[str]) -> None:
    frame = {"why": "x", "needs": ["book"], "certainty": 0.7}
    frames = Frames({"anchor": {"book": [entry]}, "beside": {"x": ["x"]}, "frame": [frame]})
    told = [word for word in ("boek", "boekje", "werkboek", "werkboekje") if found(word, frames)]
    assert told == words


def test_what_others_look_for_in_the_same_text_is_kept() -> None:
    vocabulary = Vocabulary()
    frames = Frames(LISTS, vocabulary)
    reading = read("sleutel van de docent")
    assert frames.surest(reading)
    assert reading.views[0].searched_for is vocabulary


@pytest.mark.parametrize(
    "frame",
    [
        {"needs": ["nothing"]},
        {"needs": ["of"]},
        {"needs": ["key", "nothing"]},
        {"needs": ["key"], "unless": ["nothing"]},
        {"needs": ["key"], "before": ["nothing"]},
        {"needs": ["key"], "nowhere": ["nothing"]},
        {"needs": ["key"], "more": ["nothing"]},
    ],
)
def test_a_frame_that_could_never_do_what_it_says_is_refused(frame: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="needs no list"):
        Frames(LISTS | {"frame": [{"why": "x", "certainty": 0.7} | frame]})


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("", []),
        ("een twee", [0]),
        ("een. twee", [0, 1]),
        ("een 3.2 twee", [0]),
        ("Bram Z. is", [0]),
        ("een! twee? drie\nvier; vijf", [0, 1, 2, 3, 4]),
        ("een, twee: drie", [0]),
    ],
)
def test_where_sentences_begin(text: str, begins: list[int]) -> None:
    assert starts(Page(text, read(text).views[0])) == begins
