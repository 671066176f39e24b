"""The page as data: every word that is on it, in the order in which it is read."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.report.charts import Chart
from bot.report.words import Quote

GENERATOR = "Klaswacht"
"""Who made the page: one that says so may be written over."""


@dataclass(frozen=True, slots=True)
class Moment:
    """*iso*: for machines; *shown*: for people."""

    iso: str
    shown: str


@dataclass(frozen=True, slots=True)
class SaidPart:
    """A message of the conversation around a case. *stands_for*: what is shown where there are
    no words of its own, or none that may be repeated."""

    who: str
    when: Moment
    text: str
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class CasePart:
    anchor: str
    who: str
    when: Moment
    quote: Quote
    stands_for: str
    reason: str
    certainty: str
    before: Sequence[SaidPart]
    after: Sequence[SaidPart]


@dataclass(frozen=True, slots=True)
class CasesPart:
    """*rest*: how many were only counted."""

    cases: Sequence[CasePart]
    rest: int


@dataclass(frozen=True, slots=True)
class CarePart:
    group: str
    cases: CasesPart


@dataclass(frozen=True, slots=True)
class ArticlePart:
    anchor: str
    number: str
    text: str
    gist: str
    count: int
    share: str
    """Its count beside that of all, in words."""
    width: float
    """Per cent of the longest bar."""
    cases: CasesPart


@dataclass(frozen=True, slots=True)
class Row:
    """One period: its label and its numbers, in the order of the columns."""

    label: str
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class TimePart:
    charts: Sequence[Chart]
    columns: Sequence[str]
    rows: Sequence[Row]
    remarks: Sequence[str]


@dataclass(frozen=True, slots=True)
class GroupPart:
    anchor: str
    name: str
    numbers: Sequence[tuple[str, str]]
    facts: Sequence[tuple[str, str]]
    articles: Sequence[ArticlePart]
    time: TimePart
    reminders: Sequence[tuple[str, str]]
    """The article it is about, and the words."""


@dataclass(frozen=True, slots=True)
class LinePart:
    number: int
    file: str
    text: str


@dataclass(frozen=True, slots=True)
class UnreadPart:
    """What could not be read or judged. *rest*: lines that were only counted."""

    sentences: Sequence[str]
    lines: Sequence[LinePart]
    several: bool
    """They are of more than one file."""
    rest: int


@dataclass(frozen=True, slots=True)
class Page:
    language: str
    title: str
    made: str
    link: str
    """Where the protocol is on the web; empty where that is no web address."""
    named: bool
    """With real names."""
    care: Sequence[CarePart]
    groups: Sequence[GroupPart]
    unread: UnreadPart
    notes: Sequence[str]
    findings: int
    care_signals: int
