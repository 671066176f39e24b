import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.lexicon import Entry, Lexicon, Match
from bot.detectors.normalize import read


def lexicon(**entries: Match) -> Lexicon[str]:
    return Lexicon(
        [Entry(text.replace("_", " "), match, text) for text, match in entries.items()],
        common=frozenset({"ten", "los", "er"}),
    )


def found(words: Lexicon[str], text: str) -> set[tuple[str, str]]:
    """What is found in any view: its meaning and the raw text it was found in."""
    return {
        (hit.entry.meaning, text[slice(*view.span(hit.first, hit.last))])
        for view in read(text).views
        for hit in words.find(view)
    }


def test_a_word_stands_alone() -> None:
    words = lexicon(hoer=Match.WORD)
    assert found(words, "een Hoer!") == {("hoer", "Hoer")}
    assert found(words, "hoera, behoer") == set()


def test_a_prefix_begins_a_word() -> None:
    words = lexicon(kanker=Match.PREFIX)
    assert found(words, "kankerhond") == {("kanker", "kankerhond")}
    assert found(words, "huidkanker") == set()


def test_a_suffix_ends_a_word() -> None:
    words = lexicon(lijer=Match.SUFFIX)
    assert found(words, "teringlijer en lijers") == {("lijer", "teringlijer")}


def test_any_stands_anywhere() -> None:
    assert found(lexicon(kut=Match.ANY), "rotkutding") == {("kut", "rotkutding")}


def test_a_phrase_is_found_across_punctuation() -> None:
    words = lexicon(ga_dood=Match.WORD)
    assert found(words, "ga, dood") == {("ga_dood", "ga, dood")}


def test_hits_come_as_they_end_the_longest_first() -> None:
    words = lexicon(hoer=Match.WORD, vieze_hoer=Match.WORD, ho=Match.PREFIX, vieze=Match.WORD)
    (view,) = read("jij vieze hoer").views
    places = [(hit.entry.meaning, hit.first, hit.last) for hit in words.find(view)]
    assert places == [("vieze", 1, 1), ("ho", 2, 2), ("vieze_hoer", 1, 2), ("hoer", 2, 2)]


@pytest.mark.parametrize("text", ["jij vieze hoer", "h*er, skkl", "hoer hoer", "hoi", ""])
def test_meanings_are_those_of_the_hits(text: str) -> None:
    words = lexicon(hoer=Match.WORD, vieze_hoer=Match.WORD, ho=Match.PREFIX, sukkel=Match.WORD)
    for view in read(text).views:
        assert list(words.meanings(view)) == [hit.entry.meaning for hit in words.find(view)]


def test_two_entries_may_overlap() -> None:
    words = lexicon(hoer=Match.SUFFIX, kanker=Match.PREFIX)
    assert {meaning for meaning, _ in found(words, "kankerhoer")} == {"hoer", "kanker"}


@pytest.mark.parametrize("text", ["h*er", "H#ER", "ho*r"])
def test_a_starred_letter_is_guessed(text: str) -> None:
    assert found(lexicon(hoer=Match.WORD), text) == {("hoer", text)}


@pytest.mark.parametrize("text", ["k*nkerhond", "k*nk*rmongool"])
def test_a_starred_prefix_is_guessed(text: str) -> None:
    assert found(lexicon(kanker=Match.PREFIX), text) == {("kanker", text)}


def test_a_starred_suffix_is_guessed() -> None:
    assert found(lexicon(hoer=Match.SUFFIX), "pesth*er") == {("hoer", "pesth*er")}


@pytest.mark.parametrize("text", ["*hoera*", "h***", "2*3*4", "h*ar", "vet*", "n*r"])
def test_stars_that_do_not_fit_are_no_guess(text: str) -> None:
    assert found(lexicon(hoer=Match.WORD), text) == set()


def test_missing_vowels_are_guessed_in_a_long_word_only() -> None:
    words = lexicon(mongool=Match.WORD, slet=Match.WORD)
    assert found(words, "jij mngl") == {("mongool", "mngl")}
    assert found(words, "jij slt") == set()


def test_a_long_word_is_found_broken_in_two() -> None:
    assert found(lexicon(kanker=Match.WORD), "ka nker") == {("kanker", "ka nker")}


def test_a_break_beside_a_common_word_proves_nothing() -> None:
    words = lexicon(kutten=Match.WORD, loserij=Match.WORD)
    assert found(words, "kut ten eerste") == set()
    assert found(words, "los erij") == set()


VAGUE = Lexicon(
    [
        Entry("slet", Match.WORD, "slet", vaguely=True),
        Entry("hufter", Match.WORD, "x", vaguely=True),
    ],
    common=frozenset({"ter", "les"}),
)


@pytest.mark.parametrize(
    ("text", "vague"), [("slt", True), ("sl et", True), ("huf ter", True), ("hu fter", False)]
)
def test_a_hit_says_where_little_tells_the_word(text: str, *, vague: bool) -> None:
    (view,) = read(text).views
    assert [hit.vague for hit in VAGUE.find(view)] == [vague]
    assert len(VAGUE.meanings(view)) == (not vague)


def test_two_common_words_are_just_those() -> None:
    words = Lexicon(
        [Entry("loser", Match.WORD, "x", vaguely=True)], common=frozenset({"los", "er"})
    )
    assert found(words, "los er") == set()
    assert found(words, "lo ser") == {("x", "lo ser")}


def test_a_word_may_be_looked_for_in_one_piece_only() -> None:
    words = Lexicon([Entry("kanker", Match.WORD, "x", whole=True)], common=frozenset({"en"}))
    assert found(words, "ka nker") == set()


def test_ij_counts_as_a_vowel_or_not() -> None:
    words = lexicon(kankerlijer=Match.WORD)
    assert {meaning for meaning, _ in found(words, "knkrlr knkrljr")} == {"kankerlijer"}


def test_a_word_that_says_so_is_found_with_one_letter_twice_unless_that_is_a_word() -> None:
    words = Lexicon(
        [Entry("neger", Match.WORD, "x", doubled=True), Entry("hoer", Match.WORD, "y")],
        real=frozenset({"negeer"}),
    )
    assert found(words, "negger") == {("x", "negger")}
    assert found(words, "negeer") == set()
    assert found(words, "hoerr") == set()


def test_words_are_not_joined_where_no_common_words_are_given() -> None:
    assert found(Lexicon([Entry("kanker", Match.WORD, "x")]), "ka nker") == set()


def test_an_empty_list_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Lexicon([])


def test_an_entry_without_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="no letters"):
        Lexicon([Entry("!?", Match.WORD, "x")])


@given(st.text(max_size=80))
def test_every_hit_lies_in_the_text(text: str) -> None:
    words = lexicon(a=Match.ANY, hoer=Match.WORD, kanker=Match.PREFIX, lijer=Match.SUFFIX)
    for view in read(text).views:
        for hit in words.find(view):
            span = view.span(hit.first, hit.last)
            assert 0 <= span.start < span.end <= len(text)
