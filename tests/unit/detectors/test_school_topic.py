"""The first topic detector: words, and what the conversation was about."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.detectors.school_topic import Clues, SchoolTopic
from bot.detectors.wordlists import wordlist
from bot.model.conversation import Heard
from bot.model.judgement import Topic
from bot.model.member import Role
from bot.model.message import MediaKind
from tests.support.builders import NOON, a_message, a_scene, a_sender, heard

DETECTOR = SchoolTopic()


def topic(
    text: str,
    *,
    earlier: Sequence[Heard] = (),
    parent: Heard | None = None,
    media: MediaKind | None = None,
    role: Role = Role.STUDENT,
) -> Topic:
    message = a_message(text, media=media, sender=a_sender(role=role))
    scene = a_scene(message=message, earlier=earlier, parent=parent)
    return DETECTOR.guess(scene).topic


def talk(about: Topic, role: Role = Role.STUDENT) -> tuple[Heard, ...]:
    return tuple(
        heard("...", topic=about, role=role, at=NOON - timedelta(minutes=minutes))
        for minutes in (4, 3, 2, 1)
    )


@pytest.mark.parametrize(
    "text",
    [
        "wat moeten we leren voor de toets van wiskunde",
        "weet iemand welk lokaal we hebben",
        "is het 4e uur uitgevallen",
        "heeft iemand de samenvatting van hoofdstuk 3",
        "ben mijn gymtas vergeten, moet ik me melden?",
        "mevrouw ik ben ziek vandaag, wat is het huiswerk?",
        "hoe laat vertrekt de bus van de excursie",
        "mn stageverslag is bijna af",
        "wie heeft de geschiedenisaantekeningen",
        "staat het cijfer al in somtoday",
    ],
)
def test_everyday_school_talk_is_school(text: str) -> None:
    assert topic(text) is Topic.SCHOOL


@pytest.mark.parametrize(
    "text",
    [
        "voor geschiedenis moeten we hoofdstuk 4 over de Holocaust lezen",
        "biologie gaat deze periode over voortplanting en seks, toets is vrijdag",
        "bij scheikunde hebben we een explosie nagedaan in het practicum",
        "maatschappijleer h3 over drugs en criminaliteit, snapt iemand opdracht 5",
        "het boekverslag gaat over een moord, moet de dader erin?",
    ],
)
def test_dangerous_words_of_a_subject_are_school(text: str) -> None:
    assert topic(text) is Topic.SCHOOL


@pytest.mark.parametrize(
    "text",
    [
        "hew wi'j vandage ok huuswark veur wiskunde",
        "wollah die toets van nask was moeilijk, ik haal geen voldoende",
        "which page is the homework for biology?",
        "lkr zei dat het examen van aardrijkskunde verplaatst is",
        "op de speelplaats verzamelen voor de uitstap, farde meenemen",
        "ouderavond is dinsdag, wie kan er hulpouder zijn?",
    ],
)
def test_dialect_street_english_flemish_and_parents_talk_school_too(text: str) -> None:
    assert topic(text) is Topic.SCHOOL


@pytest.mark.parametrize(
    "text",
    [
        "wie gaat er vanavond fortnite doen",
        "ajax heeft gewonnen met 3-0, wat een wedstrijd",
        "heb die nieuwe serie op netflix al helemaal gekeken",
        "scooter te koop, 650 euro, dm voor foto's",
        "zaterdag feestje bij mij, neem drank mee",
        "wist je dat hij verliefd is op haar, ze hebben gezoend",
        "stuur dit door naar 12 mensen of je krijgt ongeluk",
        "mijn hond heeft puppy's gekregen",
        "wie wil er pizza bestellen bij dominos",
        "gratis airpods, link in bio, code WINNEN voor korting",
        "my cousin got concert tickets for saturday",
        "ga je mee naar de fuif van de chiro",
        "mijn bijbaantje bij de jumbo betaalt slecht",
    ],
)
def test_free_time_trade_and_gossip_are_offtopic(text: str) -> None:
    assert topic(text) is Topic.OFFTOPIC


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "hahahahaha",
        "jaaaa",
        "dankjewel!!",
        "ja ik ook",
        "wie?",
        "hoi allemaal",
        "😂😂😂",
        "👍",
        "wtf sorry",
        "thx bro",
        "",
    ],
)
@pytest.mark.parametrize("about", [None, Topic.OFFTOPIC])
def test_glue_is_neutral_also_where_the_talk_is_not_about_school(
    text: str, about: Topic | None
) -> None:
    assert topic(text, earlier=talk(about) if about else ()) is Topic.NEUTRAL


def test_an_insult_without_school_in_it_is_neutral() -> None:
    assert topic("jij bent echt een sukkel, hou je bek") is Topic.NEUTRAL


def test_a_cry_for_help_without_school_in_it_is_neutral() -> None:
    assert topic("ik wil niet meer leven, ik kan niet meer") is Topic.NEUTRAL


@pytest.mark.parametrize("about", [Topic.SCHOOL, Topic.OFFTOPIC])
def test_a_reply_without_telling_words_inherits_what_it_answers(about: Topic) -> None:
    parent = heard("...", topic=about)
    text = "de blauwe met twee rode strepen"
    assert topic(text, earlier=(parent,), parent=parent) is about


def test_a_reply_to_offtopic_with_strong_school_words_is_school() -> None:
    parent = heard("wie gaat er mee naar de film", topic=Topic.OFFTOPIC)
    text = "ik moet nog leren voor de toets wiskunde, hoofdstuk 3"
    assert topic(text, parent=parent) is Topic.SCHOOL


@pytest.mark.parametrize("about", [Topic.SCHOOL, Topic.OFFTOPIC])
def test_a_longer_message_without_telling_words_leans_on_the_last_messages(about: Topic) -> None:
    text = "gister lag die blauwe nog ergens tussen twee rode zakjes"
    assert topic(text, earlier=talk(about)) is about


def test_the_talk_of_yesterday_weighs_less_than_that_of_just_now() -> None:
    text = "die blauwe lag nog tussen twee rode zakjes"
    yesterday = heard(topic=Topic.OFFTOPIC, at=NOON - timedelta(days=1))
    just_now = heard(topic=Topic.OFFTOPIC)
    old = DETECTOR.clues(a_scene(text, earlier=(yesterday,)))
    new = DETECTOR.clues(a_scene(text, earlier=(just_now,)))
    assert old.near_offtopic < 0.05 < new.near_offtopic


def test_what_staff_said_counts_as_school_talk() -> None:
    text = "die blauwe lag nog tussen twee rode zakjes"
    assert topic(text, earlier=talk(Topic.OFFTOPIC, Role.TEACHER)) is Topic.SCHOOL


def test_where_nothing_is_known_a_message_is_neutral() -> None:
    guess = DETECTOR.guess(a_scene("xyzzy plugh frobnitz"))
    assert (guess.topic, guess.probability) == (Topic.NEUTRAL, 0.5)


def test_test_like_questions_are_school() -> None:
    assert topic("wie heeft vraag 5") is Topic.SCHOOL
    assert topic("moeten we 3b en 4 t/m 9") is Topic.SCHOOL


@pytest.mark.parametrize("about", [Topic.SCHOOL, Topic.OFFTOPIC])
def test_a_photo_without_caption_is_never_more_than_its_conversation(about: Topic) -> None:
    found = topic("", media=MediaKind.PHOTO, parent=heard(topic=about))
    assert found in {about, Topic.NEUTRAL}


def test_staff_messages_are_school() -> None:
    assert topic("Vanavond naar de film, wie gaat mee?", role=Role.MENTOR) is Topic.SCHOOL


def test_only_the_authored_text_counts() -> None:
    message = a_message("ok", quoted="fortnite vanavond?", forwarded="scooter te koop 650 euro")
    assert DETECTOR.guess(a_scene(message=message)).topic is Topic.NEUTRAL


@pytest.mark.parametrize(
    "text",
    [
        "dat kost duur vandaag een natuurlijk alles",
        "er staan flessen in de schuur",
    ],
)
def test_school_words_hidden_in_other_words_are_not_seen(text: str) -> None:
    words = {hit.entry.text for hit in DETECTOR._lexicon.find(a_scene(text).reading.views[0])}
    assert not words & {"uur", "les", "lessen", "natuurkunde"}


def test_compounds_are_seen_by_their_parts() -> None:
    for word in ("wiskundetoets", "huiswerkvrij", "schoolreisgeld", "oefentoetsjes"):
        assert DETECTOR.clues(a_scene(word)).school > 0.4, word


def test_the_schools_own_words_are_school() -> None:
    text = "vanmiddag in de plusklasgrot of het kraaiennest"
    plain, own = SchoolTopic(), SchoolTopic(extra=["het kraaiennest", "plusklasgrot"])
    assert own.guess(a_scene(text)).topic is Topic.SCHOOL
    assert own.clues(a_scene(text)).school > plain.clues(a_scene(text)).school


def test_the_same_scene_gives_the_same_guess() -> None:
    scene = a_scene("wie gaat er zaterdag mee zwemmen na de toets", earlier=talk(Topic.SCHOOL))
    assert SchoolTopic().guess(scene) == SchoolTopic().guess(scene) == DETECTOR.guess(scene)


def test_plain_cases_are_surer_than_border_cases() -> None:
    plain = DETECTOR.guess(a_scene("wat is het huiswerk voor wiskunde, hoofdstuk 3 opdracht 5"))
    border = DETECTOR.guess(a_scene("voetbal bij gym"))
    assert plain.probability > 0.9 > border.probability


def test_every_clue_has_a_weight_for_every_topic() -> None:
    for name in Topic:
        assert set(wordlist("topic")["feel"][name]) == set(Clues._fields)


MOMENTS = st.integers(-5, 100_000).map(lambda seconds: NOON - timedelta(seconds=seconds))
HEARD = st.builds(
    lambda about, role, at: heard(topic=about, role=role, at=at),
    st.sampled_from(Topic),
    st.sampled_from(Role),
    MOMENTS,
)


@settings(max_examples=150)
@given(
    text=st.text(max_size=120) | st.sampled_from(["toets", "fortnite", "ok 3b", "\ue000"]),
    earlier=st.lists(HEARD, max_size=20),
    parent=st.none() | HEARD,
    role=st.sampled_from(Role),
    media=st.none() | st.sampled_from(MediaKind),
)
def test_any_scene_gets_a_topic_with_a_sensible_probability(
    text: str, earlier: list[Heard], parent: Heard | None, role: Role, media: MediaKind | None
) -> None:
    message = a_message(text, sender=a_sender(role=role), media=media)
    guess = DETECTOR.guess(a_scene(message=message, earlier=earlier, parent=parent))
    assert guess.topic in Topic
    assert 0.5 <= guess.probability <= 0.99
