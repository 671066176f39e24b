"""What the school works by, its config and its rulebook, and that it changed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from hashlib import sha256

from bot.model.audit import Audited, Facts, NewEntry, Subject
from bot.ports import UnitOfWork

_FINGERPRINT, _PART = 16, 8
"""Hex digits."""


@dataclass(frozen=True, slots=True)
class InForce:
    """*what*: `CONFIG` or `RULEBOOK`. *content*: all that it says but its secrets, made of
    dataclasses, mappings and values."""

    what: Audited
    version: str
    content: object


async def note_changes(
    uow: UnitOfWork, in_force: Sequence[InForce], by: Subject, at: datetime
) -> None:
    """Writes down what is another than when it was last written down: its version, a fingerprint,
    and the names of what changed in it, never what it says."""
    for one in in_force:
        facts = _facts(one, await _latest(uow, one.what))
        if facts is not None:
            entry = NewEntry(at=at, what=one.what, by=by, facts=facts)
            head = await uow.audit.append(entry)
            await uow.cursors.put(_source(one.what), str(head.sequence))


async def _latest(uow: UnitOfWork, what: Audited) -> Facts | None:
    """The cursor only says where to look: in an audit of years that saves every command seconds,
    and without it, or with one that somebody changed, all is looked through."""
    number = await uow.cursors.get(_source(what))
    entry = await uow.audit.get(int(number)) if number and number.isdecimal() else None
    if entry is not None and entry.what is what:
        return entry.facts
    async for one in uow.audit.entries(newest_first=True):
        if one.what is what:
            return one.facts
    return None


def _source(what: Audited) -> str:
    return f"audit {what}"


def _facts(now: InForce, before: Facts | None) -> Facts | None:
    """None where nothing changed."""
    content = _plain(now.content)
    fingerprint = _hash(content)[:_FINGERPRINT]
    if before is not None and before.get("fingerprint") == fingerprint:
        return None
    parts = {name: _hash(value)[:_PART] for name, value in _parts(content).items()}
    facts = {"version": now.version, "fingerprint": fingerprint, "parts": _written(parts)}
    if before is None:
        return facts
    old = _read(str(before.get("parts", "")))
    changed = sorted(name for name in {*old, *parts} if old.get(name) != parts.get(name))
    return facts | {"changed": ", ".join(changed)}


def _plain(value: object) -> object:
    """As JSON has it, the same every time: sets are in no order of their own."""
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    match value:
        case Mapping():
            return {str(name): _plain(one) for name, one in value.items()}
        case set() | frozenset():
            return sorted(str(one) for one in value)
        case list() | tuple():
            return [_plain(one) for one in value]
        case None | bool() | int() | float():
            return value
        case _:
            return str(value)


def _parts(content: object) -> Mapping[str, object]:
    """By name: "words.insults", "articles.4.1"."""
    parts: dict[str, object] = {}
    for name, value in content.items() if isinstance(content, dict) else ():
        inner = value.items() if isinstance(value, dict) else None
        parts |= {name: value} if inner is None else {f"{name}.{key}": one for key, one in inner}
    return parts


def _hash(value: object) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _written(parts: Mapping[str, str]) -> str:
    return json.dumps(parts, separators=(",", ":"))


def _read(parts: str) -> Mapping[str, str]:
    read: Mapping[str, str] = json.loads(parts or "{}")
    return read
