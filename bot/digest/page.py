"""A digest in words, section by section, for whatever it is shown on. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.compliance import Drift, drifts_of
from bot.model.administration import Administration
from bot.model.calendar import FreeDays
from bot.model.digest import Chart, Decisions, Digest, Downtime, GroupDay, Names, OpenAppeal, Usual
from bot.model.finding import covered
from bot.model.flag import Flag
from bot.model.ids import AccountRef, FlagId
from bot.model.judgement import Topic
from bot.model.member import Sender
from bot.model.outbox import Outcome
from bot.pseudonyms import Pseudonyms
from bot.wording import Wording, called, one_line

UNDELIVERED = {
    Outcome.FAILED: "digest.failed",
    Outcome.UNKNOWN: "digest.unknown",
    Outcome.NO_PERMISSION: "digest.no_permission",
}
"""What staff are to know of: it was to reach somebody, and perhaps it did not."""

MOST_FLAGS = 15
"""Open flags that are named one by one; of the others it is told how many there are."""

_ABOUT_THE_SAME = 0.15
_SOME = 3
"""Fewer messages or flags more or less say nothing."""
_HARDLY = 0.05
"""What is less would be written as nought."""
_FEW = 10
"""Of fewer a percentage says nothing."""


@dataclass(frozen=True, slots=True)
class Style:
    """How much a way of reading shows of people."""

    names: Names = Names.FULL
    quotes: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    text: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    items: tuple[Item, ...]
    bullets: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    intro: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    foot: tuple[str, ...] = ()


def page(digest: Digest, wording: Wording, style: Style) -> Page:
    return _Telling(digest, wording, style).page()


@dataclass(frozen=True, slots=True)
class _Telling:
    digest: Digest
    wording: Wording
    style: Style
    pseudonyms: Pseudonyms = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pseudonyms", Pseudonyms(self.wording.texts))

    def page(self) -> Page:
        digest, title = self.digest, self._texts("digest.title", day=self._long(self.digest.day))
        if digest.quiet:
            return Page(self._texts("digest.nothing", day=self._long(digest.day)))
        since, until = self._moment(digest.since), self._moment(digest.until)
        intro = [self._texts("digest.period", since=since, until=until)]
        if digest.is_first:
            intro.append(self._texts("digest.first"))
        if digest.is_past:
            intro.append(self._texts("digest.past"))
        head = digest.head
        foot = () if head is None else (self._texts("digest.head", head=head),)
        return Page(title, tuple(intro), tuple(self._sections()), foot)

    def _sections(self) -> Iterator[Section]:
        needs = tuple(self._needs()) or (Item(self._texts("digest.no_needs")),)
        yield Section(self._texts("digest.needs"), needs)
        yield Section(self._texts("digest.happened"), tuple(self._happened()), bullets=False)
        if coming := tuple(map(Item, self._coming())):
            yield Section(self._texts("digest.coming"), coming)

    # what needs them

    def _needs(self) -> Iterator[Item]:
        digest = self.digest
        if digest.open_care:
            yield Item(self._care())
        yield from (Item(self._flag(*one)) for one in digest.open_flags[:MOST_FLAGS])
        if more := len(digest.open_flags[MOST_FLAGS:]):
            yield Item(self._texts("digest.more", count=more))
        yield from (Item(self._appeal(one)) for one in digest.open_appeals)
        for group, seen in digest.astray.items():
            lines = tuple(self._drifts(seen))
            yield Item(self._texts("digest.astray", name=one_line(group)), lines)
        yield from self._troubles()

    def _troubles(self) -> Iterator[Item]:
        """Of the bot itself."""
        digest = self.digest
        counts = {
            **{key: digest.undelivered.get(one, 0) for one, key in UNDELIVERED.items()},
            "digest.unjudged": digest.unjudged,
            "digest.never_decided": digest.never_decided,
        }
        for key, count in counts.items():
            if count:
                yield Item(self._texts(key, count=count))
        if digest.unopened:
            yield Item(self._unopened(digest.unopened))
        for doubt in digest.doubts:
            sure = "unknown" if doubt.outcome is Outcome.UNKNOWN else "failed"
            channel = self._texts(f"digest.channel.{doubt.channel}")
            day = self._short(doubt.day)
            yield Item(self._texts(f"digest.doubt.{sure}", day=day, channel=channel))
        yield from map(self._downtime, digest.downtimes)

    def _unopened(self, flags: Sequence[FlagId]) -> str:
        numbers = [*map(str, flags[:MOST_FLAGS]), *("…" for _ in flags[MOST_FLAGS:][:1])]
        shown = {"count": len(flags), "numbers": ", ".join(numbers)}
        return self._texts("digest.unopened", **shown)

    def _care(self) -> str:
        said = self._texts("digest.care", count=self.digest.open_care)
        untouched = self.digest.care_untouched
        if not untouched:
            return said
        return f"{said} ({self._texts('digest.care_untouched', count=untouched)})"

    def _downtime(self, down: Downtime) -> Item:
        gap = down.gap
        began, ended = self._moment(gap.began), self._moment(gap.ended)
        said = self._texts("digest.down", began=began, ended=ended)
        lines = [self._texts("digest.down.late", count=down.late)]
        if gap.kept_from > gap.began:
            until = self._moment(gap.kept_from)
            lines.append(self._texts("digest.down.lost", began=began, until=until))
        return Item(said, tuple(lines))

    def _drifts(self, seen: Administration) -> Iterator[str]:
        senders = {admin.sender.account: admin.sender for admin in seen.admins}
        for drift in drifts_of(seen):
            if self.style.names is Names.NONE and drift.account is not None:
                said = self._texts(f"word.drift.{drift.kind}")
                yield f"{said[0].upper()}{said[1:]}."
            else:
                yield from self.wording.drift_lines([self._hidden(drift, senders)])

    def _hidden(self, drift: Drift, senders: dict[AccountRef, Sender]) -> Drift:
        sender = None if drift.account is None else senders.get(drift.account)
        return drift if sender is None else replace(drift, name=self._named(sender))

    def _appeal(self, appeal: OpenAppeal) -> str:
        said = self._texts(
            "digest.appeal",
            number=appeal.appeal_id,
            group=one_line(appeal.group),
            since=self.wording.when(appeal.at),
        )
        if appeal.about is None:
            return said
        return f"{said}, {self._texts('digest.appeal.flag', number=appeal.about)}"

    def _flag(self, flag: Flag, group: str) -> str:
        main, evidence = flag.raised.findings[0], flag.raised.evidence
        number = "digest.flag.urgent" if flag.raised.urgent else "digest.flag.number"
        parts = [
            self._texts(number, number=flag.flag_id),
            one_line(group),
            self.wording.when(flag.raised.sent_at),
            self._named(flag.raised.sender),
            self._texts("digest.flag.article", article=main.article),
        ]
        said = ", ".join(part for part in parts if part)
        if not self.style.quotes:
            return said
        findings = flag.raised.findings
        text = covered(evidence.text, findings)
        forwarded = covered(evidence.forwarded, findings, forwarded=True)
        quote = self.wording.seen(main, text, forwarded, evidence.media, around=20)
        return f"{said}: {quote}"

    def _named(self, sender: Sender) -> str:
        match self.style.names:
            case Names.FULL:
                return called(sender.name)
            case Names.FIRST:
                return called(first_name(sender.name))
            case Names.PSEUDONYM:
                return self.pseudonyms.sender(sender)
            case Names.NONE:
                return ""

    # what happened

    def _happened(self) -> Iterator[Item]:
        silent = []
        for group in self.digest.groups:
            lines = tuple(self._told(group))
            if group.counts.messages or lines:
                yield Item(self._messages(group), lines)
            else:
                silent.append(one_line(group.name))
        if silent:
            yield Item(self._texts("digest.silent", groups=", ".join(silent)))
        if self.digest.swept:
            yield Item(self._texts("digest.swept", count=self.digest.swept))

    def _messages(self, group: GroupDay) -> str:
        name, count = one_line(group.name), group.counts.messages
        key = "digest.group.one" if count == 1 else "digest.group"
        said = self._texts(key, name=name, count=count)
        usual = group.usual
        return said if usual is None else f"{said}, {self._compared(count, usual.messages)}"

    def _told(self, group: GroupDay) -> Iterator[str]:
        if topics := self._topics(group):
            yield topics
        if group.reminders:
            yield self._texts("digest.reminders", count=group.reminders)
        if group.flagged and group.usual is not None:
            compared = self._compared(group.flagged, group.usual.flags)
            yield f"{self._texts('digest.flags', count=group.flagged)}, {compared}"
        for article, flags in group.flags.items():
            said = self._texts("digest.article", article=article, count=flags.total)
            stands = {
                "upheld": flags.decided.upheld,
                "dismissed": flags.decided.dismissed,
                "open": flags.open,
            }
            how = [self._texts(f"digest.stands.{key}", count=n) for key, n in stands.items() if n]
            yield f"{said} ({', '.join(how)})"
        if group.decided.total:
            yield self._decided(group.decided, group.usual)
        if group.answered:
            yield self._texts("digest.answered", count=group.answered)

    def _topics(self, group: GroupDay) -> str:
        topics = group.counts.topics
        judged = sum(topics.values())
        if judged < _FEW:
            return ""
        shares = {topic: round(100 * topics.get(topic, 0) / judged) for topic in Topic}
        said = self._texts(
            "digest.topics",
            school=shares[Topic.SCHOOL],
            neutral=shares[Topic.NEUTRAL],
            offtopic=shares[Topic.OFFTOPIC],
        )
        usual = None if group.usual is None else group.usual.offtopic
        if usual is None:
            return said
        return f"{said} {self._texts('digest.topics.usual', percent=round(100 * usual))}"

    def _decided(self, decided: Decisions, usual: Usual | None) -> str:
        said = self._texts(
            "digest.decided",
            count=decided.total,
            dismissed=decided.dismissed,
        )
        if decided.total >= _FEW:
            said += f" {self._texts('digest.percent', percent=_percent(decided))}"
        if usual is None or usual.decided.total < _FEW:
            return said
        before = {"percent": _percent(usual.decided), "count": usual.decided.total}
        return f"{said}; {self._texts('digest.decided.usual', **before)}"

    def _compared(self, count: int, usual: float) -> str:
        """In words, and with the number of the four weeks before."""
        rate = count / self.digest.school_days
        how = "more" if rate > usual else "less"
        if abs(rate - usual) <= max(_ABOUT_THE_SAME * usual, _SOME):
            how = "same"
        elif rate >= 2 * usual or 2 * rate <= usual:
            how = f"much_{how}"
        if usual < _HARDLY and how != "same":
            return self._texts("digest.usual.never")
        return self._texts(f"digest.usual.{how}", usual=self._number(usual))

    def _number(self, number: float) -> str:
        text = f"{number:.0f}" if number >= 10 else f"{number:.1f}"  # noqa: PLR2004 - ten or more need no fraction
        return text.replace(".", self._texts("number.decimal"))

    # what is coming

    def _coming(self) -> Iterator[str]:
        coming = self.digest.coming
        for test, groups in coming.tests:
            when = self._moment(test.begin)
            yield self._texts("digest.test", when=when, groups=one_line(groups))
        yield from map(self._free, coming.free)
        if coming.next_school_day is not None:
            yield self._texts("digest.next_day", day=self._long(coming.next_school_day))

    def _free(self, free: FreeDays) -> str:
        begin, end = self._short(free.begin), self._short(free.end)
        key = "digest.free.day" if free.begin == free.end else "digest.free.days"
        said = self._texts(key, begin=begin, end=end)
        return f"{said} ({one_line(free.name)})" if free.name else said

    # words

    def _moment(self, at: datetime) -> str:
        local = at.astimezone(self.wording.timezone)
        return f"{self._texts(f'weekday.{local.isoweekday()}')} {local:%d-%m %H:%M}"

    def _short(self, day: date) -> str:
        month = self._texts(f"month.{day.month}")
        return f"{self._texts(f'weekday.{day.isoweekday()}')} {day.day} {month}"

    def _long(self, day: date) -> str:
        return self._texts(
            "date.long",
            weekday=self._texts(f"weekday.{day.isoweekday()}"),
            day=day.day,
            month=self._texts(f"month.{day.month}"),
            year=day.year,
        )

    def _texts(self, key: str, **values: object) -> str:
        return self.wording.texts(key, **values)


def mail_foot(digest: Digest, wording: Wording) -> str:
    """The first says itself where to choose how it comes."""
    act = wording.texts("digest.mail.foot")
    says_so = digest.is_first and not digest.quiet
    return act if says_so else f"{act} {wording.texts('digest.mail.why')}"


def first_name(name: str) -> str:
    """Of "mw. Wolters" there is none, and so all of it."""
    first, _, _ = name.strip().partition(" ")
    return name if first.endswith(".") else first


def alternative(chart: Chart, wording: Wording) -> str:
    """What the picture shows, in words."""
    texts = wording.texts
    total = sum(one.messages for one in chart.days)
    offtopic = sum(one.offtopic for one in chart.days)
    busiest = max(chart.days, key=lambda one: one.messages)
    said = texts(
        "digest.alt",
        total=total,
        percent=round(100 * offtopic / total) if total else 0,
        most=busiest.messages,
        day=f"{busiest.day:%d-%m}",
        today=chart.days[-1].messages,
    )
    if not chart.articles:
        return f"{said} {texts('digest.alt.none')}"
    articles = ", ".join(f"{article}: {count}" for article, count in chart.articles)
    return f"{said} {texts('digest.alt.articles', articles=articles)}"


def _percent(decided: Decisions) -> int:
    return round(100 * decided.dismissed / decided.total)
