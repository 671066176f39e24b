"""What the bot says on Telegram, and how it reaches one person without the others."""

import logging
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import (
    AdapterError,
    AdapterUnavailable,
    ChatGone,
    MessageGone,
    MissingPermission,
    RateLimited,
    Refused,
    Unconfirmed,
)
from bot.model.button import Button
from bot.model.ids import AccountRef, ChatId, ChatRef, MessageId, MessageRef, Platform, UserId
from bot.model.outbox import Answer, Change, Outcome, Picture, Say, Sent
from tests.integration.telegram.outgoing import Scene, account_of, chat_of, id_of, ref_of, scene
from tests.support.telegram.fixtures import ONLY_HERE

__all__ = ["scene"]
pytestmark = ONLY_HERE
YES_NO = ((Button("Terecht", "flag:1:yes"), Button("Onterecht", "flag:1:no")),)


def to_sem(scene: Scene, text: str = "Hoi Sem.", **more: Any) -> Say:
    return Say(account_of(scene.sem), text, within=chat_of(scene.group), **more)


def too_old_to_whisper(scene: Scene) -> None:
    scene.telegram.fail_next("deleteEphemeralMessage", 404, "Not Found")


# To a group


async def test_says_in_reply_with_buttons_and_no_preview(scene: Scene) -> None:
    rude = await scene.sem.says(scene.group, "sukkel")

    sent = await scene.bot.say(
        Say(chat_of(scene.group), "Zie https://school.nl", reply_to=id_of(rude), buttons=YES_NO)
    )

    said = scene.group.messages[-1]
    assert sent == Sent(Outcome.DONE, ref_of(said))
    assert (said.text, said.reply_to, said.buttons) == (
        "Zie https://school.nl",
        rude,
        ["Terecht", "Onterecht"],
    )
    (call,) = scene.telegram.called("sendMessage")
    assert "is_disabled" in str(call.params["link_preview_options"])


async def test_what_pupils_wrote_never_becomes_markup(scene: Scene) -> None:
    await scene.bot.say(Say(chat_of(scene.group), "Sem schreef: <b>*dom*</b> [x](http://x.nl)"))

    said = scene.group.messages[-1]
    assert said.text == "Sem schreef: <b>*dom*</b> [x](http://x.nl)"
    kinds = {entity["type"] for entity in said.content.get("entities", [])}
    assert not kinds & {"bold", "italic", "text_link"}


async def test_says_it_even_when_the_message_is_gone_meanwhile(scene: Scene) -> None:
    rude = await scene.sem.says(scene.group, "sukkel")
    await scene.sem.deletes(rude)

    await scene.bot.say(Say(chat_of(scene.group), "Rustig aan.", reply_to=id_of(rude)))

    assert scene.group.messages[-1].text == "Rustig aan."


async def test_says_it_in_the_topic(scene: Scene) -> None:
    forum = scene.telegram.group("Forum", owner=scene.vera, is_forum=True)
    forum.add_bot()
    topic = forum.topic("Wiskunde")

    await scene.bot.say(Say(chat_of(forum), "Rustig aan.", topic=MessageId(str(topic))))

    assert forum.messages[-1].thread == topic


async def test_a_long_text_comes_in_parts_with_the_buttons_under_the_last(scene: Scene) -> None:
    rude = await scene.sem.says(scene.group, "sukkel")
    text = "\n\n".join(f"Alinea {number}. " + "woord " * 100 for number in range(12))

    sent = await scene.bot.say(
        Say(chat_of(scene.group), text, buttons=YES_NO, reply_to=id_of(rude))
    )

    parts = scene.group.messages[-2:]
    assert " ".join(part.text for part in parts).split() == text.split()
    assert [part.buttons for part in parts] == [[], ["Terecht", "Onterecht"]]
    assert [part.reply_to for part in parts] == [rude, None]
    assert sent.message == ref_of(parts[-1])


async def test_a_press_that_is_too_long_is_our_own_mistake(scene: Scene) -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        await scene.bot.say(Say(chat_of(scene.group), "?", buttons=((Button("Ja", "x" * 65),),)))
    assert not scene.telegram.called("sendMessage")


