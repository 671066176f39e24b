"""Opens a chat export, whichever kind it is. The content tells, never the file's name."""

from collections.abc import Collection
from datetime import tzinfo
from pathlib import Path

from adapters.exports.labelled import LabelledExport, is_labelled
from adapters.exports.source import find_source
from adapters.exports.whatsapp import WhatsAppExport
from adapters.exports.whatsapp_survey import survey
from bot.errors import ExportError
from bot.ports import Export


def open_export(path: Path, *, staff: Collection[str], timezone: tzinfo) -> Export:
    """The export at *path*; the whole file has been read once and is known to be readable.

    *staff* are the names that teachers have in the chat; *timezone* is where its clock ran.
    Raises `ExportError` where the file is no chat export that can be read.
    """
    source = find_source(path)
    first = source.first_line()
    if first.startswith("{") and is_labelled(first):
        for _ in source.lines():
            pass  # a line that is no UTF-8 must be found before the first message goes out
        return LabelledExport(source, staff=staff, timezone=timezone)
    layout = survey(source)
    if layout is not None:
        return WhatsAppExport(source, layout, staff=staff, timezone=timezone)
    what = "not_labelled" if first.startswith("{") else "unknown"
    raise ExportError(f"error.export.{what}", where=source.path)
