"""What the bot says, put together from the text catalogues and the school's rulebook."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import dropwhile
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.compliance import Drift
from bot.model.action import RemindInGroup, RemindPrivately
from bot.model.administration import Untold
from bot.model.finding import CareSignal, Finding, Rule
from bot.model.flag import NewFlag
from bot.model.ids import NOWHERE, ArticleNumber, FlagId, MessageRef
from bot.model.message import MediaKind, Span
from bot.model.retention import YearDay
from bot.model.rulebook import Rulebook
from bot.model.shown import safe
from bot.texts import Texts

_AROUND = 60
"""Characters of context on each side of the words a finding is about."""

_MEANT = 500
"""Characters of those words themselves: a whole chain letter need not be repeated."""

REPORTED = "reason.reported"
"""Why somebody in the group reported it: of that no computer is sure or unsure."""

_NAME = 64
"""Characters of a name."""

_GIST = 70
"""Characters of an article where it is only named."""


class Seen(Protocol):
    """A finding, a care signal, or a case of either in an overview."""

    @property
    def span(self) -> Span: ...
    @property
    def forwarded(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Wording:
    texts: Texts
    rulebook: Rulebook
    timezone: ZoneInfo

    def reminder(self, action: RemindInGroup | RemindPrivately, *, live: bool = False) -> str:
        """*live*: where people write now, so that they can object to the bot."""
        where = "group" if isinstance(action, RemindInGroup) else "private"
        key = self.rulebook.articles[action.article].reminder
        said = self.texts(f"reminder.{key}.{where}", article=action.article)
        return f"{said} {self.texts('reminder.object.live' if live else 'reminder.object')}"

    def in_lesson(self, until: datetime) -> str:
        """Whoever writes in a lesson is told what goes there; *until*: local."""
        if Rule.TESTTIME not in self.rulebook.rules:
            return self.texts("lesson.notice", until=f"{until:%H:%M}")
        article = self.rulebook.cite(Rule.TESTTIME)
        return self.texts("lesson.notice.article", until=f"{until:%H:%M}", article=article)

    def withdrawal(self, article: ArticleNumber) -> str:
        return self.texts("reminder.withdrawn", article=article)

    def flag(
        self,
        flag_id: FlagId,
        flag: NewFlag,
        group: str,
        *,
        known: bool = True,
        above: Sequence[str] = (),
        below: Sequence[str] = (),
        decided: bool = False,
    ) -> str:
        """For responsible staff: who, what words, which article, why, how sure. *known*: the
        school knows whose account that is. *above* and *below* the words: what else they have to
        know."""
        head, name = "flag.urgent" if flag.urgent else "flag.head", called(flag.sender.name)
        return "\n".join(
            [
                self.texts(head, number=flag_id, group=group, name=self._named(name, known=known)),
                *above,
                *flag.evidence.before,
                *self._findings(flag),
                *below,
                *(() if decided else (self.texts("flag.decide"),)),
            ]
        )

    def _findings(self, flag: NewFlag) -> Iterator[str]:
        """Each quotation once, and under it what was found in it."""
        evidence = flag.evidence
        found: dict[str, list[Finding]] = {}
        for finding in flag.findings:
            quote = self.seen(finding, evidence.text, evidence.forwarded, evidence.media)
            found.setdefault(quote, []).append(finding)
        for quote, findings in found.items():
            yield quote
            for finding in findings:
                yield self._finding(finding)

    def _finding(self, finding: Finding) -> str:
        article, reason = finding.article, self.texts.reason(finding.reason)
        if finding.reason.key == REPORTED:
            return self.texts("flag.finding.reported", article=article, reason=reason)
        percent = round(finding.probability * 100)
        return self.texts("flag.finding", article=article, reason=reason, percent=percent)

    def group(self, message: MessageRef, name: str) -> str:
        """*name*: of the group that *message* is kept with."""
        known = not message.message_id.startswith(NOWHERE)
        return name if known else self.texts("group.unknown")

    def _named(self, name: str, *, known: bool) -> str:
        """What somebody calls themselves is not taken for who they are."""
        return name if known else self.texts("flag.stranger", name=name)

    def care(
        self,
        flag_id: FlagId,
        flag: NewFlag,
        signal: CareSignal,
        group: str,
        *,
        known: bool = True,
    ) -> str:
        """For the care contacts only. *known*: as of a flag."""
        evidence, name = flag.evidence, one_line(flag.sender.name)
        return self.texts(
            "care.alert",
            number=flag_id,
            group=self.group(flag.message, group),
            name=self._named(name, known=known),
            quote=self.seen(signal, evidence.text, evidence.forwarded, evidence.media),
            reason=self.texts.reason(signal.reason),
        )

    def day_of_year(self, day: YearDay) -> str:
        return f"{day.day} {self.texts(f'month.{day.month}')}"

    def when(self, moment: datetime) -> str:
        """As staff read it."""
        return f"{moment.astimezone(self.timezone):%d-%m %H:%M}"

    def seen(
        self,
        seen: Seen,
        text: str,
        forwarded: str,
        media: MediaKind | None,
        *,
        around: int = _AROUND,
    ) -> str:
        """The words that *seen* is about: of *text*, or of what was *forwarded*, which it says."""
        if not seen.forwarded:
            return self.quote(text, seen.span, media, around=around)
        return self.texts("quote.forwarded", quote=marked(forwarded, seen.span, around))

    def quote(
        self, text: str, span: Span, media: MediaKind | None = None, *, around: int = _AROUND
    ) -> str:
        """What was said, the words of *span* marked, behind the kind of *media* if any."""
        words = marked(text, span, around)
        return f"[{self.texts(f'media.{media}')}] {words}".rstrip() if media else words

    def gist(self, article: ArticleNumber) -> str:
        """The beginning of what *article* says."""
        return shortened(self.rulebook.articles[article].text, _GIST)

    def drifts(
        self,
        group: str,
        drifts: Collection[Drift],
        solved: Iterable[Drift] = (),
        untold: Collection[Untold] = (),
    ) -> str:
        """*solved*: what was wrong before. *untold*: what could not be looked at."""
        article = self.rulebook.compliance_article
        return "\n".join(
            [
                self.texts("compliance.head", group=group, article=article),
                *self.drift_lines(drifts),
                *(self._solved(drift) for drift in solved),
                *self.untold(untold if drifts else ()),
            ]
        )

    def drift_lines(self, drifts: Iterable[Drift]) -> Iterator[str]:
        for drift in drifts:
            yield self.texts(f"compliance.{drift.kind}", name=called(drift.name))

    def _solved(self, drift: Drift) -> str:
        what = self.texts(f"word.drift.{drift.kind}")
        return self.texts(
            "compliance.solved", what=f"{what} ({called(drift.name)})" if drift.name else what
        )

    def untold(self, untold: Collection[Untold]) -> Iterator[str]:
        if untold:
            what = "; ".join(self.texts(f"compliance.untold.{one}") for one in untold)
            yield self.texts("compliance.untold", what=what)


def shortened(text: str, most: int) -> str:
    """Its first *most* characters, in whole words: half a name is one that nobody hides.

    Of one endless word, which is no name, the beginning.
    """
    if len(text) <= most:
        return text
    begin = text[:most]
    whole = begin
    if text[most].isalnum():
        whole = "".join(dropwhile(str.isalnum, begin[::-1]))[::-1]
    return f"{whole or begin}…"


def marked(text: str, span: Span, around: int = _AROUND) -> str:
    """The words of *span* between guillemets, with a little of what stands around them.

    Of an empty span nothing is marked: what was seen are not the words.
    """
    before, after = text[: span.start], text[span.end :]
    head = shortened(before[::-1], around)[::-1]
    tail = shortened(after, around)
    seen = shortened(text[span.start : span.end], _MEANT)
    return one_line(f"{head}»{seen}«{tail}" if seen else tail)


def one_line(text: str) -> str:
    """What somebody wrote must not look like lines of the bot."""
    return safe(" ".join(text.split()))


def called(name: str) -> str:
    """As what somebody appears, which they choose themselves."""
    return shortened(one_line(name), _NAME)
