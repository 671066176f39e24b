import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.care import CareLexicon
from bot.model.finding import CareSignal
from bot.model.member import Role
from bot.model.message import Span
from tests.support.builders import a_message, a_scene, a_sender, an_account, heard
from tests.support.detectors import CARE

SUITE = Path(__file__).parents[2] / "data" / "care_suite.toml"
MESSAGES: Mapping[str, Mapping[str, Sequence[str]]] = tomllib.loads(SUITE.read_text("utf-8"))
OTHER_HANDS: Mapping[str, Mapping[str, Sequence[str]]] = tomllib.loads(
    SUITE.with_name("care_other_hands.toml").read_text("utf-8")
)
WRITTEN: Mapping[str, Any] = tomllib.loads(SUITE.with_name("care_written.toml").read_text("utf-8"))
FRESH: Mapping[str, Any] = tomllib.loads(SUITE.with_name("care_fresh.toml").read_text("utf-8"))
DETECTOR = CARE
AGAIN = CareLexicon()


def listen(text: str, role: Role = Role.STUDENT) -> CareSignal | None:
    message = a_message(text, sender=a_sender(role=role))
    return DETECTOR.listen(a_scene(message=message))


def heard_share(texts: Sequence[str]) -> float:
    return sum(listen(text) is not None for text in texts) / len(texts)


def all_of(part: str) -> list[str]:
    return [text for texts in MESSAGES[part].values() for text in texts]


def test_the_suite_is_large_enough_to_say_something() -> None:
    assert len(all_of("signals")) + len(all_of("unseen")) >= 150
    assert len(all_of("unseen")) >= 60
    assert len(all_of("innocent")) >= 250


def test_most_signals_are_heard() -> None:
    assert heard_share(all_of("signals")) >= 0.9


def test_most_signals_never_looked_at_while_writing_the_patterns_are_heard() -> None:
    assert heard_share(all_of("unseen")) >= 0.75


def test_all_signals_together_are_heard_often_enough() -> None:
    assert heard_share(all_of("signals") + all_of("unseen")) >= 0.85


def test_hardly_any_look_alike_is_taken_for_a_signal() -> None:
    assert heard_share(all_of("innocent")) <= 0.01


def held_out(hand: str, part: str) -> Sequence[str]:
    return OTHER_HANDS[hand][part][1::2]


@pytest.mark.parametrize(("hand", "share"), [("a", 0.5), ("b", 0.42)])
def test_signals_of_another_hand_that_were_never_read_are_heard_about_half_the_time(
    hand: str, share: float
) -> None:
    assert len(held_out(hand, "signals")) == 150
    assert heard_share(held_out(hand, "signals")) >= share


@pytest.mark.parametrize("hand", OTHER_HANDS)
def test_look_alikes_of_another_hand_that_were_never_read_stay_silent(hand: str) -> None:
    assert len(held_out(hand, "lookalikes")) == 150
    assert heard_share(held_out(hand, "lookalikes")) <= 0.02


def test_most_signals_that_were_written_after_the_words_were_fitted_are_heard() -> None:
    texts = [text for texts in FRESH["signals"].values() for text in texts]
    assert len(texts) >= 150
    assert heard_share(texts) >= 0.6


def test_few_look_alikes_that_were_written_after_the_words_were_fitted_are_taken_for_one() -> None:
    assert len(FRESH["lookalikes"]) >= 300
    assert heard_share(FRESH["lookalikes"]) <= 0.045


def test_what_the_words_were_fitted_on_is_still_heard_and_no_more() -> None:
    hands = WRITTEN.values()
    signals = [
        text for hand in hands for texts in hand.get("signals", {}).values() for text in texts
    ]
    lookalikes = [text for hand in hands for text in hand.get("lookalikes", ())]
    assert (len(signals), len(lookalikes)) >= (1500, 1500)
    assert heard_share(signals[::4]) >= 0.52
    assert heard_share(lookalikes[::4]) <= 0.025


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ik wil niet meer", "suicide"),
        ("ik wil dood", "suicide"),
        ("heb mezelf weer gesneden", "selfharm"),
        ("vinger in mijn keel na het eten", "eating"),
        ("mijn vader slaat me", "home"),
        ("durf niet naar huis", "home"),
        ("ben verkracht door iemand die ik ken", "sexual"),
        ("ik word gechanteerd met naaktfoto's", "blackmail"),
        ("ik durf niet meer naar school", "fear"),
        ("ben weggelopen van huis", "unsafe"),
        ("heb een hele strip paracetamol geslikt", "overdose"),
        ("mijn broer is overleden en ik weet niet hoe ik verder moet", "grief"),
    ],
)
def test_the_reason_names_what_it_may_be_about(text: str, kind: str) -> None:
    signal = listen(text)
    assert signal is not None
    assert signal.reason.key == f"reason.care.{kind}"
    assert signal.probability >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "",
        "💀💀💀",
        "ik ga dood, wat een toets",
        "ik vermoord mijn wekker",
        "i want to die lol this homework",
        "suicide squad vanavond?",
        "ik haat mijn leven, moet afwassen",
        "wie wil praten: bel 113",
        "durf niet te presenteren",
        "in het boek pleegt hij zelfmoord",
        "heb nog niks gegeten, hoe laat is de pauze",
        "ik kan niet meer van het lachen",
    ],
)
def test_a_look_alike_stays_silent(text: str) -> None:
    assert listen(text) is None


