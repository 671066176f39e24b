"""How a digest reads. `GOLDEN=new pytest tests/unit/digest` writes the files: look at them."""

import os
import re
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.digest.html import file, letter
from bot.digest.page import Style, alternative, first_name, page
from bot.digest.render import render
from bot.model.calendar import FreeDays
from bot.model.digest import Coming, Decisions, Digest, GroupDay, Names, Usual
from bot.model.flag import Evidence
from bot.model.member import Role, Sender
from bot.model.outbox import Picture
from tests.support.builders import MENTOR, NOON, an_account
from tests.unit.digest.making import MONDAY, WORDING, a_flag, counts
from tests.unit.digest.stories import STORIES, bad_day, long_day, short_day

GOLDEN = Path(__file__).parents[2] / "data" / "digest"
MAIL = Style(Names.NONE, quotes=False)
PIXEL = Picture(b64encode(b"\x89PNG").decode(), "wat er op staat")


def agrees(name: str, said: str) -> None:
    place = GOLDEN / name
    if os.environ.get("GOLDEN") == "new":
        place.write_text(said, "utf-8")
    assert said == place.read_text("utf-8")


@pytest.mark.parametrize("name", STORIES)
def test_it_reads_as_it_did(name: str) -> None:
    digest = STORIES[name]()
    agrees(f"{name}.txt", render(digest, WORDING) + "\n")
    agrees(f"{name}.html", letter(digest, WORDING, MAIL, PIXEL, MENTOR).html + "\n")


def test_the_picture_in_words() -> None:
    for name in ("slecht", "vijfentwintig-uur", "drieentwintig-uur"):
        agrees(f"{name}.alt.txt", alternative(STORIES[name]().chart, WORDING) + "\n")


def test_the_days_on_which_the_clock_is_changed_have_25_and_23_hours() -> None:
    for story, hours in ((long_day, 25), (short_day, 23)):
        chart = story().chart
        assert [one.messages for one in chart.days if one.day.weekday() == 6][-1] == hours
        assert story().groups[0].counts.messages == 48 + hours


# what stands of people in it


def test_names_as_the_school_chose() -> None:
    digest = replace(bad_day(), open_flags=((a_flag(sender=_named("Sanne de Vries")), "2B"),))
    said = {names: render(digest, WORDING, Style(names)) for names in Names}
    assert "Sanne de Vries, art." in said[Names.FULL]
    assert "Sanne, art." in said[Names.FIRST]
    assert "de Vries" not in said[Names.FIRST]
    assert "Leerling 1, art." in said[Names.PSEUDONYM]
    assert "Sanne" not in said[Names.PSEUDONYM]
    assert "Sanne" not in said[Names.NONE]
    assert "De eigenaar is geen medewerker." in said[Names.NONE]


def test_a_letter_has_no_names_and_no_words_of_pupils() -> None:
    written = letter(bad_day(), WORDING, MAIL, None, MENTOR)
    for said in (written.html, render(bad_day(), WORDING, MAIL)):
        assert "sukkel" not in said
        assert "Sanne" not in said
        assert "Bram" not in said
        assert "melding 7, 2B" in said


@pytest.mark.parametrize(
    ("name", "first"),
    [("Sanne de Vries", "Sanne"), ("mw. Wolters", "mw. Wolters"), ("Bram", "Bram"), ("", "")],
)
def test_the_first_name_of_somebody(name: str, first: str) -> None:
    assert first_name(name) == first


def _named(name: str) -> Sender:
    return Sender(an_account("iemand"), name, Role.STUDENT)


# what it is compared with


@pytest.mark.parametrize(
    ("count", "usual", "said"),
    [
        (20, 20.0, "ongeveer zoals anders (20 per schooldag)"),
        (22, 20.0, "ongeveer zoals anders (20 per schooldag)"),
        (3, 0.4, "ongeveer zoals anders (0,4 per schooldag)"),
        (26, 20.0, "meer dan anders (20 per schooldag)"),
        (40, 20.0, "veel meer dan anders (20 per schooldag)"),
        (14, 20.0, "minder dan anders (20 per schooldag)"),
        (10, 20.0, "veel minder dan anders (20 per schooldag)"),
    ],
)
def test_it_is_compared_with_the_four_weeks_before(count: int, usual: float, said: str) -> None:
    group = GroupDay("2B", counts(count), usual=Usual(usual, None, 0))
    digest = _digest(group)
    assert f"2B: {count} berichten bekeken, {said}" in render(digest, WORDING)


