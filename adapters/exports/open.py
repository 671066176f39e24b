"""Opens a chat export, whichever kind it is. The content tells, never the file's name."""

import re
from collections.abc import Collection, Sequence
from datetime import tzinfo
from pathlib import Path

from adapters.exports import discord, instagram, messenger, meta, snapchat, telegram, x, youtube
from adapters.exports.json_values import paths
from adapters.exports.labelled import LabelledExport, is_labelled
from adapters.exports.post import Format, Start, Talk
from adapters.exports.posts import (
    Bearers,
    PostsExport,
    Survey,
    choose,
    need_group,
    need_memory,
    survey,
)
from adapters.exports.source import Source, find_sources, need_text
from adapters.exports.whatsapp import WhatsAppExport
from adapters.exports.whatsapp_survey import survey as survey_whatsapp
from bot import ports
from bot.errors import ExportError
from bot.model.event import MessagePosted
from bot.ports import Export

_JSON_ARRAY = re.compile(rb"\[\s*+(?:[{\[\]\"]|$)")
"""An iPhone's head begins with a bracket too, and a digit behind it."""
_HTML = (b"<!doctype html", b"<html")
FORMATS = (
    telegram.FORMAT,
    discord.FORMAT,
    instagram.FORMAT,
    messenger.FORMAT,
    meta.FORMAT,
    snapchat.FORMAT,
    x.FORMAT,
    youtube.FORMAT,
)


def open_exports(
    *files: Path, staff: Collection[str], timezone: tzinfo, group: str | None = None
) -> Sequence[Export]:
    """What *files* hold, of each one group: one export, or several that together are its chat.

    All of it has been read once and is known to be readable. *staff*: the names, or accounts, that
    teachers have in the chat; *timezone*: where its clock ran; *group*: which one to read where a
    file holds several. Raises `ExportError` where there is no chat export that can be read.
    """
    bearers: Bearers = {}
    found = [one for path in files for one in _open(path, staff, timezone, group, bearers)]
    exports = [
        PostsExport(*one, staff=staff, timezone=timezone) if isinstance(one, tuple) else one
        for one in found
    ]
    need_memory(exports)
    return exports


def open_labelled(
    *files: Path, staff: Collection[str], timezone: tzinfo
) -> Sequence[ports.LabelledExport]:
    """As `open_exports`, of files with labels only. Raises `ExportError` for any other."""
    exports = open_exports(*files, staff=staff, timezone=timezone)
    for export in exports:
        if not isinstance(export, LabelledExport):
            raise ExportError("error.evaluate.not_labelled", where=export.path)
    return [export for export in exports if isinstance(export, LabelledExport)]


def _open(
    path: Path, staff: Collection[str], timezone: tzinfo, group: str | None, bearers: Bearers
) -> Sequence[Export | tuple[Survey, Talk]]:
    """What is data is only surveyed: the next file may tell of another who bears a name."""
    found: list[Survey] = []
    for source, start in find_sources(path):
        shape = _format(start)
        if shape is not None:
            found.append(survey(source, shape, staff=staff, bearers=bearers))
        elif source.member is None or source.member.lower().endswith(".txt"):
            need_text(source, start)
            return [_text(source, start, staff, timezone, group)]
    if not found:
        raise ExportError("error.export.zip_no_chat", where=path)
    return choose(found, group, where=path)


def _format(start: bytes) -> Format | None:
    beginning = Start(start.decode(errors="replace"), paths(start))
    return next((shape for shape in FORMATS if shape.recognises(beginning)), None)


def _text(
    source: Source, start: bytes, staff: Collection[str], timezone: tzinfo, group: str | None
) -> Export:
    beginning = start.lstrip()
    if beginning[:15].lower().startswith(_HTML):
        raise ExportError("error.export.html", where=source.path)
    if _JSON_ARRAY.match(beginning):
        raise ExportError("error.export.json_array", where=source.path)
    if beginning.startswith(b"{"):
        return _labelled(source, staff, timezone, group)
    layout = survey_whatsapp(source)
    if layout is None:
        raise ExportError("error.export.unknown", where=source.path)
    export = WhatsAppExport(source, layout, staff=staff, timezone=timezone)
    need_group(group, [export.about.chat_id], where=source.path)
    return export


def _labelled(
    source: Source, staff: Collection[str], timezone: tzinfo, group: str | None
) -> Export:
    if not is_labelled(source.first_line()):
        raise ExportError("error.export.unknown_json", where=source.path)
    export = LabelledExport(source, staff=staff, timezone=timezone)
    if group is None:
        for _ in source.lines():
            pass  # a line that is no UTF-8 must be found before the first message goes out
        return export
    messages = (event.message for event in export if isinstance(event, MessagePosted))
    need_group(group, {message.group: None for message in messages}, where=source.path)
    return export.only(group)
