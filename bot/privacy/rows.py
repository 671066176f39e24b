"""Rows of a copy, each from one thing that is kept. Pure."""

from collections.abc import Collection

from bot.model.action import HideMessage, Measure, MuteMember, RemoveMember, WarnMember
from bot.model.audit import BOT, Entry
from bot.model.event import Event, MessageEdited, MessagePosted, moment_of
from bot.model.flag import NewFlag
from bot.model.ids import AccountRef
from bot.model.member import Sender
from bot.model.outbox import NewOutboxItem, Say
from bot.model.person import Person
from bot.model.privacy import Row, Somebody


def named(account: AccountRef) -> str:
    return f"{account.platform}:{account.user_id}"


def of_person(person: Person) -> Row:
    return {
        "number": person.person_id,
        "name": person.name,
        "role": person.role,
        "classes": person.classes,
        "born": person.born,
        "parents_told": person.parents_told,
    }


def of_words(flag: NewFlag, who: Somebody) -> Row:
    """A flag for whoever wrote the words: all that staff see of it, but for what others wrote."""
    evidence = flag.evidence
    own = tuple(line.shown for line in evidence.context if line.account in who.accounts)
    return {
        **_of_sender(flag.sender),
        "message": flag.message.message_id,
        "text": evidence.text,
        "forwarded_text": evidence.forwarded,
        "media": evidence.media,
        "before": own,
        "rules": tuple(finding.rule for finding in flag.findings),
        "reasons": tuple(finding.reason for finding in flag.findings),
        "certainties": tuple(f"{finding.probability:.2f}" for finding in flag.findings),
        "rulebook": flag.rulebook,
        "urgent": flag.urgent,
        "at_somebody": flag.target is not None,
        "about_another": flag.reported is not None,
    }


def of_event(event: Event) -> Row:
    match event:
        case MessagePosted(message) | MessageEdited(message):
            words = {
                "message": message.ref.message_id,
                "text": message.text,
                "quoted": message.quoted,
                "forwarded_text": message.forwarded,
                "media": message.media,
            }
            return {"at": moment_of(event), **_of_sender(message.sender), **words}
        case _:
            return {"at": moment_of(event)}


def of_item(item: NewOutboxItem) -> Row:
    """What staff are told is mostly about others: of that, not the words."""
    effect = item.effect
    row: Row = {"at": item.not_before, "purpose": item.purpose}
    if not isinstance(effect, Say):
        return {**row, **_of_measure(effect)}
    return row if item.purpose.for_staff else {**row, "text": effect.text}


def of_entry(entry: Entry, who: Somebody) -> Row:
    """Who else it was, and what one wrote about another, are others' to ask for."""
    about = entry.about in who.subjects
    return {
        "number": entry.head.sequence,
        "at": entry.at,
        "what": entry.what,
        "about_them": about,
        "by": _actor(entry, who.subjects),
        "facts": tuple(f"{name}: {value}" for name, value in sorted(entry.facts.items())),
        "why": entry.why if about else None,
    }


def _of_sender(sender: Sender) -> Row:
    return {"name": sender.name, "account": named(sender.account), "role": sender.role}


def _of_measure(measure: Measure) -> Row:
    match measure:
        case HideMessage():
            return {"measure": "hide"}
        case WarnMember(_, article, text):
            return {"measure": "warn", "articles": (article,), "text": text}
        case MuteMember(_, _, until):
            return {"measure": "mute", "until": until}
        case RemoveMember():
            return {"measure": "remove"}


def _actor(entry: Entry, subjects: Collection[object]) -> str:
    if entry.by == BOT:
        return "bot"
    return "themselves" if entry.by in subjects else "another"
