"""A rulebook with a mistake is refused with its key; one without is read whole."""

import tempfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import RulebookError
from bot.model.finding import Rule
from bot.model.ids import ArticleNumber
from bot.model.rulebook import Binds, Power, Rulebook, Severity
from bot.rulebooks.loader import load_rulebook
from tests.unit.rulebooks.mistakes import FORM, MEANING
from tests.unit.rulebooks.support import DETECTORS, SMALL, refusal, said, write


def load(path: Path) -> Rulebook:
    return load_rulebook(path, DETECTORS, said)


def test_everything_in_the_file_reaches_the_rulebook(tmp_path: Path) -> None:
    book = load(write(tmp_path))
    assert book.stamp == "onze-school 1"
    assert (book.title, book.adopted) == ("Afspraken in de klassenapp", date(2025, 9, 1))
    assert book.link == "https://school.example/afspraken"
    assert (book.care_article, book.care_from) == ("3", 0.5)
    assert book.group_pause == timedelta(minutes=30)
    assert book.same_thing == timedelta(hours=1)
    assert book.memory == timedelta(days=30)
    assert book.staff_private == {Rule.RESPECT}
    assert book.words == {
        "not_insults": ("bink",),
        "blocked_domains": ("gratis-skins.example",),
    }


def test_an_article_and_a_rule_are_read_whole(tmp_path: Path) -> None:
    book = load(write(tmp_path))
    article = book.articles[ArticleNumber("1")]
    assert article.text == "We zijn aardig."
    assert article.binds == {Binds.STUDENT, Binds.STAFF}
    assert article.watched_by == ("insults",)
    assert article.severity is Severity.MEDIUM
    assert article.may == {Power.REMIND_GROUP, Power.FLAG}
    assert article.reminder == "respect"
    policy = book.rules[Rule.RESPECT]
    assert (policy.article, policy.flag_from, policy.remind_from) == ("1", 0.5, 0.9)
    assert policy.ladder.step(0) == {Power.FLAG, Power.REMIND_GROUP}
    assert policy.ladder.step(9) == {Power.FLAG}


def test_articles_keep_the_order_and_the_numbers_of_the_school(tmp_path: Path) -> None:
    assert list(load(write(tmp_path)).articles) == ["1", "2 bis", "3"]


def test_the_words_may_be_left_out(tmp_path: Path) -> None:
    start, end = SMALL.index("[words]"), SMALL.index("[[article]]")
    assert load(write(tmp_path, SMALL[:start] + SMALL[end:])).words == {}


def test_a_rule_that_never_reminds_needs_no_remind_from(tmp_path: Path) -> None:
    text = SMALL.replace('["flag", "remind_group"], ', "").replace("remind_from = 0.9\n", "")
    text = text.replace('may = ["remind_group", "flag"]\nreminder = "respect"', 'may = ["flag"]')
    assert load(write(tmp_path, text)).rules[Rule.RESPECT].remind_from == 1


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    text = SMALL.replace("\n", "\r\n").encode("utf-8-sig")
    assert load(write(tmp_path, text)).name == "onze-school"


@pytest.mark.parametrize(("old", "new", "sentence", "at"), FORM)
def test_a_mistake_in_the_form_is_named_with_its_key(
    tmp_path: Path, old: str, new: str, sentence: str, at: str
) -> None:
    error = refusal(tmp_path, old, new)
    assert (error.key, error.values["at"]) == (f"error.toml.{sentence}", at)


def test_a_wrong_value_is_shown_beside_those_that_are_allowed(tmp_path: Path) -> None:
    error = refusal(tmp_path, 'severity = "medium"', 'severity = "hoog"')
    assert error.values["given"] == "hoog"
    assert error.values["allowed"] == "none, low, medium, high, urgent"


@pytest.mark.parametrize(
    ("old", "new", "at", "near"),
    [
        ("severity =", "severty =", "article.1.severty", "severity"),
        ("care_from", "care_form", "care_form", "care_from"),
        ("remind_from", "reminds_from", "rules.respect.reminds_from", "remind_from"),
        ("not_insults", "no_insults", "words.no_insults", "not_insults"),
    ],
)
def test_a_misspelt_key_is_answered_with_the_right_one(
    tmp_path: Path, old: str, new: str, at: str, near: str
) -> None:
    error = refusal(tmp_path, old, new)
    assert error.key == "error.toml.unknown_key_near"
    assert error.values == {"at": at, "near": near}


def test_an_unknown_key_like_no_other_is_answered_with_all_that_exist(tmp_path: Path) -> None:
    error = refusal(tmp_path, "[words]", "[words]\nxyzzy = 1")
    assert error.key == "error.toml.unknown_key"
    assert "own_contacts" in str(error.values["allowed"])


@pytest.mark.parametrize(("old", "new", "sentence", "at"), MEANING)
def test_a_rulebook_that_would_do_less_than_it_looks_is_refused(
    tmp_path: Path, old: str, new: str, sentence: str, at: str
) -> None:
    error = refusal(tmp_path, old, new)
    assert (error.key, error.values["at"]) == (f"error.rulebook.{sentence}", at)


def test_a_pause_longer_than_the_memory_is_refused(tmp_path: Path) -> None:
    text = SMALL.replace("memory_days = 30", "memory_days = 1")
    path = write(tmp_path, text.replace("same_thing_minutes = 60", "same_thing_minutes = 1441"))
    with pytest.raises(RulebookError, match=r"forgets_too_soon at='same_thing_minutes'"):
        load(path)


def test_a_reminder_needs_a_text_for_each_way_in_which_it_may_be_given(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match=r"no_text.*reminder\.respect\.group"):
        load_rulebook(write(tmp_path), DETECTORS, {"reminder.respect.private"}.__contains__)


def test_a_text_that_is_not_toml_is_refused_with_the_place(tmp_path: Path) -> None:
    error = refusal(tmp_path, 'version = "1"', "version = 1e")
    assert error.key == "error.toml.syntax"
    assert (error.values["line"], error.values["column"]) == (3, 12)


TABLES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.dates()
    | st.text(max_size=5)
    | st.sampled_from(["flag", "nothing", "people", "insults", "1", "respect", "staff"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
LINES = SMALL.splitlines()


def survives(text: str) -> None:
    """Reading *text* ends in a rulebook or a `RulebookError`, and nothing else."""
    with tempfile.TemporaryDirectory() as folder, suppress(RulebookError):
        load(write(Path(folder), text.encode("utf-8", "surrogatepass")))


@given(st.text())
@example("x = " + "[" * 20_000)
@example("x = " + "9" * 5_000)
@example("care_from = 0x" + "f" * 5_000)
@example("\ud800")
def test_any_text_is_a_rulebook_or_a_rulebook_error(text: str) -> None:
    survives(text)


@given(st.lists(st.sampled_from(LINES), max_size=30))
def test_any_mix_of_a_rulebooks_lines_is_a_rulebook_or_a_rulebook_error(lines: list[str]) -> None:
    survives("\n".join(lines))


@given(st.integers(0, len(LINES) - 1), TABLES)
def test_any_value_in_any_place_is_a_rulebook_or_a_rulebook_error(
    number: int, value: object
) -> None:
    key, equals, _ = LINES[number].partition(" = ")
    line = f"{key} = {_toml(value)}" if equals else _toml(value)
    survives("\n".join([*LINES[:number], line, *LINES[number + 1 :]]))


def _toml(value: object) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{_toml(k)} = {_toml(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case str():
            return '"' + "".join(f"\\U{ord(c):08x}" for c in value) + '"'
        case bool():
            return str(value).lower()
        case None:
            return '""'
        case _:
            return str(value)
