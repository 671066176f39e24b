"""Cases of an overview, each with the conversation around it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.model.message import MediaKind
from bot.overview import Case, Cases, Said
from bot.report.dates import Dates
from bot.report.page import CasePart, CasesPart, SaidPart
from bot.report.words import Names, beginning, name, quoted
from bot.texts import Texts

_HIGH, _LIKELY = 0.9, 0.7


@dataclass(frozen=True, slots=True)
class CaseTeller:
    texts: Texts
    names: Names
    dates: Dates

    def cases(self, cases: Cases, anchor: str, *, care: bool = False) -> CasesPart:
        """*care*: for the care contacts, who may read other cries for help around it."""
        told = [
            self._case(case, f"{anchor}-{number}", care=care)
            for number, case in enumerate(cases.told, start=1)
        ]
        return CasesPart(told, cases.count - len(told))

    def _case(self, case: Case, anchor: str, *, care: bool) -> CasePart:
        return CasePart(
            anchor,
            name(self.names.shown(case.sender)),
            self.dates.moment(case.at),
            quoted(case.text, case.span, self.names),
            self._stands_for(case.text, case.media, forwarded=case.forwarded),
            self.names.quote(self.texts.reason(case.reason)),
            self._certainty(case.probability),
            self._around(case.before, case, care=care),
            self._around(case.after, case, care=care),
        )

    def _around(self, said: Iterable[Said], case: Case, *, care: bool) -> Sequence[SaidPart]:
        return [self._said(one, case, care=care) for one in said]

    def _said(self, said: Said, case: Case, *, care: bool) -> SaidPart:
        who, when = name(self.names.shown(said.sender)), self.dates.moment(said.at, case.at)
        if said.care and not care:
            return SaidPart(who, when, "", self.texts("report.case.withheld"))
        words = beginning(said.text, self.names)
        return SaidPart(who, when, words, self._stands_for(said.text, said.media))

    def _stands_for(self, text: str, media: MediaKind | None, *, forwarded: bool = False) -> str:
        if forwarded:
            return self.texts("report.case.forwarded")
        if media is not None:
            return self.texts(f"media.{media}")
        return "" if text.strip() else self.texts("report.case.wordless")

    def _certainty(self, probability: float) -> str:
        sure = "high" if probability >= _HIGH else "likely" if probability >= _LIKELY else "unsure"
        return self.texts(f"report.certainty.{sure}", percent=round(100 * probability))
