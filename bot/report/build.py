"""From what was counted to the page: which words, in which order. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import __version__
from bot.merge import Merged
from bot.model.ids import ArticleNumber, ChatRef
from bot.overview import ExportOverview, GroupOverview, surest_first
from bot.report.cases import CaseTeller
from bot.report.dates import Dates
from bot.report.order import gravest_first, reminders
from bot.report.page import ArticlePart, CarePart, GroupPart, LinePart, Page, UnreadPart
from bot.report.times import TimeTeller
from bot.report.words import Names, name
from bot.wording import Wording

LINE = 70
"""Characters shown of a line that was not understood."""


@dataclass(frozen=True, slots=True)
class PageBuilder:
    """*named*: whether *names* are real. *notes*: what else a reader must know."""

    wording: Wording
    names: Names
    named: bool

    def page(
        self,
        overview: ExportOverview,
        exports: Sequence[Merged],
        notes: Sequence[str],
        made_at: datetime,
    ) -> Page:
        texts, book = self.wording.texts, self.wording.rulebook
        groups = overview.groups
        return Page(
            language=texts.language,
            title=self._title(overview),
            made=texts(
                "report.made",
                date=self._dates.day(made_at),
                version=__version__,
                rulebook=f"{book.title} ({book.version})",
            ),
            link=book.link if book.link.startswith(("https://", "http://")) else "",
            named=self.named,
            care=[
                CarePart(
                    name(group.name),
                    self._cases.cases(surest_first(group.care), f"care-{number}", care=True),
                )
                for number, group in enumerate(groups.values(), start=1)
                if group.care.count
            ],
            groups=[
                self._group(chat, group, exports, f"group-{number}")
                for number, (chat, group) in enumerate(groups.items(), start=1)
            ],
            unread=self._unread(overview, exports),
            notes=notes,
            findings=sum(group.findings for group in groups.values()),
            care_signals=sum(group.care.count for group in groups.values()),
        )

    @property
    def _dates(self) -> Dates:
        return Dates(self.wording.texts, self.wording.timezone)

    @property
    def _cases(self) -> CaseTeller:
        return CaseTeller(self.wording.texts, self.names, self._dates)

    def _title(self, overview: ExportOverview) -> str:
        texts, groups = self.wording.texts, list(overview.groups.values())
        match groups:
            case []:
                return texts("report.title.none")
            case [only]:
                return texts("overview.title", group=name(only.name))
            case _:
                return texts("report.title.groups", count=len(groups))

    def _group(
        self, chat: ChatRef, group: GroupOverview, exports: Sequence[Merged], anchor: str
    ) -> GroupPart:
        about = [export for export in exports if export.about in {chat, chat.platform}]
        return GroupPart(
            anchor=anchor,
            name=name(group.name),
            numbers=self._numbers(group),
            facts=self._facts(group, about),
            articles=self._articles(group, anchor),
            time=TimeTeller(self.wording.texts, self._dates).time(group, anchor),
            reminders=reminders(group, self.wording),
        )

    def _numbers(self, group: GroupOverview) -> Sequence[tuple[str, str]]:
        numbers = {
            "messages": group.messages,
            "people": group.people,
            "staff": len(group.staff),
            "findings": group.findings,
            "care": group.care.count,
        }
        return [(self.wording.texts(f"report.fact.{key}"), str(n)) for key, n in numbers.items()]

    def _facts(self, group: GroupOverview, exports: Sequence[Merged]) -> Sequence[tuple[str, str]]:
        texts, dates = self.wording.texts, self._dates
        facts: dict[str, str] = {}
        if group.first and group.last:
            begin, end = dates.day(group.first), dates.day(group.last)
            facts["period"] = texts("report.fact.between", begin=begin, end=end)
        formats = dict.fromkeys(one.format for merged in exports for one in merged.exports)
        files = dict.fromkeys(file for merged in exports for file in merged.files)
        doubles = sum(merged.doubles for merged in exports)
        facts |= {"formats": ", ".join(formats), "files": ", ".join(files)}
        facts["doubles"] = str(doubles) if doubles else ""
        return [(texts(f"report.fact.{key}"), fact) for key, fact in facts.items() if fact]

    def _articles(self, group: GroupOverview, anchor: str) -> Sequence[ArticlePart]:
        most = max((cases.count for cases in group.articles.values()), default=0)
        return [
            self._article(group, number, most, f"{anchor}-article-{place}")
            for place, number in enumerate(
                gravest_first(group.articles, self.wording.rulebook), start=1
            )
        ]

    def _article(
        self, group: GroupOverview, number: ArticleNumber, most: int, anchor: str
    ) -> ArticlePart:
        texts, cases = self.wording.texts, group.articles[number]
        return ArticlePart(
            anchor=anchor,
            number=texts("report.found.number", article=number),
            text=self.wording.rulebook.articles[number].text,
            gist=self.wording.gist(number),
            count=cases.count,
            share=texts("report.found.share", count=cases.count, total=group.findings),
            width=round(100 * cases.count / most, 1),
            cases=self._cases.cases(cases, anchor),
        )

    def _unread(self, overview: ExportOverview, exports: Sequence[Merged]) -> UnreadPart:
        texts = self.wording.texts
        counts = {
            "overview.not_understood": overview.not_understood_count,
            "overview.repeated": overview.repeated,
            "digest.unjudged": overview.unjudged,
        }
        lines = [
            LinePart(line.line, line.file, self.names.line(line.text)[:LINE])
            for line in overview.not_understood
        ]
        return UnreadPart(
            sentences=[texts(key, count=count) for key, count in counts.items() if count],
            lines=lines,
            several=len({one.path for merged in exports for one in merged.exports}) > 1,
            rest=overview.not_understood_count - len(lines),
        )
