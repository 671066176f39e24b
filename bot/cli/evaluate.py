"""`klaswacht evaluate`: how often the bot agrees with people's labels."""

import asyncio
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.called import Called
from bot.cli.output import console, safe, say
from bot.evaluate import Evaluation, Interval, Mistake, Score, evaluate
from bot.model.labels import LABELLED
from bot.model.message import MediaKind
from bot.pseudonyms import Pseudonyms
from bot.texts import Texts
from bot.wording import marked

Quote = Callable[[str], str]
"""Hides the names in what somebody wrote."""

SHOWN = 5
_DIGITS = 4
_WIDE = 100
"""Columns of a screen that has room for intervals."""


def add(app: typer.Typer, texts: Texts) -> None:
    @app.command("evaluate", help=texts("cli.evaluate.help"))
    def command(  # noqa: PLR0917 - Typer
        files: Annotated[
            list[Path], typer.Argument(metavar="FILE", help=texts("cli.evaluate.files"))
        ],
        errors: Annotated[
            int, typer.Option(metavar="N", min=0, help=texts("cli.evaluate.errors"))
        ] = SHOWN,
        names: Annotated[bool, typer.Option("--names", help=texts("cli.evaluate.names"))] = False,  # noqa: FBT002 - Typer
        as_json: Annotated[bool, typer.Option("--json", help=texts("cli.evaluate.json"))] = False,  # noqa: FBT002 - Typer
        rulebook: Annotated[
            Path | None, typer.Option(metavar="FILE", help=texts("cli.check.rulebook"))
        ] = None,
        config: Annotated[
            Path | None, typer.Option(metavar="FILE", help=texts("cli.check.config"))
        ] = None,
    ) -> None:
        from bot.bootstrap.choices import settings  # noqa: PLC0415 - keeps `--help` quick
        from bot.bootstrap.exporting import export_check, open_labelled  # noqa: PLC0415 - keeps `--help` quick

        chosen = settings(config=config, rulebook_file=rulebook)
        masks = Pseudonyms(texts)
        exports = open_labelled(files, chosen)
        checker = export_check(chosen, texts)
        evaluation = asyncio.run(evaluate(checker, exports, None if names else masks))
        quote = Called(evaluation.people.values(), masks.sender).hidden_in
        if as_json:
            told = _as_json(evaluation, texts, errors, quote)
            sys.stdout.write(json.dumps(told, indent=2) + "\n")
        else:
            Scores(evaluation, texts, quote, console()).show(errors)


def _as_json(evaluation: Evaluation, texts: Texts, errors: int, quote: Quote) -> dict[str, Any]:
    return {
        "messages": evaluation.messages,
        "by_staff": evaluation.by_staff,
        "rules": {rule.value: _score(score) for rule, score in sorted(evaluation.rules.items())},
        "any_rule": _score(evaluation.any_rule),
        "care": _score(evaluation.care),
        "care_reminded": evaluation.care_reminded,
        "topics": {topic.value: _score(score) for topic, score in evaluation.topics.items()},
        "topic_macro_f1": _rounded(evaluation.topic_macro_f1),
        "outside": {rule.value: count for rule, count in sorted(evaluation.outside.items())},
        "not_understood": evaluation.not_understood,
        "unjudged": evaluation.unjudged,
        "repeated": evaluation.repeated,
        "false_alarms": [_mistake(one, texts, quote) for one in evaluation.false_alarms[:errors]],
        "misses": [_mistake(one, texts, quote) for one in evaluation.misses[:errors]],
    }


