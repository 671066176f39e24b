"""How somebody says how they want their digest."""

from datetime import date, datetime, time, timedelta

import pytest

from bot.digest.when import When
from bot.digest.wishes import told, wished
from bot.errors import InputError
from bot.model.calendar import AMSTERDAM, SchoolCalendar
from bot.model.digest import Channel, DigestChoice, Wish, is_address
from tests.support.school import NL
from tests.unit.digest.making import MONDAY

MAIL = DigestChoice(mail_domains=("School.nl",))
CHAT, LETTER = Channel.CHAT, Channel.MAIL
ADDRESS = "wolters@school.nl"


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("17:00", Wish(at=time(17))),
        (" 8.05 uur", Wish(at=time(8, 5))),
        ("16", Wish(at=time(16))),
        ("7u", Wish(at=time(7))),
        ("half vijf", Wish(at=time(16, 30))),
        ("niets", Wish(when_quiet=False)),
        ("geen", Wish(when_quiet=False)),
        ("uit", Wish(when_quiet=False)),
        ("Stop", Wish(when_quiet=False)),
        ("Regel", Wish(when_quiet=True)),
        ("chat", Wish(channels=(CHAT,))),
        ("mail Wolters@School.nl", Wish(channels=(LETTER,), address=ADDRESS)),
        ("both wolters@school.nl", Wish(channels=(CHAT, LETTER), address=ADDRESS)),
        ("gewoon", None),
    ],
)
def test_what_is_understood(said: str, wish: Wish | None) -> None:
    assert wished(said, Wish(), MAIL) == wish


@pytest.mark.parametrize(
    "said", ["", "5", "25:00", "12:60", "morgen", "niets meer", "17:00:00", "-3"]
)
def test_what_is_not_understood(said: str) -> None:
    with pytest.raises(InputError) as caught:
        wished(said, Wish(), MAIL)
    assert caught.value.key == "overview.unknown"


def test_one_wish_leaves_the_others() -> None:
    first = wished("mail wolters@school.nl", Wish(at=time(8)), MAIL)
    assert first is not None
    second = wished("niets", first, MAIL)
    assert second == Wish(time(8), (LETTER,), ADDRESS, when_quiet=False)
    assert second is not None
    assert wished("beide", second, MAIL) == Wish(
        time(8), (CHAT, LETTER), ADDRESS, when_quiet=False
    )


@pytest.mark.parametrize(
    ("said", "choice", "key"),
    [
        ("mail wolters@school.nl", DigestChoice(), "overview.no_mail"),
        ("mail", MAIL, "overview.no_address"),
        ("mail wolters@gmail.com", MAIL, "overview.other_address"),
        ("mail wolters@nep-school.nl", MAIL, "overview.other_address"),
        ("mail wolters@school.nl.elders.com", MAIL, "overview.other_address"),
        ("mail a@elders.com,b@school.nl", MAIL, "overview.other_address"),
        ("mail school.nl", MAIL, "overview.other_address"),
    ],
)
def test_a_digest_goes_to_addresses_of_the_school_alone(
    said: str, choice: DigestChoice, key: str
) -> None:
    with pytest.raises(InputError) as caught:
        wished(said, Wish(), choice)
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (ADDRESS, True),
        ("a.b-c+d@x.school.nl", True),
        ("a@school", False),
        (".a@school.nl", False),
        ("a.@school.nl", False),
        ("a..b@school.nl", False),
        (f"{'a' * 64}@school.nl", True),
        (f"{'a' * 65}@school.nl", False),
        ("a b@school.nl", False),
        ("a@school.nl\nBcc: b@elders.nl", False),
        ("<a@school.nl>", False),
        ("é@school.nl", False),
    ],
)
def test_an_address(text: str, right: bool) -> None:
    assert is_address(text) is right


def test_how_it_comes_is_told_with_how_to_change_it() -> None:
    said = told(Wish(time(17), (LETTER,), ADDRESS, when_quiet=False), MAIL, NL)
    assert "om 17:00" in said
    assert f"per mail naar {ADDRESS}" in said
    assert "krijgt u niets" in said
    assert "/overzicht mail" in said
    plain = told(Wish(), DigestChoice(), NL)
    assert "U leest het hier." in plain
    assert "mail" not in plain


def test_by_mail_only_where_there_is_an_address_and_a_server() -> None:
    when = When(SchoolCalendar(), MAIL)
    assert when.ways(Wish()) == {CHAT}
    assert when.ways(Wish(channels=(LETTER,))) == {CHAT}
    assert when.ways(Wish(channels=(LETTER,), address=ADDRESS)) == {LETTER}
    without = When(SchoolCalendar(), DigestChoice())
    assert without.ways(Wish(channels=(LETTER,), address=ADDRESS)) == {CHAT}


def test_a_week_has_five_digests() -> None:
    when, day = When(SchoolCalendar(), DigestChoice()), MONDAY - timedelta(days=2)
    claimed = set[date]()
    now = datetime.combine(day, time(), AMSTERDAM)
    while now.date() < day + timedelta(days=9):
        earlier = (CHAT,) if when.days(now)[1] in claimed or not claimed else ()
        due = when.day_of(Wish(), now, earlier)
        if due is not None:
            claimed.add(due)
        now += timedelta(minutes=10)
    assert sorted(claimed) == [MONDAY + timedelta(days=n) for n in range(5)]
