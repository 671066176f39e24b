"""Why the bot did what it did with a message, put together again from what is known after it."""

from bot.app import App
from bot.demo.why import why
from bot.model.action import RemindInGroup, RemindPrivately
from bot.model.decision import Decided
from bot.model.finding import Reason
from bot.policy import Situation

_UNSURE = "demo.why.unsure"
"""Says why something does not count, not why the group hears nothing of what does."""


async def reasons(app: App, one: Decided) -> tuple[Reason, ...]:
    situation = await _situation(app, one)
    return tuple(why(one.judgement, one.decision, situation, app.wording.rulebook))


async def silence(app: App, one: Decided) -> Reason | None:
    """The first reason why staff or care contacts hear of *one* and nobody is reminded."""
    actions = one.decision.actions
    if not actions or any(isinstance(act, RemindInGroup | RemindPrivately) for act in actions):
        return None
    found = await reasons(app, one)
    return next((reason for reason in found if reason.key != _UNSURE), None)


async def _situation(app: App, one: Decided) -> Situation:
    """What the pipeline decided in.

    Earlier reminders are only asked for where none was given now, so that the stores still know
    what they knew then.
    """
    message = one.message
    chat, at = message.ref.chat, message.sent_at
    conversation = app.pipeline.conversations.get(chat)
    if conversation is None:
        raise AssertionError("a message was decided in no conversation")
    since = at - app.wording.rulebook.memory
    async with app.unit_of_work() as uow:
        return Situation(
            at=at,
            role=message.sender.role,
            length=len(message.text),
            window=conversation.window,
            member=await uow.reminders.member(chat, message.sender.account, since),
            group=await uow.reminders.group(chat),
            moment=app.pipeline.calendar.moment(at, message.group),
            reminded_about_this=await uow.reminders.about(message.ref),
            care_nearby=conversation.care_near(at),
        )
