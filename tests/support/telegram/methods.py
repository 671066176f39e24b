"""Which methods are simulated. Anything else is unknown here."""

from collections.abc import Callable
from typing import Any

from aiogram import methods as m
from aiogram.methods import TelegramMethod

from tests.support.telegram import api_bot as bot
from tests.support.telegram import api_changing as changing
from tests.support.telegram import api_members as members
from tests.support.telegram import api_sending as sending

SIMULATED: dict[type[TelegramMethod[Any]], Callable[..., Any]] = {
    m.GetMe: bot.get_me,
    m.GetUpdates: bot.get_updates,
    m.SetWebhook: bot.set_webhook,
    m.DeleteWebhook: bot.delete_webhook,
    m.GetWebhookInfo: bot.get_webhook_info,
    m.SetMyCommands: bot.set_my_commands,
    m.GetMyCommands: bot.get_my_commands,
    m.DeleteMyCommands: bot.delete_my_commands,
    m.SetMyDescription: bot.set_my_description,
    m.GetMyDescription: bot.get_my_description,
    m.SetMyShortDescription: bot.set_my_short_description,
    m.GetMyShortDescription: bot.get_my_short_description,
    m.GetChat: bot.get_chat,
    m.CreateChatInviteLink: bot.create_chat_invite_link,
    m.ExportChatInviteLink: bot.export_chat_invite_link,
    m.SendMessage: sending.send_message,
    m.SendPhoto: sending.send_photo,
    m.SendDocument: sending.send_document,
    m.EditMessageText: changing.edit_message_text,
    m.EditMessageReplyMarkup: changing.edit_message_reply_markup,
    m.DeleteMessage: changing.delete_message,
    m.DeleteMessages: changing.delete_messages,
    m.EditEphemeralMessageText: changing.edit_ephemeral_message_text,
    m.EditEphemeralMessageReplyMarkup: changing.edit_ephemeral_message_reply_markup,
    m.DeleteEphemeralMessage: changing.delete_ephemeral_message,
    m.AnswerCallbackQuery: changing.answer_callback_query,
    m.PinChatMessage: changing.pin_chat_message,
    m.GetChatMember: members.get_chat_member,
    m.GetChatAdministrators: members.get_chat_administrators,
    m.GetChatMemberCount: members.get_chat_member_count,
    m.RestrictChatMember: members.restrict_chat_member,
    m.SetChatPermissions: members.set_chat_permissions,
    m.BanChatMember: members.ban_chat_member,
    m.UnbanChatMember: members.unban_chat_member,
    m.LeaveChat: members.leave_chat,
    m.ApproveChatJoinRequest: members.approve_chat_join_request,
    m.DeclineChatJoinRequest: members.decline_chat_join_request,
}
