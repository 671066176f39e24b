"""What the bot needs from the outside world, in the bot's own words."""

from bot.ports.ages import Ages, ChoreStore, JobStore
from bot.ports.database import Archive, Database, Erasures, LearnedFrom, Restoring, Saving
from bot.ports.exports import Export, LabelledExport
from bot.ports.flags import AppealStore, FlagStore, IntentStore, ReminderStore, StrikeStore
from bot.ports.groups import DecisionStore, GroupStore
from bot.ports.inbox import CursorStore, InboxId, InboxRow, InboxStore
from bot.ports.outbox import DigestStore, LifeStore, OutboxStore, PostStore
from bot.ports.people import AuditStore, PeopleStore
from bot.ports.platforms import ChatAdapter, Doors, LivePlatform, Receive
from bot.ports.time import Clock, Signer
from bot.ports.timetable import TimetableStore
from bot.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory

__all__ = [
    "Ages",
    "AppealStore",
    "Archive",
    "AuditStore",
    "ChatAdapter",
    "ChoreStore",
    "Clock",
    "CursorStore",
    "Database",
    "DecisionStore",
    "DigestStore",
    "Doors",
    "Erasures",
    "Export",
    "FlagStore",
    "GroupStore",
    "InboxId",
    "InboxRow",
    "InboxStore",
    "IntentStore",
    "JobStore",
    "LabelledExport",
    "LearnedFrom",
    "LifeStore",
    "LivePlatform",
    "OutboxStore",
    "PeopleStore",
    "PostStore",
    "Receive",
    "ReminderStore",
    "Restoring",
    "Saving",
    "Signer",
    "StrikeStore",
    "TimetableStore",
    "UnitOfWork",
    "UnitOfWorkFactory",
]
