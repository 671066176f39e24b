"""A school's first config.toml, as its answers make it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

_HEAD = """\
# De instellingen van uw school, gemaakt door klaswacht init. Dit is TOML: gewone tekst, bewaard
# als UTF-8. Alles wat er nog meer in kan, staat met uitleg in config.example.toml.
"""
_HERE = "# Wie hem heeft, kan zich voor de bot uitgeven. Laat dit bestand niemand anders lezen."
_ELSEWHERE = "# De token van de bot staat in de omgeving: KLASWACHT_TELEGRAM_TOKEN."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Empty where the school did not say. *token*: None where it is given elsewhere."""

    school: str
    timezone: str
    controller: str = ""
    contact: str = ""
    privacy_officer: str = ""
    quiet: tuple[str, str] | None = None
    rules_link: str = ""
    help: str = ""
    token: str | None = field(default=None, repr=False)


def written(answers: Answers) -> str:
    return "\n".join([_HEAD, *_lines(answers), ""])


def _lines(answers: Answers) -> Iterator[str]:
    yield from _table("school", name=answers.school, timezone=answers.timezone)
    yield from _table(
        "controller",
        name=answers.controller,
        contact=answers.contact,
        privacy_officer=answers.privacy_officer,
    )
    if answers.quiet:
        begin, end = answers.quiet
        yield from _table("quiet", begin=begin, end=end)
    yield from _table("live", rules_link=answers.rules_link, help=answers.help)
    yield _HERE if answers.token else _ELSEWHERE
    yield from _table("telegram", token=answers.token or "")


def _table(table: str, /, **options: str) -> Iterator[str]:
    said = {key: text for key, text in options.items() if text}
    if said:
        yield f"[{table}]"
        yield from (f"{key} = {_quoted(text)}" for key, text in said.items())
        yield ""


def _quoted(text: str) -> str:
    """JSON writes a text as TOML reads it, but for one character that TOML does not take bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
