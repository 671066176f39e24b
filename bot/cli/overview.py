"""The overview of an export, for a teacher to read."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from rich.console import Console

from bot.cli.called import Called
from bot.cli.output import console, safe, say
from bot.merge import Merged
from bot.model.ids import ArticleNumber
from bot.model.judgement import Topic
from bot.model.member import Sender
from bot.overview import Case, Cases, ExportOverview, GroupOverview, surest_first
from bot.pseudonyms import Pseudonyms
from bot.report.order import gravest_first, reminders
from bot.texts import Texts
from bot.wording import Wording

SHOWN = 12
"""Cases of one article on the screen; the rest are counted."""

HINTS = 3
"""Names at the most that are offered as perhaps staff's."""

LINE = 70
"""Characters shown of a line that was not understood."""

_DIGIT = re.compile(r"\d")
_STAFF_LIKE = re.compile(
    r"(?i)(?:mw|mevr|mevrouw|dhr|meneer|meester|juf|juffrouw|mr|mrs|ms|miss)\b[\w .-]{1,40}"
)
"""Nothing that a command line would read as more than a name, because the hint is there to be
pasted into one; and never a name with a tilde: an unsaved number calls itself what it likes."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What people are called on the screen, in the margin and inside quotes."""

    shown: Callable[[Sender], str]
    quote: Callable[[str], str]
    line: Callable[[str], str]
    """A line that was not understood: nobody looked for personal data in it."""

    @classmethod
    def full(cls) -> "Naming":
        return cls(lambda sender: safe(known_as(sender)), safe, safe)

    @classmethod
    def hidden(cls, senders: Sequence[Sender], texts: Texts) -> "Naming":
        """Pseudonyms, in quotes too, where people are called by a part of their name."""
        pseudonyms = Pseudonyms(texts)
        called = Called(senders, pseudonyms.sender)

        def quote(text: str) -> str:
            return safe(called.hidden_in(text))

        return cls(pseudonyms.sender, quote, lambda text: _DIGIT.sub("•", quote(text)))


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """One overview on one console."""

    overview: ExportOverview
    wording: Wording
    naming: Naming
    most: int = SHOWN
    out: Console = field(default_factory=console)

    def show(self, exports: Sequence[Merged], staff: Sequence[str]) -> None:
        """*staff*: the names that were said to be staff's."""
        texts = self.wording.texts
        for chat, group in self.overview.groups.items():
            say(self.out, texts("overview.title", group=safe(group.name)), style="bold")
            for export in exports:
                if export.about in {chat, chat.platform}:
                    self._read_as(export)
            GroupPage(group, self.wording, self.naming, self.most, self.out).show()
        if not self.overview.groups:
            say(self.out, texts("overview.empty"))
        files = {export.path for merged in exports for export in merged.exports}
        self._not_understood("overview.line_of" if len(files) > 1 else "overview.line")
        self._hints(staff)

    def _read_as(self, merged: Merged) -> None:
        texts = self.wording.texts
        formats = ", ".join(dict.fromkeys(export.format for export in merged.exports))
        say(self.out, texts("overview.format", formats=safe(formats)))
        if len({export.path for export in merged.exports}) > 1:
            files = safe(", ".join(merged.files))
            parts = texts("overview.merged", files=files, doubles=merged.doubles)
            say(self.out, parts)
        for hint in file_hints([merged], texts):
            say(self.out, hint)

    def _not_understood(self, key: str) -> None:
        overview, texts = self.overview, self.wording.texts
        if not overview.not_understood_count:
            return
        count = overview.not_understood_count
        say(self.out, texts("overview.not_understood", count=count), style="bold")
        for item in overview.not_understood[: self.most]:
            shown = self.naming.line(item.text)[:LINE]
            line = texts(key, number=item.line, text=shown, file=safe(item.file))
            say(self.out, line, indent=2)
        self.out.print()

    def _hints(self, staff: Sequence[str]) -> None:
        overview, texts = self.overview, self.wording.texts
        if overview.repeated:
            say(self.out, texts("overview.repeated", count=overview.repeated))
        if overview.unjudged:
            say(self.out, texts("digest.unjudged", count=overview.unjudged))
        for sentence in staff_hints(overview, staff, texts):
            say(self.out, sentence)
        say(self.out, texts("overview.disclaimer"))


def file_hints(exports: Sequence[Merged], texts: Texts) -> Iterator[str]:
    """Two chats in one file are judged as one conversation, so it is said."""
    for export in (export for merged in exports for export in merged.exports):
        if export.second_chat is not None:
            name, line = safe(export.path.name), export.second_chat
            yield texts("overview.second_chat", file=name, line=line)


