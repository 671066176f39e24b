"""What the sender turns to somebody else is told from what they tell or say of themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.turned import sexual_threat, turned_to_another
from bot.detectors.wordlists import wordlist

WORDS = sorted({word for words in wordlist("turned")["words"].values() for word in words})


@pytest.mark.parametrize(
    "text",
    ["ga jezelf snijden", "hang jezelf op", "kys", "je moet zelfmoord plegen", "pleeg zelfmoord"],
)
def test_an_order_to_somebody_is_turned_to_them(text: str) -> None:
    assert turned_to_another(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "pleeg vanavond zelfmoord",
        "ik pleeg zelfmoord",
        "ga zelfmoord plegen",
        "snij jezelf niet lisa",
        "pleeg geen zelfmoord lisa",
        "spring voor de trein doei",
        "hij zegt pleeg zelfmoord",
        "wat moet je doen als iemand zelfmoord wil plegen",
    ],
)
def test_who_speaks_of_oneself_tells_or_helps_turns_it_to_nobody(text: str) -> None:
    assert not turned_to_another(text.split())


def test_the_place_of_a_threat_is_told() -> None:
    threat = sexual_threat(["lisa", "ik", "ga", "je", "verkrachten", "straks"])
    assert threat is not None
    assert (threat.first, threat.last) == (1, 4)


@given(st.lists(st.sampled_from([*WORDS, "ga", "verkrachten", "zelfmoord", "pleeg"]), max_size=40))
def test_any_order_of_its_words_is_read(words: list[str]) -> None:
    assert turned_to_another(words) in {True, False}
