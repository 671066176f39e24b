"""Opens a chat export, whichever kind it is. The content tells, never the file's name."""

from collections.abc import Collection
from datetime import tzinfo
from pathlib import Path

from adapters.exports.labelled import LabelledExport, numbering
from adapters.exports.source import Source, find_source
from adapters.exports.whatsapp import WhatsAppExport
from adapters.exports.whatsapp_layout import survey
from bot.errors import ExportError
from bot.ports import Export


def open_export(path: Path, *, staff: Collection[str], timezone: tzinfo) -> Export:
    """The export at *path*; the whole file has been read once and is known to be readable.

    *staff* are the names that teachers have in the chat; *timezone* is where its clock ran.
    Raises `ExportError` where the file is no chat export that can be read.
    """
    source = find_source(path)
    numbered = _numbered(source)
    if numbered is not None:
        return LabelledExport(source, numbered=numbered, staff=staff, timezone=timezone)
    layout = survey(source)
    if layout is not None:
        return WhatsAppExport(source, layout, staff=staff, timezone=timezone)
    raise _strange(source)


def _numbered(source: Source) -> bool | None:
    """For JSONL, whether its ids are numbers; None for anything else."""
    first = _first_line(source)
    numbered = numbering(first) if first.startswith("{") else None
    if numbered is not None:
        for _ in source.lines():
            pass  # a line that is no UTF-8 must be found before the first message goes out
    return numbered


def _strange(source: Source) -> ExportError:
    what = "not_labelled" if _first_line(source).startswith("{") else "unknown"
    return ExportError(f"error.export.{what}", where=source.path)


def _first_line(source: Source) -> str:
    return next((stripped for line in source.lines() if (stripped := line.strip())), "")