def staff_hints(overview: ExportOverview, staff: Sequence[str], texts: Texts) -> Iterator[str]:
    """A misspelt colleague would be judged as a pupil, so it is said."""
    senders = overview.senders
    known = {known_as(sender) for sender in senders if sender.role.is_staff}
    met = {name.casefold() for name in known}
    met |= {sender.account.user_id.casefold() for sender in senders if sender.role.is_staff}
    others = [known_as(sender) for sender in senders if not sender.role.is_staff]
    for name in staff:
        wanted = " ".join(name.split()).casefold()
        same = [one for one in senders if known_as(one).casefold() == wanted]
        bearers = list(dict.fromkeys(one.account.user_id for one in same))
        if wanted not in met and len(bearers) > 1:
            hint = " ".join(f'--staff "{safe(account)}"' for account in bearers)
            yield texts("overview.staff_shared", name=safe(name), hint=hint)
        elif wanted not in met:
            near = get_close_matches(name, [*others, *known], n=1)
            key = "overview.staff_near" if near else "overview.staff_unknown"
            yield texts(key, name=safe(name), near=safe("".join(near)))
    if not known:
        like = [name for name in dict.fromkeys(others) if _STAFF_LIKE.fullmatch(name)]
        hint = " ".join(f'--staff "{safe(name)}"' for name in like[:HINTS])
        yield texts("overview.no_staff", hint=hint or '--staff "…"')


def known_as(sender: Sender) -> str:
    """What `--staff` calls them: their name, with the tilde where they chose it themselves."""
    account = sender.account.user_id
    return account if account.removeprefix("~") == sender.name else sender.name


@dataclass(frozen=True, slots=True)
class GroupPage:
    group: GroupOverview
    wording: Wording
    naming: Naming
    most: int
    out: Console

    def show(self) -> None:
        group, texts = self.group, self.wording.texts
        self._head()
        self._section(
            texts("overview.care"),
            surest_first(group.care),
            group.care.count,
            texts("overview.care_next"),
        )
        for number in gravest_first(group.articles, self.wording.rulebook):
            self._section(self._title(number), group.articles[number], self.most)
        if not group.articles and not group.care.count:
            self.out.print(texts("overview.nothing"), end="\n\n")
        self._reminders()

    def _head(self) -> None:
        group, texts, zone = self.group, self.wording.texts, self.wording.timezone
        if group.first and group.last:
            period = texts(
                "overview.period",
                begin=f"{group.first.astimezone(zone):%d-%m-%Y}",
                end=f"{group.last.astimezone(zone):%d-%m-%Y}",
                messages=group.messages,
                people=group.people,
                staff=len(group.staff),
            )
            say(self.out, period)
        shares = {topic.value: group.share(topic) for topic in Topic}
        say(self.out, texts("overview.topics", **shares))
        self.out.print()

    def _title(self, number: ArticleNumber) -> str:
        texts, gist = self.wording.texts, self.wording.gist(number)
        return texts("overview.article", article=number, text=gist)

    def _section(self, title: str, cases: Cases, most: int, next_step: str = "") -> None:
        if not cases.count:
            return
        say(self.out, f"{title} ({cases.count})", style="bold")
        if next_step:
            say(self.out, next_step, indent=2)
        shown = cases.told[:most]
        for case in shown:
            self._case(case)
        if more := cases.count - len(shown):
            key = "overview.more" if len(shown) < len(cases.told) else "overview.only_counted"
            say(self.out, self.wording.texts(key, count=more), indent=2)
        self.out.print()

    def _case(self, case: Case) -> None:
        who = self.naming.shown(case.sender)
        reason = self.naming.quote(self.wording.texts.reason(case.reason))
        sure = self.wording.texts("overview.sure", percent=round(100 * case.probability))
        say(self.out, f"{self._when(case)}  {who}", indent=2)
        quote = self.naming.quote(self.wording.seen(case, case.text, case.text, case.media))
        say(self.out, quote, indent=6, style="italic")
        say(self.out, f"{reason} ({sure})", indent=6)

    def _when(self, case: Case) -> str:
        """The year only where it says something."""
        first, last = self.group.first, self.group.last
        years = first and last and first.year != last.year
        return (
            f"{case.at.astimezone(self.wording.timezone):{'%d-%m-%Y' if years else '%d-%m'} %H:%M}"
        )

    def _reminders(self) -> None:
        """Each one line, to be copied."""
        offered = reminders(self.group, self.wording)
        if not offered:
            return
        say(self.out, self.wording.texts("overview.reminders"), style="bold")
        for _, words in offered:
            self.out.print(words, soft_wrap=True, end="\n\n")