async def test_follows_a_group_that_moved_without_its_old_numbers(scene: Scene) -> None:
    old = scene.telegram.group("Oud", owner=scene.vera, members=(scene.sem,), kind="group")
    old.add_bot()
    rude = await scene.sem.says(old, "sukkel")
    new = await old.migrate()
    for _ in range(rude.id):
        await scene.sem.says(new, "onschuldig")

    sent = await scene.bot.say(Say(chat_of(old), "Rustig aan.", reply_to=id_of(rude)))

    said = new.messages[-1]
    assert (said.text, said.reply_to) == ("Rustig aan.", None)
    assert sent.message == ref_of(said)


# To one person


async def test_whispers_in_the_group_what_one_person_may_read(scene: Scene) -> None:
    rude = await scene.sem.says(scene.group, "sukkel")

    sent = await scene.bot.say(to_sem(scene, reply_to=id_of(rude), instead="Kijk in Telegram."))

    whisper = scene.sem.sees(scene.group)[-1]
    assert (whisper.text, whisper.seen_by) == ("Hoi Sem.", scene.sem)
    assert whisper not in scene.vera.sees(scene.group)
    assert scene.sem.inbox == []
    assert sent.message == MessageRef(
        chat_of(scene.group), MessageId(f"{scene.sem.id}/{whisper.ephemeral_id}")
    )


async def test_what_was_whispered_can_be_changed_and_taken_back(scene: Scene) -> None:
    sent = await scene.bot.say(to_sem(scene, buttons=YES_NO))
    assert sent.message is not None
    whisper = scene.sem.sees(scene.group)[-1]

    await scene.bot.change(Change(sent.message, "Nieuw."))
    assert (whisper.text, whisper.buttons) == ("Nieuw.", [])
    assert await scene.bot.change(Change(sent.message, "Nieuw.")) is Outcome.DONE

    await scene.bot.take_back(sent.message)
    assert whisper.deleted
    with pytest.raises(MessageGone):
        await scene.bot.take_back(sent.message)


async def test_whispers_without_a_reply_when_the_message_is_gone(scene: Scene) -> None:
    rude = await scene.sem.says(scene.group, "sukkel")
    await scene.sem.deletes(rude)
    scene.telegram.fail_next("sendMessage", 400, "Bad Request: message to be replied not found")

    await scene.bot.say(to_sem(scene, reply_to=id_of(rude)))

    assert scene.sem.sees(scene.group)[-1].text == "Hoi Sem."


async def test_never_tells_the_group_on_a_server_that_cannot_whisper(scene: Scene) -> None:
    await scene.sem.starts()
    too_old_to_whisper(scene)
    before = len(scene.group.messages)

    for _ in range(2):
        await scene.bot.say(to_sem(scene))

    assert [said.text for said in scene.sem.inbox] == ["Hoi Sem.", "Hoi Sem."]
    assert len(scene.group.messages) == before
    assert len(scene.telegram.called("deleteEphemeralMessage")) == 1


async def test_asks_again_whether_it_can_whisper_when_nobody_answered(scene: Scene) -> None:
    await scene.sem.starts()
    scene.telegram.cut_next("deleteEphemeralMessage")

    with pytest.raises(AdapterUnavailable):
        await scene.bot.say(to_sem(scene))
    assert scene.sem.inbox == []
    await scene.bot.say(to_sem(scene))
    assert scene.sem.sees(scene.group)[-1].text == "Hoi Sem."


