"""To which other events an event belongs: what it answers, replaces, or stands in a thread of."""

from adapters.fields import Json, part, word
from bot.model.ids import MessageId

_ABOUT = "m.relates_to"
NEW = "m.new_content"


def replaced(content: Json) -> MessageId | None:
    """What it says it is an edit of."""
    about = part(content, _ABOUT)
    is_edit = word(about, "rel_type") == "m.replace" and isinstance(content.get(NEW), dict)
    return _id(about) if is_edit else None


def topic_of(content: Json) -> MessageId | None:
    about = part(content, _ABOUT)
    return _id(about) if word(about, "rel_type") == "m.thread" else None


def reply_to(content: Json) -> MessageId | None:
    """What answers nothing but stands in a thread names the message before it all the same."""
    about = part(content, _ABOUT)
    if topic_of(content) and about.get("is_falling_back") is True:
        return None
    return _id(part(about, "m.in_reply_to"))


def annotated(content: Json) -> MessageId | None:
    about = part(content, _ABOUT)
    return _id(about) if word(about, "rel_type") == "m.annotation" else None


def points_at(raw: object) -> MessageId | None:
    """The one event that must be known to read *raw* well: what it replaces, else answers."""
    content = part(raw if isinstance(raw, dict) else {}, "content")
    return replaced(content) or reply_to(content)


def _id(of: Json) -> MessageId | None:
    own = word(of, "event_id")
    return MessageId(own) if own else None