def test_several_school_days_are_compared_by_the_day() -> None:
    group = GroupDay("2B", counts(40), usual=Usual(20.0, None, 0))
    assert "zoals anders" in render(replace(_digest(group), school_days=2), WORDING)


def test_only_staff_wrote_and_no_shares_are_told() -> None:
    assert "%" not in render(_digest(GroupDay("2B", counts(staff=1))), WORDING)


@pytest.mark.parametrize(("count", "told"), [(9, False), (10, True)])
def test_of_a_few_no_percentage_is_told(count: int, *, told: bool) -> None:
    decided = Decisions(upheld=count - 3, dismissed=3)
    usual = Usual(20.0, 0.5, 0, decided)
    said = render(_digest(GroupDay("2B", counts(count), decided=decided, usual=usual)), WORDING)
    assert f"besluiten: {count}, waarvan onterechte meldingen: 3" in said
    assert ("(30%); in de vier weken ervoor 30% van 10" in said) is told
    assert ("school 100%" in said) is told
    assert ("%" in said) is told


@pytest.mark.parametrize("is_first", [True, False])
def test_a_letter_says_once_where_to_choose_how_it_comes(*, is_first: bool) -> None:
    digest = replace(bad_day(), is_first=is_first)
    html = letter(digest, WORDING, MAIL, None, MENTOR).html
    assert html.count("/overzicht") == 1
    assert "stuur de bot /open" in html


def test_free_days_of_one_day_and_without_a_name() -> None:
    free = FreeDays(MONDAY + timedelta(days=1), MONDAY + timedelta(days=1))
    digest = replace(_digest(GroupDay("2B", counts(1))), coming=Coming(free=(free,)))
    assert render(digest, WORDING).endswith("• dinsdag 3 maart: vrij")


def _digest(*groups: GroupDay) -> Digest:
    return Digest(day=MONDAY, since=NOON, until=NOON, groups=groups)


# HTML


HOSTILE = '</td><script>alert(1)</script><img src=x onerror="x"> {{ 7*7 }} & "\'\u202e'


def test_what_people_write_is_only_text_in_html() -> None:
    flag = a_flag(sender=_named(HOSTILE))
    flag = replace(flag, raised=replace(flag.raised, evidence=Evidence(HOSTILE)))
    group = GroupDay(HOSTILE, counts(3))
    digest = replace(_digest(group), open_flags=((flag, HOSTILE),), astray={})
    for html in (
        file(digest, WORDING, Style(), PIXEL),
        letter(digest, WORDING, Style(), PIXEL, MENTOR).html,
    ):
        tags = set(re.findall(r"<(\w+)", html))
        assert "script" not in tags
        assert html.count("<img") == 1
        assert "&lt;script&gt;" in html
        assert "{{ 7*7 }}" in html
        assert "\u202e" not in html


def test_html_for_mail_is_what_programs_for_mail_can_show() -> None:
    html = letter(bad_day(), WORDING, MAIL, PIXEL, MENTOR).html
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {
        *("html", "head", "meta", "title", "body", "table", "tr", "td"),
        *("h1", "h2", "strong", "span", "br", "img"),
    }
    assert re.findall(r'src="([^"]*)"', html) == ["cid:beeld@klaswacht"]
    assert 'alt="wat er op staat"' in html
    assert "http" not in html.replace("http-equiv", "")
    assert "<style" not in html
    assert "class=" not in html


def test_a_file_loads_nothing_and_needs_nothing() -> None:
    html = file(bad_day(), WORDING, Style(), PIXEL)
    assert "default-src &#39;none&#39;" in html or "default-src 'none'" in html
    assert re.findall(r'src="([^"]{0,22})', html) == ["data:image/png;base64,"]
    assert "<img" not in file(bad_day(), WORDING, Style(), None)


def test_a_quiet_digest_is_one_line_on_paper_too() -> None:
    told = page(STORIES["stil"](), WORDING, Style())
    assert (told.intro, told.sections, told.foot) == ((), (), ())