async def test_takes_back_at_once_what_turns_out_to_be_no_whisper(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.support.telegram.api_sending._receiver", lambda _: (None, None))
    await scene.sem.starts()

    for _ in range(2):
        await scene.bot.say(to_sem(scene))

    assert "Hoi Sem." not in [said.text for said in scene.group.messages]
    assert [said.text for said in scene.sem.inbox] == ["Hoi Sem.", "Hoi Sem."]
    assert len(scene.telegram.called("deleteMessage")) == 1


async def test_writes_to_whoever_is_not_in_the_group_any_more(scene: Scene) -> None:
    await scene.sem.starts()
    await scene.sem.leaves(scene.group)

    await scene.bot.say(to_sem(scene, reply_to=MessageId("1"), topic=MessageId("2")))

    (letter,) = scene.sem.inbox
    assert (letter.text, letter.reply_to, letter.thread) == ("Hoi Sem.", None, None)


async def test_says_in_the_group_that_there_is_something_to_read(scene: Scene) -> None:
    too_old_to_whisper(scene)
    rude = await scene.sem.says(scene.group, "sukkel")

    sent = await scene.bot.say(
        to_sem(scene, buttons=YES_NO, reply_to=id_of(rude), instead="Open de bot even.")
    )

    said = scene.group.messages[-1]
    assert (said.text, said.buttons, said.reply_to) == ("Open de bot even.", [], rude)
    assert sent.message == ref_of(said)


@pytest.mark.parametrize("blocked", [False, True], ids=["never started", "blocked"])
async def test_says_nothing_at_all_when_it_is_to_stay_private(scene: Scene, blocked: bool) -> None:
    too_old_to_whisper(scene)
    if blocked:
        await scene.sem.starts()
        await scene.sem.blocks()
    before = len(scene.group.messages)

    with pytest.raises(ChatGone):
        await scene.bot.say(to_sem(scene))
    assert len(scene.group.messages) == before


async def test_who_never_wrote_cannot_be_written_to(scene: Scene) -> None:
    with pytest.raises(ChatGone):
        await scene.bot.say(Say(account_of(scene.sem), "Hoi."))


@pytest.mark.parametrize("instead", ["", "Open de bot even."], ids=["nothing", "instead"])
async def test_what_is_for_one_is_never_said_to_all(scene: Scene, instead: str) -> None:
    itself = AccountRef(Platform.TELEGRAM, UserId(str(scene.group.id)))
    before = len(scene.group.messages)

    with pytest.raises(ChatGone):
        await scene.bot.say(Say(itself, "Je krijgt een waarschuwing."))
    with suppress(ChatGone):
        await scene.bot.say(
            Say(itself, "Je krijgt een herinnering.", within=chat_of(scene.group), instead=instead)
        )

    assert [said.text for said in scene.group.messages[before:]] == [instead] * bool(instead)


async def test_answers_a_whispered_command_without_a_number_to_reply_to(scene: Scene) -> None:
    await scene.bot.say(to_sem(scene, reply_to=MessageId("7000000001/4")))

    assert scene.sem.sees(scene.group)[-1].text == "Hoi Sem."


# Changing, taking back, answering


async def test_changes_what_it_said(scene: Scene) -> None:
    sent = await scene.bot.say(Say(chat_of(scene.group), "Vraag?", buttons=YES_NO))
    assert sent.message is not None
    change = Change(sent.message, "Besloten.")

    assert await scene.bot.change(change) is Outcome.DONE
    assert await scene.bot.change(change) is Outcome.DONE

    said = scene.group.messages[-1]
    assert (said.text, said.buttons) == ("Besloten.", [])


async def test_a_changed_text_is_never_too_long(scene: Scene) -> None:
    sent = await scene.bot.say(Say(chat_of(scene.group), "Vraag?"))
    assert sent.message is not None

    await scene.bot.change(Change(sent.message, "x" * 5000))

    assert scene.group.messages[-1].text == "x" * 4095 + "…"


async def test_what_is_gone_can_neither_be_changed_nor_taken_back(scene: Scene) -> None:
    sent = await scene.bot.say(Say(chat_of(scene.group), "Vraag?"))
    assert sent.message is not None
    assert await scene.bot.take_back(sent.message) is Outcome.DONE

    with pytest.raises(MessageGone):
        await scene.bot.take_back(sent.message)
    with pytest.raises(MessageGone):
        await scene.bot.change(Change(sent.message, "x"))


async def test_takes_back_a_command_that_somebody_gave(scene: Scene) -> None:
    command = await scene.vera.says(scene.group, "/koppel TL3B")

    await scene.bot.take_back(ref_of(command))

    assert command.deleted


async def test_never_touches_another_message_where_a_group_moved_to(scene: Scene) -> None:
    old = scene.telegram.group("Oud", owner=scene.vera, members=(scene.sem,), kind="group")
    old.add_bot()
    rude = await scene.sem.says(old, "sukkel")
    new = await old.migrate()
    for _ in range(rude.id):
        await scene.sem.says(new, "onschuldig")

    with pytest.raises(MissingPermission):
        await scene.bot.take_back(ref_of(rude))
    with pytest.raises(MissingPermission):
        await scene.bot.change(Change(ref_of(rude), "x"))
    assert not any(message.deleted for message in new.history.values())


@pytest.mark.parametrize(
    "number", ["-4000009/4", "-4000009/12/4", "-1009/-4000009/4", "private/4"]
)
async def test_never_takes_what_is_out_of_reach_for_a_whisper(scene: Scene, number: str) -> None:
    message = MessageRef(chat_of(scene.group), MessageId(number))
    with pytest.raises(MissingPermission):
        await scene.bot.take_back(message)
    with pytest.raises(MissingPermission):
        await scene.bot.change(Change(message, "x"))
    assert scene.telegram.called("deleteEphemeralMessage") == []


@pytest.mark.parametrize(
    ("text", "shown", "alert"),
    [
        ("Verwerkt.", "Verwerkt.", False),
        ("", None, False),
        ("w" * 61, "w" * 61, True),
        ("x" * 300, "x" * 199 + "…", True),
    ],
    ids=["short", "silent", "long", "too long"],
)
async def test_answers_whoever_pressed(
    scene: Scene, text: str, shown: str | None, alert: bool
) -> None:
    await scene.bot.say(Say(chat_of(scene.group), "Vraag?", buttons=YES_NO))
    await scene.vera.presses(scene.group.messages[-1], "Terecht", wait=False)
    ((press, query),) = scene.telegram.world.queries.items()

    assert await scene.bot.answer(Answer(Platform.TELEGRAM, press, text)) is Outcome.DONE

    assert query.answer is not None
    assert (query.answer["text"] or None, query.answer["show_alert"]) == (shown, alert)
    assert await scene.bot.answer(Answer(Platform.TELEGRAM, press, text)) is Outcome.DONE


# When it goes wrong


async def test_a_cut_after_the_call_may_have_arrived(scene: Scene) -> None:
    scene.telegram.cut_next("sendMessage", after=True)

    with pytest.raises(Unconfirmed):
        await scene.bot.say(Say(chat_of(scene.group), "Een keer."))
    assert len(scene.telegram.called("sendMessage")) == 1


async def test_a_whisper_that_may_have_arrived_is_not_written_as_well(scene: Scene) -> None:
    await scene.sem.starts()
    scene.telegram.cut_next("sendMessage", after=True)

    with pytest.raises(Unconfirmed):
        await scene.bot.say(to_sem(scene, instead="Open de bot."))
    assert scene.sem.inbox == []


async def test_half_a_text_is_not_taken_for_unsent(scene: Scene) -> None:
    say = Say(chat_of(scene.group), "woord " * 1000)
    scene.telegram.fail_next("sendMessage", retry_after=9)
    with pytest.raises(RateLimited):
        await scene.bot.say(say)

    scene.time.now += 9
    scene.telegram.delay_next("sendMessage", 0)
    scene.telegram.fail_next("sendMessage", retry_after=9)
    with pytest.raises(Unconfirmed):
        await scene.bot.say(say)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_what_can_be_asked_twice_is_just_asked_again(scene: Scene, after: bool) -> None:
    sent = await scene.bot.say(Say(chat_of(scene.group), "Vraag?"))
    assert sent.message is not None
    scene.telegram.cut_next("editMessageText", after=after)
    change = Change(sent.message, "Besloten.")

    with pytest.raises(AdapterUnavailable):
        await scene.bot.change(change)
    assert await scene.bot.change(change) is Outcome.DONE


async def test_nothing_was_sent_where_nobody_listens(scene: Scene) -> None:
    await scene.telegram.server.stop()

    with pytest.raises(AdapterUnavailable):
        await scene.bot.say(Say(chat_of(scene.group), "Hoi."))


async def test_a_wait_for_one_chat_holds_up_no_other(scene: Scene) -> None:
    await scene.sem.starts()
    scene.telegram.fail_next("sendMessage", retry_after=17)

    with pytest.raises(RateLimited) as told:
        await scene.bot.say(Say(chat_of(scene.group), "Hoi."))
    assert told.value.retry_after == timedelta(seconds=17)

    await scene.bot.say(Say(account_of(scene.sem), "Hoi."))
    calls = len(scene.telegram.calls)
    with pytest.raises(RateLimited):
        await scene.bot.say(Say(chat_of(scene.group), "Hoi."))
    assert len(scene.telegram.calls) == calls

    scene.time.now += 17
    await scene.bot.say(Say(chat_of(scene.group), "Hoi."))


async def test_postpones_of_its_own_accord_before_telegram_has_to_ask(scene: Scene) -> None:
    scene.telegram.limits.enforced = True
    said = 0
    for _ in range(60):
        try:
            await scene.bot.say(Say(chat_of(scene.group), "Hoi."))
        except RateLimited as limited:
            seconds = limited.retry_after.total_seconds()
            scene.time.now += seconds
            scene.telegram.clock.moves(seconds=seconds)
        else:
            said += 1

    assert said >= 30
    assert scene.telegram.limits_exceeded == []


async def test_hiding_waits_for_nothing(scene: Scene) -> None:
    for number in range(40):
        await scene.bot.take_back(ref_of(await scene.sem.says(scene.group, str(number))))

    assert len(scene.telegram.called("deleteMessage")) == 40


async def test_a_token_that_was_withdrawn_is_told(scene: Scene) -> None:
    scene.telegram.fail_next("sendMessage", 401, "Unauthorized")

    with pytest.raises(Refused) as told:
        await scene.bot.say(Say(chat_of(scene.group), "Hoi."))
    assert told.value.key == "error.telegram.token"


async def test_an_empty_text_fails_and_is_not_tried_again(scene: Scene) -> None:
    with pytest.raises(AdapterError) as told:
        await scene.bot.say(Say(chat_of(scene.group), ""))
    assert type(told.value) is AdapterError
    scene.telegram.violations.clear()


async def test_a_group_it_was_removed_from(scene: Scene) -> None:
    await scene.vera.removes(scene.telegram.bot_user, scene.group)

    with pytest.raises(ChatGone):
        await scene.bot.say(Say(chat_of(scene.group), "Hoi."))
    with pytest.raises(ChatGone):
        await scene.bot.leave(chat_of(scene.group))
    with pytest.raises(ChatGone):
        await scene.bot.say(Say(ChatRef(Platform.TELEGRAM, ChatId("-1001")), "Hoi."))


async def test_may_not_write(scene: Scene) -> None:
    scene.group.everyone_may.clear()
    scene.group.members[scene.telegram.bot_user.id] = replace(
        scene.group.member(scene.telegram.bot_user), status="member"
    )

    with pytest.raises(MissingPermission):
        await scene.bot.say(Say(chat_of(scene.group), "Hoi."))


async def test_no_log_knows_the_token_or_what_was_said(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await scene.bot.say(Say(chat_of(scene.group), "een geheim"))
        scene.telegram.cut_next("sendMessage")
        with pytest.raises(Unconfirmed):
            await scene.bot.say(Say(chat_of(scene.group), "een geheim"))

    assert scene.telegram.token.partition(":")[2] not in caplog.text
    assert "een geheim" not in caplog.text
    assert "AAfake" not in repr(scene.bot)


# A picture


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


async def test_a_picture_goes_with_its_words_under_it(scene: Scene) -> None:
    say = Say(chat_of(scene.group), "Wat er op staat: " + "😀" * 600, picture=Picture.of(PNG, "x"))

    sent = await scene.bot.say(replace(say, buttons=YES_NO))

    (call,) = scene.telegram.called("sendPhoto")
    said = scene.group.messages[-1]
    assert sent == Sent(Outcome.DONE, ref_of(said))
    assert scene.telegram.world.files[said.content["photo"][0]["file_id"]] == PNG
    assert call.params["caption"].endswith("…")
    assert len(call.params["caption"].encode("utf-16-le")) // 2 <= 1024
    assert said.buttons == ["Terecht", "Onterecht"]
    assert scene.telegram.called("sendMessage") == []


@pytest.mark.parametrize(
    ("spoil", "raised"),
    [
        (
            lambda telegram: telegram.fail_next(
                "sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"
            ),
            AdapterError,
        ),
        (lambda telegram: telegram.fail_next("sendPhoto", 429, retry_after=7), RateLimited),
        (lambda telegram: telegram.cut_next("sendPhoto", after=True), Unconfirmed),
    ],
    ids=["refused", "slowly", "cut off"],
)
async def test_a_picture_that_fails_says_how(scene: Scene, spoil: Any, raised: type) -> None:
    spoil(scene.telegram)
    with pytest.raises(AdapterError) as caught:
        await scene.bot.say(Say(chat_of(scene.group), "x", picture=Picture.of(PNG, "x")))
    assert caught.type is raised
