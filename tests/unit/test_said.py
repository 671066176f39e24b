"""What is kept as a code is told in words."""

import re
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import pytest

from bot.cli.said import Said
from bot.compliance import DriftKind
from bot.model.action import Audience, MeasureKind
from bot.model.appeal import AppealState
from bot.model.audit import Audited, Facts
from bot.model.calendar import AMSTERDAM
from bot.model.finding import Reason, Rule
from bot.model.flag import FlagState
from bot.model.ids import Platform
from bot.model.member import Role
from bot.model.outbox import Outcome, Purpose
from bot.model.privacy import Part, Why
from bot.model.retention import Kind
from bot.rights import Act
from bot.texts import Language, texts

ALIKE = {"open", "respect", "mentor", "export"}
"""Codes that are words of both languages."""


def said(language: Language = Language.NL) -> Said:
    return Said(texts(language), AMSTERDAM)


CODES: Iterable[tuple[str, Iterable[str]]] = (
    ("act", [*Act, "code"]),
    ("as", Audience),
    ("by", ["bot", "themselves", "another"]),
    ("decided_by", [*Role, "staff"]),
    ("drift", DriftKind),
    ("measure", [*MeasureKind, "HideMessage", "WarnMember", "MuteMember", "RemoveMember"]),
    ("outcome", Outcome),
    ("platform", Platform),
    ("purpose", Purpose),
    ("rules", Rule),
    ("second", Audited),
    ("state", [*FlagState, *AppealState]),
    ("step", ["begun", "done"]),
    ("what", Audited),
    ("erasures", ["known", "unknown"]),
    ("who", ["parents"]),
)


@pytest.mark.parametrize(
    ("name", "code"),
    [pytest.param(name, str(code), id=f"{name}={code}") for name, all_ in CODES for code in all_],
)
def test_every_code_has_a_word(name: str, code: str) -> None:
    told = {said(language).value(name, code) for language in Language}
    assert told != {code} or code in ALIKE


@pytest.mark.parametrize("kind", [*Kind], ids=str)
def test_what_went_with_a_retention_run_is_told_by_its_kind(kind: Kind) -> None:
    told = said().facts({kind.value: 3})
    assert told == f"{texts(Language.NL)(f'retention.kind.{kind}')}: 3"


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"flag": 3, "parts": "{}", "openings": "1:why", "role": ""}, "melding: 3"),
        ({"measure": "WarnMember", "verdict": 12}, "maatregel: waarschuwen; besluit: 12"),
        ({"in_group": True, "alone": 0}, "in de groep: ja; alleen: nee"),
        ({"made": "2026-03-02T12:00:00+00:00"}, "gemaakt: 02-03-2026 13:00"),
        ({"on": "2026-03-02", "since": "ooit"}, "op: 02-03-2026; vanaf: ooit"),
        ({"gone": "person 1, accounts 2"}, "gewist: Persoon 1, Accounts 2"),
        ({"stays": "dossier 2"}, "gebleven: terechte meldingen 2"),
        (
            {"terms": "appeal 7, upheld 07-31"},
            "termijnen in dagen: Bezwaartermijn 7, Terechte meldingen 31-07",
        ),
        ({"reason": "reason.gone.long"}, "reden: een reden uit een eerdere versie"),
        (
            {"reasons": "reason.insult.threat, reason.order.again"},
            "reden: “…” klinkt als een bedreiging. Iemand stuurt steeds hetzelfde bericht.",
        ),
        ({"colour": "green", "act": "fly"}, "colour: green; handeling: fly"),
    ],
)
def test_facts_are_told(facts: Facts, told: str) -> None:
    assert said().facts(facts) == told


def every_reason() -> Iterable[str]:
    file = Path(__file__).parents[2] / "bot" / "texts" / "nl" / "LC_MESSAGES" / "klaswacht.po"
    return re.findall(r'msgid "(reason\.[^"]+)"', file.read_text("utf-8"))


def test_every_reason_is_told_without_its_values() -> None:
    older = said().value("reason", "none")
    assert [key for key in every_reason() if said().value("reason", key) == older] == []


@pytest.mark.parametrize("part", [*chain(Part, Why)], ids=str)
def test_what_was_erased_and_stays_has_words(part: Part | Why) -> None:
    name = "gone" if isinstance(part, Part) else "stays"
    assert said().value(name, f"{part} 2") != f"{part} 2"


def test_a_reason_of_an_earlier_version_keeps_what_it_names() -> None:
    told = said().reason(Reason("reason.gone.long", (("word", "sukkel"),)))
    assert told == "een reden uit een eerdere versie (sukkel)"
    assert "“sukkel”" in said().reason(Reason("reason.insult.person", (("word", "sukkel"),)))