@pytest.mark.parametrize("role", [role for role in Role if role.is_staff])
def test_staff_are_never_a_care_signal(role: Role) -> None:
    assert listen("ik wil niet meer leven", role) is None


def test_a_guardian_may_be_in_distress_too() -> None:
    assert listen("ik wil niet meer leven", Role.GUARDIAN) is not None


def test_quoted_and_forwarded_words_do_not_count() -> None:
    message = a_message("wat is dit", quoted="ik wil dood", forwarded="ik wil niet meer leven")
    assert DETECTOR.listen(a_scene(message=message)) is None


def test_the_span_covers_the_words_that_spoke_in_the_raw_text() -> None:
    text = "Hé… Ik wil écht niet meer léven. Doei"
    signal = listen(text)
    assert signal is not None
    assert "niet meer léven" in text[signal.span.start : signal.span.end]


def test_order_of_words_does_not_matter_where_dutch_turns_it_around() -> None:
    assert listen("dat ik niet meer leven wil") is not None


@pytest.mark.parametrize("text", ["ik wil nie meer leven", "mn pa slaat me", "durf nie naar huis"])
def test_the_way_pupils_spell_is_understood(text: str) -> None:
    assert listen(text) is not None


def test_laughing_halves_it_but_being_serious_does_not() -> None:
    assert listen("ik wil verdwijnen") is not None
    assert listen("ik wil verdwijnen 😂") is None
    assert listen("ik wil verdwijnen, dit is niet grappig bedoeld 😂") is not None


def weak() -> CareLexicon:
    """Two words that are almost a sign, each by itself."""
    cues = {"disbelief": ["gelooft"], "blame": ["schuld"]}
    patterns = [{"of": ["disbelief"], "p": 0.41}, {"of": ["blame"], "p": 0.41}]
    kinds = {"distress": {"damped_by": [], "patterns": patterns}}
    return CareLexicon({**words(), "cues": cues, "kinds": kinds})


def test_two_weak_signs_speak_where_one_does_not() -> None:
    detector = weak()
    assert detector.listen(a_scene("niemand gelooft me")) is None
    assert detector.listen(a_scene("mijn eigen schuld")) is None
    assert detector.listen(a_scene("niemand gelooft me en mijn eigen schuld")) is not None


def test_an_earlier_almost_sign_of_the_same_person_tips_the_scale() -> None:
    detector = weak()
    sender = a_sender("Sanne")
    own = heard("mijn eigen schuld", user_id="Sanne")
    others = heard("mijn eigen schuld", user_id="Noor")
    message = a_message("niemand gelooft me", sender=sender)
    assert own.account == an_account("Sanne")
    assert detector.listen(a_scene(message=message)) is None
    assert detector.listen(a_scene(message=message, earlier=[others])) is None
    assert detector.listen(a_scene(message=message, earlier=[own])) is not None


WORDS = sorted({word for text in all_of("signals") for word in text.split()})


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=200))
def test_a_span_is_never_empty_and_lies_inside_the_text(text: str) -> None:
    signal = listen(text)
    if signal is not None:
        assert 0 <= signal.span.start < signal.span.end <= len(text)
        assert 0.5 <= signal.probability <= 1


@given(st.sampled_from(all_of("signals")))
def test_the_same_scene_always_gives_the_same_signal(text: str) -> None:
    assert listen(text) == AGAIN.listen(a_scene(text))


def words(**pattern: object) -> Mapping[str, object]:
    return {
        "spellings": {},
        "cues": {"dead": ["dood"]},
        "plain": {"want": ["wil"], "humour": ["haha*"]},
        "damping": {"humour": 0.5},
        "kinds": {"suicide": {"damped_by": ["humour"], "patterns": [pattern]}},
    }


