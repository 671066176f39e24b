"""`klaswacht try`: what the bot would make of one message, and why."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.decided import names
from bot.cli.output import console, safe, say
from bot.errors import InputError
from bot.model.decision import Decided
from bot.model.finding import Finding
from bot.model.judgement import Topic
from bot.texts import Texts
from bot.wording import Wording, marked


def add(app: typer.Typer, texts: Texts) -> None:
    @app.command("try", help=texts("cli.try.help"))
    def attempt(
        text: Annotated[
            str, typer.Argument(metavar=texts("cli.text"), help=texts("cli.try.text"))
        ],
        rulebook: Annotated[
            Path | None, typer.Option(metavar="FILE", help=texts("cli.check.rulebook"))
        ] = None,
        config: Annotated[
            Path | None, typer.Option(metavar="FILE", help=texts("cli.check.config"))
        ] = None,
    ) -> None:
        from bot.bootstrap.choices import settings  # noqa: PLC0415 - keeps `--help` quick
        from bot.bootstrap.exporting import export_check, single_message  # noqa: PLC0415 - keeps `--help` quick

        if not text.strip():
            raise InputError("error.try.empty")
        checker = export_check(settings(config=config, rulebook_file=rulebook), texts)

        async def run() -> Decided:
            async for one in checker.run(single_message(text)):
                if isinstance(one, Decided):
                    return one
            raise AssertionError("one message in, none out")

        show(asyncio.run(run()), checker.wording)


def show(one: Decided, wording: Wording) -> None:
    out, texts = console(), wording.texts
    topic = one.judgement.topic
    percent = round(100 * topic.probability)
    out.print(texts("try.topic", topic=texts(f"topic.{topic.topic}"), percent=percent))
    if topic.topic is Topic.OFFTOPIC:
        say(out, texts("try.one_is_not_enough"))
    care = one.judgement.care
    if care is not None:
        sure = texts("overview.sure", percent=round(100 * care.probability))
        say(out, texts("try.care"))
        say(out, safe(marked(one.message.text, care.span)), indent=2, style="italic")
        say(out, safe(f"{texts.reason(care.reason)} ({sure})"), indent=2)
    for finding in one.decision.findings:
        _finding(out, one, finding, wording)
    unsure = [f for f in one.judgement.findings if f not in one.decision.findings]
    if unsure and care is None:
        out.print(texts("try.unsure"))
        for finding in unsure:
            _finding(out, one, finding, wording)
    if not one.decision.actions:
        out.print(texts("try.nothing"))
    for action in one.decision.actions:
        for name in names(action):
            out.print(f"→ {texts(f'power.{name}')}")


def _finding(out: Console, one: Decided, finding: Finding, wording: Wording) -> None:
    texts, article = wording.texts, wording.rulebook.articles[finding.article]
    sure = texts("overview.sure", percent=round(100 * finding.probability))
    say(out, texts("overview.article", article=article.number, text=article.text))
    say(out, safe(marked(one.message.text, finding.span)), indent=2, style="italic")
    say(out, safe(f"{texts.reason(finding.reason)} ({sure})"), indent=2)
