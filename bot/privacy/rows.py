"""Rows of a copy, each from one thing that is kept. Pure."""

from collections.abc import Collection, Iterator

from bot.model.action import HideMessage, LiftMute, MuteMember, RemoveMember, WarnMember
from bot.model.appeal import Appeal
from bot.model.audit import BOT, Entry
from bot.model.dealing import CommandGiven, PrivateMessage
from bot.model.digest import Wish
from bot.model.event import Event, MessageEdited, MessagePosted, moment_of
from bot.model.flag import NewFlag
from bot.model.group import ClassGroup
from bot.model.member import Sender
from bot.model.outbox import Answer, Change, Delivery, Leave, NewOutboxItem, Purpose, Say, TakeBack
from bot.model.person import Person
from bot.model.privacy import Row, Somebody
from bot.privacy.somebody import administered


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
        case CommandGiven(sender=sender, argument=text) | PrivateMessage(sender=sender, text=text):
            # Of what they passed on, or replied to, the words are another's.
            return {
                "at": moment_of(event),
                **_of_sender(sender),
                "message": event.message_id,
                "text": text,
            }
        case _:
            return {"at": moment_of(event)}


def of_appeal(appeal: Appeal) -> Row:
    filed = appeal.filed
    return {
        "at": filed.at,
        "flag": filed.about,
        "reminder_of": filed.reminder,
        "objection": filed.why,
        "state": appeal.state,
        "answered_at": appeal.ruling.at if appeal.ruling else None,
        "answer": appeal.ruling.why if appeal.ruling else "",
    }


def of_admin(group: ClassGroup, who: Somebody) -> Iterator[Row]:
    """With the name and the role that are kept of them there."""
    for seen in administered(group, who):
        as_what = "owner" if seen.owner else "admin"
        yield {"group": group.name, "as": as_what, **_of_sender(seen.sender)}


def of_item(item: NewOutboxItem, *, to_staff: bool) -> Row:
    """What staff are told, or answered, is mostly about others: of that, not the words."""
    effect = item.effect
    row: Row = {"at": item.not_before, "purpose": item.purpose}
    if not isinstance(effect, Say):
        return {**row, **_of_measure(effect)}
    of_others = item.purpose.for_staff or (to_staff and item.purpose is Purpose.ANSWER)
    return row if of_others else {**row, "text": effect.text}


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
    return {"name": sender.name, "account": str(sender.account), "role": sender.role}


def _of_measure(effect: Delivery) -> Row:
    """What the bot says, changes or takes back of its own is no measure."""
    match effect:
        case HideMessage():
            return {"measure": "hide"}
        case WarnMember(_, article, text):
            return {"measure": "warn", "articles": (article,), "text": text}
        case MuteMember(_, _, until):
            return {"measure": "mute", "until": until}
        case LiftMute():
            return {"measure": "lift"}
        case RemoveMember():
            return {"measure": "remove"}
        case Say() | Change() | TakeBack() | Answer() | Leave():
            return {}


def _actor(entry: Entry, subjects: Collection[object]) -> str:
    if entry.by == BOT:
        return "bot"
    return "themselves" if entry.by in subjects else "another"


def of_wish(wish: Wish) -> Row:
    return {
        "wished_at": None if wish.at is None else f"{wish.at:%H:%M}",
        "channels": wish.channels,
        "address": wish.address,
        "unproven": "" if wish.proof is None else wish.proof.address,
        "when_quiet": wish.when_quiet,
    }