def _score(score: Score) -> dict[str, Any]:
    shares = {
        "precision": (score.precision, score.precision_interval),
        "recall": (score.recall, score.recall_interval),
        "f1": (score.f1, score.f1_interval),
    }
    counts = {"right": score.right, "wrong": score.wrong, "missed": score.missed}
    return counts | {
        name: {"value": _rounded(value), "from": _rounded(low), "to": _rounded(high)}
        for name, (value, (low, high)) in shares.items()
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def _mistake(mistake: Mistake, texts: Texts, quote: Quote) -> dict[str, Any]:
    """Words in three parts, because a name in them that is hidden moves every place."""
    before, seen, behind = _parts(mistake)
    return {
        "group": mistake.group,
        "id": mistake.message.message_id,
        "rule": mistake.rule.value if mistake.rule else "care",
        "probability": _rounded(mistake.probability),
        "sender": mistake.name,
        "text": [quote(before), quote(seen), quote(behind)],
        "reason": quote(texts.reason(mistake.reason)) if mistake.reason else None,
        "before": [{"sender": one.name, "text": quote(one.text)} for one in mistake.before],
    }


def _parts(mistake: Mistake) -> tuple[str, str, str]:
    """What is before the words that were seen, those, and what is behind them."""
    start, end = mistake.span or (0, 0)
    return mistake.text[:start], mistake.text[start:end], mistake.text[end:]


class Scores:
    """The scores and the worst mistakes, on a screen."""

    def __init__(self, evaluation: Evaluation, texts: Texts, quote: Quote, out: Console) -> None:
        self._evaluation = evaluation
        self._texts = texts
        self._quote = quote
        self._out = out

    def show(self, errors: int) -> None:
        evaluation, texts = self._evaluation, self._texts
        say(
            self._out,
            texts("evaluate.head", messages=evaluation.messages, staff=evaluation.by_staff),
        )
        self._out.print()
        self._out.print(self._table())
        self._out.print()
        for sentence in self._sentences():
            say(self._out, sentence)
        self._mistakes("evaluate.false_alarms", evaluation.false_alarms, errors)
        self._mistakes("evaluate.misses", evaluation.misses, errors)

    def _table(self) -> Table:
        wide = self._out.width >= _WIDE
        table = Table(box=None, pad_edge=False, padding=(0, 2 if wide else 1, 0, 0))
        table.add_column("", no_wrap=True)
        columns = ("right", "wrong", "missed", "precision", "recall", "f1")
        for name in columns:
            table.add_column(self._texts(f"evaluate.{name}"), justify="right", no_wrap=True)
        evaluation = self._evaluation
        for rule in sorted(LABELLED & evaluation.rules.keys()):
            table.add_row(rule.value, *_cells(evaluation.rules[rule], wide=wide))
        for name, score in (("any_rule", evaluation.any_rule), ("care", evaluation.care)):
            label = self._texts(f"evaluate.{name}")
            table.add_row(label, *_cells(score, wide=wide), style="bold")
        for topic, score in evaluation.topics.items():
            table.add_row(self._texts(f"topic.{topic}"), *_cells(score, wide=wide))
        return table

    def _sentences(self) -> Iterator[str]:
        evaluation, texts = self._evaluation, self._texts
        if self._out.width >= _WIDE:
            yield texts("evaluate.intervals")
        if (macro := evaluation.topic_macro_f1) is not None:
            yield texts("evaluate.macro", f1=f"{macro:.2f}")
        yield texts("evaluate.care_reminded", count=evaluation.care_reminded)
        if evaluation.outside:
            named = ", ".join(f"{rule} {n}" for rule, n in sorted(evaluation.outside.items()))
            yield texts("evaluate.outside", rules=named)
        if evaluation.not_understood:
            yield texts("cli.check.not_understood", count=evaluation.not_understood)
        if evaluation.repeated:
            yield texts("overview.repeated", count=evaluation.repeated)
        if evaluation.unjudged:
            yield texts("digest.unjudged", count=evaluation.unjudged)

    def _mistakes(self, key: str, mistakes: Sequence[Mistake], most: int) -> None:
        if not mistakes[:most]:
            return
        self._out.print()
        say(self._out, self._texts(key), style="bold")
        for mistake in mistakes[:most]:
            self._mistake(mistake)

    def _mistake(self, mistake: Mistake) -> None:
        texts, quote = self._texts, self._quote
        what = mistake.rule.value if mistake.rule else texts("evaluate.care")
        key = "overview.sure" if mistake.false else "evaluate.thought"
        sure = texts(key, percent=round(100 * mistake.probability))
        say(self._out, safe(f"{what} ({sure})  {mistake.group} · {mistake.at:%d-%m %H:%M}"))
        for earlier in mistake.before:
            words = self._words(earlier.name, quote(earlier.text), earlier.media)
            say(self._out, words, indent=4, style="dim")
        said = marked(mistake.text, mistake.span) if mistake.span else mistake.text
        words = self._words(mistake.name, quote(said), mistake.media)
        say(self._out, words, indent=4, style="italic")
        if mistake.reason:
            say(self._out, safe(quote(texts.reason(mistake.reason))), indent=4)

    def _words(self, name: str, text: str, media: MediaKind | None) -> str:
        kind = f"[{self._texts(f'media.{media}')}] " if media else ""
        return safe(f"{name}: {kind}{text}").rstrip()


def _cells(score: Score, *, wide: bool) -> Iterator[str]:
    yield from map(str, (score.right, score.wrong, score.missed))
    yield _with(score.precision, score.precision_interval, wide=wide)
    yield _with(score.recall, score.recall_interval, wide=wide)
    yield _with(score.f1, score.f1_interval, wide=wide)


def _with(value: float | None, interval: Interval, *, wide: bool) -> str:
    if value is None:
        return "-"
    low, high = (round(100 * bound) for bound in interval)
    return f"{value:.0%} ({low}-{high})" if wide else f"{value:.0%}"
