"""The record as Markdown, in Dutch: the school's privacy officer reads it, whatever the language
of whoever has it written."""

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot import __version__
from bot.model.calendar import TestWindow
from bot.model.finding import Rule
from bot.model.judgement import RULES
from bot.model.member import Role
from bot.model.rulebook import Article, Power, Rulebook, RulePolicy
from bot.privacy.record.dates import in_words, with_time
from bot.privacy.record.facts import Facts
from bot.privacy.record.markdown import escaped
from bot.privacy.record.terms import terms
from bot.rights import WHO, Act
from bot.settings import Settings
from bot.texts import Language, texts

TO_FILL_IN = "INVULLEN"
"""Marks each place where the school must write or decide something."""

"""The layer of the judge that people wrote; it learns nothing."""


def render(facts: Facts) -> str:
    """Everything a person wrote is escaped; the same facts always give the same words."""
    book = facts.settings.rulebook
    page = _environment().get_template("record.md")
    written = page.render(
        facts=facts,
        settings=facts.settings,
        places=facts.places,
        book=book,
        version=__version__,
        watched=[_watched(book, one) for one in book.articles.values() if _by_machine(one)],
        by_people=[one.number for one in book.articles.values() if not _by_machine(one)],
        rights=[(act, [role in WHO[act] for role in _OFFICES]) for act in Act],
        offices=_OFFICES,
        tests=_tests(facts.settings),
        reminding=[
            texts(Language.NL)(f"word.rule.{one}") for one in sorted(facts.settings.live.reminding)
        ],
        staff_tests=_watches_tests(facts.settings) and bool(facts.connected),
        group_tests=sum(len(group.tests) for group in facts.groups),
        platforms=sorted({group.chat.platform for group in facts.groups}),
        staff=[role for role in Role if role.is_staff],
        learned=[layer for layer in facts.layers if layer.name != RULES],
        own_words=sum(map(len, facts.settings.words.values())),
        terms=terms(facts.settings.retention),
    )
    return _tidy(written)


_OFFICES = tuple(role for role in Role if any(role in who for who in WHO.values()))
"""Roles with a right to anything."""


def to_fill_in(record: str) -> int:
    """How many places of a fresh record wait for the school; the first only explains the word."""
    return record.count(TO_FILL_IN) - 1


def _by_machine(article: Article) -> bool:
    return article.watched_by != ("people",)


def _watched(book: Rulebook, article: Article) -> dict[str, object]:
    """A row of what the bot looks at, with how sure it must be."""
    said = texts(Language.NL)
    policies = [policy for policy in book.rules.values() if policy.article == article.number]
    flags = [policy.flag_from for policy in policies]
    if article.number == book.care_article:
        flags.append(book.care_from)
    reminds = [policy.remind_from for policy in policies if _reminds(policy)]
    return {
        "number": article.number,
        "by": ", ".join(said(f"watcher.{name}") for name in article.watched_by),
        "may": ", ".join(said(f"power.{power}") for power in Power if power in article.may),
        "flag_from": min(flags, default=None),
        "remind_from": min(reminds, default=None),
    }


def _reminds(policy: RulePolicy) -> bool:
    return any(step & {Power.REMIND_GROUP, Power.REMIND_PRIVATE} for step in policy.ladder.steps)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bot.privacy.record", "templates"),
        autoescape=False,  # noqa: S701 - this is Markdown; `finalize` escapes for it
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters |= {"day": in_words, "moment": with_time, "percent": _percent}
    return environment


def _finalize(value: object) -> object:
    return escaped(value) if isinstance(value, str) else value


def _tests(settings: Settings) -> list[TestWindow]:
    """Those in which the bot looks for something: without a rule about it, none."""
    watched = settings.calendar.tests if _watches_tests(settings) else ()
    return sorted(watched, key=lambda test: test.begin)


def _watches_tests(settings: Settings) -> bool:
    return Rule.TESTTIME in settings.rulebook.rules


def _tidy(written: str) -> str:
    lines = (line.rstrip() for line in written.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _percent(probability: float) -> str:
    return f"{probability:.0%}"
