"""The lines that Telegram itself writes in a chat."""

from datetime import datetime

from adapters.fields import Json, number, part, word
from adapters.telegram.fields import chat_ref, moment
from bot.model.dealing import GroupMoved, GroupRenamed
from bot.model.event import GroupNotice

_KINDS = (
    "new_chat_members",
    "left_chat_member",
    "chat_owner_left",
    "chat_owner_changed",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "message_auto_delete_timer_changed",
    "pinned_message",
    "successful_payment",
    "refunded_payment",
    "users_shared",
    "chat_shared",
    "gift",
    "unique_gift",
    "gift_upgrade_sent",
    "connected_website",
    "write_access_allowed",
    "passport_data",
    "proximity_alert_triggered",
    "boost_added",
    "chat_background_set",
    "checklist_tasks_done",
    "community_chat_added",
    "community_chat_joined",
    "community_chat_removed",
    "direct_message_price_changed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "giveaway_created",
    "giveaway_completed",
    "managed_bot_created",
    "paid_message_price_changed",
    "poll_option_deleted",
    "suggested_post_approved",
    "suggested_post_approval_failed",
    "suggested_post_declined",
    "suggested_post_paid",
    "suggested_post_refunded",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
    "web_app_data",
)
"""What else Telegram says of a chat; who joins and leaves is told apart from it as well."""


def notice(message: Json, now: datetime) -> GroupNotice | GroupMoved | GroupRenamed | None:
    """None: people wrote it. No word of theirs is in what it gives but a group's name."""
    chat, at = part(message, "chat"), moment(message, "date", now)
    to, moved_from = (number(message, f"migrate_{way}_chat_id") for way in ("to", "from"))
    if to is not None:
        return GroupMoved(chat=chat_ref(chat), at=at, to=chat_ref({"id": to}))
    if moved_from is not None:  # said in the new group, whether or not the old one was heard
        return GroupMoved(chat=chat_ref({"id": moved_from}), at=at, to=chat_ref(chat))
    if name := word(message, "new_chat_title"):
        return GroupRenamed(chat=chat_ref(chat), at=at, name=name)
    kind = next((kind for kind in _KINDS if kind in message), None)
    return GroupNotice(chat_ref(chat), at, kind) if kind else None
