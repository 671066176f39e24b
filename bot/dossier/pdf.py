"""A dossier as PDF: for paper and for the school's own files, every page numbered."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import matplotlib as mpl
from fpdf import FPDF
from fpdf.fonts import TTFFont
from typing_extensions import override

from bot.dossier.words import reason_in_words
from bot.model.audit import Entry
from bot.model.dossier import Dossier, UpheldMatter
from bot.model.flag import NewFlag
from bot.model.message import Span
from bot.model.rulebook import Rulebook
from bot.model.shown import safe
from bot.texts import Texts

_FACE = "dejavu"
_BODY, _SMALL, _HEAD, _TITLE = 10, 8, 12, 16
"""Points."""
_LINE = 5.2
"""Millimetres."""
_GREY = 95


def pdf(dossier: Dossier, texts: Texts, rulebook: Rulebook, timezone: ZoneInfo) -> bytes:
    """The same bytes for the same dossier."""
    paper = _Paper(texts, dossier.person.name)
    paper.set_title(texts("dossier.title", name=paper.plain(dossier.person.name)))
    paper.set_lang(texts("dossier.language"))
    paper.set_creation_date(dossier.made_at)
    paper.add_page()
    _Writer(paper, texts, rulebook, timezone).whole(dossier)
    return bytes(paper.output())


class _Paper(FPDF):
    def __init__(self, texts: Texts, name: str) -> None:
        super().__init__(format="A4")
        self._texts = texts
        fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
        self.add_font(_FACE, "", fonts / "DejaVuSans.ttf")
        self.add_font(_FACE, "B", fonts / "DejaVuSans-Bold.ttf")
        self.set_font(_FACE, size=_BODY)
        face = self.fonts[_FACE]
        self._letters = frozenset(face.cmap if isinstance(face, TTFFont) else ())
        self._name = self.plain(name)
        self.set_margins(20, 18, 20)
        self.c_margin = 0
        self.set_auto_page_break(auto=True, margin=22)

    @override
    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(_FACE, size=_SMALL)
        self.set_text_color(_GREY)
        page = self._texts("dossier.page", name=self._name, page=self.page_no(), of="{nb}")
        self.cell(0, 8, page, align="C")
        self.set_text_color(0)

    def plain(self, text: str) -> str:
        """On one line; a character that the typeface does not have is called by its name."""
        return "".join(self._drawn(char) for char in safe(text))

    def _drawn(self, char: str) -> str:
        if ord(char) in self._letters:
            return char
        if unicodedata.category(char) in {"Mn", "Cf"}:
            return ""
        return f"[{unicodedata.name(char, f'U+{ord(char):04X}').lower()}]"

    def says(self, text: str, *, size: int = _BODY, bold: bool = False, indent: int = 0) -> None:
        """A paragraph."""
        self.set_font(_FACE, "B" if bold else "", size)
        self.set_x(self.l_margin + indent)
        height = _LINE * size / _BODY
        self.multi_cell(0, height, self.plain(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def gap(self, lines: float = 0.6) -> None:
        self.ln(_LINE * lines)

    def rule(self) -> None:
        self.set_draw_color(_GREY)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.gap()


@dataclass(frozen=True, slots=True)
class _Writer:
    paper: _Paper
    texts: Texts
    rulebook: Rulebook
    timezone: ZoneInfo

    def whole(self, dossier: Dossier) -> None:
        self._cover(dossier)
        for number, matter in enumerate(dossier.matters, start=1):
            self._matter(number, matter)
        if not dossier.matters:
            self.paper.says(self.texts("dossier.nothing"))

    def _cover(self, dossier: Dossier) -> None:
        paper, texts, person = self.paper, self.texts, dossier.person
        paper.says(texts("dossier.title", name=person.name), size=_TITLE, bold=True)
        paper.gap()
        role = texts(f"people.role.{person.role}")
        classes = ", ".join(person.classes)
        paper.says(
            texts(
                "dossier.who",
                school=dossier.school,
                number=person.person_id,
                role=f"{role}, {classes}" if classes else role,
            )
        )
        period = {"since": f"{dossier.since:%d-%m-%Y}", "until": f"{dossier.until:%d-%m-%Y}"}
        paper.says(texts("dossier.period", count=len(dossier.matters), **period))
        made = {
            "at": self._moment(dossier.made_at),
            "by": dossier.made_by or texts("dossier.nobody"),
        }
        paper.says(texts("dossier.made", **made))
        if dossier.head is not None:
            paper.says(texts("dossier.head", head=dossier.head), size=_SMALL)
        paper.gap()
        article = "dossier.why.staff" if person.role.is_staff else "dossier.why.pupil"
        paper.says(texts(article, protocol=self.rulebook.title))
        if dossier.left_out:
            paper.says(texts("dossier.left_out", count=dossier.left_out), bold=True)
        if not dossier.linked:
            paper.says(texts("dossier.unlinked", name=person.name), bold=True)
        paper.gap()

    def _matter(self, number: int, matter: UpheldMatter) -> None:
        paper, texts, raised = self.paper, self.texts, matter.flag.raised
        paper.rule()
        head = {"number": number, "flag": matter.flag.flag_id, "group": matter.group}
        paper.says(texts("dossier.matter", **head), size=_HEAD, bold=True)
        paper.says(
            texts("dossier.written", at=self._moment(raised.sent_at), name=raised.sender.name)
        )
        paper.gap(0.3)
        for text in self._words(raised):
            paper.says(text, indent=6)
        paper.gap(0.3)
        for finding in raised.findings:
            article = self.rulebook.articles.get(finding.article)
            text = article.text if article else ""
            paper.says(texts("dossier.article", article=finding.article, text=text))
            paper.says(reason_in_words(finding.reason, texts), indent=6)
        paper.gap(0.3)
        self._decision(matter)
        self._basis(matter)
        paper.gap()

    def _words(self, raised: NewFlag) -> Iterator[str]:
        """All of them: whoever reads the file is to judge the whole."""
        texts, evidence = self.texts, raised.evidence
        for before in evidence.before:
            yield texts("dossier.before", line=before)
        if evidence.media is not None:
            yield texts("dossier.media", media=texts(f"media.{evidence.media}"))
        if evidence.text:
            own = [one.span for one in raised.findings if not one.forwarded]
            yield f"“{_marked(evidence.text, own)}”"
        if evidence.forwarded:
            passed = [one.span for one in raised.findings if one.forwarded]
            yield texts("dossier.forwarded", words=_marked(evidence.forwarded, passed))

    def _decision(self, matter: UpheldMatter) -> None:
        paper, texts, verdict = self.paper, self.texts, matter.verdict
        by = matter.decided_by or texts("dossier.nobody")
        paper.says(texts("dossier.decided", by=by, at=self._moment(verdict.at)), bold=True)
        if verdict.why:
            paper.says(texts("dossier.reason", why=verdict.why), indent=6)
        for measure in _measures(matter.entries):
            paper.says(
                texts("dossier.measure", measure=texts(f"word.measure.{measure}")), indent=6
            )
        for appeal in matter.appeals:
            state = texts(f"dossier.appeal.{appeal.state}")
            at = self._moment(appeal.filed.at)
            paper.says(texts("dossier.appeal", at=at, state=state), indent=6)
            if appeal.filed.why:
                paper.says(texts("dossier.appeal.why", why=appeal.filed.why), indent=12)
        if not matter.appeals:
            paper.says(texts("dossier.no_appeal"), indent=6)
        if matter.held:
            paper.says(texts("flag.held"), indent=6)

    def _basis(self, matter: UpheldMatter) -> None:
        paper, texts = self.paper, self.texts
        paper.gap(0.3)
        paper.says(texts("dossier.basis", rulebook=matter.flag.raised.rulebook), size=_SMALL)
        for entry in matter.entries:
            what = texts(f"audit.what.{entry.what}") if entry.what else "?"
            line = {"number": entry.head.sequence, "at": self._moment(entry.at), "what": what}
            paper.says(
                texts("dossier.entry", **line, hash=entry.head.digest), size=_SMALL, indent=6
            )

    def _moment(self, at: datetime) -> str:
        return f"{at.astimezone(self.timezone):%d-%m-%Y %H:%M}"


def _marked(text: str, spans: list[Span]) -> str:
    """With the words of each of *spans* between guillemets; where two overlap, of the first."""
    pieces, done = list[str](), 0
    for span in sorted(set(spans), key=lambda one: (one.start, one.end)):
        if span.start < done or span.start >= span.end:
            continue
        pieces += [text[done : span.start], "«", text[span.start : span.end], "»"]
        done = span.end
    return "".join([*pieces, text[done:]])


def _measures(entries: tuple[Entry, ...]) -> Iterator[str]:
    for entry in entries:
        yield from filter(None, str(entry.facts.get("measures", "")).split(", "))
