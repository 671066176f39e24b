"""A digest goes to an address once its reader has shown that it is theirs."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.digest.proving import LASTS, TRIES, in_time, letter_with, noted
from bot.errors import InputError
from bot.model.digest import Channel, Proof, Wish
from bot.model.outbox import Purpose, Say
from tests.support.builders import MENTOR, NOON
from tests.support.school import NL
from tests.unit.digest.test_wishes import ADDRESS, MAIL

OTHER = "a.wolters@school.nl"
BEFORE = Wish(at=time(17))


def asked(said: str = f"mail {ADDRESS}", before: Wish = BEFORE) -> tuple[Wish, Proof, str]:
    """What is kept, with what of it stands open, and the code that goes to the address."""
    done = noted(said, before, MAIL, NOON)
    assert done.wish is not None
    assert done.wish.proof is not None
    return done.wish, done.wish.proof, done.code


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_until_the_code_is_given_back_all_stays_as_it_was() -> None:
    wish, proof, code = asked()
    assert replace(wish, proof=None) == BEFORE
    assert (proof.address, proof.channels, proof.tries) == (ADDRESS, (Channel.MAIL,), 0)
    assert code.isdecimal()
    assert len(code) == 6
    done = noted(code, wish, MAIL, NOON)
    assert done.key == "overview.code.right"
    assert done.wish == replace(BEFORE, address=ADDRESS, channels=(Channel.MAIL,))


def test_only_a_hash_of_the_code_is_kept() -> None:
    wish, _, code = asked()
    assert code not in repr(wish)
    assert asked()[1].code != asked()[1].code


@pytest.mark.parametrize("typed", ["{} ", " {}", "{:.3} {:.3}"])
def test_a_code_is_understood_as_people_type_it(typed: str) -> None:
    wish, _, code = asked()
    said = f"{code[:3]} {code[3:]}" if ".3" in typed else typed.format(code)
    assert noted(said, wish, MAIL, NOON).key == "overview.code.right"


def test_after_five_wrong_ones_the_right_one_is_too_late() -> None:
    wish, _, code = asked()
    for number in range(TRIES):
        done = noted(other_than(code), wish, MAIL, NOON)
        assert done.key == ("overview.code.wrong" if number < 4 else "overview.code.spent")
        assert done.wish is not None
        wish = done.wish
    assert wish == BEFORE
    with pytest.raises(InputError) as caught:
        noted(code, wish, MAIL, NOON)
    assert caught.value.key == "overview.code.none"


def test_the_right_one_counts_at_the_last_try() -> None:
    wish, _, code = asked()
    for _ in range(TRIES - 1):
        wish = noted(other_than(code), wish, MAIL, NOON).wish or Wish()
    assert noted(code, wish, MAIL, NOON).key == "overview.code.right"


def test_a_day_later_the_code_is_too_late() -> None:
    wish, _, _ = asked()
    assert in_time(wish, NOON + timedelta(hours=24)) == wish
    assert in_time(wish, NOON + timedelta(hours=24, seconds=1)) == BEFORE


def test_another_address_needs_another_code() -> None:
    wish, proof, code = asked()
    again, fresh, second = asked(f"beide {OTHER}", wish)
    assert fresh.address == OTHER
    assert fresh.code != proof.code
    if second != code:
        assert noted(code, again, MAIL, NOON).key == "overview.code.wrong"
    proven = noted(second, again, MAIL, NOON).wish
    assert proven == replace(BEFORE, address=OTHER, channels=(Channel.CHAT, Channel.MAIL))


def test_an_address_that_was_shown_to_be_theirs_needs_none() -> None:
    proven = Wish(channels=(Channel.MAIL,), address=ADDRESS)
    chat = noted("chat", proven, MAIL, NOON).wish
    assert chat is not None
    for said in ("mail", f"mail {ADDRESS}"):
        done = noted(said, chat, MAIL, NOON)
        assert (done.wish, done.code) == (proven, "")


@pytest.mark.parametrize("said", ["chat", "gewoon"])
def test_whoever_wants_it_in_the_chat_after_all_needs_no_code(said: str) -> None:
    done = noted(said, asked()[0], MAIL, NOON)
    assert done.wish is None or done.wish.proof is None


def test_another_hour_leaves_the_code_as_it_is() -> None:
    wish, proof, _ = asked()
    assert noted("8:00", wish, MAIL, NOON).wish == Wish(at=time(8), proof=proof)


def test_the_letter_says_the_code_and_nothing_of_anybody() -> None:
    _, proof, code = asked()
    item = letter_with(code, proof, MENTOR, NL, NOON)
    assert (item.purpose, item.expires) == (Purpose.DIGEST, NOON + LASTS)
    say = item.effect
    assert isinstance(say, Say)
    assert str(say.to) == f"email:{ADDRESS}"
    assert say.letter is not None
    assert say.letter.reader == MENTOR
    assert code in say.text
    assert code in say.letter.html
    assert code not in say.letter.subject  # a locked screen shows it
