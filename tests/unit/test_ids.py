"""An account or a group as PLATFORM:ID."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.refs import account_written, chat_written
from bot.errors import InputError
from bot.model.ids import AccountRef, ChatId, ChatRef, Platform, UserId, parts

PLATFORMS, OWN = st.sampled_from(Platform), st.text()


@given(PLATFORMS, OWN)
def test_what_is_written_is_read_as_it_was(platform: Platform, own: str) -> None:
    for ref in (AccountRef(platform, UserId(own)), ChatRef(platform, ChatId(own))):
        assert str(ref) == f"{platform.value}:{own}"
        assert parts(str(ref)) == (platform, own)


def test_what_people_type_is_read() -> None:
    account = AccountRef(Platform.MATRIX, UserId("@sanne:school.example"))
    assert account_written("matrix:@sanne:school.example") == account
    assert chat_written("telegram:-100") == ChatRef(Platform.TELEGRAM, ChatId("-100"))


@pytest.mark.parametrize("typed", ["", ":", "telegram", "telegram:", ":12", "postduif:12", "X:12"])
def test_what_is_no_platform_and_id_is_said_so(typed: str) -> None:
    for read in (account_written, chat_written):
        with pytest.raises(InputError, match=r"error\.people\.account"):
            read(typed)


@pytest.mark.parametrize("own", ["@karel", "0", "-12", "12a", "１２", " 12"])
def test_an_account_of_telegram_is_a_number(own: str) -> None:
    assert account_written("telegram:12345").user_id == "12345"
    with pytest.raises(InputError, match=r"error\.people\.telegram "):
        account_written(f"telegram:{own}")


@pytest.mark.parametrize("own", ["@klas2b", "0", "--100", "t.me/c/1"])
def test_a_group_of_telegram_is_a_number(own: str) -> None:
    with pytest.raises(InputError, match=r"error\.people\.telegram_chat "):
        chat_written(f"telegram:{own}")
