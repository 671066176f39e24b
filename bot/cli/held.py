"""What is held of somebody, on a screen and as JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.cli.output import safe, say
from bot.cli.said import Said
from bot.model.finding import Reason
from bot.model.privacy import Copy, Part, Row, Value
from bot.texts import Texts

_NOT_ON_SCREEN = frozenset({"rule", "rules", "message"})
"""Codes that say the same as the article, or nothing to people."""


@dataclass(frozen=True, slots=True)
class Shown:
    texts: Texts
    timezone: ZoneInfo

    def copy(self, out: Console, copy: Copy) -> None:
        say(out, self.texts("privacy.access.head", at=self._value("at", copy.at)))
        for part in Part:
            rows = copy.parts[part]
            out.print()
            say(out, f"{self.texts(f'privacy.part.{part}')}: {len(rows)}", style="bold")
            for row in rows:
                self._row(out, row)
        out.print()
        say(out, self.texts("privacy.access.not_here"))

    def _row(self, out: Console, row: Row) -> None:
        shown = [
            f"{self.texts(f'privacy.field.{name}')}: {safe(self._value(name, value))}"
            for name, value in row.items()
            if name not in _NOT_ON_SCREEN and value not in (None, "", ())
        ]
        say(out, "- " + "; ".join(shown), indent=2)

    def _value(self, name: str, value: Value) -> str:
        match value:
            case bool():
                return self.texts("privacy.yes" if value else "privacy.no")
            case datetime():
                return f"{value.astimezone(self.timezone):%d-%m-%Y %H:%M}"
            case date():
                return f"{value:%d-%m-%Y}"
            case tuple() | list() if name == "facts":
                facts = dict(one.split(": ", 1) for one in value)
                return Said(self.texts, self.timezone).facts(facts)
            case tuple() | list():
                return ", ".join(self._value(name, one) for one in value)
            case _:
                return self._words(name, value)

    def _words(self, name: str, value: Value) -> str:
        said = Said(self.texts, self.timezone)
        if isinstance(value, Reason):
            return said.reason(value)
        if name == "media":
            return self.texts(f"media.{value}")
        return said.value(name, str(value))


def as_json(copy: Copy, texts: Texts) -> str:
    """Care signals are not in it, nor that there are any: it is for whoever asked."""
    held = {"at": copy.at, "parts": {part: [*rows] for part, rows in copy.parts.items()}}
    return json.dumps(_plain(held, texts), ensure_ascii=False, indent=2)


def _plain(value: object, texts: Texts) -> object:
    match value:
        case date():
            return value.isoformat()
        case Reason():
            return _reason(value, texts)
        case Mapping():
            return {str(name): _plain(one, texts) for name, one in value.items()}
        case tuple() | list():
            return [_plain(one, texts) for one in value]
        case _:
            return value


def _reason(reason: Reason, texts: Texts) -> str:
    """What an older version saw may have no words any more; the copy is given all the same."""
    try:
        return texts.reason(reason)
    except KeyError:
        return f"{reason.key} {dict(reason.values)}"
