"""The overview of an export, for a teacher to read."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rich.console import Console

from bot.cli.output import console, safe, say
from bot.model.action import RemindInGroup
from bot.model.finding import Rule
from bot.model.ids import ArticleNumber
from bot.model.judgement import Topic
from bot.model.member import Sender
from bot.model.rulebook import Power, Severity
from bot.overview import Case, Cases, ExportOverview
from bot.ports import Export
from bot.pseudonyms import Pseudonyms
from bot.texts import Texts
from bot.wording import Wording, marked

SHOWN = 12
"""Cases of one article on the screen; the rest are counted."""

REMINDERS = 3
GIST = 70

_HIDDEN = "•••"
_NAME_PART = re.compile(
    r"\b(?!(?:mevr|mevrouw|meneer|meester|juffrouw|miss|moeder|vader|papa|mama|van|der|den)\b)\w{3,}"
)
_STAFF_LIKE = re.compile(
    r"(?i)(mw|mevr|mevrouw|dhr|meneer|meester|juf|juffrouw|mr|mrs|ms|miss)\b\.?"
)


@dataclass(frozen=True, slots=True)
class Naming:
    """What people are called on the screen, in the margin and inside quotes."""

    shown: Callable[[Sender], str]
    quote: Callable[[str], str]

    @classmethod
    def full(cls) -> "Naming":
        return cls(lambda sender: safe(sender.name), safe)

    @classmethod
    def hidden(cls, senders: Sequence[Sender], texts: Texts) -> "Naming":
        """Pseudonyms, in quotes too, where people are called by a part of their name."""
        pseudonyms = Pseudonyms(texts)
        called = {sender.name.casefold(): pseudonyms.sender(sender) for sender in senders}
        for sender in senders:
            for part in _NAME_PART.findall(sender.name.casefold()):
                called.setdefault(part, pseudonyms.sender(sender))
        longest_first = sorted((re.escape(name) for name in called), key=len, reverse=True)
        known = re.compile(rf"(?i)\b(?:{'|'.join(longest_first) or '(?!)'})\b")
        return cls(
            pseudonyms.sender,
            lambda text: safe(known.sub(lambda hit: called.get(hit[0].casefold(), _HIDDEN), text)),
        )


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """One overview on one console."""

    overview: ExportOverview
    wording: Wording
    naming: Naming
    out: Console = field(default_factory=console)

    def show(self, exports: Sequence[Export]) -> None:
        self._head(exports)
        overview, texts = self.overview, self.wording.texts
        self._section(texts("overview.care"), overview.care)
        for number in sorted(overview.articles, key=self._weight):
            self._section(self._title(number), overview.articles[number])
        if not overview.articles and not overview.care.count:
            self.out.print(texts("overview.nothing"), end="\n\n")
        self._not_understood()
        self._reminders()
        self._hints()

    def _head(self, exports: Sequence[Export]) -> None:
        overview, texts = self.overview, self.wording.texts
        zone = self.wording.timezone
        groups = ", ".join(safe(group) for group in overview.groups) or "-"
        say(self.out, texts("overview.title", groups=groups), style="bold")
        self.out.print(
            texts("overview.format", formats=", ".join(dict.fromkeys(e.format for e in exports)))
        )
        if overview.first and overview.last:
            self.out.print(
                texts(
                    "overview.period",
                    begin=f"{overview.first.astimezone(zone):%d-%m-%Y}",
                    end=f"{overview.last.astimezone(zone):%d-%m-%Y}",
                    messages=overview.messages,
                    people=len(overview.senders),
                    staff=len(overview.staff),
                )
            )
            self.out.print(
                texts("overview.topics", **{t.value: overview.share(t) for t in Topic}), end="\n\n"
            )

    def _weight(self, number: ArticleNumber) -> tuple[int, ArticleNumber]:
        severity = self.wording.rulebook.articles[number].severity
        return -list(Severity).index(severity), number

    def _title(self, number: ArticleNumber) -> str:
        words = self.wording.rulebook.articles[number].text
        gist = words if len(words) <= GIST else f"{words[:GIST].rsplit(' ', 1)[0]} …"
        return self.wording.texts("overview.article", article=number, text=gist)

    def _section(self, title: str, cases: Cases) -> None:
        if not cases.count:
            return
        say(self.out, f"{title} ({cases.count})", style="bold")
        for case in cases.told[:SHOWN]:
            self._case(case)
        if cases.count > SHOWN:
            more = self.wording.texts("overview.more", count=cases.count - SHOWN)
            say(self.out, more, indent=2)
        self.out.print()

    def _case(self, case: Case) -> None:
        when = case.at.astimezone(self.wording.timezone)
        who = self.naming.shown(case.sender)
        quote = marked(case.text, case.span)
        reason = self.naming.quote(self.wording.texts.reason(case.reason))
        sure = self.wording.texts("overview.sure", percent=round(100 * case.probability))
        say(self.out, f"{when:%d-%m %H:%M}  {who}", indent=2)
        say(self.out, self.naming.quote(quote), indent=6, style="italic")
        say(self.out, f"{reason} ({sure})", indent=6)

    def _not_understood(self) -> None:
        overview, texts = self.overview, self.wording.texts
        if not overview.not_understood_count:
            return
        count = overview.not_understood_count
        say(self.out, texts("overview.not_understood", count=count), style="bold")
        for item in overview.not_understood[:SHOWN]:
            line = texts("overview.line", number=item.line, text=safe(item.text)[:GIST])
            say(self.out, line, indent=2)
        self.out.print()

    def _reminders(self) -> None:
        """Ready to paste, for what was found most; without names by construction."""
        found = [rule for rule, _ in self.overview.rules.most_common() if self._remindable(rule)]
        if not found:
            return
        say(self.out, self.wording.texts("overview.reminders"), style="bold")
        for rule in found[:REMINDERS]:
            action = RemindInGroup(rule, self.wording.rulebook.cite(rule))
            say(self.out, self.wording.reminder(action), indent=2)
            self.out.print()

    def _remindable(self, rule: Rule) -> bool:
        article = self.wording.rulebook.articles[self.wording.rulebook.cite(rule)]
        return Power.REMIND_GROUP in article.may and bool(article.reminder)

    def _hints(self) -> None:
        overview, texts = self.overview, self.wording.texts
        if overview.unjudged:
            self.out.print(texts("digest.unjudged", count=overview.unjudged))
        if not overview.staff:
            like = [one for one in overview.senders.values() if _STAFF_LIKE.match(one.name)]
            names = [safe(one.account.user_id) for one in like[:REMINDERS]]
            hint = " ".join(f'--staff "{name}"' for name in names) or '--staff "…"'
            say(self.out, texts("overview.no_staff", hint=hint))
        say(self.out, texts("overview.disclaimer"))