def test_slots_further_apart_than_the_window_do_not_speak() -> None:
    detector = CareLexicon(words(of=["dead", "want"], within=3, p=0.9))
    assert detector.listen(a_scene("dood wat wil")) is not None
    assert detector.listen(a_scene("dood wat ik wil")) is None


def test_slots_in_order_speak_only_in_that_order() -> None:
    detector = CareLexicon(words(then=["want", "dead"], within=3, p=0.9))
    assert detector.listen(a_scene("wil ik dood")) is not None
    assert detector.listen(a_scene("dood wil ik")) is None


def test_a_pattern_that_ends_a_clause_does_not_speak_halfway() -> None:
    detector = CareLexicon(words(then=["want", "dead"], within=3, p=0.9, ends=True))
    assert detector.listen(a_scene("ik wil dood, echt")) is not None
    assert detector.listen(a_scene("ik wil dood hout zoeken")) is None


def test_a_pattern_with_an_unknown_class_is_refused() -> None:
    with pytest.raises(ValueError, match="no such class"):
        CareLexicon(words(of=["dead", "wnat"], p=0.9))


def test_a_pattern_that_nothing_could_wake_is_refused() -> None:
    with pytest.raises(ValueError, match="no slot of cues"):
        CareLexicon(words(of=["want"], p=0.9))


def test_an_unknown_damping_is_refused() -> None:
    data = {**words(of=["dead"], p=0.9), "damping": {}}
    with pytest.raises(ValueError, match="no such damping"):
        CareLexicon(data)


def evidence(**changes: object) -> Mapping[str, object]:
    """Words of which "dood" speaks for a need, "wil" supports it and "haha" speaks against it."""
    table = {
        "start": -2,
        "of_pattern": 1,
        "longer": [{"from": 6, "weight": -5}],
        "weights": {
            "suicide": {"dead": 1.5},
            "any": {"want": 1},
            "against": {"humour": -5},
        },
    }
    return {**words(of=["dead"], p=0.1), "evidence": {**table, **changes}}


def test_words_that_are_no_pattern_together_add_up() -> None:
    detector = CareLexicon(evidence())
    assert detector.listen(a_scene("dood")) is None
    signal = detector.listen(a_scene("wil wat dood"))
    assert signal is not None
    assert signal.reason.key == "reason.care.suicide"
    assert signal.span == Span(8, 12)


def test_words_of_other_talk_count_against_it() -> None:
    assert CareLexicon(evidence()).listen(a_scene("wil wat dood haha")) is None


def test_a_long_message_needs_more_evidence() -> None:
    detector = CareLexicon(evidence())
    assert detector.listen(a_scene("wil wat dood ja zo")) is not None
    assert detector.listen(a_scene("wil wat dood ja zo en")) is None


def test_a_sure_pattern_speaks_by_itself_but_not_against_everything_else() -> None:
    sure = {**evidence(start=-4), "kinds": words(of=["dead"], p=0.9)["kinds"]}
    detector = CareLexicon(sure)
    assert detector.listen(a_scene("dood")) is not None
    assert detector.listen(a_scene("dood hahaha wat een dag was dat")) is None


def test_a_certain_pattern_is_no_division_by_zero() -> None:
    certain = {**evidence(), "kinds": words(of=["dead"], p=1)["kinds"]}
    signal = CareLexicon(certain).listen(a_scene("dood"))
    assert signal is not None
    assert signal.probability == 1


def test_evidence_of_an_unknown_class_is_refused() -> None:
    with pytest.raises(ValueError, match="no such class"):
        CareLexicon(evidence(weights={"suicide": {"daed": 1}}))


@pytest.mark.parametrize(
    "text",
    [
        "ik wil niet meer leven haha",
        "ik wil dood 😂",
        "mijn vader slaat me elke dag lol",
        "ik ben verkracht haha",
        "mijn moeder slaat me na een onvoldoende",
    ],
)
def test_a_laugh_or_a_bad_mark_does_not_take_back_what_was_said_in_so_many_words(
    text: str,
) -> None:
    assert listen(text) is not None


@pytest.mark.parametrize(
    "text",
    ["ik ga dood wat een toets 😂", "kill me now lol this homework", "ik wil dood sinds die film"],
)
def test_a_figure_of_speech_stays_one(text: str) -> None:
    assert listen(text) is None
