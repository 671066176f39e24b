"""`klaswacht rules`: the rulebook as a table, or another school's rulebook checked."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import console
from bot.cli.table import table
from bot.model.rulebook import Article, Binds, Power
from bot.texts import Texts


def add(app: typer.Typer, texts: Texts) -> None:
    @app.command(help=texts("cli.rules.help"))
    def rules(
        check: Annotated[
            Path | None, typer.Option("--check", metavar="FILE", help=texts("cli.rules.check"))
        ] = None,
        own: Annotated[
            Path | None,
            typer.Option("--rulebook", metavar="FILE", help=texts("cli.check.rulebook")),
        ] = None,
    ) -> None:
        from bot.bootstrap.choices import rulebook  # noqa: PLC0415 - keeps `--help` quick

        book = rulebook(check or own)
        if check is not None:
            counts = {"articles": len(book.articles), "rules": len(book.rules)}
            console().print(texts("cli.rules.ok", file=check, **counts))
            return
        console().print(f"{book.title} ({book.version}, {book.adopted:%d-%m-%Y}) {book.link}\n")
        columns = ("number", "text", "binds", "watched", "severity", "may")
        named = [texts(f"cli.rules.column.{key}") for key in columns]
        rows = ([*_row(article, texts)] for article in book.articles.values())
        table(console(), named, rows, lines=True)


def _row(article: Article, texts: Texts) -> Iterable[str]:
    watched = ", ".join(texts(f"watcher.{name}") for name in article.watched_by)
    yield article.number
    yield article.text
    yield ", ".join(texts(f"binds.{who}") for who in Binds if who in article.binds)
    yield f"{watched}. {article.because}" if article.because else watched
    yield texts(f"severity.{article.severity}")
    yield ", ".join(texts(f"power.{power}") for power in Power if power in article.may)
