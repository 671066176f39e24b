"""A rulebook file -> `Rulebook`, or one sentence about what is wrong with it.

The file's format is explained in docs/rulebook.md.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.errors import RulebookError
from bot.model.finding import Rule
from bot.model.ids import ArticleNumber
from bot.model.rulebook import (
    Article,
    Binds,
    EscalationLadder,
    Power,
    Proposed,
    Rulebook,
    RulePolicy,
    Severity,
    Urgent,
)
from bot.rulebooks.checks import NEVER, Problem, problems
from bot.texts import Language, texts
from bot.toml_file import Day, Number, Table, Text, Whole, read_model, spelt

SHIPPED = "winkler-prins-2019.toml"

Certainty = Annotated[Number, Field(ge=0.01, le=0.99)]
"""At 0 everything would be a finding, at 1 nothing ever."""
FlagCertainty = Annotated[Number, Field(ge=0.01, le=0.9)]
"""Few findings are surer: a rule that asks for more looks on and never speaks."""
CareCertainty = Annotated[Number, Field(ge=0.01, le=0.6)]
"""A care lane that hears only what is certain misses who needs it."""
Minutes = Annotated[Whole, Field(ge=1, le=7 * 24 * 60)]
Days = Annotated[Whole, Field(ge=1, le=366)]
Word = Annotated[Text, AfterValidator(spelt)]
Words = Annotated[tuple[Word, ...], Field(min_length=1)]
Powers = Annotated[frozenset[Power], Field(min_length=1)]


class ArticleTable(Table):
    number: Text
    text: Text
    binds: Annotated[frozenset[Binds], Field(min_length=1)]
    watched_by: Words
    because: Text = ""
    severity: Severity
    may: Powers
    reminder: Text = ""


class RuleTable(Table):
    article: Text
    ladder: Annotated[tuple[Powers, ...], Field(min_length=1)]
    flag_from: FlagCertainty
    remind_from: Certainty = NEVER
    alert_for: frozenset[Urgent] = frozenset()


class WordsTable(Table):
    insults: Words | None = None
    not_insults: Words | None = None
    school_topic: Words | None = None
    blocked_domains: Words | None = None
    allowed_domains: Words | None = None
    own_contacts: Words | None = None


Proposals = Annotated[tuple[Proposed, ...], Field(min_length=1)]


class MeasuresTable(Table):
    low: Proposals | None = None
    medium: Proposals | None = None
    high: Proposals | None = None
    urgent: Proposals | None = None


class RulebookFile(Table):
    name: Text
    title: Text
    version: Text
    adopted: Day
    link: Text
    care_article: Text
    care_from: CareCertainty
    group_pause_minutes: Minutes
    same_thing_minutes: Minutes
    memory_days: Days
    staff_private: frozenset[Rule]
    rules: Annotated[dict[Rule, RuleTable], Field(min_length=1)]
    derailing_article: Text | None = None
    measures: MeasuresTable = MeasuresTable()
    words: WordsTable = WordsTable()
    article: Annotated[tuple[ArticleTable, ...], Field(min_length=1)]


def load_rulebook(
    path: Path | None,
    detectors: Mapping[str, frozenset[Rule]],
    has_text: Callable[[str], bool] | None = None,
) -> Rulebook:
    """The rulebook at *path*, or the one that ships with the bot.

    *detectors*: name -> the rules it can see. *has_text*: whether a reminder can be said, given
    its key; every language of the text catalogues must have it unless told otherwise.
    Raises only `RulebookError`, about the first thing wrong.
    """
    if path is None:
        with as_file(files("bot.rulebooks").joinpath(SHIPPED)) as shipped:
            return load_rulebook(shipped, detectors, has_text)
    file = read_model(path, RulebookFile, error=RulebookError)
    rulebook = _rulebook(file)
    for problem in (*_doubles(file), *problems(rulebook, detectors, has_text or said_everywhere)):
        raise RulebookError(problem.key, where=path, at=problem.at, **problem.values)
    return rulebook


def said_everywhere(key: str) -> bool:
    """Whether every language has this reminder, asking for no other value than the article."""
    try:
        return all(texts(language)(key, article="") for language in Language)
    except KeyError:
        return False


def _rulebook(file: RulebookFile) -> Rulebook:
    return Rulebook(
        name=file.name,
        title=file.title,
        version=file.version,
        adopted=file.adopted,
        link=file.link,
        articles={ArticleNumber(table.number): _article(table) for table in file.article},
        rules={rule: _policy(rule, table) for rule, table in file.rules.items()},
        care_article=ArticleNumber(file.care_article),
        care_from=file.care_from,
        group_pause=timedelta(minutes=file.group_pause_minutes),
        same_thing=timedelta(minutes=file.same_thing_minutes),
        memory=timedelta(days=file.memory_days),
        staff_private=file.staff_private,
        words={name: words for name, words in file.words if words is not None},
        derailing_article=ArticleNumber(file.derailing_article)
        if file.derailing_article
        else None,
        measures={Severity(name): steps for name, steps in file.measures if steps is not None},
    )


def _article(table: ArticleTable) -> Article:
    return Article(
        number=ArticleNumber(table.number),
        text=table.text,
        binds=table.binds,
        watched_by=table.watched_by,
        because=table.because,
        severity=table.severity,
        may=table.may,
        reminder=table.reminder,
    )


def _policy(rule: Rule, table: RuleTable) -> RulePolicy:
    return RulePolicy(
        rule=rule,
        article=ArticleNumber(table.article),
        ladder=EscalationLadder(table.ladder),
        flag_from=table.flag_from,
        remind_from=table.remind_from,
        alert_for=table.alert_for,
    )


def _doubles(file: RulebookFile) -> Iterator[Problem]:
    counts = Counter(table.number for table in file.article)
    for number, count in counts.items():
        if count > 1:
            yield Problem("error.rulebook.double_article", f"article.{number}")
